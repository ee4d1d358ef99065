"""`firstline decide package` and `firstline price …`: demand times own prices, and break-evens."""

from collections.abc import Mapping, Sequence
from typing import Any

from firstline.cli.grammar import Group, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.cli.table import screen_width, table
from firstline.domain.contracts import price
from firstline.domain.contracts.decision import (
    SEED_HINT,
    Option,
    Piece,
    Sheet,
    decide,
    money,
    said_fraction,
)
from firstline.domain.contracts.demand import Demand
from firstline.domain.contracts.price import SHEET, WHATS, Price, covers, prices
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import said_of
from firstline.domain.ledger.entitlement import service_name
from firstline.domain.words import Language, Text
from firstline.store.queue.year import demand_of_year

decide_ = Group("decide", words=Text("决策表", "Decision sheets"))
price_ = Group("price", words=Text("自己的价格表", "The own price list"))


def _rows(session: Session, _project: str) -> list[Row]:
    say, today, column = session.language, session.now().date(), SHEET.column("price")
    return [
        Row(one.entity, price.flags(one, today),
            {"contents_read": dict(one.contents), "gross_fen": one.gross},
            (WHATS["package" if one.is_package else "service"].in_(say), one.service
             or ", ".join(one.contents), said_of(column, one.fen),
             said_of(column, one.gross) or "—",
             str(one.as_of or ""), one.source, one.name))
        for one in prices(session.store.records(price.KIND))
    ]  # fmt: skip


REGISTER = Register(
    SHEET, _rows,
    (Text("是什么", "What"), Text("服务", "Services"), Text("未税", "Net"),
     Text("含税", "With tax"), Text("日期", "As of"), Text("来源", "Source"), Text("名称", "Name")),
)  # fmt: skip
add_commands(price_, REGISTER)


def prices_of(session: Session) -> list[Price]:
    """Return the site's own price list."""
    return prices(session.store.records(price.KIND))


def demand_of(session: Session, stated: Sequence[str] = ()) -> Demand:
    """Return what was needed in twelve months; `stated` such as onsite=6 replaces a count."""
    return demand_of_year(session.store, session.now(), session.zone, _stated(stated))


def _stated(words: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, many in covers(",".join(words)).items():
        if many is None:
            raise BadInput(
                Text(f"“{name}”要写成 服务=次数。", f"Write “{name}” as SERVICE=NUMBER.")
            )
        found[name] = many
    return found


@command("package", Text("哪个服务包划算:用量 × 价格表,含盈亏平衡点",
                         "Which package pays: demand times prices, with break-evens"),
         parent=decide_)  # fmt: skip
@option("--demand", "stated", multiple=True, metavar="SERVICE=N",
        words=Text("假设的用量,如 onsite=6", "Demand supposed, such as onsite=6"))  # fmt: skip
def package_(session: Session, *, stated: tuple[str, ...]) -> None:
    """Show what each package would have cost, what it covers, and when it breaks even."""
    found = decide(demand_of(session, stated), prices_of(session))
    session.answer(sheet_json(found, session.language), lambda: _told(session, found))


def sheet_json(found: Sheet, say: Language) -> dict[str, Any]:
    """Return a decision sheet as JSON; money in yuan and in whole fen."""
    one = found.demand
    return {
        "from": one.first.isoformat(), "until": one.last.isoformat(),
        "demand": {name: one.count(name) for name in one.services},
        "tickets": dict(one.tickets), "spent_fen": one.spent, "stated": dict(one.stated),
        "options": [option_json(each, say) for each in found.options],
        "best": found.best.name.in_(say) if found.best else None,
        "why": [each.in_(say) for each in found.why], "hint": SEED_HINT.in_(say),
    }  # fmt: skip


def option_json(one: Option, say: Language) -> dict[str, Any]:
    """Return one option as JSON."""
    cost = one.cost
    return {
        "name": one.name.in_(say), "package": one.price is not None, "fixed_fen": one.fixed,
        "cost_fen": cost, "cost": None if cost is None else money(cost),
        "covered_tickets": one.tickets, "services": [_piece(each) for each in one.pieces],
        "lacks": list(one.lacks),
        "source": one.price.source if one.price else None,
        "as_of": str(one.price.as_of) if one.price and one.price.as_of else None,
    }  # fmt: skip


def _piece(one: Piece) -> Mapping[str, Any]:
    return {
        "service": one.service, "needed": one.needed, "covered": one.covered, "paid": one.paid,
        "unit_fen": one.unit, "cost_fen": one.cost,
        "break_even": None if one.even is None else said_fraction(one.even),
        "break_even_exact": None if one.even is None else str(one.even),
    }  # fmt: skip


def told_options(session: Session, options: Sequence[Option], names: Sequence[str]) -> str:
    """Return options as a table for a person."""
    say = session.language
    heads = (Text("方案", "Option"), Text("年费", "A year"), Text("另付", "Besides"),
             Text("合计", "Total"), Text("覆盖工单", "Tickets"),
             Text("打平次数", "Break-even"))  # fmt: skip
    rows = []
    for one, name in zip(options, names, strict=True):
        even = ", ".join(f"{service_name(each.service).in_(say)} {said_fraction(each.even)}"
                         for each in one.pieces if each.even is not None)  # fmt: skip
        cost = one.cost
        besides = "?" if cost is None else money(cost - one.fixed)
        rows.append([name, money(one.fixed), besides, "?" if cost is None else money(cost),
                     str(one.tickets), even])  # fmt: skip
    return table([one.in_(say) for one in heads], rows, stretch=0, columns=screen_width())


def _told(session: Session, found: Sheet) -> str:
    say, one = session.language, found.demand
    used = ", ".join(f"{service_name(name).in_(say)} {one.count(name)}" for name in one.services)
    head = Text(f"{one.first} 至 {one.last} 的用量:{used or '无'}",
                f"Used from {one.first} to {one.last}: {used or 'nothing'}")  # fmt: skip
    names = [each.name.in_(say) for each in found.options]
    body = told_options(session, found.options, names)
    best = found.best.name if found.best else Text("不推荐", "no advice")
    verdict = Text(f"结论:{best.zh}", f"Verdict: {best.en}")
    return "\n".join([head.in_(say), body, verdict.in_(say), *(each.in_(say) for each in found.why),
                      SEED_HINT.in_(say)])  # fmt: skip
