"""What the source said of each field at the last import, as short marks kept with the ticket."""

import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from firstline.domain.edits.edit import words_of
from firstline.domain.ticket.fields import Value

SEEN = "import.seen"  # where in a ticket's `extra` the marks stand
NUMBER = "number"  # the one field without a mark: it names the ticket
REPEATED = 20  # letters: names, sites and states are short, and stand in many rows


def mark_of(value: Value) -> str:
    """Return a short mark of a value; two values with one mark are the same to an import."""
    text = value if isinstance(value, str) else words_of(value)
    return _mark(text) if len(text) < REPEATED else _fresh_mark(text)


def _fresh_mark(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


_mark = lru_cache(4096)(_fresh_mark)


def marks_of(values: Mapping[str, Value]) -> dict[str, str]:
    """Return the mark of every field that the source fills in."""
    return {name: mark_of(value) for name, value in values.items() if name != NUMBER}


def marks_text(marks: Mapping[str, str]) -> str:
    """Return the marks as the one text that is kept with the ticket."""
    return joined([named(*one) for one in marks.items()])


def named(name: str, mark: str) -> str:
    """Return the mark with the name of its field."""
    return f"{name}:{mark}"


def joined(marks: Iterable[str]) -> str:
    """Return named marks as `marks_text` does."""
    return ",".join(sorted(marks))


def marks_from(text: str) -> dict[str, str]:
    """Return the marks that `marks_text` wrote."""
    pairs = (one.partition(":") for one in text.split(",") if one)
    return {name: mark for name, _, mark in pairs}
