"""Ledgers between two desks that book offline: one ledger, every entry, the over-use shown."""

from datetime import date
from zoneinfo import ZoneInfo

from sync_makers import Person, everybody_syncs

from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.amount import plain_amount
from firstline.domain.ledger.book import KIND, Ledger, What, ledgers
from firstline.domain.ledger.lines import Mark
from firstline.domain.ledger.of_session import reserve_for, settle_for
from firstline.domain.ledger.sums import Standing, standing

NAME, ZONE = "免费远程", ZoneInfo("Asia/Shanghai")


def only(person: Person) -> Ledger:
    (one,) = ledgers(person.store.records(KIND))
    return one


def stands(person: Person) -> Standing:
    return standing(only(person), date(2026, 11, 24), ZONE)


def booked(person: Person, what: What, amount: str) -> None:
    found = ledgers(person.store.records(KIND))
    told = Booking(what, amount)
    person.do(acts.book(found[0] if found else None, NAME, "session", told, person.stamp()))


def test_both_open_it_offline_and_both_use_the_last_one(ann: Person, bob: Person) -> None:
    booked(ann, What.GRANT, "1")
    booked(bob, What.CONSUME, "1")  # before that desk ever heard of the grant
    booked(ann, What.CONSUME, "1")
    assert (stands(ann).balance, stands(bob).balance) == (0, -1_000_000)
    everybody_syncs(ann, bob)
    for one in (ann, bob):
        assert plain_amount(stands(one).balance, "session") == "-1"
        assert Mark.OVER_USED in stands(one).marks
        assert len(only(one).entries) == 3
        assert not one.store.record(KIND, only(one).id).conflicts  # type: ignore[union-attr]
    assert only(ann) == only(bob)


def test_a_session_that_both_desks_end_is_consumed_once(ann: Person, bob: Person) -> None:
    booked(ann, What.GRANT, "3")
    day = date(2026, 11, 24)
    ann.do(reserve_for(only(ann), "s1", "RS-1", day, ann.stamp()))
    everybody_syncs(ann, bob)
    assert stands(bob).reserved == 1_000_000
    for one in (ann, bob):
        edit = settle_for([only(one)], "s1", "RS-1", day, one.stamp(), used=True)
        assert edit
        one.do(edit)
    assert settle_for([only(ann)], "other", "RS-2", day, ann.stamp(), used=True) is None
    everybody_syncs(ann, bob)
    for one in (ann, bob):
        found = stands(one)
        assert (found.consumed, found.reserved, found.balance) == (1_000_000, 0, 2_000_000)
        assert Mark.TOLD_TWICE in found.marks
        assert len(only(one).entries) == 4
