"""Open hours as instants: a calendar's windows turned into epoch seconds with running sums."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from firstline.domain.instants import UTC
from firstline.domain.values import dataclass, field

DAY_S = 86_400
EPOCH_DAY = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1900, 2399
MEMO = 4096
_STEP_S = 3 * DAY_S  # no zone was ever at one offset for fewer than four days
Window = tuple[int, int]  # local seconds since midnight, half-open
Day = tuple[int, Sequence[Window]]  # the day's ordinal and its open windows, in order


@dataclass(frozen=True, slots=True)
class Span:
    """All open windows of some whole years, sorted, in epoch seconds.

    `before[i]` is the open time ahead of window i; `before[-1]` the total. `days` are the ordinals
    of the working days and `closings` the end of the last window of each.
    """

    start: int
    end: int
    opens: Sequence[int]
    closes: Sequence[int]
    before: Sequence[int]
    days: Sequence[int]
    closings: Sequence[int]
    memo: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    def sum_to(self, instant: int) -> int:
        """Return the open seconds of this span before `instant`."""
        memo = self.memo  # the clocks of one ticket ask for the same few instants again and again
        if instant in memo:
            return memo[instant]
        index = bisect_right(self.opens, instant) - 1
        total = 0
        if index >= 0:
            close = self.closes[index]
            # Not min(): this is the hottest line of the clock.
            total = self.before[index] - self.opens[index]
            total += instant if instant < close else close  # noqa: FURB136
        if len(memo) > MEMO:
            memo.clear()
        memo[instant] = total
        return total

    def at_sum(self, total: int) -> int:
        """Return the earliest instant by which `total` (> 0) open seconds have passed."""
        index = bisect_left(self.before, total) - 1
        return self.opens[index] + total - self.before[index]

    def last_at_sum(self, total: int) -> int:
        """Return the last instant by which no more than `total` open seconds have passed."""
        index = bisect_right(self.before, total) - 1
        return self.opens[index] + total - self.before[index]


def build_span(
    zone: ZoneInfo, first: int, last: int, open_days: Callable[[int], Iterable[Day]]
) -> Span:
    """Return the span of the local years `first` … `last`; `open_days` gives a year's open days."""
    days_of_all = [day for year in range(first, last + 1) for day in open_days(year)]
    found: list[tuple[int, int, int]] = []
    for start, stop, offset in _pieces(zone, first, last):
        low = EPOCH_DAY + (start + offset) // DAY_S
        high = EPOCH_DAY + (stop + offset) // DAY_S
        at, end = bisect_left(days_of_all, (low,)), bisect_left(days_of_all, (high + 1,))
        for ordinal, windows in days_of_all[at:end]:
            midnight = (ordinal - EPOCH_DAY) * DAY_S - offset
            for opening, closing in windows:
                a, b = midnight + opening, midnight + closing
                if not low < ordinal < high:
                    # A wall clock that jumps cuts a window; one that is set back shows it twice.
                    a, b = max(a, start), min(b, stop)
                if a < b:
                    found.append((a, b, ordinal))
    found.sort()
    closings = {ordinal: close for _, close, ordinal in found}
    days = sorted(closings)
    return Span(
        year_start(zone, first),
        year_start(zone, last + 1),
        [one[0] for one in found],
        [one[1] for one in found],
        [0, *accumulate(close - opening for opening, close, _ in found)],
        days,
        [closings[day] for day in days],
    )


def year_start(zone: ZoneInfo, year: int) -> int:
    """Return the epoch second at which the local year begins."""
    return int(datetime(year, 1, 1, tzinfo=zone).timestamp())


def _pieces(zone: ZoneInfo, first: int, last: int) -> list[tuple[int, int, int]]:
    """Return (from, to, UTC offset) for each stretch of one offset, in epoch seconds."""
    now = int(datetime(first, 1, 1, tzinfo=UTC).timestamp()) - DAY_S
    end = int(datetime(last, 12, 31, tzinfo=UTC).timestamp()) + 2 * DAY_S
    pieces = []
    start, offset = now, offset_at(zone, now)
    same, local = timedelta(seconds=offset), datetime.fromtimestamp
    while now < end:
        ahead = min(now + _STEP_S, end)
        if local(ahead, zone).utcoffset() != same:  # hundreds of looks, nearly always the same
            turn, other = _turn(zone, now, ahead, offset), offset_at(zone, ahead)
            pieces.append((start, turn, offset))
            start, offset, same = turn, other, timedelta(seconds=other)
        now = ahead
    pieces.append((start, end, offset))
    return pieces


def _turn(zone: ZoneInfo, low: int, high: int, offset: int) -> int:
    """Return the first second after `low` at which the offset is another one."""
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def offset_at(zone: ZoneInfo, instant: int) -> int:
    """Return the zone's UTC offset in seconds at an epoch second."""
    offset = datetime.fromtimestamp(instant, zone).utcoffset() or timedelta()
    return int(offset.total_seconds())
