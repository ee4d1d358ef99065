"""Completions as bytes, person by person: a hundred thousand take ten megabytes, not four hundred.

What is on record of a person is decoded when it is asked for, and forgotten again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import msgspec

from firstline.domain.overrides import override
from firstline.domain.training.called import BY_NAME, BY_NUMBER, known
from firstline.domain.training.laid import Key, Sought
from firstline.domain.training.opened import by_stranger
from firstline.domain.training.person import Person
from firstline.domain.training.training import Certificate, counts

MOST = 100  # people whose completions are held decoded
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
Raw = bytes | memoryview
_Held = dict[str, list[Certificate]]


class Rest(msgspec.Struct, array_like=True, gc=False):
    """What few completions have."""

    recorded_by: str = ""
    opens: str = ""
    score: str = ""
    proof: str = ""
    products: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    granted_facts: str = ""
    facts: str = ""


class Passed(msgspec.Struct, array_like=True, gc=False):
    """One completion that was not revoked; days as ordinals, 0 for none, `at` in microseconds.

    A person or a number of None is that of the first completion beside it. Without `rest` it is as
    nearly all are: granted by who recorded it, as it says now.
    """

    id: str
    person: str | None
    number: str | None
    course: str
    level: int
    on: int
    until: int
    by: str
    at: int
    facts: bytes
    rest: Rest | None = None


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(list[Passed])


def packed(several: list[Passed]) -> bytes:
    """Return the completions of one person as bytes, in the order of their records."""
    several.sort(key=lambda one: one.id)
    first, *others = several
    for one in others:  # nearly all say the same, and there are hundreds of thousands
        if one.person == first.person:
            one.person = None
        if one.number == first.number:
            one.number = None
    return _ENCODER.encode(several)


def unpacked(raw: bytes | memoryview) -> list[Passed]:
    """Return what was packed."""
    several = _DECODER.decode(raw)
    first = several[0]
    for one in several:
        if one.person is None:
            one.person = first.person
        if one.number is None:
            one.number = first.number
    return several


def of_certificate(one: Certificate) -> Passed:
    """Return a completion as it is kept."""
    rest = Rest(
        one.recorded_by, one.opens, one.score, one.proof, one.products, one.modules, one.sites,
        one.granted_facts, one.facts,
    )  # fmt: skip
    at = (one.granted_at - _EPOCH) // _MICROSECOND if one.granted_at else 0
    until = one.until.toordinal() if one.until else 0
    return Passed(one.id, one.person, one.number, one.course, one.level, one.on.toordinal(), until,
                  one.granted_by, at, b"", rest)  # fmt: skip


def certificate_of(one: Passed) -> Certificate:
    """Return the completion that is kept."""
    until = date.fromordinal(one.until) if one.until else None
    at = _EPOCH + one.at * _MICROSECOND if one.by else None
    on, rest, person, number = (
        date.fromordinal(one.on),
        one.rest,
        one.person or "",
        one.number or "",
    )
    if rest is None:
        facts = one.facts.hex()
        return Certificate(
            one.id, person, one.course, one.level, on, until, "", "", "", (), (), (), one.by,
            one.by, at, facts, facts, None, "", "", number,
        )  # fmt: skip
    return Certificate(
        one.id, person, one.course, one.level, on, until, rest.opens, rest.score, rest.proof,
        rest.products, rest.modules, rest.sites, rest.recorded_by, one.by, at, rest.granted_facts,
        rest.facts, None, "", "", number,
    )  # fmt: skip


class Shelf:
    """The completions of everybody, decoded person by person; any thread may ask.

    `raws` are kept under what the records call their person, so that they stay as they are when
    a person takes another number or name.
    """

    def __init__(self, raws: Mapping[str, Raw], staff: Iterable[Person], today: date) -> None:
        self.raws = raws
        self._today = today
        self._sources = _sources(staff)
        self._held: dict[str, tuple[_Held, _Held]] = {}
        self._last: tuple[str, tuple[_Held, _Held]] = ("", ({}, {}))

    def of(self, number: str) -> tuple[_Held, _Held]:
        """Return what a person passed and what waits for a grant, by course."""
        last = self._last
        if last[0] == number:  # a row asks for each of its cells
            return last[1]
        held = self._held.get(number)
        if held is None:
            held = self._decoded(number)
            if len(self._held) >= MOST:
                self._held.clear()
            self._held[number] = held
        self._last = (number, held)
        return held

    @cached_property
    def strangers(self) -> dict[str, list[Certificate]]:
        """What opens steps of people on no list of staff; read when it is first asked for."""
        staff = {key for keys in self._sources.values() for key in keys}
        last = self._today.toordinal()
        return by_stranger(
            certificate_of(one)
            for key, raw in sorted(self.raws.items()) if key not in staff
            for one in unpacked(raw) if one.rest is not None and one.on <= last
        )  # fmt: skip

    def numbers(self) -> Iterator[str]:
        """Yield the plain numbers of those of whom anything may be on record."""
        return iter(self._sources)

    def with_record(self, record_id: str) -> Iterator[str]:
        """Yield whose bytes hold the record's id."""
        sought = record_id.encode()
        for number, keys in self._sources.items():
            if any(sought in bytes(self.raws.get(key, b"")) for key in keys):
                yield number

    def _decoded(self, number: str) -> tuple[_Held, _Held]:
        several: list[Passed] = []
        sources = [raw for key in self._sources.get(number, ()) if (raw := self.raws.get(key))]
        for raw in sources:
            several += unpacked(raw)
        if len(sources) > 1:
            several.sort(key=lambda one: one.id)
        passed: _Held = {}
        pending: _Held = {}
        last = self._today.toordinal()
        for one in several:
            if one.on <= last:
                made = certificate_of(one)
                mine = passed if one.rest is None or counts(made) else pending
                mine.setdefault(one.course, []).append(made)
        return passed, pending


class Part(Sought[Certificate]):
    """What was passed (0) or waits for a grant (1), as one of a book's mappings."""

    def __init__(self, shelf: Shelf, which: int) -> None:
        self.shelf = shelf
        self._which = which

    @override
    def get(self, key: Key, default: Any = None) -> Any:
        return self.shelf.of(key[0])[self._which].get(key[1], default)

    @override
    def __getitem__(self, key: Key) -> list[Certificate]:
        return self.shelf.of(key[0])[self._which][key[1]]

    @override
    def __iter__(self) -> Iterator[Key]:
        for number in self.shelf.numbers():
            yield from [(number, course) for course in self.shelf.of(number)[self._which]]

    @override
    def __len__(self) -> int:
        return sum(1 for _ in self)

    @override
    def keys_with(self, record_id: str) -> Iterator[Key]:
        for number in self.shelf.with_record(record_id):
            for course, several in self.shelf.of(number)[self._which].items():
                if any(one.id == record_id for one in several):
                    yield number, course

    @override
    def courses(self, number: str) -> Iterable[str]:
        return self.shelf.of(number)[self._which]


class Strangers(Mapping[str, list[Certificate]]):
    """The certificates of people on no list of staff, read when they are asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @override
    def __getitem__(self, key: str) -> list[Certificate]:
        return self._shelf.strangers[key]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._shelf.strangers)

    @override
    def __len__(self) -> int:
        return len(self._shelf.strangers)


def _sources(staff: Iterable[Person]) -> dict[str, list[str]]:
    """Return what records call a person, by the person's plain number: finder_of turned round."""
    numbers, names = known(staff)
    found: dict[str, list[str]] = {}
    for said, plain in numbers.items():
        found.setdefault(plain, []).append(f"{BY_NUMBER}{said}")
    for said, plain in names.items():
        found.setdefault(plain, []).append(f"{BY_NAME}{said}")
    return found
