"""States of training with their dates, the matrix of a role, rings of prerequisites, waivers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.instants import epoch
from firstline.domain.training import acts, need, person, transfer
from firstline.domain.training.action_list import by_team, to_do
from firstline.domain.training.book import Book, book_of, rows
from firstline.domain.training.coverage import coverage
from firstline.domain.training.curriculum import Course, last_day
from firstline.domain.training.need import Need
from firstline.domain.training.reminders import as_reminders
from firstline.domain.training.standing import (
    WINDOW,
    Booking,
    Cell,
    Facts,
    State,
    Waiver,
    judge,
    reminder,
    why,
)
from firstline.domain.training.training import Certificate
from firstline.domain.training.training_acts import Passed, grant, record, revoke
from firstline.domain.words import Text

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 28)
LEAD = "李总"
W1 = Course("WHS-101", Text("出入库", "Receipts"), "warehouse", 1, form="onsite")
W2 = Course("WHS-201", Text("盘点", "Counts"), "warehouse", 2, prerequisite="WHS-101")
S1 = Course("SUP-102", Text("安全级别", "Safety"), "superuser", 1, opens="L1")
COURSES = {one.code: one for one in (W1, W2, S1)}
NUMBERS = count(1)
MUST = Need("warehouse", "WHS-101")


def stamp(actor: str = LEAD, at: datetime = NOW) -> Stamp:
    return Stamp(f"0193-{next(NUMBERS):06}", at, actor)


def shown(*edits: Edit) -> list[Entity]:
    found: dict[str, Entity] = {}
    for one in edits:
        entity = rebase_entity(found.get(one.entity), (one,))
        assert entity is not None
        found[one.entity] = entity
    return list(found.values())


def hired(
    number: str = "W01", name: str = "周敏", roles: Iterable[str] = ("warehouse",), **rest: str
) -> Edit:
    values = {"number": number, "name": name, "team": "仓库", "site": "一厂", "shift": "早",
              "since": "2026-01-05", **rest}  # fmt: skip
    edit = person.change(None, values, roles, stamp())
    assert edit is not None
    return edit


def passed(who: str = "周敏", course: Course = W1, on: date = date(2026, 3, 1)) -> Edit:
    return record(Passed(who, course, on), stamp(), TODAY)


def book(*edits: Edit, today: date = TODAY) -> Book:
    return book_of(COURSES, shown(*edits), today)


def cell(*edits: Edit, course: str = "WHS-101", today: date = TODAY) -> Cell:
    known = book(*edits, today=today)
    return known.row(known.people[0], today).cells[course]


def cert(on: date, until: date | None) -> Certificate:
    return Certificate("c", "周敏", "WHS-101", 1, on, until)


def test_a_newcomers_list_has_due_days_and_a_higher_course_is_advice() -> None:
    one = cell(hired(since="2026-11-20"))
    assert (one.state, one.due) == (State.MISSING, date(2026, 12, 20))
    assert "30 days after the start" in why(one, TODAY).en
    higher = cell(hired(), course="WHS-201")
    assert (higher.state, higher.due) == (State.MISSING, None)
    assert "should" in why(higher, TODAY).en


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 2, 4), State.MISSING), (date(2026, 2, 5), State.OVERDUE),
        (date(2026, 3, 1), State.DONE), (date(2027, 11, 30), State.DONE),
        (date(2027, 12, 1), State.DUE_SOON), (date(2028, 2, 29), State.DUE_SOON),
        (date(2028, 3, 1), State.OVERDUE), (date(2028, 3, 30), State.OVERDUE),
        (date(2028, 3, 31), State.EXPIRED),
    ],
)  # fmt: skip
def test_every_state_begins_on_its_day(day: date, state: State) -> None:
    """Hired 2026-01-05; passed 2026-03-01 for 24 months, so that its last day is a leap day."""
    held = cell(hired(), passed(), today=day)
    assert held.state is state
    assert why(held, day).en
    assert why(held, day).zh


@given(
    on=st.dates(date(2020, 1, 1), date(2028, 12, 31)), months=st.integers(1, 60),
    grace=st.integers(0, 120), ahead=st.integers(-800, 2400),
)  # fmt: skip
def test_states_follow_one_another_and_never_go_back(
    on: date, months: int, grace: int, ahead: int
) -> None:
    end = last_day(on, months)
    asked = replace(MUST, grace_days=grace)
    facts = Facts(cert(on, end))
    today = on + timedelta(days=ahead % ((end - on).days + grace + 40))
    one = judge(asked, None, facts, today)
    assert one.holds is (today <= end)
    order = [State.DONE, State.DUE_SOON, State.OVERDUE, State.EXPIRED]
    later = judge(asked, None, facts, today + timedelta(days=1))
    assert order.index(later.state) >= order.index(one.state)
    assert (one.state is State.DONE) is (end - today > WINDOW)
    assert (one.state is State.EXPIRED) is (today > end + timedelta(days=grace))


@given(began=st.dates(date(2023, 1, 1), date(2028, 12, 31)), grace=st.integers(0, 120))
def test_the_last_day_of_grace_still_counts(began: date, grace: int) -> None:
    asked = replace(MUST, grace_days=grace)
    due = began + timedelta(days=grace)
    assert judge(asked, began, Facts(), due).state is State.MISSING
    assert judge(asked, began, Facts(), due + timedelta(days=1)).state is State.OVERDUE


def test_a_role_may_ask_for_a_shorter_validity_than_the_certificate() -> None:
    asked = Need("warehouse", "WHS-101", valid_months=12, grace_days=0)
    leap = Facts(cert(date(2024, 2, 29), date(2026, 2, 27)))
    assert judge(asked, None, leap, date(2025, 2, 27)).holds
    assert not judge(asked, None, leap, date(2025, 2, 28)).holds


def test_a_booking_covers_a_gap_until_its_day_and_does_not_count_as_trained() -> None:
    on = TODAY + timedelta(days=3)
    facts = Facts(booking=Booking("b", "W01", "WHS-101", on))
    held = judge(MUST, date(2026, 1, 1), facts, TODAY)
    assert (held.state, held.due, held.holds) == (State.BOOKED, on, False)
    assert judge(MUST, date(2026, 1, 1), facts, on).state is State.BOOKED
    assert judge(MUST, date(2026, 1, 1), facts, on + timedelta(days=1)).state is State.OVERDUE


def test_a_waiver_is_by_somebody_else_with_a_reason_and_ends() -> None:
    known = book(hired())
    who = known.people[0]
    until = TODAY + timedelta(days=10)
    edit = acts.waive(who, W1, stamp(), "持有厂商证书", until=until)
    assert cell(hired(), edit).state is State.WAIVED
    assert why(cell(hired(), edit), TODAY).en == f"Waived by 李总, until {until}: 持有厂商证书"
    assert cell(hired(), edit, today=until + timedelta(days=1)).state is State.OVERDUE
    with pytest.raises(Refused, match="himself"):
        acts.waive(who, W1, stamp(" 周敏 "), "x")
    with pytest.raises(Refused, match="must have a name"):
        acts.waive(who, W1, stamp(""), "x")
    with pytest.raises(BadInput, match="reason"):
        acts.waive(who, W1, stamp(), " ")
    forged = replace(edit, events=tuple(replace(one, actor="周敏") for one in edit.events))
    assert cell(hired(), forged).state is State.OVERDUE  # as the portal writes it
    assert judge(MUST, None, Facts(waiver=Waiver("w", "", "", "x", "y", TODAY)), TODAY).state \
        is State.WAIVED  # fmt: skip


def test_what_nobody_else_granted_or_what_was_revoked_does_not_count() -> None:
    own = record(Passed("周敏", W1, date(2026, 3, 1)), stamp("周敏"), TODAY)
    held = cell(hired(), own)
    assert held.state is State.OVERDUE
    assert "once somebody else grants it" in why(held, TODAY).en
    from firstline.domain.training.training import certificate_from

    mine = certificate_from(shown(own)[0])
    assert mine is not None
    granted = grant(mine, stamp())
    assert cell(hired(), own, granted).state is State.DONE
    assert cell(hired(), own, granted, revoke(mine, stamp(), "弄错人")).state is State.OVERDUE


def test_own_requirements_lie_over_the_packs_and_the_stricter_role_counts() -> None:
    must = need.require(Need("warehouse", "whs-201", grace_days=7), COURSES, None, stamp())
    assert cell(hired(), must, course="WHS-201").state is State.OVERDUE
    off = need.require(Need("warehouse", "WHS-101", "none"), COURSES, None, stamp())
    known = book(hired(), off)
    assert "WHS-101" not in known.row(known.people[0], TODAY).cells
    other = need.require(Need("shipping", "WHS-201", "must"), COURSES, None, stamp())
    both = cell(hired(roles=("warehouse", "shipping")), other, course="WHS-201")
    assert both.need.role == "shipping"
    with pytest.raises(BadInput, match="no course"):
        need.require(Need("warehouse", "WHS-999"), COURSES, None, stamp())
    with pytest.raises(BadInput, match="grace"):
        need.require(Need("warehouse", "WHS-101", grace_days=-1), COURSES, None, stamp())


def test_a_ring_of_prerequisites_is_refused_by_its_name() -> None:
    ring = {**COURSES, "WHS-101": replace(W1, prerequisite="WHS-201")}
    with pytest.raises(BadInput, match="WHS-101 → WHS-201 → WHS-101"):
        need.check_order(ring)
    with pytest.raises(BadInput, match="WHS-101 → WHS-101"):
        need.check_order({"WHS-101": replace(W1, prerequisite="WHS-101")})
    behind = {**ring, "WHS-301": replace(W1, code="WHS-301", prerequisite="WHS-201")}
    with pytest.raises(BadInput, match="→"):
        need.chain_before(behind, "WHS-301")
    need.check_order(COURSES)
    assert need.chain_before(COURSES, "WHS-201") == ("WHS-101",)


def test_a_place_is_booked_after_what_comes_first_or_a_waiver_by_name() -> None:
    known = book(hired())
    who, on = known.people[0], TODAY + timedelta(days=5)
    with pytest.raises(Refused, match="WHS-101, which comes first"):
        acts.book(who, W2, on, stamp(), known)
    freed = book(hired(), acts.waive(who, W1, stamp(), "有经验"))
    assert acts.book(who, W2, on, stamp(), freed).entity == acts.booking_id(who, "WHS-201", on)
    after = book(hired(), passed())
    edit = acts.book(who, W2, on, stamp(), after)
    assert cell(hired(), passed(), edit, course="WHS-201").state is State.BOOKED
    cancelled = acts.cancel(shown(edit)[0], stamp(), "生病")
    assert cell(hired(), passed(), edit, cancelled, course="WHS-201").state is State.MISSING
    with pytest.raises(BadInput, match="past"):
        acts.book(who, W1, TODAY - timedelta(days=1), stamp(), known)
    gone = replace(who, left=on)
    with pytest.raises(Refused, match="left by then"):
        acts.book(gone, W1, on, stamp(), known)


@pytest.mark.parametrize(
    ("days", "step"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0)]
)
def test_reminders_come_at_90_30_and_7_days(days: int, step: int | None) -> None:
    assert reminder(TODAY + timedelta(days=days), TODAY) == step


def test_the_action_list_puts_what_is_late_first_and_leaves_out_advice_and_leavers() -> None:
    staff = [hired(), hired("W02", "孙静", since="2026-11-25", team="收货"),
             hired("W03", "吴强", left="2026-11-28")]  # fmt: skip
    known = book(*staff)
    found = to_do(rows(known, TODAY), TODAY, timedelta(days=30))
    assert [(one.person.name, one.cell.state, one.reminder) for one in found] == [
        ("周敏", State.OVERDUE, 0), ("孙静", State.MISSING, 30),
    ]  # fmt: skip
    assert list(by_team(found)) == [("一厂", "仓库"), ("一厂", "收货")]
    assert len(to_do(rows(known, TODAY), TODAY, timedelta(days=26))) == 1
    assert [row.person.name for row in rows(known, TODAY, team="收货")] == ["孙静"]
    assert not list(rows(known, TODAY, role="superuser"))
    assert len(list(rows(known, TODAY, role="warehouse", site="一厂"))) == 2


def test_who_shares_a_name_is_told_apart_by_number() -> None:
    known = book(hired(), hired("W02"), passed())
    assert {one.label for one in known.people} == {"周敏 (W01)", "周敏 (W02)"}
    assert all(known.row(one, TODAY).cells["WHS-101"].state is State.OVERDUE
               for one in known.people)  # fmt: skip
    told = book(hired(), hired("W02"), passed("周敏 (W02)"))
    states = {one.number: told.row(one, TODAY).cells["WHS-101"].state for one in told.people}
    assert states == {"W01": State.OVERDUE, "W02": State.DONE}
    namesake = record(Passed("周敏 (W02)", W1, date(2026, 3, 1)), stamp("周敏"), TODAY)
    own = book(hired(), hired("W02"), namesake)  # who may be the holder grants nothing
    assert not any(own.row(one, TODAY).cells["WHS-101"].holds for one in own.people)


def test_a_capability_of_fewer_than_two_is_a_single_point_of_knowledge() -> None:
    staff = [hired(), hired("W02", "孙静", left="2026-11-01")]
    people = book(*staff).people

    def held(**values: str) -> transfer.Capability:
        edit = transfer.lay(None, {"name": "反结账", "site": "一厂", **values}, stamp())
        return transfer.capabilities(shown(edit), people, TODAY)[0]

    two = held(primary="周敏", backup="陈工")
    assert not two.is_single_point
    assert "2 can do it" in transfer.why(two).en
    for several in ({"primary": "周敏"}, {"primary": "周敏", "backup": "w01"},
                    {"primary": "周敏", "backup": "孙静"}):  # fmt: skip
        assert held(**several).is_single_point
        assert "only 周敏" in transfer.why(held(**several)).en
    assert "nobody" in transfer.why(held()).en


def test_coverage_names_the_empty_spots_of_critical_modules() -> None:
    staff = [hired(), hired("W02", "孙静", shift="夜")]
    day = record(Passed("周敏", S1, date(2026, 11, 1), modules=("GL",)), stamp(), TODAY)
    got = coverage(book(*staff, day), TODAY, critical=("GL", "ST"))
    assert got.who == {("一厂", "早", "GL"): ("周敏",)}
    assert got.empty == (("一厂", "夜", "GL"), ("一厂", "夜", "ST"), ("一厂", "早", "ST"))
    later = coverage(book(*staff, day, today=date(2028, 11, 1)), date(2028, 11, 1), ("GL",))
    assert later.who == {}  # the certificate has expired


def test_roles_are_tags_so_that_those_given_on_two_pcs_both_stand() -> None:
    (base,) = shown(hired(roles=()))
    here = person.change(base, {"number": "W01"}, ("superuser",), stamp())
    there = person.change(base, {"number": "W01"}, ("warehouse",), stamp("赵工"))
    assert here is not None
    assert there is not None
    both = rebase_entity(base, (here, there))
    assert both is not None
    assert both.conflicts == ()
    assert set(person.roles_of(both.tags)) == {"superuser", "warehouse"}
    left = setting(base, {"left": "2026-12-01"}, stamp())
    after = rebase_entity(base, (left,))
    assert after is not None
    who = person.person_from(after)
    assert who is not None
    assert who.is_here(date(2026, 11, 30))
    assert not who.is_here(date(2026, 12, 1))


def test_a_teams_week_is_one_reminder_with_its_marks() -> None:
    """Two newcomers of one team are one reminder; what is late already is told by nobody again."""
    team = (
        hired("W01", "周敏", since="2026-11-26"), hired("W02", "吴刚", since="2026-11-27"),
        hired("W03", "郑洁", since="2026-01-05"),
    )  # fmt: skip
    found = list(as_reminders(rows(book(*team), TODAY), TODAY, UTC))
    assert {one.series for one in found} == {"training:一厂:仓库:2026-12-21"}
    assert [one.mark for one in found] == ["90", "30", "7", "0"]
    assert "2 项" in found[0].title.zh
    assert found[-1].at == epoch(datetime(2026, 12, 26, 8, 0, tzinfo=UTC))
