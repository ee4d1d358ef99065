"""The service catalogue: request, quote, approval, delivery, acceptance, and its budget line."""

from datetime import timedelta

import pytest
from ledger_makers import ZONE
from service_makers import FORM, MONEY, TODAY, World, answers, person, shipped, world

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Problem, Refused
from firstline.domain.instants import epoch
from firstline.domain.ledger.acts import Booking, book, describe
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import What, ledgers
from firstline.domain.ledger.sums import standing
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.sources import all_reminders
from firstline.domain.services import delivery_acts, request_acts
from firstline.domain.services.form import Cover, covering
from firstline.domain.services.request import Result, State, request_from
from firstline.domain.services.request_acts import Ground
from firstline.domain.services.request_flags import flags as looks
from firstline.domain.services.request_money import lacks, money_flags, payer

ANN, LEAD, CHIEF = "甲", "李总", "王总"
FEN = 4_200_000


def codes(one: object) -> list[str]:
    return [each.code for each in looks(one, TODAY)]  # type: ignore[arg-type]


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


def test_who_wrote_it_down_for_another_does_not_approve_it() -> None:
    desk, clerk = world(), person("秘书")
    item = shipped("consult-day")
    given = {**FORM, **answers(item)}
    ask = request_acts.ask(item, given, clerk.stamp(), ZONE, "zh_CN", requester=ANN)
    key = desk.do(ask)
    desk.quote(key, person("采购"), FEN)
    for name in (ANN, "秘书"):
        with pytest.raises(Refused):
            desk.approve(key, person(name))
    assert desk.approve(key, person(LEAD)).state is State.APPROVED


def test_a_form_that_changes_after_its_quote_is_seen_but_our_budget_line_is_ours() -> None:
    desk, ann = world(), person(ANN)
    key = desk.ask(ann)
    desk.quote(key, ann, FEN)
    for name, seen in (("budget", []), ("purpose", ["form_changed"])):
        edit = request_acts.fill(desk.request(key), {name: MONEY}, ann.stamp(), ZONE)
        assert edit is not None
        assert codes(desk.act(edit, ann)) == seen


@pytest.mark.parametrize(("days", "fine"), [(0, True), (-1, False)])
def test_an_expired_quote_cannot_be_approved(days: int, fine: bool) -> None:
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
    assert "还剩 3 天,这次需要 2 天" in cover.why.zh
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


def test_what_is_covered_and_quoted_all_the_same_needs_a_budget_line() -> None:
    desk, ann, lead = world(), person(ANN), person(LEAD)
    key = desk.ask(ann, "feature-review", budget="")
    desk.quote(key, ann, 5_000)
    one = desk.request(key)
    assert payer(one, desk.means).cover is Cover.CHARGEABLE
    assert [each.zh for each in lacks(one, desk.means)] == ["预算(预留或台账)"]
    ground = Ground(payer(one, desk.means), lacks(one, desk.means), TODAY)
    with pytest.raises(Refused):
        request_acts.approve(one, ground, lead.stamp())
    loose = Ground(ground.cover, (), TODAY)  # planted: as another program might let it pass
    desk.do(request_acts.approve(one, loose, lead.stamp()))
    assert [each.code for each in money_flags(desk.request(key), desk.means)] == ["no_budget"]


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


def quoted() -> tuple[World, str]:
    desk, ann = world(), person(ANN)
    key = desk.ask(ann)
    desk.quote(key, ann, FEN)
    return desk, key


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
