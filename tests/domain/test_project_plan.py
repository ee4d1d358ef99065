"""Requirements, the freeze, changes, diagnoses and the trace: nothing ends without an outcome."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from health_makers import NOW, changed, made, of, stamp
from project_makers import ASKED, TODAY, Held, codes, day, frozen
from runbook_desk import machine

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import risk
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.health.sheet import number_of
from firstline.domain.ledger.acts import Booking, book
from firstline.domain.ledger.book import What
from firstline.domain.project import change_request, diagnosis, requirement, review, stops
from firstline.domain.project.trace import trace
from firstline.domain.runbook import acts
from firstline.domain.runbook.gate import verdicts
from firstline.domain.runbook.runbook import Vote


def test_a_change_after_the_freeze_says_what_it_costs_or_is_refused() -> None:
    held = Held(frozen(-5))
    with pytest.raises(BadInput) as told:
        held.put(change_request.SHEET, **ASKED)
    assert "impact on time (days), impact on cost (yuan), impact on tests" in (
        told.value.sentence.en.lower()
    )
    with pytest.raises(BadInput):
        held.put(change_request.SHEET, **ASKED, impact_days="0", impact_yuan="0")
    made_ = held.put(
        change_request.SHEET, **ASKED, impact_days="0", impact_yuan="0", impact_test="无"
    )
    assert made_.fields["impact_days"] == 0
    early = held.put(change_request.SHEET, 6, **ASKED)
    assert changed(change_request.SHEET, early, impact_days="0").fields["impact_days"] == 0
    assert (
        change_request.flags(made_, review.freeze_of(held("prototype_review"), "上云"), TODAY) == ()
    )
    held.put(change_request.SHEET, **{**ASKED, "project": "别处"})  # another project is not frozen
    held.put(change_request.SHEET, 5, **ASKED)  # on the day of the freeze
    with pytest.raises(BadInput):
        held.put(change_request.SHEET, 4, **ASKED)


def test_a_change_of_before_the_freeze_says_what_it_costs_once_it_is_agreed_to_after_it() -> None:
    held = Held(frozen(-5))
    early = held.put(change_request.SHEET, 6, **ASKED)
    agreed = {"state": "approved", "decided_by": "李总"}
    for state in ("approved", "done"):
        with pytest.raises(BadInput) as told:
            _decided(held, early, **{**agreed, "state": state})
        assert "impact on tests" in told.value.sentence.en.lower()
    before = day(-6)
    done = _decided(held, early, **agreed, decided_on=before)
    assert change_request.flags(done, TODAY - timedelta(days=5), TODAY) == ()
    assert _decided(held, early, **{**agreed, "state": "rejected"}).fields["decided_on"]


def _decided(held: Held, entity: Entity, **values: str) -> Entity:
    return of(entity, sheets.change(change_request.SHEET, entity, values, stamp(), UTC, held))


def test_the_newest_review_that_freezes_decides_and_only_an_accepted_one_may() -> None:
    rows = [frozen(-20), frozen(-5), made(review.SHEET, version="v9", project="上云")]
    assert review.freeze_of(rows, "上云 ".strip()) == TODAY - timedelta(days=5)
    assert review.freeze_of(rows, "") is None
    assert review.freeze_of([rows[2]], "上云") is None
    with pytest.raises(BadInput):
        made(review.SHEET, version="v1", frozen_on=day(0))
    with pytest.raises(BadInput):
        made(review.SHEET, version="v1", held_on=day(0), result="accepted")
    late = made(review.SHEET, version="v2", held_on=day(-1))
    assert codes(review.flags(late, TODAY)) == ["no_result"]


def test_a_change_that_met_the_freeze_later_holds_the_gate() -> None:
    held = Held()
    held.put(change_request.SHEET, 1, **ASKED)  # this desk knew of no freeze
    held.records.append(frozen(-5))
    (found,) = stops.stops(held, NOW)
    assert (found.gate, found.kind, found.project) == ("G3", "change_request", "上云")
    assert "after the freeze" in found.why.en
    answered = changed(change_request.SHEET, held("change_request")[0], impact_days="3",
                       impact_yuan="2000", impact_test="重测 4 例")  # fmt: skip
    assert stops.stops(Held(answered, frozen(-5)), NOW) == ()


def test_who_asks_for_a_change_does_not_decide_it_and_waiting_too_long_is_told() -> None:
    asked = made(change_request.SHEET, **ASKED, due=day(-1))
    assert codes(change_request.flags(asked, None, TODAY)) == ["overdue"]
    for who in ("", "赵敏"):
        with pytest.raises(BadInput):
            changed(change_request.SHEET, asked, state="approved", decided_by=who)
    done = changed(change_request.SHEET, asked, state="approved", decided_by="王磊")
    assert done.fields["decided_on"] == day(0)
    assert change_request.flags(done, None, TODAY) == ()
    assert change_request.flags(made(change_request.SHEET, **ASKED, due=day(0)), None, TODAY) == ()


def test_a_requirement_is_agreed_by_its_criteria_and_creep_after_the_freeze_shows() -> None:
    with pytest.raises(BadInput):
        made(requirement.SHEET, title="扫码入库", state="agreed")
    old = made(requirement.SHEET, 30, title="扫码入库", acceptance="3 秒内", state="agreed",
               project="上云")  # fmt: skip
    freeze = TODAY - timedelta(days=5)
    assert requirement.flags(old, freeze, (), UTC) == ()
    crept = changed(requirement.SHEET, old, acceptance="1 秒内")
    assert codes(requirement.flags(crept, freeze, (), UTC)) == ["after_freeze"]
    assert (
        codes(requirement.flags(changed(requirement.SHEET, old, owner="李"), freeze, (), UTC)) == []
    )
    asked = made(change_request.SHEET, **ASKED, requirements=number_of(requirement.SHEET, old))
    assert codes(requirement.flags(crept, freeze, [asked], UTC)) == ["after_freeze"]
    agreed = changed(change_request.SHEET, asked, state="approved", decided_by="王磊")
    assert requirement.flags(crept, freeze, [agreed], UTC) == ()
    assert requirement.flags(crept, TODAY, (), UTC) == ()  # on the day of the freeze itself
    fresh = made(requirement.SHEET, title="新要求", acceptance="x", project="上云")
    assert codes(requirement.flags(fresh, freeze, [agreed], UTC)) == ["after_freeze"]


def pained(held: Held, **more: Any) -> Entity:
    if not held("diagnosis"):
        held.put(diagnosis.SHEET, title="库存流程诊断", project="上云")
    number = number_of(diagnosis.SHEET, held("diagnosis")[0])
    return held.put(diagnosis.POINT, title="账实不符", diagnosis=number, project="上云", **more)


def test_a_pain_point_ends_in_one_of_four_ways_and_open_it_stops_gate_g2() -> None:
    held = Held()
    with pytest.raises(BadInput):
        held.put(diagnosis.POINT, title="x", diagnosis="DG-000000")
    open_ = pained(held, due=day(-1))
    flags = diagnosis.point_flags(open_, TODAY, held)
    assert codes(flags) == ["open", "overdue", "no_owner"]
    (found,) = stops.stops(held, NOW)
    assert (found.gate, found.kind, found.project) == ("G2", "pain_point", "上云")
    wanted = held.put(requirement.SHEET, title="扫码入库", project="上云")
    feared = held.put(risk.SHEET, title="盘点差异")
    ends: list[dict[str, Any]] = [
        {"outcome": "requirement", "link": number_of(requirement.SHEET, wanted)},
        {"outcome": "training", "link": "K-07"},
        {"outcome": "accepted", "link": number_of(risk.SHEET, feared)},
        {"outcome": "rejected", "reason": "与流程无关"},
    ]
    for one in ends:
        bare = {"outcome": one["outcome"]}
        with pytest.raises(BadInput):
            sheets.change(diagnosis.POINT, open_, bare, stamp(), UTC, held)
        edit = sheets.change(diagnosis.POINT, open_, one, stamp(), UTC, held)
        ended = of(open_, edit)
        assert diagnosis.point_flags(ended, TODAY, held) == (), one
    for one in (ends[0], ends[2]):
        with pytest.raises(BadInput):
            sheets.change(diagnosis.POINT, open_, {**one, "link": "RQ-1"}, stamp(), UTC, held)
    ended = of(open_, sheets.change(diagnosis.POINT, open_, ends[0], stamp(), UTC, held))
    gone = Held(ended, of(wanted, sheets.withdraw(wanted, stamp())))
    assert codes(diagnosis.point_flags(ended, TODAY, gone)) == ["lost"]
    assert len(stops.stops(gone, NOW)) == 1


def test_a_diagnosis_names_the_entitlement_that_its_ledger_consumed() -> None:
    held = Held()
    one = held.put(diagnosis.SHEET, title="库存流程诊断", state="held")
    assert codes(diagnosis.flags(one, (), ())) == ["no_points", "no_entitlement"]
    one = changed(diagnosis.SHEET, one, entitlement="免费诊断")
    number = number_of(diagnosis.SHEET, one)
    for ref, what, ok in (
        ("", What.CONSUME, False), (number, What.RESERVE, False), (number, What.CONSUME, True),
    ):  # fmt: skip
        edit = book(None, "免费诊断", "次", Booking(what, "1", ref=ref), stamp())
        ledger = of(None, edit)
        assert bool(diagnosis.consumed(one, [ledger])) is ok
        assert ("not_consumed" in codes(diagnosis.flags(one, (), [ledger]))) is not ok
    other = of(None, book(None, "别的", "次", Booking(What.CONSUME, "1", ref=number), stamp()))
    assert diagnosis.consumed(one, [other]) == ""


def case(names: str, title: str = "入库 UAT") -> Entity:
    sheet = Sheet("uat_case", "cases", "UC", requirement.SHEET.name, (
        *requirement.SHEET.columns[:1], *review.SHEET.columns[3:4],
        requirement.SHEET.columns[-1],
    ))  # fmt: skip
    return made(sheet, title=title, requirements=names, project="上云")


def test_every_requirement_has_a_case_and_a_process_or_the_trace_has_a_hole() -> None:
    held = Held()
    one = held.put(requirement.SHEET, title="扫码入库", process="入库", project="上云",
                   training="K-07, K-08")  # fmt: skip
    held.put(requirement.SHEET, title="取消的", state="dropped", project="上云")
    number = number_of(requirement.SHEET, one)
    assert [hole.code for hole in trace(held, "上云").all_holes] == ["no_case"]
    held.records.append(case(f"{number.lower()},RQ-NONE"))
    found = trace(held, "上云")
    assert [hole.code for hole in found.all_holes] == ["dead_link"]
    (thread,) = found.threads
    assert (thread.cases, thread.training) == (("入库 UAT",), ("K-07", "K-08"))
    held.records[-1] = of(held.records[-1], sheets.withdraw(held.records[-1], stamp()))
    assert [hole.code for hole in trace(held).all_holes] == ["no_case"]
    pained(held, outcome="requirement", link=number)
    held.put(requirement.SHEET, title="无流程", project="上云")
    found = trace(held)
    assert sorted(hole.code for hole in found.all_holes) == ["no_case", "no_case", "no_process"]
    assert [thread.points for thread in found.threads if thread.points] == [("账实不符",)]


def test_a_gate_that_was_voted_go_with_an_open_blocker_is_a_hole() -> None:
    desk = machine()
    desk.do(acts.setting(desk.book, "role/business", "赵敏"))
    desk.do(acts.setting(desk.book, "role/it", "王磊"))
    held = Held()
    assert trace(held, "", [("上云", verdicts(desk.book, desk.now))]).holes == ()  # nobody voted
    for role, who in (("business", "赵敏"), ("it", "王磊")):
        desk.do(acts.vote(desk.book, "B", role, who, Vote.GO))
    found = trace(held, "", [("上云", verdicts(desk.book, desk.now))]).holes
    assert [one.code for one in found] == ["gate_blocked", "gate_blocked"]  # A, before it, and B
    assert "上云" in found[0].why.zh
    assert "a1" in found[0].why.en
    desk.do(acts.vote(desk.book, "B", "it", "王磊", Vote.NO_GO))
    assert trace(held, "", [("上云", verdicts(desk.book, desk.now))]).holes == ()
