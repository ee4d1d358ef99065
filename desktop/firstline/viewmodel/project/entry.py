"""One register of the page of projects: its frame, the kinds it reads, and how its board is made.

A new register is one entry in `entries.py`; nothing else of the page changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import of_project, text_of
from firstline.domain.project.names import in_phase
from firstline.domain.words import Text
from firstline.store.gates.project_gates import Gates
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame

if TYPE_CHECKING:
    from firstline.store.reading import Reading


@dataclass(frozen=True, slots=True)
class Held:
    """The records as they were read, by kind; `project` is the one that is looked at, "" all.

    `phase` leaves what belongs to projects of which something is in it, "" leaves all. `gates` are
    the verdicts of each runbook of the project, with what every register holds.
    `looked` is what the registers' own looks at the store found, by the ids of their frames.
    """

    records: Mapping[str, Sequence[Entity]]
    now: datetime
    zone: tzinfo
    project: str = ""
    phase: str = ""
    gates: Gates = ()
    looked: Mapping[str, object] = field(default_factory=dict)

    def of(self, kind: str) -> list[Entity]:
        """Return the records of the project and those of none; what was taken off is left out."""
        found = of_project(self.records.get(kind, ()), self.project)
        if not self.phase:
            return found
        if kind == "phase":
            return [one for one in found if text_of(one, "phase") == self.phase]
        among = in_phase(self.records.get("phase", ()), self.phase)
        return [one for one in found if text_of(one, "project").casefold() in among]

    def all(self, kind: str) -> Sequence[Entity]:
        """Return every record of a kind, whatever its project, also what was taken off."""
        return self.records.get(kind, ())


@dataclass(frozen=True, slots=True)
class Entry:
    """One register: `reads` are kinds beside its own that its board looks at.

    `acts` are what its records have beside their fields. `look` reads what is no record of a kind
    or takes long, apart from the window.
    """

    frame: Frame
    board: Callable[[Held], Board]
    reads: tuple[str, ...] = ()
    acts: tuple[Act, ...] = field(default=())
    look: "Callable[[Reading], object] | None" = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that the board needs."""
        own = (self.frame.sheet.kind,) if self.frame.sheet else ()
        return (*own, *self.reads)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The registers that stand under one small heading of the page."""

    name: Text
    entries: tuple[Entry, ...]
