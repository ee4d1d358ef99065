"""One record laid into a book that was read before, so that an act is seen at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from firstline.domain.entity import Entity
from firstline.domain.learning.book import BOOKING, WAIVER, Book, certified, finder_of, noted
from firstline.domain.learning.laid import Key, Named, keys_with, over
from firstline.domain.learning.person import plain_number
from firstline.domain.training import COMPLETION

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
    keys = {*_keys(book, record_id), *(_key(book, held) if held else ())}
    if not keys:
        return None
    mine, numbers = [held] if held else [], {number for number, _ in keys}
    whose = [one for one in book.people if plain_number(one.number) in numbers]
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


def _key(book: Book, held: Entity) -> Iterator[Key]:
    fields = held.fields
    number, name = str(fields.get("number") or ""), str(fields.get("person") or "")
    found = finder_of(book.people)(number, name)
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
