"""Requests from the catalogue between two desks: both acts stand, kinds travel and are rebuilt."""

from datetime import UTC, date
from pathlib import Path

from sync_makers import NOW, NoClocks, Person, one, open_profile, put, swap

from firstline.domain.health.sheet import new_record, text_of
from firstline.domain.services import catalogue, delivery_acts, request_acts
from firstline.domain.services.catalogue_pack import parse_catalogue
from firstline.domain.services.form import KIND, Cover, Covering
from firstline.domain.services.request import Result, ServiceRequest, State, request_from
from firstline.domain.services.request_acts import Ground, Quoted
from firstline.domain.services.request_flags import flags
from firstline.domain.words import Text
from firstline.store.care import doctor
from firstline.system.resources import read_text

TODAY = date(2026, 11, 24)
ITEM = catalogue.find(
    parse_catalogue(read_text("packs", "catalogue", "value_added_2026.toml"), "x").shipped,
    "consult-day",
)
GROUND = Ground(Covering(Cover.CHARGEABLE, Text("要付费", "chargeable")), (), TODAY)


def held(person: Person, key: str) -> ServiceRequest:
    return request_from(one(person, KIND, key))


def asked(person: Person) -> str:
    edit = request_acts.ask(ITEM, {"purpose": "甲\n乙"}, person.stamp(), UTC, "zh_CN")
    person.do(edit)
    return edit.entity


def quoted(ann: Person, bob: Person) -> str:
    key = asked(ann)
    told = Quoted(100, date(2026, 12, 20))
    ann.do(request_acts.quote(held(ann, key), told, (), ann.stamp(), TODAY))
    swap(ann, bob)
    return key


def codes(person: Person, key: str) -> list[str]:
    return [flag.code for flag in flags(held(person, key), TODAY)]


def test_two_desks_fill_in_one_form_and_no_answer_is_lost(ann: Person, bob: Person) -> None:
    key = asked(ann)
    swap(ann, bob)
    for person, values in (
        (ann, {"a_topic": "月结", "purpose": "甲\n乙\n丙", "vendor": "滨海"}),
        (bob, {"a_people": "赵", "purpose": "零\n甲\n乙", "vendor": "云通"}),
    ):
        edit = request_acts.fill(held(person, key), values, person.stamp(), UTC)
        assert edit is not None
        person.do(edit)
    swap(ann, bob)
    hers, his = one(ann, KIND, key), one(bob, KIND, key)
    assert (hers.fields, hers.events) == (his.fields, his.events)
    assert (text_of(his, "a_topic"), text_of(his, "a_people")) == ("月结", "赵")
    assert text_of(his, "purpose") == "零\n甲\n乙\n丙"
    (clash,) = his.conflicts
    assert {clash.mine, clash.theirs} == {"滨海", "云通"}


def test_approved_on_one_desk_and_withdrawn_on_the_other(ann: Person, bob: Person) -> None:
    key = quoted(ann, bob)
    bob.do(request_acts.approve(held(bob, key), GROUND, bob.stamp()))
    ann.do(request_acts.reject(held(ann, key), "不做了", ann.stamp(), withdrawn=True))
    swap(ann, bob)
    for person in (ann, bob):
        assert held(person, key).state is State.WITHDRAWN
        assert codes(person, key) == ["approved_too"]


def test_a_check_of_each_desk_stands_and_a_failure_wins(ann: Person, bob: Person) -> None:
    key = quoted(ann, bob)
    bob.do(request_acts.approve(held(bob, key), GROUND, bob.stamp()))
    bob.do(delivery_acts.deliver(held(bob, key), TODAY, "报告", bob.stamp()))
    swap(ann, bob)
    for person, passed in ((ann, True), (bob, False)):
        which = delivery_acts.check(held(person, key), "report", "x", person.stamp(), passed=passed)
        person.do(which)
    swap(ann, bob)
    for person in (ann, bob):
        found = held(person, key)
        assert found.criteria[0].result is Result.FAILED
        assert len(found.entries("check")) == 2


def test_both_kinds_travel_and_survive_the_doctor(ann: Person, bob: Person, tmp_path: Path) -> None:
    key = quoted(ann, bob)
    put(ann, catalogue.SHEET, title="标签", criteria="能扫")
    swap(ann, bob)
    assert ann.store.records("catalog_item") == bob.store.records("catalog_item")
    with open_profile(tmp_path / "alone") as alone:
        edit = new_record(catalogue.SHEET, {"title": "标签", "criteria": "能扫"}, ann.stamp(), UTC)
        ask = request_acts.ask(ITEM, {}, ann.stamp(), UTC, "en")
        alone.perform(edit, ask, now=NOW)
        before = {kind: alone.records(kind) for kind in (KIND, "catalog_item")}
        assert all(before.values())
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert {kind: again.records(kind) for kind in before} == before
    assert held(bob, key).quotes[0].fen == 100
