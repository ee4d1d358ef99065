"""Registers of projects between two desks: nothing is lost, each kind travels and is rebuilt."""

from datetime import UTC
from pathlib import Path
from typing import Any

from sync_makers import NOW, NoClocks, Person, one, open_profile, put, swap

from firstline.domain.edits.edit import Edit
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.project import change_request, phase, requirement, vendor_person
from firstline.intake.demo.project import PACKS, SHEETS, projects
from firstline.store.care import doctor
from firstline.system.resources import read_text


def test_two_desks_move_one_system_and_both_moves_stay(ann: Person, bob: Person) -> None:
    key = put(ann, phase.SHEET, subject="U9", phase="uat", note="甲\n乙")
    swap(ann, bob)
    base = one(bob, "phase", key)
    for person, to, note in ((ann, "go_live", "甲\n乙\n丙"), (bob, "retire", "零\n甲\n乙")):
        made = phase.move(base, to, {"note": note}, person.stamp(), UTC)
        assert made is not None
        person.do(made)
    swap(ann, bob)
    hers, his = one(ann, "phase", key), one(bob, "phase", key)
    assert (hers.fields, hers.events) == (his.fields, his.events)
    assert his.fields["note"] == "零\n甲\n乙\n丙"
    (clash,) = [held for held in his.conflicts if held.field == "phase"]
    assert {clash.mine, clash.theirs} == {"go_live", "retire"}
    assert {step.new for step in phase.log(his)} == {"uat", "go_live", "retire"}


def test_two_desks_work_on_one_project_offline_and_nothing_is_lost(
    ann: Person, bob: Person
) -> None:
    wanted = put(ann, requirement.SHEET, title="扫码入库", acceptance="甲\n乙")
    asked = put(ann, change_request.SHEET, title="加字段", reason="对账", raised_by="赵敏")
    person = put(ann, vendor_person.SHEET, name="周工", starts_on="2026-11-01")
    swap(ann, bob)

    def edit(desk: Person, sheet: Sheet, key: str, **values: Any) -> None:
        base, stamp = one(desk, sheet.kind, key), desk.stamp()
        made = sheets.change(sheet, base, values, stamp, UTC, desk.store.records)
        assert made is not None
        desk.do(made)

    edit(ann, requirement.SHEET, wanted, acceptance="甲\n乙\n丙", owner="Ann")
    edit(bob, requirement.SHEET, wanted, acceptance="零\n甲\n乙", process="入库")
    edit(ann, change_request.SHEET, asked, state="approved", decided_by="王磊")
    edit(bob, change_request.SHEET, asked, state="rejected", decided_by="陈建国")
    for desk, hours in ((ann, "7.5"), (bob, "2")):
        held = one(desk, "vendor_person", person)
        desk.do(vendor_person.log_effort(held, hours, "联调", desk.stamp(), UTC))
    swap(ann, bob)
    for kind, key in (
        ("requirement", wanted), ("change_request", asked), ("vendor_person", person),
    ):  # fmt: skip
        assert one(ann, kind, key).fields == one(bob, kind, key).fields
    merged = one(bob, "requirement", wanted)
    assert merged.fields["acceptance"] == "零\n甲\n乙\n丙"
    assert (merged.fields["owner"], merged.fields["process"]) == ("Ann", "入库")
    assert {clash.field for clash in one(bob, "change_request", asked).conflicts} == {
        "state", "decided_by",
    }  # fmt: skip
    efforts = vendor_person.efforts(one(ann, "vendor_person", person))
    assert sorted(line.minutes for line in efforts) == [120, 450]


def test_one_requirement_recorded_on_two_desks_is_one(ann: Person, bob: Person) -> None:
    for person, owner in ((ann, "Ann"), (bob, "Bob")):
        put(person, requirement.SHEET, title="扫码入库", project="上云", owner=owner)
    swap(ann, bob)
    (held,) = bob.store.records("requirement")
    assert held.fields == ann.store.records("requirement")[0].fields
    assert held.fields["owner"] in ("Ann", "Bob")


def everything(person: Person) -> tuple[Edit, ...]:
    texts = [read_text("packs", f"{name}.toml") for name in PACKS]
    return projects(texts, person.now, person.name, "zh_CN")


def test_every_kind_travels_and_survives_the_doctor(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    ann.do(*everything(ann))
    swap(ann, bob)
    for kind in SHEETS:
        mine = ann.store.records(kind)
        assert mine, kind
        assert mine == bob.store.records(kind)
    with open_profile(tmp_path / "alone") as alone:
        alone.perform(*everything(ann), now=NOW)
        before = {kind: alone.records(kind) for kind in SHEETS}
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert {kind: again.records(kind) for kind in SHEETS} == before
