"""Grants that end soon with something left: vouchers to be used before they are lost (S51)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from firstline.domain.ledger.book import Ledger, Sort
from firstline.domain.ledger.room import free_lots
from firstline.domain.ledger.sums import Lot

WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ending:
    """A grant of `ledger` of which something is `left`, in steps of its unit; `until` counts."""

    ledger: Ledger
    lot: Lot
    until: date

    @property
    def left(self) -> int:
        """What is lost if nobody uses it."""
        return self.lot.left


def ending(
    several: Iterable[Ledger], today: date, zone: tzinfo, within: timedelta = WITHIN
) -> list[Ending]:
    """Return the voucher grants that end within that span with something free, soonest first."""
    found = []
    for one in several:
        if one.sort is not Sort.VOUCHER:
            continue
        for lot in free_lots(one, today, zone):
            until = lot.entry.expires
            if until is not None and today <= until <= today + within and lot.left > 0:
                found.append(Ending(one, lot, until))
    return sorted(found, key=lambda one: (one.until, one.ledger.name, one.lot.entry.id))
