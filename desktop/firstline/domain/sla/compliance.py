"""Compliance: how many clocks were met of those that were judged, with what is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from firstline.domain.sla.timer import State


class Judged(NamedTuple):
    """What a verdict needs of one clock; instants are epoch seconds."""

    state: State
    until: int | None  # the last second at which an achievement is met (sla.md R9)
    achieved: int | None
    anchor: int


@dataclass(frozen=True, slots=True)
class Compliance:
    """Clocks by verdict (sla.md R18); compliance is met ÷ (met + breached), unproven left out."""

    met: int = 0
    breached: int = 0
    unproven: int = 0

    @property
    def judged(self) -> int:
        """The denominator."""
        return self.met + self.breached

    @property
    def percent(self) -> str:
        """The share as 97.3%, "" without a judged clock; rounded down, so 100% is all of them."""
        if not self.judged:
            return ""
        tenths = self.met * 1000 // self.judged
        return f"{tenths // 10}%" if tenths == 1000 else f"{tenths // 10}.{tenths % 10}%"


NONE_JUDGED = Compliance()


def compliance(clocks: Iterable[Judged], since: int, now: int) -> Compliance:
    """Return the clocks that were judged from `since` to `now` (epoch seconds), both included.

    A clock is judged when it is achieved, or at the first second of being late: an open one that
    is late counts already, one that is not late yet does not (sla.md R9, R18).
    """
    count = {State.MET: 0, State.BREACHED: 0, State.UNPROVEN: 0}
    for one in clocks:
        verdict, at = _verdict(one, now)
        if verdict is not None and since <= at <= now:
            count[verdict] += 1
    return Compliance(count[State.MET], count[State.BREACHED], count[State.UNPROVEN])


def _verdict(one: Judged, now: int) -> tuple[State | None, int]:
    late = None if one.until is None else one.until + 1
    if one.state in (State.MET, State.UNPROVEN):
        return (None, 0) if one.achieved is None else (one.state, one.achieved)
    if one.state is State.BREACHED:
        return one.state, next(x for x in (late, one.achieved, one.anchor) if x is not None)
    if one.state is State.RUNNING and late is not None and late <= now:
        return State.BREACHED, late
    return None, 0
