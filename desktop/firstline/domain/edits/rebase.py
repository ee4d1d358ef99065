"""Rebase: lay waiting edits over the portal's copy, so that what is shown is one pure function."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from firstline.domain.edits.edits import Change, Edit
from firstline.domain.ticket.fields import ALL_FIELDS, Value
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import (
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
from firstline.domain.values import replace

# Kinds of events that only tell of a status: where the status is held, they are held with it.
_OF_STATUS = frozenset(act.kind for row in CHART.values() for act in (*row.enter, *row.holds)) | {
    EventKind.RESUMED, EventKind.REOPENED, EventKind.MERGED,
} - {EventKind.REPORTED, EventKind.PRIORITY}  # fmt: skip
_TYPES: Mapping[str, type] = {
    "type": TicketType,
    "priority": Priority,
    "vendor_priority": Priority,
    "status": Status,
}
_OF_FILES = (EventKind.ATTACHED, EventKind.DETACHED)
_FIELDS = frozenset(ALL_FIELDS)


def rebase(base: Ticket | None, edits: Sequence[Edit], number: str = "") -> Ticket | None:
    """Return the ticket as it is shown: `base` with `edits` laid over it in their order.

    A field is applied when the value seen is the value that stands; an equal value is merged, and
    so are the lines of a long text where they do not touch (sync.md 2.5); a field that moved on
    the other side keeps the other side's value and yields a Conflict (house law 5), and the events
    that only tell of that field wait with it, until an event that `resolves` the conflict. All
    other events append and are told apart by id, so an edit that `base` already holds adds nothing.
    `number` is given to a ticket that has none. Without base and without an edit that opens the
    ticket there is nothing to show: None.
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
    known = {event.id for event in ticket.events}
    if known and _is_in(known, edit):
        return ticket  # the copy has this edit already, and may have moved on since
    values, moved = _values(ticket, edit, fresh=fresh)
    added = tuple([
        one for one in edit.events if one.id not in known and (not moved or _stands(one, moved))
    ])  # fmt: skip
    if fresh:
        values["created_at"] = _reported(added) or ticket.created_at
    updated = ticket.created_at if fresh else ticket.updated_at
    for event in added:
        updated = max(updated, event.at)
    values |= {
        "tags": _tags(values.get("tags", ticket.tags), edit),
        "events": ticket.events + added,
        "attachments": _attachments(ticket.attachments, added),
        "conflicts": _conflicts(ticket, edit, moved, added),
        "updated_at": max(updated, values.get("created_at", updated)),
    }
    if fresh:
        return Ticket(**{"id": ticket.id, "number": ticket.number, "title": "", **values})
    return replace(ticket, **values)


def _is_in(known: set[str], edit: Edit) -> bool:
    """Whether every event that is the edit's own is among the `known` ids."""
    own = [event.id for event in edit.events if event.id.startswith(f"{edit.id}.")]
    return bool(own) and known.issuperset(own)


def _reported(events: Iterable[Event]) -> datetime | None:
    for event in events:
        if event.kind is EventKind.REPORTED:
            return event.at
    return None


def _values(
    ticket: Ticket, edit: Edit, *, fresh: bool
) -> tuple[dict[str, Any], tuple[Change, ...]]:
    """Return the values that apply, and the changes whose field moved on the other side."""
    values: dict[str, Any] = {}
    moved = []
    for change in edit.changes:
        value = _typed(change)
        if value is _UNKNOWN:  # a later version's field or word: kept, never dropped
            extra = values.get("extra", ticket.extra)
            values["extra"] = {**extra, change.field: _plain(change.to)}
        elif fresh or _standing(ticket, change.field) == change.seen:
            values[change.field] = value
        elif (merged := merged_text(change, _standing(ticket, change.field))) is not None:
            values[change.field] = merged
        elif _standing(ticket, change.field) != change.to:
            moved.append(change)
    return values, tuple(moved)


def _stands(event: Event, moved: Iterable[Change]) -> bool:
    """Whether the event is to be shown: not if it only tells of a change that is held."""
    held = {change.field for change in moved}
    if event.kind is EventKind.PRIORITY:
        return ("vendor_priority" if event.leg is Leg.VENDOR else "priority") not in held
    if event.kind is EventKind.CHANGED:  # what resolves ends the old conflict, a new one or not
        return event.data.get("field", "") not in held or bool(event.data.get("resolves"))
    return event.kind not in _OF_STATUS or "status" not in held


def _standing(ticket: Ticket, field: str) -> Value:
    value: Value = getattr(ticket, field)
    return value


_UNKNOWN = object()


def _typed(change: Change) -> object:
    """Return the new value as the ticket holds it, or _UNKNOWN for what this version lacks."""
    if change.field not in _FIELDS:
        return _UNKNOWN
    kind = _TYPES.get(change.field)
    if kind is None or change.to is None or type(change.to) is kind:
        return change.to
    try:
        return kind(change.to)
    except ValueError:
        return _UNKNOWN


def merged_text(change: Change, standing: Value) -> str | None:
    """Return the body with both sides' lines, or None where they clash or it is no long text."""
    texts = (change.seen, change.to, standing)
    if change.field != "body" or change.to == standing:
        return None
    from firstline.domain.edits.line_merge import merge_lines  # noqa: PLC0415 - where two sides meet

    return merge_lines(*(one if isinstance(one, str) else "" for one in texts))


def resolved_by(events: Iterable[Event]) -> frozenset[tuple[str, str]]:
    """Return the conflicts, each an edit and a field, that these events resolve."""
    told = ((one.data.get("resolves", ""), one.data.get("field", "")) for one in events if one.data)
    return frozenset(one for one in told if one[0])


def _conflicts(
    ticket: Ticket, edit: Edit, moved: Iterable[Change], added: Iterable[Event]
) -> tuple[Conflict, ...]:
    now_resolved = resolved_by(added)
    if not moved and not now_resolved:
        return ticket.conflicts
    known = {(one.edit, one.field) for one in ticket.conflicts}
    known |= resolved_by(ticket.events)
    fresh = tuple(
        Conflict(
            edit.id, change.field, _plain(change.to), _plain(_standing(ticket, change.field)),
            edit.made_at,
        )
        for change in moved
        if (edit.id, change.field) not in known
    )  # fmt: skip
    held = ticket.conflicts + fresh
    return tuple(one for one in held if (one.edit, one.field) not in now_resolved)


def _plain(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _tags(tags: Iterable[str], edit: Edit) -> tuple[str, ...]:
    if not edit.add_tags and not edit.remove_tags:
        return tuple(tags)
    return tuple(sorted({*tags} - {*edit.remove_tags} | {*edit.add_tags}))  # in any order the same


def _attachments(held: tuple[Attachment, ...], events: Iterable[Event]) -> tuple[Attachment, ...]:
    files = {one.sha256: one for one in held}
    for event in events:
        if event.kind not in _OF_FILES:
            continue
        sha256 = event.data.get("sha256", "")
        if event.kind is EventKind.ATTACHED:
            size, name = event.data.get("size", ""), event.data.get("name", "")
            media = event.data.get("media", "")
            files[sha256] = Attachment(sha256, name, int(size) if size.isdecimal() else 0, media)
        else:
            files.pop(sha256, None)
    return tuple(files.values())


def last_instant(ticket: Ticket) -> datetime:
    """Return the instant of the newest event, or when the ticket was made."""
    return max((event.at for event in ticket.events), default=ticket.created_at)
