"""The shift hand-over sheet: what changed since a shift began, what is promised, what to watch."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from firstline.domain.instants import epoch
from firstline.domain.major.major import major_of
from firstline.domain.sla.calendar import Calendar
from firstline.domain.sla.countdown import NOTHING, Countdown, Urgency, describe
from firstline.domain.sla.live import live_state, remaining
from firstline.domain.sla.timer import Timer, nearest
from firstline.domain.ticket.ball import Party, ball
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Status, Ticket
from firstline.domain.words import Text

AHEAD_S = 24 * 3600  # promises that fall due later are only counted
_K = EventKind
Found = tuple[Ticket, tuple[Timer, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket on the sheet; `note` says why it stands there, `party` and `who` have the ball.

    `due` is the epoch second of its nearest deadline, None where none runs; `left` what is left,
    `leg` whose promise it is: ours or the vendor's.
    """

    id: str
    number: str
    title: str
    priority: Priority
    status: Status
    assignee: str
    party: Party
    who: str
    note: Text
    due: int | None
    left: Countdown
    leg: Leg | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet; `later` counts the promises due in more than a day, `balls` the open ones.

    `overdue` and `open` count all that was read. A ticket may stand in several parts.
    """

    since: datetime
    now: datetime
    new: tuple[Line, ...]
    solved: tuple[Line, ...]
    escalated: tuple[Line, ...]
    handed: tuple[Line, ...]
    promises: tuple[Line, ...]
    watch: tuple[Line, ...]
    later: int
    balls: Mapping[Party, int]
    open: int
    overdue: int


LEG_NAMES: Mapping[Leg, Text] = {
    Leg.INTERNAL: Text("内", "ours"), Leg.VENDOR: Text("厂", "vendor"),
}  # fmt: skip
NAMES: Mapping[str, Text] = {
    "watch": Text("要盯住的", "To be watched"),
    "promises": Text("未了的承诺", "Promises open"),
    "new": Text("新报告", "New"),
    "solved": Text("已解决", "Solved"),
    "escalated": Text("升级", "Escalated"),
    "handed": Text("交接厂商", "Handed to the vendor"),
}
"""The parts of the sheet in their order."""


def shift_sheet(
    found: Iterable[Found], since: datetime, now: datetime, calendars: Mapping[str, Calendar]
) -> Sheet:
    """Return the sheet of `since` to `now` over these tickets, each with its clocks.

    `found` is to hold every open ticket and every one that changed since. What was undone in the
    shift does not stand there: a ticket reopened is not solved.
    """
    instant = epoch(now)
    lines = {one.id: (one, clocks, _line(one, clocks, instant, calendars)) for one, clocks in found}
    held = [lines[one] for one in sorted(lines)]
    going = [(ticket, line) for ticket, _, line in held if ticket.is_open]
    promises = sorted((line for _, line in going if line.due is not None), key=_by_due)
    near = [one for one in promises if (one.due or 0) <= instant + AHEAD_S]
    parties = [line.party for _, line in going]
    return Sheet(
        since, now,
        _part(held, lambda one: _new(one, since, now)),
        _part(held, lambda one: _solved(one, since, now)),
        _part(held, lambda one: _escalated(one, since, now)),
        _part(held, lambda one: _handed(one, since, now)),
        tuple(near), _watched(going, now), len(promises) - len(near),
        {one: parties.count(one) for one in Party if one in parties},
        len(going), sum(_is_late(line) for _, line in going),
    )  # fmt: skip


def parts(sheet: Sheet) -> list[tuple[str, Text, tuple[Line, ...]]]:
    """Return the parts of the sheet with their names, in their order."""
    return [(name, said, getattr(sheet, name)) for name, said in NAMES.items()]


def numbers(sheet: Sheet) -> dict[str, int]:
    """Return the figures that stand on the card and in its QR code."""
    return {
        "open": sheet.open, "overdue": sheet.overdue,
        **{name: len(lines) for name, _, lines in parts(sheet)},
    }  # fmt: skip


def _line(
    ticket: Ticket, clocks: Sequence[Timer], now: int, calendars: Mapping[str, Calendar]
) -> Line:
    holder = ball(ticket)
    timer = nearest(one for one in clocks if one.is_open) if ticket.is_open else None
    left, due = NOTHING, None
    if timer is not None:
        left = describe(
            remaining(timer, now, calendars), live_state(timer, now, calendars), timer.target_s
        )
        due = timer.due
    return Line(
        ticket.id, ticket.number, ticket.title, ticket.priority, ticket.status, ticket.assignee,
        holder.party, holder.who, holder.why, due, left, timer.leg if timer else None,
    )  # fmt: skip


def _part(
    held: Iterable[tuple[Ticket, tuple[Timer, ...], Line]], note: Callable[[Ticket], Text | None]
) -> tuple[Line, ...]:
    noted = [(line, said) for ticket, _, line in held if (said := note(ticket)) is not None]
    return tuple(sorted((_noted(line, said) for line, said in noted), key=_by_rank))


def _noted(line: Line, note: Text) -> Line:
    return replace(line, note=note)


def _by_rank(line: Line) -> tuple[object, ...]:
    return line.priority, line.due is None, line.due or 0, line.number, line.id


def _by_due(line: Line) -> tuple[object, ...]:
    return line.due or 0, line.priority, line.number, line.id


def _during(ticket: Ticket, kind: EventKind, since: datetime, now: datetime) -> list[Event]:
    return [one for one in ticket.events if one.kind is kind and since <= one.at <= now]


def _new(ticket: Ticket, since: datetime, now: datetime) -> Text | None:
    if not since <= ticket.created_at <= now:
        return None
    by = ticket.requester or "—"
    return Text(f"{by} 报告", f"reported by {by}")


def _solved(ticket: Ticket, since: datetime, now: datetime) -> Text | None:
    ends = _during(ticket, _K.RESOLVED, since, now)
    if not ends or ticket.status not in (Status.RESOLVED, Status.CLOSED):
        return None
    by, said = ends[-1].actor or "—", " ".join(ends[-1].text.split())
    return Text(f"{by} {said}".strip(), f"{by} {said}".strip())


def _escalated(ticket: Ticket, since: datetime, now: datetime) -> Text | None:
    """Say how far a person raised the priority; the triage of a new ticket raises nothing."""
    seen: Priority | None = None
    raised: list[tuple[Priority, Event]] = []
    for event in ticket.events:
        if event.priority is None or event.leg is Leg.VENDOR:
            continue
        raised_now = event.kind is _K.PRIORITY and event.reason != "triaged"
        if raised_now and seen is not None and event.priority < seen:
            raised.append((seen, event))
        seen = event.priority
    here = [(old, one) for old, one in raised if since <= one.at <= now and one.priority]
    if not here or (ticket.priority >= here[0][0]):
        return None
    old, last = here[0][0], here[-1][1]
    return Text(
        f"{old} → {ticket.priority} {last.actor}", f"{old} → {ticket.priority} {last.actor}"
    )


def _handed(ticket: Ticket, since: datetime, now: datetime) -> Text | None:
    acts = _during(ticket, _K.HANDED_OFF, since, now)
    if not acts:
        return None
    case = ticket.case_no
    if not case:
        return Text("还没有厂商单号", "no case number yet")
    return Text(f"厂商单号 {case}", f"case {case}")


def _is_late(line: Line) -> bool:
    return line.left.urgency is Urgency.OVER


def _watched(going: Iterable[tuple[Ticket, Line]], now: datetime) -> tuple[Line, ...]:
    found = []
    for ticket, line in going:
        why = _reasons(ticket, line, now)
        if why:
            zh, en = "、".join(one.zh for one in why), ", ".join(one.en for one in why)
            found.append(_noted(line, Text(zh, en)))
    return tuple(sorted(found, key=_by_rank))


def _reasons(ticket: Ticket, line: Line, now: datetime) -> list[Text]:
    """Say why a ticket is to be watched: nothing here is a guess, each reason is a fact of it."""
    holder = ball(ticket)
    unreceived = ticket.status is Status.WITH_VENDOR and holder.party is Party.US
    answered = ticket.status is Status.WAITING_REQUESTER and holder.party is Party.US
    facts = (
        (ticket.priority is Priority.P1, Text("P1 未结", "P1 open")),
        (_is_late(line), Text("已超时", "overdue")),
        (line.left.urgency is Urgency.SOON, Text("快到期", "due soon")),
        (not ticket.assignee, Text("没有受理人", "nobody assigned")),
        (unreceived, Text("厂商尚未收到", "not received by the vendor")),
        (answered, Text("报告人已回话,没有人接", "the requester answered, nobody took it up")),
        (ticket.status is Status.WAITING_CUSTOMER_INFO,
         Text("厂商等我方资料", "the vendor waits for our information")),
        (bool(ticket.conflicts), Text("有冲突", "in conflict")),
    )  # fmt: skip
    update = _update(ticket, now)
    return [*([update] if update else []), *(said for is_so, said in facts if is_so)]


def _update(ticket: Ticket, now: datetime) -> Text | None:
    """Say when the next update of a major incident is promised; None for any other ticket."""
    held = major_of(ticket)
    if held is None or held.update_due is None:
        return None
    at = f"{held.update_due.astimezone(now.tzinfo):%H:%M}"
    if held.missed(now):
        return Text(f"重大故障,通报已逾期({at})", f"major incident, update overdue ({at})")
    return Text(f"重大故障,{at} 前通报", f"major incident, update by {at}")
