"""A derived copy of a large training book beside the profile, for the first look at it.

To read a hundred thousand completions takes seconds; the copy of the last reading is there at once
and shown until the records themselves were read. It holds what a cell is judged by and no more, it
proves nothing, and it may be missing, old or broken at any time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from firstline.domain.learning.book import Book, Key
from firstline.domain.learning.need import Need
from firstline.domain.learning.person import Person
from firstline.domain.learning.standing import Booking, Waiver
from firstline.domain.overrides import override
from firstline.domain.training import Certificate

FOLDER, FILE = "derived", "training.bin"
FORMAT = 1
MANY = 5_000  # completions; fewer are read at once
_One = TypeVar("_One")


class _Passed(msgspec.Struct, array_like=True, gc=False):
    on: int
    until: int = 0  # ordinal days, 0 for ever
    by: str = ""


class _Booked(msgspec.Struct, array_like=True, gc=False):
    on: int
    place: str = ""


class _Waived(msgspec.Struct, array_like=True, gc=False):
    by: str
    reason: str
    until: int = 0


class _Facts(msgspec.Struct, array_like=True, gc=False):
    passed: dict[str, list[_Passed]] = {}
    pending: dict[str, list[_Passed]] = {}
    bookings: dict[str, list[_Booked]] = {}
    waivers: dict[str, list[_Waived]] = {}


class _Copy(msgspec.Struct, array_like=True, gc=False):
    format: int
    people: list[Person]
    needs: dict[str, list[Need]]
    facts: dict[str, bytes]
    first: list[tuple[str, str]]


_DECODER, _FACTS = msgspec.msgpack.Decoder(_Copy), msgspec.msgpack.Decoder(_Facts)


def write_copy(folder: Path, book: Book, first: Sequence[tuple[str, str]]) -> bool:
    """Keep the book; `first` are the most urgent actions, a person's id and a course each.

    A small book is not kept, and False comes back; so it does where the disk says no.
    """
    if sum(map(len, book.passed.values())) < MANY:
        return False
    parts: dict[str, _Facts] = {}
    for (number, course), passed in book.passed.items():
        parts.setdefault(number, _fresh()).passed[course] = [_passed(one) for one in passed]
    for (number, course), pending in book.pending.items():
        parts.setdefault(number, _fresh()).pending[course] = [_passed(one) for one in pending]
    for (number, course), booked in book.bookings.items():
        parts.setdefault(number, _fresh()).bookings[course] = [
            _Booked(one.on.toordinal(), one.place) for one in booked
        ]
    for (number, course), waived in book.waivers.items():
        parts.setdefault(number, _fresh()).waivers[course] = [
            _Waived(one.by, one.reason, _ordinal(one.until)) for one in waived
        ]
    facts = {number: msgspec.msgpack.encode(one) for number, one in parts.items()}
    needs = {role: list(several) for role, several in book.needs.items()}
    made = _Copy(FORMAT, list(book.people), needs, facts, list(first))
    return _put(folder / FOLDER / FILE, msgspec.msgpack.encode(made))


def drop_copy(folder: Path) -> None:
    """Take the copy away."""
    with suppress(OSError):
        (folder / FOLDER / FILE).unlink(missing_ok=True)


def read_copy(folder: Path) -> tuple[Book, list[tuple[str, str]]] | None:
    """Return the book as it was read last, and its first actions; None where there is no copy.

    What is on record of a person is decoded when it is asked for.
    """
    try:
        held = _DECODER.decode((folder / FOLDER / FILE).read_bytes())
    except (OSError, msgspec.MsgspecError, ValueError):
        return None
    if held.format != FORMAT:
        return None
    facts = _Decoded(held.facts)
    book = Book(
        tuple(held.people), {role: tuple(several) for role, several in held.needs.items()},
        Part(facts, facts.passed), Part(facts, facts.pending), Part(facts, facts.bookings),
        Part(facts, facts.waivers),
    )  # fmt: skip
    return book, held.first


class _Decoded:
    """The facts of each person, decoded once, into the book's four mappings."""

    def __init__(self, raw: Mapping[str, bytes]) -> None:
        self.raw = raw
        self.passed: dict[Key, list[Certificate]] = {}
        self.pending: dict[Key, list[Certificate]] = {}
        self.bookings: dict[Key, list[Booking]] = {}
        self.waivers: dict[Key, list[Waiver]] = {}
        self._left = set(raw)

    def open(self, number: str) -> None:
        """Decode what is on record of one person."""
        if number not in self._left:
            return
        self._left.discard(number)
        with suppress(msgspec.MsgspecError, ValueError):
            facts = _FACTS.decode(self.raw[number])
            for course, passed in facts.passed.items():
                self.passed[number, course] = [_certificate(number, course, one) for one in passed]
            for course, waits in facts.pending.items():
                self.pending[number, course] = [_certificate(number, course, one) for one in waits]
            for course, booked in facts.bookings.items():
                self.bookings[number, course] = [
                    Booking("", number, course, date.fromordinal(one.on), one.place)
                    for one in booked
                ]
            for course, waived in facts.waivers.items():
                self.waivers[number, course] = [
                    Waiver("", number, course, one.by, one.reason, _day(one.until))
                    for one in waived
                ]

    def open_all(self) -> None:
        """Decode everything."""
        for number in tuple(self._left):
            self.open(number)


class Part(Mapping[Key, list[_One]]):
    """One of a book's mappings; whoever goes through all of it decodes all of it."""

    def __init__(self, facts: _Decoded, held: Mapping[Key, list[_One]]) -> None:
        self._facts = facts
        self._held = held

    @override
    def get(self, key: Key, default: Any = None) -> Any:  # a cell asks four times
        self._facts.open(key[0])
        return self._held.get(key, default)

    @override
    def __getitem__(self, key: Key) -> list[_One]:
        self._facts.open(key[0])
        return self._held[key]

    @override
    def __iter__(self) -> Iterator[Key]:
        self._facts.open_all()
        return iter(self._held)

    @override
    def __len__(self) -> int:
        self._facts.open_all()
        return len(self._held)


def _certificate(number: str, course: str, one: _Passed) -> Certificate:
    on, until = date.fromordinal(one.on), _day(one.until)
    return Certificate("", "", course, 1, on, until, granted_by=one.by, number=number)


def _fresh() -> _Facts:
    return _Facts({}, {}, {}, {})


def _passed(one: Certificate) -> _Passed:
    return _Passed(one.on.toordinal(), _ordinal(one.until), one.granted_by)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


def _put(path: Path, content: bytes) -> bool:
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        return False
    return True
