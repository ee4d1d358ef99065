"""Audit logs: holes and lapses are red, stop gates, remind, and become findings once (S76)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.health import audit_log, finding, installed
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.health.stops import stops
from firstline.domain.reminding.given import Given

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = NOW.date()
GOOD = {
    "system": "U8", "log": "上机日志", "on": "yes", "records": "登录", "kept_months": 12,
    "checked_on": "2026-11-20", "evidence": "截图", "owner": "王磊",
}  # fmt: skip


def _made(sheet: Sheet, n: int, **values: object) -> Entity:
    edit = sheets.new_record(sheet, values, Stamp(f"e{n}", NOW, "我"), UTC)  # type: ignore[arg-type]
    made = rebase_entity(None, [edit])
    assert made is not None
    return made


def _log(**values: object) -> Entity:
    return _made(audit_log.SHEET, 1, **{**GOOD, **values})


def _codes(one: Entity, today: date = TODAY) -> set[str]:
    return {flag.code for flag in audit_log.flags(one, today)}


def test_a_good_log_has_no_flag_and_each_fault_has_its_own() -> None:
    assert _codes(_log()) == set()
    assert _codes(_log(kept_months=6)) == set()
    assert _codes(_log(kept_months=5)) == {"short"}
    assert _codes(_log(kept_months=None)) == {"short"}
    assert _codes(_log(on="no")) == {"off"}
    assert _codes(_log(on="unknown")) == {"unknown"}
    assert _codes(_log(service_until="2026-11-24")) == set()  # its last day
    assert _codes(_log(service_until="2026-11-23")) == {"lapsed"}
    assert _codes(_log(), TODAY + timedelta(days=90)) == {"overdue"}
    assert _codes(_log(checked_on=None, evidence=None, owner=None)) == {"never", "no_owner"}
    for one in (_log(kept_months=5), _log(on="no"), _log(service_until="2026-11-23")):
        assert any(flag.stops for flag in audit_log.flags(one, TODAY))  # red


def test_a_system_without_a_log_is_listed_first_and_stops_gates_where_the_register_is_kept() -> (
    None
):
    u8 = _made(installed.SHEET, 2, name="U8", product="U8")
    nc = _made(installed.SHEET, 3, name="NC", product="NC")
    found = audit_log.coverage([_log(system="u8")], [u8, nc], TODAY)
    assert [(one.system, one.is_hole) for one in found] == [("NC", True), ("u8", False)]
    held = {"audit_log": [_log()], "system": [u8, nc]}
    codes = {one.code for one in stops(lambda kind: held.get(kind, []), NOW)}
    assert codes == {"hole"}
    held["audit_log"] = []  # a desk that never began the register is not stopped by it
    assert not stops(lambda kind: held.get(kind, []), NOW)


def test_a_fault_is_one_finding_until_a_retest_fixed_it() -> None:
    bad, stamp = _log(kept_months=3), Stamp("f1", NOW, "我")
    edit = audit_log.finding_of(bad, (), stamp, UTC)
    assert edit is not None
    made = rebase_entity(None, [edit])
    assert made is not None
    assert any(flag.stops for flag in finding.flags(made, TODAY))
    assert audit_log.finding_of(bad, (made,), replace(stamp, id="f2"), UTC) is None
    assert audit_log.finding_of(_log(), (), stamp, UTC) is None
    fixed = replace(made, fields={**made.fields, "state": "fixed", "evidence": "复测 3"})
    assert audit_log.finding_of(bad, (fixed,), replace(stamp, id="f3"), UTC) is not None


def test_what_is_on_says_what_it_records_and_a_look_has_evidence() -> None:
    with pytest.raises(BadInput):
        _log(records=None)
    with pytest.raises(BadInput):
        _log(evidence=None)


def test_the_lapse_of_a_service_is_told_before_and_after_and_breaks_no_quiet() -> None:
    one = _log(service_until="2026-12-20", checked_on="2026-11-20")
    given = Given(lambda kind: [one] if kind == "audit_log" else [], NOW, UTC)
    told = list(audit_log.log_reminders(given))
    service = [(each.mark, each.urgent) for each in told if ":service:" in each.series]
    assert service == [("30", False), ("7", False), ("-1", False)]
    assert [each.mark for each in told if ":look:" in each.series] == ["7", "0"]
