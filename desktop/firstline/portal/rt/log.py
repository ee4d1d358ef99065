"""Request Tracker's history as our log: one event for each transaction that says something.

Every event has an id that the same transaction always gets, and RT's own id of it (`data.remote`),
so that reading a history twice changes nothing. A transaction that bears our mark is the very
event that made it, whoever reads it. A file is told by its own event; RT does not tell its hash,
so that RT's id of the file stands in its place (`domain.fold`) unless our mark says the hash.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from mimetypes import MimeTypes

from firstline.domain.edits.fold import REMOTE
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import NO_DATA, Event, EventKind, Leg, Status
from firstline.portal.rt.marks import Link, Mark, mark_in, remote_file, remote_of
from firstline.portal.rt.texts import text_of
from firstline.portal.rt.wire import MESSAGES, SYSTEM, Part, Row, RtTicket
from firstline.portal.rt.words import DELETED, FIRST, priority_of, status_of

_K = EventKind
_PAUSE = "waiting_requester"
OCTETS = "application/octet-stream"
_AT_ONCE = timedelta(seconds=5)
_TYPES = MimeTypes()  # by the ending, the same on every machine


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one ticket's history when it is read.

    `rows` are in order; `parts` hold the messages' parts by transaction; `people` are names by
    RT's numbers. `own` are events of ours by their ids, `taken` the events of ours that a
    transaction without a mark is, by that transaction.
    """

    server: str
    ticket: RtTicket
    rows: Sequence[Row]
    parts: Mapping[int, Sequence[Part]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Event] = field(default_factory=dict)
    taken: Mapping[int, Event] = field(default_factory=dict)

    @property
    def opening(self) -> Row | None:
        """The transaction that created the ticket, if it is among the rows."""
        return next((one for one in self.rows if one.type == "Create"), None)

    @property
    def link(self) -> Link | None:
        """Our mark on the ticket, which its first message bears."""
        mark = _mark(self.parts.get(self.opening.id, ())) if self.opening else None
        return mark.link if mark else None


def events_of(history: History) -> tuple[Event, ...]:
    """Return the events that the rows tell, in their order."""
    marks = {row: _mark(parts) for row, parts in history.parts.items()}
    told = {mark.row for mark in marks.values() if mark and mark.row} | _bounced(history.rows)
    return tuple(
        event
        for row in history.rows if row.id not in told
        for event in _events(history, row, marks.get(row.id))
    )  # fmt: skip


def _bounced(rows: Sequence[Row]) -> frozenset[int]:
    """Return the changes of status that RT made at a reply and whoever replied took back at once.

    A stock RT opens a ticket that has ended when somebody replies; a reply of ours does not mean
    that (`writes.say` keeps the status), and the two changes say nothing.
    """
    moves = [one for one in rows if one.type == "Status"]
    return frozenset(
        one
        for away, back in pairwise(moves)
        if away.creator.name == SYSTEM and (away.old, away.new) == (back.new, back.old)
        and back.created - away.created <= _AT_ONCE
        for one in (away.id, back.id)
    )  # fmt: skip


def marks_in(parts: Iterable[Part]) -> frozenset[str]:
    """Return the events whose marks the parts bear."""
    return frozenset(mark.event for one in parts if (mark := mark_in(one.headers)))


def _mark(parts: Iterable[Part]) -> Mark | None:
    return next((mark for one in parts if (mark := mark_in(one.headers))), None)


def owners_in(rows: Iterable[Row]) -> frozenset[str]:
    """Return RT's numbers of the users whose names the log needs."""
    found = {name for one in rows if one.field == "Owner" for name in (one.old, one.new)}
    return frozenset(one for one in found if one.isdecimal())


def _events(history: History, row: Row, mark: Mark | None) -> Iterator[Event]:
    if row.id in history.taken:
        yield _with_remote(history.taken[row.id], remote_of(row.id))
        return
    if mark is not None and (mark.kind is _K.REPORTED) != (row.type == "Create"):
        mark = None  # somebody else's word under our name
    if row.type in MESSAGES:
        yield from _said(history, row, mark)
        yield from _files(history, row, mark)
    elif change := _change(history, row):
        yield change


def _with_remote(event: Event, remote: str) -> Event:
    return replace(event, data={**event.data, REMOTE: remote})


def _event(history: History, row: Row, kind: EventKind, data: Mapping[str, str] = NO_DATA) -> Event:
    return Event(
        derived_id("rt", history.server, "transaction", str(row.id)), kind, row.created,
        actor=row.creator.shown, data={**data, REMOTE: remote_of(row.id)},
    )  # fmt: skip


def _said(history: History, row: Row, mark: Mark | None) -> Iterator[Event]:
    if row.type == "Create":
        yield _opened(history, row)
        if begun := _begun_as(history, row):
            yield begun
    elif mark is not None and mark.kind is not _K.ATTACHED:
        yield _marked(history, row, mark)
    elif mark is None:
        text = text_of(history.parts.get(row.id, ()))
        if row.type == "Correspond":
            known = {one.name for one in history.ticket.requesters}
            kind = _K.MESSAGE if row.creator.name in known else _K.RESPONDED
            yield replace(_event(history, row, kind), leg=Leg.INTERNAL, text=text)
        elif text or not any(one.name for one in history.parts.get(row.id, ())):
            yield replace(_event(history, row, _K.NOTE), text=text)


def _marked(history: History, row: Row, mark: Mark) -> Event:
    """Return the event that the mark names: our own where we know it, else as far as RT has it."""
    remote = remote_of(mark.row or row.id)
    if mark.event in history.own:
        return _with_remote(history.own[mark.event], remote)
    leg = Leg.INTERNAL if mark.kind in (_K.RESPONDED, _K.MESSAGE, _K.PAUSED) else None
    return Event(
        mark.event, mark.kind, min(mark.at, row.created), actor=row.creator.shown, leg=leg,
        text=text_of(history.parts.get(row.id, ())), data={REMOTE: remote},
        reason=_PAUSE if mark.kind is _K.PAUSED else "",
    )  # fmt: skip


def _opened(history: History, row: Row) -> Event:
    """Return how the ticket began; its first priority is what the first change found."""
    changes = (one for one in history.rows if one.field == "Priority" and one.type == "Set")
    first = next((one.old for one in changes), str(history.ticket.priority))
    who = next((one.shown for one in history.ticket.requesters), "") or row.creator.shown
    event = replace(
        _event(history, row, _K.REPORTED), actor=who, priority=priority_of(_number(first))
    )
    link = history.link
    return replace(event, id=link.event, at=min(link.at, row.created)) if link else event


def _begun_as(history: History, row: Row) -> Event | None:
    """Return what a ticket that did not begin as new was from the first: RT tells no change then.

    The status it began with is what the first change found, or what it has now.
    """
    first = next((one.old for one in history.rows if one.type == "Status"), history.ticket.status)
    event = _moved(history, replace(row, type="Status", old=FIRST, new=first))
    if event is None:
        return None
    remote = f"{remote_of(row.id)}/status"
    own_id = derived_id("rt", history.server, "transaction", str(row.id), "status")
    return replace(event, id=own_id, data={REMOTE: remote})


def _files(history: History, row: Row, mark: Mark | None) -> Iterator[Event]:
    for part in history.parts.get(row.id, ()):
        if not part.name:
            continue
        remote = remote_file(part.id)
        sent = mark if mark and mark.kind is _K.ATTACHED else None
        if sent and sent.event in history.own:
            yield _with_remote(history.own[sent.event], remote)
            continue
        name = part.name.replace("\\", "/").rpartition("/")[2]
        data = {
            "sha256": sent.extra if sent else remote, "name": name, "size": str(part.size),
            "media": _TYPES.guess_type(name)[0] or part.media or OCTETS, REMOTE: remote,
        }  # fmt: skip
        yield Event(
            sent.event if sent else derived_id("rt", history.server, "attachment", str(part.id)),
            _K.ATTACHED, min(sent.at, row.created) if sent else row.created,
            actor=row.creator.shown, data=data,
        )  # fmt: skip


def _change(history: History, row: Row) -> Event | None:
    if row.type == "Status":
        return _moved(history, row)
    if row.type == "AddLink" and row.field == "MergedInto":
        into = row.new.rpartition("/")[2]
        merged = into != str(row.ticket)
        return _event(history, row, _K.MERGED, {"of": into}) if merged else None
    if row.field == "Priority" and row.type == "Set":
        before, after = (priority_of(_number(one)) for one in (row.old, row.new))
        event = _event(history, row, _K.PRIORITY)
        return replace(event, priority=after) if before is not after else None
    if row.field == "Subject" and row.type == "Set":
        return _event(history, row, _K.CHANGED, _data("title", row.old, row.new))
    if row.field == "Owner" and row.type != "SetWatcher":
        names = (history.people.get(one, "") for one in (row.old, row.new))
        return _event(history, row, _K.CHANGED, _data("assignee", *names))
    return None


def _data(name: str, old: str, new: str) -> Mapping[str, str]:
    return {"field": name, "old": old, "new": new}


_ENDED = frozenset({Status.RESOLVED, Status.CANCELLED})


def _moved(history: History, row: Row) -> Event | None:
    """Return what a change of status means, by RT's own words before and after."""
    if row.new in (row.old, DELETED):
        return None
    before, after = status_of(row.old), status_of(row.new)
    if after is Status.WAITING_REQUESTER:
        return replace(_event(history, row, _K.PAUSED), leg=Leg.INTERNAL, reason=_PAUSE)
    if after is Status.RESOLVED:
        return _event(history, row, _K.RESOLVED)
    if after is Status.CANCELLED:
        return _event(history, row, _K.CANCELLED)
    if before in _ENDED:
        return _event(history, row, _K.REOPENED)
    if before is Status.WAITING_REQUESTER:
        return replace(_event(history, row, _K.RESUMED), leg=Leg.INTERNAL)
    return _event(history, row, _K.STARTED) if after is Status.IN_PROGRESS else None


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0
