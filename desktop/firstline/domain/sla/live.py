"""What a stored timer shows at this second, and when that differs; nothing is reckoned anew."""

from collections.abc import Iterable, Mapping, Sequence

from firstline.domain.sla.calendar import Calendar
from firstline.domain.sla.round_the_clock import ALWAYS
from firstline.domain.sla.timer import State, Timer

Calendars = Mapping[str, Calendar]


def live_state(timer: Timer, now: int, calendars: Calendars) -> State:
    """Return the state of a clock at `now` (epoch seconds) if nothing else has happened."""
    if timer.state not in (State.RUNNING, State.PAUSED) or timer.frozen:
        return timer.state
    if timer.until is not None and now > timer.until:
        return State.BREACHED
    if timer.work and not calendars[timer.work].is_open(now):
        return State.OUTSIDE_HOURS
    return State.RUNNING


def remaining(timer: Timer, now: int, calendars: Calendars) -> int | None:
    """Return the counted seconds left at `now`, negative when late, None without a target."""
    if timer.target_s is None:
        return None
    return timer.target_s - counted_at(timer, now, calendars)


def counted_at(timer: Timer, now: int, calendars: Calendars) -> int:
    """Return the counted seconds at `now`; they stand still once achieved, paused or ended."""
    if timer.achieved is not None or timer.frozen or timer.started is None:
        return timer.counted_s
    if timer.state in (State.CANCELLED, State.MERGED):
        return timer.counted_s
    if not timer.work:
        return timer.counted_s + max(0, now - timer.anchor)
    return timer.counted_s + calendars[timer.work].counted(timer.anchor, now)


def next_change(
    found: Iterable[Timer],
    now: int,
    calendars: Calendars,
    warn_at: Mapping[str, Sequence[float]] | None = None,
) -> int | None:
    """Return the next instant after `now` at which anything shown of these clocks changes (R15).

    That is a deadline or its last met second passing, a quarter of the target left, a threshold
    of `warn_at` (by agreement id), or the hours opening or closing under a running clock. None if
    nothing will change by itself.
    """
    ahead: list[int] = []
    for timer in found:
        if timer.achieved is not None or timer.frozen or timer.started is None:
            continue
        if timer.state not in (State.RUNNING, State.BREACHED):
            continue
        if timer.until is not None and timer.due is not None:
            ahead += [timer.due, timer.until + 1]
            if timer.risk is not None:
                ahead.append(timer.risk)
            ahead += thresholds(timer, calendars, (warn_at or {}).get(timer.agreement, ()))
        if timer.work and live_state(timer, now, calendars) is not State.BREACHED:
            ahead.append(calendars[timer.work].next_turn(now))
    return min((one for one in ahead if one > now), default=None)


def thresholds(timer: Timer, calendars: Calendars, warn_at: Sequence[float]) -> list[int]:
    """Return the instant at which each fraction of the target is counted (R15)."""
    if timer.target_s is None or timer.frozen:
        return []
    hours = calendars[timer.work] if timer.work else ALWAYS
    found = []
    for fraction in warn_at:
        wanted = -int(-fraction * timer.target_s // 1) - timer.counted_s
        found.append(hours.add(timer.anchor, wanted) if wanted > 0 else timer.anchor)
    return found
