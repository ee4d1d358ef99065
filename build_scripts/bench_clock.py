"""B9: how many tickets a second the clocks take, against a walk through the windows.

One process, one core: tickets with 10 events and four clocks under a business calendar, without
traces. The baseline, taken in the same run, is what a plain evaluator does: it walks the windows
day after day. Prints one JSON line; `growth` shows the rate at each size.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from firstline.domain.desk import Desk
from firstline.domain.packs.calendar_packs import join_years, parse_calendar
from firstline.domain.sla.agreement import Agreement, Goal, PriorityChange, Unit
from firstline.domain.sla.calendar import FAR, Calendar, CalendarYear
from firstline.domain.sla.timer import Metric
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket
from firstline.domain.words import Text
from firstline.system.resources import read_text

K = EventKind
ZONE = timezone(timedelta(hours=8))
_AT_ONCE = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    print(json.dumps(measure(options.sizes, options.rounds)))
    return 0


def measure(sizes: Sequence[int] = (10_000, 100_000), rounds: int = 5) -> dict[str, object]:
    """Return the rates in tickets a second: median, minimum, maximum, n, ratio and growth."""
    years = [parse_calendar(read_text("packs", f"calendar_cn_{n}.toml"), str(n)) for n in
             (2024, 2025, 2026)]  # fmt: skip
    desk = make_desk_of(years)
    found = desk.timers(ticket(0))
    if len(found) != 4 or any(not one.work for one in found):
        raise RuntimeError("the benchmark must measure four business clocks")
    growth = {str(size): _rates(desk.timers, size, rounds) for size in sizes}
    walking = Desk(desk.agreements, {one.id: WalkingCalendar(years) for one in years})
    if any(walking.timers(ticket(n)) != desk.timers(ticket(n)) for n in range(0, 50_000, 1_000)):
        raise RuntimeError("both evaluators must agree")
    baseline = _rates(walking.timers, 1_000, rounds)
    last = growth[str(sizes[-1])]
    return {
        "bench": "B9",
        "what": "clocks: 4 business clocks, 10 events, no trace",
        "unit": "tickets/s",
        **last,
        "baseline": {"what": "the same clocks, walking the windows", **baseline},
        "ratio": round(last["median"] / baseline["median"], 1),
        "growth": growth,
        "python": sys.version.split()[0],
    }


def _rates(act: Callable[[Ticket], object], size: int, rounds: int) -> dict[str, float]:
    rates, alone = [], []
    for turn in range(rounds):
        took_s = took_cpu_s = 0.0
        for first in range(0, size, _AT_ONCE):  # a million tickets need not stand in memory
            few = range(first, min(size, first + _AT_ONCE))
            made = [ticket(turn * size + number) for number in few]
            began, cpu = time.perf_counter(), time.process_time()
            for one in made:
                act(one)
            took_s += time.perf_counter() - began
            took_cpu_s += time.process_time() - cpu
        rates.append(size / took_s)
        alone.append(size / took_cpu_s)
    return {
        "median": round(statistics.median(rates)), "min": round(min(rates)),
        "max": round(max(rates)), "n": rounds, "per_cpu_second": round(statistics.median(alone)),
    }  # fmt: skip


def make_desk_of(years: Sequence[CalendarYear]) -> Desk:
    """Return a desk whose four targets all count business minutes."""
    return Desk(
        [
            _agreement("ours", "internal", ("waiting_vendor",), PriorityChange.CARRY),
            _agreement("theirs", "vendor", ("waiting_customer_info",), PriorityChange.FAIR),
        ],
        join_years(years),
    )


def _agreement(name: str, party: str, reasons: Sequence[str], change: PriorityChange) -> Agreement:
    goals = {
        (priority, metric): Goal(minutes, Unit.BUSINESS_MINUTES, minutes * 60, business=True)
        for priority in Priority
        for metric, minutes in ((Metric.FIRST_RESPONSE, 240), (Metric.RESOLUTION, 960))
    }
    return Agreement(
        name, Text(name, name), party, ZoneInfo("Asia/Shanghai"), "cn-2026", goals,
        frozenset(reasons), change,
    )  # fmt: skip


def ticket(number: int) -> Ticket:
    """Return the `number`-th ticket: a history of 10 events that uses both legs."""
    start = datetime(2025, 1, 6, 9, tzinfo=ZONE) + timedelta(minutes=37 * number % 1_000_000)
    after = [start + timedelta(minutes=n) for n in (0, 3, 20, 60, 61, 181, 200, 201, 900, 1000)]
    ours, theirs = Leg.INTERNAL, Leg.VENDOR
    events = (
        Event("0", K.REPORTED, after[0], priority=Priority.P3),
        Event("1", K.TRIAGED, after[1]),
        Event("2", K.RESPONDED, after[2], leg=ours),
        Event("3", K.HANDED_OFF, after[3], after[4], proof="receipt"),
        Event("4", K.PAUSED, after[3], leg=ours, reason="waiting_vendor"),
        Event("5", K.RESPONDED, after[5], after[5], leg=theirs, proof="receipt"),
        Event("6", K.PAUSED, after[6], leg=theirs, reason="waiting_customer_info"),
        Event("7", K.RESUMED, after[7], leg=ours),
        Event("8", K.RESUMED, after[8], leg=theirs),
        Event("9", K.PRIORITY, after[9], priority=Priority.P2),
    )
    return Ticket(str(number), str(number), "title", start, start, events=events)


class WalkingCalendar(Calendar):
    """The same calendar as a plain evaluator has it: it walks the windows day after day."""

    def counted(self, start: int, end: int) -> int:
        """Return the open seconds within [start, end)."""
        return sum(min(b, end) - max(a, start) for a, b in self._windows_from(start, end))

    def add(self, start: int, seconds: int) -> int:
        """Return when `seconds` of open time have passed."""
        for a, b in self._windows_from(start, FAR):
            length = b - max(a, start)
            if length >= seconds:
                return max(a, start) + seconds
            seconds -= length
        return FAR

    def until(self, start: int, seconds: int) -> int:
        """Return the last instant by which at most `seconds` of open time have passed."""
        for a, b in self._windows_from(start, FAR):
            length = b - max(a, start)
            if length > seconds:
                return max(a, start) + seconds
            seconds -= length
        return FAR

    def _windows_from(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        day = datetime.fromtimestamp(start, self.zone).date()
        last = max(self.years)
        while True:
            midnight = int(datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp())
            if midnight >= end:
                return
            for opening, closing in self.years[min(last, day.year)].windows_of(day):
                if midnight + closing > start and midnight + opening < end:
                    yield midnight + opening, midnight + closing
            day += timedelta(days=1)


if __name__ == "__main__":
    raise SystemExit(main())
