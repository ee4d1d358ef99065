"""What a standstill costs: exact sums, overlaps once, planned ones never, the rate that fits."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from domain_tickets import opened
from health_makers import NOW, made

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import cost_rate, outage, standstill
from firstline.domain.health.cost_rate import SHEET
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.domain.values import replace

HOUR = timedelta(hours=1)


def ticket_of(product: str, priority: Priority, ago: timedelta, **more: Any) -> Ticket:
    """Return a ticket reported so long ago."""
    return replace(opened(product=product), priority=priority, created_at=NOW - ago, **more)


def rate(process: str, yuan: str, **more: str) -> Entity:
    return made(SHEET, 1, process=process, cny_per_hour=yuan, source="财务", **more)


def down(begin: float, end: float | None, **more: str) -> Entity:
    """Return an outage from `begin` to `end` hours ago."""
    told = {"from": (NOW - begin * HOUR).isoformat(), **more}
    if end is not None:
        told["to"] = (NOW - end * HOUR).isoformat()
    return made(outage.SHEET, 1, **{"system": "U8", **told})


def test_95_minutes_at_30000_an_hour_are_47500_yuan() -> None:
    held = {SHEET.kind: [rate("报工", "30000", systems="U8")], "outage": [], "system": []}
    ticket = ticket_of("U8", Priority.P1, timedelta(minutes=95))
    found = standstill.of_ticket(ticket, held.__getitem__, NOW)
    assert found is not None
    assert (str(found.cny), found.running) == ("47500.00", True)
    assert "47,500.00 元(自己估算)" in found.said.zh
    assert "财务" in found.said.zh
    held["outage"] = [
        down(3, 2, ticket=ticket.number), down(2.5, 1.5, ticket=ticket.number),
        down(9, 8, ticket=ticket.number, planned="yes"), down(9, 8, ticket="N99"),
    ]  # fmt: skip
    found = standstill.of_ticket(ticket, held.__getitem__, NOW)
    assert found is not None
    assert (found.seconds, str(found.cny), found.running) == (5400, "45000.00", False)


def test_only_a_stopped_process_with_a_rate_loses() -> None:
    held = {SHEET.kind: [rate("报工", "30000", systems="U8")], "outage": [], "system": []}
    for ticket in (ticket_of("U8", Priority.P3, HOUR), ticket_of("T+", Priority.P1, HOUR)):
        assert standstill.of_ticket(ticket, held.__getitem__, NOW) is None
    told = {"status": Status.CLOSED, "updated_at": NOW - HOUR}
    ended = ticket_of("U8", Priority.P2, 3 * HOUR, **told)
    found = standstill.of_ticket(ended, held.__getitem__, NOW)
    assert found is not None
    assert (str(found.cny), found.running) == ("60000.00", False)


def test_every_process_that_is_hit_has_its_rate_and_the_whole_plant_is_a_stand_in() -> None:
    plain, stock = rate("全厂", "100"), rate("仓库", "50", systems="U8, T+", modules="ST")
    here = rate("一厂仓库", "20.55", systems="U8", modules="ST", sites="一厂")
    held = [plain, stock, here]
    assert sorted(one.id for one in cost_rate.rates_for(held, ("U8",), "ST", "一厂")) == sorted(
        (here.id, stock.id)
    )
    assert cost_rate.rates_for(held, ("U8",), "st", "二厂") == (stock,)
    assert cost_rate.rates_for(held, ("U8",), "GL", "二厂") == (plain,)
    assert cost_rate.rates_for([here], ("U8",), "GL", "一厂") == ()
    assert cost_rate.rates_named(held, "全厂, 仓库") == (stock, plain)
    assert cost_rate.yuan(here) == Decimal("20.55")
    with pytest.raises(BadInput):
        made(SHEET, 1, process="x", cny_per_hour="100")  # nobody says where it comes from


def test_a_period_counts_overlaps_of_one_scope_once_and_no_planned_ones() -> None:
    outages = [
        down(10, 9), down(9.5, 8.5), down(10, 9, scope="仓库"), down(5, 1, planned="yes"),
        down(40, 39, system="WMS"), down(0.5, None),
    ]  # fmt: skip
    rates = [rate("报工", "30000", systems="U8")]
    found = standstill.losses(outages, rates, NOW - 41 * HOUR, NOW + HOUR, NOW)
    assert [(one.system, one.scope, one.seconds, str(one.cny)) for one in found.rows] == [
        ("U8", "", 7200, "60000.00"), ("U8", "仓库", 3600, "30000.00"),
        ("WMS", "", 3600, "None"),
    ]  # fmt: skip
    assert (str(found.whole.cny), found.bare) == ("60000.00", 1)  # the process stood still once
    here = [rate("收发", "3600", systems="WMS", sites="东莞仓")]
    assert cost_rate.rates_for(here, ("WMS",), "", "") == ()
    (lost,) = standstill.losses(outages, here, NOW - 41 * HOUR, NOW - 38 * HOUR, NOW).rows
    assert str(lost.cny) == "3600.00"  # a system that was down was down at each of its sites
    assert [one.code for one in cost_rate.flags(rates[0], NOW.date())] == ["undated"]
    old = rate("旧", "1", as_of="2025-01-01")
    assert [one.code for one in cost_rate.flags(old, NOW.date())] == ["stale"]


def test_a_standstill_that_hits_several_processes_is_added_up_in_whole_fen() -> None:
    rates = [
        rate("报工", "30000", systems="U8"), rate("发货", "0.07", systems="U8, WMS"),
        rate("月结", "500", systems="U8", modules="GL"),
    ]  # fmt: skip
    ticket = ticket_of("U8", Priority.P1, timedelta(minutes=95), module="ST", number="T1")
    held: dict[str, list[Entity]] = {SHEET.kind: rates, "outage": [], "system": []}
    found = standstill.of_ticket(ticket, held.__getitem__, NOW)
    assert found is not None
    assert [(one.process, one.fen) for one in found.costs] == [("报工", 4_750_000), ("发货", 11)]
    assert (found.cny, found.running) == (Decimal("47500.11"), True)
    assert "2 个业务流程合计" in found.said.zh
    held["outage"] = [
        down(3, 2, ticket=ticket.number, processes="报工"),
        down(2.5, 1.5, ticket=ticket.number, system="WMS"),
        down(2.5, 1.5, ticket=ticket.number),
        down(9, 8, ticket=ticket.number, planned="yes"),
    ]  # fmt: skip
    found = standstill.of_ticket(ticket, held.__getitem__, NOW)
    assert found is not None
    lasted = {one.process: one.seconds for one in found.costs}
    assert lasted == {"报工": 5400, "发货": 3600, "月结": 3600}  # each its own union
    other = replace(ticket, id="t2", number="T2")
    told = standstill.of_claim((ticket, other), held.__getitem__, NOW)
    assert list(told) == [ticket.number, "T2", standstill.TOTAL]
    one = standstill.of_claim((ticket,), held.__getitem__, NOW)
    assert list(one) == [ticket.number]


@pytest.mark.parametrize(
    ("seconds", "hour", "fen"),
    [(5700, 3_000_000, 4_750_000), (1, 1800, 1), (1, 1799, 0), (0, 9, 0)],
)
def test_a_loss_is_rounded_half_up_to_the_fen(seconds: int, hour: int, fen: int) -> None:
    one = rate("报工", f"{hour / 100:.2f}")
    found = standstill.added_up([standstill.Hit((0, seconds), (one,))])
    assert [each.fen for each in found.costs] == [fen]
