"""A place in a course in the ledger of its vouchers: reserved when booked, settled at its end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ledger.acts import Booking, book, correct
from firstline.domain.ledger.amount import is_money, parse_amount, plain_amount
from firstline.domain.ledger.book import FORFEITED, Ledger, Sort, What
from firstline.domain.ledger.lines import PLACE, Mark, last_told, settled, told
from firstline.domain.ledger.room import check_room
from firstline.domain.words import Text

_ROUND = "#"
_NOT_BOOKED = Text("没有预订,也没有记账。", "Nothing was booked, and no entry made.")


class Fate(StrEnum):
    """What became of what was reserved for a place."""

    RESERVED = "reserved"
    USED = "used"
    RELEASED = "released"
    BOTH = "both"  # one desk said used, another released


FATES: dict[Fate, Text] = {
    Fate.RESERVED: Text("已预留", "reserved"),
    Fate.USED: Text("已用", "used"),
    Fate.RELEASED: Text("已释放", "released"),
    Fate.BOTH: Text("消耗和释放都有登记", "both used and released"),
}


LOST = Text("缺席作废", "forfeited")
"""What is said of a place whose holder stayed away and which counts as used."""
LATE = Text("取消晚了,作废", "forfeited")
"""What is said of a place that was cancelled too late and which counts as used."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is booked: the booking's id, its day, and whose and which, as a person reads it."""

    id: str
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a ledger holds for a booking: `steps` reserved, by whom and when, and what came of it.

    A booking that was cancelled and made again reserves in a new `turn`; turns count from 1.
    """

    ledger: Ledger
    booking: str
    turn: int
    steps: int
    fate: Fate
    by: str
    at: datetime
    on: date
    words: str


def fate_words(one: Held, *, away: bool = False) -> Text:
    """Return what became of what a place held; `away` is that its holder did not come."""
    return LOST if away and one.fate is Fate.USED else FATES[one.fate]


def mark_of(booking: str, turn: int = 1) -> str:
    """Return the mark of a booking in a ledger: told on several desks, it counts once."""
    return f"{PLACE}{booking}" if turn == 1 else f"{PLACE}{booking}{_ROUND}{turn}"


def booking_of(mark: str) -> str:
    """Return the booking that a mark names, "" for the mark of another fact."""
    return mark.removeprefix(PLACE).partition(_ROUND)[0] if mark.startswith(PLACE) else ""


def holdings(ledgers: Iterable[Ledger], zone: tzinfo) -> list[Held]:
    """Return everything that is or was reserved for bookings, in the order it was reserved."""
    found = []
    for ledger in ledgers:
        lines = settled(told(ledger.entries))
        counts = {(one.entry.once, one.entry.what): one for one in lines if one.counts}
        both = {one.entry.once for one in lines if Mark.USED_AND_RELEASED in one.marks}
        for one in lines:
            entry = one.entry
            if entry.what is not What.RESERVE or not one.counts or not booking_of(entry.once):
                continue
            booking, turn = booking_of(entry.once), entry.once.partition(_ROUND)[2]
            used = (entry.once, What.CONSUME) in counts
            back = (entry.once, What.RELEASE) in counts
            fate = Fate.USED if used else Fate.RELEASED if back else Fate.RESERVED
            found.append(Held(
                ledger, booking, int(turn) if turn.isdecimal() else 1, one.counts,
                Fate.BOTH if entry.once in both else fate, entry.by, entry.at, entry.day(zone),
                entry.text,
            ))  # fmt: skip
    return sorted(found, key=lambda one: (one.at, one.ledger.id, one.booking, one.turn))


def of_booking(ledgers: Iterable[Ledger], booking: str, zone: tzinfo) -> list[Held]:
    """Return what is held for a booking in its last turn, what was reserved first at the head."""
    found = [one for one in holdings(ledgers, zone) if one.booking == booking]
    last = max((one.turn for one in found), default=0)
    return [one for one in found if one.turn == last]


def pays(ledger: Ledger) -> bool:
    """Whether a place may be paid from it: vouchers, what covers training, what names no service.

    Money pays by a paid request instead.
    """
    if is_money(ledger.unit):
        return False
    if ledger.sort is Sort.VOUCHER:
        return True
    unsaid = ledger.sort is Sort.QUOTA and not ledger.covers
    return unsaid or "training" in (one.casefold() for one in ledger.covers)


def reserve(
    ledgers: Sequence[Ledger], ledger: Ledger, place: Place, amount: str, stamp: Stamp,
    zone: tzinfo,
) -> Edit | None:  # fmt: skip
    """Return the edit that reserves `amount` of `ledger` for a place, None where it is reserved.

    Raises BadInput for a ledger that is not for training and an amount that is none; Refused where
    too little is left for that day, where it expires before, and where another holds the place.
    """
    if not pays(ledger):
        raise BadInput(
            Text(f"“{ledger.name}”不是培训券,也不包括培训。",
                 f"“{ledger.name}” is no voucher and does not cover training."),
            _NOT_BOOKED,
            Text("如果包括,先写明:firstline ledger set 名称 covers=training。",
                 "If it does, say so: firstline ledger set NAME covers=training."),
        )  # fmt: skip
    steps = parse_amount(amount, ledger.unit)
    now = of_booking(ledgers, place.id, zone)
    for one in now:
        if one.fate is Fate.RESERVED and one.ledger.id == ledger.id and one.steps == steps:
            return None
        if one.fate is not Fate.RELEASED:
            raise Refused(
                Text(f"这个名额在“{one.ledger.name}”里{FATES[one.fate].zh}。",
                     f"This place is {FATES[one.fate].en} in “{one.ledger.name}”."),
                _NOT_BOOKED, Text("要换,先取消预订。", "To change that, cancel the booking first."),
            )  # fmt: skip
    check_room(ledger, place.on, steps, stamp.at.astimezone(zone).date(), zone)
    turn = max((one.turn for one in now), default=0) + 1
    return _book(ledger, (What.RESERVE, steps, mark_of(place.id, turn)), place, stamp, "")


def released(
    ledgers: Sequence[Ledger], place: Place, why: str, stamp: Callable[[], Stamp], zone: tzinfo
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits after which nothing is held for the place; none where that is so."""
    now = of_booking(ledgers, place.id, zone)
    return tuple(
        edit for one in now for edit in _reach(one, place, stamp, why, used=0, back=one.steps)
    )


def cancelled(
    ledgers: Sequence[Ledger], place: Place, why: str, stamp: Callable[[], Stamp], zone: tzinfo,
    *, today: date, fate: str = "",
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits for a place that is cancelled today: by the conditions of each ledger.

    `fate` of ABSENCES is what was agreed otherwise for this one. A place is forfeited once, in the
    ledger that reserved it first.
    """
    found: list[Edit] = []
    for at, one in enumerate(of_booking(ledgers, place.id, zone)):
        said = fate or one.ledger.on_cancelling(place.on, today)
        used = one.steps if at == 0 and said == FORFEITED else 0
        found += _reach(one, place, stamp, why, used=used, back=one.steps - used)
    return tuple(found)


def attended(
    ledgers: Sequence[Ledger], place: Place, why: str, stamp: Callable[[], Stamp], zone: tzinfo
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits after which what was reserved for the place is used.

    Where two desks reserved in two ledgers, the first is used and the other released.
    """
    found: list[Edit] = []
    for at, one in enumerate(of_booking(ledgers, place.id, zone)):
        used = one.steps if at == 0 else 0
        found += _reach(one, place, stamp, why, used=used, back=one.steps - used)
    return tuple(found)


def stayed_away(
    ledgers: Sequence[Ledger], place: Place, why: str, stamp: Callable[[], Stamp], zone: tzinfo
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits for somebody who did not come: by the conditions of each ledger."""
    found: list[Edit] = []
    for at, one in enumerate(of_booking(ledgers, place.id, zone)):
        lost = at == 0 and one.ledger.absence == FORFEITED
        used = one.steps if lost else 0
        found += _reach(one, place, stamp, why, used=used, back=one.steps - used)
    return tuple(found)


def _reach(
    one: Held, place: Place, stamp: Callable[[], Stamp], why: str, *, used: int, back: int
) -> Iterable[Edit]:
    """Yield what has to be booked or corrected until this much is used and this much released."""
    mark, entries = mark_of(place.id, one.turn), one.ledger.entries
    for what, wanted in ((What.CONSUME, used), (What.RELEASE, back)):
        said = last_told(entries, what, mark)
        if said is None:
            if wanted:
                yield _book(one.ledger, (what, wanted, mark), place, stamp(), why)
        elif said[1] != wanted:
            plain = plain_amount(wanted, one.ledger.unit)
            yield correct(one.ledger, said[0], plain, why or place.words, stamp())


def _book(
    ledger: Ledger, told_of: tuple[What, int, str], place: Place, stamp: Stamp, why: str
) -> Edit:
    what, steps, mark = told_of
    words = " · ".join(one for one in (place.words, why) if one)
    one = Booking(what, plain_amount(steps, ledger.unit), place.on, text=words, once=mark)
    return book(ledger, ledger.name, "", one, stamp)
