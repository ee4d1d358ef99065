"""Entries of a ledger whose act has not arrived here: one half came, the other did not."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from firstline.domain.edits.entity import Entity
from firstline.domain.edits.tied import WHERE, is_here
from firstline.domain.ledger.lines import Line, Mark
from firstline.domain.ledger.sums import Standing

Read = Callable[[str], Sequence[Entity]]
KINDS = ("remote_session", "service_request", "paid_request")
"""The kinds whose acts leave their id in the record, so that a lacking half can be told."""


def flagged(one: Standing, read: Read) -> Standing:
    """Return a ledger with a mark on each entry whose other half is not here.

    Both may still come: another device's acts arrive in their own time. Until then somebody looks.
    """
    held: dict[str, dict[str, Entity]] = {}

    def lacks(line: Line) -> bool:
        data = line.entry.data or {}
        kind, _, key = data.get(WHERE, "").partition(":")
        if kind not in KINDS:
            return False
        if kind not in held:
            held[kind] = {record.id: record for record in read(kind)}
        return not is_here(data, held[kind].get(key))

    lines = tuple(
        replace(line, marks=(*line.marks, Mark.HALF)) if lacks(line) else line for line in one.lines
    )
    return one if lines == one.lines else replace(one, lines=lines)
