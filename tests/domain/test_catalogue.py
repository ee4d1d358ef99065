"""The service catalogue: shipped entries, the site's own, forms that protect data, prices."""

from datetime import timedelta

import pytest
from ledger_makers import ZONE
from service_makers import TODAY, catalogue, person, shipped

from firstline.domain.contracts.price import Price
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health.sheet import new_record
from firstline.domain.services import catalogue as catalogues
from firstline.domain.services.catalogue import FAMILIES, SHEET, flags, item_from_json, item_json
from firstline.domain.services.catalogue_pack import joined, parse_catalogue

ANN = "甲"


def test_the_shipped_catalogue_has_four_families_with_forms_criteria_and_dates() -> None:
    found = catalogue()
    assert {one.family for one in found.shipped} == set(FAMILIES)
    for one in found.shipped:
        assert one.criteria
        assert one.questions
        assert one.lead_days
        assert one.as_of
        assert all(each.zh and each.en for each in (one.title, one.about, one.source))
        assert item_from_json(item_json(one)) == one
    assert {one.paid for one in found.shipped} == {True, False}
    asked = {one.id for one in found.protection}
    assert asked >= {"data", "place", "personal", "retention", "model_use", "processors", "exit"}


def test_an_entry_of_ai_always_asks_how_data_is_protected() -> None:
    found = catalogue()
    for one in found.shipped:
        held = {each.id for each in one.questions if each.protects and each.must}
        assert (held >= {each.id for each in found.protection}) is (one.family == "ai")
    text = """schema = "firstline.catalogue/1"
id = "site"
as_of = "2026-01-01"
source_zh = "自己"
source_en = "own"
[[item]]
id = "ai-integration"
family = "ai"
paid = "paid"
about_zh = "x"
about_en = "x"
[[item.criterion]]
id = "c"
"""
    whole = joined((found, parse_catalogue(text, "site.toml")))
    (mine,) = [one for one in whole.shipped if one.code == "ai-integration"]
    assert len(mine.questions) == len(found.protection), "a pack of the site takes none of them off"
    with pytest.raises(BadInput):
        parse_catalogue(text.replace('[[item.criterion]]\nid = "c"', ""), "site.toml")


def own(**values: str) -> Entity:
    given = {"title": "打印机驱动", "criteria": "能打印\n有回退", "source": "报价单", **values}
    made = rebase_entity(None, [new_record(SHEET, given, person(ANN).stamp(), ZONE)])
    assert made is not None
    return made


def test_the_sites_own_entry_joins_the_catalogue_or_replaces_a_shipped_one() -> None:
    whole = catalogue()
    more = whole.items([own(questions="型号\n* 地点")])
    assert len(more) == len(whole.shipped) + 1
    mine = catalogues.find(more, "打印机驱动")
    assert [(one.words.zh, one.must) for one in mine.questions] == [("型号", False), ("地点", True)]
    assert [one.words.zh for one in mine.criteria] == ["能打印", "有回退"]
    same = whole.items([own(code="AI-Integration", family="ai", lead_days="5")])
    assert len(same) == len(whole.shipped)
    assert catalogues.find(same, "ai-integration").lead_days == 5
    assert catalogues.find(same, "ai-integration").protects
    with pytest.raises(BadInput):
        own(criteria=" ")
    with pytest.raises(BadInput):
        own(service="onsite")
    with pytest.raises(Refused):
        catalogues.find(same, "没有")


def test_the_price_reference_is_the_sites_own_price_list() -> None:
    item, entity = shipped("consult-day"), own()
    day = Price(entity, "咨询一天", False, "consulting", {}, 520_000, TODAY, "报价单")
    assert [one.code for one in flags(item, [], TODAY)] == ["no_price"]
    assert flags(item, [day], TODAY) == ()
    old = flags(item, [day], TODAY + timedelta(days=400))
    assert [one.code for one in old] == ["stale"]
