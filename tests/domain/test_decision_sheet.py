"""Decision sheet and budget reserve: exact figures, and no advice where nothing is known."""

from collections.abc import Mapping
from datetime import UTC, date
from fractions import Fraction
from typing import Any

import pytest
from health_makers import made
from ledger_makers import Desk, after

from firstline.domain.contracts import budget, contract, package, price
from firstline.domain.contracts.budget import Budget, budget_of
from firstline.domain.contracts.choices import compare
from firstline.domain.contracts.contract import contracts
from firstline.domain.contracts.decision import Sheet, decide, said_fraction
from firstline.domain.contracts.demand import Demand, Use, uses_of, window
from firstline.domain.contracts.package import packages
from firstline.domain.contracts.price import Price, prices
from firstline.domain.errors import BadInput
from firstline.domain.ledger import acts
from firstline.domain.ledger.book import Ledger, ledger_from

TODAY = date(2026, 11, 24)
FIRST, LAST = window(TODAY)


def listed(**packages_: str) -> list[Price]:
    visit = made(price.SHEET, title="现场一次", what="service", service="onsite", price="8000",
                 as_of="2026-01-01", source="报价单")  # fmt: skip
    bought = [made(price.SHEET, title=name, what="package", contents=contents, price=fen,
                   as_of="2026-01-01", source="报价单")
              for name, (contents, fen) in
              {name: value.split("@") for name, value in packages_.items()}.items()]  # fmt: skip
    return prices([visit, *bought])


def visits(many: int, **more: Any) -> Demand:
    uses = tuple(Use("onsite", LAST, f"T{n}", 800_000) for n in range(many))
    return Demand(FIRST, LAST, uses, **more)


def test_six_visits_against_gold_break_even_at_seven_and_a_half() -> None:
    found = decide(visits(6), listed(金牌="onsite@60000"))
    alone, gold = found.options
    assert (alone.cost, gold.cost) == (4_800_000, 6_000_000)
    (piece,) = gold.pieces
    assert piece.even == Fraction(15, 2)
    assert said_fraction(piece.even) == "7.5"
    assert (gold.tickets, piece.covered, piece.paid) == (6, 6, 0)
    assert found.best is alone
    assert "7.5" in found.why[0].zh
    assert decide(visits(7), listed(金牌="onsite@60000")).best is not gold
    more = decide(visits(8), listed(金牌="onsite@60000"))
    assert more.best is not None
    assert more.best.name.zh == "金牌"


def test_nothing_is_advised_without_demand_prices_or_a_single_cheapest() -> None:
    def why(found: Sheet) -> str:
        assert found.best is None
        return ";".join(one.zh for one in found.why)

    assert "没有数据就不推荐" in why(decide(Demand(FIRST, LAST), listed(金牌="onsite@60000")))
    assert "没有服务包" in why(decide(visits(6), listed()))
    other = Demand(FIRST, LAST, (Use("training", LAST),))
    assert "培训" in why(decide(other, listed(金牌="onsite@60000")))
    assert "同价" in why(decide(visits(6), listed(甲="onsite@48000", 乙="onsite@48000")))


def test_limits_and_other_services_are_part_of_the_reckoning() -> None:
    limited = decide(visits(6), listed(银牌="onsite=2@20000"))
    (piece,) = limited.options[1].pieces
    assert (piece.covered, piece.paid, limited.options[1].cost) == (2, 4, 5_200_000)
    assert piece.even is None, "it never pays: 2.5 visits, and only two are in it"
    assert limited.options[1].tickets == 2
    demand = Demand(FIRST, LAST, stated={"onsite": 6, "training": 2})
    prices_ = listed(金牌="onsite,training@60000")
    assert decide(demand, prices_).best is None
    training = made(price.SHEET, title="培训一天", what="service", service="training",
                    price="5000", as_of="2026-01-01", source="报价单")  # fmt: skip
    whole = decide(demand, [*prices_, *prices([training])])
    pieces = {one.service: one for one in whole.options[1].pieces}
    assert pieces["onsite"].even == Fraction(60_000 - 10_000, 8_000)
    assert said_fraction(Fraction(60, 7)) == "≈8.58", "rounded up, and said to be so"


def test_fewer_than_twelve_months_are_said() -> None:
    found = decide(visits(6, since=date(2026, 9, 1)), listed(金牌="onsite@60000"))
    assert any("84 天" in one.zh for one in found.why)
    stated = Demand(FIRST, LAST, since=date(2026, 9, 1), stated={"onsite": 6})
    assert decide(stated, listed(金牌="onsite@60000")).why[-1].zh.startswith("按登记")


def onsite_ledger(*words: str) -> Ledger:
    desk = Desk("甲")
    opened = acts.describe(None, "包内现场", {"unit": "visit", "covers": "onsite"}, desk.stamp())
    entity = after(opened)
    for word in words:
        what, amount = word.split()
        entity = after(desk.book(ledger_from(entity), what, amount), base=entity)
    return ledger_from(entity)


def test_what_a_ledger_consumed_is_demand_of_its_days() -> None:
    book = onsite_ledger("grant 9", "consume 2", "consume 1.5")
    day = book.entries[-1].day(UTC)
    found = uses_of((), (), [book], day, UTC)
    assert [one.service for one in found] == ["onsite"] * 4, "half a visit is one that came"
    assert uses_of((), (), [book], date(day.year + 2, 1, 1), UTC) == ()


def test_renew_change_and_drop_stand_side_by_side() -> None:
    deal = made(contract.SHEET, number="HT-7", party="用友", start="2026-01-01",
                end="2026-12-31", price="60000")  # fmt: skip
    known = contracts([deal])
    held = packages([made(package.SHEET, title="金牌", contract="HT-7", contents="onsite")], known)
    found = compare(known[0], held, listed(银牌="onsite=2@20000"), visits(6))
    costs = {one.way: one.option.cost for one in found.choices}
    assert costs == {"renew": 6_000_000, "change": 5_200_000, "drop": 4_800_000}
    assert [one.way for one in found.choices] == ["renew", "change", "drop"]
    assert found.best is not None
    none = compare(known[0], [], listed(), visits(6))
    assert none.best is None, "what the contract covers is not known"
    assert "没有登记服务包" in none.why[0].zh
    more = packages([made(package.SHEET, title="金牌", contract="HT-7",
                          contents="onsite, 专家")], known)  # fmt: skip
    blind = compare(known[0], more, listed(), visits(6))
    assert blind.best is None, "what has no price cannot be valued"
    assert "专家" in blind.why[0].zh


def reserve(percent: str, **values: str) -> Budget:
    one = made(budget.SHEET, title="U9 项目", base="2,000,000", percent=percent, **values)
    return budget_of(one, (), TODAY, UTC)


@pytest.mark.parametrize(
    ("percent", "codes"),
    [("9.99", ["below_band"]), ("10", []), ("12.5", []), ("15", []), ("15.01", ["above_band"])],
)
def test_the_band_of_a_reserve_takes_both_its_ends(percent: str, codes: list[str]) -> None:
    found = reserve(percent)
    assert (found.low, found.high) == (20_000_000, 30_000_000)
    assert [one.code for one in budget.flags(found)] == codes
    assert "不含许可" in found.why.zh, "the base is said (A13)"
    assert "200000.00–300000.00" in found.why.zh


def test_a_reserve_follows_its_ledger_and_never_a_float() -> None:
    desk = Desk("甲")
    entity = after(acts.describe(None, "预算", {"unit": "CNY", "sort": "budget"}, desk.stamp()))
    for what, amount in (("grant", "240000"), ("reserve", "30000"), ("consume", "20000.01")):
        entity = after(desk.book(ledger_from(entity), what, amount), base=entity)
    one = made(budget.SHEET, title="U9", base="2000000", percent="12", ledger="预算")
    found = budget_of(one, [ledger_from(entity)], TODAY, UTC)
    assert (found.reserve, found.committed, found.spent) == (24_000_000, 999_999, 2_000_001)
    assert found.remaining == 21_000_000
    assert budget.flags(found) == ()
    for wrong in ({"base": ""}, {"base_is": "gut"}, {"percent": "12.345"}):
        with pytest.raises(BadInput):
            made(budget.SHEET, **_whole(wrong))


def _whole(wrong: Mapping[str, str]) -> dict[str, str]:
    return {"title": "U9", "base": "2000000", "percent": "12", **wrong}
