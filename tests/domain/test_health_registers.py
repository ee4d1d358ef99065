"""Registers of risks, scope, compatibility and environments: what stops a gate, and when."""

from datetime import UTC, date, timedelta

import pytest
from health_makers import NOW, changed, made, of, stamp

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import (
    compat,
    environment,
    finding,
    quality_run,
    risk,
    risk_starters,
    scope,
    upgrade_path,
)
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import check
from firstline.domain.health.history import history
from firstline.domain.health.likeness import came_of, likeness
from firstline.domain.health.risk import Level
from firstline.domain.health.sheet import Flag
from firstline.domain.health.stops import stops
from firstline.domain.uat import acts
from firstline.domain.uat import case as cases
from firstline.domain.uat.run import Result, runs_from
from firstline.system.resources import read_text

TODAY = NOW.date()


def codes(flags: tuple[Flag, ...]) -> set[str]:
    return {one.code for one in flags}


def one_risk(days_ago: float = 0, **values: object) -> Entity:
    return made(risk.SHEET, days_ago, title="备份不可恢复", owner="DBA", **values)


@pytest.mark.parametrize(
    ("p", "i", "level"),
    [(3, 5, Level.HIGH), (5, 3, Level.HIGH), (2, 7, None), (2, 4, Level.MEDIUM), (1, 5, Level.LOW),
     (7, 1, None), (2, 5, Level.MEDIUM), (0, 3, None)],
)  # fmt: skip
def test_a_score_is_probability_times_impact(p: int, i: int, level: Level | None) -> None:
    if level is None:
        with pytest.raises(BadInput):
            one_risk(probability=p, impact=i)
        return
    found = risk.risk_from(one_risk(probability=p, impact=i), NOW)
    assert (found.score, found.level) == (p * i, level)
    assert f"{p} × {i} = {p * i}" in found.why.en


def test_a_risk_is_stale_after_thirty_days_without_a_review() -> None:
    fresh, old = one_risk(days_ago=30), one_risk(days_ago=31)
    assert codes(risk.risk_from(fresh, NOW).flags) == set()
    assert codes(risk.risk_from(old, NOW).flags) == {"stale"}
    reviewed = of(old, risk.review(old, "看过", {"probability": "5"}, stamp(), UTC))
    found = risk.risk_from(reviewed, NOW)
    assert (found.flags, found.probability) == ((), 5)
    told = [words.en for _, _, words in history(reviewed)]
    assert told == ["recorded", "reviewed (5 × 3): 看过", "probability: 3 → 5"]


def test_to_edit_a_risk_is_not_to_review_it() -> None:
    held = changed(risk.SHEET, made(risk.SHEET, 31, title="接口断裂"), owner="周工")
    assert "stale" in {one.code for one in risk.risk_from(held, NOW).flags}


def test_dates_of_review_and_mitigation_are_watched() -> None:
    late = one_risk(review_on="2026-11-23", due="2026-11-23")
    assert codes(risk.risk_from(late, NOW).flags) == {"review_due", "overdue"}
    today = one_risk(review_on="2026-11-24", due="2026-11-24")
    assert not risk.risk_from(today, NOW).flags
    nobody = made(risk.SHEET, title="x")
    assert codes(risk.risk_from(nobody, NOW).flags) == {"no_owner"}


def test_closing_a_risk_needs_evidence() -> None:
    held = one_risk(blocker="yes")
    assert [one.code for one in risk.risk_from(held, NOW).flags if one.stops] == ["blocker"]
    with pytest.raises(BadInput):
        risk.close(held, "  ", stamp(), UTC)
    closed = of(held, risk.close(held, "恢复演练 T12", stamp(), UTC))
    found = risk.risk_from(closed, NOW)
    assert not found.is_open
    assert not found.flags
    assert not risk.matrix([found])
    with pytest.raises(BadInput):
        changed(risk.SHEET, closed, evidence="")


def test_starters_are_taken_in_once_and_meet_on_two_desks() -> None:
    starters = risk_starters.parse_starters(read_text("packs", "health/risk_starters.toml"), "x")
    assert len(starters) == 16
    edits = risk_starters.take_in(starters, [], "U9", (stamp() for _ in range(99)))
    mine = [of(None, one) for one in edits]
    theirs = risk_starters.take_in(starters, [], "u9", (stamp() for _ in range(99)))
    assert [one.entity for one in theirs] == [one.id for one in mine]
    assert not risk_starters.take_in(starters, mine, "U9", (stamp() for _ in range(99)))
    met = of(mine[0], theirs[0])
    assert [one.field for one in met.conflicts] == ["project"]  # only how it was written
    first = risk.risks(mine, NOW, "U9")[0]
    assert (first.score, sheets.number_of(risk.SHEET, first.entity)) == (16, "R01")
    assert risk.title_of(first.entity, "en").startswith("Interface breaks")
    renamed = changed(risk.SHEET, first.entity, title="接口")
    assert risk.title_of(renamed, "en") == "接口"


def test_two_desks_that_edit_one_risk_lose_nothing() -> None:
    base = one_risk(mitigation="甲\n乙\n丙")
    mine = sheets.change(risk.SHEET, base, {"owner": "王磊", "impact": "5"}, stamp(), UTC)
    theirs = sheets.change(risk.SHEET, base, {"due": "2026-12-31", "impact": "4"}, stamp(), UTC)
    lines = sheets.change(risk.SHEET, base, {"mitigation": "甲\n乙\n丙\n丁"}, stamp(), UTC)
    top = sheets.change(risk.SHEET, base, {"mitigation": "零\n甲\n乙\n丙"}, stamp(), UTC)
    met = of(base, theirs, mine, lines, top)
    assert (met.fields["owner"], met.fields["due"], met.fields["impact"]) == (
        "王磊", "2026-12-31", 4,
    )  # fmt: skip
    assert met.fields["mitigation"] == "零\n甲\n乙\n丙\n丁"
    (clash,) = met.conflicts
    assert (clash.field, clash.mine, clash.theirs) == ("impact", "5", "4")
    ended = of(met, sheets.resolve(risk.SHEET, met, "impact", "mine", stamp(), UTC))
    assert (ended.fields["impact"], ended.conflicts) == (5, ())
    with pytest.raises(BadInput):
        sheets.resolve(risk.SHEET, ended, "impact", "mine", stamp(), UTC)


# --- scope, compatibility, environments ---


def test_an_object_needs_decision_owner_and_reason() -> None:
    held = made(scope.SHEET, object="供应商", part="master")
    assert codes(scope.flags(held)) == {"undecided", "no_owner"}
    assert all(one.stops for one in scope.flags(held))
    with pytest.raises(BadInput):
        changed(scope.SHEET, held, decision="drop")
    done = changed(scope.SHEET, held, decision="drop", reason="停用", owner="赵敏")
    assert not scope.flags(done)
    assert scope.inventory([held, done]).complete == 1
    with pytest.raises(BadInput):
        changed(scope.SHEET, done, object="客户")


def test_what_is_known_by_its_name_meets_in_one_record() -> None:
    one = made(scope.SHEET, object="供应商 档案", project="U9")
    two = made(scope.SHEET, object=" 供应商  档案", project="u9", owner="赵敏")
    assert one.id == two.id


def cell(product: str, version: str, verdict: str, source: str = "手册") -> Entity:
    given = {"source": source} if verdict in ("ok", "not") else {}
    return made(compat.SHEET, product=product, part="os", version=version, verdict=verdict, **given)


def test_an_unknown_cell_stops_the_gate_also_one_that_nobody_recorded() -> None:
    found = compat.matrix([cell("A", "2019", "ok"), cell("A", "2022", "ok")])
    assert not found.open
    found = compat.matrix([cell("A", "2019", "ok"), cell("B", "2022", "ok")])
    assert [(one.product, one.version) for one in found.open] == [("B", "2019"), ("A", "2022")]
    assert all(one.entity is None for one in found.open)
    found = compat.matrix([cell("A", "2019", "unknown"), cell("A", "2022", "na")])
    assert [one.version for one in found.open] == ["2019"]
    assert compat.matrix([cell("A", "2019", "not")]).open[0].flag is not None


def test_a_verdict_without_a_source_is_refused() -> None:
    with pytest.raises(BadInput):
        cell("A", "2019", "ok", source="")


def place(**values: str) -> Entity:
    given = {"name": "测试库", "masked": "yes", "data_on": "2026-11-20", **values}
    return made(environment.SHEET, **given)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        ({"masked": "no"}, {"unmasked"}),
        ({"masked": "unknown"}, {"unmasked"}),
        ({"masked": "no", "personal": "no"}, set()),
        ({"data_on": "2026-10-25"}, set()),
        ({"data_on": "2026-10-24"}, {"stale"}),
        ({"data_on": "2026-10-24", "age_days": "60"}, set()),
        ({"data_on": ""}, {"age_unknown"}),
        ({"expires_on": "2026-11-23"}, {"expired"}),
        ({"purpose": "production", "masked": "no", "data_on": ""}, set()),
    ],
)
def test_a_test_environment_is_masked_and_fresh(
    values: dict[str, str], expected: set[str]
) -> None:  # fmt: skip
    found = environment.flags(place(**values), (), TODAY)
    assert codes(found) == expected
    assert all(one.stops for one in found)


def test_an_environment_says_how_like_production_it_is_and_what_was_tested_there() -> None:
    here = place(same_version="yes", same_machine="no", full_data="yes", project="上云")
    found = likeness(here)
    assert (found.score, found.of) == (2, 4)  # not known is not like
    assert "✗ 硬件同生产" in found.why.zh
    assert "? Interfaces, printers linked (unknown)" in found.why.en
    assert came_of(here, ()).zh == "这里没有测试过"
    case = made(cases.SHEET, code="A-1", title="下单", process="销售", role="销售",
                steps="登录 => 成功", project="上云")  # fmt: skip
    elsewhere = acts.start(case, (), tester="王芳", environment="别处", stamp=stamp())
    begun = of(None, acts.start(case, (), tester="王芳", environment="测试库 ", stamp=stamp()))
    runs = runs_from([begun, of(None, elsewhere)])
    assert came_of(here, runs).en == "1 tests here: 0 passed, 0 did not, 1 under way"
    bad = acts.record(runs_from([begun])[0], 1, Result.FAIL, stamp(), actual="报错")
    done = of(begun, bad)
    done = of(done, acts.finish(runs_from([done])[0], stamp()))
    assert "1 次没有通过" in came_of(here, runs_from([done])).zh


def test_a_copy_older_than_the_last_change_of_its_source_is_behind() -> None:
    live = place(name="生产库", purpose="production", changed_on="2026-11-21")
    copy = place(copied_from="生产库")
    assert codes(environment.flags(copy, (live, copy), TODAY)) == {"behind"}
    later = place(copied_from="生产库", data_on="2026-11-21")
    assert not environment.flags(later, (live, later), TODAY)


# --- what stops a gate ---


def test_a_gate_is_stopped_by_each_kind_and_only_in_its_project() -> None:
    held = {
        "compat": [cell("A", "2019", "unknown")],
        "environment": [place(masked="no", project="U9")],
        "risk": [one_risk(blocker="yes", project="U9"), one_risk(probability=5, impact=5)],
        "finding": [of(None, finding.new_finding(
            {"title": "sa", "severity": "high", "project": "U9"}, stamp(), UTC))],
        "scope": [made(scope.SHEET, object="供应商", owner="赵敏", project="U9")],
        "quality": [made(quality_run.SHEET, name="存货", defects=3, project="U9")],
        "upgrade_goal": [made(upgrade_path.GOAL, **{"from": "12", "to": "16"}, project="U9")],
        "upgrade_edge": [], "net_sample": [], "extract_copy": [], "audit_log": [], "system": [],
    }  # fmt: skip
    found = stops(held.__getitem__, NOW, "U9")
    assert [(one.kind, one.code) for one in found] == [
        ("compat", "unknown"), ("environment", "unmasked"), ("risk", "blocker"),
        ("finding", "blocker"), ("scope", "undecided"), ("quality", "defects"),
        ("upgrade_goal", "unknown_path"),
    ]  # fmt: skip
    assert [one.kind for one in stops(held.__getitem__, NOW, "YonSuite")] == ["compat"]
    gone = of(held["compat"][0], sheets.withdraw(held["compat"][0], stamp()))
    assert not stops(lambda kind: [gone] if kind == "compat" else [], NOW)


def test_a_day_that_is_none_and_a_column_that_is_none_are_refused() -> None:
    for wrong in ({"due": "2026-13-01"}, {"probability": "x"}, {"response": "pray"}):
        with pytest.raises(BadInput):
            made(risk.SHEET, title="x", **wrong)
    with pytest.raises(BadInput):
        check(risk.SHEET, {"moon": "1"}, UTC)
    assert upgrade_path.SHEET.column("from").must
    assert risk.next_review(risk.risk_from(one_risk(), NOW)) == str(date(2026, 12, 24))
    assert TODAY - timedelta(days=1) < TODAY
