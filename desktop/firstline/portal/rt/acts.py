"""What an edit of ours means at Request Tracker: what is sent, what clashes, what stays with us.

All of it is pure. RT carries the title, status, priority, assignee and requester, replies, notes
and files. The vendor's leg, proofs, impact, site and the rest are not RT's: they stay with us, and
nothing is written there that nobody asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from firstline.domain.edits.edit import Change, Edit
from firstline.domain.ticket.ticket import Event, EventKind, Leg
from firstline.portal.rt.copies import requester_of, status_in
from firstline.portal.rt.log import OCTETS
from firstline.portal.rt.marks import Mark, mark_of
from firstline.portal.rt.wire import SYSTEM, Person, Row, RtTicket
from firstline.portal.rt.words import number_of, priority_of, same_title, word_of

_K = EventKind
_ROWS = {"title": "Subject", "status": "Status", "priority": "Priority", "assignee": "Owner",
         "requester": "Requestor"}  # fmt: skip
FIELDS = tuple(_ROWS)
_STATES = frozenset({
    _K.RESOLVED, _K.REOPENED, _K.CANCELLED, _K.DUPLICATE, _K.PAUSED, _K.RESUMED, _K.STARTED,
    _K.TRIAGED, _K.CLOSED,
})  # fmt: skip


class Standing(Enum):
    """How a change stands to RT's value."""

    FREE = "free"  # the value that was seen still stands
    EQUAL = "equal"  # the value that is wanted stands already
    MOVED = "moved"  # another value stands: a clash


def standing(change: Change, raw: RtTicket, was: Iterable[str] = ()) -> Standing:
    """Return how `change` stands to RT's ticket.

    `was` are RT's words for statuses that our own messages moved on: having seen one is no clash.
    Where RT has no requester, a name that it does not know may have been seen here.
    """
    if _is(change.field, change.to, raw):
        return Standing.EQUAL
    nobody = change.field == "requester" and not raw.requesters
    if nobody or _is(change.field, change.seen, raw):
        return Standing.FREE
    own = change.field == "status" and change.seen and word_of(str(change.seen)) in was
    return Standing.FREE if own else Standing.MOVED


def _is(name: str, value: object, raw: RtTicket) -> bool:
    text = "" if value is None else str(value)
    match name:
        case "title":
            return same_title(text, raw.subject)
        case "status":
            return bool(text) and word_of(text) in (raw.status, word_of(status_in(raw)))
        case "priority":
            return text == priority_of(raw.priority)
        case "assignee":
            return raw.owner.is_called(text)
        case _:
            first = next(iter(raw.requesters), Person())
            return first.is_called(text) or text == requester_of(raw)


def value_of(name: str, raw: RtTicket) -> str:
    """Return RT's value of a field as one of ours."""
    match name:
        case "title":
            return raw.subject
        case "status":
            return str(status_in(raw))
        case "priority":
            return str(priority_of(raw.priority))
        case "assignee":
            return raw.owner.shown
        case _:
            return requester_of(raw)


def sent(change: Change, who: Person | None = None) -> tuple[str, object]:
    """Return RT's name of the field and the value that RT is sent."""
    text = "" if change.to is None else str(change.to)
    match change.field:
        case "status":
            return "Status", word_of(text)
        case "priority":
            return "Priority", number_of(text)
        case "assignee":
            return "Owner", who.name if who else "Nobody"
        case "requester":
            return "Requestor", [who.name or who.mail] if who else []
        case _:
            return "Subject", text


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one field of a write, by what RT's history says after it.

    `row` is the transaction that it became; `slipped` are those of others that came between what
    was read and that one, which RT's precondition should have stopped and did not.
    """

    row: Row | None = None
    slipped: tuple[Row, ...] = ()


def made(name: str, value: object, rows: Sequence[Row], me: Person, who: str = "") -> Made:
    """Return what became of RT's field `name` that was sent as `value` (`who`: RT's number).

    `rows` are those after the version that was read. What RT itself did is nobody's change.
    """
    wanted = who if name == "Owner" else str(value)
    told = [
        one for one in rows
        if one.field == name and one.type != "SetWatcher" and one.creator.name != SYSTEM
    ]  # fmt: skip
    own = [one for one in told if one.creator.name == me.name and _same(one.new, wanted)]
    if not own:
        return Made(None, tuple(one for one in told if not _same(one.new, wanted)))
    row = own[-1]
    return Made(row, tuple(one for one in told if one.id < row.id and not _same(one.new, wanted)))


def _same(value: str, wanted: str) -> bool:
    return value == wanted or not wanted or same_title(wanted, value)


def row_field(name: str) -> str:
    """Return what RT's history calls one of our fields."""
    return _ROWS[name]


def event_for(name: str, edit: Edit) -> Event | None:
    """Return the event of `edit` that tells of a change of the field, if one does."""
    for one in edit.events:
        if one.leg is Leg.VENDOR:
            continue
        told = one.data.get("field") == name or (name == "priority" and one.kind is _K.PRIORITY)
        if told or (name == "status" and one.kind in _STATES | {_K.HANDED_OFF}):
            return one
    return None


# --- what is said ---


@dataclass(frozen=True, slots=True)
class Said:
    """A message or a file that RT is given: how (correspond, comment or file), and its mark."""

    how: str
    event: Event
    mark: Mark

    @property
    def media(self) -> str:
        """The content type, the mark in it. A file's is plain bytes: RT would recode a text."""
        return self.mark.media(OCTETS if self.how == "file" else "text/plain")


def said_of(edit: Edit) -> tuple[Said, ...]:
    """Return what the edit says to people, in its order; not what only tells of a field."""
    return tuple(said for one in edit.events if (said := _said(one)) is not None)


def _said(event: Event) -> Said | None:
    if event.kind is _K.ATTACHED:
        return Said("file", event, mark_of(event, event.data.get("sha256", "")))
    if not event.text.strip() or event.leg is Leg.VENDOR:
        return None
    if event.kind is _K.RESPONDED:
        return Said("correspond", event, mark_of(event))
    if event.kind in (_K.NOTE, _K.MESSAGE):
        return Said("comment", event, mark_of(event))
    return None


def words_of_status(event: Event | None, row: int) -> Said | None:
    """Return the words that were given with a change of status, as a comment beside it.

    The mark names the transaction that changed the status (`row`, 0 for none): both are one event
    for whoever reads.
    """
    if event is None or not event.text.strip() or event.kind not in _STATES:
        return None
    return Said("comment", event, mark_of(event, str(row) if row else ""))


# --- the outcome ---


@dataclass(slots=True)
class Result:
    """What became of one edit so far; `taken` are its events by the transactions they became."""

    done: list[Change] = field(default_factory=list)
    merged: bool = False
    clashes: list[Change] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    taken: dict[int, Event] = field(default_factory=dict)
