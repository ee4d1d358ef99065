"""What a run taught: planned against actual, the steps that overran, and the review's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from firstline.domain.runbook.book import REVIEW, Book
from firstline.domain.runbook.plan import Planned, plan_of, schedule
from firstline.domain.runbook.runbook import Item
from firstline.domain.runbook.runs import Run, open_run, runs
from firstline.domain.runbook.said import Said
from firstline.domain.words import Text

OVERRUN = 1.5  # templates.md E.1: a critical step that takes more than this of its plan
SECTION_NAMES: Mapping[str, Text] = {
    "good": Text("做得好", "What went well"),
    "improve": Text("改进", "To improve"),
    "cause": Text("原因", "Causes"),
    "lesson": Text("经验", "Lessons"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One step: minutes planned before the run and minutes taken; None is not known."""

    item: Item
    planned: float | None
    actual: float | None
    critical: bool

    @property
    def over(self) -> bool:
        """Whether it took more than OVERRUN of its plan."""
        if self.planned is None or self.actual is None:
            return False
        return self.actual > self.planned * OVERRUN


def compared(book: Book, run: Run, now: datetime) -> tuple[Compared, ...]:
    """Return planned against actual for each step of a run, by the plan that stood as it began.

    A step that goes on counts as taking until `now`.
    """
    before = replace(book, said=tuple(one for one in book.said if one.id < run.begun_by))
    plan = plan_of(before)
    critical = set(schedule(plan, book.template.timed).critical)
    return tuple(_one(plan[one.id], run, one.id in critical, now) for one in book.template.timed)


def overruns(book: Book, now: datetime) -> tuple[Compared, ...]:
    """Return the critical steps of the run that goes on which take too long (E.1)."""
    run = open_run(book)
    if run is None:
        return ()
    return tuple(one for one in compared(book, run, now) if one.over and one.critical)


def totals(lines: Sequence[Compared]) -> tuple[float, float]:
    """Return the minutes planned and the minutes taken of the steps that have both."""
    both = [(one.planned, one.actual) for one in lines]
    known = [(p, a) for p, a in both if p is not None and a is not None]
    return sum(p for p, _ in known), sum(a for _, a in known)


def review_notes(book: Book) -> tuple[Said, ...]:
    """Return the words of the post-implementation review, the oldest first."""
    return tuple(one for one in book.of(REVIEW) if one.get("section") in SECTION_NAMES)


def last_run(book: Book) -> Run | None:
    """Return the run that ended last, or None."""
    ended = [one for one in runs(book) if one.ended is not None]
    return max(ended, key=lambda one: (one.ended or one.began, one.id), default=None)


def _one(planned: Planned, run: Run, critical: bool, now: datetime) -> Compared:  # noqa: FBT001
    held = run.steps.get(planned.item.id)
    took = held.took if held else None
    if held and held.began and took is None and run.is_open:
        took = max(now - held.began, timedelta())
    actual = None if took is None else took / timedelta(minutes=1)
    return Compared(planned.item, planned.minutes, actual, critical)
