"""A timer is one clock of a ticket written so that nothing in it changes while time passes."""

from collections.abc import Iterable
from enum import StrEnum

from firstline.domain.ticket.ticket import Leg
from firstline.domain.values import dataclass


class Metric(StrEnum):
    """What a clock measures (sla.md R4)."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    NEXT_REPLY = "next_reply"


class State(StrEnum):
    """The state of a clock, in falling precedence (sla.md, output)."""

    CANCELLED = "cancelled"
    MERGED = "merged"
    NOT_STARTED = "not_started"
    NO_TARGET = "no_target"
    UNPROVEN = "unproven"
    BREACHED = "breached"
    MET = "met"
    PAUSED = "paused"
    OUTSIDE_HOURS = "outside_hours"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Timer:
    """One clock after the last event, and what becomes of it if no other event comes.

    Instants are whole epoch seconds, durations seconds. `state` is the state as of the last event:
    an open clock is RUNNING or PAUSED (or BREACHED where a recorded breach stands), whatever the
    hour; `sla.live_state` says what it is at a given now. `due` is when the target is reached,
    `until` the last second at which an achievement is still met (R9), `risk` when a quarter of the
    target is left; all three are None while paused, not started or without a target. `counted_s`
    holds at `anchor` and, while `frozen`, later too. `work` is the calendar's id, or "" for a clock
    that runs round the clock.
    """

    agreement: str
    leg: Leg
    metric: Metric
    cycle: int
    state: State
    started: int | None = None
    due: int | None = None
    until: int | None = None
    risk: int | None = None
    target_s: int | None = None
    counted_s: int = 0
    anchor: int = 0
    achieved: int | None = None
    work: str = ""
    provisional: bool = False
    frozen: bool = False  # paused: `counted_s` stands still, also where a recorded breach stands

    @property
    def is_open(self) -> bool:
        """Whether the clock has started, has a target and has not been achieved."""
        return (
            self.achieved is None and self.target_s is not None and self.started is not None
        ) and self.state not in (State.CANCELLED, State.MERGED, State.NOT_STARTED, State.NO_TARGET)


def nearest(timers: Iterable[Timer]) -> Timer | None:
    """Return the clock a queue shows: the earliest deadline, else the paused one with least left.

    Without an open clock, the worst verdict: breached, unproven, met; else None.
    """
    timers = tuple(timers)
    running = [one for one in timers if one.is_open and one.due is not None]
    if running:
        return min(running, key=lambda one: (one.due or 0, one.leg, one.metric))
    paused = [one for one in timers if one.is_open]
    if paused:
        return min(paused, key=lambda one: ((one.target_s or 0) - one.counted_s, one.leg))
    for verdict in (State.BREACHED, State.UNPROVEN, State.MET):
        for one in timers:
            if one.state is verdict:
                return one
    return None
