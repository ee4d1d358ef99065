"""Places with vouchers between two desks that act apart: by the portal both come to the same."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sync_makers import Person

from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledgers
from firstline.domain.ledger.lines import Mark
from firstline.domain.ledger.of_booking import Fate
from firstline.domain.ledger.sums import Standing, standing
from firstline.domain.training import person as people
from firstline.domain.training.acts import booking_id
from firstline.domain.training.book import Book, book_of
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import Person as Member
from firstline.domain.training.places import (
    Tools,
    Wanted,
    booked,
    called_off,
    cancelled,
    marked,
    tie_of,
    ties,
)
from firstline.domain.training.session import Session, record_id
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

ZONE, DAY = ZoneInfo("Asia/Shanghai"), date(2026, 12, 2)
COURSE = Course("WHS-101", Text("出入库", "Receipts"), "warehouse", 1)
SPOT = Session(record_id(COURSE.code, DAY), COURSE.code, DAY)
MORNING = datetime(2026, 12, 2, 8, tzinfo=UTC)


def book(desk: Person) -> Book:
    return book_of({COURSE.code: COURSE}, desk.store.records(KIND), DAY)


def member(desk: Person, number: str) -> Member:
    return next(one for one in book(desk).people if one.number == number)


def tools(desk: Person) -> Tools:
    read = desk.store.record
    known = ledgers(desk.store.records(LEDGER))
    return Tools(lambda key: read(KIND, key), known, ZONE, desk.stamp, "zh_CN")


def begin(*desks: Person, amount: str) -> None:
    """Take on two people, grant vouchers, and bring both desks to it."""
    first = desks[0]
    for number, name in (("W01", "周敏"), ("W02", "何强")):
        made = people.change(
            None, {"number": number, "name": name, "since": "2026-01-05"}, ("warehouse",),
            first.stamp(),
        )  # fmt: skip
        assert made is not None
        first.do(made)
    first.do(acts.describe(None, "培训券", {"unit": "day", "sort": "voucher"}, first.stamp()))
    (ledger,) = ledgers(first.store.records(LEDGER))
    first.do(acts.book(ledger, "", "", Booking(What.GRANT, amount), first.stamp()))
    meet(*desks)


def reserve(desk: Person, number: str) -> None:
    (ledger,) = ledgers(desk.store.records(LEDGER))
    wanted = Wanted(ledger=ledger)
    desk.do(*booked(tools(desk), member(desk, number), COURSE, DAY, book(desk), wanted))


def cancel(desk: Person, number: str, why: str) -> None:
    who = member(desk, number)
    held = desk.store.record(KIND, booking_id(who, COURSE.code, DAY))
    assert held is not None
    desk.do(*cancelled(tools(desk), held, who, why))


def came(desk: Person, number: str, *, yes: bool = True) -> None:
    desk.now = max(desk.now, MORNING)
    desk.do(*marked(tools(desk), SPOT, member(desk, number), came=yes))


def meet(*desks: Person) -> None:
    for one in (*desks, *desks):
        report = one.sync()
        assert (report.held, report.refused, report.problem) == (0, 0, None)


def stands(desk: Person) -> Standing:
    return standing(ledgers(desk.store.records(LEDGER))[0], DAY, ZONE)


def sums(desk: Person) -> tuple[int, int, int]:
    found = stands(desk)
    return tuple(part // 1_000_000 for part in (found.reserved, found.consumed, found.balance))  # type: ignore[return-value]


def fate(desk: Person, number: str) -> tuple[Fate, str, str]:
    """Return what became of a place's voucher, who reserved it, and why it was cancelled."""
    found = ties(desk.store.records(KIND), ledgers(desk.store.records(LEDGER)), ZONE)
    tie = tie_of(found, member(desk, number), COURSE.code, DAY)
    assert tie is not None
    return tie.held[0].fate, tie.held[0].by, tie.cancelled


def test_both_book_the_last_one_and_both_see_who_did(ann: Person, bob: Person) -> None:
    begin(ann, bob, amount="1")
    reserve(ann, "W01")
    reserve(bob, "W02")
    assert (sums(ann), sums(bob)) == ((1, 0, 0), (1, 0, 0))
    meet(ann, bob)
    for desk in (ann, bob):
        assert sums(desk) == (2, 0, -1)
        assert Mark.OVER_USED in stands(desk).marks
        assert fate(desk, "W01") == (Fate.RESERVED, "ann", "")
        assert fate(desk, "W02") == (Fate.RESERVED, "bob", "")


def test_both_book_the_same_place_and_it_takes_one(ann: Person, bob: Person) -> None:
    begin(ann, bob, amount="2")
    reserve(ann, "W01")
    reserve(bob, "W01")
    meet(ann, bob)
    assert sums(ann) == sums(bob) == (1, 0, 1)


def test_both_cancel_and_it_is_released_once(ann: Person, bob: Person) -> None:
    begin(ann, bob, amount="2")
    reserve(ann, "W01")
    reserve(ann, "W02")
    meet(ann, bob)
    cancel(ann, "W01", "生病")
    cancel(bob, "W01", "换人")
    meet(ann, bob)
    for desk in (ann, bob):
        assert sums(desk) == (1, 0, 1)
        assert all(not one.conflicts for one in desk.store.records(KIND))


def test_cancelled_here_attended_there_is_shown_and_a_person_decides(
    ann: Person, bob: Person
) -> None:
    begin(ann, bob, amount="2")
    reserve(ann, "W01")
    reserve(ann, "W02")
    meet(ann, bob)
    cancel(ann, "W01", "生病")
    came(bob, "W01")
    meet(ann, bob)
    for desk in (ann, bob):
        assert fate(desk, "W01") == (Fate.BOTH, "ann", "生病")
        assert sums(desk) == (1, 1, 0)
        assert Mark.USED_AND_RELEASED in stands(desk).marks
    came(ann, "W01", yes=False)
    meet(ann, bob)
    for desk in (ann, bob):
        assert fate(desk, "W01")[0] is Fate.RELEASED
        assert sums(desk) == (1, 0, 1)
        assert Mark.USED_AND_RELEASED not in stands(desk).marks


def test_booked_there_while_the_session_was_called_off_here_stands_and_shows(
    ann: Person, bob: Person
) -> None:
    begin(ann, bob, amount="2")
    reserve(ann, "W01")
    meet(ann, bob)
    ann.do(*called_off(tools(ann), SPOT, COURSE, book(ann), "停课"))
    reserve(bob, "W02")
    meet(ann, bob)
    for desk in (ann, bob):
        assert fate(desk, "W01") == (Fate.RELEASED, "ann", "停课")
        assert fate(desk, "W02") == (Fate.RESERVED, "bob", "")
        assert sums(desk) == (1, 0, 1)
    cancel(ann, "W02", "停课")
    meet(ann, bob)
    assert sums(ann) == sums(bob) == (0, 0, 2)
