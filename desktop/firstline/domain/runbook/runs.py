"""The runs of a runbook's timed steps: rehearsals and the live cutover, and what each step took.

Two machines that begin the same run meet in it: the earliest begin and the latest end count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstline.domain.runbook.book import RUN, STEP, Book, person
from firstline.domain.runbook.runbook import Mode
from firstline.domain.runbook.said import Said

BEGIN, FINISH, END, ABORT, ROLLBACK, ASK, PASS = (
    "begin", "finish", "end", "abort", "rollback", "ponr_ask", "ponr",
)  # fmt: skip
ASKED_FOR = timedelta(minutes=15)  # so long a question about the point of no return stands


@dataclass(frozen=True, slots=True)
class Step:
    """What one item took in one run."""

    began: datetime | None = None
    finished: datetime | None = None

    @property
    def took(self) -> timedelta | None:
        """The measured duration, None where a begin or a finish is missing."""
        if self.began is None or self.finished is None:
            return None
        return max(self.finished - self.began, timedelta())


@dataclass(frozen=True, slots=True)
class Run:
    """One run; `begun_by` and `ended_by` are the ids of the entries that began and ended it."""

    id: str
    mode: Mode
    number: int
    began: datetime
    begun_by: str = ""
    ended: datetime | None = None
    ended_by: str = ""
    aborted: bool = False
    steps: Mapping[str, Step] = field(default_factory=dict)
    rollback: Said | None = None
    asked: Said | None = None
    ponr: Said | None = None

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.ended is None

    @property
    def took(self) -> timedelta | None:
        """From its begin to its end."""
        return None if self.ended is None else max(self.ended - self.began, timedelta())

    @property
    def measured(self) -> timedelta | None:
        """From its begin to the last finish of a step: a run that was ended late is no longer."""
        ends = [one.finished for one in self.steps.values() if one.finished]
        return max(max(ends) - self.began, timedelta()) if ends else None

    @property
    def void(self) -> bool:
        """Whether its evidence proves nothing of the new system: rehearsed or taken back."""
        return self.mode is Mode.REHEARSAL or self.aborted or self.rollback is not None

    def complete(self, items: Sequence[str]) -> bool:
        """Whether it ended and every one of these steps was timed from begin to finish."""
        steps = self.steps
        timed = all(one in steps and steps[one].took is not None for one in items)
        return self.ended is not None and not self.aborted and timed


def run_id(mode: Mode, number: int) -> str:
    """Return the id of a run: the same on two machines that begin it at once."""
    return f"{mode}-{number}"


def runs(book: Book) -> tuple[Run, ...]:
    """Return the runs in the order in which they began."""
    entries: dict[str, list[Said]] = {}
    for one in book.said:
        if one.what in (RUN, STEP) and one.get("run"):
            entries.setdefault(one.get("run"), []).append(one)
    found = [run for name, said in entries.items() if (run := _run(name, said))]
    return tuple(sorted(found, key=lambda one: (one.began, one.id)))


def open_run(book: Book) -> Run | None:
    """Return the run that goes on, a live one before a rehearsal, or None."""
    going = [one for one in runs(book) if one.is_open]
    return next((one for one in going if one.mode is Mode.LIVE), going[-1] if going else None)


def live_run(book: Book) -> Run | None:
    """Return the last live run, ended or not, or None."""
    found = [one for one in runs(book) if one.mode is Mode.LIVE]
    return found[-1] if found else None


def rehearsals(book: Book, items: Sequence[str]) -> tuple[Run, ...]:
    """Return the rehearsals that are complete: ended, with every step timed."""
    return tuple(
        one for one in runs(book) if one.mode is Mode.REHEARSAL and one.complete(items)
    )  # fmt: skip


def confirmed(ask: Said, by: str, at: datetime) -> bool:
    """Whether `by` may say the second yes to the question `ask` at `at`: another, in time."""
    return person(by) != person(ask.by) and bool(person(by)) and abs(at - ask.at) <= ASKED_FOR


def _run(name: str, said: Sequence[Said]) -> Run | None:
    mode, _, number = name.rpartition("-")
    if mode not in tuple(Mode) or not number.isdecimal():
        return None
    acts: dict[str, list[Said]] = {}
    for one in said:
        if one.what == RUN:
            acts.setdefault(one.get("act"), []).append(one)
    if BEGIN not in acts:
        return None
    ends = sorted([*acts.get(END, ()), *acts.get(ABORT, ())], key=lambda one: (one.at, one.id))
    asks = sorted(acts.get(ASK, ()), key=lambda one: (one.at, one.id))
    rollback, ponr = _earlier(acts.get(ROLLBACK, ()), _passed(asks, acts.get(PASS, [])))
    return Run(
        name, Mode(mode), int(number), min(one.at for one in acts[BEGIN]), acts[BEGIN][0].id,
        ends[-1].at if ends else None, ends[-1].id if ends else "", ABORT in acts,
        _steps(said), rollback, asks[-1] if asks else None, ponr,
    )  # fmt: skip


def _earlier(back: Sequence[Said], passed: Said | None) -> tuple[Said | None, Said | None]:
    """Return the decision for the way back and the passed point of no return: one of the two.

    Where two machines said both, the earlier counts: past that point there is no way back, and
    who goes back does not pass it.
    """
    first = min(back, key=lambda one: (one.at, one.id), default=None)
    if first is None or passed is None:
        return first, passed
    return (first, None) if first.at <= passed.at else (None, passed)


def _passed(asks: Sequence[Said], yes: Sequence[Said]) -> Said | None:
    """Return the entry that passed the point of no return: a second yes to a first one."""
    known = {one.id: one for one in asks}
    for one in sorted(yes, key=lambda said: (said.at, said.id)):
        ask = known.get(one.get("ask"))
        if ask is not None and confirmed(ask, one.by, one.at):
            return one
    return None


def _steps(said: Sequence[Said]) -> dict[str, Step]:
    found: dict[str, Step] = {}
    for one in said:
        if one.what != STEP:
            continue
        item, held = one.get("item"), found.get(one.get("item"), Step())
        if one.get("act") == BEGIN:
            began = one.at if held.began is None else min(held.began, one.at)
            found[item] = Step(began, held.finished)
        elif one.get("act") == FINISH:
            finished = one.at if held.finished is None else max(held.finished, one.at)
            found[item] = Step(held.began, finished)
    return found
