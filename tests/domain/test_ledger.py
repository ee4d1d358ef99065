"""Ledgers: the balance is the sum whatever the order, and nothing that was booked is lost."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from ledger_makers import NAME, NOW, TODAY, UNIT, ZONE, Desk, after, booked, held

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ledger import acts
from firstline.domain.ledger.acts import Booking
from firstline.domain.ledger.amount import (
    number_of,
    parse_amount,
    plain_amount,
    stored_amount,
    unit_of,
)
from firstline.domain.ledger.book import (
    Ledger,
    What,
    find,
    find_entry,
    ledger_from,
    ledger_id,
    short,
)
from firstline.domain.ledger.lines import Mark
from firstline.domain.ledger.sums import standing
from firstline.domain.values import replace

ONE = 1_000_000  # steps of one whole unit


def whole(steps: int) -> int:
    assert steps % ONE == 0
    return steps // ONE


def test_the_balance_follows_the_rule_in_every_order() -> None:
    words = ("grant 10", "reserve 4", "consume 1", "release 1", "consume 2.5")
    for order in permutations(words):
        found = booked(*order)
        assert plain_amount(found.balance, UNIT) == "6.5"  # 10 - 3.5 - 0 still reserved
        assert found.reserved == 0
    found = booked("grant 10", "reserve 4", "consume 1", "release 1")
    assert (whole(found.reserved), whole(found.balance)) == (2, 7)


def test_reserved_is_never_below_nought() -> None:
    found = booked("grant 3", "consume 2", "release 5")
    assert (found.reserved, whole(found.balance)) == (0, 1)


def test_over_use_shows_as_a_negative_balance() -> None:
    found = booked("grant 1", "consume 1", "consume 1")
    assert (whole(found.balance), whole(found.over_used), found.available) == (-1, 1, 0)
    assert Mark.OVER_USED in found.marks


def test_money_is_whole_fen_and_decimals_are_exact() -> None:
    desk = Desk("甲")

    def paid(what: str, amount: str) -> Edit:
        return acts.book(None, "预算", "元", Booking(What(what), amount), desk.stamp())

    edits = [paid("grant", "0.30"), paid("consume", "0.10"), paid("consume", "0.20")]
    found = held(*edits)
    assert (found.balance, found.ledger.unit) == (0, "CNY")
    assert edits[0].events[0].data["fen"] == "30"
    assert "amount" not in edits[0].events[0].data
    tenths = booked("grant 0.3", "consume 0.1", "consume 0.1", "consume 0.1")
    assert tenths.balance == 0


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("0", "session"), ("-1", "session"), ("1e3", "session"), ("NaN", "session"), ("", "CNY"),
        ("1.001", "CNY"), ("0.5", "fen"), ("1,000", "CNY"), ("0.0000001", "day"), ("٣", "day"),
        ("1" * 13, "CNY"), ("0.00", "CNY"),
    ],
)  # fmt: skip
def test_what_is_no_positive_exact_amount_is_refused(text: str, unit: str) -> None:
    with pytest.raises(BadInput):
        parse_amount(text, unit)


def test_amounts_read_as_they_were_written() -> None:
    assert unit_of("¥") == unit_of("RMB") == unit_of(" 元 ") == "CNY"
    assert parse_amount("1250.5", "CNY") == 125_050
    assert plain_amount(125_050, "CNY") == "1250.50"
    assert plain_amount(-1_500_000, "day") == "-1.5"
    assert number_of(125_050, "CNY") == 1250.5
    assert number_of(3 * ONE, "session") == 3
    assert parse_amount("007", "fen") == 7
    assert stored_amount(7, "fen") == {"fen": "7", "unit": "fen"}


def test_a_grant_ends_with_its_day_in_the_profiles_zone() -> None:
    desk = Desk("甲")
    grant = desk.book(None, "grant", "5", expires=date(2026, 12, 31))
    last, gone = held(grant, day=date(2026, 12, 31)), held(grant, day=date(2027, 1, 1))
    assert (whole(last.balance), last.expired) == (5, 0)
    assert (gone.balance, whole(gone.expired), gone.available) == (0, 5, 0)
    (derived,) = [one for one in gone.lines if one.entry.what is What.EXPIRE]
    assert derived.entry.derived
    assert derived.entry.names == grant.events[0].id
    # 23:30 in Shanghai on the last day is still that day, though it is 15:30 in UTC
    late = Stamp("late", datetime(2026, 12, 31, 15, 30, tzinfo=UTC), "乙")
    used = acts.book(None, NAME, UNIT, Booking(What.CONSUME, "1"), late)
    found = held(grant, used, day=date(2027, 1, 1))
    assert (whole(found.expired), found.over_used, found.balance) == (4, 0, 0)
    # half an hour into the new year nothing covers it
    too_late = Stamp("too late", datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "乙")
    used = acts.book(None, NAME, UNIT, Booking(What.CONSUME, "1"), too_late)
    found = held(grant, used, day=date(2027, 1, 1))
    assert (whole(found.expired), whole(found.over_used), whole(found.balance)) == (5, 1, -1)


def test_what_expires_first_is_used_first() -> None:
    desk = Desk("甲")
    edits = [
        desk.book(None, "grant", "5"),
        desk.book(None, "grant", "2", expires=date(2026, 12, 31)),
        desk.book(None, "grant", "2", expires=date(2026, 11, 30)),
        desk.book(None, "grant", "9", starts=date(2027, 1, 1), expires=date(2027, 12, 31)),
        desk.book(None, "consume", "3"),
    ]
    found = held(*edits)
    left = {one.entry.id: whole(one.left) for one in found.lots}
    assert [left[one.events[0].id] for one in edits[:4]] == [5, 1, 0, 9]
    assert whole(found.available) == 6  # next year's nine cannot be used yet
    assert whole(found.balance) == 15
    later = held(*edits, day=date(2027, 1, 1))
    assert (whole(later.expired), whole(later.balance), whole(later.available)) == (1, 14, 14)


def test_what_came_late_about_an_old_day_takes_from_what_held_then() -> None:
    desk = Desk("甲")
    grant = desk.book(None, "grant", "2", expires=date(2026, 10, 31))
    assert held(grant).balance == 0
    late = desk.book(None, "consume", "1", on=date(2026, 10, 30))
    found = held(grant, late)
    assert (whole(found.expired), whole(found.consumed), found.balance) == (1, 1, 0)
    assert not found.marks


def test_a_dispute_is_shown_and_changes_nothing() -> None:
    desk = Desk("甲")
    grant, used = desk.book(None, "grant", "3"), desk.book(None, "consume", "1")
    ledger = ledger_from(after(grant, used))
    entry = find_entry(ledger, short(used.events[0].id))
    told = acts.dispute(ledger, entry, "会话中断,不应计次", desk.stamp())
    found = held(grant, used, told)
    assert whole(found.balance) == 2
    assert found.marks == (Mark.DISPUTED,)
    closed = acts.dispute(ledger, entry, "厂商认可", desk.stamp(), closes=True)
    assert held(grant, used, told, closed).marks == ()
    whole_ledger = acts.dispute(ledger, None, "次数与合同不符", desk.stamp())
    assert held(grant, used, whole_ledger).marks == (Mark.DISPUTED,)


def test_a_correction_names_what_it_corrects_and_both_stay() -> None:
    desk = Desk("甲")
    grant, used = desk.book(None, "grant", "30"), desk.book(None, "consume", "1")
    ledger = ledger_from(after(grant, used))
    fix = acts.correct(ledger, ledger.entries[0], "3", "多写了一个零", desk.stamp())
    found = held(grant, used, fix)
    assert whole(found.balance) == 2
    first = found.lines[0]
    assert (first.entry.steps, first.counts) == (30 * ONE, 3 * ONE)
    assert first.marks == (Mark.CORRECTED,)
    entry = find_entry(found.ledger, fix.events[0].id)
    again = acts.correct(found.ledger, entry, "4", "合同是四次", desk.stamp())
    found = held(grant, used, fix, again)
    assert whole(found.balance) == 3
    assert Mark.CORRECTED_TWICE not in found.marks
    early = Stamp("early", NOW - timedelta(hours=1), "乙")  # a clock that is slow
    slow = acts.correct(
        found.ledger, find_entry(found.ledger, again.events[0].id), "5", "再改", early
    )
    assert whole(held(grant, used, fix, again, slow).balance) == 4
    struck = acts.correct(ledger, ledger.entries[1], "0", "没有发生", desk.stamp())
    assert whole(held(grant, used, struck).balance) == 30


def test_two_desks_that_correct_alike_correct_once_and_differently_are_shown() -> None:
    one, two = Desk("甲"), Desk("乙")
    grant = one.book(None, "grant", "30")
    ledger = ledger_from(after(grant))
    mine = acts.correct(ledger, ledger.entries[0], "3", "零", one.stamp())
    same = acts.correct(ledger, ledger.entries[0], "3", "零", two.stamp())
    other = acts.correct(ledger, ledger.entries[0], "4", "零", two.stamp())
    assert whole(held(grant, mine, same).balance) == 3
    assert Mark.CORRECTED_TWICE not in held(grant, mine, same).marks
    for order in ((mine, other), (other, mine)):
        found = held(grant, *order)
        assert whole(found.balance) == 4
        assert Mark.CORRECTED_TWICE in found.marks


def test_what_two_desks_tell_of_one_fact_counts_once_and_both_stay() -> None:
    one, two = Desk("甲"), Desk("乙")
    grant = one.book(None, "grant", "5")
    mine = one.book(None, "consume", "1", once="session:1")
    theirs = two.book(None, "consume", "1", once="session:1")
    other = two.book(None, "consume", "1", once="session:2")
    kept = two.book(None, "reserve", "1", once="session:1")  # another act of the same session
    found = held(grant, mine, theirs, other, kept)
    assert whole(found.balance) == 3
    assert len(found.ledger.entries) == 5
    assert Mark.TOLD_TWICE in found.marks
    fix = acts.correct(found.ledger, find_entry(found.ledger, mine.events[0].id), "2", "两次",
                       one.stamp())  # fmt: skip
    assert (
        whole(held(grant, mine, theirs, fix).balance) == 3
    )  # also of the twin that is not counted


def test_the_same_edit_twice_books_once() -> None:
    desk = Desk("甲")
    grant, used = desk.book(None, "grant", "5"), desk.book(None, "consume", "1")
    entity = after(grant, used)
    assert after(used, grant, used, base=entity) == entity


def test_an_entry_in_another_unit_is_shown_and_not_counted() -> None:
    desk = Desk("甲")
    grant = desk.book(None, "grant", "5")
    foreign = acts.book(None, NAME, "day", Booking(What.GRANT, "9"), desk.stamp())
    found = held(grant, foreign)
    assert whole(found.balance) == 5
    assert Mark.OTHER_UNIT in found.marks
    assert after(grant, foreign).conflicts  # of the unit: mine and theirs, for a person to end


def test_one_name_is_one_ledger_and_what_is_wrong_is_refused() -> None:
    assert ledger_id(" 免费 远程 ") == ledger_id("免费\u3000远程")
    desk = Desk("甲")
    ledger = ledger_from(after(desk.book(None, "grant", "5")))
    assert find([ledger], NAME) is ledger
    wrong = Booking(What.GRANT, "1", starts=date(2027, 1, 1), expires=TODAY)
    with pytest.raises(BadInput):
        acts.book(ledger, NAME, "", wrong, desk.stamp())
    with pytest.raises(BadInput):
        acts.book(ledger, NAME, "day", Booking(What.GRANT, "1"), desk.stamp())
    with pytest.raises(BadInput):
        acts.book(None, NAME, "", Booking(What.GRANT, "1"), desk.stamp())
    with pytest.raises(BadInput):
        acts.book(None, " ", UNIT, Booking(What.GRANT, "1"), desk.stamp())
    with pytest.raises(BadInput):
        acts.dispute(ledger, None, " ", desk.stamp())
    with pytest.raises(BadInput):
        acts.correct(ledger, ledger.entries[0], "2", "", desk.stamp())
    with pytest.raises(BadInput):
        acts.describe(after(desk.book(None, "grant", "5")), NAME, {"unit": "day"}, desk.stamp())
    with pytest.raises(Refused):
        find([ledger], "没有")
    with pytest.raises(Refused):
        find_entry(ledger, "")


def test_a_later_versions_entries_are_kept_and_not_counted() -> None:
    desk = Desk("甲")
    grant = desk.book(None, "grant", "5")
    entity = after(grant)
    strange = {**grant.events[0].data, "entry": "borrow"}
    event = type(grant.events[0])("x.0", grant.events[0].kind, NOW, data=strange)
    grown = replace(entity, events=(*entity.events, event))
    found = standing(ledger_from(grown), TODAY, ZONE)
    assert whole(found.balance) == 5
    assert isinstance(found.ledger, Ledger)


def test_days_are_served_in_their_order_whenever_they_are_told() -> None:
    desk = Desk("甲")
    edits = [
        desk.book(None, "grant", "1", expires=date(2026, 10, 31)),
        desk.book(None, "grant", "1", starts=date(2026, 10, 15), expires=date(2026, 12, 31)),
        desk.book(None, "consume", "1", on=date(2026, 10, 20)),
        desk.book(None, "consume", "1", on=date(2026, 10, 10)),  # only the first grant held then
    ]
    found = held(*edits)
    assert (found.over_used, found.expired, found.balance) == (0, 0, 0)
