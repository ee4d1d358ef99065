"""Interfaces and their data between two desks: nothing is lost, and each kind travels."""

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sync_makers import NOW, NoClocks, Person, one, open_profile, swap

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.interfaces import contract, mapping
from firstline.domain.interfaces.contract import Probe
from firstline.domain.words import Text
from firstline.intake.demo.links import KINDS, PACKS, links
from firstline.store.care import doctor
from firstline.system.resources import read_text


def edit(person: Person, base: Entity, **values: Any) -> None:
    sheet = contract.SHEET if base.kind == contract.SHEET.kind else mapping.SHEET
    made = sheets.change(sheet, base, values, person.stamp(), UTC)
    assert made is not None
    person.do(made)


def test_two_desks_probe_and_edit_one_interface_offline(ann: Person, bob: Person) -> None:
    made = sheets.new_record(contract.SHEET, {"name": "WMS", "fields": "a\nb"}, ann.stamp(), UTC)
    ann.do(made)
    swap(ann, bob)
    base = one(bob, contract.SHEET.kind, made.entity)
    edit(ann, base, owner="Ann", auth="basic", fields="a\nb\nc")
    edit(bob, base, rate_limit="60", auth="oauth2", fields="z\na\nb")
    for person, result in ((ann, "ok"), (bob, "failed")):
        person.do(contract.probe_edit(base, Probe(result, Text(result, result)), person.stamp()))
    swap(ann, bob)
    for person in (ann, bob):
        held = one(person, contract.SHEET.kind, made.entity)
        assert (held.fields["owner"], held.fields["rate_limit"]) == ("Ann", "60")
        assert held.fields["fields"] == "z\na\nb\nc"
        assert sorted(each.result for each in contract.probes(held)) == ["failed", "ok"]
        (clash,) = held.conflicts
        assert {clash.mine, clash.theirs} == {"basic", "oauth2"}


def test_two_desks_that_map_the_same_field_meet_in_one_row(ann: Person, bob: Person) -> None:
    for person, owner in ((ann, "Ann"), (bob, "Bob")):
        values = {"source": "cInvCode", "target": "sku", "case": "WMS", "owner": owner}
        person.do(sheets.new_record(mapping.SHEET, values, person.stamp(), UTC))
    swap(ann, bob)
    for person in (ann, bob):
        (held,) = person.store.records(mapping.SHEET.kind)
        assert [clash.field for clash in held.conflicts] == ["owner"]


def everything(person: Person) -> tuple[Edit, ...]:
    texts = {name: read_text("packs", f"{name}.toml") for name in PACKS}
    return links(texts, person.now, person.name, "zh_CN")


@pytest.mark.parametrize("kind", KINDS)
def test_the_demo_has_each_kind(ann: Person, kind: str) -> None:
    assert any(each.kind == kind for each in everything(ann))


def test_every_kind_travels_and_survives_the_doctor(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    ann.do(*everything(ann))
    swap(ann, bob)
    for kind in KINDS:
        mine = ann.store.records(kind)
        assert mine, kind
        assert mine == bob.store.records(kind)
    with open_profile(tmp_path / "alone") as alone:
        alone.perform(*everything(ann), now=NOW)
        before = {kind: alone.records(kind) for kind in KINDS}
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert {kind: again.records(kind) for kind in KINDS} == before
