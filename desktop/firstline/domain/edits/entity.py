"""Any shared record that is not a ticket: fields, tags, and a log that only grows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from firstline.domain.edits.codec import (
    Json,
    conflict_from_json,
    conflict_to_json,
    event_from_json,
    event_to_json,
)
from firstline.domain.edits.edit import Change, Edit, Stamp, words_of
from firstline.domain.edits.kinds import FieldClass, class_of
from firstline.domain.edits.rebase import merged_text, resolved_by
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Conflict, Event
from firstline.domain.values import dataclass, field, replace

_KEYS = frozenset({"kind", "id", "fields", "tags", "events", "conflicts"})


@dataclass(frozen=True, slots=True)
class Entity:
    """One record of any kind as it stands; `extra` is what a later version added."""

    kind: str
    id: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def entity_to_json(entity: Entity) -> Json:
    """Return the record as it is stored and exchanged."""
    return {
        **entity.extra,
        "kind": entity.kind,
        "id": entity.id,
        "fields": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in entity.fields.items()
        },
        "tags": list(entity.tags),
        "events": [event_to_json(one) for one in entity.events],
        "conflicts": [conflict_to_json(one) for one in entity.conflicts],
    }


def entity_from_json(raw: Mapping[str, Any]) -> Entity:
    """Return the record that `entity_to_json` wrote; keys it does not know are kept."""
    return Entity(
        raw["kind"],
        raw["id"],
        {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in raw.get("fields", {}).items()
        },
        tuple(raw.get("tags", ())),
        tuple(event_from_json(one) for one in raw.get("events", ())),
        tuple(conflict_from_json(one) for one in raw.get("conflicts", ())),
        {name: value for name, value in raw.items() if name not in _KEYS},
    )


def rebase_entity(base: Entity | None, edits: Sequence[Edit]) -> Entity | None:
    """Return the record as it is shown: `base` with `edits` laid over it, as `rebase` does.

    Fields of different names merge; one that moved on both sides keeps the other side's value and
    yields a Conflict; events append, told apart by id. An edit with the act *open* makes a record.
    """
    shown = base
    for edit in edits:
        if shown is None and edit.act == "open":
            shown = _lay(Entity(edit.kind, edit.entity), edit)
        elif shown is not None:
            shown = _lay(shown, edit)
    return shown


def _lay(entity: Entity, edit: Edit) -> Entity:
    known = {one.id for one in entity.events}
    own = [one.id for one in edit.events if one.id.startswith(f"{edit.id}.")]
    if own and known.issuperset(own):
        return entity
    values, moved = dict(entity.fields), []
    for change in edit.changes:
        standing = values.get(change.field)
        if standing == change.seen:
            values[change.field] = change.to
        elif (text := _merged(edit.kind, change, standing)) is not None:
            values[change.field] = text
        elif standing != change.to:
            moved.append(change)
    added = tuple(one for one in edit.events if one.id not in known)
    tags = {*entity.tags} - {*edit.remove_tags} | {*edit.add_tags}
    return replace(
        entity,
        fields=values,
        tags=tuple(sorted(tags)),
        events=entity.events + added,
        conflicts=_conflicts(entity, edit, moved, added),
    )


def _merged(kind: str, change: Change, standing: Value) -> str | None:
    if class_of(kind, change.field) is not FieldClass.TEXT:
        return None
    return merged_text(replace(change, field="body"), standing)


def _conflicts(
    entity: Entity, edit: Edit, moved: Sequence[Change], added: Sequence[Event]
) -> tuple[Conflict, ...]:
    gone = resolved_by(added)
    known = {(one.edit, one.field) for one in entity.conflicts} | resolved_by(entity.events)
    fresh = tuple(
        Conflict(
            edit.id, one.field, words_of(one.to), words_of(entity.fields.get(one.field)),
            edit.made_at,
        )
        for one in moved
        if (edit.id, one.field) not in known
    )  # fmt: skip
    held = entity.conflicts + fresh
    return tuple(one for one in held if (one.edit, one.field) not in gone)


def opening(
    kind: str, entity_id: str, fields: Mapping[str, Value], edit_id: str, at: datetime, actor: str
) -> Edit:
    """Return the edit that makes a record of `kind` with these fields."""
    changes = tuple(Change(name, value) for name, value in fields.items())
    return Edit(edit_id, entity_id, "open", at, actor, kind, changes)


def setting(entity: Entity, fields: Mapping[str, Value], stamp: Stamp) -> Edit:
    """Return the edit that gives the record these values; those that it has already are left out.

    An empty value and a missing one are the same; zero is a value.
    """
    changes = tuple(
        Change(name, value, entity.fields.get(name))
        for name, value in fields.items()
        if _bare(value) != _bare(entity.fields.get(name))
    )
    return Edit(stamp.id, entity.id, "set", stamp.at, stamp.actor, entity.kind, changes)


def _bare(value: Value) -> Value:
    return None if value in ("", ()) else value
