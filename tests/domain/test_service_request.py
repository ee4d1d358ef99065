"""The service catalogue: request, quote, approval, delivery, acceptance, and its budget line."""

import copy
from datetime import timedelta
from itertools import permutations

import pytest
from ledger_makers import ZONE
from service_makers import TODAY, World, catalogue, person, shipped, world

from firstline.domain.contracts.price import Price
from firstline.domain.edit import Edit
from firstline.domain.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Problem, Refused
from firstline.domain.health.sheet import new_record
from firstline.domain.instants import epoch
from firstline.domain.ledger.acts import Booking, book, describe
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledgers
from firstline.domain.ledger.sums import standing
from firstline.domain.reminding.sources import Given, all_reminders
from firstline.domain.services import catalogue as catalogues
from firstline.domain.services import delivery_acts, request_acts
from firstline.domain.services.catalogue import FAMILIES, SHEET, flags, item_from_json, item_json
from firstline.domain.services.catalogue_pack import joined, parse_catalogue
from firstline.domain.services.form import Cover, covering
from firstline.domain.services.request import Result, State, request_from
from firstline.domain.services.request_flags import flags as looks
from firstline.domain.services.request_money import money_flags, repairs

ANN, LEAD, CHIEF = "甲", "李总", "王总"
FEN = 4_200_000


def codes(one: object) -> list[str]:
    return [each.code for each in looks(one, TODAY)]  # type: ignore[arg-type]


# --- the catalogue ---


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


# --- the whole way ---


def test_from_request_to_acceptance_the_cost_lands_in_the_budget_line() -> None:
    desk, ann, lead = world(), person(ANN), person(LEAD)
    assert desk.budget() == (0, 0, 24_000_000)
    key = desk.ask(ann)
    assert desk.request(key).state is State.ASKED
    desk.act(request_acts.send(desk.request(key), (), "邮件", ann.stamp(), TODAY), ann)
    assert desk.request(key).state is State.SENT
    assert desk.quote(key, ann, FEN).state is State.QUOTED
    assert desk.budget() == (0, 0, 24_000_000), "a quote commits nothing"
    due = TODAY + timedelta(days=40)
    assert desk.approve(key, lead, due).state is State.APPROVED
    assert desk.budget() == (FEN, 0, 24_000_000 - FEN)
    assert desk.deliver(key, ann).state is State.DELIVERED
    for one in desk.request(key).criteria:
        desk.check(key, ann, one.criterion.id)
    edit = delivery_acts.accept(desk.request(key), 4_050_050, {"invoice": "FP-1"}, ann.stamp())
    found = desk.act(edit, ann)
    assert found.state is State.ACCEPTED
    assert desk.budget() == (0, 4_050_050, 24_000_000 - 4_050_050)
    assert found.paid.variance == 4_050_050 - FEN
    assert codes(found) == []
    assert money_flags(found, desk.means) == ()
    with pytest.raises(Refused):
        request_acts.reject(found, "x", ann.stamp(), withdrawn=True)


def test_what_the_form_lacks_is_listed_and_holds_up_the_quote() -> None:
    desk, ann, lead = world(), person(ANN), person(LEAD)
    key = desk.ask(ann, a_place="", a_personal="unknown", mode="onsite", purpose="", budget="没有")
    lacks = desk.lacks(key)
    assert lacks[:3] == ["目的与范围", "为什么必须现场", "金额台账“没有”"]
    assert lacks[3:] == ["是否含个人信息(《个人信息保护法》)?",
                         "在哪里处理和存放(城市、机房或云、部署方式)?"]  # fmt: skip
    with pytest.raises(Refused) as told:
        desk.quote(key, ann, FEN)
    assert "在哪里处理" in told.value.sentence.zh
    with pytest.raises(Refused):
        desk.approve(key, lead)
    one = desk.request(key)
    fixed = {"a_place": "本厂机房", "a_personal": "no", "mode": "remote", "purpose": "x",
             "budget": "总部上云"}  # fmt: skip
    edit = request_acts.fill(one, fixed, ann.stamp(), ZONE)
    assert edit is not None
    desk.act(edit, ann)
    assert desk.lacks(key) == []
    assert desk.quote(key, ann, FEN).state is State.QUOTED


def test_nobody_approves_what_they_asked_for_or_quoted() -> None:
    desk, ann = world(), person(ANN)
    key = desk.ask(ann)
    with pytest.raises(Refused) as none:
        desk.approve(key, person(LEAD))
    assert "没有报价" in none.value.sentence.zh
    desk.quote(key, person("采购"), FEN)
    for name in (ANN, f" {ANN} ", "采购"):
        with pytest.raises(Refused):
            desk.approve(key, person(name))
    assert desk.budget()[0] == 0
    assert desk.approve(key, person(LEAD)).paid.approver == LEAD


@pytest.mark.parametrize(("days", "fine"), [(0, True), (-1, False)])
def test_an_expired_quote_cannot_be_approved(days: int, fine: bool) -> None:  # noqa: FBT001
    desk, ann, lead = world(), person(ANN), person(LEAD)
    key = desk.ask(ann)
    desk.quote(key, ann, FEN, 10)
    day = TODAY + timedelta(days=10 - days)
    ground = desk.ground(key, day)
    if fine:
        assert desk.act(
            request_acts.approve(desk.request(key), ground, lead.stamp()), lead
        ).approval
        return
    with pytest.raises(Refused) as told:
        request_acts.approve(desk.request(key), ground, lead.stamp())
    assert "过期" in told.value.sentence.zh
    assert [one.code for one in looks(desk.request(key), day)] == ["quote_expired"]
    early = request_acts.approve(desk.request(key), desk.ground(key), lead.stamp())
    (event,) = early.events
    planted = type(event)(event.id, event.kind, event.at, actor=event.actor,
                          data={**event.data, "on": day.isoformat()})  # fmt: skip
    desk.do(Edit(early.id, key, "entry", early.made_at, LEAD, early.kind, (), (planted,)))
    found = desk.request(key)
    assert (found.state, codes(found)) == (State.QUOTED, ["approved_late"])
    with pytest.raises(BadInput):
        desk.quote(key, ann, FEN, -1)


def test_an_entitlement_is_looked_at_first_and_used_instead_of_money() -> None:
    desk, ann, lead = world(), person(ANN), person(LEAD)
    desk.do(describe(None, "咨询日", {"unit": "day", "covers": "consulting"}, ann.stamp()))
    quota = next(one for one in ledgers(desk.of(LEDGER)) if one.name == "咨询日")
    desk.do(book(quota, "咨询日", "", Booking(What.GRANT, "3"), ann.stamp()))

    def left() -> tuple[int, int]:
        held = next(one for one in ledgers(desk.of(LEDGER)) if one.name == "咨询日")
        found = standing(held, TODAY, ZONE)
        return found.reserved // 10**6, found.consumed // 10**6

    key = desk.ask(ann, "consult-day", amount="2", budget="")
    one = desk.request(key)
    cover = covering(one.entity, one.item, desk.means)
    assert cover.cover is Cover.COVERED
    assert "还剩 3 day,这次需要 2 day" in cover.why.zh
    assert desk.lacks(key) == [], "what is covered needs no budget line"
    assert desk.approve(key, lead).state is State.APPROVED
    assert left() == (2, 0)
    much = desk.ask(ann, "consult-day", amount="2", budget="")
    asked = desk.request(much)
    assert covering(asked.entity, asked.item, desk.means).cover is Cover.CHARGEABLE
    assert desk.lacks(much) == ["预算(预留或台账)"]
    desk.deliver(key, ann)
    for each in desk.request(key).criteria:
        desk.check(key, ann, each.criterion.id)
    done = desk.act(delivery_acts.accept(desk.request(key), None, {}, ann.stamp()), ann)
    assert (done.state, left()) == (State.ACCEPTED, (0, 2))
    assert money_flags(done, desk.means) == ()
    assert desk.budget() == (0, 0, 24_000_000)
    free = desk.ask(ann, "feature-review", budget="")
    one = desk.request(free)
    assert covering(one.entity, one.item, desk.means).cover is Cover.FREE
    desk.approve(free, lead)
    gone = request_acts.reject(desk.request(free), "改期", ann.stamp(), withdrawn=True)
    assert desk.act(gone, ann).state is State.WITHDRAWN


def test_a_late_delivery_is_flagged_against_the_lead_time_or_the_day_agreed() -> None:
    desk, ann = world(), person(ANN)
    key = desk.ask(ann)
    desk.quote(key, ann, FEN)
    with pytest.raises(Refused):
        desk.deliver(key, ann)
    desk.approve(key, person(LEAD), TODAY + timedelta(days=3))
    assert codes(desk.request(key)) == []
    after = [one.code for one in looks(desk.request(key), TODAY + timedelta(days=4))]
    assert after == ["late"]
    agreed = TODAY + timedelta(days=5)
    desk.act(delivery_acts.order(desk.request(key), agreed, ann.stamp()), ann)
    assert desk.request(key).due == agreed
    assert codes(desk.request(key)) == ["agreed_late"]
    found = desk.deliver(key, ann, TODAY + timedelta(days=6))
    assert codes(found) == ["late", "agreed_late"]


def test_nothing_is_accepted_while_a_criterion_fails_unless_it_is_waived_by_name() -> None:
    desk, ann = world(), person(ANN)
    key = desk.ask(ann)
    desk.quote(key, ann, FEN)
    desk.approve(key, person(LEAD))
    with pytest.raises(Refused):
        desk.check(key, ann, "accuracy")
    desk.deliver(key, ann)
    for one in ("accuracy", "data_flow", "off_switch"):
        desk.check(key, ann, one)
    desk.check(key, ann, "4", passed=False)
    with pytest.raises(Refused) as told:
        delivery_acts.accept(desk.request(key), FEN, {}, ann.stamp())
    assert "测试数据已删除" in told.value.sentence.zh
    assert codes(desk.request(key)) == ["failed"]
    for by, why in (("", "缓办"), ("许静", " ")):
        with pytest.raises(BadInput):
            delivery_acts.waive(desk.request(key), "deleted", by, why, ann.stamp())
    with pytest.raises(BadInput):
        desk.check(key, ann, "没有这条")
    waived = delivery_acts.waive(desk.request(key), "deleted", "许静", "下周补证明", ann.stamp())
    desk.act(waived, ann)
    held = desk.request(key).criteria[3]
    assert (held.result, held.by) == (Result.WAIVED, "许静")
    with pytest.raises(BadInput):
        delivery_acts.accept(desk.request(key), None, {}, ann.stamp())
    done = desk.act(delivery_acts.accept(desk.request(key), FEN, {}, ann.stamp()), ann)
    assert done.state is State.ACCEPTED


# --- two desks, offline ---


def quoted() -> tuple[World, str]:
    desk, ann = world(), person(ANN)
    key = desk.ask(ann)
    desk.quote(key, ann, FEN)
    return desk, key


def apart(one: World) -> tuple[World, World]:
    return copy.deepcopy(one), copy.deepcopy(one)


def test_approved_here_and_withdrawn_there_both_stand_and_the_ledger_is_put_right() -> None:
    desk, key = quoted()
    here, there = apart(desk)
    yes, no = person(LEAD), person(ANN)
    ground = here.ground(key)
    ok = request_acts.approve(here.request(key), ground, yes.stamp())
    here.act(ok, yes)
    gone = request_acts.reject(there.request(key), "不做了", no.stamp(), withdrawn=True)
    there.act(gone, no)
    assert there.budget()[0] == 0
    for first, second in permutations((ok, gone)):
        both = copy.deepcopy(desk)
        both.do(first, second)
        found = both.request(key)
        assert found.state is State.WITHDRAWN
        assert codes(found) == ["approved_too"]
        assert {one.data["what"] for one in found.entries("approve", "reject")} == {
            "approve", "reject",
        }  # fmt: skip
    here.do(gone)  # arrives by sync, where the commitment was booked
    found = here.request(key)
    assert here.budget()[0] == FEN
    assert [one.code for one in money_flags(found, here.means)] == ["ledger_differs"]
    others = copy.deepcopy(here)
    fixes = [repairs(one.request(key), one.means, person(name).stamp)
             for one, name in ((here, "甲二"), (others, "乙二"))]  # fmt: skip
    for each in fixes:  # both put it right: it counts once
        here.do(*each)
    assert here.budget() == (0, 0, 24_000_000)
    assert money_flags(here.request(key), here.means) == ()


def test_approved_on_two_desks_it_is_committed_once_and_both_names_show() -> None:
    desk, key = quoted()
    here, there = apart(desk)
    edits = []
    for one, name in ((here, LEAD), (there, CHIEF)):
        before = set(map(id, one.records.values()))
        one.approve(key, person(name))
        assert before
        edits.append(one)
    merged = copy.deepcopy(here)
    for kind, entity in list(there.records):
        mine, theirs = merged.records[kind, entity], there.records[kind, entity]
        more = tuple(event for event in theirs.events if event not in mine.events)
        if more:
            merged.do(Edit(f"m{entity}", entity, "entry", desk.now, "", kind, (), more))
    found = merged.request(key)
    assert found.state is State.APPROVED
    assert codes(found) == ["approved_twice"]
    assert merged.budget()[0] == FEN


def test_two_answers_merge_and_a_form_that_changed_after_approval_is_seen() -> None:
    desk, key = quoted()
    here, there = apart(desk)
    ok = request_acts.approve(here.request(key), here.ground(key), person(LEAD).stamp())
    edit = request_acts.fill(there.request(key), {"a_place": "云上"}, person(ANN).stamp(), ZONE)
    assert edit is not None
    for order in permutations((ok, edit)):
        both = copy.deepcopy(desk)
        both.do(*order)
        found = both.request(key)
        assert (found.state, codes(found)) == (State.APPROVED, ["form_changed"])
    here.do(ok)
    with pytest.raises(Refused):
        request_acts.fill(here.request(key), {"a_place": "x"}, person(ANN).stamp(), ZONE)


def test_a_failure_stands_until_somebody_who_knew_of_it_says_otherwise() -> None:
    desk, key = quoted()
    ann, bob = person(ANN), person("乙")
    desk.approve(key, person(LEAD))
    one = desk.deliver(key, ann)
    good = delivery_acts.check(one, "accuracy", "x", ann.stamp(), passed=True)
    bad = delivery_acts.check(one, "accuracy", "错 9 张", bob.stamp(), passed=False)
    for order in permutations((good, bad)):
        both = copy.deepcopy(desk)
        both.do(*order)
        assert both.request(key).criteria[0].result is Result.FAILED
    desk.do(bad)
    again = desk.check(key, bob, "accuracy")
    assert again.criteria[0].result is Result.PASSED


def test_accepted_here_and_failed_there_is_no_acceptance() -> None:
    desk, key = quoted()
    ann, bob = person(ANN), person("乙")
    desk.approve(key, person(LEAD))
    desk.deliver(key, ann)
    for each in desk.request(key).criteria:
        desk.check(key, ann, each.criterion.id)
    bad = delivery_acts.check(desk.request(key), "accuracy", "x", bob.stamp(), passed=False)
    desk.act(delivery_acts.accept(desk.request(key), FEN, {}, ann.stamp()), ann)
    desk.do(bad)
    found = desk.request(key)
    assert (found.state, codes(found)) == (State.DELIVERED, ["accepted_failing"])
    desk.check(key, bob, "accuracy")
    assert desk.request(key).state is State.ACCEPTED


def test_a_higher_quote_needs_approval_again() -> None:
    desk, key = quoted()
    desk.approve(key, person(LEAD))
    assert desk.quote(key, person(ANN), FEN + 100).state is State.QUOTED
    assert desk.approve(key, person(LEAD)).state is State.APPROVED
    assert desk.budget()[0] == FEN + 100
    gone = request_acts.reject(desk.request(key), "太贵", person(CHIEF).stamp())
    assert desk.act(gone, person(CHIEF)).state is State.REJECTED
    assert desk.budget()[0] == 0


# --- reminders ---


def test_the_bell_tells_of_quotes_that_expire_and_deliveries_that_are_due() -> None:
    desk, key = quoted()

    def told() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in all_reminders(Given(desk.of, desk.now, ZONE)):
            assert (one.section, one.record) == ("contracts", key)
            assert one.series.startswith("service_request:")
            found.setdefault(one.series.split(":")[2], []).append(one.mark)
        return found

    assert told() == {"quote": ["7", "3", "0"]}
    due = TODAY + timedelta(days=20)
    desk.approve(key, person(LEAD), due)
    assert told() == {"delivery": ["3", "-1"]}
    late = all_reminders(Given(desk.of, desk.now, ZONE))[-1]
    assert late.at > epoch(desk.now) + 20 * 86_400
    desk.deliver(key, person(ANN))
    assert told() == {}


def test_a_request_that_cannot_be_read_whole_is_still_shown() -> None:
    bare = Entity("service_request", "x", {"number": "SR-1", "title": "咨询", "frozen": "{"})
    assert request_from(bare).item.title.zh == "咨询"
    with pytest.raises(Problem):
        request_acts.ask(shipped("consult-day"), {}, person("").stamp(), ZONE, "zh_CN")
