"""The calendar of a 24x7 clock: every second counts, and no year is ever missing (sla.md R7)."""

from collections.abc import Iterator

from firstline.domain.sla.calendar import COUNTED, FAR, Segment
from firstline.domain.sla.spans import DAY_S


class RoundTheClock:
    """Answers what a Calendar answers, for hours that never close."""

    __slots__ = ()
    id = ""

    def counted(self, start: int, end: int) -> int:
        """Return the seconds within [start, end)."""
        return max(0, end - start)

    def add(self, start: int, seconds: int) -> int:
        """Return `seconds` after `start`."""
        return start + seconds

    until = add

    def end_of_workday(self, start: int, days: int) -> int:
        """Return `days` times 24 hours after `start`."""
        return start + days * DAY_S

    def is_open(self, instant: int) -> bool:  # noqa: ARG002 - the same questions as a Calendar
        """Return true: it never closes."""
        return True

    def next_turn(self, instant: int) -> int:  # noqa: ARG002 - as above
        """Return the far end of time: it never closes."""
        return FAR

    def provisional(self, start: int, end: int) -> bool:  # noqa: ARG002 - as above
        """Return false: it needs no data."""
        return False

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        """Yield the whole stretch as counted."""
        if start < end:
            yield Segment(start, end, COUNTED)


ALWAYS = RoundTheClock()
