"""One run of a case: results step by step in a log that only grows, so that two testers merge.

A result names the earlier ones of its step that its maker had seen and takes their place. Of two
that did not know of one another the worse stands, and both stay in the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import text_of
from firstline.domain.instants import UTC, parse_instant
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.uat.case import Step, fingerprint, steps_of
from firstline.domain.words import Language, Text

KIND = "uat_run"
STEP, FINISH, DEFECT = "step", "finish", "defect"


class Result(StrEnum):
    """What came of a step, the worst first."""

    FAIL = "fail"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    PASSED = "pass"


class Verdict(StrEnum):
    """What a run came to."""

    RUNNING = "running"
    FAILED = "failed"
    BLOCKED = "blocked"
    INCOMPLETE = "incomplete"  # a step was skipped, or has no result
    PASSED = "passed"


RESULTS: Mapping[Result, Text] = {
    Result.PASSED: Text("通过", "pass"),
    Result.FAIL: Text("不通过", "fail"),
    Result.BLOCKED: Text("受阻", "blocked"),
    Result.SKIPPED: Text("跳过", "skipped"),
}
VERDICTS: Mapping[Verdict, Text] = {
    Verdict.RUNNING: Text("进行中", "running"),
    Verdict.PASSED: Text("通过", "passed"),
    Verdict.FAILED: Text("不通过", "failed"),
    Verdict.BLOCKED: Text("受阻", "blocked"),
    Verdict.INCOMPLETE: Text("不完整", "incomplete"),
}
MARKS: Mapping[str, str] = {"pass": "✓", "fail": "✗", "blocked": "⊘", "skipped": "↷"}


@dataclass(frozen=True, slots=True)
class Noted:
    """One result as somebody recorded it; `sha256` names its screenshot, "" for none."""

    id: str
    at: datetime
    by: str
    result: Result
    actual: str
    sha256: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Defect:
    """A ticket that was made of a step."""

    at: datetime
    by: str
    step: int
    ticket: str
    severity: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One step and what came of it; `heads` are the results that no later one took the place of."""

    number: int
    step: Step
    heads: tuple[Noted, ...] = ()
    past: tuple[Noted, ...] = ()

    @property
    def noted(self) -> Noted | None:
        """The result that stands: the worst of those that do not know of one another."""
        order = list(Result)
        return min(self.heads, key=lambda one: (order.index(one.result), one.id), default=None)

    @property
    def result(self) -> Result | None:
        """What came of it, None for nothing yet."""
        return self.noted.result if self.noted else None

    @property
    def contested(self) -> bool:
        """Whether two testers who did not know of one another disagree."""
        return len({one.result for one in self.heads}) > 1

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The screenshots of every result, each by its SHA-256 and name."""
        found = {one.sha256: one.file for one in (*self.past, *self.heads) if one.sha256}
        return tuple(found.items())


@dataclass(frozen=True, slots=True)
class Run:
    """One run; `after` are the runs whose place it takes once it is finished."""

    entity: Entity
    steps: tuple[Outcome, ...]
    defects: tuple[Defect, ...]
    finished: datetime | None
    started: datetime
    after: frozenset[str]

    @property
    def id(self) -> str:
        """Its id."""
        return self.entity.id

    @property
    def number(self) -> str:
        """What people call it by, the same offline."""
        return f"UR-{self.id.replace('-', '')[-6:].upper()}"

    @property
    def case(self) -> str:
        """The id of its case."""
        return text_of(self.entity, "case")

    @property
    def tester(self) -> str:
        """Who tests."""
        return text_of(self.entity, "tester")

    @property
    def retests(self) -> str:
        """The id of the run that it is a retest of, "" for none."""
        return text_of(self.entity, "retests")

    @property
    def open_steps(self) -> tuple[int, ...]:
        """The numbers of the steps that have no result yet."""
        return tuple(one.number for one in self.steps if one.result is None)

    @property
    def verdict(self) -> Verdict:
        """What it comes to: one step that failed fails it."""
        if self.finished is None:
            return Verdict.RUNNING
        found = {one.result for one in self.steps}
        if Result.FAIL in found:
            return Verdict.FAILED
        if Result.BLOCKED in found:
            return Verdict.BLOCKED
        return Verdict.PASSED if found == {Result.PASSED} else Verdict.INCOMPLETE

    @property
    def fingerprint(self) -> str:
        """What tells the steps that were tested from those of a case that was changed since."""
        return fingerprint(text_of(self.entity, "steps"))

    def step(self, number: int) -> Outcome | None:
        """Return the step with this number, None where there is none."""
        return next((one for one in self.steps if one.number == number), None)

    def people(self) -> frozenset[str]:
        """Return everybody who recorded something, and the tester."""
        noted = (one.by for step in self.steps for one in (*step.heads, *step.past))
        return frozenset({self.tester, *noted})

    def said(self, language: Language) -> Sequence[Step]:
        """Return the steps in a language; what people typed stands in both."""
        english = steps_of(text_of(self.entity, "steps_en")) if language != "zh_CN" else ()
        own = tuple(one.step for one in self.steps)
        return english if len(english) == len(own) else own


def run_from(entity: Entity) -> Run:
    """Return the run that a record holds; entries of a later version are left out."""
    noted: dict[int, list[tuple[Noted, frozenset[str]]]] = {}
    defects, ends = [], []
    for one in sorted(entity.events, key=lambda event: event.id):
        if one.kind is not EventKind.ENTRY:
            continue
        what, by = one.data.get("what"), one.data.get("by") or one.actor
        number = int(step) if (step := one.data.get("step", "")).isdecimal() else 0
        if what == STEP and one.data.get("result") in tuple(Result):
            made = Noted(one.id, one.at, by, Result(one.data["result"]), one.text,
                         one.data.get("sha256", ""), one.data.get("file", ""))  # fmt: skip
            seen = frozenset(one.data.get("seen", "").split())
            noted.setdefault(number, []).append((made, seen))
        elif what == DEFECT and one.data.get("ticket"):
            severity = one.data.get("severity", "major")
            defects.append(Defect(one.at, by, number, one.data["ticket"], severity))
        elif what == FINISH:
            ends.append(one.at)
    steps = tuple(
        _outcome(at, step, noted.get(at, ()))
        for at, step in enumerate(steps_of(text_of(entity, "steps")), 1)
    )
    started = parse_instant(text_of(entity, "started"), UTC)
    after = frozenset(text_of(entity, "after").split())
    return Run(entity, steps, tuple(defects), max(ends, default=None), started, after)


def _outcome(number: int, step: Step, noted: Iterable[tuple[Noted, frozenset[str]]]) -> Outcome:
    said = list(noted)
    gone = frozenset[str]().union(*(seen for _, seen in said))
    heads = tuple(one for one, _ in said if one.id not in gone)
    return Outcome(number, step, heads, tuple(one for one, _ in said if one.id in gone))


def runs_from(records: Iterable[Entity]) -> tuple[Run, ...]:
    """Return the runs of these records, the oldest first."""
    found = []
    for one in records:
        with suppress(BadInput):  # of a later version
            found.append(run_from(one))
    return tuple(sorted(found, key=lambda one: (one.started, one.id)))
