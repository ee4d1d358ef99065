"""Rows of one table that do not go with each other, or with what is on record: none is taken."""

from collections.abc import Callable, Mapping, Sequence

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.columns import Read, Sheet
from firstline.domain.words import Text

Records = Callable[[str], Sequence[Entity]]


def apart(read: Records, kind: str) -> Read:
    """Return what reads everything but `kind`: rows are judged together once all are known."""
    return lambda wanted: () if wanted == kind else read(wanted)


def clashes(sheet: Sheet, edits: Mapping[str, Edit], read: Records) -> dict[str, Text]:
    """Return why rows are refused, by the record that each is about, first those found first.

    A row goes with what is on record as the other rows leave it, so that one row may end what the
    next begins; of rows that clash with each other none is taken.
    """
    left, found = dict(edits), dict[str, Text]()
    while fresh := _clashes(sheet, left, read):
        found.update(fresh)
        left = {key: edit for key, edit in left.items() if key not in fresh}
    return found


def _clashes(sheet: Sheet, edits: Mapping[str, Edit], read: Records) -> dict[str, Text]:
    shown = {one.id: one for one in read(sheet.kind)}
    for key, edit in edits.items():
        made = rebase_entity(shown.get(key), (edit,))
        if made is not None:
            shown[key] = made
    every = tuple(shown.values())

    def overlaid(kind: str) -> Sequence[Entity]:
        return every if kind == sheet.kind else read(kind)

    found = {}
    for key in edits:
        try:
            sheet.beside(shown[key].fields, overlaid)
        except (BadInput, Refused) as problem:
            found[key] = problem.sentence
    return found
