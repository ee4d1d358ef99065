"""The columns of an exported table: what each is called and what it takes from a ticket."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from firstline.domain.instants import epoch, from_epoch
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.sla.timer_names import STATE_NAMES
from firstline.domain.ticket.fields import NAMES
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import EventKind, Leg, Ticket, TicketType
from firstline.domain.words import Language, Text

Cell = str | int | datetime | None
_K = EventKind

TYPES: Mapping[TicketType, Text] = {
    TicketType.INCIDENT: Text("事件", "Incident"),
    TicketType.REQUEST: Text("请求", "Request"),
    TicketType.QUESTION: Text("咨询", "Question"),
    TicketType.IMPROVEMENT: Text("改进", "Improvement"),
}
STATES = STATE_NAMES
_CLOCKS: Mapping[tuple[Leg, Metric], Text] = {
    (Leg.INTERNAL, Metric.FIRST_RESPONSE): Text("内部首次响应", "Internal first response"),
    (Leg.INTERNAL, Metric.RESOLUTION): Text("内部恢复", "Internal resolution"),
    (Leg.VENDOR, Metric.FIRST_RESPONSE): Text("厂商首次响应", "Vendor first response"),
    (Leg.VENDOR, Metric.RESOLUTION): Text("厂商恢复", "Vendor resolution"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row is made of: the ticket, its clocks, the language, the zone, and the present."""

    ticket: Ticket
    timers: Sequence[Timer]
    language: Language
    zone: tzinfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters and where its cells come from."""

    heading: Text
    width: int
    cell: Callable[[Line], Cell]


def _plain(name: str, width: int) -> Column:
    return Column(NAMES[name], width, lambda line: getattr(line.ticket, name))


def _instant(heading: Text, find: Callable[[Ticket], datetime | None]) -> Column:
    def cell(line: Line) -> Cell:
        at = find(line.ticket)
        return at.astimezone(line.zone) if at else None

    return Column(heading, 19, cell)


def _events(ticket: Ticket, *kinds: EventKind, leg: Leg | None = None) -> Iterable[datetime]:
    return (one.at for one in ticket.events if one.kind in kinds and one.leg in (None, leg))


def _responded(ticket: Ticket) -> datetime | None:
    return min(_events(ticket, _K.RESPONDED, leg=Leg.INTERNAL), default=None)


def _resolved(ticket: Ticket) -> datetime | None:
    return None if ticket.is_open else max(_events(ticket, _K.RESOLVED), default=None)


def _closed(ticket: Ticket) -> datetime | None:
    ends = _events(ticket, _K.CLOSED, _K.CANCELLED, _K.DUPLICATE)
    return None if ticket.is_open else max(ends, default=None)


def _handed_off(ticket: Ticket) -> datetime | None:
    return min(_events(ticket, _K.HANDED_OFF), default=None)


def _received(ticket: Ticket) -> datetime | None:
    got = (one.received_at for one in ticket.events if one.kind is _K.HANDED_OFF)
    return min((at for at in got if at), default=None)


def _clock(leg: Leg, metric: Metric) -> tuple[Column, Column]:
    """Return the verdict and the due time of one clock, its newest cycle."""

    def newest(line: Line) -> Timer | None:
        found = [one for one in line.timers if one.leg is leg and one.metric is metric]
        return max(found, key=lambda one: one.cycle, default=None)

    def verdict(line: Line) -> Cell:
        timer = newest(line)
        return STATES[_state(timer, line.now)].in_(line.language) if timer else None

    def due(line: Line) -> Cell:
        timer = newest(line)
        return from_epoch(timer.due, line.zone) if timer and timer.due is not None else None

    name = _CLOCKS[leg, metric]
    until = Text(f"{name.zh}到期", f"{name.en} due")
    return Column(name, 14, verdict), Column(until, 19, due)


def _state(timer: Timer, now: datetime) -> State:
    """Return the clock's state now; whether it is the hour of service does not matter here."""
    late = timer.until is not None and epoch(now) > timer.until
    return State.BREACHED if timer.state is State.RUNNING and late else timer.state


COLUMNS: tuple[Column, ...] = (
    _plain("number", 14),
    _plain("title", 48),
    Column(NAMES["status"], 12, lambda one: CHART[one.ticket.status].name.in_(one.language)),
    Column(NAMES["priority"], 8, lambda one: str(one.ticket.priority)),
    Column(NAMES["type"], 10, lambda one: TYPES[one.ticket.type].in_(one.language)),
    _plain("impact", 8),
    _plain("urgency", 8),
    _plain("site", 14),
    _plain("product", 14),
    _plain("module", 14),
    _plain("channel", 10),
    _plain("requester", 14),
    _plain("assignee", 14),
    _plain("case_no", 16),
    Column(NAMES["tags"], 18, lambda one: ", ".join(one.ticket.tags)),
    _instant(Text("创建时间", "Created"), lambda one: one.created_at),
    _instant(Text("更新时间", "Updated"), lambda one: one.updated_at),
    _instant(Text("首次响应时间", "First response"), _responded),
    _instant(Text("交接厂商时间", "Handed off"), _handed_off),
    _instant(Text("厂商收到时间", "Received by the vendor"), _received),
    _instant(Text("恢复时间", "Resolved"), _resolved),
    _instant(Text("关闭时间", "Closed"), _closed),
    *(column for leg, metric in _CLOCKS for column in _clock(leg, metric)),
    _plain("body", 60),
)
