"""Rebase: lay waiting edits over the portal's copy, so that what is shown is one pure function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from firstline.domain.edits import Change, Edit
from firstline.domain.fields import Value
from firstline.domain.ticket import (
    Attachment,
    Conflict,
    Event,
    EventKind,
    Priority,
    Status,
    Ticket,
    TicketType,
)

_NAMES = frozenset(one.name for one in fields(Ticket))
_TYPES: Mapping[str, type] = {
    "type": TicketType,
    "priority": Priority,
    "vendor_priority": Priority,
    "status": Status,
}


def rebase(base: Ticket | None, edits: Sequence[Edit], number: str = "") -> Ticket | None:
    """Return the ticket as it is shown: `base` with `edits` laid over it in their order.

    A field is applied when the value seen is the value that stands; an equal value is merged; a
    field that moved on the other side keeps the other side's value and yields a Conflict (house
    law 5). Events only append and are told apart by id, so an edit that `base` already holds adds
    nothing. `number` is given to a ticket that has none. Without base and without an edit that
    opens the ticket there is nothing to show: None.
    """
    shown = base
    for edit in edits:
        if shown is None:
            if not _opens(edit):
                continue
            shown = Ticket(edit.entity, number, "", edit.made_at, edit.made_at)
            shown = _apply(shown, edit, fresh=True)
        else:
            shown = _apply(shown, edit, fresh=False)
    return shown


def _opens(edit: Edit) -> bool:
    return any(event.kind is EventKind.REPORTED for event in edit.events)


def _apply(ticket: Ticket, edit: Edit, *, fresh: bool) -> Ticket:
    values: dict[str, Any] = {}
    conflicts = list(ticket.conflicts)
    for change in edit.changes:
        if change.field not in _NAMES:  # a later version's field: kept, never dropped
            extra = values.get("extra", ticket.extra)
            values["extra"] = {**extra, change.field: str(change.to)}
        elif fresh or _standing(ticket, change.field) == change.seen:
            values[change.field] = _typed(change)
        elif _standing(ticket, change.field) != change.to:
            conflicts.append(_conflict(ticket, change, edit))
    known = {event.id for event in ticket.events}
    added = tuple(event for event in edit.events if event.id not in known)
    reported = next((event.at for event in added if event.kind is EventKind.REPORTED), None)
    if reported and fresh:
        values["created_at"] = reported
    updated = ticket.created_at if fresh else ticket.updated_at
    for event in added:
        updated = max(updated, event.at)
    tags = values.pop("tags", ticket.tags)
    return replace(
        ticket,
        **values,
        tags=_tags(tags, edit),
        events=ticket.events + added,
        attachments=_attachments(ticket.attachments, added),
        conflicts=tuple(conflicts),
        updated_at=max(updated, values.get("created_at", updated)),
    )


def _standing(ticket: Ticket, field: str) -> Value:
    value: Value = getattr(ticket, field)
    return value


def _typed(change: Change) -> object:
    kind = _TYPES.get(change.field)
    if kind is None or change.to is None:
        return change.to
    return kind(change.to)


def _conflict(ticket: Ticket, change: Change, edit: Edit) -> Conflict:
    theirs = _standing(ticket, change.field)
    return Conflict(edit.id, change.field, _plain(change.to), _plain(theirs), edit.made_at)


def _plain(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _tags(tags: Iterable[str], edit: Edit) -> tuple[str, ...]:
    kept = [one for one in tags if one not in edit.remove_tags]
    return tuple(dict.fromkeys((*kept, *edit.add_tags)))


def _attachments(held: tuple[Attachment, ...], events: Iterable[Event]) -> tuple[Attachment, ...]:
    files = {one.sha256: one for one in held}
    for event in events:
        sha256 = event.data.get("sha256", "")
        if event.kind is EventKind.ATTACHED:
            size = int(event.data.get("size", "0"))
            name, media = event.data.get("name", ""), event.data.get("media", "")
            files[sha256] = Attachment(sha256, name, size, media)
        elif event.kind is EventKind.DETACHED:
            files.pop(sha256, None)
    return tuple(files.values())


def last_instant(ticket: Ticket) -> datetime:
    """Return the instant of the newest event, or when the ticket was made."""
    return max((event.at for event in ticket.events), default=ticket.created_at)
