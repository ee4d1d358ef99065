"""Edits: a person's acts as intentions: what was wanted and what was seen (house law 5)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from firstline.domain.edits.edit import Change, Edit, Stamp, change_of, edit_of, event_of, words_of
from firstline.domain.edits.moves import hand_off, log, move
from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import PLAIN_FIELDS, Value, check, clean, unknown_field
from firstline.domain.ticket.ticket import Attachment, EventKind, Leg, Priority, Status, Ticket
from firstline.domain.values import replace
from firstline.domain.words import Text

__all__ = [
    "Change", "Edit", "Stamp", "attach", "detach", "hand_off", "log", "move", "open_ticket",
    "reply", "set_field", "set_priority", "tag",
]  # fmt: skip


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
    fields = {"title": "", **fields}
    changes = tuple(Change(name, check(name, value)) for name, value in fields.items())
    at = reported_at or stamp.at
    given = next((one.to for one in changes if one.field == "priority"), None)
    priority = Priority(str(given or Priority.P3))
    reported = event_of(stamp, 0, EventKind.REPORTED, at=at, priority=priority, text=explanation)
    return edit_of(stamp, ticket_id, "open", changes, (reported,))


def set_field(ticket: Ticket, name: str, to: Value, stamp: Stamp) -> Edit:
    """Return the edit that gives the plain field `name` the value `to`.

    Status and priority have their own acts, `move` and `set_priority`. Raises BadInput for an
    unknown field or a value that does not fit it.
    """
    seen = getattr(ticket, name, None) if name in PLAIN_FIELDS else unknown_field(name)
    value = check(name, to)
    data = {"field": name, "old": words_of(seen), "new": words_of(value)}
    event = event_of(stamp, 0, EventKind.CHANGED, data=data)
    return edit_of(stamp, ticket.id, "set", (Change(name, value, seen),), (event,))


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
        event = event_of(stamp, 0, EventKind.PRIORITY, leg=leg, priority=to, reason=reason)
        return edit_of(
            stamp, ticket.id, "priority", (change_of(ticket, "vendor_priority", to),), (event,)
        )
    changes = [change_of(ticket, "priority", to)]
    for name, value in (("impact", impact), ("urgency", urgency), ("modifiers", modifiers)):
        if value is not None:
            changes.append(change_of(ticket, name, check(name, value)))
    events = []
    triages = impact is not None and ticket.status is Status.NEW
    if triages:
        changes.append(change_of(ticket, "status", Status.TRIAGED))
        events.append(event_of(stamp, 0, EventKind.TRIAGED))
    if to is not ticket.priority or impact is None or triages:
        reason = reason or ("triaged" if triages else "")
        events.append(event_of(stamp, len(events), EventKind.PRIORITY, priority=to, reason=reason))
    return edit_of(stamp, ticket.id, "priority", tuple(changes), tuple(events))


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
    event = event_of(stamp, 0, kind, at=at or stamp.at, leg=leg, text=check("body", text))
    return edit_of(stamp, ticket.id, "note" if internal else "reply", (), (event,))


def attach(ticket_id: str, files: Iterable[Attachment], stamp: Stamp) -> Edit:
    """Return the edit that adds files, already held by content, to the ticket."""
    events = tuple(
        event_of(
            stamp, index, EventKind.ATTACHED,
            data={"sha256": one.sha256, "name": one.name, "size": str(one.size),
                  "media": one.media},
        )
        for index, one in enumerate(files)
    )  # fmt: skip
    return edit_of(stamp, ticket_id, "attach", (), events)


def detach(ticket: Ticket, sha256: str, stamp: Stamp) -> Edit:
    """Return the edit that takes a file off the ticket; its bytes and its history stay."""
    name = next((one.name for one in ticket.attachments if one.sha256 == sha256), "")
    event = event_of(stamp, 0, EventKind.DETACHED, data={"sha256": sha256, "name": name})
    return edit_of(stamp, ticket.id, "detach", (), (event,))


def tag(
    ticket: Ticket, stamp: Stamp, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> Edit:
    """Return the edit that adds and removes tags; tags of two people simply unite."""
    added = tuple(clean(one, 200, "tags") for one in add)
    removed = tuple(remove)
    data = {"field": "tags", "old": ", ".join(removed), "new": ", ".join(added)}
    event = event_of(stamp, 0, EventKind.CHANGED, data=data)
    return replace(
        edit_of(stamp, ticket.id, "tag", (), (event,)),
        add_tags=added,
        remove_tags=removed,
    )
