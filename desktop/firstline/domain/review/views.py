"""Three views of a desk: today for the super-user, the queue for the IT lead, the whole (S84).

The view of management bears no name of a person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import TYPE_CHECKING

from firstline.domain.authorisations.remote_session import sessions
from firstline.domain.contracts.reminders import deadlines
from firstline.domain.group.action import Standing, actions
from firstline.domain.health import outage, standstill
from firstline.domain.health.cost_rate import OWN
from firstline.domain.health.risk import Level, risks
from firstline.domain.health.service_hours import hours_of
from firstline.domain.health.sheet import standing, text_of
from firstline.domain.ledger.paid import paid_requests
from firstline.domain.ledger.share import held_at, share_of
from firstline.domain.outcome.proof import counts, proofs
from firstline.domain.outcome.standing import Proof
from firstline.domain.review.claim import KIND as CLAIM
from firstline.domain.review.claim import claims
from firstline.domain.review.period import Stretch
from firstline.domain.review.quality import Quality, Share, percent_of
from firstline.domain.services.request import requests
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.sla.calendar import Calendar

_TARGET = Fraction(999, 1000)
READS = (
    "outage", "cost_rate", "risk", "finding", "action", "contract", "package", "supplement",
    "paid_request", "service_request", "remote_session", "claim", "change_request", "outcome",
    "benefit", "cycle", "share", "system",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a view; `shade` is ok, warn, bad or "" for one that is neither."""

    name: Text
    value: Text
    why: Text
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What views read from: records of a kind, the queue's totals, the vendor's quarter.

    The hours of systems are those of `calendars`.
    """

    read: "Callable[[str], Sequence[Entity]]"
    now: datetime
    zone: tzinfo
    quality: Quality
    open: int = 0
    overdue: int = 0
    soon: int = 0
    unassigned: int = 0
    calendars: "Mapping[str, Calendar]" = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day at the site."""
        return self.now.astimezone(self.zone).date()

    @property
    def period(self) -> Stretch:
        """The quarter."""
        return self.quality.period


def today(seen: Seen) -> list[Figure]:
    """Return the super-user's figures: what runs out, what is nobody's, what is due."""
    late = [one for one in actions(seen.read("action"), seen.today)
            if one.standing(seen.today) in (Standing.OVERDUE, Standing.SOON)]  # fmt: skip
    return [
        *_queue(seen),
        _count(Text("行动项逾期或快到期", "Actions overdue or due soon"), len(late),
               Text("工作组(Ctrl+Shift+G)", "Working group (Ctrl+Shift+G)"), "warn"),
    ]  # fmt: skip


def lead(seen: Seen) -> list[Figure]:
    """Return the IT lead's figures: the queue, the vendor's promises, risks and findings."""
    found = [one for one in risks(seen.read("risk"), seen.now) if one.is_open]
    high = [one for one in found if one.level is Level.HIGH]
    stale = [one for one in found if any(flag.code == "stale" for flag in one.flags)]
    grave = [one for one in standing(seen.read("finding"))
             if text_of(one, "state") in ("", "open")
             and text_of(one, "severity") in ("critical", "high")]  # fmt: skip
    late = [one for one in actions(seen.read("action"), seen.today)
            if one.standing(seen.today) is Standing.OVERDUE]  # fmt: skip
    waits = [one for one in claims(seen.read(CLAIM)) if one.state == "sent"]
    numbers = " ".join(one.number for one in seen.quality.disputed)
    return [
        *_queue(seen), *_promises(seen),
        _count(Text("级别有争议", "Priorities in dispute"), len(seen.quality.disputed),
               Text(numbers or "—", numbers or "—"), "warn"),
        _count(Text("高风险未关闭", "High risks open"), len(high),
               Text(f"其中 {len(stale)} 个 30 天没评审", f"{len(stale)} not reviewed for 30 days"),
               "bad"),
        _count(Text("严重、高级发现未修复", "Critical and high findings"), len(grave),
               Text("健康与风险(Ctrl+L)", "Health and risk (Ctrl+L)"), "bad"),
        _count(Text("行动项逾期", "Actions overdue"), len(late),
               Text("工作组(Ctrl+Shift+G)", "Working group (Ctrl+Shift+G)"), "warn"),
        _count(Text("补偿申请待答复", "Claims awaiting an answer"), len(waits),
               Text("补偿申请", "Claims"), ""),
    ]  # fmt: skip


def management(seen: Seen) -> list[Figure]:
    """Return management's figures: promises, continuity, cost, outcome, what is to be decided."""
    return [*_promises(seen), *_continuity(seen), *_money(seen), *_outcomes(seen), *_decide(seen)]


def _queue(seen: Seen) -> list[Figure]:
    where = Text("工单队列", "the queue")
    return [
        _count(Text("未结工单", "Open tickets"), seen.open, where, ""),
        _count(Text("已超时", "Overdue"), seen.overdue, where, "bad"),
        _count(Text("即将超时", "At risk"), seen.soon, where, "warn"),
        _count(Text("未分派", "Unassigned"), seen.unassigned, where, "warn"),
    ]


def _promises(seen: Seen) -> list[Figure]:
    rows = seen.quality.by_priority
    found = []
    for name, share in (
        (Text("厂商响应达成率", "Vendor: answered in time"), _sum([one.response for one in rows])),
        (Text("厂商恢复达成率(净)", "Vendor: resolved in time, net"),
         _sum([one.net for one in rows])),
    ):  # fmt: skip
        met, judged = share
        told = f"{percent_of(met, judged)} ({met}/{judged})" if judged else "—"
        why = Text(f"{seen.period.name},未证实不算", f"{seen.period.name}, without the unproven")
        shade = "" if not judged else "ok" if met == judged else "warn"
        found.append(Figure(name, Text(told, told), why, shade))
    return found


def _sum(several: Sequence[Share]) -> tuple[int, int]:
    return sum(len(one.met) for one in several), sum(one.judged for one in several)


def _continuity(seen: Seen) -> list[Figure]:
    day = seen.today
    first = datetime.combine(day.replace(day=1), time(), seen.zone)
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    last = datetime.combine(after, time(), seen.zone)
    records = seen.read("outage")
    names = sorted({text_of(one, "system") for one in standing(records)} - {""})
    found = []
    for name in names:
        hours = hours_of(name, seen.read("system"), seen.calendars)
        one = outage.availability(
            records, first, last, seen.now, _TARGET, system=name, counted=hours.counted
        )
        told = f"{outage.percent(one.share)} %" if one.share is not None else "—"
        shade = "" if one.met is None else "ok" if one.met else "bad"
        why = Text(f"{hours.said.zh};{one.why.zh}", f"{hours.said.en}; {one.why.en}")
        found.append(Figure(Text(f"本月可用率 {name}", f"Availability this month, {name}"),
                            Text(told, told), why, shade))  # fmt: skip
    return found


def _standstill(seen: Seen) -> Figure:
    days = seen.period.days
    start, end = (datetime.combine(day, time(), seen.zone)
                  for day in (days.first, days.last + timedelta(days=1)))  # fmt: skip
    found = standstill.losses(seen.read("outage"), seen.read("cost_rate"), start, end, seen.now)
    told, many = f"{found.whole.cny:,.2f} CNY", len(found.whole.costs)
    why = Text(
        f"{OWN.zh}:{many} 个业务流程相加,计划停机不算,{found.bare} 处没有费率",
        f"{OWN.en}: {many} business process{'es' * (many != 1)} added up, planned ones left out, "
        f"{found.bare} without a rate",
    )
    return Figure(Text("本季停机损失", "Standstill this quarter"), Text(told, told), why,
                  "warn" if found.whole.cny else "")  # fmt: skip


def _money(seen: Seen) -> list[Figure]:
    from firstline.domain.contracts.decision import money  # noqa: PLC0415 - as the page says it

    paid = [*paid_requests(seen.read("paid_request")),
            *(one.paid for one in requests(seen.read("service_request")))]  # fmt: skip
    spent = [one for one in paid if one.actual is not None
             and seen.period.days.has(held_at(one).astimezone(seen.zone).date())]  # fmt: skip
    total = f"{money(sum(one.actual or 0 for one in spent))} CNY"
    share = share_of(seen.period.name, sessions(seen.read("remote_session")), paid, seen.zone)
    remote = f"{share.percent()} %" if share.percent() else "—"
    counted = f"{share.remote}/{share.remote + share.onsite}"
    return [
        _standstill(seen),
        Figure(Text("本季付费服务", "Paid services this quarter"), Text(total, total),
               Text(f"{len(spent)} 笔实际费用", f"{len(spent)} with their actual cost")),
        Figure(Text("远程占比", "Remote share"), Text(remote, remote), Text(counted, counted)),
    ]  # fmt: skip


def _outcomes(seen: Seen) -> list[Figure]:
    found = counts(proofs(seen.read, seen.now.astimezone(seen.zone)))
    good, bare, bad = (found.get(one, 0) for one in (Proof.PROVEN, Proof.UNPROVEN, Proof.MISSED))
    told = Text(f"已证实 {good} · 未证实 {bare} · 未达 {bad}",
                f"{good} proven, {bare} unproven, {bad} missed")  # fmt: skip
    why = Text("结束不等于有成效", "closed is no success")
    return [Figure(Text("服务行动的成效", "Outcomes of service actions"), told, why,
                   "warn" if bare or bad else "ok")]  # fmt: skip


def _decide(seen: Seen) -> list[Figure]:
    due = [one for one in deadlines(seen.read("contract"), seen.read("package"),
                                    seen.read("supplement"))
           if 0 <= (one.day - seen.today).days <= 90]  # fmt: skip
    high = [one for one in risks(seen.read("risk"), seen.now)
            if one.is_open and one.level is Level.HIGH]  # fmt: skip
    names = Text(" · ".join(one.said(seen.today).zh for one in due) or "—",
                 " · ".join(one.said(seen.today).en for one in due) or "—")  # fmt: skip
    return [
        _count(Text("90 天内要决定的合同", "Contracts to decide in 90 days"), len(due), names,
               "warn"),
        _count(Text("高风险未关闭", "High risks open"), len(high),
               Text("分数不低于 15", "score of 15 or more"), "bad"),
    ]  # fmt: skip


def _count(name: Text, many: int, why: Text, shade: str) -> Figure:
    return Figure(name, Text(str(many), str(many)), why, shade if many else "ok" if shade else "")


VIEWS: dict[str, tuple[Text, Callable[[Seen], list[Figure]]]] = {
    "today": (Text("超级用户:今天", "Super-user: today"), today),
    "lead": (Text("IT 负责人:队列、时限、风险", "IT lead: queue, promises, risks"), lead),
    "management": (Text("管理层:费用、成效、连续性", "Management: cost, outcome, continuity"),
                   management),
}  # fmt: skip
