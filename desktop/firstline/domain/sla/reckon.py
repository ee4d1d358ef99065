"""Reckons one clock: its target through all changes of priority, what it counted, its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firstline.domain.sla.agreement import NO_GOAL, Agreement, Goal, PriorityChange
from firstline.domain.sla.log import Facts
from firstline.domain.sla.round_the_clock import ALWAYS
from firstline.domain.sla.sums import Hole, Hours, clipped, last_within, net, reach, united
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import Priority

Calendars = Mapping[str, Hours]


@dataclass(slots=True)
class Reckoning:
    """One clock as of `stop`: the achievement, the end of the ticket, or the asked instant.

    `effective` is the target in counted seconds after every change of priority (R12); `holes`
    are the pauses and resolved gaps up to `stop`; `recorded` is a breach that no later change
    undoes. `state` is never OUTSIDE_HOURS: that depends on the hour.
    """

    agreement: Agreement
    metric: Metric
    cycle: int
    start: int | None
    stop: int = 0
    achieved: int | None = None
    goal: Goal = NO_GOAL
    hours: Hours = ALWAYS
    effective: int | None = None
    counted: int = 0
    due: int | None = None
    until: int | None = None
    holes: list[Hole] = field(default_factory=list)
    recorded: bool = False
    paused: bool = False
    state: State = State.NOT_STARTED
    pin: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it runs or is paused: started, with a target, neither achieved nor ended."""
        return self.achieved is None and self.state in (
            State.RUNNING, State.PAUSED, State.BREACHED,
        )  # fmt: skip


def reckon(
    agreement: Agreement, metric: Metric, facts: Facts, calendars: Calendars, as_of: int
) -> Reckoning:
    """Return the clock of `metric` (first response or resolution) as of `as_of`."""
    if facts.start is None:
        return _unstarted(agreement, metric, facts, calendars)
    if metric is Metric.RESOLUTION:
        clock = Reckoning(agreement, metric, 1, facts.start, achieved=facts.resolved)
        _finish(clock, facts, calendars, as_of, proven=facts.proven)
        return clock
    achieved, proven = _first_answer(facts)
    clock = Reckoning(agreement, metric, 1, facts.start, achieved=achieved)
    _finish(clock, facts, calendars, as_of, proven=proven and facts.proven)
    return clock


def _unstarted(
    agreement: Agreement, metric: Metric, facts: Facts, calendars: Calendars
) -> Reckoning:
    """Return a clock of a leg that never began: every ticket without a hand-off has two."""
    achieved = facts.resolved if metric is Metric.RESOLUTION else _first_answer(facts)[0]
    goal = agreement.goal(facts.priorities[-1][1] if facts.priorities else None, metric)
    hours = calendars[agreement.calendar] if goal.business else ALWAYS
    state = facts.end_state or State.NOT_STARTED
    return Reckoning(
        agreement, metric, 1, None, achieved=achieved, goal=goal, hours=hours,
        effective=goal.seconds, state=state,
    )  # fmt: skip


def _first_answer(facts: Facts) -> tuple[int | None, bool]:
    """Return the first reply with its proof, or the resolution that came without one (R6)."""
    resolved = facts.first_resolved
    if facts.replies:
        first = facts.replies[0][0]
        if resolved is None or first <= resolved:
            return first, any(proof for at, proof in facts.replies if at == first)
    return resolved, True


def reply_clock(
    agreement: Agreement, cycle: int, turn: "Turn", facts: Facts, calendars: Calendars, as_of: int
) -> Reckoning:
    """Return one cycle of `next_reply` (R4)."""
    clock = Reckoning(agreement, Metric.NEXT_REPLY, cycle, turn.start, achieved=turn.answered)
    _finish(clock, facts, calendars, as_of, proven=turn.proven and facts.proven)
    return clock


@dataclass(frozen=True, slots=True)
class Turn:
    """From the oldest unanswered message to its answer."""

    start: int
    answered: int | None
    proven: bool = True


def turns(facts: Facts) -> list[Turn]:
    """Return the cycles of `next_reply`: none before the first response (R4).

    A message while the ticket is resolved waits for the reopening; resolving answers all.
    """
    armed, _ = _first_answer(facts)
    if armed is None or facts.start is None:
        return []
    quiet = [
        *facts.gaps,
        *([(facts.resolved, facts.last + 1)] if facts.resolved is not None else []),
    ]
    answers = sorted([*facts.replies, *((at, True) for at, _ in quiet)])
    found: list[Turn] = []
    for message in sorted(max(one, facts.start) for one in facts.messages):
        at = next((end for start, end in quiet if start <= message < end), message)
        if at < armed or (found and (found[-1].answered is None or at < found[-1].answered)):
            continue
        if at > facts.last:
            continue
        answer = next(((when, proof) for when, proof in answers if when > at), (None, True))
        found.append(Turn(at, *answer))
    return found


def _finish(
    clock: Reckoning, facts: Facts, calendars: Calendars, as_of: int, *, proven: bool
) -> None:
    end = as_of if facts.ended is None else min(as_of, facts.ended)
    start = clock.start
    if start is not None:
        clock.stop = max(start, end if clock.achieved is None else clock.achieved)
        if clock.metric is Metric.RESOLUTION and (facts.pauses or facts.gaps):
            open_end = clock.stop
            pauses = [(one.start, open_end if one.end is None else one.end) for one in facts.pauses]
            clock.holes = united([*pauses, *facts.gaps], start, clock.stop)
            clock.paused = clock.achieved is None and any(one.end is None for one in facts.pauses)
    _follow_priorities(clock, facts.priorities, calendars)
    if start is not None:
        _count(clock, start)
    clock.state = facts.end_state or _state(clock, proven=proven)


def _follow_priorities(
    clock: Reckoning, priorities: Sequence[tuple[int, Priority, str]], calendars: Calendars
) -> None:
    """Give the clock its starting target and lay every change of priority upon it (R12)."""
    start, achieved = clock.start, clock.achieved
    current: Priority | None = None
    placed = False
    for at, priority, reason in priorities:
        if start is not None and at > start and current is not None:
            if achieved is not None and at >= achieved:
                break
            if not placed:
                _place(clock, current, calendars)
                placed = True
            if priority is not current:
                _change(clock, at, current, priority, reason, calendars)
        current = priority
    if not placed:
        _place(clock, current, calendars)


def _place(clock: Reckoning, priority: Priority | None, calendars: Calendars) -> None:
    clock.goal = goal = clock.agreement.goal(priority, clock.metric)
    clock.hours = calendars[clock.agreement.calendar] if goal.business else ALWAYS
    clock.effective = _full(clock, goal, clock.hours)


def _full(clock: Reckoning, goal: Goal, hours: Hours) -> int | None:
    """Return the target in counted seconds from the start of the clock."""
    if goal.days and clock.start is not None:
        return hours.counted(clock.start, hours.end_of_workday(clock.start, goal.days))
    return goal.seconds


def _change(
    clock: Reckoning,
    at: int,
    old: Priority,
    new: Priority,
    reason: str,
    calendars: Calendars,
) -> None:
    start = clock.start or 0
    holes = clipped(clock.holes, at)
    old_due = _due(clock, start, holes)
    clock.recorded = clock.recorded or _is_late(clock, start, at, holes, old_due)
    goal = clock.agreement.goal(new, clock.metric)
    hours = calendars[clock.agreement.calendar] if goal.business else ALWAYS
    rule = clock.agreement.priority_change
    clock.goal, clock.hours, clock.pin = goal, hours, None
    resets = rule is PriorityChange.RESET and bool(reason)
    raised = rule is PriorityChange.FAIR and new < old
    if goal.amount is None or not (resets or raised):
        clock.effective = _full(clock, goal, hours)
        return
    fresh = hours.end_of_workday(at, goal.days) if goal.days else hours.add(at, goal.seconds or 0)
    due = fresh if resets or old_due is None else min(old_due, fresh)
    clock.effective = net(hours, start, min(at, due), holes) + hours.counted(at, due)
    clock.pin = due


def _due(clock: Reckoning, start: int, holes: Sequence[Hole]) -> int | None:
    if clock.effective is None:
        return None
    due = reach(clock.hours, start, clock.effective, holes)
    # An old deadline outside the new target's hours stands as it was (R12, fair).
    if clock.pin is not None and due < clock.pin and not clock.hours.counted(due, clock.pin):
        return clock.pin
    return due


def _is_late(clock: Reckoning, start: int, at: int, holes: Sequence[Hole], due: int | None) -> bool:
    if clock.effective is None or due is None:
        return False
    if clock.goal.days:  # end_of_next_workday compares instants (R9)
        return at > due
    return net(clock.hours, start, at, holes) > clock.effective


def _count(clock: Reckoning, start: int) -> None:
    clock.counted = net(clock.hours, start, clock.stop, clock.holes)
    if clock.effective is None:
        return
    clock.due = _due(clock, start, clock.holes)
    clock.until = (
        clock.due
        if clock.goal.days
        else last_within(clock.hours, start, clock.effective, clock.holes)
    )


def _state(clock: Reckoning, *, proven: bool) -> State:
    if clock.start is None:
        return State.NOT_STARTED
    if clock.goal.amount is None and not clock.recorded:
        return State.NO_TARGET
    if clock.achieved is not None and not proven:
        return State.UNPROVEN
    late = clock.until is not None and clock.stop > clock.until
    if clock.recorded or late:
        return State.BREACHED
    if clock.achieved is not None:
        return State.MET
    return State.PAUSED if clock.paused else State.RUNNING
