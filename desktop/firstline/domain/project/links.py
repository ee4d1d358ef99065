"""Links between registers: numbers of records in one field, and the records that they name."""

import re
from collections.abc import Iterable, Sequence

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Sheet
from firstline.domain.health.sheet import number_of, standing
from firstline.domain.words import Text

_APART = re.compile(r"[,,;;、\s]+")
_LISTED = re.compile(r"[,,;;、\n]+")


def numbers(text: str) -> tuple[str, ...]:
    """Return the numbers that a field names, each once, in lower case."""
    return tuple(dict.fromkeys(one.casefold() for one in words(text)))


def words(text: str) -> tuple[str, ...]:
    """Return what a field names, as it was typed, each once."""
    return tuple(dict.fromkeys(one for one in _APART.split(text) if one))


def parts(text: str) -> tuple[str, ...]:
    """Return the names in a field, parted by commas; a name may have spaces."""
    return tuple(" ".join(one.split()) for one in _LISTED.split(text) if one.strip())


def by_number(sheet: Sheet, records: Iterable[Entity]) -> dict[str, Entity]:
    """Return the standing records by their number and by their id, in lower case."""
    found: dict[str, Entity] = {}
    for one in standing(records):
        found[number_of(sheet, one).casefold()] = one
        found[one.id] = one
    return found


def named(sheet: Sheet, records: Iterable[Entity], text: str) -> list[Entity]:
    """Return the records that a field names; numbers of nothing are left out."""
    held = by_number(sheet, records)
    return [held[one] for one in numbers(text) if one in held]


def must_exist(sheet: Sheet, records: Sequence[Entity], text: str) -> None:
    """Raise BadInput with the first number that no record has."""
    held = by_number(sheet, records)
    for one in numbers(text):
        if one not in held:
            said, name = one.upper()[:40], sheet.name
            raise BadInput(
                Text(f"没有编号为 {said} 的{name.zh}。", f"No {name.en.lower()} is called {said}."),
                next_step=Text("请先登记它,或改正编号。", "Record it first, or mend the number."),
            )
