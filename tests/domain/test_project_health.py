"""Project health: earned value by a worked example, and each red flag with its rule and reason."""

from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from health_makers import NOW, changed, made, of, stamp
from project_makers import ASKED, TODAY, Held, codes, day, frozen

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.project import (
    benefit,
    change_request,
    deliverable,
    requirement,
    vendor_person,
)
from firstline.domain.project.project_health import Health, health
from firstline.domain.project.vendor_person import HANDOVER

# A worked example. At the end of 10 November: A is past its days (planned 100,000), B is on day 5
# of 20 (planned 25 % of 200,000 = 50,000), C has not begun. PV = 150,000. Done: all of A, 10 % of
# B: EV = 120,000. Spent: 130,000 and 30,000: AC = 160,000. CPI = 0.75, SPI = 0.80.
WORKED: tuple[dict[str, Any], ...] = (
    {"title": "A", "starts_on": "2026-10-01", "due": "2026-10-31", "planned_yuan": 100_000,
     "percent": 100, "actual_yuan": 130_000, "state": "delivered"},
    {"title": "B", "starts_on": "2026-11-06", "due": "2026-11-25", "planned_yuan": 200_000,
     "percent": 10, "actual_yuan": 30_000, "state": "working"},
    {"title": "C", "starts_on": "2026-12-01", "due": "2026-12-31", "planned_yuan": 50_000},
    {"title": "D", "percent": 50},
)  # fmt: skip
AT = date(2026, 11, 10)


def worked() -> list[Entity]:
    return [made(deliverable.SHEET, **one, project="上云") for one in WORKED]


def test_earned_value_of_the_worked_example() -> None:
    found = deliverable.earned(worked(), AT, "上云")
    sums = [found.planned, found.earned, found.actual, found.budget]
    assert sums == [Decimal(150_000), Decimal(120_000), Decimal(160_000), Decimal(350_000)]
    assert (found.counted, found.left_out) == (3, 1)
    assert (found.cost_index, found.schedule_index) == (Decimal("0.75"), Decimal("0.80"))
    before = deliverable.earned(worked()[2:], AT)
    assert (before.cost_index, before.schedule_index) == (None, None)
    whole = deliverable.earned(worked(), date(2027, 1, 1))
    assert whole.planned == 350_000
    assert deliverable.earned(worked(), AT, "别处").counted == 0


def rules(held: Held, **span: float) -> dict[str, Health]:
    found = health(held, NOW - timedelta(**span), UTC, "上云")
    return {one.rule: one for one in found}


def test_each_red_flag_says_its_value_threshold_and_rule() -> None:
    nothing = rules(Held())
    assert {one.verdict for name, one in nothing.items() if name[-5:] == "index"} == {"unknown"}
    assert nothing["cost_index"].value == ""
    assert all(one.why.zh and one.why.en and one.threshold for one in nothing.values())
    found = rules(Held(*worked()), days=14)
    cost, pace = found["cost_index"], found["schedule_index"]
    assert (cost.verdict, cost.value, cost.threshold) == ("red", "0.75", "≥ 0.90")
    assert "120,000 ÷ actual cost 160,000" in cost.why.en
    assert "1 without budget or dates" in cost.why.en
    assert (pace.verdict, pace.value) == ("red", "0.80")
    fine = changed(deliverable.SHEET, worked()[1], percent="20", actual_yuan="44444")
    found = rules(Held(fine), days=14)
    assert (found["cost_index"].verdict, found["cost_index"].value) == ("ok", "0.90")
    assert found["schedule_index"].value == "0.80"
    short = changed(deliverable.SHEET, fine, actual_yuan="44500")  # 40,000 ÷ 44,500 = 0.8989
    cost = rules(Held(short), days=14)["cost_index"]
    assert (cost.verdict, cost.value) == ("red", "0.89")


GAIN: dict[str, Any] = {"title": "月结", "unit": "天", "baseline": "8", "target": "3",
                        "due": day(-1), "project": "上云"}  # fmt: skip


def test_a_benefit_is_measured_against_its_plan_and_unproven_is_never_green() -> None:
    bare = made(benefit.SHEET, **GAIN)
    assert codes(benefit.flags(bare, TODAY)) == ["unproven"]
    assert rules(Held(bare))["benefits"].verdict == "unknown"
    for actual, percent, verdict in (("4.1", "78.0", "red"), ("4", "80.0", "ok")):
        one = changed(benefit.SHEET, bare, actual=actual, as_of=day(0), source="财务月报")
        assert benefit.realised(one) == Decimal(percent)
        found = rules(Held(one))["benefits"]
        assert (found.verdict, found.value) == (verdict, f"{percent} %")
        assert bool(benefit.flags(one, TODAY)) is (verdict == "red")
    assert rules(Held(one, bare))["benefits"].verdict == "unknown"
    later = made(benefit.SHEET, **{**GAIN, "due": day(1)})
    assert benefit.flags(later, TODAY) == ()
    for wrong in ({"actual": "4"}, {"target": "8"}, {"baseline": "eight"}):
        with pytest.raises(BadInput):
            changed(benefit.SHEET, bare, **wrong)


def person(name: str, starts: int, ends: int | None = None, **more: Any) -> Entity:
    last = {"ends_on": day(ends)} if ends is not None else {}
    return made(vendor_person.SHEET, name=name, starts_on=day(starts), project="上云",
                **last, **more)  # fmt: skip


def handed(giver: str, taker: str) -> Entity:
    return made(HANDOVER, **{"from": giver, "to": taker}, on=day(-9), open_points="接口 3 项",
                accepted_by="赵敏", project="上云")  # fmt: skip


def flagged(*records: Entity) -> dict[str, list[str]]:
    people = [one for one in records if one.kind == "vendor_person"]
    done = [one for one in records if one.kind == "handover"]
    found = vendor_person.people(people, done, TODAY, "上云")
    return {str(one.entity.fields["name"]): codes(one.flags) for one in found if one.flags}


def test_a_consultant_replaced_without_a_hand_over_record_is_a_health_flag() -> None:
    old, new = person("孙工", -200, -10), person("周工", -10)
    assert flagged(old, new) == {"周工": ["no_handover"]}
    red = rules(Held(old, new))["handover"]
    assert (red.verdict, red.value, red.threshold) == ("red", "1", "0")
    assert "周工" in red.why.zh
    assert flagged(old, new, handed("孙工", "周工")) == {}
    assert flagged(old, new, handed("孙工", "别人")) == {"周工": ["no_handover"]}
    assert rules(Held(old, new, handed("孙工", "周工")))["handover"].verdict == "ok"
    assert flagged(old, person("周工", 3)) == {"孙工": ["vacant"]}  # not begun yet
    assert flagged(old) == {"孙工": ["vacant"]}
    assert flagged(person("孙工", -200), person("周工", -10)) == {}  # both stay
    other = person("周工", -10, role="developer")
    assert flagged(old, other) == {"孙工": ["vacant"]}
    assert flagged(person("孙工", -200, 5), new) == {"周工": ["no_handover"]}  # leaves soon


def test_of_three_in_a_row_each_takes_over_from_the_one_before() -> None:
    row = (person("甲", -300, -200), person("乙", -200, -100), person("丙", -100))
    assert flagged(*row) == {"乙": ["no_handover"], "丙": ["no_handover"]}
    assert flagged(*row, handed("甲", "乙")) == {"丙": ["no_handover"]}
    assert flagged(*row, handed("甲", "丙"), handed("甲", "乙")) == {"丙": ["no_handover"]}
    with pytest.raises(BadInput):
        handed("甲", "甲")
    with pytest.raises(BadInput):
        made(HANDOVER, **{"from": "甲", "to": "乙"}, on=day(0), open_points="x", accepted_by="乙")
    with pytest.raises(BadInput):
        person("丁", 0, -1)


def test_effort_is_logged_in_minutes_and_only_appends() -> None:
    one = person("周工", -10)
    for hours, what in (("7.5", "接口联调"), ("0,25", "电话")):
        one = of(one, vendor_person.log_effort(one, hours, what, stamp(), UTC))
    assert [line.minutes for line in vendor_person.efforts(one)] == [450, 15]
    (found,) = vendor_person.people([one], (), TODAY)
    assert found.minutes == 465
    for hours, what in (("0", "x"), ("25", "x"), ("abc", "x"), ("-1", "x"), ("1", " ")):
        with pytest.raises(BadInput):
            vendor_person.log_effort(one, hours, what, stamp(), UTC)


def test_overdue_changes_and_scope_that_crept_are_red() -> None:
    late = made(change_request.SHEET, **ASKED, due=day(-1))
    found = rules(Held(late))["overdue_changes"]
    assert (found.verdict, found.value) == ("red", "1")
    crept = made(requirement.SHEET, title="新", acceptance="x", project="上云")
    found = rules(Held(crept, frozen(-5)))["scope_creep"]
    assert (found.verdict, found.value) == ("red", "1")
    assert rules(Held(crept))["scope_creep"].verdict == "ok"


def test_a_deliverable_is_delivered_whole_and_accepted_by_somebody() -> None:
    one = made(deliverable.SHEET, title="蓝图", due=day(-1), planned_yuan="10", actual_yuan="11")
    assert codes(deliverable.flags(one, TODAY)) == ["late", "over_budget", "no_owner"]
    with pytest.raises(BadInput):
        changed(deliverable.SHEET, one, state="delivered", percent="90")
    with pytest.raises(BadInput):
        changed(deliverable.SHEET, one, state="accepted")
    done = changed(deliverable.SHEET, one, state="accepted", accepted_by="王磊", owner="赵敏")
    assert done.fields["percent"] == 100
    assert codes(deliverable.flags(done, TODAY)) == ["over_budget"]
