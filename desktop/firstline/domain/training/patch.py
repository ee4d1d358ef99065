"""One record laid into a book that was read before, so that an act is seen at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from firstline.domain.edits.entity import Entity
from firstline.domain.training.book import (
    BOOKING,
    WAIVER,
    Book,
    certified,
    noted,
)
from firstline.domain.training.called import Finder, finder_of
from firstline.domain.training.laid import Key, Named, keys_with, over
from firstline.domain.training.person import Person, plain_number
from firstline.domain.training.training import COMPLETION

_One = TypeVar("_One", bound=Named)


def patched(
    book: Book, record_id: str, held: Entity | None, today: date
) -> tuple[Book, set[str]] | None:  # fmt: skip
    """Return the book with one record as it stands now, and the plain numbers it is about.

    `held` None is a record that was taken back. None comes back where the whole book must be read
    anew: for people, what roles ask, and what was not in the book.
    """
    what = str(held.fields.get("what") or "") if held else ""
    if held is not None and what not in (COMPLETION, BOOKING, WAIVER):
        return None
    keys = set(_key(book, held)) if held else set(_keys(book, record_id))
    if not keys:
        return None
    mine, numbers = [held] if held else [], {number for number, _ in keys}
    staff = _staff(book.people)
    whose = [one for number in numbers for one in staff.by_number.get(number, ())]
    passed, pending = certified(mine if what == COMPLETION else (), whose, today)
    bookings, waivers = noted(
        mine if what == BOOKING else (), mine if what == WAIVER else (), whose
    )
    made = replace(
        book, passed=_laid(book.passed, record_id, passed, keys),
        pending=_laid(book.pending, record_id, pending, keys),
        bookings=_laid(book.bookings, record_id, bookings, keys),
        waivers=_laid(book.waivers, record_id, waivers, keys),
    )  # fmt: skip
    return made, numbers


@dataclass(frozen=True, slots=True)
class _Staff:
    people: Sequence[Person]
    find: Finder
    by_number: Mapping[str, Sequence[Person]]


_last: list[_Staff] = []  # one act after the other is about the same people


def _staff(people: Sequence[Person]) -> _Staff:
    """Return how these people are found: of thousands it takes as long as all the rest."""
    held = next(iter(_last), None)
    if held is None or held.people is not people:
        by_number: dict[str, list[Person]] = {}
        for one in people:
            by_number.setdefault(plain_number(one.number), []).append(one)
        held = _Staff(people, finder_of(people), by_number)
        _last[:] = [held]
    return held


def ids_of(people: Sequence[Person], numbers: Iterable[str]) -> set[str]:
    """Return the ids of those who bear one of these plain numbers."""
    staff = _staff(people)
    return {one.id for number in numbers for one in staff.by_number.get(number, ())}


def _key(book: Book, held: Entity) -> Iterator[Key]:
    fields = held.fields
    number, name = str(fields.get("number") or ""), str(fields.get("person") or "")
    found = _staff(book.people).find(number, name)
    if found is not None:
        yield found, str(fields.get("course") or "")


def _keys(book: Book, record_id: str) -> Iterator[Key]:
    """Yield under which keys a record stands that is no more."""
    yield from keys_with(book.passed, record_id)
    yield from keys_with(book.pending, record_id)
    yield from keys_with(book.bookings, record_id)
    yield from keys_with(book.waivers, record_id)


def _laid(
    mapping: Mapping[Key, list[_One]], record_id: str, added: Mapping[Key, list[_One]],
    keys: Iterable[Key],
) -> Mapping[Key, list[_One]]:  # fmt: skip
    fresh = {}
    for key in keys:
        held = mapping.get(key, [])
        laid = [*(one for one in held if one.id != record_id), *added.get(key, ())]
        if laid != held:
            fresh[key] = laid
    return over(mapping, fresh) if fresh else mapping
