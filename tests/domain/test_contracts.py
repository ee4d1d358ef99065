"""Contracts, packages and supplements: whose targets hold, what overlaps, what a package covers."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from domain_tickets import show
from health_makers import made
from health_makers import stamp as health_stamp

from firstline.domain.contracts import contract, package, supplement, terms
from firstline.domain.contracts.contract import Stage, contract_of, contracts, stage_of
from firstline.domain.contracts.package import packages
from firstline.domain.contracts.supplement import supplements
from firstline.domain.contracts.targets import parse_targets, read_targets, said_goal
from firstline.domain.contracts.values import Reach
from firstline.domain.desk import Desk, make_desk
from firstline.domain.desk_in_use import DeskInUse
from firstline.domain.edits import edits
from firstline.domain.edits.edits import Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.moves import hand_off
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.ledger.entitlement import Code, Wanted, check
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Leg, Priority, Ticket
from firstline.system.resources import read_text

P1_FIRST = (Priority.P1, Metric.FIRST_RESPONSE)
P1_FIX = (Priority.P1, Metric.RESOLUTION)
CHINA = ZoneInfo("Asia/Shanghai")


def deal(**values: Any) -> Entity:
    held = {"number": "HT-7", "party": "用友", "start": "2026-01-01", "end": "2026-12-31", **values}
    return made(contract.SHEET, **held)


def clause(**values: Any) -> Entity:
    held = {"clause": "3.2", "contract": "HT-7", "text": "P1 半小时内响应", "systems": "U8",
            "targets": "P1 响应 30分", "valid_from": "2026-03-01", **values}  # fmt: skip
    return made(supplement.SHEET, **held)


def desk() -> Desk:
    names = ("sla_seed_2023", "ola_sample", "calendar_cn_2026")
    found, notes = make_desk([(name, read_text("packs", f"{name}.toml")) for name in names])
    assert not notes
    return found


def promised(*records: Entity) -> Desk:
    by_kind = {kind: [one for one in records if one.kind == kind] for kind in ("contract",
               "supplement")}  # fmt: skip
    used = DeskInUse(desk())
    used.heed(by_kind.__getitem__)
    return used.desk


def handed(at: datetime, **values: object) -> Ticket:
    given = {"title": "停", "site": "总部", "product": "U8", "priority": "P1", **values}
    ticket = show(None, edits.open_ticket(Stamp("e0", at), "t1", given))  # type: ignore[arg-type]
    return show(ticket, hand_off(ticket, Stamp("e9", at), at=at, received_at=at))


def first_due(found: Desk, at: datetime, **values: object) -> timedelta:
    """Return how long after `at` the vendor's first response to a P1 is due."""
    ticket = handed(at, **values)
    for clock in found.clocks(ticket, at, trace=False):
        if clock.leg is Leg.VENDOR and clock.metric is Metric.FIRST_RESPONSE:
            assert clock.due is not None
            return datetime.fromtimestamp(clock.due, UTC) - at
    raise AssertionError


def test_targets_are_read_in_both_languages_and_a_bad_line_is_named() -> None:
    text = "P1 响应 30分 恢复 2小时\nP2: respond 1h, resolve 6bh\nP4 响应 2工作日"
    found = parse_targets(text)
    said = {f"{priority} {metric}": said_goal(goal).zh for (priority, metric), goal in
            found.items()}  # fmt: skip
    assert said == {
        "P1 first_response": "30 分", "P1 resolution": "2 小时", "P2 first_response": "1 小时",
        "P2 resolution": "6 小时(工作时间)", "P4 first_response": "2 个工作日",
    }  # fmt: skip
    for bad in ("P5 响应 1分", "P1", "P1 响应 30", "P1 响应 0分", "P1 响应 30分 大概"):
        with pytest.raises(BadInput) as told:
            parse_targets(f"P2 响应 1小时\n{bad}")
        assert "2" in told.value.sentence.zh
    with pytest.raises(BadInput):
        parse_targets("P1 响应 30分\nP1 响应 40分")
    goals, twice = read_targets("P1 响应 30分\nP1 响应 40分\nP2 响应 1小时\n坏行")
    assert set(goals) == {(Priority.P2, Metric.FIRST_RESPONSE)}
    assert twice == {P1_FIRST}, "two lines that two desks wrote of one priority are nobody's pick"


def test_a_system_is_a_product_or_that_of_one_site() -> None:
    everywhere, product, one = Reach(), Reach(("U8",)), Reach(("U8 总部",))
    assert everywhere.takes("", "")
    assert product.takes("u8", "一厂")
    assert not product.takes("U8C", "")
    assert one.takes("U8", "总部")
    assert not one.takes("U8", "一厂")
    assert one.meets(product)
    assert not one.meets(Reach(("U8 一厂",)))
    assert not Reach(("U8",), ("总部",)).meets(Reach(("U8",), ("一厂",)))


def test_overlapping_supplements_are_refused_with_both_named() -> None:
    held = clause()
    records = {"contract": [deal()], "supplement": [held]}
    add = partial(sheets.new_record, supplement.SHEET, zone=UTC, read=records.__getitem__)
    other = {"clause": "5.1", "contract": "HT-7", "text": "夜间", "valid_from": "2026-06-01"}
    for more in (
        {"targets": "P1 响应 20分"},
        {"targets": "P1 响应 20分", "systems": "U8 总部"},
        {"targets": "P1 响应 20分 恢复 1小时", "sites": "一厂"},
    ):
        with pytest.raises(Refused) as told:
            add({**other, **more}, stamp=health_stamp())
        assert "HT-7 5.1" in told.value.sentence.zh
        assert "HT-7 3.2" in told.value.sentence.zh
        assert "HT-7 3.2" in told.value.sentence.en
    for apart in (
        {"targets": "P1 恢复 2小时"},
        {"targets": "P2 响应 20分"},
        {"targets": "P1 响应 20分", "systems": "NC"},
        {"targets": "P1 响应 20分", "valid_from": "2025-01-01", "valid_to": "2026-02-28"},
    ):
        assert add({**other, **apart}, stamp=health_stamp())
    # the same clause may be changed: it does not clash with itself
    change = partial(sheets.change, supplement.SHEET, held, stamp=health_stamp(), zone=UTC)
    assert change({"targets": "P1 响应 25分"}, read=records.__getitem__)


def test_contract_comes_before_supplement_and_that_before_the_default() -> None:
    at = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    assert first_due(desk(), at) == timedelta(minutes=60)
    assert first_due(promised(deal(), clause()), at) == timedelta(minutes=30)
    strict = deal(targets="P1 响应 45分")
    both = promised(strict, clause(targets="P1 响应 30分 恢复 2小时"))
    assert first_due(both, at) == timedelta(minutes=45), "contract > supplement (S60)"
    base = next(one for one in both.agreements if one.leg is Leg.VENDOR)
    told = {one.key: one for one in terms.explained(both.terms, base, "U8", "总部",
                                                    date(2026, 11, 2))}  # fmt: skip
    assert told[P1_FIRST].rank is terms.Rank.CONTRACT
    assert told[P1_FIX].rank is terms.Rank.SUPPLEMENT
    assert told[Priority.P2, Metric.RESOLUTION].rank is terms.Rank.DEFAULT
    assert "补充协议" in told[P1_FIRST].why.zh
    assert "写 30 分,次序在后" in told[P1_FIRST].why.zh


def test_a_clash_of_two_desks_is_shown_and_never_picked() -> None:
    """Both were made offline, so that neither was refused: the next level holds meanwhile."""
    one, other = clause(), clause(clause="5.1", targets="P1 响应 20分")
    found = promised(deal(), one, other)
    at = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    assert first_due(found, at) == timedelta(minutes=60)
    known = contracts([deal()])
    both = supplements([one, other], known)
    for each in both:
        stops = [flag for flag in supplement.flags(each, both, known) if flag.stops]
        assert [flag.code for flag in stops] == ["overlap"]
    base = next(one for one in found.agreements if one.leg is Leg.VENDOR)
    told = terms.explained(found.terms, base, "U8", "", date(2026, 11, 2))
    (first,) = [one for one in told if one.key == P1_FIRST]
    assert len(first.clash) == 2
    assert "重叠" in first.why.zh
    assert first_due(found, at, site="一厂") == timedelta(minutes=60)


def test_an_old_ticket_keeps_its_targets_and_days_bound_a_clause() -> None:
    last = clause(valid_to="2026-06-30")
    found = promised(deal(), last)
    before = datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)  # the last second of that day in China
    inside = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
    end = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
    assert first_due(found, before) == timedelta(minutes=60)
    assert first_due(found, inside) == timedelta(minutes=30)
    assert first_due(found, end) == timedelta(minutes=30)
    assert first_due(found, end + timedelta(seconds=1)) == timedelta(minutes=60)
    assert found.fingerprint != desk().fingerprint
    same = promised(deal(note="别的"), clause(valid_to="2026-06-30", note="备注"))
    assert same.fingerprint == found.fingerprint, "a note computes no clock anew"


def test_why_a_deadline_is_names_the_clause_and_the_order() -> None:
    at = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    found, ticket = promised(deal(), clause()), handed(at)
    (clock,) = [
        one for one in found.clocks(ticket, at)
        if one.leg is Leg.VENDOR and one.metric is Metric.FIRST_RESPONSE
    ]  # fmt: skip
    why = found.why(ticket, clock, at)
    assert why is not None
    for word in ("补充协议", "HT-7 3.2", "合同 > 补充协议 > 默认服务级别"):
        assert word in why.provenance.zh


def test_a_supplement_ends_with_its_contract() -> None:
    found = promised(deal(end="2026-05-31"), clause())
    assert first_due(found, datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC)) == timedelta(minutes=30)
    assert first_due(found, datetime(2026, 5, 31, 16, 0, tzinfo=UTC)) == timedelta(minutes=60)


def wanted(service: str, at: datetime, product: str = "U8", site: str = "") -> Wanted:
    return Wanted(service, at, product, site=site)


def test_a_package_covers_to_the_last_second_of_its_last_day_and_says_why() -> None:
    known = contracts([deal()])
    gold = made(
        package.SHEET,
        title="金牌服务",
        code="GOLD-26",
        contract="HT-7",
        contents="onsite、专家驻场",
        systems="U8 总部",
        rank="1",
        channel="400 专线",
    )
    held = packages([gold], known)
    last = datetime(2026, 12, 31, 23, 59, 59, tzinfo=CHINA)
    yes = check((), wanted("onsite", last, site="总部"), CHINA, held)
    assert yes.covered
    said = yes.by.words.zh if yes.by else ""
    for word in ("金牌服务", "GOLD-26", "HT-7", "排队名次 1", "400 专线", "2026-12-31"):
        assert word in said
    late = check((), wanted("onsite", last + timedelta(seconds=1)), CHINA, held)
    assert (late.covered, late.grounds[0].code) == (False, Code.OVER)
    other = check((), wanted("onsite", last, site="一厂"), CHINA, held)
    assert other.grounds[0].code is Code.OTHER_PRODUCT
    early = datetime(2025, 12, 31, 23, 59, 59, tzinfo=CHINA)
    assert check((), wanted("onsite", early), CHINA, held).grounds[0].code is Code.NOT_YET
    assert check((), wanted("remote", last), CHINA, held).grounds[0].code is Code.NO_LEDGER


def test_a_custom_service_of_a_strategic_partner_resolves() -> None:
    known = contracts([deal(sort="strategic")])
    own = made(package.SHEET, title="专属", contract="HT-7", contents="产线专家驻场")
    at = datetime(2026, 11, 2, tzinfo=UTC)
    found = check((), wanted("产线专家驻场", at), CHINA, packages([own], known))
    assert found.covered
    assert "战略合作伙伴" in (found.by.words.zh if found.by else "")


def test_money_is_whole_fen_with_tax_and_stages_follow_the_days() -> None:
    one = contract_of(deal(price="60,000.10", tax="6", notice="2026-10-02"))
    assert (one.price, one.gross) == (6_000_010, 6_360_011)
    for bad in ("60000.123", "六万", "-1", "1e5"):
        with pytest.raises(BadInput):
            deal(price=bad)
    days = {
        "2025-12-31": Stage.AHEAD, "2026-01-01": Stage.IN_FORCE, "2026-07-03": Stage.IN_FORCE,
        "2026-07-04": Stage.NOTICE, "2026-10-02": Stage.NOTICE, "2026-10-03": Stage.ENDING,
        "2026-12-31": Stage.ENDING, "2027-01-01": Stage.ENDED,
    }  # fmt: skip
    found = {day: stage_of(one, date.fromisoformat(day)) for day in days}
    assert found == days
    for wrong in ({"end": "2025-12-31"}, {"notice": "2027-01-01"}, {"sha256": "x"},
                  {"choice": "drop"}):  # fmt: skip
        with pytest.raises(BadInput):
            deal(**wrong)
