"""One ticket as a sheet of text: fields, clocks and timeline."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from firstline.cli.table import pad, plain, screen_width, table, width
from firstline.cli.ticket.queue_table import LEG_MARKS, timer_words
from firstline.domain.contact.log import said_of_contact
from firstline.domain.desk import Desk
from firstline.domain.handoff.release import released
from firstline.domain.instants import epoch, from_epoch
from firstline.domain.major.words import said_of_major
from firstline.domain.sla.timer import Metric, Timer
from firstline.domain.sla.why import REASONS
from firstline.domain.ticket.exchange_words import said as said_of_exchange
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.domain.ticket.triage import NAMES, TYPE_NAMES
from firstline.domain.ticket.words import CHANNEL_NAMES, PRIORITY_REASONS
from firstline.domain.words import Language, Text

_K = EventKind
Said = tuple[Text, Text]
"""A line of the sheet: its name, and what it says."""
METRICS = {
    Metric.FIRST_RESPONSE: Text("首次响应", "First response"),
    Metric.RESOLUTION: Text("解决", "Resolution"),
    Metric.NEXT_REPLY: Text("下次回复", "Next reply"),
}
LEGS = {Leg.INTERNAL: Text("内部段", "Internal leg"), Leg.VENDOR: Text("厂商段", "Vendor leg")}
KINDS = {
    _K.REPORTED: Text("报告", "Reported"),
    _K.HANDED_OFF: Text("交接厂商", "Handed off"),
    _K.ACKNOWLEDGED: Text("已收到(回执)", "Acknowledged"),
    _K.RESPONDED: Text("回复", "Replied"),
    _K.PAUSED: Text("暂停计时", "Paused"),
    _K.RESUMED: Text("恢复计时", "Resumed"),
    _K.PRIORITY: Text("优先级", "Priority"),
    _K.RESOLVED: Text("已恢复", "Resolved"),
    _K.REOPENED: Text("重新打开", "Reopened"),
    _K.CANCELLED: Text("取消", "Cancelled"),
    _K.MERGED: Text("合并", "Merged"),
    _K.DUPLICATE: Text("重复", "Duplicate"),
    _K.TRIAGED: Text("分级", "Triaged"),
    _K.STARTED: Text("开始处理", "Started"),
    _K.CLOSED: Text("关闭", "Closed"),
    _K.MESSAGE: Text("来信", "Message"),
    _K.NOTE: Text("内部备注", "Internal note"),
    _K.CHANGED: Text("修改", "Changed"),
    _K.ATTACHED: Text("附件", "Attached"),
    _K.DETACHED: Text("移除附件", "Detached"),
    _K.VERDICT: Text("外部判定", "Outside verdict"),
    _K.ENTRY: Text("记账", "Booking"),
    _K.UNKNOWN: Text("较新版本的记录", "An entry of a later version"),
}
FIELDS = (
    ("site", Text("站点", "Site")), ("product", Text("产品", "Product")),
    ("module", Text("模块", "Module")), ("requester", Text("报告人", "Requester")),
    ("assignee", Text("受理人", "Assignee")), ("channel", Text("渠道", "Channel")),
    ("case_no", Text("厂商单号", "Vendor case")),
)  # fmt: skip


def ticket_sheet(
    ticket: Ticket, desk: Desk, now: datetime, language: Language, more: Sequence[Said] = (),
    timers: Iterable[Timer] | None = None,
) -> str:  # fmt: skip
    """Return everything about the ticket as lines of text, its instants in the zone of `now`.

    `more` are lines beside its own fields, each with its name; `timers` are its clocks where not
    all of its log is at hand.
    """
    zone = now.tzinfo
    parts = [
        f"{plain(ticket.number)}  {plain(ticket.title)}",
        _summary(ticket, language),
        *_fields(ticket, language, more),
    ]
    if ticket.body:
        parts += ["", *(plain(line) for line in ticket.body.splitlines())]
    told = desk.timers(ticket) if timers is None else timers
    clocks = list(_clocks(told, desk, now, language))
    if clocks:
        heading = [Text("时钟", "Clock"), Text("剩余", "Left"), Text("到期", "Due")]
        parts += ["", table([one.in_(language) for one in heading], clocks, stretch=0,
                            columns=screen_width())]  # fmt: skip
    lines = [_event(one, zone, language) for one in ticket.events]
    heading = [Text("时间", "When"), Text("段", "Leg"), Text("事件", "Event"), Text("", "")]
    parts += ["", table([one.in_(language) for one in heading], lines, stretch=3,
                        columns=screen_width())]  # fmt: skip
    return "\n".join(parts)


def _summary(ticket: Ticket, language: Language) -> str:
    priority = f"{ticket.priority} {NAMES[ticket.priority].in_(language)}"
    words = [
        priority,
        CHART[ticket.status].name.in_(language),
        TYPE_NAMES[ticket.type].in_(language),
    ]
    if ticket.vendor_priority and ticket.vendor_priority is not ticket.priority:
        dispute = Text("定级争议,厂商按 {p}", "disputed, the vendor says {p}")
        words.append(dispute.fill(p=ticket.vendor_priority).in_(language))
    if ticket.tags:
        words.append(" ".join(f"#{plain(one)}" for one in ticket.tags))
    return " · ".join(words)


def _fields(ticket: Ticket, language: Language, more: Sequence[Said]) -> Iterable[str]:
    shown = [(name.in_(language), _field(ticket, field, language)) for field, name in FIELDS]
    shown += [(name.in_(language), said.in_(language)) for name, said in more]
    shown = [(name, value) for name, value in shown if value]
    wide = max((width(name) for name, _ in shown), default=0)
    for name, value in shown:
        yield f"{pad(name, wide)}  {plain(value)}"
    for one in ticket.attachments:
        yield f"{Text('附件', 'File').in_(language)}  {plain(one.name)} ({one.size} B)"


def _field(ticket: Ticket, name: str, language: Language) -> str:
    value = str(getattr(ticket, name))
    known = CHANNEL_NAMES.get(value) if name == "channel" else None
    return known.in_(language) if known else value


def _clocks(
    timers: Iterable[Timer], desk: Desk, now: datetime, language: Language
) -> Iterable[list[str]]:
    for one in timers:
        name = f"{LEGS[one.leg].in_(language)} {METRICS[one.metric].in_(language)}"
        due = _clock_time(from_epoch(one.due), now.tzinfo) if one.due is not None else ""
        if one.provisional:
            due += Text(" 暂定", " provisional").in_(language)
        yield [name, timer_words(one, desk, epoch(now)).in_(language), due]


def _event(event: Event, zone: tzinfo | None, language: Language) -> list[str]:
    leg = LEG_MARKS[event.leg].in_(language) if event.leg else ""
    details = [
        event.actor,
        str(event.priority or ""),
        _reason(event, language),
        _change(event),
        event.data.get("name", ""),
        event.text,
        Text("凭证 {proof}", "proof {proof}").fill(proof=event.proof).in_(language)
        if event.proof
        else "",
        left.in_(language) if (left := _entry(event)) else "",
    ]
    said = " · ".join(plain(one) for one in details if one)
    if event.received_at:
        got = Text("收到", "received").in_(language)
        said += f" ({got} {_clock_time(event.received_at, zone)})"
    return [_clock_time(event.at, zone), leg, KINDS[event.kind].in_(language), said]


def _entry(event: Event) -> Text | None:
    told = released(event) or said_of_exchange(event)
    return told or said_of_major(event) or said_of_contact(event)


def _reason(event: Event, language: Language) -> str:
    known = REASONS.get(event.reason) or PRIORITY_REASONS.get(event.reason)
    return known.in_(language) if known else event.reason


def _change(event: Event) -> str:
    if event.kind is not _K.CHANGED:
        return ""
    return (
        f"{event.data.get('field', '')}: {event.data.get('old', '')} → {event.data.get('new', '')}"
    )


def _clock_time(instant: datetime, zone: tzinfo | None) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")
