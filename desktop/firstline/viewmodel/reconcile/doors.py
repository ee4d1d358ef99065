"""What the reconcile screen asks of the roof: to look into files, to compare, to stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from firstline.domain.errors import Problem
from firstline.domain.reconcile.plan import Wish
from firstline.domain.reconcile.values import Difference, Result


@dataclass(frozen=True, slots=True)
class Looked:
    """A table's headings and, of each column, the texts of its first rows."""

    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found: the first differences, its digest, and the file where one was made.

    `sha256` is the difference file's, "" where none was asked for.
    """

    result: Result
    differences: Sequence[Difference]
    digest: str
    sha256: str = ""


class ReconcileDoors(Protocol):
    """Work apart from the window; whatever goes wrong comes back as a Problem."""

    def look(self, word: str, then: Callable[[Looked | Problem], None]) -> None:
        """Read the headings and the first rows of what `word` names."""

    def compare(
        self, wish: Wish, words: tuple[str, str], out: Path | None,
        told: Callable[[float], None], then: Callable[[Compared | Problem], None],
    ) -> None:  # fmt: skip
        """Compare source and target; `told` hears the share done, now and then."""

    def stop(self) -> None:
        """End the comparison that runs; it comes back as a Problem."""
