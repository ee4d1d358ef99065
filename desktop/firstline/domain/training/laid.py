"""A book's mapping with a few of its places laid over: an act costs what it touches."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from firstline.domain.overrides import override

Key = tuple[str, str]
"""A plain number and the code of a course."""


class Named(Protocol):
    """What stands on record."""

    @property
    def id(self) -> str:
        """The record's id."""


_One = TypeVar("_One", bound=Named)


class Sought(Mapping[Key, list[_One]]):
    """One of a book's mappings that finds a record faster than by looking through all of them."""

    @abstractmethod
    def keys_with(self, record_id: str) -> Iterator[Key]:
        """Yield under which keys the record stands."""

    @abstractmethod
    def courses(self, number: str) -> Iterable[str]:
        """Return under which courses something of a plain number may stand."""


class Filed(Sought[_One]):
    """What was read at once, found by key or by number."""

    def __init__(self, held: Mapping[Key, list[_One]]) -> None:
        self._held = held
        self._courses: dict[str, list[str]] = {}
        for number, course in held:
            self._courses.setdefault(number, []).append(course)

    @override
    def get(self, key: Key, default: Any = None) -> Any:
        return self._held.get(key, default)

    @override
    def __getitem__(self, key: Key) -> list[_One]:
        return self._held[key]

    @override
    def __iter__(self) -> Iterator[Key]:
        return iter(self._held)

    @override
    def __len__(self) -> int:
        return len(self._held)

    @override
    def keys_with(self, record_id: str) -> Iterator[Key]:
        return _with(self._held, record_id)

    @override
    def courses(self, number: str) -> Iterable[str]:
        return self._courses.get(number, ())


class Laid(Sought[_One]):
    """What lies beneath, but for the places in `fresh`."""

    def __init__(self, beneath: Mapping[Key, list[_One]], fresh: Mapping[Key, list[_One]]) -> None:
        self._beneath = beneath
        self._fresh = fresh

    def having(self, fresh: Mapping[Key, list[_One]]) -> "Laid[_One]":
        """Return the same with these places laid over as well."""
        return Laid(self._beneath, {**self._fresh, **fresh})

    @override
    def get(self, key: Key, default: Any = None) -> Any:
        held = self._fresh.get(key)
        return self._beneath.get(key, default) if held is None else held

    @override
    def __getitem__(self, key: Key) -> list[_One]:
        held = self._fresh.get(key)
        return self._beneath[key] if held is None else held

    @override
    def __iter__(self) -> Iterator[Key]:
        yield from self._fresh
        yield from (one for one in self._beneath if one not in self._fresh)

    @override
    def __len__(self) -> int:
        return sum(1 for _ in self)

    @override
    def keys_with(self, record_id: str) -> Iterator[Key]:
        yield from _with(self._fresh, record_id)
        for key in keys_with(self._beneath, record_id):
            if key not in self._fresh:
                yield key

    @override
    def courses(self, number: str) -> Iterable[str]:
        fresh = [course for one, course in self._fresh if one == number]
        return dict.fromkeys((*courses_of(self._beneath, number), *fresh))


def over(mapping: Mapping[Key, list[_One]], fresh: Mapping[Key, list[_One]]) -> Laid[_One]:
    """Return the mapping with these places laid over it."""
    return mapping.having(fresh) if isinstance(mapping, Laid) else Laid(mapping, fresh)


def keys_with(mapping: Mapping[Key, list[_One]], record_id: str) -> Iterator[Key]:
    """Yield under which keys of the mapping a record stands."""
    return mapping.keys_with(record_id) if isinstance(mapping, Sought) else _with(
        mapping, record_id)  # fmt: skip


def courses_of(mapping: Mapping[Key, list[_One]], number: str) -> Iterable[str]:
    """Return under which courses something of a plain number may stand, each once."""
    if isinstance(mapping, Sought):
        return mapping.courses(number)
    return [course for one, course in mapping if one == number]


def _with(mapping: Mapping[Key, list[_One]], record_id: str) -> Iterator[Key]:
    for key, several in mapping.items():
        if any(one.id == record_id for one in several):
            yield key
