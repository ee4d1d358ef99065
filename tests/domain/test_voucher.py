"""A place with its voucher: one act, released when cancelled, used when attended, by conditions."""

from datetime import timedelta

import pytest
from voucher_makers import DAY, VOUCHERS, Bureau

from firstline.domain.errors import BadInput, Refused
from firstline.domain.ledger.book import FORFEITED
from firstline.domain.ledger.lines import Mark
from firstline.domain.ledger.of_booking import Fate

UNIT = 1_000_000


def sums(desk: Bureau) -> tuple[int, int, int]:
    """Return what is reserved, what was used, and the balance, in whole days."""
    found = desk.stands()
    return found.reserved // UNIT, found.consumed // UNIT, found.balance // UNIT


def test_booking_reserves_and_cancelling_releases_in_the_same_act() -> None:
    desk = Bureau("甲").hired("W01", "周敏").granted("2")
    edits = desk.book("W01")
    assert [one.kind for one in edits] == ["training", "ledger"]
    assert sums(desk) == (1, 0, 1)
    (held,) = desk.held("W01")
    assert (held.fate, held.by, held.words) == (Fate.RESERVED, "甲", f"周敏 · WHS-101 · {DAY}")
    assert desk.book("W01") == ()  # it stands and is paid for
    back = desk.cancel("W01", "生病")
    assert [one.kind for one in back] == ["training", "ledger"]
    assert sums(desk) == (0, 0, 2)
    assert desk.held("W01")[0].fate is Fate.RELEASED
    with pytest.raises(Refused, match="cancelled before"):
        desk.cancel("W01", "又一次")


def test_a_place_booked_again_reserves_again() -> None:
    desk = Bureau("甲").hired("W01", "周敏").granted("2")
    desk.book("W01")
    desk.cancel("W01", "生病")
    desk.book("W01")
    assert sums(desk) == (1, 0, 1)
    desk.attend("W01", came=True)
    assert sums(desk) == (0, 1, 1)


def test_to_have_come_uses_it_and_to_stay_away_follows_the_conditions() -> None:
    for absence, used in (("", 0), ("released", 0), (FORFEITED, 1)):
        desk = Bureau("甲").hired("W01", "周敏").granted("2", absence=absence)
        desk.book("W01")
        desk.attend("W01", came=False)
        assert sums(desk) == (0, used, 2 - used)
        desk.attend("W01", came=True)  # it was marked wrongly
        assert sums(desk) == (0, 1, 1)
        desk.attend("W01", came=False)
        assert sums(desk) == (0, used, 2 - used)
        assert desk.attend("W01", came=False, settles=True) == ()
        assert Mark.USED_AND_RELEASED not in desk.stands().marks


def test_who_came_cannot_be_cancelled() -> None:
    desk = Bureau("甲").hired("W01", "周敏").granted("2")
    desk.book("W01")
    desk.attend("W01", came=True)
    with pytest.raises(Refused, match="They came"):
        desk.cancel("W01", "晚了")
    assert sums(desk) == (0, 1, 1)


def test_what_expires_before_the_session_is_refused_with_both_days() -> None:
    desk = Bureau("甲").hired("W01", "周敏").granted("2", expires=DAY - timedelta(days=1))
    with pytest.raises(Refused, match=f"expire on {DAY - timedelta(days=1)}, before {DAY}"):
        desk.book("W01")
    assert desk.held("W01") == []
    desk.granted("1", expires=DAY)  # the last day counts
    desk.book("W01")
    assert desk.held("W01")[0].fate is Fate.RESERVED


def test_the_last_one_is_not_promised_twice_on_one_desk() -> None:
    desk = Bureau("甲").hired("W01", "周敏").hired("W02", "何强").granted("1")
    desk.book("W01")
    with pytest.raises(Refused, match=r"0 days left for .* and 1 day is needed"):
        desk.book("W02")
    desk.cancel("W01", "生病")
    desk.book("W02")
    assert sums(desk) == (1, 0, 0)


def test_what_is_reserved_for_an_earlier_day_takes_what_ends_first() -> None:
    desk = Bureau("甲").hired("W01", "周敏").hired("W02", "何强")
    desk.granted("1", expires=DAY).granted("1", expires=DAY + timedelta(days=60))
    desk.book("W01")
    desk.book("W02", on=DAY + timedelta(days=30))
    assert sums(desk) == (2, 0, 0)


def test_a_ledger_of_money_and_one_without_a_grant_are_refused() -> None:
    desk = Bureau("甲").hired("W01", "周敏").granted("100", unit="CNY")
    with pytest.raises(BadInput, match="does not cover training"):
        desk.book("W01")
    remote = Bureau("丙").hired("W01", "周敏").granted("9", covers="remote", sort="quota")
    with pytest.raises(BadInput, match="does not cover training"):
        remote.book("W01")
    plain = Bureau("丁").hired("W01", "周敏").granted("9", sort="quota")
    assert plain.book("W01")
    bare = Bureau("乙").hired("W01", "周敏").described()
    with pytest.raises(Refused, match="no grant yet"):
        bare.book("W01")


def test_a_session_called_off_takes_its_bookings_and_vouchers_along() -> None:
    desk = Bureau("甲").hired("W01", "周敏").hired("W02", "何强").granted("3")
    desk.book("W01")
    desk.book("W02")
    assert sums(desk) == (2, 0, 1)
    desk.call_off("讲师生病")
    assert sums(desk) == (0, 0, 3)
    assert {desk.tie(one).cancelled for one in ("W01", "W02")} == {"讲师生病"}
    with pytest.raises(Refused, match="was cancelled: 讲师生病"):
        desk.book("W01")
    with pytest.raises(Refused):
        desk.attend("W01", came=True)


def test_two_desks_that_book_the_last_one_both_stand_and_the_over_use_shows() -> None:
    one = Bureau("甲").hired("W01", "周敏").hired("W02", "何强").granted("1")
    other = one.copy("乙")
    one.book("W01")
    other.book("W02")
    one.meet(other)
    for desk in (one, other):
        assert sums(desk) == (2, 0, -1)
        assert Mark.OVER_USED in desk.stands().marks
        assert [held.by for held in (*desk.held("W01"), *desk.held("W02"))] == ["甲", "乙"]


def test_two_desks_that_cancel_release_once_and_keep_both_reasons() -> None:
    one = Bureau("甲").hired("W01", "周敏").hired("W02", "何强").granted("3")
    one.book("W01")
    one.book("W02")
    other = one.copy("乙")
    one.cancel("W01", "生病")
    other.cancel("W01", "换人")
    one.meet(other)
    for desk in (one, other):
        assert sums(desk) == (1, 0, 2)  # that of W02 is not released along with it
        assert not desk.conflicts()
        assert desk.reasons("W01") == {"生病", "换人"}


def test_cancelled_here_and_attended_there_is_shown_until_somebody_decides() -> None:
    one = Bureau("甲").hired("W01", "周敏").hired("W02", "何强").granted("3")
    one.book("W01")
    one.book("W02")
    other = one.copy("乙")
    one.cancel("W01", "生病")
    other.attend("W01", came=True)
    one.meet(other)
    for desk in (one, other):
        assert sums(desk) == (1, 1, 1)  # as used; W02 keeps its own
        assert Mark.USED_AND_RELEASED in desk.stands().marks
        assert desk.held("W01")[0].fate is Fate.BOTH
        assert desk.tie("W01").cancelled == "生病"
    for came, wanted in ((True, (1, 1, 1)), (False, (1, 0, 2))):
        desk = one.copy("丙")
        desk.attend("W01", came=came)
        assert sums(desk) == wanted
        assert Mark.USED_AND_RELEASED not in desk.stands().marks


def test_a_day_past_that_nobody_settled_still_counts_for_its_own_day() -> None:
    desk = Bureau("甲").hired("W01", "周敏").granted("1", expires=DAY)
    desk.book("W01")
    desk.attend("W01", came=True, at=DAY + timedelta(days=5))
    found = desk.stands(DAY + timedelta(days=5))
    assert (found.consumed, found.expired, found.over_used, found.balance) == (UNIT, 0, 0, 0)


def test_what_a_ledger_says_of_its_vouchers_is_kept() -> None:
    desk = Bureau("甲").granted(
        "1", value="1200", conditions="开课前 3 天可改期", absence=FORFEITED
    )
    (found,) = desk.ledgers()
    assert (found.name, found.value, found.conditions) == (VOUCHERS, 120_000, "开课前 3 天可改期")
    assert found.absence == FORFEITED
    with pytest.raises(BadInput):
        desk.described(absence="maybe")
    with pytest.raises(BadInput):
        desk.described(value="12.345")
