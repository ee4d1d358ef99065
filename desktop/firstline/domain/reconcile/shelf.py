"""What a reconciliation asks of the rooms around it: rows to read, and a place to sort them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from firstline.domain.reconcile.values import Difference, Input

Laid = tuple[str, str, str | None, int]
"""A row laid on the shelf: key, compared values, both as written where that differs, row number."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an extract: their numbers, and the wanted columns as texts."""

    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]


class Extract(Protocol):
    """One table to be compared."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns."""

    def pages(self, columns: Sequence[int]) -> Iterator[Page]:
        """Yield all rows with these columns. Raises BadInput for a row that cannot be read."""

    def told(self) -> Input:
        """Return its name, size and hash. Raises BadInput where it changed while it was read."""

    @property
    def fraction(self) -> float:
        """How much has been read, from 0 to 1."""


class Shelf(Protocol):
    """A place for more rows than memory holds, which gives them back in order."""

    def lay(self, side: int, rows: Iterable[Laid]) -> None:
        """Lay some rows of a side down."""

    def ordered(self, side: int) -> Iterator[Laid]:
        """Yield the rows of a side by key, then by row number."""

    def keep(self, difference: Difference) -> None:
        """Keep a difference."""

    def differences(self) -> Iterator[Difference]:
        """Yield the differences in their order."""
