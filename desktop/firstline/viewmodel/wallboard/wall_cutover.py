"""The cutover on the wall: which one goes on, and what the wall says of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.words import Text

if TYPE_CHECKING:
    from datetime import tzinfo

    from firstline.domain.runbook.book import Book
    from firstline.store.reading import Reading

KIND = "runbook"


@dataclass(frozen=True, slots=True)
class WallLine:
    """What stands on the wall: the figure, the name, the line beside it, and its colour."""

    figure: Text
    name: str
    beside: Text
    hot: str


def find_cutover(store: "Reading", now: datetime) -> "Book | None":
    """Return the runbook whose live run goes on, the most pressing of several, or None."""
    records = store.records(KIND)
    if not records:
        return None
    from firstline.domain.errors import BadInput  # noqa: PLC0415 - where there are runbooks
    from firstline.domain.runbook.book import book_from  # noqa: PLC0415
    from firstline.domain.runbook.live import live  # noqa: PLC0415

    found = []
    for one in records:
        if not any(event.data.get("run", "").startswith("live") for event in one.events):
            continue
        try:
            book = book_from(one)
        except BadInput:  # of a later version
            continue
        state = live(book, now)
        if state.run is not None and state.run.is_open:
            left = state.left.total_seconds() if state.left is not None else float("inf")
            found.append((left, book.id, book))
    return min(found)[2] if found else None


def wall_line(book: "Book", now: datetime, zone: "tzinfo") -> WallLine:
    """Return what the wall says of a cutover at `now`."""
    from firstline.domain.runbook.live import Phase, live  # noqa: PLC0415 - as above
    from firstline.viewmodel.runbook import words  # noqa: PLC0415

    state = live(book, now)
    phase = words.phase_words(state)
    at = state.latest_rollback_at
    beside = phase
    if at is not None and state.phase in (Phase.SAFE, Phase.NEAR, Phase.PAST_SAFE):
        when = f"{at.astimezone(zone):%H:%M}"
        beside = Text(f"{phase.zh} · 最晚 {when}", f"{phase.en} · latest {when}")
    steps = f"{state.done}/{state.steps}"
    return WallLine(
        words.countdown(state), f"{book.name} {steps}", beside, words.HOT[state.phase]
    )  # fmt: skip
