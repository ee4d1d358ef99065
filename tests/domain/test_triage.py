"""Triage: the matrix, its modifiers and rules, and the explanation a person reads."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.errors import BadInput
from firstline.domain.sla.agreement import Modifier, PriorityMatrix
from firstline.domain.sla.modifiers import Moments, modifiers_at
from firstline.domain.ticket.ticket import Priority, TicketType
from firstline.domain.ticket.triage import STOP_WRITING, Answers, assess, from_answers
from firstline.domain.words import Language, Text

P1, P2, P3, P4 = Priority
MATRIX = PriorityMatrix(
    id="test",
    rows=((P1, P2, P3), (P2, P3, P4), (P3, P4, P4)),
    impact=(Text("1 全厂", "1 plant"), Text("2 产线", "2 line"), Text("3 个人", "3 one person")),
    urgency=(Text("1 已停", "1 stopped"), Text("2 绕行", "2 slow"), Text("3 可以等", "3 can wait")),
    modifiers=(
        Modifier("month_end", Text("月末关账", "Month-end close"), ("GL", "AR")),
        Modifier("year_end", Text("年结", "Year-end"), ("GL", "SYS")),
        Modifier("payroll", Text("发薪前", "Before payroll"), ("HR",)),
        Modifier("audit", Text("审计", "Audit"), ("GL", "IA")),
    ),
    type_rules={TicketType.QUESTION: "at_least_P3", TicketType.IMPROVEMENT: "always_P4"},
)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, P1), (1, 2, P2), (1, 3, P3),
        (2, 1, P2), (2, 2, P3), (2, 3, P4),
        (3, 1, P3), (3, 2, P4), (3, 3, P4),
    ],
)  # fmt: skip
def test_matrix_cells(impact: int, urgency: int, priority: Priority) -> None:
    assert assess(MATRIX, impact=impact, urgency=urgency).priority is priority


def test_each_modifier_lowers_the_urgency_number_by_one_and_never_below_one() -> None:
    once = assess(MATRIX, impact=2, urgency=3, modifiers=("month_end",))
    twice = assess(MATRIX, impact=2, urgency=3, modifiers=("month_end", "audit"))
    often = assess(MATRIX, impact=2, urgency=1, modifiers=("month_end", "audit", "year_end"))
    assert (once.priority, twice.priority, often.priority) == (P3, P2, P2)
    assert (once.urgency, once.modifiers) == (3, ("month_end",))


def test_a_modifier_named_twice_counts_once() -> None:
    again = assess(MATRIX, impact=2, urgency=3, modifiers=("audit", "audit"))
    assert again.modifiers == ("audit",)
    assert again.priority is P3


def test_type_rules() -> None:
    low = assess(MATRIX, impact=3, urgency=3, type=TicketType.QUESTION)
    high = assess(MATRIX, impact=1, urgency=1, type=TicketType.QUESTION)
    idea = assess(MATRIX, impact=1, urgency=1, type=TicketType.IMPROVEMENT)
    assert (low.priority, high.priority, idea.priority) == (P3, P1, P4)


def test_dangers_outrank_the_rule_of_the_type() -> None:
    worse = assess(MATRIX, impact=3, urgency=3, type=TicketType.IMPROVEMENT, worsening=True)
    leak = assess(MATRIX, impact=3, urgency=3, type=TicketType.IMPROVEMENT, security=True)
    plant = assess(MATRIX, impact=1, urgency=3, security=True)
    assert (worse.priority, leak.priority, plant.priority) == (P2, P2, P1)
    assert worse.hints == (STOP_WRITING,)
    assert leak.hints
    assert STOP_WRITING not in leak.hints


def test_the_explanation_tells_every_step_in_order() -> None:
    found = assess(MATRIX, impact=3, urgency=3, modifiers=("audit",), worsening=True)
    assert [step.en for step in found.steps] == [
        "Impact 3: one person",
        "Urgency 3: can wait",
        "Calendar modifier “Audit”: urgency 3 → 2",
        "Matrix[impact 3][urgency 2] → P4",
        "The data is getting worse: at least P2 → P2",
    ]
    assert found.steps[2].zh == "业务时点修正“审计”:紧急度 3 → 2"


def test_answers_to_the_five_questions() -> None:
    calm = from_answers(MATRIX, Answers(reach=2, workaround=3))
    due = from_answers(MATRIX, Answers(reach=2, workaround=3, deadline=True))
    stopped = from_answers(MATRIX, Answers(reach=2, workaround=1, deadline=True))
    assert (calm.priority, due.priority, stopped.priority) == (P4, P3, P2)
    assert (due.impact, due.urgency) == (2, 2)


@pytest.mark.parametrize(("impact", "urgency"), [(0, 1), (4, 1), (1, 0), (1, 4), (-1, 2)])
def test_out_of_range_is_refused_with_a_sentence(impact: int, urgency: int) -> None:
    with pytest.raises(BadInput, match=r"must be 1, 2 or 3"):
        assess(MATRIX, impact=impact, urgency=urgency)


def test_unknown_modifier_names_those_that_exist() -> None:
    with pytest.raises(BadInput) as met:
        assess(MATRIX, impact=1, urgency=1, modifiers=("eclipse",))
    assert "month_end" in met.value.in_("en")


levels = st.integers(1, 3)
moments = st.sets(st.sampled_from([one.id for one in MATRIX.modifiers])).map(tuple)
types = st.sampled_from(TicketType)


@given(levels, levels, types, moments, st.booleans(), st.booleans())
def test_total_and_explained_in_both_languages(
    impact: int, urgency: int, kind: TicketType, active: tuple[str, ...], worse: bool, leak: bool
) -> None:
    found = assess(
        MATRIX, impact=impact, urgency=urgency, type=kind, modifiers=active,
        worsening=worse, security=leak,
    )  # fmt: skip
    assert isinstance(found.priority, Priority)
    assert found.steps[-1].en.endswith(f"→ {found.priority}")
    for language in get_args(Language):
        assert all(step.in_(language).strip() for step in found.steps)


@given(levels, levels, levels, levels, types, moments, st.booleans(), st.booleans())
def test_monotone(
    impact: int, wider: int, urgency: int, sooner: int, kind: TicketType,
    active: tuple[str, ...], worse: bool, leak: bool,
) -> None:  # fmt: skip
    """More hurt, more hurry, another moment or a danger never make a ticket less urgent."""
    base = assess(
        MATRIX, impact=impact, urgency=urgency, type=kind, worsening=worse, security=leak
    ).priority
    raised = [
        assess(
            MATRIX, impact=min(impact, wider), urgency=min(urgency, sooner), type=kind,
            modifiers=active, worsening=worse, security=leak,
        ).priority,
        assess(
            MATRIX, impact=impact, urgency=urgency, type=kind, worsening=True, security=leak
        ).priority,
        assess(
            MATRIX, impact=impact, urgency=urgency, type=kind, worsening=worse, security=True
        ).priority,
    ]  # fmt: skip
    assert all(one <= base for one in raised)


class FiveDays:
    """Monday to Friday, save the days off: enough of a calendar to count workdays."""

    def __init__(self, *off: date) -> None:
        self.zone = ZoneInfo("Asia/Shanghai")
        self.off = off

    def counted(self, start: int, end: int) -> int:
        day = datetime.fromtimestamp(start, UTC).astimezone(self.zone).date()
        assert end - start == 86400
        return 0 if day.weekday() > 4 or day in self.off else 28800


def month_end_days(calendar: FiveDays, first: date, days: int) -> list[str]:
    found = (first + timedelta(days=n) for n in range(days))
    return [f"{d:%m-%d}" for d in found if "month_end" in modifiers_at(MATRIX, calendar, d, "GL")]


def test_month_end_is_two_workdays_before_to_three_after() -> None:
    assert month_end_days(FiveDays(), date(2026, 9, 20), 25) == [
        "09-29", "09-30", "10-01", "10-02", "10-03", "10-04", "10-05",
    ]  # fmt: skip
    golden_week = [date(2026, 10, n) for n in range(1, 8)]
    assert month_end_days(FiveDays(*golden_week), date(2026, 9, 20), 30) == [
        "09-29", "09-30", *(f"10-{n:02}" for n in range(1, 13)),
    ]  # fmt: skip


def test_year_end_only_around_new_year() -> None:
    calendar = FiveDays()
    assert modifiers_at(MATRIX, calendar, date(2026, 12, 31), "gl") == ("month_end", "year_end")
    assert modifiers_at(MATRIX, calendar, date(2027, 1, 4), "SYS") == ("year_end",)
    assert modifiers_at(MATRIX, calendar, date(2026, 12, 15), "SYS") == ()
    assert modifiers_at(MATRIX, calendar, date(2026, 11, 30), "SYS") == ()


def test_payroll_needs_a_pay_day_and_moves_off_the_weekend() -> None:
    calendar, moments = FiveDays(), Moments(pay_day=15)  # 2026-11-15 is a Sunday: paid on Fri 13
    days = [date(2026, 11, n) for n in range(8, 20)]
    found = [d.day for d in days if modifiers_at(MATRIX, calendar, d, "HR", moments)]
    assert found == [11, 12, 13]
    assert modifiers_at(MATRIX, calendar, date(2026, 11, 12), "HR") == ()


def test_pay_day_on_the_first_reaches_back_into_the_month_before() -> None:
    moments = Moments(pay_day=1)
    days = [date(2026, 11, 24) + timedelta(days=n) for n in range(10)]
    found = [d.day for d in days if modifiers_at(MATRIX, FiveDays(), d, "HR", moments)]
    assert found == [27, 28, 29, 30, 1]


def test_pay_day_past_the_end_of_a_short_month() -> None:
    moments = Moments(pay_day=31)
    assert modifiers_at(MATRIX, FiveDays(), date(2026, 6, 30), "HR", moments) == ("payroll",)


def test_dated_windows_hold_for_their_modules_alone() -> None:
    moments = Moments(spans={"audit": ((date(2026, 11, 2), date(2026, 11, 20)),)})
    calendar = FiveDays()
    assert modifiers_at(MATRIX, calendar, date(2026, 11, 20), "IA", moments) == ("audit",)
    assert modifiers_at(MATRIX, calendar, date(2026, 11, 21), "IA", moments) == ()
    assert modifiers_at(MATRIX, calendar, date(2026, 11, 20), "HR", moments) == ()
