"""How cases and processes stand: pass rates with both numbers, and what stops a signature."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstline.domain.digests import digest
from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import Flag, of_project, text_of
from firstline.domain.natural import natural
from firstline.domain.uat.case import fingerprint
from firstline.domain.uat.run import Defect, Run, Verdict
from firstline.domain.uat.signoff import Signature, record_id, signature
from firstline.domain.words import Text

IsOpen = Callable[[str], bool]
"""Says whether the ticket of this id is open; one that is not known here is."""


class State(StrEnum):
    """How a case stands: only *passed* counts for the rate, the last three are not tested."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    INCOMPLETE = "incomplete"
    CHANGED = "changed"
    UNTESTED = "untested"


STATES = {
    State.PASSED: Text("通过", "passed"),
    State.FAILED: Text("不通过", "failed"),
    State.BLOCKED: Text("受阻", "blocked"),
    State.INCOMPLETE: Text("有跳过的步骤", "with skipped steps"),
    State.CHANGED: Text("测试后用例有改动", "changed since it was tested"),
    State.UNTESTED: Text("未测试", "not tested"),
}
_WORST = (Verdict.FAILED, Verdict.BLOCKED, Verdict.INCOMPLETE, Verdict.PASSED)
_STATE = {Verdict.FAILED: State.FAILED, Verdict.BLOCKED: State.BLOCKED,
          Verdict.INCOMPLETE: State.INCOMPLETE, Verdict.PASSED: State.PASSED}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """One case: its runs, those that count, and how it stands."""

    case: Entity
    runs: tuple[Run, ...]
    heads: tuple[Run, ...]
    state: State
    open_defects: tuple[tuple[Run, Defect], ...]

    @property
    def going(self) -> tuple[Run, ...]:
        """The runs that are not finished."""
        return tuple(one for one in self.runs if one.finished is None)

    @property
    def code(self) -> str:
        """What people call it by."""
        return text_of(self.case, "code")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its cases, its rate, what stops its signature, and who signed."""

    name: str
    name_en: str
    project: str
    cases: tuple[Standing, ...]
    held: Entity | None
    signature: Signature | None

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(one.state is State.PASSED for one in self.cases)

    @property
    def tested(self) -> int:
        """How many cases have a result."""
        results = (State.PASSED, State.FAILED, State.BLOCKED)
        return sum(one.state in results for one in self.cases)

    @property
    def total(self) -> int:
        """How many cases there are: the denominator."""
        return len(self.cases)

    @property
    def percent(self) -> int:
        """The pass rate in whole per cent, cut off so that 100 means all."""
        return 100 * self.passed // self.total if self.total else 0

    @property
    def open_defects(self) -> tuple[tuple[Run, Defect], ...]:
        """The defects whose tickets are open."""
        return tuple(one for case in self.cases for one in case.open_defects)

    @property
    def known(self) -> int:
        """What a signer has to speak of: open defects and failed cases that do not stop it."""
        failed = sum(one.state is State.FAILED for one in self.cases)
        return max(len({found.ticket for _, found in self.open_defects}), failed)

    @property
    def testers(self) -> frozenset[str]:
        """Everybody whose results count."""
        return frozenset(who for one in self.cases for run in one.heads for who in run.people())

    @property
    def fingerprint(self) -> str:
        """What tells the cases that were signed from those that there are now."""
        told = "\n".join(
            sorted(f"{one.case.id} {fingerprint(text_of(one.case, 'steps'))}" for one in self.cases)
        )
        return digest(told.encode()).hex()[:32]

    @property
    def stops(self) -> tuple[Flag, ...]:
        """What makes a signature impossible: open blocker defects, failed blockers, untested."""
        return tuple(flag for one in self.cases for flag in _flags(one))

    @property
    def signed(self) -> bool:
        """Whether a signature stands and still speaks of what there is."""
        held = self.signature
        return held is not None and held.tested == self.fingerprint and not self.stops

    @property
    def void(self) -> bool:
        """Whether it was signed and something happened since that takes the signature away."""
        return self.signature is not None and not self.signed

    @property
    def rate(self) -> Text:
        """The pass rate with both numbers (N10)."""
        zh = f"{self.passed}/{self.total} 通过({self.percent}%),{self.tested} 个已测"
        en = f"{self.passed} of {self.total} passed ({self.percent} %), {self.tested} tested"
        return Text(zh, en)


def _flags(one: Standing) -> Iterable[Flag]:
    blocker = text_of(one.case, "severity") == "blocker"
    if one.state not in (State.PASSED, State.FAILED):
        words = STATES[one.state]
        yield Flag("untested", Text(f"{one.code} {words.zh}", f"{one.code} {words.en}"), stops=True)
    elif one.state is State.FAILED and blocker:
        yield Flag("failed", Text(f"{one.code}(阻断)不通过", f"{one.code} (blocker) failed"),
                   stops=True)  # fmt: skip
    graves = [(run, found) for run, found in one.open_defects if found.severity == "blocker"]
    for run, found in graves:
        yield Flag(
            "defect",
            Text(f"{one.code} 第 {found.step} 步的阻断缺陷未解决({run.number})",
                 f"the blocker defect of {one.code} step {found.step} is open ({run.number})"),
            stops=True,
        )  # fmt: skip


def standings(
    cases: Iterable[Entity], runs: Sequence[Run], is_open: IsOpen, project: str = ""
) -> tuple[Standing, ...]:
    """Return how the cases of a project stand, by process and code.

    The finished runs that no finished run took the place of count, the worst of them: of two
    testers who did not know of one another, one who saw it fail is enough.
    """
    by_case: dict[str, list[Run]] = {}
    for run in runs:
        by_case.setdefault(run.case, []).append(run)
    found = [_standing(one, by_case.get(one.id, []), is_open) for one in of_project(cases, project)]
    return tuple(sorted(found, key=lambda one: (text_of(one.case, "process"), natural(one.code))))


def heads_of(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the finished runs that no finished run took the place of."""
    done = [one for one in runs if one.finished is not None]
    gone = frozenset[str]().union(*(one.after for one in done))
    return tuple(one for one in done if one.id not in gone)


def _standing(case: Entity, runs: Sequence[Run], is_open: IsOpen) -> Standing:
    heads = heads_of(runs)
    here = fingerprint(text_of(case, "steps"))
    verdicts = {one.verdict for one in heads}
    worst = next((one for one in _WORST if one in verdicts), None)
    state = State.UNTESTED if worst is None else _STATE[worst]
    if worst is not None and all(one.fingerprint != here for one in heads):
        state = State.CHANGED
    defects = tuple(
        (run, one) for run in runs for one in run.defects if is_open(one.ticket)
    )  # fmt: skip
    return Standing(case, tuple(runs), heads, state, defects)


def processes(found: Iterable[Standing], signoffs: Iterable[Entity]) -> tuple[Process, ...]:
    """Return the processes that these cases make up, by name."""
    held = {one.id: one for one in signoffs}
    groups: dict[str, list[Standing]] = {}
    for one in found:
        key = record_id(text_of(one.case, "project"), text_of(one.case, "process"))
        groups.setdefault(key, []).append(one)
    made = []
    for key, cases in groups.items():
        first = cases[0].case
        sheet = held.get(key)
        made.append(
            Process(text_of(first, "process"), text_of(first, "process_en"),
                    text_of(first, "project"), tuple(cases), sheet, signature(sheet))
        )  # fmt: skip
    return tuple(sorted(made, key=lambda one: (one.project, one.name)))
