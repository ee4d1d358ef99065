"""One register of the page of contracts: its frame, the kinds it reads, how its board is made.

A new register, or a board of ledgers, is one entry in `entries.py`; the page stays as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from firstline.domain.contracts.application import Facts
from firstline.domain.contracts.budget import budgets
from firstline.domain.contracts.contract import Contract, contracts
from firstline.domain.contracts.demand import Demand
from firstline.domain.contracts.lifecycle_rule import Rule
from firstline.domain.contracts.package import Package, packages
from firstline.domain.contracts.price import Price, prices
from firstline.domain.contracts.supplement import Supplement, supplements
from firstline.domain.edits.entity import Entity
from firstline.domain.ledger.book import ledgers
from firstline.domain.review.quality import Quality
from firstline.domain.review.views import Figure
from firstline.domain.services.catalogue import Catalogue
from firstline.domain.services.form import Means
from firstline.domain.words import Text
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Board, Frame


@dataclass(frozen=True, slots=True)
class Held:
    """The records as they were read, by kind, with what twelve months came to."""

    records: Mapping[str, Sequence[Entity]]
    now: datetime
    zone: tzinfo
    rules: Sequence[Rule]
    demand: Demand
    facts: Facts
    catalogue: Catalogue = field(default_factory=Catalogue)
    quality: Sequence[Quality] = ()
    views: Mapping[str, Sequence[Figure]] = field(default_factory=dict)

    def of(self, kind: str) -> Sequence[Entity]:
        """Return the records of a kind."""
        return self.records.get(kind, ())

    @property
    def today(self) -> date:
        """The day at the site."""
        return self.now.astimezone(self.zone).date()

    @property
    def contracts(self) -> list[Contract]:
        """The contracts that stand."""
        return contracts(self.of("contract"))

    @property
    def packages(self) -> list[Package]:
        """The packages that stand."""
        return packages(self.of("package"), self.contracts)

    @property
    def supplements(self) -> list[Supplement]:
        """The supplements that stand."""
        return supplements(self.of("supplement"), self.contracts)

    @property
    def means(self) -> Means:
        """What requests from the catalogue may be paid from."""
        books = ledgers(self.of("ledger"))
        plans = budgets(self.of("budget_plan"), books, self.today, self.zone)
        return Means(books, self.packages, plans, self.now, self.zone)

    @property
    def prices(self) -> list[Price]:
        """The site's own price list."""
        return prices(self.of("price"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One register or board; `reads` are kinds beside its own, `acts` what its records have."""

    frame: Frame
    board: Callable[[Held], Board]
    reads: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()

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
