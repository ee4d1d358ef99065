"""Contracts between two desks: what both wrote offline meets, and a clash of clauses is seen."""

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sync_makers import NOW, NoClocks, Person, one, open_profile, put, swap

from firstline.domain.contracts import contract, supplement
from firstline.domain.contracts.contract import contracts
from firstline.domain.contracts.supplement import flags, supplements
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.review import claim, policy
from firstline.domain.review.claim import claim_of
from firstline.domain.review.claim_acts import extend
from firstline.intake.demo.contracts import PACK, SHEETS, deals
from firstline.store.care import doctor
from firstline.system.resources import read_text

DEAL = {"number": "HT-7", "party": "用友", "start": "2026-01-01", "end": "2026-12-31"}


def clause(**values: Any) -> dict[str, Any]:
    return {"contract": "HT-7", "text": "原文", "valid_from": "2026-03-01",
            "targets": "P1 响应 30分", **values}  # fmt: skip


def test_one_contract_that_two_desks_record_is_one_with_both_their_words(
    ann: Person, bob: Person
) -> None:
    key = put(ann, contract.SHEET, **DEAL, contacts="甲 138\n乙 139")
    swap(ann, bob)
    for person, values in (
        (ann, {"price": "60000", "contacts": "甲 138\n乙 139\n丙 137"}),
        (bob, {"price": "65000.50", "contacts": "零 136\n甲 138\n乙 139", "notice": "2026-10-01"}),
    ):
        held = one(person, "contract", key)
        edit = sheets.change(contract.SHEET, held, values, person.stamp(), UTC)
        assert edit is not None
        person.do(edit)
    swap(ann, bob)
    hers, his = one(ann, "contract", key), one(bob, "contract", key)
    assert (hers.fields, hers.events) == (his.fields, his.events)
    assert his.fields["contacts"] == "零 136\n甲 138\n乙 139\n丙 137"
    assert his.fields["notice"] == "2026-10-01"
    (clash,) = [held for held in his.conflicts if held.field == "price"]
    assert {clash.mine, clash.theirs} == {"6000000", "6500050"}
    stamp = bob.stamp()
    bob.do(sheets.resolve(contract.SHEET, his, "price", "mine", stamp, UTC))
    swap(ann, bob)
    assert str(one(ann, "contract", key).fields["price"]) == clash.mine, "fen, not yuan of fen"
    assert one(ann, "contract", key).conflicts == ()


def test_two_clauses_made_offline_clash_in_sight_on_both_desks(ann: Person, bob: Person) -> None:
    put(ann, contract.SHEET, **DEAL)
    swap(ann, bob)
    put(ann, supplement.SHEET, **clause(clause="3.2"))
    put(bob, supplement.SHEET, **clause(clause="5.1", targets="P1 响应 20分"))
    swap(ann, bob)
    for person in (ann, bob):
        read = person.store.records
        known = contracts(read("contract"))
        found = supplements(read("supplement"), known)
        assert [each.clause for each in found] == ["3.2", "5.1"]
        for each in found:
            assert "overlap" in [flag.code for flag in flags(each, found, known) if flag.stops]


def everything(person: Person) -> tuple[Edit, ...]:
    return deals(read_text("packs", f"{PACK}.toml"), person.now, person.name, "zh_CN")


def test_every_kind_travels_and_survives_the_doctor(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    kinds = (*SHEETS, "ledger", "finding")
    ann.do(*everything(ann))
    swap(ann, bob)
    for kind in kinds:
        mine = ann.store.records(kind)
        assert mine, kind
        assert mine == bob.store.records(kind)
    with open_profile(tmp_path / "alone") as alone:
        alone.perform(*everything(ann), now=NOW)
        before = {kind: alone.records(kind) for kind in kinds}
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert {kind: again.records(kind) for kind in kinds} == before


def test_a_settled_claim_that_two_desks_enter_extends_the_contract_once(
    ann: Person, bob: Person
) -> None:
    deal = put(ann, contract.SHEET, **DEAL)
    settled = {"state": "settled", "granted_days": "7", "reply": "同意\n见附件", "clause": "8.2"}
    days = {"first": "2026-07-01", "last": "2026-09-30"}
    key = put(ann, claim.SHEET, title="三季度", contract="HT-7", **days, **settled)
    swap(ann, bob)
    for person, more in ((ann, "经理:\n同意\n见附件"), (bob, "同意\n见附件\n按 8.2 条")):
        held = one(person, claim.KIND, key)
        known = contracts(person.store.records("contract"))
        person.do(extend(claim_of(held), known[0], person.stamp()))
        edit = sheets.change(claim.SHEET, held, {"reply": more}, person.stamp(), UTC)
        assert edit is not None
        person.do(edit)
    swap(ann, bob)
    for person in (ann, bob):
        (found,) = contracts(person.store.records("contract"))
        assert str(found.span.last) == "2027-01-07", "seven days, not fourteen"
        assert one(person, claim.KIND, key).fields["reply"] == "经理:\n同意\n见附件\n按 8.2 条"
        with pytest.raises(Refused):
            extend(claim_of(one(person, claim.KIND, key)), found, person.stamp())
    assert len(one(ann, "contract", deal).events) == len(one(bob, "contract", deal).events)


def test_two_looks_at_one_source_are_both_in_its_history(ann: Person, bob: Person) -> None:
    key = put(ann, policy.SHEET, title="U8 政策", source="官网", owner="李娜")
    swap(ann, bob)
    for person, seen in ((ann, "没有变化"), (bob, "新时限")):
        person.do(policy.look(one(person, policy.KIND, key), seen, "none", person.stamp(), UTC))
    swap(ann, bob)
    for person in (ann, bob):
        held = one(person, policy.KIND, key)
        told = [each.data["zh"] for each in held.events if each.data.get("what") == policy.CHECKED]
        assert sorted(told) == ["查看:新时限", "查看:没有变化"]
