"""Why: what a due time or a priority stands on, as lines, segments and a log (sla.md R17, N10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.instants import from_epoch
from firstline.domain.packs.pack_age import out_of_date
from firstline.domain.sla.agreement import Agreement, Unit
from firstline.domain.sla.calendar import COUNTED, HOLIDAY, OUTSIDE, Segment
from firstline.domain.sla.clock import PAUSED, RESOLVED_GAP, Clock
from firstline.domain.sla.timer import State, Timer
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.domain.words import Language, Text
from firstline.viewmodel import phrases, times
from firstline.viewmodel.detail import happenings

if TYPE_CHECKING:
    from firstline.domain.desk import Desk

NOTHING = Text("", "")
KINDS = {
    COUNTED: Text("计时", "counted"),
    OUTSIDE: Text("非服务时段", "outside hours"),
    HOLIDAY: Text("节假日", "holiday"),
    PAUSED: Text("暂停", "paused"),
    RESOLVED_GAP: Text("恢复后间隔", "after restoration"),
}
_CLOSED = {
    "weekend": Text("周末", "weekend"),
    "closed": Text("下班或午休", "closed or lunch"),
    "reopened": Text("已恢复,后重新打开", "restored, later reopened"),
}
UNVERIFIED = Text("未核实:{source}。请以合同为准。", "Unverified: {source}. Your contract decides.")
PROVISIONAL = Text(
    "暂定:用到了尚未公布的年份,只按周末推算。",
    "Provisional: a year not published yet was reckoned from weekends alone.",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about and what holds."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Stretch:
    """One segment of the trace, in words; `seconds` is its exact length."""

    kind: str
    name: Text
    span: Text
    reason: Text
    seconds: int

    @property
    def counts(self) -> bool:
        """Whether it counts."""
        return self.kind == COUNTED

    def words(self) -> Text:
        """Return the whole segment as one line."""
        length = times.length(self.seconds)
        zh = f"({self.reason.zh})" if self.reason.zh else ""
        en = f" ({self.reason.en})" if self.reason.zh else ""
        return Text(
            f"{self.span.zh}  {self.name.zh}{zh}  {length.zh}",
            f"{self.span.en}  {self.name.en}{en}  {length.en}",
        )


@dataclass(frozen=True, slots=True)
class WhySheet:
    """Everything that the panel shows; `sums` closes the segments."""

    title: Text
    banners: tuple[Text, ...]
    facts: tuple[Fact, ...]
    stretches: tuple[Stretch, ...] = ()
    sums: tuple[Fact, ...] = ()
    ahead: tuple[Stretch, ...] = ()  # from now to the due instant, if nothing else happens
    log: tuple[Fact, ...] = ()

    def copied(self, language: Language) -> str:
        """Return the whole sheet as plain text, for a claim or a mail."""

        def say(text: Text) -> str:
            return text.in_(language)

        lines = [say(self.title), *(f"! {say(one)}" for one in self.banners), ""]
        lines += [f"{say(one.label)}: {say(one.value)}" for one in self.facts]
        lines += ["", *(say(one.words()) for one in self.stretches)] if self.stretches else []
        lines += [f"{say(one.label)}: {say(one.value)}" for one in self.sums]
        lines += ["", *(f"→ {say(one.words())}" for one in self.ahead)] if self.ahead else []
        if self.log:
            lines.append("")
        lines += [f"{say(one.label)}  {say(one.value)}" for one in self.log]
        return "\n".join(lines)


def clock_sheet(
    ticket: Ticket, timer: Timer, desk: "Desk", now: datetime, zone: tzinfo
) -> WhySheet:
    """Return why the clock `timer` of `ticket` says what it says at `now`."""
    leg, metric = phrases.LEGS[timer.leg], phrases.METRICS[timer.metric]
    title = Text(f"{leg.zh} · {metric.zh}", f"{leg.en} · {metric.en}")
    why = desk.why(ticket, timer, now)
    if why is None:
        gone = Text("这个时钟不再适用。", "This clock no longer applies.")
        return WhySheet(title, (gone,), ())
    clock = why.clock
    stretches = tuple(_stretch(one, desk, zone) for one in clock.trace)
    return WhySheet(
        title,
        tuple(_banners(why.agreement, clock, now.astimezone(zone).date())),
        tuple(_facts(clock, why.agreement, why.chosen, desk, zone)),
        stretches,
        tuple(_sums(clock, stretches)),
        tuple(_stretch(Segment(one.start, one.end, one.kind), desk, zone) for one in why.ahead),
        tuple(priority_log(ticket, zone)),
    )


def _unverified(agreement: Agreement) -> Text:
    zh, en = agreement.source
    return Text(
        UNVERIFIED.zh.format(source=zh or agreement.id),
        UNVERIFIED.en.format(source=en or agreement.id),
    )


def _banners(agreement: Agreement, clock: Clock, today: date) -> Iterable[Text]:
    if not agreement.verified:
        yield _unverified(agreement)
    if old := out_of_date(agreement, today):
        yield old
    if clock.provisional:
        yield PROVISIONAL
    if clock.state is State.UNPROVEN:
        yield Text("缺少凭证,这一段不作判定。", "Proof is missing: no verdict is given.")


def _facts(
    clock: Clock, agreement: Agreement, why: Text, desk: "Desk", zone: tzinfo
) -> Iterable[Fact]:
    yield Fact(Text("状态", "State"), _state(clock))
    version = " ".join(one for one in (agreement.version, agreement.as_of) if one)
    name = agreement.title
    yield Fact(
        Text("协议", "Agreement"),
        Text(
            f"{name.zh}({agreement.id} {version})",
            f"{name.en or name.zh} ({agreement.id} {version})",
        ),
    )
    if why.zh:
        yield Fact(Text("为何适用", "Why this one"), why)
    yield Fact(Text("目标", "Target"), _target(clock))
    yield Fact(Text("计时日历", "Calendar"), _calendar(clock, desk))
    if clock.started is not None:
        yield Fact(Text("起点", "Start"), _at(clock.started, zone))
    if clock.due is not None:
        yield Fact(Text("应于", "Due"), _at(clock.due, zone))
    if clock.until is not None and clock.until != clock.due:
        yield Fact(Text("此前仍算达成", "Met until"), _at(clock.until, zone))
    if clock.achieved is not None:
        yield Fact(Text("实际于", "Achieved"), _at(clock.achieved, zone))


def _state(clock: Clock) -> Text:
    name = phrases.STATES[clock.state]
    left = clock.remaining_s
    if left is None or clock.state in (State.CANCELLED, State.MERGED):
        return name
    length = times.length(abs(left))
    if left < 0:
        return Text(f"{name.zh} · 超 {length.zh}", f"{name.en} · {length.en} over")
    return Text(f"{name.zh} · 剩余 {length.zh}", f"{name.en} · {length.en} left")


def _target(clock: Clock) -> Text:
    target = clock.target
    if not target:
        return phrases.STATES[State.NO_TARGET]
    amount, unit = target["amount"], Unit(str(target["unit"]))
    names = {
        Unit.MINUTES: Text(f"{amount} 分钟", f"{amount} minutes"),
        Unit.BUSINESS_MINUTES: Text(f"{amount} 工作分钟", f"{amount} business minutes"),
        Unit.WORKDAYS: Text(f"{amount} 个工作日", f"{amount} working days"),
    }
    name = names[unit]
    if clock.effective_s is None:
        return name
    length = times.length(clock.effective_s)
    return Text(f"{name.zh}(= {length.zh}计时)", f"{name.en} (= {length.en} counted)")


def _calendar(clock: Clock, desk: "Desk") -> Text:
    if not clock.work:
        return Text("7×24,不分昼夜", "24×7, round the clock")
    calendar = desk.calendars.get(clock.work)
    title = calendar.title if calendar else NOTHING
    if not title.zh:
        return Text(clock.work, clock.work)
    return Text(f"{title.zh}({clock.work})", f"{title.en or title.zh} ({clock.work})")


def _at(instant: int, zone: tzinfo) -> Text:
    said = times.stamp(from_epoch(instant, zone), zone)
    return Text(said, said)


def _stretch(one: Segment, desk: "Desk", zone: tzinfo) -> Stretch:
    start, end = from_epoch(one.start, zone), from_epoch(one.end, zone)
    first = times.stamp(start, zone)[5:]
    last = times.stamp(end, zone)[5:]
    if start.date() == end.date():
        last = last[6:]
    span = f"{first} – {last}"
    return Stretch(
        one.kind, KINDS.get(one.kind, Text(one.kind, one.kind)), Text(span, span),
        _reason(one, desk), one.end - one.start,
    )  # fmt: skip


def _reason(one: Segment, desk: "Desk") -> Text:
    if not one.reason:
        return NOTHING
    if one.kind == PAUSED:
        return phrases.reason(one.reason)
    calendar = desk.calendars.get(one.reason)
    if calendar is not None:
        return Text(calendar.title.zh, calendar.title.en or calendar.title.zh)
    return _CLOSED.get(one.reason, Text(one.reason, one.reason))


def _sums(clock: Clock, stretches: Sequence[Stretch]) -> Iterable[Fact]:
    counted = sum(one.seconds for one in stretches if one.counts)
    yield Fact(Text("计时合计", "Counted in all"), times.length(counted))
    paused = clock.gross_s - clock.counted_s
    if paused > 0:
        yield Fact(Text("毛时长(含暂停)", "Gross, pauses included"), times.length(clock.gross_s))
        yield Fact(Text("其中暂停", "Pauses"), times.length(paused))
    if clock.effective_s is not None and clock.remaining_s is not None:
        yield Fact(Text("目标", "Target"), times.length(clock.effective_s))
        yield Fact(Text("剩余", "Left"), times.length(clock.remaining_s))


def priority_log(ticket: Ticket, zone: tzinfo) -> Iterable[Fact]:
    """Yield each event that gave the ticket a priority: when and who, what and why."""
    for event in ticket.events:
        if event.priority is None:
            continue
        when = f"{times.stamp(event.at, zone)[:16]} {event.actor}".strip()
        yield Fact(
            Text(when, when),
            happenings.head(event) if event.kind is not EventKind.REPORTED else _reported(event),
        )


def _reported(event: Event) -> Text:
    name = phrases.PRIORITIES[event.priority] if event.priority else NOTHING
    return Text(f"报告时定为 {name.zh}", f"{name.en} at the report")
