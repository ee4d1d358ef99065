"""The clock once more, by walking minute after minute: slow and plain, to test the fast one by.

It shares the values of the domain (events, agreements, calendar years) and none of its arithmetic.
Every instant must lie on a whole minute.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from firstline.domain.sla.agreement import Agreement, Goal, PriorityChange
from firstline.domain.sla.calendar import CalendarYear
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority

K = EventKind
MINUTE = 60
RANKS = (
    K.REPORTED, K.HANDED_OFF, K.ACKNOWLEDGED, K.RESPONDED, K.PAUSED, K.RESUMED, K.PRIORITY,
    K.RESOLVED, K.REOPENED, K.CANCELLED, K.MERGED, K.DUPLICATE, K.CLOSED, K.MESSAGE,
)  # fmt: skip
Basis = Callable[[int], bool]


class WallClock:
    """Reads a calendar as a person would: the date and time there, and whether a window is open."""

    def __init__(self, years: Sequence[CalendarYear]) -> None:
        self.years = {one.year: one for one in years}
        self.zone = years[0].zone
        self.open = lru_cache(maxsize=500_000)(self._open)

    def _open(self, instant: int) -> bool:
        local = datetime.fromtimestamp(instant, self.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second
        return any(a <= second < b for a, b in self._windows(local.date()))

    def _windows(self, day: date) -> tuple[tuple[int, int], ...]:
        year = self.years.get(day.year)
        if year is None:
            nearest = [one for one in sorted(self.years) if one < day.year]
            usual = self.years[nearest[-1] if nearest else min(self.years)]
            return () if day.isoweekday() in usual.weekend else usual.windows
        if day in year.odd_days:
            return year.odd_days[day]
        if day in year.workdays:
            return year.windows
        return () if day in year.holidays or day.isoweekday() in year.weekend else year.windows

    def end_of_workday(self, start: int, days: int) -> int:
        """Return when the `days`-th day with open hours after the day of `start` closes."""
        day = datetime.fromtimestamp(start, self.zone).date()
        now, last = start, start
        while True:
            today = datetime.fromtimestamp(now, self.zone).date()
            if today != day:
                days -= last > start and datetime.fromtimestamp(last, self.zone).date() == day
                if days == 0:
                    return last + MINUTE
                day = today
            if today > datetime.fromtimestamp(start, self.zone).date() and self.open(now):
                last = now
            now += MINUTE


def always(_instant: int) -> bool:
    """Count every minute: the round-the-clock basis."""
    return True


@dataclass(slots=True)
class Story:
    """One leg's log told in order: what was so from which instant on."""

    start: int | None = None
    proven: bool = False
    replies: list[tuple[int, bool]] = field(default_factory=list)
    resolved: list[int] = field(default_factory=list)  # every time it was resolved anew
    open_resolved: int | None = None
    end: tuple[int, str] | None = None
    turns: list[tuple[int, bool, bool]] = field(default_factory=list)  # from, paused, resolved
    priorities: list[tuple[int, Priority, str]] = field(default_factory=list)

    def paused(self, instant: int) -> bool:
        """Whether a listed pause held at `instant`."""
        return self._at(instant)[0]

    def gone(self, instant: int) -> bool:
        """Whether the ticket was resolved at `instant`."""
        return self._at(instant)[1]

    def _at(self, instant: int) -> tuple[bool, bool]:
        found = (False, False)
        for since, paused, resolved in self.turns:
            if since <= instant:
                found = (paused, resolved)
        return found


def seconds(event: Event, leg: Leg) -> int:
    """Return the instant of an event on a leg (R2)."""
    at = int(event.at.timestamp())
    if event.received_at is None:
        return at
    received = int(event.received_at.timestamp())
    return received if leg is Leg.VENDOR else min(at, received)


def tell(events: Sequence[Event], agreement: Agreement, as_of: int) -> Story:  # noqa: C901
    """Return the story of the agreement's leg as far as it is known at `as_of`."""
    leg = agreement.leg
    floor = min(seconds(one, Leg.INTERNAL) for one in events if one.kind is K.REPORTED)
    log = sorted(
        (max(floor, seconds(one, leg)), RANKS.index(one.kind), n)
        for n, one in enumerate(events)
        if one.kind in RANKS and one.leg in (None, leg)
    )
    log = [one for one in log if one[0] <= as_of]
    story = Story()
    for at, _, n in log:
        one = events[n]
        begins = one.kind is (K.REPORTED if leg is Leg.INTERNAL else K.HANDED_OFF)
        known = leg is Leg.INTERNAL or one.received_at is not None or one.proof
        if begins and known and story.start in (None, at):
            story.start = at
            story.proven |= leg is Leg.INTERNAL or bool(one.proof)
    stack: list[str] = []
    resolved: int | None = None
    for at, _, n in log:
        one = events[n]
        if one.kind is K.RESPONDED:
            ours = leg is Leg.VENDOR and one.leg is None
            if not ours or (story.start is not None and at >= story.start):
                story.replies.append((at, leg is Leg.INTERNAL or bool(one.proof)))
        elif one.kind in (K.PRIORITY, K.REPORTED) and one.priority and one.leg is not Leg.VENDOR:
            story.priorities.append((at, one.priority, one.reason))
        elif one.kind is K.PAUSED:
            stack.append(one.reason)
        elif one.kind is K.RESUMED and stack:
            stack.remove(one.reason if one.reason in stack else stack[0])
        elif one.kind in (K.RESOLVED, K.CLOSED) and resolved is None:
            resolved, stack = at, []
            story.resolved.append(at)
        elif one.kind is K.REOPENED and resolved is not None:
            if at - resolved <= agreement.reopen_window_days * 86_400:
                resolved = None
        elif one.kind in (K.CANCELLED, K.DUPLICATE, K.MERGED):
            story.end = (at, "merged" if one.kind is K.MERGED else "cancelled")
            break
        listed = any(reason in agreement.pause_reasons for reason in stack)
        story.turns.append((at, listed, resolved is not None))
    story.open_resolved = resolved
    return story


@dataclass(slots=True)
class Walk:
    """One clock walked minute by minute."""

    agreement: Agreement
    metric: Metric
    story: Story
    wall: WallClock | None

    def basis(self, goal: Goal) -> Basis:
        """Return what counts for a goal."""
        if not goal.business:
            return always
        assert self.wall is not None  # noqa: S101 - the tests give one
        return self.wall.open

    def holds(self, instant: int, known_until: int) -> bool:
        """Whether the clock stands still at `instant`; what comes later is not known yet."""
        if self.metric is not Metric.RESOLUTION or instant >= known_until:
            return False
        return self.story.paused(instant) or self.story.gone(instant)

    def counted(self, basis: Basis, start: int, end: int, known: int) -> int:
        """Return the seconds counted in [start, end)."""
        return sum(
            MINUTE for now in range(start, end, MINUTE) if basis(now) and not self.holds(now, known)
        )

    def due(self, basis: Basis, start: int, target: int, known: int) -> int:
        """Return the first minute by which `target` seconds have been counted."""
        now, total = start, 0
        while total < target:
            total += MINUTE if basis(now) and not self.holds(now, known) else 0
            now += MINUTE
        return now

    def until(self, basis: Basis, start: int, target: int, known: int) -> int:
        """Return the last instant by which no more than `target` seconds have been counted."""
        now, total = start, 0
        while True:
            total += MINUTE if basis(now) and not self.holds(now, known) else 0
            if total > target:
                return now
            now += MINUTE

    def full(self, goal: Goal, start: int) -> int | None:
        """Return the target in counted seconds from the start of the clock."""
        if goal.days:
            assert self.wall is not None  # noqa: S101 - as above
            end = self.wall.end_of_workday(start, goal.days)
            return sum(MINUTE for now in range(start, end, MINUTE) if self.wall.open(now))
        return goal.seconds


def first_answer(story: Story) -> tuple[int | None, bool]:
    """Return when the first response was given, and whether that is proven (R6)."""
    first = min((at for at, _ in story.replies), default=None)
    resolved = min(story.resolved, default=None)
    if first is not None and (resolved is None or first <= resolved):
        return first, any(proof for at, proof in story.replies if at == first)
    return resolved, True


def naive(
    events: Sequence[Event],
    agreement: Agreement,
    years: Sequence[CalendarYear],
    metric: Metric,
    as_of: int,
    wall: WallClock | None = None,
) -> dict[str, Any]:
    """Return one clock (first response or resolution) as `sla evaluate` would, and `until`."""
    story = tell(events, agreement, as_of)
    walk = Walk(agreement, metric, story, wall or (WallClock(years) if years else None))
    achieved, proven = (
        (story.open_resolved, True) if metric is Metric.RESOLUTION else first_answer(story)
    )
    start = story.start
    end = as_of if story.end is None else min(as_of, story.end[0])
    goal, target, recorded, pin = _follow(walk, start, achieved)
    found: dict[str, Any] = {
        "started": start, "achieved": achieved, "target": goal.to_json(), "due": None,
        "until": None, "counted": 0, "gross": 0, "remaining": target,
    }  # fmt: skip
    if start is None:
        found["state"] = story.end[1] if story.end else "not_started"
        return found
    stop = max(start, end if achieved is None else achieved)
    basis = walk.basis(goal)
    counted = walk.counted(basis, start, stop, stop)
    gross = sum(
        MINUTE
        for now in range(start, stop, MINUTE)
        if basis(now) and not (metric is Metric.RESOLUTION and story.gone(now))
    )
    found |= {"counted": counted, "gross": gross}
    if target is not None:
        due = walk.due(basis, start, target, stop)
        if pin is not None and due < pin and not any(basis(now) for now in range(due, pin, MINUTE)):
            due = pin
        found["due"], found["remaining"] = due, target - counted
        found["until"] = due if goal.days else walk.until(basis, start, target, stop)
    still = metric is Metric.RESOLUTION and story.paused(stop)
    found["state"] = (
        story.end[1] if story.end
        else _state(found, goal, basis, stop, recorded=recorded, proven=proven and story.proven,
                    paused=still)
    )  # fmt: skip
    return found


def _state(
    found: dict[str, Any],
    goal: Goal,
    basis: Basis,
    stop: int,
    *,
    recorded: bool,
    proven: bool,
    paused: bool,
) -> str:
    done = found["achieved"] is not None
    if goal.amount is None and not recorded:
        return "no_target"
    if done and not proven:
        return "unproven"
    over = found["remaining"] is not None and (
        stop > found["due"] if goal.days else found["remaining"] < 0
    )
    if recorded or over:
        return "breached"
    if done:
        return "met"
    if paused:
        return "paused"
    return "running" if basis(stop) else "outside_hours"


def _follow(
    walk: Walk, start: int | None, achieved: int | None
) -> tuple[Goal, int | None, bool, int | None]:
    """Return the goal and the target in counted seconds after every change of priority (R12)."""
    story, agreement = walk.story, walk.agreement
    known = story.priorities
    before = [one for one in known if start is None or one[0] <= start] or known[:1]
    after = [one for one in known if one not in before and (start is None or one[0] > start)]
    current = before[-1][1] if before else None
    goal = agreement.goal(current, walk.metric)
    if start is None:
        return goal, goal.seconds, False, None
    target, recorded, pin = walk.full(goal, start), False, None
    for at, priority, reason in after:
        if achieved is not None and at >= achieved:
            break
        if priority is current:
            continue
        old, old_due = walk.basis(goal), None
        if target is not None:
            old_due = walk.due(old, start, target, at)
            if (
                pin is not None
                and old_due < pin
                and not any(old(now) for now in range(old_due, pin, MINUTE))
            ):
                old_due = pin
            late = at > old_due if goal.days else walk.counted(old, start, at, at) > target
            recorded = recorded or late
        lifted = current is not None and priority < current
        goal, pin, current = agreement.goal(priority, walk.metric), None, priority
        target = walk.full(goal, start)
        rule = agreement.priority_change
        fresh = (rule is PriorityChange.RESET and reason) or (
            rule is PriorityChange.FAIR and lifted
        )
        if fresh and goal.amount is not None:
            pin = _from_change(walk, goal, at)
            if rule is PriorityChange.FAIR and old_due is not None:
                pin = min(pin, old_due)
            target = walk.counted(walk.basis(goal), start, pin, at)
    return goal, target, recorded, pin


def _from_change(walk: Walk, goal: Goal, at: int) -> int:
    if goal.days:
        assert walk.wall is not None  # noqa: S101 - as above
        return walk.wall.end_of_workday(at, goal.days)
    basis, now, total = walk.basis(goal), at, 0
    while total < (goal.seconds or 0):
        total += MINUTE if basis(now) else 0
        now += MINUTE
    return now
