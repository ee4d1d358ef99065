"""`firstline outage list | add | end | availability`: the outage log and what follows from it."""

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from firstline.cli.grammar import Group, argument, command, option
from firstline.cli.health.register import add_commands
from firstline.cli.health.register_words import Register, Row, answer, find
from firstline.cli.session import Session
from firstline.domain.errors import BadInput
from firstline.domain.health import outage, service_hours
from firstline.domain.health import sheet as sheets
from firstline.domain.health.check_items import months_after
from firstline.domain.health.outage import SHEET, TARGET, Availability, minutes, percent
from firstline.domain.health.sheet import of_project, text_of
from firstline.domain.instants import epoch
from firstline.domain.words import Text

outage_ = Group("outage", words=Text("停机记录与可用率", "Outages and availability"))


KINDS = (Text("非计划", "unplanned"), Text("计划", "planned"))


def rows_of(session: Session, project: str) -> list[Row]:
    """Return the outages, the latest first."""
    held = of_project(session.store.records(SHEET.kind), project)
    rows = []
    for one in held:
        start = session.instant(text_of(one, "from"))
        end = session.instant(text_of(one, "to") or None)
        took = None if start is None else epoch(end or session.now()) - epoch(start)
        said = "" if took is None else minutes(took)
        kind = KINDS[text_of(one, "planned") == "yes"]
        rows.append(Row(one, (), {"minutes": said, "running": end is None}, (
            text_of(one, "from"), said, kind.in_(session.language), text_of(one, "system"),
            text_of(one, "cause"),
        )))  # fmt: skip
    return sorted(rows, key=lambda row: text_of(row.entity, "from"), reverse=True)


REGISTER = Register(
    SHEET, rows_of,
    (Text("中断", "From"), Text("分钟", "Minutes"), Text("种类", "Kind"), Text("系统", "System"),
     Text("原因", "Cause")),
)  # fmt: skip
add_commands(outage_, REGISTER)


@command("end", Text("登记恢复", "Record that it ended"), parent=outage_)
@argument("key", metavar="ID")
@option("--at", "at_", default=None, words=Text("时间,默认现在", "When; now if left out"))
def end_(session: Session, *, key: str, at_: str | None) -> None:
    """Record when a running outage ended."""
    entity = find(session, SHEET, key)
    at = session.instant(at_) or session.now()
    edit = sheets.change(SHEET, entity, {"to": at.isoformat()}, session.stamp(), session.zone)
    if edit is not None:
        session.store.perform(edit, now=session.now())
    answer(session, REGISTER, entity.id)


@command("availability", Text("可用率和错误预算", "Availability and error budget"), parent=outage_)
@option("--system", default="", words=Text("系统,默认全部", "System; all if left out"))
@option("--month", default="", words=Text("月份 2026-11", "Month 2026-11"))
@option("--year", default="", words=Text("年份", "Year"))
@option("--from", "start", default=None, words=Text("开始", "From"))
@option("--to", "end", default=None, words=Text("结束", "To"))
@option("--target", default=TARGET, words=Text("目标 %", "Target, %"))
@option("--service", type=click.Choice(("agreed", "24x7", "calendar")), default="agreed",
        words=Text("服务时间:系统约定的、7×24、日历",
                   "Service hours: those agreed, 24×7, the calendar"))  # fmt: skip
@option("--rate", default="", words=Text("每小时损失,元(自己估算)", "Estimated loss, CNY an hour"))
def availability_(session: Session, *, system: str, target: str, service: str, rate: str,
                  **when: str | None) -> None:  # fmt: skip
    """Show the availability of a period; exit 1 where the target was missed."""
    start, end = period(session, **when)
    hours, per = _hours(session, system, service), outage.parse_target(target)
    held, now = session.store.records(SHEET.kind), session.now()
    found = outage.availability(held, start, end, now, per, system=system, counted=hours.counted)
    told = _json(session, found, system, service)
    months = service_hours.by_month(held, (start, end), now, session.zone, system=system,
                                    hours=hours, target=per)  # fmt: skip
    told |= {
        "service_hours": hours.said.in_(session.language), "hours_agreed": hours.agreed,
        "months": [_month(one) for one in months],
    }  # fmt: skip
    if rate:
        told["loss_cny"] = str(outage.loss(found.down, _rate(rate)))
        told["loss_basis"] = Text("自己估算", "own estimate").in_(session.language)
    session.answer(told, lambda: _told(session, told))
    if found.met is False:
        click.get_current_context().exit(1)


def _hours(session: Session, system: str, service: str) -> service_hours.Hours:
    """Return the hours that are asked for; those of all systems only where all state the same."""
    if service == "24x7":
        return service_hours.AGREED_ROUND
    if service == "calendar":
        calendar = session.desk.calendar
        if calendar is None:
            raise BadInput(Text("没有可用的工作日历。", "There is no calendar in use."))
        return service_hours.Hours(calendar.title, agreed=True, counted=calendar.counted)
    records = session.store.records("system")
    return service_hours.hours_of(system, records, session.desk.calendars)


def _month(one: service_hours.Month) -> dict[str, Any]:
    share = one.found.share
    return {
        "month": one.name, "down_minutes": minutes(one.found.down),
        "service_minutes": minutes(one.found.service), "met": one.found.met,
        "availability_percent": None if share is None else percent(share),
    }  # fmt: skip


def period(
    session: Session, month: str | None, year: str | None, start: str | None, end: str | None
) -> tuple[datetime, datetime]:
    """Return the period that these words name; the last 30 days where there are none."""
    zone, now = session.zone, session.now()
    if month:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
            raise BadInput(Text("月份写成 2026-11。", "Write the month as 2026-11."))
        first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=zone)
        after = months_after(first.date(), 1)
        return first, datetime(after.year, after.month, 1, tzinfo=zone)
    if year:
        if not re.fullmatch(r"(19|20|21)\d{2}", year):
            raise BadInput(Text("年份写成 2026。", "Write the year as 2026."))
        n = int(year)
        return datetime(n, 1, 1, tzinfo=zone), datetime(n + 1, 1, 1, tzinfo=zone)
    last = session.instant(end) or now
    first = session.instant(start) or last - timedelta(days=30)
    if last <= first:
        raise BadInput(Text("结束要晚于开始。", "The end must come after the start."))
    return first, last


def _rate(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        raise BadInput(Text("每小时损失要是金额。", "The loss an hour must be an amount."))
    return value


def _json(session: Session, found: Availability, system: str, service: str) -> dict[str, Any]:
    share = found.share
    return {
        "system": system or None, "from": found.start.isoformat(), "to": found.end.isoformat(),
        "service": service, "service_minutes": minutes(found.service),
        "down_minutes": minutes(found.down), "excluded_minutes": minutes(found.excluded),
        "planned_not_agreed_minutes": minutes(found.apart), "outages": found.outages,
        "availability_percent": None if share is None else percent(share),
        "target_percent": percent(found.target), "met": found.met,
        "budget_minutes": minutes(found.budget), "budget_left_minutes": minutes(found.left),
        "why": found.why.in_(session.language),
    }  # fmt: skip


def _told(session: Session, told: dict[str, Any]) -> str:
    mark = {True: "✓", False: "✗", None: "·"}[told["met"]]
    budget = Text(
        f"错误预算 {told['budget_minutes']} 分,剩 {told['budget_left_minutes']} 分",
        f"Error budget {told['budget_minutes']} min, {told['budget_left_minutes']} min left",
    )
    lines = [
        f"{mark} {told['availability_percent'] or '—'} %  ({told['target_percent']} %)",
        budget.in_(session.language), f"{told['service_hours']} · {told['why']}",
        *(f"  {one['month']}  {one['availability_percent'] or '—'} %  ({one['down_minutes']})"
          for one in (told["months"] if len(told["months"]) > 1 else ())),
    ]  # fmt: skip
    if "loss_cny" in told:
        lines.append(f"{told['loss_basis']}: {told['loss_cny']} CNY")
    return "\n".join(lines)
