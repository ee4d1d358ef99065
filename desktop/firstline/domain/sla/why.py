"""Says in plain words why a clock is due when it is due: what the 为什么? panel shows (R17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstline.domain.instants import from_epoch
from firstline.domain.sla.agreement import Agreement, Unit, WorkdayRule
from firstline.domain.sla.calendar import COUNTED, HOLIDAY, OUTSIDE, Calendar, Segment
from firstline.domain.sla.clock import PAUSED, RESOLVED_GAP, Clock
from firstline.domain.sla.log import Facts, whole
from firstline.domain.sla.reckon import Reckoning
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import Event
from firstline.domain.words import Text

SKEW_S = 60
METRIC_NAMES: Mapping[Metric, Text] = {
    Metric.FIRST_RESPONSE: Text("首次响应", "first response"),
    Metric.RESOLUTION: Text("恢复", "resolution"),
    Metric.NEXT_REPLY: Text("后续答复", "next reply"),
}
STATE_NAMES: Mapping[State, Text] = {
    State.CANCELLED: Text("已取消,不计入", "cancelled, left out"),
    State.MERGED: Text("已合并", "merged"),
    State.NOT_STARTED: Text("未开始", "not started"),
    State.NO_TARGET: Text("无时限", "no target"),
    State.UNPROVEN: Text("无凭证,不计入", "unproven, counted neither way"),
    State.BREACHED: Text("超时", "breached"),
    State.MET: Text("达标", "met"),
    State.PAUSED: Text("已暂停", "paused"),
    State.OUTSIDE_HOURS: Text("非工作时间", "outside hours"),
    State.RUNNING: Text("计时中", "running"),
}
NOT_RECEIVED = Text(
    "厂商尚未收到,SLA 未开始", "The vendor has not received it; the clock has not started"
)
REASONS: Mapping[str, Text] = {
    "waiting_requester": Text("等待报告人", "waiting for the requester"),
    "waiting_vendor": Text("等待厂商", "waiting for the vendor"),
    "waiting_customer_info": Text("厂商等我方资料", "the vendor waits for our information"),
    "waiting_customer_window": Text("等我方停机窗口", "waiting for our maintenance window"),
    "customer_hold": Text("我方要求暂缓", "on hold at our request"),
    "reopened": Text("已恢复,至重新打开", "resolved, until it was reopened"),
    "weekend": Text("休息日", "day off"),
    "closed": Text("非工作时段", "outside working hours"),
}
_KINDS: Mapping[str, Text] = {
    COUNTED: Text("计时", "counted"),
    OUTSIDE: Text("非工作时间", "outside hours"),
    HOLIDAY: Text("节假日", "holiday"),
    PAUSED: Text("暂停", "paused"),
    RESOLVED_GAP: Text("已恢复", "resolved"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of the trace in words; `counts` tells whether it moved the clock."""

    start: int
    end: int
    kind: str
    text: Text
    counts: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Everything behind one due time. `steps` are behind us, `ahead` leads from now to the due.

    `lines` say the same as sentences, in the order in which they are read.
    """

    clock: Clock
    agreement: Agreement
    chosen: Text
    provenance: Text
    target: Text
    hours: Text
    steps: tuple[Step, ...]
    ahead: tuple[Step, ...]
    lines: tuple[Text, ...]


def explain(
    one: Reckoning, facts: Facts, clock: Clock, chosen: Text, calendar: Calendar | None
) -> Why:
    """Return why `clock` is due when it is: agreement, source, target, hours and each stretch."""
    steps = _steps(clock.trace)
    ahead: tuple[Step, ...] = ()
    if one.is_open and clock.due is not None and clock.due > one.stop:
        ahead = _steps(one.hours.segments(one.stop, clock.due))
    target, hours = _target(clock, one), _hours(calendar)
    provenance = provenance_of(one.agreement)
    lines = [chosen, provenance, target, hours, *_course(one, facts, clock)]
    return Why(clock, one.agreement, chosen, provenance, target, hours, steps, ahead, tuple(lines))


def provenance_of(agreement: Agreement) -> Text:
    """Return where an agreement comes from, and that no contract stands behind it if so (R19)."""
    zh, en = agreement.source if agreement.source.zh else ("未注明", "not stated")
    checked = (
        Text("已按合同核实", "verified against the contract")
        if agreement.verified
        else Text("未核实,不是合同", "unverified, not a contract")
    )
    as_of = f",{agreement.as_of}" if agreement.as_of else ""
    version = f" {agreement.version}" if agreement.version else ""
    return Text(
        f"来源:{zh}{as_of}({agreement.id}{version},{checked.zh})",
        f"Source: {en}{as_of.replace(',', ', ')} ({agreement.id}{version}, {checked.en})",
    )


def lasting(seconds: int) -> Text:
    """Return a length of time in words: 2 小时 10 分, 45 秒."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "小时", "h"), (minutes, "分", "min"), (rest, "秒", "s"))
    kept = [one for one in parts if one[0]] or [(0, "秒", "s")]
    return Text(
        " ".join(f"{amount} {zh}" for amount, zh, _ in kept),
        " ".join(f"{amount} {en}" for amount, _, en in kept),
    )


def skewed(events: Iterable[Event]) -> tuple[tuple[Event, int], ...]:
    """Return the events whose `at` is more than a minute after their receipt, with the seconds."""
    found = []
    for event in events:
        if event.received_at is not None:
            late_s = whole(event.at) - whole(event.received_at)
            if late_s > SKEW_S:
                found.append((event, late_s))
    return tuple(found)


def _steps(segments: Iterable[Segment]) -> tuple[Step, ...]:
    return tuple(
        Step(one.start, one.end, one.kind, _said(one), one.kind == COUNTED) for one in segments
    )


def _said(one: Segment) -> Text:
    kind = _KINDS[one.kind]
    reason = REASONS.get(one.reason, Text(one.reason, one.reason))
    if one.kind in (COUNTED, HOLIDAY) or not one.reason:
        length = lasting(one.end - one.start)
        if one.kind == COUNTED:
            return Text(f"{kind.zh} {length.zh}", f"{kind.en} {length.en}")
        return kind
    return Text(f"{kind.zh}:{reason.zh}", f"{kind.en}: {reason.en}")


def _target(clock: Clock, one: Reckoning) -> Text:
    name = METRIC_NAMES[clock.metric]
    goal = one.goal
    if goal.amount is None:
        return Text(f"{name.zh}:无时限", f"{name.en}: no target")
    if goal.unit is Unit.WORKDAYS:
        ends = one.agreement.workday_rule is WorkdayRule.END_OF_NEXT_WORKDAY
        rule = (
            Text("至第 n 个工作日下班", "to the close of the n-th working day")
            if ends
            else Text("按工时折算", "as working time")
        )
        days = "working day" if goal.amount == 1 else "working days"
        return Text(
            f"{name.zh}:{goal.amount} 个工作日({rule.zh.replace('n', str(goal.amount))})",
            f"{name.en}: {goal.amount} {days} ({rule.en.replace('n-th', f'{goal.amount}.')})",
        )
    length = lasting(goal.amount * 60)
    unit = (
        Text("工作时间", "of working time")
        if goal.unit is Unit.BUSINESS_MINUTES
        else Text("自然时间", "round the clock")
    )
    return Text(f"{name.zh}:{length.zh}({unit.zh})", f"{name.en}: {length.en} ({unit.en})")


def _hours(calendar: Calendar | None) -> Text:
    if calendar is None:
        return Text("7×24 小时计时", "Counted round the clock")
    zone = calendar.zone.key
    return Text(
        f"工作时间:{calendar.title.zh}({zone})", f"Working hours: {calendar.title.en} ({zone})"
    )


def _course(one: Reckoning, facts: Facts, clock: Clock) -> Iterable[Text]:
    """Yield what happened to the clock, from its start to what will be met."""
    if clock.started is None:
        yield NOT_RECEIVED if clock.leg == "vendor" else Text("尚未开始", "Not started")
        return
    yield _at(one, clock.started, "开始", "Started")
    if not facts.proven:
        yield Text(
            "交接没有凭证,结果记为无凭证", "The hand-off has no proof: verdicts are unproven"
        )
    paused = clock.gross_s - clock.counted_s
    if paused:
        length = lasting(paused)
        yield Text(f"已扣除暂停 {length.zh}", f"{length.en} of pauses taken out")
    if one.recorded:
        yield Text("改级前已超时,记录保留", "Breached before a change of priority; that stands")
    if clock.due is not None:
        yield _at(one, clock.due, "到期", "Due")
    if clock.until is not None and clock.until != clock.due:
        yield _at(one, clock.until, "最晚达标时刻", "Met until")
    if clock.provisional:
        yield Text(
            "涉及没有正式日历的年份,只按周末推算,为暂定",
            "A year without an official calendar is involved: weekends alone, provisional",
        )
    if clock.achieved is not None:
        yield _at(one, clock.achieved, "达成", "Achieved")
    yield STATE_NAMES[clock.state]


def _at(one: Reckoning, instant: int, zh: str, en: str) -> Text:
    written = from_epoch(instant, one.agreement.zone).strftime("%Y-%m-%d %H:%M:%S")
    return Text(f"{zh}:{written}", f"{en}: {written}")
