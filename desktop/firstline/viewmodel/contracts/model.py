"""Contracts on screen: every register read apart from the window, with twelve months of demand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from firstline.domain.contracts.application import Facts
from firstline.domain.contracts.demand import Demand, window
from firstline.domain.contracts.facts import facts_of
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import Sheet
from firstline.domain.overrides import override
from firstline.domain.review.quality import Quality
from firstline.domain.review.views import VIEWS, Figure
from firstline.store.queue.quarters import seen_by, two_quarters
from firstline.store.queue.year import demand_of_year
from firstline.viewmodel.contracts.doors import ContractDoors
from firstline.viewmodel.contracts.entries import ENTRIES
from firstline.viewmodel.contracts.entry import Held
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.register_model import RegisterModel
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store

T = TypeVar("T")
KINDS = tuple(dict.fromkeys(kind for one in ENTRIES for kind in one.kinds))


@dataclass(frozen=True, slots=True)
class _Read:
    records: Mapping[str, Sequence[Entity]]
    demand: Demand
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What takes longer, since every ticket of two quarters is reckoned: read apart, after it."""

    quality: tuple[Quality, ...] = ()
    views: Mapping[str, Sequence[Figure]] = field(default_factory=dict)


class ContractsModel(RegisterModel):
    """The registers of contracts; `facts` are what an application's letter says of the site."""

    kinds = KINDS

    def __init__(
        self, desktop: Desktop, later: Later, doors: ContractDoors, parent: QObject | None = None
    ) -> None:  # fmt: skip
        super().__init__(desktop, later, parent)
        self.desktop = desktop
        self.doors = doors
        self.facts = Facts()
        self._last: _Read | None = None
        self._looked = _Looked()

    def apart(self, work: Callable[["Store"], T], then: Callable[[T], None]) -> None:
        """Do what takes longer apart from the window."""
        self._later(work, then)

    @override
    def refresh(self) -> None:
        now, zone, desk = self._desktop.ticking.now(), self._desktop.zone, self._desktop.desk

        def read(store: "Store") -> _Read:
            demand = demand_of_year(store, now, zone, {})
            records = {kind: store.records(kind) for kind in self.kinds}
            return _Read(records, demand, facts_of(store.records, demand.tickets, now))

        def look(store: "Store") -> _Looked:
            quality = two_quarters(store, desk, now, zone)
            seen = seen_by(store, desk, quality[0], now, zone)
            return _Looked(quality, {name: view(seen) for name, (_, view) in VIEWS.items()})

        self._later(read, self._take)
        self._later(look, self._take_look)

    def _take_look(self, found: _Looked) -> None:
        changed, self._looked = found != self._looked, found
        if changed and self._last is not None:
            self._take(self._last)

    def _take(self, found: _Read) -> None:
        now, self._last = self._desktop.ticking.now(), found
        held = Held(
            found.records,
            now,
            self._desktop.zone,
            self.doors.rules,
            found.demand,
            found.facts,
            self.doors.catalogue,
            self._looked.quality,
            self._looked.views,
        )
        self.facts = found.facts
        self.boards = {one.frame.id: one.board(held) for one in ENTRIES}
        self.loaded.emit()

    @override
    def _show(self, held: Mapping[str, Sequence[Entity]]) -> None:
        today = self._desktop.ticking.now().astimezone(self._desktop.zone).date()
        self._take(_Read(held, Demand(*window(today))))

    @override
    def acts_of(self, sheet: Sheet) -> tuple[Act, ...]:
        found = (one.acts for one in ENTRIES if one.frame.sheet is sheet)
        return next(found, ())
