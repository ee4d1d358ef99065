"""A new ticket on its way to Request Tracker: created once, under our mark."""

from dataclasses import replace

from firstline.domain.edits.edit import Change, Edit
from firstline.domain.edits.fold import REMOTE
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Event, EventKind, Priority, Status
from firstline.portal.rt import writes
from firstline.portal.rt.acts import value_of
from firstline.portal.rt.answers import Fault
from firstline.portal.rt.fields import Hand, find_person, read_rows, refresh, write
from firstline.portal.rt.lanes import Lane
from firstline.portal.rt.marks import link_of
from firstline.portal.rt.wire import Person
from firstline.portal.rt.words import FIRST, cut, number_of, word_of


def open_ticket(hand: Hand, lane: Lane, edit: Edit) -> str:
    """Create the ticket unless RT has it; return why RT refused it, "" when it is there.

    What RT did not take of it (a person it does not know, a status of another life cycle) is told
    by an event in the log: the ticket is there, and nothing is dropped unseen.
    """
    values = {one.field: one.to for one in edit.changes}
    owner, requester = (_person(hand, values.get(one)) for one in ("assignee", "requester"))
    if not lane.number:
        said = _create(hand, lane, edit, owner, requester)
        if said:
            return said
    refresh(hand, lane)
    read_rows(hand, lane, 0)
    opened = next(one for one in edit.events if one.kind is EventKind.REPORTED)
    created = next((one for one in lane.rows.values() if one.type == "Create"), None)
    lane.take_opening(created, opened)
    _drop_unless(hand, lane, edit, "assignee")
    status = Status(str(values.get("status") or Status.NEW))
    moved = any(one.type == "Status" for one in lane.rows.values())
    if word_of(status) != FIRST and not moved:
        change = Change("status", str(status), str(Status.NEW))
        result = write(hand, lane, replace(edit, changes=(change,)), again=False)
        if result.refused:
            _drop(hand, lane, edit, "status")
    return ""


def _create(
    hand: Hand, lane: Lane, edit: Edit, owner: Person | None, requester: Person | None
) -> str:
    values = {one.field: one.to for one in edit.changes}
    link = link_of(edit)
    fields: dict[str, object] = {
        "Queue": hand.queue, "Subject": cut(str(values.get("title") or "")),
        "Priority": number_of(str(values.get("priority") or Priority.P3)),
        "RefersTo": [link.uri], "ContentType": link.media("text/plain"),
        "Content": str(values.get("body") or "") or "\n",  # no text would bear no mark
    }  # fmt: skip
    if owner:
        fields["Owner"] = owner.name
    named = requester.name or requester.mail if requester else str(values.get("requester") or "")
    if requester or "@" in named:
        fields["Requestor"] = [named]
    reply = writes.create(hand.desk.calls.session, fields)
    if reply.status >= 500:
        raise Fault(writes.words_of(reply))
    if reply.status >= 400:
        return writes.words_of(reply) or str(reply.status)
    number = str(hand.desk.calls.json(reply).get("id", ""))
    if not number.isdecimal():
        raise Fault(writes.words_of(reply))
    lane.number, lane.fresh = int(number), False
    return ""


def _person(hand: Hand, name: object) -> Person | None:
    return find_person(hand, str(name))[0] if name else None


def _drop_unless(hand: Hand, lane: Lane, edit: Edit, name: str) -> None:
    wanted = next((str(one.to) for one in edit.changes if one.field == name and one.to), "")
    if wanted and lane.raw is not None and not lane.raw.owner.is_called(wanted):
        _drop(hand, lane, edit, name)


def _drop(hand: Hand, lane: Lane, edit: Edit, name: str) -> None:
    """Note in the ticket's log that RT did not take a value."""
    raw = lane.raw
    wanted = next((str(one.to) for one in edit.changes if one.field == name), "")
    if raw is None:
        return
    event_id = derived_id("rt", hand.desk.server, "dropped", edit.id, name)
    data = {"field": name, "old": wanted, "new": value_of(name, raw), REMOTE: f"dropped/{event_id}"}
    lane.dropped.append(Event(event_id, EventKind.CHANGED, raw.created, actor="RT", data=data))
