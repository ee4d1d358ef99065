"""The balance of a ledger: always the sum of its entries, whatever the order they came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from firstline.domain.ledger.book import Entry, Ledger, What
from firstline.domain.words import Text


class Mark(StrEnum):
    """What a person must look at in an entry or a ledger."""

    OVER_USED = "over_used"
    DISPUTED = "disputed"
    TOLD_TWICE = "told_twice"
    CORRECTED = "corrected"
    CORRECTED_TWICE = "corrected_twice"
    OTHER_UNIT = "other_unit"
    NAMES_NOTHING = "names_nothing"


MARKS: Mapping[Mark, Text] = {
    Mark.OVER_USED: Text("超用", "over-used"),
    Mark.DISPUTED: Text("有争议", "disputed"),
    Mark.TOLD_TWICE: Text("同一件事登记了几次,只算一次", "told more than once, counted once"),
    Mark.CORRECTED: Text("已更正", "corrected"),
    Mark.CORRECTED_TWICE: Text("两处更正不同,以较晚的为准", "corrected twice, the later counts"),
    Mark.OTHER_UNIT: Text("单位不同,没有计入", "in another unit, not counted"),
    Mark.NAMES_NOTHING: Text("所指的一笔不在这里", "what it names is not here"),
}
_SUMMED = (What.GRANT, What.RESERVE, What.CONSUME, What.RELEASE, What.EXPIRE)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry and what it counts for, in steps, after corrections; 0 where it counts nothing."""

    entry: Entry
    counts: int
    marks: tuple[Mark, ...] = ()


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

    Still reserved is max(0, Σ reserve - Σ release - Σ consume). Consumption takes from the grant
    that expires first among those that hold on its day; what is left of a grant after its last
    day is one derived entry *expire*, the same on every desk. Disputes change nothing.
    """
    lines = _lines(ledger.entries)
    lots, over_used = _lots(lines, day, zone)
    ended = tuple(_expiry(lot, zone) for lot in lots if lot.expired)
    every = tuple(sorted((*lines, *ended), key=lambda one: (one.entry.at, one.entry.id)))
    total = {what: sum(one.counts for one in every if one.entry.what is what) for what in _SUMMED}
    spent, given_back = total[What.CONSUME], total[What.RELEASE]
    reserved = max(0, total[What.RESERVE] - given_back - spent)
    plain = Standing(
        ledger, day, total[What.GRANT], spent, total[What.EXPIRE], reserved, over_used, 0, every,
        tuple(lots),
    )  # fmt: skip
    now = sum(lot.left for lot in lots if lot.holds(day)) - reserved
    return replace(plain, available=max(0, min(now, plain.balance)))


def _lines(entries: Sequence[Entry]) -> list[Line]:
    """Return each entry with what it counts for, by rules that no order of arrival can change."""
    by_id = {one.id: one for one in entries}
    fixes: dict[str, list[Entry]] = {}
    disputed: dict[str, bool] = {}
    chosen: dict[str, str] = {}
    for one in entries:  # in the order (instant, id)
        root = _root(one, by_id)
        if one.what in _SUMMED:
            chosen[_key(one)] = one.id  # of those written twice the later counts
        elif root is not None and one.what is What.DISPUTE:
            disputed[_key(root)] = not one.closes
        elif root is not None and one.steps is not None:
            fixes.setdefault(_key(root), []).append(one)
    lines = []
    for one in entries:
        if one.what in _SUMMED:
            key = _key(one)
            line = _booked(one, fixes.get(key, ()), counted=chosen[key] == one.id)
            more = (Mark.DISPUTED,) if disputed.get(key) else ()
            lines.append(replace(line, marks=line.marks + more))
        else:
            lines.append(Line(one, 0, _remarks(one, by_id)))
    return lines


def _key(one: Entry) -> str:
    """Return what entries share that tell the same booking, written on several desks."""
    return f"{one.what}:{one.once}" if one.once else one.id


def _root(one: Entry, by_id: Mapping[str, Entry]) -> Entry | None:
    """Return the booking that a correction or dispute is about, through others of its like."""
    seen: set[str] = set()
    at: Entry | None = by_id.get(one.names)
    while at is not None and at.what not in _SUMMED and at.id not in seen:
        seen.add(at.id)
        at = by_id.get(at.names)
    return at if at is not None and at.what in _SUMMED else None


def _remarks(one: Entry, by_id: Mapping[str, Entry]) -> tuple[Mark, ...]:
    if one.names:
        return () if _root(one, by_id) else (Mark.NAMES_NOTHING,)
    stands = one.what is What.DISPUTE and not one.closes
    return (Mark.DISPUTED,) if stands else ()


def _booked(one: Entry, fixes: Sequence[Entry], *, counted: bool) -> Line:
    counts, marks = one.steps or 0, []
    if fixes:
        followed = {fix.names for fix in fixes}  # one that corrects another counts, by any clock
        last = [fix for fix in fixes if fix.id not in followed] or fixes
        counts = last[-1].steps or 0
        marks.append(Mark.CORRECTED)
        if len({fix.steps for fix in last}) > 1:
            marks.append(Mark.CORRECTED_TWICE)
    elif one.steps is None:
        marks.append(Mark.OTHER_UNIT)
    if not counted:
        counts = 0
        marks.append(Mark.TOLD_TWICE)
    return Line(one, counts, tuple(marks))


def _holds(grant: Entry, day: date) -> bool:
    early = grant.starts is not None and day < grant.starts
    late = grant.expires is not None and day > grant.expires
    return not early and not late


def _lots(lines: Sequence[Line], today: date, zone: tzinfo) -> tuple[list[Lot], int]:
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
