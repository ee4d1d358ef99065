"""The live cutover: the latest safe rollback as a countdown, and the point of no return (S46)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firstline.domain.runbook.book import Book
from firstline.domain.runbook.proof import DrillKind, insurance
from firstline.domain.runbook.runs import Run, live_run
from firstline.domain.runbook.settings import settings_of
from firstline.domain.words import Text

NEAR = timedelta(minutes=60)


class Phase(StrEnum):
    """Where a cutover stands; the board takes its colour from it."""

    PREPARING = "preparing"
    SAFE = "safe"
    NEAR = "near"  # less than an hour to the latest safe rollback
    PAST_SAFE = "past_safe"  # the way back would end after the window
    UNMEASURED = "unmeasured"  # there is no latest safe rollback: something was not set or measured
    FORWARD = "forward"  # past the point of no return: only forward
    ROLLING_BACK = "rolling_back"
    ENDED = "ended"


PHASES: Mapping[Phase, Text] = {
    Phase.PREPARING: Text("准备中", "in preparation"),
    Phase.SAFE: Text("可以安全回退", "rollback is safe"),
    Phase.NEAR: Text("临近最晚回退时刻", "close to the latest safe rollback"),
    Phase.PAST_SAFE: Text("已过最晚回退时刻", "past the latest safe rollback"),
    Phase.UNMEASURED: Text("算不出最晚回退时刻", "latest safe rollback unknown"),
    Phase.FORWARD: Text("已过不可回退点:只能向前修复", "past the point of no return: fix forward"),
    Phase.ROLLING_BACK: Text("正在回退", "rolling back"),
    Phase.ENDED: Text("已结束", "ended"),
}


@dataclass(frozen=True, slots=True)
class Live:
    """The cutover at an instant; `left` is negative once the latest safe rollback has passed.

    `latest_rollback_at` = window end - measured rollback - validation (requirements S46); None
    while one of the three is not known.
    """

    phase: Phase
    run: Run | None
    latest_rollback_at: datetime | None
    left: timedelta | None
    rollback: timedelta | None
    rollback_from: DrillKind | None
    validation: timedelta | None
    window_end: datetime | None
    done: int
    steps: int


def live(book: Book, now: datetime) -> Live:
    """Return how the cutover stands at `now`."""
    run, settings, proved = live_run(book), settings_of(book), insurance(book, now)
    latest = None
    if settings.window_end and settings.validation is not None and proved.rollback is not None:
        latest = settings.window_end - proved.rollback - settings.validation
    left = None if latest is None else latest - now
    steps = [one.id for one in book.template.timed]
    done = sum(1 for one in steps if run and (held := run.steps.get(one)) and held.finished)
    return Live(
        _phase(run, left), run, latest, left, proved.rollback, proved.rollback_from,
        settings.validation, settings.window_end, done, len(steps),
    )  # fmt: skip


def _phase(run: Run | None, left: timedelta | None) -> Phase:
    if run is None:
        return Phase.PREPARING
    if not run.is_open:
        return Phase.ENDED
    if run.rollback is not None:
        return Phase.ROLLING_BACK
    if run.ponr is not None:
        return Phase.FORWARD
    if left is None:
        return Phase.UNMEASURED
    if left < timedelta():
        return Phase.PAST_SAFE
    return Phase.NEAR if left <= NEAR else Phase.SAFE
