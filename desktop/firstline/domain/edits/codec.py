"""Tickets, events and edits as plain JSON values and back; unknown keys of a later version stay."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from firstline.domain.edits.edit import Change, Edit
from firstline.domain.ticket.ticket import (
    NO_DATA,
    Attachment,
    Conflict,
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
    Ticket,
    TicketType,
)

Json = dict[str, Any]


_EVENT_KEYS = frozenset(
    (
        "id",
        "kind",
        "at",
        "received_at",
        "actor",
        "leg",
        "text",
        "reason",
        "proof",
        "priority",
        "data",
    )
)
# A look-up by name costs a fifth of a call of the enum, and a first pull needs millions.
_KINDS = {str(one): one for one in EventKind}
_LEGS = {str(one): one for one in Leg}
_PRIORITIES = {str(one): one for one in Priority}
_TYPES = {str(one): one for one in TicketType}
_STATUSES = {str(one): one for one in Status}
_CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


def canonical(value: object) -> str:
    """Return `value` as the one JSON text that hashes and ties are decided on."""
    return _CANONICAL.encode(value)


def event_to_json(event: Event) -> Json:
    """Return the event without its empty parts; instants are ISO 8601 with offset."""
    out: Json = {"id": event.id, "kind": str(event.kind), "at": event.at.isoformat()}
    if event.received_at:
        out["received_at"] = event.received_at.isoformat()
    for name in ("actor", "leg", "text", "reason", "proof", "priority"):
        value = getattr(event, name)
        if value:
            out[name] = str(value)
    data = dict(event.data)
    if event.kind is EventKind.UNKNOWN:
        out["kind"] = data.pop("kind", str(event.kind))
    if data:
        out["data"] = data
    return out


def event_from_json(raw: Mapping[str, Any]) -> Event:
    """Return the event that `event_to_json` wrote; a later version's kind becomes UNKNOWN."""
    get = raw.get
    received, leg, priority = get("received_at"), get("leg"), get("priority")
    kind = _KINDS.get(raw["kind"], EventKind.UNKNOWN)
    plain = kind is not EventKind.UNKNOWN and raw.keys() <= _EVENT_KEYS
    return Event(
        raw["id"],
        kind,
        datetime.fromisoformat(raw["at"]),
        datetime.fromisoformat(received) if received else None,
        get("actor", ""),
        (_LEGS.get(leg) or Leg(leg)) if leg else None,
        get("text", ""),
        get("reason", ""),
        get("proof", ""),
        (_PRIORITIES.get(priority) or Priority(priority)) if priority else None,
        get("data", NO_DATA) if plain else _event_data(raw, kind),
    )


def _event_data(raw: Mapping[str, Any], kind: EventKind) -> Mapping[str, str]:
    """Return the data of an event with keys, or of a kind, that this version does not know."""
    data: Mapping[str, str] = raw.get("data", {})
    if kind is EventKind.UNKNOWN and raw["kind"] != str(kind):
        data = {"kind": raw["kind"], **data}
    return {**data, **{name: _as_text(raw[name]) for name in raw.keys() - _EVENT_KEYS}}


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else canonical(value)


def edit_to_json(edit: Edit) -> Json:
    """Return the edit as it is stored, journalled and sent."""
    out: Json = {
        "id": edit.id,
        "kind": edit.kind,
        "entity": edit.entity,
        "act": edit.act,
        "made_at": edit.made_at.isoformat(),
        "actor": edit.actor,
    }
    if edit.changes:
        out["changes"] = [[one.field, one.to, one.seen] for one in edit.changes]
    if edit.events:
        out["events"] = [event_to_json(one) for one in edit.events]
    for name in ("add_tags", "remove_tags"):
        if getattr(edit, name):
            out[name] = list(getattr(edit, name))
    return out


def edit_from_json(raw: Mapping[str, Any]) -> Edit:
    """Return the edit that `edit_to_json` wrote."""
    return Edit(
        raw["id"],
        raw["entity"],
        raw["act"],
        datetime.fromisoformat(raw["made_at"]),
        raw.get("actor", ""),
        raw.get("kind", "ticket"),
        tuple(Change(name, _value(to), _value(seen)) for name, to, seen in raw.get("changes", ())),
        tuple(event_from_json(one) for one in raw.get("events", ())),
        tuple(raw.get("add_tags", ())),
        tuple(raw.get("remove_tags", ())),
    )


def _value(raw: Any) -> Any:
    return tuple(raw) if isinstance(raw, list | tuple) else raw


def conflict_to_json(one: Conflict) -> Json:
    """Return the conflict as it is stored and exchanged."""
    return {
        "edit": one.edit, "field": one.field, "mine": one.mine, "theirs": one.theirs,
        "at": one.at.isoformat(),
    }  # fmt: skip


def conflict_from_json(raw: Mapping[str, Any]) -> Conflict:
    """Return the conflict that `conflict_to_json` wrote."""
    at = datetime.fromisoformat(raw["at"])
    return Conflict(raw["edit"], raw["field"], raw["mine"], raw["theirs"], at)


_PLAIN = (
    "id", "number", "title", "body", "impact", "urgency", "site", "product", "module", "channel",
    "requester", "assignee", "case_no",
)  # fmt: skip

_TICKET_KEYS = frozenset(Ticket.__match_args__)


def ticket_to_json(ticket: Ticket) -> Json:
    """Return the whole ticket, its log included, as it is stored and exchanged."""
    out: Json = {name: getattr(ticket, name) for name in _PLAIN}
    out |= {
        "created_at": ticket.created_at.isoformat(),
        "updated_at": ticket.updated_at.isoformat(),
        "type": str(ticket.type),
        "status": str(ticket.status),
        "priority": str(ticket.priority),
        "vendor_priority": str(ticket.vendor_priority) if ticket.vendor_priority else None,
        "modifiers": list(ticket.modifiers),
        "tags": list(ticket.tags),
        "events": [event_to_json(one) for one in ticket.events],
        "attachments": [
            {"sha256": one.sha256, "name": one.name, "size": one.size, "media": one.media}
            for one in ticket.attachments
        ],
        "conflicts": [conflict_to_json(one) for one in ticket.conflicts],
    }
    if ticket.extra:
        out["extra"] = dict(ticket.extra)
    return out


def ticket_from_json(raw: Mapping[str, Any]) -> Ticket:
    """Return the ticket that `ticket_to_json` wrote; keys it does not know are kept in `extra`."""
    vendor = raw.get("vendor_priority")
    extra: Mapping[str, str] = raw.get("extra", {})
    unknown = raw.keys() - _TICKET_KEYS
    if unknown:
        extra = {**extra, **{name: _as_text(raw[name]) for name in unknown}}
    return Ticket(
        **{name: raw[name] for name in _PLAIN},
        created_at=datetime.fromisoformat(raw["created_at"]),
        updated_at=datetime.fromisoformat(raw["updated_at"]),
        type=_TYPES.get(raw["type"]) or TicketType(raw["type"]),
        status=_STATUSES.get(raw["status"]) or Status(raw["status"]),
        priority=_PRIORITIES.get(raw["priority"]) or Priority(raw["priority"]),
        vendor_priority=Priority(vendor) if vendor else None,
        modifiers=tuple(raw.get("modifiers", ())),
        tags=tuple(raw.get("tags", ())),
        events=tuple(event_from_json(one) for one in raw.get("events", ())),
        attachments=tuple(Attachment(**one) for one in raw.get("attachments", ())),
        conflicts=tuple(conflict_from_json(one) for one in raw.get("conflicts", ())),
        extra=extra,
    )
