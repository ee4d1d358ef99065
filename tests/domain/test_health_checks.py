"""Audits, health checks and findings: schedules, scores, trends, and scanners without doubles."""

from datetime import UTC, date, timedelta

import pytest
from health_makers import NOW, changed, of, stamp
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import checks, finding
from firstline.domain.health.check_items import months_after, next_due, parse_items
from firstline.domain.health.checks import NO_TREND, Look
from firstline.system.resources import read_text

ITEMS = parse_items(read_text("packs", "checklists/audit_health.toml"), "x")
BY_ID = {one.id: one for one in ITEMS}
TODAY = NOW.date()


def looked(item: str, *seen: tuple[int, str]) -> Entity:
    """Return the record of an item: days ago and verdict of each look."""
    entity: Entity | None = None
    for days, verdict in seen:
        look = Look(NOW - timedelta(days=days), "李娜", verdict, evidence="表")
        entity = of(entity, checks.look(entity, "U8 总部", BY_ID[item], look, stamp()))
    assert entity is not None
    return entity


def test_the_pack_holds_the_whole_list() -> None:
    assert [one.id for one in ITEMS if one.part == "security"] == [f"A{n:02}" for n in range(1, 14)]
    assert len(ITEMS) == 27


@pytest.mark.parametrize(
    ("frequency", "last", "due"),
    [("weekly", "2026-12-28", "2027-01-04"), ("monthly", "2026-01-31", "2026-02-28"),
     ("quarterly", "2026-11-30", "2027-02-28"), ("half-yearly", "2026-08-31", "2027-02-28"),
     ("yearly", "2024-02-29", "2025-02-28")],
)  # fmt: skip
def test_the_next_look_is_due_by_the_calendar(frequency: str, last: str, due: str) -> None:
    assert next_due(frequency, date.fromisoformat(last)) == date.fromisoformat(due)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_months_later_is_that_month_and_never_a_later_day(day: date, months: int) -> None:
    there = months_after(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day <= day.day


def test_not_tested_is_no_pass_and_the_score_says_what_it_is_made_of() -> None:
    records = [looked("A13", (1, "pass")), looked("H13", (1, "risk"))]
    found = checks.result([BY_ID["A13"], BY_ID["H13"], BY_ID["A01"]], "u8 总部", records, NOW)
    assert (float(found.points), found.possible, found.tested) == (2.5, 6, 2)
    assert "2.5 / 6" in found.why.en
    empty = checks.result(ITEMS, "NC", records, NOW)
    assert (empty.score, empty.trend) == (None, NO_TREND)


def test_without_last_year_there_is_no_trend() -> None:
    item = BY_ID["A13"]
    alone = checks.line(item, looked("A13", (1, "pass")), NOW)
    assert alone.trend == NO_TREND
    better = checks.line(item, looked("A13", (400, "fail"), (1, "pass")), NOW)
    assert better.trend.en == "better (fail in 2025)"
    same = checks.line(item, looked("A13", (400, "pass"), (1, "pass")), NOW)
    assert same.trend.en == "as in 2025"
    gone = checks.line(item, looked("A13", (400, "pass")), NOW)
    assert (gone.verdict, gone.trend) == ("untested", NO_TREND)
    long_ago = checks.line(item, looked("A13", (800, "fail"), (1, "pass")), NOW)
    assert long_ago.trend == NO_TREND
    untested = checks.line(item, looked("A13", (400, "untested"), (1, "pass")), NOW)
    assert untested.trend == NO_TREND


def test_the_trend_of_the_score_takes_what_was_tested_in_both_years() -> None:
    records = [looked("A13", (400, "fail"), (1, "pass")), looked("H13", (1, "pass"))]
    found = checks.result(ITEMS, "U8 总部", records, NOW)
    assert found.trend.en == "0 → 100 points (1 items in both years)"


def test_a_look_needs_evidence_and_an_overdue_one_is_flagged() -> None:
    with pytest.raises(BadInput):
        checks.look(None, "U8", BY_ID["A01"], Look(NOW, "李娜", "pass"), stamp())
    with pytest.raises(BadInput):
        checks.look(None, " ", BY_ID["A01"], Look(NOW, "李娜", "pass", evidence="x"), stamp())
    late = checks.line(BY_ID["A01"], looked("A01", (93, "pass")), NOW)
    assert [one.code for one in late.flags] == ["overdue"]
    assert not checks.line(BY_ID["A01"], looked("A01", (91, "pass")), NOW).flags
    bad = checks.line(BY_ID["A01"], looked("A01", (1, "fail")), NOW)
    assert [(one.code, one.stops) for one in bad.flags] == [("fail", True)]


def test_a_system_whose_log_nobody_proved_is_a_hole() -> None:
    records = [looked("A05", (1, "pass"))]
    assert checks.uncovered(ITEMS, records, ["U8 总部", "NC"], NOW) == ["NC"]
    old = [looked("A05", (100, "pass"))]
    assert checks.uncovered(ITEMS, old, ["U8 总部"], NOW) == ["U8 总部"]


# --- findings and scanners ---

LINE = {"title": "SMBv1 开启", "severity": "high", "system": "app01", "place": "445/tcp",
        "mark": "CVE-2017-0144"}  # fmt: skip


def test_a_finding_is_due_by_its_severity_and_stops_gates_until_it_is_fixed() -> None:
    held = of(None, finding.new_finding(LINE, stamp(), UTC))
    assert held.fields["due"] == "2026-12-24"
    assert [one.code for one in finding.flags(held, TODAY)] == ["blocker", "no_owner"]
    with pytest.raises(BadInput):
        changed(finding.SHEET, held, state="fixed")
    with pytest.raises(BadInput):
        changed(finding.SHEET, held, state="excepted", reason="隔离")
    fixed = changed(finding.SHEET, held, state="fixed", evidence="复测 T9")
    assert not finding.flags(fixed, TODAY)
    apart = changed(finding.SHEET, held, state="excepted", reason="隔离", until="2026-11-24")
    assert not finding.flags(apart, TODAY)
    lapsed = finding.flags(apart, TODAY + timedelta(days=1))
    assert [one.code for one in lapsed] == ["blocker", "lapsed", "no_owner"]


def test_the_same_scan_again_changes_nothing_and_a_later_one_opens_what_came_back() -> None:
    first = finding.take_in(None, LINE, "scan-1", NOW - timedelta(days=9), stamp(9), UTC)
    held = of(None, first)
    assert held.id == finding.fingerprint({**LINE, "system": " APP01", "title": "renamed"})
    assert finding.take_in(held, LINE, "scan-1", NOW, stamp(), UTC) is None
    fixed = changed(finding.SHEET, held, state="fixed", evidence="复测 T9")
    old = finding.take_in(fixed, LINE, "scan-0", NOW - timedelta(days=20), stamp(), UTC)
    assert of(fixed, old).fields["state"] == "fixed"  # it was made before the fix
    again = finding.take_in(fixed, LINE, "scan-2", NOW + timedelta(days=1), stamp(), UTC)
    back = of(fixed, again)
    assert back.fields["state"] == "open"
    assert any(one.data.get("old") == "fixed" for one in back.events)
    assert finding.seen_at(back) == NOW + timedelta(days=1)


def test_two_desks_that_take_one_scan_in_meet_in_one_finding() -> None:
    mine = finding.take_in(None, LINE, "scan-1", NOW, stamp(), UTC)
    theirs = finding.take_in(None, LINE, "scan-1", NOW, stamp(), UTC)
    met = of(None, mine, theirs)
    assert not met.conflicts
    assert len({one.data.get("scan") for one in met.events if one.data.get("scan")}) == 1
