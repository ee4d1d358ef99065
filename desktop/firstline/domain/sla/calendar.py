"""The working calendar: open windows, holidays and make-up days of one zone (sla.md R8, R9)."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from firstline.domain.sla.spans import (
    DAY_S,
    FIRST_YEAR,
    LAST_YEAR,
    Day,
    Span,
    Window,
    build_span,
    year_start,
)
from firstline.domain.values import dataclass, field
from firstline.domain.words import Text

FAR = 13_569_465_600  # 2400-01-01: a deadline that no calendar reaches
COUNTED, OUTSIDE, HOLIDAY = "counted", "outside_hours", "holiday"
OFFICIAL = "official"


class Segment(NamedTuple):
    """A stretch of time and how it counts (R17): epoch seconds, kind and the reason's code."""

    start: int
    end: int
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One published year: the usual week, its days off, its make-up days and its odd days.

    `weekend` holds ISO weekdays (6 Saturday, 7 Sunday); `odd_days` gives a date its own windows.
    """

    id: str
    year: int
    zone: ZoneInfo
    title: Text
    weekend: frozenset[int]
    windows: tuple[Window, ...]
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    odd_days: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    family: str = ""
    earlier: tuple[str, ...] = ()
    status: str = OFFICIAL
    source: str = ""
    sites: tuple[str, ...] = ()

    def windows_of(self, day: date) -> tuple[Window, ...]:
        """Return the open windows of `day`; outside its own year only the weekend closes it."""
        if day in self.odd_days:
            return self.odd_days[day]
        if day in self.workdays:
            return self.windows
        if day in self.holidays or day.isoweekday() in self.weekend:
            return ()
        return self.windows

    def open_days(self, year: int) -> list[Day]:
        """Return every open day of `year` with its windows, in order, as `windows_of` has them."""
        odd = {
            day.toordinal(): self.windows_of(day)
            for day in (*self.odd_days, *self.workdays, *self.holidays)
        }
        week = [() if day in self.weekend else self.windows for day in (7, 1, 2, 3, 4, 5, 6)]
        begin, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = ((day, odd.get(day, week[day % 7])) for day in range(begin, end + 1))
        return [day for day in days if day[1]]

    def workday_count(self) -> int:
        """Return how many days of the year have open hours."""
        return len(self.open_days(self.year))


class Calendar:
    """One family of published years as one working calendar; a year not published is provisional.

    Immutable to its users; it computes the years that are asked for and keeps them. All instants
    are whole epoch seconds, windows are half-open.
    """

    __slots__ = ("_official", "_span", "id", "title", "years", "zone")

    def __init__(self, years: Sequence[CalendarYear]) -> None:
        self.years = {one.year: one for one in sorted(years, key=lambda one: one.year)}
        newest = self.years[max(self.years)]
        self.id, self.zone, self.title = newest.id, newest.zone, newest.title
        self._official = _official_stretches(self.zone, self.years)
        self._span: Span | None = None

    def counted(self, start: int, end: int) -> int:
        """Return the open seconds within [start, end)."""
        if end <= start:
            return 0
        span = self._reaching(start, end)
        return span.sum_to(end) - span.sum_to(start)

    def add(self, start: int, seconds: int) -> int:
        """Return the earliest instant at which the open time since `start` reaches `seconds`."""
        if seconds <= 0:
            return start
        span = self._reaching(start, start + seconds)
        while (total := span.sum_to(start) + seconds) > span.before[-1]:
            if (wider := self._later(span)) is span:
                return FAR
            span = wider
        return span.at_sum(total)

    def until(self, start: int, seconds: int) -> int:
        """Return the last instant at which the open time since `start` is at most `seconds`."""
        span = self._reaching(start, start + max(0, seconds))
        while (total := span.sum_to(start) + max(0, seconds)) >= span.before[-1]:
            if (wider := self._later(span)) is span:
                return FAR
            span = wider
        return span.last_at_sum(total)

    def is_open(self, instant: int) -> bool:
        """Whether `instant` lies inside an open window."""
        span = self._reaching(instant, instant)
        index = bisect_right(span.opens, instant) - 1
        return index >= 0 and instant < span.closes[index]

    def next_turn(self, instant: int) -> int:
        """Return the next instant after `instant` at which the hours open or close."""
        span = self._reaching(instant, instant + DAY_S)
        index = bisect_right(span.opens, instant) - 1
        if index >= 0 and instant < span.closes[index]:
            return span.closes[index]
        while index + 1 >= len(span.opens):
            if (wider := self._later(span)) is span:
                return FAR
            span = wider
            index = bisect_right(span.opens, instant) - 1
        return span.opens[index + 1]

    def end_of_workday(self, start: int, days: int) -> int:
        """Return when the `days`-th working day after the day of `start` closes (R7)."""
        today = datetime.fromtimestamp(start, self.zone).toordinal()
        span = self._reaching(start, start + days * DAY_S)
        while (index := bisect_right(span.days, today) + days - 1) >= len(span.days):
            if (wider := self._later(span)) is span:
                return FAR
            span = wider
        return span.closings[index]

    def provisional(self, start: int, end: int) -> bool:
        """Whether [start, end] reaches into a year without official data (R8)."""
        return not any(low <= start and end <= high for low, high in self._official)

    def status(self, year: int) -> str:
        """Return `official`, `provisional` or `missing`."""
        return self.years[year].status if year in self.years else "missing"

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        """Yield [start, end) cut into counted, outside-hours and holiday stretches, in order."""
        span = self._reaching(start, end)
        index = max(0, bisect_right(span.opens, start) - 1)
        now = start
        while now < end:
            opening = span.opens[index] if index < len(span.opens) else end
            close = span.closes[index] if index < len(span.opens) else end
            if now < opening:
                yield from self._closed(now, min(opening, end))
                now = min(opening, end)
            if now < close and now < end:
                yield Segment(now, min(close, end), COUNTED)
                now = min(close, end)
            index += 1

    def _closed(self, start: int, end: int) -> Iterator[Segment]:
        """Yield a closed stretch cut where holidays begin and end."""
        now = start
        kind, reason = self._why_closed(datetime.fromtimestamp(now, self.zone).date())
        while now < end:
            day = datetime.fromtimestamp(now, self.zone).date()
            stop = now
            while stop < end and self._why_closed(day) == (kind, reason):
                day += timedelta(days=1)
                stop = min(end, max(stop + 1, _midnight(self.zone, day)))
            yield Segment(now, stop, kind, reason)
            now = stop
            kind, reason = self._why_closed(day)

    def _why_closed(self, day: date) -> tuple[str, str]:
        year = self._rules(day.year)
        if day in year.holidays and not year.windows_of(day):
            return HOLIDAY, year.id
        if not year.windows_of(day):
            return OUTSIDE, "weekend"
        return OUTSIDE, "closed"

    def _rules(self, year: int) -> CalendarYear:
        """Return the year's own rules, else those of the nearest published year before, or after.

        Dates of another year match no day, so only its week and its windows hold.
        """
        if year in self.years:
            return self.years[year]
        before = [one for one in self.years if one < year]
        return self.years[before[-1] if before else min(self.years)]

    def _reaching(self, start: int, end: int) -> Span:
        span = self._span
        if span is not None and span.start <= start and end < span.end:
            return span
        first, last = _year(start), _year(end)
        if span is not None:
            first = min(first, _year(span.start + DAY_S))
            last = max(last, _year(span.end - 2 * DAY_S))
        return self._build(first, last)

    def _later(self, span: Span) -> Span:
        last = _year(span.end - 2 * DAY_S)
        if last >= LAST_YEAR:
            return span
        return self._build(_year(span.start + DAY_S), last + 1 + (last - FIRST_YEAR) // 8)

    def _build(self, first: int, last: int) -> Span:
        low, high = max(FIRST_YEAR, first), min(LAST_YEAR, last)
        span = build_span(
            self.zone, low - 1, high + 1, lambda year: self._rules(year).open_days(year)
        )
        self._span = span
        return span


def _year(instant: int) -> int:
    return 1970 + instant // 31_556_952


def _midnight(zone: ZoneInfo, day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _official_stretches(
    zone: ZoneInfo, years: Mapping[int, CalendarYear]
) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for year, one in years.items():
        if one.status != OFFICIAL:
            continue
        start, end = year_start(zone, year), year_start(zone, year + 1)
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
