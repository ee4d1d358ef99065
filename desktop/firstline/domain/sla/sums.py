"""Counted time with holes: a calendar's hours when pauses and gaps are taken out (R9, R10)."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from firstline.domain.sla.calendar import Segment

Hole = tuple[int, int]


class Hours(Protocol):
    """What counts time: a working calendar or the round-the-clock one."""

    @property
    def id(self) -> str: ...  # noqa: D102 - a name
    def counted(self, start: int, end: int, /) -> int: ...  # noqa: D102 - as in calendar.py
    def add(self, start: int, seconds: int, /) -> int: ...  # noqa: D102 - as in calendar.py
    def until(self, start: int, seconds: int, /) -> int: ...  # noqa: D102 - as in calendar.py
    def end_of_workday(self, start: int, days: int, /) -> int: ...  # noqa: D102 - as above
    def is_open(self, instant: int, /) -> bool: ...  # noqa: D102 - as in calendar.py
    def next_turn(self, instant: int, /) -> int: ...  # noqa: D102 - as in calendar.py
    def provisional(self, start: int, end: int, /) -> bool: ...  # noqa: D102 - as in calendar.py
    def segments(self, start: int, end: int, /) -> Iterable[Segment]: ...  # noqa: D102 - as above


def united(holes: Iterable[Hole], low: int, high: int) -> list[Hole]:
    """Return the holes within [low, high) in order, overlapping ones as one (R10)."""
    found: list[Hole] = []
    for start, end in sorted(holes):
        a, b = max(start, low), min(end, high)
        if a >= b:
            continue
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return found


def clipped(holes: Sequence[Hole], high: int) -> list[Hole]:
    """Return united holes as they stood at the instant `high`."""
    return [(a, min(b, high)) for a, b in holes if a < high]


def net(hours: Hours, start: int, end: int, holes: Sequence[Hole]) -> int:
    """Return the counted seconds of [start, end) outside the holes."""
    total = hours.counted(start, end)
    if not holes:
        return total
    for a, b in holes:
        if a >= end:
            break
        total -= hours.counted(a, min(b, end))
    return total


def reach(hours: Hours, start: int, seconds: int, holes: Sequence[Hole]) -> int:
    """Return the earliest instant at which the net time since `start` reaches `seconds` (R9)."""
    now, left = start, seconds
    for a, b in holes:
        counted = hours.counted(now, a)
        if counted >= left:
            break
        left -= counted
        now = b
    return hours.add(now, left)


def last_within(hours: Hours, start: int, seconds: int, holes: Sequence[Hole]) -> int:
    """Return the last instant at which the net time since `start` is at most `seconds`."""
    now, left = start, seconds
    for a, b in holes:
        counted = hours.counted(now, a)
        if counted > left:
            break
        left -= counted
        now = b
    return hours.until(now, left)
