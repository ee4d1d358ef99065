"""Parts 4, 5 and 8 to 12 of the quarterly review, from the registers as they were recorded."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from firstline.domain.edits.entity import Entity
from firstline.domain.group.action import Standing, actions
from firstline.domain.health import outage, standstill
from firstline.domain.health.cost_rate import yuan
from firstline.domain.health.finding import SEVERITIES, STATES
from firstline.domain.health.risk import LEVELS, risk_from, title_of
from firstline.domain.health.service_hours import by_month, frozen, hours_of, thawed
from firstline.domain.health.sheet import day_of, standing, text_of
from firstline.domain.instants import from_epoch
from firstline.domain.knowledge.recurrence import recurrence_from
from firstline.domain.review.period import Stretch
from firstline.domain.review.policy import EFFECTS
from firstline.domain.review.quarter import Quarter
from firstline.domain.sla.calendar import Calendar
from firstline.domain.training.shares import period_of, shares
from firstline.domain.words import Text
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Table, Words, fact_table

Held = Mapping[str, Sequence[Entity]]
MOST = 5
_TARGET = Fraction(999, 1000)
_NONE = Text("没有登记", "nothing recorded")


def hours_frozen(
    outages: Sequence[Entity], systems: Sequence[Entity], calendars: Mapping[str, Calendar],
    period: Stretch,
) -> dict[str, Any]:  # fmt: skip
    """Return the agreed hours of every system with an outage, as they were in the period."""
    ends = (from_epoch(period.since), from_epoch(period.until))
    return {name: frozen(hours_of(name, systems, calendars), *ends) for name in _named(outages)}


def _named(outages: Sequence[Entity]) -> list[str]:
    return sorted({text_of(one, "system") for one in standing(outages)} - {""})


def outages(shot: Shot, period: Stretch, words: Words) -> Table:
    """Return availability by system and calendar month: met promises say nothing of it (2.5)."""
    start, end = _ends(period, words)
    records = shot.records.get("outage", ())
    held = json.loads(shot.texts.get("hours", "{}"))
    rows = []
    for system in _named(records):
        hours = thawed(held.get(system))
        months = by_month(
            records, (start, end), shot.now, words.zone, system=system, hours=hours,
            target=_TARGET,
        )  # fmt: skip
        for month in months:
            one, share = month.found, month.found.share
            rows.append(
                [
                    system,
                    month.name,
                    f"{outage.percent(share)} %" if share is not None else "—",
                    str(one.outages),
                    outage.minutes(one.down),
                    _loss(records, system, shot.records, (one.start, one.end), shot.now),
                    f"{words.say(hours.said)}。{words.say(one.why)}"
                    if words.language == "zh_CN"
                    else f"{words.say(hours.said)}. {words.say(one.why)}",
                ]
            )
    heads = ((Text("系统", "System"), 13), (Text("月份", "Month"), 9),
             (Text("可用率", "Availability"), 11), (Text("停机次数", "Outages"), 8),
             (Text("停机分钟", "Minutes"), 9),
             (Text("损失,元(自己估算)", "Loss, CNY (own estimate)"), 14),
             (Text("服务时间,怎么算", "Service hours; how"), 36))  # fmt: skip
    note = Text(
        "可用率 = 1 − 非计划停机 ÷ 约定服务时间,按系统、按自然月;没有约定的按 7×24 并写明。"
        "损失 = 非计划停机 × 自己登记的费率(rate),没有费率写“—”。",
        "Availability = 1 − unplanned outage ÷ agreed service hours, of each system and calendar "
        "month; without an agreement 24×7, and it says so. The loss is unplanned time × your own "
        "rate (rate); without a rate —.",
    )
    return Table(Text("4 停机与可用率", "4 Outages, availability"), heads, rows or empty(7, words),
                 note)  # fmt: skip


def _loss(
    records: Sequence[Entity], system: str, held: Held, period: tuple[datetime, datetime],
    now: datetime,
) -> str:  # fmt: skip
    """Return what unplanned outages of a system cost, — where one of them has no rate (S26)."""
    own = [one for one in records if text_of(one, "system") == system]
    found = standstill.losses(own, held.get("cost_rate", ()), *period, now)
    return "—" if found.bare else f"{found.whole.cny:,.2f}"


def standstills(held: Held, period: Stretch, now: datetime, words: Words) -> Table:
    """Return what each business process lost to unplanned outages, and the sum (S26)."""
    found = standstill.losses(
        held.get("outage", ()), held.get("cost_rate", ()), *_ends(period, words), now
    )
    rows = [
        [one.process, outage.minutes(one.seconds), f"{yuan(one.rate):,.2f}", f"{one.cny:,.2f}",
         text_of(one.rate, "source")]
        for one in found.whole.costs
    ]  # fmt: skip
    if rows:
        rows.append([words.say(Text("合计", "In all")), "", "", f"{found.whole.cny:,.2f}", ""])
    heads = ((Text("业务流程", "Process"), 26), (Text("停机分钟", "Minutes"), 12),
             (Text("元/小时", "CNY an hour"), 14), (Text("损失,元", "Loss, CNY"), 16),
             (Text("费率来源", "Source of the rate"), 32))  # fmt: skip
    note = Text(
        "每个流程的停机取并集(重叠只算一次)× 费率,再相加;计划停机不算;"
        f"{found.bare} 处停机没有费率。",
        "Of each process the union of its outages (overlaps once) × its rate, added up; planned "
        f"ones left out; {found.bare} without a rate.",
    )
    title = Text("4 停机损失(自己估算)", "4 Standstill, our own estimate")
    return Table(title, heads, rows or empty(5, words), note)


def _ends(period: Stretch, words: Words) -> tuple[datetime, datetime]:
    first, last = period.days.first, period.days.last + timedelta(days=1)
    start, end = (datetime.combine(day, time(), words.zone) for day in (first, last))
    return start, end


def causes(held: Held, facts: Quarter, words: Words) -> Table:
    """Return the root causes that stand behind most tickets, then the modules with most."""
    found = sorted(map(recurrence_from, held.get("problem", ())), key=lambda one: -len(one.tickets))
    rows = [[one.number, one.title, str(len(one.tickets)), one.cause or words.say(
        Text("原因未查明", "cause not known"))] for one in found[:MOST]]  # fmt: skip
    many = Counter(one["product"] or "—" for one in facts.made)
    top = " · ".join(f"{key} {count}" for key, count in many.most_common(MOST))
    heads = ((Text("编号", "Id"), 12), (Text("问题", "Problem"), 36),
             (Text("工单", "Tickets"), 10), (Text("原因", "Cause"), 42))  # fmt: skip
    note = Text(f"新工单最多的产品:{top or '—'}", f"Products with most new tickets: {top or '—'}")
    return Table(Text("5 重复原因", "5 Recurring causes"), heads, rows or empty(4, words), note)


def checked(held: Held, period: Stretch, words: Words) -> Table:
    """Return findings by severity and state, and how many checks were looked at in the quarter."""
    found = standing(held.get("finding", ()))
    named = Counter((text_of(one, "severity") or "medium", text_of(one, "state") or "open")
                    for one in found)  # fmt: skip
    looked = sum(
        period.days.has(one.at.astimezone(words.zone).date())
        for record in held.get("check", ()) for one in record.events if one.data.get("verdict")
    )  # fmt: skip
    rows = [[words.say(Text("本季检查次数", "Looks in the quarter")), str(looked)]]
    for (severity, state), many in sorted(named.items()):
        head = Text(f"发现项 {SEVERITIES[severity].zh} · {STATES[state].zh}",
                    f"Findings {SEVERITIES[severity].en}, {STATES[state].en}")  # fmt: skip
        rows.append([words.say(head), str(many)])
    return fact_table(Text("8 安全与健康检查", "8 Security and health"), rows)


def learned(held: Held, period: Stretch, words: Words) -> Table:
    """Return the adoption and error rates whose period touches the quarter."""
    days, rows = period.days, []
    for one in shares(held.get("share", ())):
        first, last = period_of(one.entity)
        if first and last and first <= days.last and last >= days.first:
            rows.append([text_of(one.entity, "title"), f"{first} – {last}", words.say(one.why)])
    heads = ((Text("指标", "Measure"), 28), (Text("期间", "Period"), 24),
             (Text("数值", "Figure"), 48))  # fmt: skip
    return Table(Text("9 培训与采用率", "9 Training, adoption"), heads, rows or empty(3, words))


def risks_of(held: Held, period: Stretch, now: datetime, words: Words) -> Table:
    """Return the open risks, the highest first, with those that were added in the quarter."""
    found = [risk_from(one, now) for one in standing(held.get("risk", ()))]
    opened = sorted((one for one in found if one.is_open), key=lambda one: -one.score)
    fresh = sum(_begun(one.entity, period, words) for one in found)
    rows = [
        [str(one.score), words.say(LEVELS[one.level]), title_of(one.entity, words.language),
         "; ".join(words.say(flag.why) for flag in one.flags)]
        for one in opened[:10]
    ]  # fmt: skip
    heads = ((Text("分数", "Score"), 8), (Text("等级", "Level"), 10), (Text("风险", "Risk"), 46),
             (Text("注意", "To look at"), 36))  # fmt: skip
    note = Text(f"未关闭 {len(opened)},本季新增 {fresh},已关闭 {len(found) - len(opened)}。",
                f"{len(opened)} open, {fresh} new in the quarter, "
                f"{len(found) - len(opened)} closed.")  # fmt: skip
    return Table(Text("10 风险变化", "10 Risks"), heads, rows or empty(4, words), note)


def changes(held: Held, period: Stretch, words: Words) -> Table:
    """Return what was seen of policies in the quarter, and the versions on record."""
    rows = []
    for one in standing(held.get("policy_watch", ())):
        seen = day_of(one, "checked_on")
        inside = seen is not None and period.days.has(seen)
        said = text_of(one, "seen") if inside else words.say(Text("本季没有看", "not looked at"))
        effect = EFFECTS[text_of(one, "effect") or "none"]
        rows.append([text_of(one, "title"), str(seen or "—"), said, words.say(effect)])
    for one in standing(held.get("lifecycle", ())):
        name = f"{text_of(one, 'product')} {text_of(one, 'version')}"
        rows.append([name, text_of(one, "released_on"), text_of(one, "note") or "—", "—"])
    heads = ((Text("来源或版本", "Source or version"), 28), (Text("日期", "Day"), 14),
             (Text("看到什么", "Found"), 38), (Text("影响", "Effect"), 20))  # fmt: skip
    return Table(Text("11 政策与版本生命周期", "11 Policies, lifecycles"), heads,
                 rows or empty(4, words))  # fmt: skip


def actions_of(held: Held, period: Stretch, words: Words) -> Table:
    """Return the actions that were due by the end of the quarter, overdue ones first."""
    last = period.days.last
    found = [one for one in actions(held.get("action", ()), last)
             if (one.due is not None and period.days.first <= one.due <= last)
             or one.standing(last) is Standing.OVERDUE]  # fmt: skip
    found.sort(key=lambda one: (one.standing(last) is not Standing.OVERDUE, one.due or date.max))
    late = Text("逾期", "overdue")
    rows = [[one.number, one.title, str(one.due or "—"),
             words.say(late) if one.standing(last) is Standing.OVERDUE else one.result or "—"]
            for one in found]  # fmt: skip
    heads = ((Text("编号", "Id"), 14), (Text("行动", "Action"), 44), (Text("期限", "Due"), 14),
             (Text("结果", "Result"), 28))  # fmt: skip
    return Table(Text("12 行动完成情况", "12 Actions"), heads, rows or empty(4, words))


def _begun(entity: Entity, period: Stretch, words: Words) -> bool:
    first = min((one.at for one in entity.events), default=None)
    return first is not None and period.days.has(first.astimezone(words.zone).date())


def empty(columns: int, words: Words) -> list[list[str]]:
    """Return the one row of a part of which nothing was recorded."""
    return [[words.say(_NONE), *("" for _ in range(columns - 1))]]
