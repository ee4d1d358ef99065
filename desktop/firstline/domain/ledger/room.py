"""Whether a ledger has room on a day to come: what holds then, and what is reserved before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from firstline.domain.errors import Refused
from firstline.domain.ledger.amount import amount_words
from firstline.domain.ledger.book import Ledger, What
from firstline.domain.ledger.lines import reserved_still, settled, told
from firstline.domain.ledger.sums import Lot, lots_of
from firstline.domain.words import Text

_NOT_BOOKED = Text("没有预订,也没有记账。", "Nothing was booked, and no entry made.")
_ELSE = Text(
    "换一本台账,或先登记新的授予;不用券也可以预订。",
    "Take another ledger, or enter a new grant first; a place may be booked without.",
)


@dataclass(frozen=True, slots=True)
class Room:
    """What may be reserved for `day`, in steps, once every reservation has got its own.

    `lapsed` would be there today and ends before `day`, the last of it on `last`.
    """

    ledger: Ledger
    day: date
    left: int
    lapsed: int
    last: date | None


def free_lots(ledger: Ledger, day: date, zone: tzinfo) -> Sequence[Lot]:
    """Return the grants as of `day`, reservations that stand taken off as if they were used."""
    lines = settled(told(ledger.entries))
    held = [
        replace(one, entry=replace(one.entry, what=What.CONSUME), counts=steps)
        for one, steps in reserved_still(lines)
    ]
    return lots_of([*lines, *held], day, zone)[0]


def room(ledger: Ledger, day: date, today: date, zone: tzinfo) -> Room:
    """Return what may be reserved for `day` of the profile's `zone`, as known on `today`."""
    lots = free_lots(ledger, day, zone)
    left = sum(one.left for one in lots if one.holds(day))
    gone = [one for one in lots if one.expired and one.entry.expires and one.entry.expires >= today]
    last = max((one.entry.expires for one in gone if one.entry.expires), default=None)
    return Room(ledger, day, left, sum(one.expired for one in gone), last)


def check_room(ledger: Ledger, day: date, steps: int, today: date, zone: tzinfo) -> Room:
    """Return the room for `steps` on `day`. Raises Refused, saying which day or number forbids it.

    Every desk refuses what it knows; what two desks book apart is kept, and the over-use shown.
    """
    found, name, unit = room(ledger, day, today, zone), ledger.name, ledger.unit
    if (ledger.valid_until and day > ledger.valid_until) or (
        ledger.valid_from and day < ledger.valid_from
    ):
        zh = f"“{name}”的合同期是 {ledger.valid_from or '…'} 到 {ledger.valid_until or '…'}"
        en = f"“{name}” is in force from {ledger.valid_from or '…'} to {ledger.valid_until or '…'}"
        raise Refused(
            Text(f"{zh},不包括 {day}。", f"{en}, which leaves {day} out."), _NOT_BOOKED, _ELSE
        )
    if found.left >= steps:
        return found
    left, need = amount_words(found.left, unit), amount_words(steps, unit)
    if found.lapsed:
        gone = amount_words(found.lapsed, unit)
        raise Refused(
            Text(f"“{name}”还有 {gone.zh},但 {found.last} 过期,早于场次 {day}。",
                 f"“{name}” has {gone.en}, but they expire on {found.last}, before {day}."),
            _NOT_BOOKED, _ELSE,
        )  # fmt: skip
    if not any(one.what is What.GRANT for one in ledger.entries):
        raise Refused(
            Text(f"“{name}”还没有授予,不能预留。", f"“{name}” has no grant yet to reserve from."),
            _NOT_BOOKED, Text("厂商批准后用 firstline application grant 记入台账。",
                              "Once it is granted: firstline application grant."),
        )  # fmt: skip
    raise Refused(
        Text(f"“{name}”到 {day} 只剩 {left.zh},需要 {need.zh}。",
             f"“{name}” has {left.en} left for {day}, and {need.en} is needed."),
        _NOT_BOOKED, _ELSE,
    )  # fmt: skip
