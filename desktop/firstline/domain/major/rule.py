"""Beside the state chart: a major incident ends only when its review is recorded (S38)."""

from collections.abc import Iterable

from firstline.domain.ticket.ticket import Event, EventKind, Status, Ticket
from firstline.domain.words import Text

LIST = "major"  # the list that the entries of a major incident stand in
DECLARED, WITHDRAWN, REVIEW = "declared", "withdrawn", "review"
ENDS = frozenset({Status.CLOSED, Status.CANCELLED, Status.DUPLICATE})
NO_REVIEW = Text(
    "这是重大故障,复盘还没有记录,不能结束。",
    "This is a major incident; it cannot end before its review is recorded.",
)
REVIEW_FIRST = Text(
    "恢复后先记复盘(根因、改进、负责人和期限),再关闭;误报可以撤销重大故障。",
    "Record the review after restoring (root cause, improvements with owner and date), then close; "
    "one declared by mistake can be withdrawn.",
)


def is_entry(event: Event) -> bool:
    """Whether the event belongs to a major incident."""
    return event.kind is EventKind.ENTRY and event.data.get("list") == LIST


def standing(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the entries of the major incident that stands, from its declaration on; or none.

    One that was withdrawn stands no more; declared again, it is another.
    """
    found: list[Event] = []
    for event in events:
        if not is_entry(event):
            continue
        what = event.data.get("entry")
        if what == WITHDRAWN:
            found.clear()
        elif found or what == DECLARED:
            found.append(event)
    return tuple(found)


def lacks_review(ticket: Ticket, to: Status) -> bool:
    """Whether `ticket` may not become `to` because its review is missing."""
    if to not in ENDS:
        return False
    entries = standing(ticket.events)
    return bool(entries) and not any(one.data.get("entry") == REVIEW for one in entries)
