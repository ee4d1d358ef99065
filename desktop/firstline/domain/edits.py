"""Edits: a person's acts as intentions: what was wanted and what was seen (house law 5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from firstline.domain.errors import BadInput, Refused
from firstline.domain.fields import PLAIN_FIELDS, Value, check, clean, unknown_field
from firstline.domain.statuses import Act, acts_of_move, was_handed_off
from firstline.domain.ticket import (
    Attachment,
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
    Ticket,
)
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Change:
    """One field's new value and the value that was on screen when it was chosen."""

    field: str
    to: Value
    seen: Value = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One act of one person on one entity; its id is its idempotency key for ever (house law 4)."""

    id: str
    entity: str
    act: str
    made_at: datetime
    actor: str = ""
    kind: str = "ticket"
    changes: tuple[Change, ...] = ()
    events: tuple[Event, ...] = ()
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who acts, when (device clock, with offset), and the id that the edit will bear."""

    id: str
    at: datetime
    actor: str = ""


def open_ticket(
    stamp: Stamp,
    ticket_id: str,
    fields: Mapping[str, Value],
    *,
    reported_at: datetime | None = None,
    explanation: str = "",
) -> Edit:
    """Return the edit that records a new ticket with the given `fields` (names as in Ticket).

    `reported_at` is when the requester reported it, by default the stamp's instant. Raises
    BadInput when the title is missing or a field is unknown.
    """
    if not str(fields.get("title") or "").strip():
        raise BadInput(Text("标题不能为空。", "The title must not be empty."))
    changes = tuple(Change(name, check(name, value)) for name, value in fields.items())
    at = reported_at or stamp.at
    priority = Priority(str(fields.get("priority") or Priority.P3))
    reported = _event(stamp, 0, EventKind.REPORTED, at=at, priority=priority, text=explanation)
    return _edit(stamp, ticket_id, "open", changes, (reported,))


def set_field(ticket: Ticket, name: str, to: Value, stamp: Stamp) -> Edit:
    """Return the edit that gives the plain field `name` the value `to`.

    Status and priority have their own acts, `move` and `set_priority`. Raises BadInput for an
    unknown field or a value that does not fit it.
    """
    seen = getattr(ticket, name, None) if name in PLAIN_FIELDS else unknown_field(name)
    value = check(name, to)
    data = {"field": name, "old": _words(seen), "new": _words(value)}
    event = _event(stamp, 0, EventKind.CHANGED, data=data)
    return _edit(stamp, ticket.id, "set", (Change(name, value, seen),), (event,))


def set_priority(
    ticket: Ticket,
    to: Priority,
    stamp: Stamp,
    *,
    reason: str = "",
    impact: int | None = None,
    urgency: int | None = None,
    modifiers: tuple[str, ...] | None = None,
    leg: Leg | None = None,
) -> Edit:
    """Return the edit that changes the priority; with impact and urgency it is a triage.

    `leg` VENDOR records only the vendor's own view (sla.md R12). A triage of a new ticket also
    moves it to *triaged*.
    """
    if leg is Leg.VENDOR:
        event = _event(stamp, 0, EventKind.PRIORITY, leg=leg, priority=to, reason=reason)
        return _edit(
            stamp, ticket.id, "priority", (_change(ticket, "vendor_priority", to),), (event,)
        )
    changes = [_change(ticket, "priority", to)]
    for name, value in (("impact", impact), ("urgency", urgency), ("modifiers", modifiers)):
        if value is not None:
            changes.append(_change(ticket, name, check(name, value)))
    events = []
    if impact is not None and ticket.status is Status.NEW:
        changes.append(_change(ticket, "status", Status.TRIAGED))
        events.append(_event(stamp, 0, EventKind.TRIAGED))
    if to is not ticket.priority or impact is None:
        events.append(_event(stamp, len(events), EventKind.PRIORITY, priority=to, reason=reason))
    return _edit(stamp, ticket.id, "priority", tuple(changes), tuple(events))


def move(  # noqa: PLR0913 - one act, all of its words
    ticket: Ticket,
    to: Status,
    stamp: Stamp,
    *,
    at: datetime | None = None,
    reason: str = "",
    text: str = "",
    of: str = "",
    received_at: datetime | None = None,
    proof: str = "",
) -> Edit:
    """Return the edit that moves `ticket` to the status `to` by the state chart.

    `at` is when it happened, by default now; `of` names the ticket this one duplicates;
    `received_at` and `proof` belong to a hand-off. Raises Refused for an illegal move.
    """
    if to is Status.DUPLICATE and not of:
        raise BadInput(
            Text("重复工单必须写明与哪一张重复。", "A duplicate must name the ticket it repeats."),
            next_step=Text("请加上 of=编号。", "Add of=ID."),
        )
    acts = acts_of_move(ticket, to)
    events = tuple(
        _act_event(stamp, index, act, at or stamp.at, reason, text)
        for index, act in enumerate(acts)
    )
    if of:
        events = tuple(replace(event, data={"of": of}) for event in events)
    if received_at or proof:
        events = tuple(
            replace(event, received_at=received_at, proof=proof)
            if event.kind is EventKind.HANDED_OFF
            else event
            for event in events
        )
    return _edit(stamp, ticket.id, "move", (_change(ticket, "status", to),), events)


def hand_off(
    ticket: Ticket,
    stamp: Stamp,
    *,
    at: datetime | None = None,
    received_at: datetime | None = None,
    case_no: str = "",
    proof: str = "",
) -> Edit:
    """Return the edit that records the hand-off to the vendor, or a receipt that came later.

    Without `received_at` or `proof` the vendor's clock does not start (sla.md R5).
    """
    changes: tuple[Change, ...] = ()
    if case_no:
        changes = (_change(ticket, "case_no", check("case_no", case_no)),)
    data = {"case_no": case_no} if case_no else {}
    if ticket.status in (Status.WITH_VENDOR, Status.WAITING_CUSTOMER_INFO):
        event = _event(
            stamp, 0, EventKind.HANDED_OFF, at=at or stamp.at, received_at=received_at,
            proof=proof, data=data,
        )  # fmt: skip
        return _edit(stamp, ticket.id, "handoff", changes, (event,))
    edit = move(ticket, Status.WITH_VENDOR, stamp, at=at, received_at=received_at, proof=proof)
    events = edit.events
    if was_handed_off(ticket):  # handed off again: the receipt is still news
        event = _event(
            stamp, len(events), EventKind.HANDED_OFF, at=at or stamp.at,
            received_at=received_at, proof=proof,
        )  # fmt: skip
        events = (*events, event)
    events = tuple(
        replace(event, data=data) if event.kind is EventKind.HANDED_OFF else event
        for event in events
    )
    return replace(edit, act="handoff", changes=edit.changes + changes, events=events)


def reply(
    ticket: Ticket, text: str, stamp: Stamp, *, internal: bool = False, at: datetime | None = None
) -> Edit:
    """Return the edit that answers the requester, or, if `internal`, notes it for ourselves.

    A reply is a response on the internal leg (sla.md R6); a note is not.
    """
    if not text.strip():
        raise BadInput(Text("内容不能为空。", "The text must not be empty."))
    kind = EventKind.NOTE if internal else EventKind.RESPONDED
    leg = None if internal else Leg.INTERNAL
    event = _event(stamp, 0, kind, at=at or stamp.at, leg=leg, text=check("body", text))
    return _edit(stamp, ticket.id, "note" if internal else "reply", (), (event,))


_LOGGED_MOVES: Mapping[tuple[EventKind, Leg | None, str], Status] = {
    (EventKind.PAUSED, Leg.INTERNAL, "waiting_requester"): Status.WAITING_REQUESTER,
    (EventKind.PAUSED, Leg.VENDOR, "waiting_customer_info"): Status.WAITING_CUSTOMER_INFO,
    (EventKind.RESUMED, Leg.VENDOR, ""): Status.WITH_VENDOR,
    (EventKind.RESUMED, Leg.INTERNAL, ""): Status.IN_PROGRESS,
    (EventKind.STARTED, None, ""): Status.IN_PROGRESS,
    (EventKind.TRIAGED, None, ""): Status.TRIAGED,
    (EventKind.RESOLVED, None, ""): Status.RESOLVED,
    (EventKind.REOPENED, None, ""): Status.IN_PROGRESS,
    (EventKind.CLOSED, None, ""): Status.CLOSED,
    (EventKind.CANCELLED, None, ""): Status.CANCELLED,
    (EventKind.DUPLICATE, None, ""): Status.DUPLICATE,
}


def log(ticket: Ticket, event: Event, stamp: Stamp) -> Edit:
    """Return the edit that appends `event` (any kind of sla.md), moving the status with it.

    The event's own id is replaced. Raises Refused when the move it implies is illegal, such as
    a resume without a pause.
    """
    if event.kind is EventKind.HANDED_OFF:
        return hand_off(
            ticket, stamp, at=event.at, received_at=event.received_at, proof=event.proof,
            case_no=event.data.get("case_no", ""),
        )  # fmt: skip
    plain = event.reason if event.kind is EventKind.PAUSED else ""
    to = _LOGGED_MOVES.get((event.kind, event.leg if event.kind in _LEGGED else None, plain))
    if event.kind is EventKind.REOPENED and ticket.is_open:
        raise Refused(Text("工单没有结束,不能重新打开。", "The ticket is open; nothing to reopen."))
    if event.kind is EventKind.RESUMED and event.leg is Leg.VENDOR:
        to = to if ticket.status is Status.WAITING_CUSTOMER_INFO else None
    if event.kind is EventKind.RESUMED and event.leg is Leg.INTERNAL:
        to = to if ticket.status in (Status.WAITING_REQUESTER, Status.WITH_VENDOR) else None
    if to is None or to is ticket.status:
        own = replace(event, id=f"{stamp.id}.0", actor=event.actor or stamp.actor)
        return _edit(stamp, ticket.id, "log", (), (own,))
    edit = move(
        ticket, to, stamp, at=event.at, reason=event.reason, text=event.text,
        of=event.data.get("of", ""),
    )  # fmt: skip
    events = tuple(
        replace(made, received_at=event.received_at, proof=event.proof)
        if made.kind is event.kind
        else made
        for made in edit.events
    )
    return replace(edit, act="log", events=events)


_LEGGED = frozenset({EventKind.PAUSED, EventKind.RESUMED})


def attach(ticket_id: str, files: Iterable[Attachment], stamp: Stamp) -> Edit:
    """Return the edit that adds files, already held by content, to the ticket."""
    events = tuple(
        _event(
            stamp, index, EventKind.ATTACHED,
            data={"sha256": one.sha256, "name": one.name, "size": str(one.size),
                  "media": one.media},
        )
        for index, one in enumerate(files)
    )  # fmt: skip
    return _edit(stamp, ticket_id, "attach", (), events)


def detach(ticket: Ticket, sha256: str, stamp: Stamp) -> Edit:
    """Return the edit that takes a file off the ticket; its bytes and its history stay."""
    name = next((one.name for one in ticket.attachments if one.sha256 == sha256), "")
    event = _event(stamp, 0, EventKind.DETACHED, data={"sha256": sha256, "name": name})
    return _edit(stamp, ticket.id, "detach", (), (event,))


def tag(
    ticket: Ticket, stamp: Stamp, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> Edit:
    """Return the edit that adds and removes tags; tags of two people simply unite."""
    added = tuple(clean(one, 200, "tags") for one in add)
    removed = tuple(remove)
    data = {"field": "tags", "old": ", ".join(removed), "new": ", ".join(added)}
    event = _event(stamp, 0, EventKind.CHANGED, data=data)
    return replace(
        _edit(stamp, ticket.id, "tag", (), (event,)),
        add_tags=added,
        remove_tags=removed,
    )


def _change(ticket: Ticket, name: str, to: Value) -> Change:
    seen = getattr(ticket, name)
    return Change(name, to, seen)


def _words(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _edit(
    stamp: Stamp, entity: str, act: str, changes: tuple[Change, ...], events: tuple[Event, ...]
) -> Edit:
    return Edit(stamp.id, entity, act, stamp.at, stamp.actor, "ticket", changes, events)


def _event(  # noqa: PLR0913 - every column of a log line
    stamp: Stamp,
    index: int,
    kind: EventKind,
    *,
    at: datetime | None = None,
    received_at: datetime | None = None,
    leg: Leg | None = None,
    text: Value = "",
    reason: str = "",
    proof: str = "",
    priority: Priority | None = None,
    data: Mapping[str, str] | None = None,
) -> Event:
    return Event(
        f"{stamp.id}.{index}", kind, at or stamp.at, received_at, stamp.actor, leg,
        str(text or ""), reason, proof, priority, data or {},
    )  # fmt: skip


def _act_event(stamp: Stamp, index: int, act: Act, at: datetime, reason: str, text: str) -> Event:
    why = act.reason or (reason if act.kind is not EventKind.RESUMED else "")
    said = text if index == 0 else ""
    return _event(stamp, index, act.kind, at=at, leg=act.leg, reason=why, text=said)
