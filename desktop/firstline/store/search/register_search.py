"""The search among the records of all registers, by their words and by what people call them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Shape, Sheet
from firstline.domain.health.sheet import number_of, standing
from firstline.domain.registers import REGISTERS
from firstline.store.open_data import wanted_in
from firstline.store.search.folding import Initials
from firstline.store.search.search import Hit
from firstline.store.shown.record import records

_NAMED = ("title", "name", "title_en")
_SAID = (Shape.TEXT, Shape.LINES)


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    id: str
    number: str
    title: str
    said: tuple[str, ...]


class RegisterBook:
    """The words of all registers as one connection reads them, until something is written.

    A plant keeps some thousand such records, not a hundred thousand.
    """

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw
        self._read_at: tuple[int, int] | None = None
        self._lines: tuple[_Line, ...] = ()

    def search(self, text: str, limit: int, initials: Initials | None = None) -> list[Hit]:
        """Return the records that hold every word of `text`; an exact number stands first.

        What was taken off its list is left out. Call inside a read.
        """
        wanted = wanted_in(text, initials)
        if not wanted.words:
            return []
        hits = (wanted.hit(one.kind, one.id, one.number, one.title, one.said)
                for one in self._current())  # fmt: skip
        found = sorted((one for one in hits if one is not None), key=lambda one: -one.score)
        return found[:limit]

    def _current(self) -> tuple[_Line, ...]:
        others = self._raw.execute("PRAGMA data_version").fetchone()[0]
        now = (others, self._raw.total_changes)
        if now != self._read_at:
            self._lines, self._read_at = tuple(_lines(self._raw)), now
        return self._lines


def _lines(raw: sqlite3.Connection) -> Iterator[_Line]:
    for kind, sheet in REGISTERS.items():
        for one in standing(records(raw, kind)):
            said = [words_of(one.fields.get(column.id)) for column in sheet.columns
                    if column.shape in _SAID]  # fmt: skip
            if sheet.answers:
                said += [words_of(value) for name, value in one.fields.items()
                         if name.startswith(sheet.answers)]  # fmt: skip
            said += [event.text for event in one.events]
            title = title_of(sheet, one)
            kept = tuple(each for each in said if each not in ("", title))
            yield _Line(kind, one.id, number_of(sheet, one), title, kept)


def title_of(sheet: Sheet, one: Entity) -> str:
    """Return a record's title, or the first of its texts that says what it is about."""
    for name in (*_NAMED, *(column.id for column in sheet.columns if column.shape is Shape.TEXT)):
        found = words_of(one.fields.get(name))
        if found:
            return found
    return number_of(sheet, one)
