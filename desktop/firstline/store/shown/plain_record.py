"""Reads records by the thousand at the speed of C; what is out of the ordinary overlay composes.

Ordinary is a copy that no edit of ours waits on, and a record that one edit of ours has made. As in
ticket_text, a text is taken only where each key and value is what this version writes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from firstline.domain.edits.entity import Entity
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import NO_DATA, Event, EventKind, Leg, Priority

_Value = str | int | tuple[str, ...] | None


class _Event(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: str
    kind: EventKind
    at: datetime
    received_at: datetime | None = None
    actor: str = ""
    leg: Leg | None = None
    text: str = ""
    reason: str = ""
    proof: str = ""
    priority: Priority | None = None
    data: dict[str, str] | None = None


class _Edit(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: str
    kind: str
    entity: str
    act: str
    made_at: str
    actor: str = ""
    changes: tuple[tuple[str, _Value, None], ...] = ()
    events: tuple[_Event, ...] = ()
    add_tags: tuple[str, ...] = ()


class _Record(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    kind: str
    id: str
    fields: dict[str, _Value]
    tags: tuple[str, ...] = ()
    events: tuple[_Event, ...] = ()
    conflicts: tuple[None, ...] = ()


_EDIT, _RECORD = msgspec.json.Decoder(_Edit), msgspec.json.Decoder(_Record)
_ODD = (msgspec.MsgspecError, UnicodeError, RecursionError)


class Plain(msgspec.Struct, gc=False):
    """A record whose log was not made into events yet: of many records nobody asks for those."""

    kind: str
    id: str
    fields: dict[str, Value]
    tags: tuple[str, ...]
    events: tuple[_Event, ...]

    def entity(self) -> Entity:
        """Return the record."""
        return Entity(self.kind, self.id, self.fields, self.tags, _events(self.events))


def of_edit(doc: str, edit_id: str, entity_id: str) -> Entity | None:
    """Return the record that one edit made, None where overlay must look at it."""
    found = plain_edit(doc, edit_id, entity_id)
    return found.entity() if found else None


def of_copy(doc: str) -> Entity | None:
    """Return the record in a portal's copy, None where overlay must look at it."""
    found = plain_copy(doc)
    return found.entity() if found else None


def plain_edit(doc: str, edit_id: str, entity_id: str) -> Plain | None:
    """Return what `of_edit` does, with its log as it was decoded."""
    try:
        held = _EDIT.decode(doc)
    except _ODD:
        return None
    fields: dict[str, Value] = {name: to for name, to, _ in held.changes}
    whole = held.id == edit_id and held.entity == entity_id and held.act == "open"
    if not whole or len(fields) != len(held.changes):
        return None
    if len(held.events) > 1 and len({one.id for one in held.events}) != len(held.events):
        return None
    tags = tuple(sorted({*held.add_tags})) if held.add_tags else ()
    return Plain(held.kind, entity_id, fields, tags, held.events)


def plain_copy(doc: str) -> Plain | None:
    """Return what `of_copy` does, with its log as it was decoded."""
    try:
        held = _RECORD.decode(doc)
    except _ODD:
        return None
    return Plain(held.kind, held.id, held.fields, held.tags, held.events)


def singles(rows: Iterable[Sequence[Any]]) -> tuple[dict[str, Sequence[Any]], set[str]]:
    """Return the rows of an entity that has but one, by its id, and the ids of all the others.

    The first column is the entity's id.
    """
    alone: dict[str, Sequence[Any]] = {}
    several: set[str] = set()
    for row in rows:
        key = row[0]
        if key in alone or key in several:
            alone.pop(key, None)
            several.add(key)
        else:
            alone[key] = row
    return alone, several


def _events(held: tuple[_Event, ...]) -> tuple[Event, ...]:
    return tuple([
        Event(one.id, one.kind, one.at, one.received_at, one.actor, one.leg, one.text, one.reason,
              one.proof, one.priority, one.data or NO_DATA)
        for one in held
    ])  # fmt: skip
