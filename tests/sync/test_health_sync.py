"""Registers of health and risk between two desks: nothing is lost, and each kind travels."""

from datetime import UTC
from pathlib import Path
from typing import Any

from sync_makers import NOW, NoClocks, Person, one, open_profile, put, swap

from firstline.domain.edits.edit import Edit
from firstline.domain.health import burn_down, checks, finding, measurement, outage, risk
from firstline.domain.health import sheet as sheets
from firstline.domain.health.check_items import parse_items
from firstline.domain.health.checks import Look
from firstline.intake.demo.health import PACKS, health
from firstline.store.care import doctor
from firstline.system.resources import read_text

SCAN = {"title": "SMBv1", "severity": "high", "system": "app01", "place": "445"}


def test_two_desks_edit_one_risk_offline_and_nothing_is_lost(ann: Person, bob: Person) -> None:
    key = put(ann, risk.SHEET, title="断电", mitigation="甲\n乙")
    swap(ann, bob)
    base = one(bob, "risk", key)
    assert base == one(ann, "risk", key)

    def edit(person: Person, **values: Any) -> None:
        made = sheets.change(risk.SHEET, base, values, person.stamp(), UTC)
        assert made is not None
        person.do(made)

    edit(ann, owner="Ann", impact=5)
    edit(ann, mitigation="甲\n乙\n丙")
    ann.do(risk.review(one(ann, "risk", key), "看过", {}, ann.stamp(), UTC))
    edit(bob, due="2026-12-31", impact=4)
    edit(bob, mitigation="零\n甲\n乙")
    bob.do(risk.review(one(bob, "risk", key), "也看过", {}, bob.stamp(), UTC))
    swap(ann, bob)
    hers, his = one(ann, "risk", key), one(bob, "risk", key)
    assert hers.fields == his.fields
    assert (his.fields["owner"], his.fields["due"], his.fields["impact"]) == (
        "Ann", "2026-12-31", 5,
    )  # fmt: skip
    assert his.fields["mitigation"] == "零\n甲\n乙\n丙"
    assert {one.text for one in his.events if one.text} == {"看过", "也看过"}
    (clash,) = his.conflicts
    assert (clash.field, clash.mine, clash.theirs) == ("impact", "4", "5")
    bob.do(sheets.resolve(risk.SHEET, his, "impact", "mine", bob.stamp(), UTC))
    swap(bob, ann)
    for person in (ann, bob):
        after = one(person, "risk", key)
        assert (after.fields["impact"], after.conflicts) == (4, ())
        assert "held" not in person.states()


def test_a_risk_closed_here_and_edited_there_stays_closed_with_both(
    ann: Person, bob: Person
) -> None:
    key = put(ann, risk.SHEET, title="断电")
    swap(ann, bob)
    closed = risk.close(one(ann, "risk", key), "演练 T1", ann.stamp(), UTC)
    assert closed is not None
    ann.do(closed)
    edit = sheets.change(risk.SHEET, one(bob, "risk", key), {"owner": "Bob"}, bob.stamp(), UTC)
    assert edit is not None
    bob.do(edit)
    swap(ann, bob)
    after = one(bob, "risk", key)
    assert (after.fields["state"], after.fields["owner"]) == ("closed", "Bob")


def test_looks_counts_and_scans_of_two_desks_add_up(ann: Person, bob: Person) -> None:
    items = {
        one.id: one for one in parse_items(read_text("packs/checklists/audit_health.toml"), "")
    }
    item, start = items["A01"], burn_down.freeze({"name": "WMS"}, {"a": 9}, 0, ann.stamp(), UTC)
    ann.do(start)
    swap(ann, bob)
    for person, verdict in ((ann, "fail"), (bob, "pass")):
        look = Look(person.now, person.name, verdict, evidence="表")
        held = person.store.record("check", checks.record_id("U8", "A01"))
        person.do(checks.look(held, "U8", item, look, person.stamp()))
        base = one(person, "error_baseline", start.entity)
        person.do(burn_down.add_count(base, {"a": 1}, 0, person.stamp(), person.now))
        taken = finding.take_in(None, dict(SCAN), "scan 1", NOW, person.stamp(), UTC)
        assert taken is not None
        person.do(taken)
    swap(ann, bob)
    for person in (ann, bob):
        seen = checks.looks(person.store.record("check", checks.record_id("U8", "A01")))
        assert sorted(one.verdict for one in seen) == ["fail", "pass"]
        found = burn_down.burn_down(one(person, "error_baseline", start.entity))
        assert (len(found.counts), found.before, found.left) == (3, 9, 1)
        (scanned,) = person.store.records("finding")
        assert not scanned.conflicts


def everything(person: Person) -> tuple[Edit, ...]:
    texts = {name: read_text("packs", f"{name}.toml") for name in PACKS}
    return health(texts, person.now, person.name, "zh_CN")


KINDS = ("system", "risk", "scope", "compat", "environment", "upgrade_edge", "upgrade_goal",
         "quality", "measurement", "error_baseline", "outage", "cost_rate", "check",
         "audit_log", "finding")  # fmt: skip


def test_every_kind_travels_and_survives_the_doctor(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    ann.do(*everything(ann))
    swap(ann, bob)
    for kind in KINDS:
        mine = ann.store.records(kind)
        assert mine
        assert mine == bob.store.records(kind)
    assert measurement.SHEET.kind in KINDS
    assert outage.SHEET.kind in KINDS
    with open_profile(tmp_path / "alone") as alone:
        alone.perform(*everything(ann), now=NOW)
        before = {kind: alone.records(kind) for kind in KINDS}
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert {kind: again.records(kind) for kind in KINDS} == before
