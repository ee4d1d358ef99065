"""What the tests of ledgers share: desks that book, a record, and an instant."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.ids import derived_id
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.book import Ledger, What, ledger_from
from firstline.domain.ledger.sums import Standing, standing

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ZONE = ZoneInfo("Asia/Shanghai")
NAME, UNIT = "免费远程", "session"


@dataclass(slots=True)
class Desk:
    """One desk with a clock of its own."""

    name: str
    now: datetime = NOW
    numbers: Iterator[int] = field(default_factory=count)

    def stamp(self) -> Stamp:
        """Return the next stamp."""
        self.now += timedelta(seconds=1)
        return Stamp(derived_id(self.name, str(next(self.numbers))), self.now, self.name)

    def book(self, ledger: Ledger | None, what: str, amount: str, **more: object) -> Edit:
        """Return the edit that books it."""
        one = Booking(What(what), amount, **more)  # type: ignore[arg-type]
        return book(ledger, NAME, UNIT if ledger is None else "", one, self.stamp())


def after(*edits: Edit, base: Entity | None = None) -> Entity:
    """Return the record after the edits."""
    entity = rebase_entity(base, edits)
    assert entity is not None
    return entity


def held(*edits: Edit, day: date = TODAY) -> Standing:
    """Return how the ledger stands after the edits, on `day`."""
    return standing(ledger_from(after(*edits)), day, ZONE)


def booked(*words: str, day: date = TODAY) -> Standing:
    """Return how a ledger stands after bookings such as `grant 3`, made in this order."""
    desk = Desk("甲")
    edits = [desk.book(None, *word.split()) for word in words]
    return held(*edits, day=day)
