"""The service-level clock: a pure function of a log, the agreements and the calendars (sla.md)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from firstline.domain.sla.agreement import Agreement, Versions, grouped, in_force
from firstline.domain.sla.log import DAY_S, Entry, Facts, entries, read_log, whole
from firstline.domain.sla.reckon import (
    Calendars,
    Reckoning,
    reckon,
    reply_clock,
    turns,
)
from firstline.domain.sla.sums import reach
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority

if TYPE_CHECKING:
    from firstline.domain.sla.clock import Clock

NEVER = -(1 << 40)


class Reckoned(NamedTuple):
    """A clock with the facts that it stands on."""

    clock: Reckoning
    facts: Facts


def evaluate(
    events: Iterable[Event],
    agreements: Sequence[Agreement],
    calendars: Calendars,
    as_of: datetime,
    *,
    strict: bool = True,
    trace: bool = True,
    priority: Priority | None = None,
) -> "tuple[Clock, ...]":
    """Return every clock of the log as of `as_of`, one per agreement × metric × cycle (R1).

    Events later than `as_of` are not known yet. `priority` stands in where the log names none.
    `strict` raises BadInput for what cannot be (an event before the report, an unlisted pause …);
    lenient, such an event is clamped or has no effect. Versions of one agreement share its id;
    each cycle uses the version in force at its start (R16).
    """
    from firstline.domain.sla.check import check  # noqa: PLC0415 - the desk works without it
    from firstline.domain.sla.clock import clock_of  # noqa: PLC0415

    events = tuple(events)
    if strict:
        check(events, agreements)
    found = reckon_all(events, grouped(agreements), calendars, whole(as_of), priority=priority)
    return tuple(clock_of(one, facts, trace=trace) for one, facts in found)


def timers(
    events: Iterable[Event],
    agreements: Sequence[Agreement],
    calendars: Calendars,
    *,
    priority: Priority | None = None,
) -> tuple[Timer, ...]:
    """Return every clock after the last event, leniently and without a trace: the fast path."""
    found = reckon_all(tuple(events), grouped(agreements), calendars, None, priority=priority)
    return tuple(timer_of(one) for one, _ in found)


def reckon_all(
    events: Sequence[Event],
    groups: Sequence[Versions],
    calendars: Calendars,
    as_of: int | None,
    *,
    priority: Priority | None = None,
) -> list[Reckoned]:
    """Return every clock with its facts; without `as_of`, each leg as of its own last event."""
    floor = reported_at(events)
    logs: dict[Leg, list[Entry]] = {}
    found: list[Reckoned] = []
    for versions in groups:
        leg = versions[0].leg
        if leg not in logs:
            logs[leg] = entries(events, leg, floor=floor, until=as_of)
        found += _of_agreement(logs[leg], versions, calendars, as_of, floor, priority)
    return found


def reported_at(events: Sequence[Event]) -> int | None:
    """Return when the ticket was reported: the earliest, so that a survivor keeps it (R14)."""
    found: int | None = None
    for event in events:
        if event.kind is EventKind.REPORTED:
            at = whole(event.at)
            if event.received_at is not None:
                at = min(at, whole(event.received_at))
            if found is None or at < found:
                found = at
    return found


def _of_agreement(
    log: Sequence[Entry],
    versions: Versions,
    calendars: Calendars,
    as_of: int | None,
    floor: int | None,
    priority: Priority | None,
) -> list[Reckoned]:
    facts = _facts(log, versions[0], priority)
    now = facts.last if as_of is None else as_of
    started = facts.start if facts.start is not None else floor
    agreement = in_force(versions, now if started is None else started)
    if agreement is None:
        return []
    if agreement is not versions[0]:
        facts = _facts(log, agreement, priority)
    found = [
        Reckoned(reckon(agreement, Metric.FIRST_RESPONSE, facts, calendars, now), facts),
        Reckoned(reckon(agreement, Metric.RESOLUTION, facts, calendars, now), facts),
    ]
    if not facts.messages:
        return found
    for cycle, turn in enumerate(turns(facts), 1):
        own = in_force(versions, turn.start)
        if own is not None and Metric.NEXT_REPLY in own.metrics:
            found.append(Reckoned(reply_clock(own, cycle, turn, facts, calendars, now), facts))
    return found


def _facts(log: Sequence[Entry], agreement: Agreement, priority: Priority | None) -> Facts:
    facts = read_log(
        log, agreement.leg, agreement.pause_reasons, agreement.reopen_window_days * DAY_S
    )
    if priority is not None and not facts.priorities:
        facts.priorities.append((NEVER, priority, ""))
    return facts


def timer_of(one: Reckoning) -> Timer:
    """Return a clock as of its last event, with what becomes of it if nothing else happens."""
    agreement = one.agreement
    if one.start is None:
        return Timer(
            agreement.id, agreement.leg, one.metric, one.cycle, one.state, None, None, None, None,
            one.effective, 0, 0, one.achieved, one.hours.id,
        )  # fmt: skip
    due, until, risk = one.due, one.until, None
    if one.state is State.PAUSED or (one.paused and one.counted < (one.effective or 0)):
        due = until = None  # they move as long as the pause lasts
    elif one.is_open and one.effective is not None:
        risk = reach(one.hours, one.start, one.effective - one.effective // 4, one.holes)
    provisional = one.hours.provisional(one.start, max(one.stop, one.due or one.stop))
    return Timer(
        agreement.id, agreement.leg, one.metric, one.cycle, one.state, one.start, due, until,
        risk, one.effective, one.counted, one.stop, one.achieved, one.hours.id, provisional,
        one.paused,
    )  # fmt: skip
