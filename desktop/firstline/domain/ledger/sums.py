"""The balance of a ledger: always the sum of its entries, whatever the order they came in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo

from firstline.domain.ledger.book import Entry, Ledger, What
from firstline.domain.ledger.lines import SUMMED, Line, Mark, reserved_still, settled, told


@dataclass(frozen=True, slots=True)
class Lot:
    """One grant: used, written off by an entry, gone by its date, and left, all in steps."""

    entry: Entry
    granted: int
    used: int
    written_off: int
    expired: int

    @property
    def left(self) -> int:
        """What can still be used."""
        return self.granted - self.used - self.written_off - self.expired

    def holds(self, day: date) -> bool:
        """Whether it may be used on `day`; its first and last days are both in it."""
        return _holds(self.entry, day)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ledger stands on `day`, all in steps of its unit (commands.md, ledger show).

    `balance` = granted - consumed - expired - reserved, negative where more was booked than there
    was. `available` is what may be used that day; `over_used` what no grant covered.
    """

    ledger: Ledger
    day: date
    granted: int
    consumed: int
    expired: int
    reserved: int
    over_used: int
    available: int
    lines: tuple[Line, ...]
    lots: tuple[Lot, ...]

    @property
    def balance(self) -> int:
        """The sum of every entry."""
        return self.granted - self.consumed - self.expired - self.reserved

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What a person must look at."""
        found = {mark for line in self.lines for mark in line.marks}
        if self.over_used or self.balance < 0:
            found.add(Mark.OVER_USED)
        return tuple(mark for mark in Mark if mark in found)


def standing(ledger: Ledger, day: date, zone: tzinfo) -> Standing:
    """Return how the ledger stands on `day` of the profile's `zone`.

    Still reserved is max(0, Σ reserve - Σ release - Σ consume), reckoned apart for each place in a
    course and together for all else: what is used by hand does not use up a place. Consumption
    takes from the grant that expires first among those that hold on its day; what is left of a
    grant after its last day is one derived entry *expire*, the same on every desk. Disputes change
    nothing.
    """
    lines = settled(told(ledger.entries))
    lots, over_used = lots_of(lines, day, zone)
    ended = tuple(_expiry(lot, zone) for lot in lots if lot.expired)
    every = tuple(sorted((*lines, *ended), key=lambda one: (one.entry.at, one.entry.id)))
    total = {what: sum(one.counts for one in every if one.entry.what is what) for what in SUMMED}
    reserved = sum(steps for _, steps in reserved_still(lines))
    plain = Standing(
        ledger, day, total[What.GRANT], total[What.CONSUME], total[What.EXPIRE], reserved,
        over_used, 0, every, tuple(lots),
    )  # fmt: skip
    now = sum(lot.left for lot in lots if lot.holds(day)) - reserved
    return replace(plain, available=max(0, min(now, plain.balance)))


def _holds(grant: Entry, day: date) -> bool:
    early = grant.starts is not None and day < grant.starts
    late = grant.expires is not None and day > grant.expires
    return not early and not late


def lots_of(lines: Sequence[Line], today: date, zone: tzinfo) -> tuple[list[Lot], int]:
    """Return the grants with what was used of each, and what no grant covered."""
    grants = sorted(
        (one for one in lines if one.entry.what is What.GRANT),
        key=lambda one: (one.entry.expires or date.max, one.entry.at, one.entry.id),
    )
    left = {one.entry.id: one.counts for one in grants}
    gone = dict.fromkeys(left, 0)
    for one in lines:  # what somebody wrote off counts before anything is used
        if one.entry.what is What.EXPIRE and one.entry.names in left:
            taken = min(one.counts, left[one.entry.names])
            left[one.entry.names] -= taken
            gone[one.entry.names] += taken
    over = 0
    uses = (one for one in lines if one.entry.what is What.CONSUME and one.counts)
    for use in sorted(uses, key=lambda one: (one.entry.day(zone), one.entry.at, one.entry.id)):
        over += _use(use.counts, use.entry.day(zone), grants, left)
    lots = []
    for one in grants:
        key, last = one.entry.id, one.entry.expires
        used = one.counts - left[key] - gone[key]
        lost = left[key] if last is not None and today > last else 0
        lots.append(Lot(one.entry, one.counts, used, gone[key], lost))
    return lots, over


def _use(wanted: int, day: date, grants: Sequence[Line], left: dict[str, int]) -> int:
    """Take `wanted` from the grants that hold on `day`, in their order; return what is over."""
    for one in grants:
        if not wanted:
            break
        if _holds(one.entry, day):
            taken = min(wanted, left[one.entry.id])
            left[one.entry.id] -= taken
            wanted -= taken
    return wanted


def _expiry(lot: Lot, zone: tzinfo) -> Line:
    """Return the derived entry that says what of a grant is gone; nobody writes it."""
    grant = lot.entry
    last = grant.expires or grant.day(zone)
    end = datetime.combine(last, time(23, 59, 59), zone)
    entry = Entry(
        f"{grant.id}.expire", What.EXPIRE, end, lot.expired, on=last, names=grant.id, derived=True
    )
    return Line(entry, lot.expired)
