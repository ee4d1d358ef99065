"""A book's mapping with a few of its places laid over: an act costs what it touches."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
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


def over(mapping: Mapping[Key, list[_One]], fresh: Mapping[Key, list[_One]]) -> Laid[_One]:
    """Return the mapping with these places laid over it."""
    return mapping.having(fresh) if isinstance(mapping, Laid) else Laid(mapping, fresh)


def keys_with(mapping: Mapping[Key, list[_One]], record_id: str) -> Iterator[Key]:
    """Yield under which keys of the mapping a record stands."""
    return mapping.keys_with(record_id) if isinstance(mapping, Sought) else _with(
        mapping, record_id)  # fmt: skip


def _with(mapping: Mapping[Key, list[_One]], record_id: str) -> Iterator[Key]:
    for key, several in mapping.items():
        if any(one.id == record_id for one in several):
            yield key
