"""What the knowledge base does apart from the window: read a pack, take it in, list the gaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import Problem
from firstline.domain.knowledge.acts import Deflection, Taken, take_in
from firstline.domain.knowledge.knowledge import KIND

if TYPE_CHECKING:
    from firstline.domain.knowledge.pack import KnowledgePack
    from firstline.store.store import Store

ReadPack = Callable[[Path], "KnowledgePack"]


@dataclass(frozen=True, slots=True)
class GapLine:
    """A search that found nothing: its words, how often, and the epoch second of the last one."""

    text: str
    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was looked for in vain, and how often articles helped."""

    lines: tuple[GapLine, ...] = ()
    use: Deflection = Deflection()  # noqa: RUF009 - a value that nothing changes


def gaps(store: "Store") -> Gaps:
    """Return what was looked for in vain, the most frequent first."""
    lines = tuple(GapLine(one.text, one.count, one.last_at) for one in store.gaps())
    return Gaps(lines, store.helped())


def compare(
    read: ReadPack, path: Path, stamp: Callable[[], Stamp]
) -> "Callable[[Store], tuple[KnowledgePack, Taken] | Problem]":
    """Return what reads the pack at `path` and says what taking it in would do."""

    def work(store: "Store") -> "tuple[KnowledgePack, Taken] | Problem":
        try:
            pack = read(path)
            return pack, take_in(pack, store.records(KIND), stamp)
        except Problem as problem:
            return problem

    return work


def take(edits: Sequence[Edit], now: datetime) -> "Callable[[Store], Problem | None]":
    """Return what performs the edits and lets the articles be found; a problem comes back."""

    def work(store: "Store") -> Problem | None:
        try:
            store.perform(*edits, now=now)
            while store.catch_up():
                continue
        except Problem as problem:
            return problem
        return None

    return work
