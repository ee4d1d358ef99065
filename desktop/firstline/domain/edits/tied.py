"""Edits that are one act with an edit of another record: they go back and come together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity

WITH = "with"
"""What an entry says besides: the id of the edit whose other half it is."""
WHERE = "with_record"
"""Of which record that edit is, as kind:id."""
OTHERS = frozenset({"ledger", "uat_run", "action", "contract"})
"""The kinds whose entries may be the other half of an act; that of a ticket is searched in these
alone, for a desk has most edits of tickets by far."""


def tied(first: Edit, others: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits, in whose entries it stands, as the other half of `first`."""
    with_ = {WITH: first.id, WHERE: f"{first.kind}:{first.entity}"}
    return tuple(
        replace(one, events=tuple(
            replace(event, data={**event.data, **with_}) for event in one.events
        ))
        for one in others
    )  # fmt: skip


def first_half(edit: Edit) -> str:
    """Return the id of the edit whose other half an entry is, its own id for every other edit."""
    if edit.kind not in OTHERS:
        return edit.id
    return next((one.data[WITH] for one in edit.events if one.data.get(WITH)), edit.id)


def is_here(data: Mapping[str, str], first: Entity | None) -> bool:
    """Whether the first half of an entry with this `data` has arrived in its record.

    An act leaves the id of its edit in the record: as its own id, or before that of its entries.
    """
    edit_id = data.get(WITH, "")
    if not edit_id:
        return True
    if first is None:
        return False
    return first.id == edit_id or any(
        one.id == edit_id or one.id.startswith((f"{edit_id}.", f"{edit_id}-"))
        for one in first.events
    )
