"""Entries of a ledger that are one act with an edit of another record: they go back together."""

from collections.abc import Iterable
from dataclasses import replace

from firstline.domain.edits.edit import Edit
from firstline.domain.ledger.book import KIND

WITH = "with"
"""What an entry says besides: the id of the edit whose other half it is."""


def tied(first: Edit, paid: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits in ledgers as the other half of `first`."""
    return tuple(
        replace(one, events=tuple(
            replace(event, data={**event.data, WITH: first.id}) for event in one.events
        ))
        for one in paid
    )  # fmt: skip


def first_half(edit: Edit) -> str:
    """Return the id of the edit whose other half an entry is, its own id for every other edit."""
    if edit.kind != KIND:
        return edit.id
    return next((one.data[WITH] for one in edit.events if one.data.get(WITH)), edit.id)
