"""`firstline rate list | add | set | loss`: what an hour of standstill costs, by own estimate."""

from typing import Any

from firstline.cli.grammar import Group, command, option
from firstline.cli.health.outage import period
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row
from firstline.cli.session import Session
from firstline.domain.health import cost_rate, standstill
from firstline.domain.health.cost_rate import OWN, SHEET
from firstline.domain.health.outage import minutes
from firstline.domain.health.sheet import text_of
from firstline.domain.health.standstill import Lost
from firstline.domain.words import Text

rate_ = Group("rate", words=Text("停机损失费率(自己估算)", "Cost of standstill, own estimates"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the rates by process."""
    today = session.now().astimezone(session.zone).date()
    records = session.store.records(SHEET.kind)
    return [
        Row(one, flags, None, (
            f"{cost_rate.yuan(one):,.2f}", text_of(one, "as_of"),
            text_of(one, "systems"), text_of(one, "sites"), text_of(one, "process"),
            text_of(one, "source"),
        ))
        for one, flags in cost_rate.rates(records, today, project)
    ]  # fmt: skip


REGISTER = Register(
    SHEET, rows_of,
    (Text("元/小时", "CNY an hour"), Text("估算日期", "As of"), Text("产品或系统", "Systems"),
     Text("站点", "Sites"), Text("业务流程", "Process"), Text("来源", "Source")),
)  # fmt: skip
add_commands(rate_, REGISTER)


@command("loss", Text("一段时间的停机损失,计划停机不算", "What a period's unplanned outages cost"),
         parent=rate_)  # fmt: skip
@option("--month", default="", words=Text("月份 2026-11", "Month 2026-11"))
@option("--year", default="", words=Text("年份", "Year"))
@option("--from", "start", default=None, words=Text("开始", "From"))
@option("--to", "end", default=None, words=Text("结束", "To"))
def loss_(session: Session, **when: str | None) -> None:
    """Show the loss of each system and scope, and of every process; overlaps count once."""
    first, last = period(session, **when)
    outages, rates = session.store.records("outage"), session.store.records(SHEET.kind)
    found = standstill.losses(outages, rates, first, last, session.now())
    whole = found.whole.cny
    told: dict[str, Any] = {
        "from": first.isoformat(), "to": last.isoformat(),
        "losses": [
            {"system": one.system, "scope": one.scope, "minutes": minutes(one.seconds),
             "processes": [each.process for each in one.loss.costs],
             "loss_cny": None if one.cny is None else str(one.cny)}
            for one in found.rows
        ],
        "total": len(found.rows), "processes": standstill.costs_json(found.whole.costs),
        "loss_cny": f"{whole:.2f}", "basis": OWN.in_(session.language),
    }  # fmt: skip
    session.answer(told, lambda: "\n".join([
        *(_line(session, one) for one in found.rows),
        *(f"  {one.said.in_(session.language)} = {one.cny:,.2f}" for one in found.whole.costs),
        Text(f"合计 {whole:,.2f} 元({OWN.zh})",
             f"In all CNY {whole:,.2f} ({OWN.en})").in_(session.language),
    ]))  # fmt: skip


def _line(session: Session, one: Lost) -> str:
    name, took = f"{one.system} {one.scope}".strip(), minutes(one.seconds)
    if one.cny is None:
        said = Text(f"{name}: {took} 分,没有费率", f"{name}: {took} min, no rate on record")
    else:
        hit = "、".join(each.process for each in one.loss.costs)
        said = Text(f"{name}: {took} 分({hit})= {one.cny:,.2f} 元",
                    f"{name}: {took} min ({hit}) = CNY {one.cny:,.2f}")  # fmt: skip
    return said.in_(session.language)
