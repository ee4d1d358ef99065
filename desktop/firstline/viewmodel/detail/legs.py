"""Both legs of a ticket as lanes: each clock with its countdown, its due time and its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.instants import epoch, from_epoch
from firstline.domain.routing.vendor_expert import vendor_expert
from firstline.domain.sla import live as sla_live
from firstline.domain.sla.countdown import Countdown, describe
from firstline.domain.sla.timer import State, Timer
from firstline.domain.ticket.ball import received
from firstline.domain.ticket.statuses import was_handed_off
from firstline.domain.ticket.ticket import Leg, Ticket
from firstline.domain.words import Text
from firstline.viewmodel import phrases, times
from firstline.viewmodel.handoff import handoff
from firstline.viewmodel.handoff.handoff import LaneAct

if TYPE_CHECKING:
    from firstline.domain.desk import Desk

NOTHING = Text("", "")
NOT_RECEIVED = Text(
    "厂商尚未收到,SLA 未开始", "Not received by the vendor; its SLA has not started"
)
NOT_HANDED_OFF = Text("尚未交接厂商", "Not handed off to the vendor")
NO_AGREEMENT = Text("没有适用的协议", "No agreement applies")


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock as a line: what it measures, its countdown, and when it is due or was achieved."""

    timer: Timer
    metric: Text
    shown: Countdown
    when: Text
    state: Text


@dataclass(frozen=True, slots=True)
class Lane:
    """One leg: its name, what stands beside it, a remark instead of clocks, clocks and acts."""

    leg: Leg
    name: Text
    beside: Text
    remark: Text
    clocks: tuple[ClockLine, ...]
    acts: tuple[LaneAct, ...] = ()
    unverified: bool = False


def lanes(
    ticket: Ticket, timers: Sequence[Timer], desk: "Desk", now: datetime, zone: tzinfo
) -> tuple[Lane, Lane]:
    """Return the internal and the vendor lane of `ticket` at `now`."""
    return (
        _lane(ticket, Leg.INTERNAL, timers, desk, now, zone),
        _lane(ticket, Leg.VENDOR, timers, desk, now, zone),
    )


def _lane(
    ticket: Ticket,
    leg: Leg,
    timers: Sequence[Timer],
    desk: "Desk",
    now: datetime,
    zone: tzinfo,
) -> Lane:
    started = [one for one in timers if one.leg is leg and one.state is not State.NOT_STARTED]
    clocks = tuple(clock_line(one, desk, now, zone) for one in started)
    vendor = leg is Leg.VENDOR
    titles = {one.agreement: _title(desk, one.agreement) for one in started}
    beside = Text(
        "、".join(one.zh for one in titles.values()),
        ", ".join(one.en or one.zh for one in titles.values()),
    )
    if vendor and ticket.case_no:
        beside = Text(f"单号 {ticket.case_no}", f"case {ticket.case_no}")
    expert = vendor_expert(ticket) if vendor else ""
    if expert:
        beside = Text(f"专家 {expert} · {beside.zh}", f"expert {expert} · {beside.en}")
    theirs = ticket.vendor_priority
    if vendor and theirs is not None and theirs is not ticket.priority:
        said_zh, said_en = f"定级争议:厂商 {theirs}", f"dispute: vendor says {theirs}"
        beside = Text(f"{said_zh} · {beside.zh}", f"{said_en} · {beside.en}")
    return Lane(
        leg,
        phrases.LEGS[leg],
        beside,
        _remark(ticket, leg, clocks),
        clocks,
        handoff.offered(ticket) if vendor else (),
        any(not _verified(desk, one.agreement) for one in started),
    )


def _remark(ticket: Ticket, leg: Leg, clocks: Sequence[ClockLine]) -> Text:
    if leg is Leg.VENDOR and received(ticket) is None:
        return NOT_RECEIVED if was_handed_off(ticket) else NOT_HANDED_OFF
    return NOTHING if clocks else NO_AGREEMENT


def clock_line(timer: Timer, desk: "Desk", now: datetime, zone: tzinfo) -> ClockLine:
    """Return one clock as it stands at `now`."""
    instant = epoch(now)
    state = sla_live.live_state(timer, instant, desk.calendars)
    left = sla_live.remaining(timer, instant, desk.calendars)
    return ClockLine(
        timer,
        phrases.METRICS[timer.metric],
        describe(left, state, timer.target_s),
        _when(timer, state, now, zone),
        phrases.STATES[state],
    )


def _when(timer: Timer, state: State, now: datetime, zone: tzinfo) -> Text:
    if timer.achieved is not None:
        done = times.brief(from_epoch(timer.achieved, zone), now, zone)
        return Text(f"于 {done.zh}", f"at {done.en}")
    if state is State.PAUSED:
        return phrases.STATES[State.PAUSED]
    if timer.due is None or state in (State.CANCELLED, State.MERGED, State.NO_TARGET):
        return NOTHING
    due = times.brief(from_epoch(timer.due, zone), now, zone)
    mark = Text("≈", "≈") if timer.provisional else NOTHING
    return Text(f"应于 {mark.zh}{due.zh}", f"due {mark.en}{due.en}")


def face(lane: Lane) -> tuple[object, ...]:
    """Return what can be seen of `lane`; a bar of some hundred pixels has no finer steps."""
    clocks = (
        (one.metric, one.shown.urgency, one.shown.words, round(one.shown.used * 400), one.when)
        for one in lane.clocks
    )
    return lane.beside, lane.remark, lane.acts, lane.unverified, *clocks


def said(lane: Lane, line: ClockLine) -> Text:
    """Return a clock in full, as it is read aloud and shown in the tooltip."""
    parts_zh = [
        f"{lane.name.zh} {line.metric.zh}",
        line.state.zh,
        line.shown.words.zh,
        line.when.zh,
    ]
    parts_en = [
        f"{lane.name.en}, {line.metric.en}",
        line.state.en,
        line.shown.words.en,
        line.when.en,
    ]
    return Text(
        ",".join(dict.fromkeys(one for one in parts_zh if one)),
        ", ".join(dict.fromkeys(one for one in parts_en if one)),
    )


def ticks_finely(found: Sequence[Lane]) -> bool:
    """Whether some clock shows seconds, so that it must be drawn anew every second."""
    return any(
        ":" in line.shown.words.zh and line.timer.achieved is None
        for lane in found
        for line in lane.clocks
    )


def _title(desk: "Desk", agreement: str) -> Text:
    return next((one.title for one in desk.agreements if one.id == agreement), Text(agreement, ""))


def _verified(desk: "Desk", agreement: str) -> bool:
    return next((bool(one.verified) for one in desk.agreements if one.id == agreement), True)


UNVERIFIED = Text("未核实", "unverified")
