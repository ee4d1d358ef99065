"""The clock against its slow twin, and the properties that hold whatever happens (sla.md)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clock_oracle import MINUTE, WallClock, naive, seconds
from firstline.domain.instants import from_epoch
from firstline.domain.packs.calendar_packs import join_years, parse_calendar
from firstline.domain.sla.agreement import Agreement, Goal, PriorityChange, Unit
from firstline.domain.sla.calendar import COUNTED, Calendar, CalendarYear
from firstline.domain.sla.clock import Clock
from firstline.domain.sla.live import live_state, next_change, remaining
from firstline.domain.sla.sla import evaluate, timers
from firstline.domain.sla.timer import Metric, State
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority
from firstline.domain.words import Text
from firstline.system.resources import read_text

K = EventKind
CN = parse_calendar(read_text("packs", "calendar_cn_2026.toml"), "cn")


def _year(name: str, zone: str, windows: Sequence[tuple[int, int]], **more: object) -> CalendarYear:
    values: dict[str, object] = {
        "id": name, "year": 2026, "zone": ZoneInfo(zone), "title": Text(name, name),
        "weekend": frozenset({6, 7}), "windows": tuple((a * 60, b * 60) for a, b in windows),
    }  # fmt: skip
    return CalendarYear(**(values | more))  # type: ignore[arg-type]  # a table of fields


# Where a calendar is odd: a moment near it, so that random logs meet it.
PLACES: Mapping[str, tuple[CalendarYear, datetime]] = {
    "spring festival, make-up days": (CN, datetime(2026, 2, 10, 16, tzinfo=UTC)),
    "make-up sunday, national day": (CN, datetime(2026, 9, 18, 1, tzinfo=UTC)),
    "into the year without data": (CN, datetime(2026, 12, 28, 1, tzinfo=UTC)),
    "clocks go forward in a window": (
        _year("gap", "Europe/Berlin", [(60, 150), (170, 600)], weekend=frozenset({3})),
        datetime(2026, 3, 27, 1, tzinfo=UTC),
    ),
    "clocks go back in a window": (
        _year("fold", "Europe/Berlin", [(60, 150), (170, 600)], weekend=frozenset({3})),
        datetime(2026, 10, 23, 1, tzinfo=UTC),
    ),
    "midnight that does not exist": (
        _year("cairo", "Africa/Cairo", [(0, 30), (600, 1440)], weekend=frozenset({5})),
        datetime(2026, 4, 22, 12, tzinfo=UTC),
    ),
    "round the clock in a summer zone": (
        _year("whole", "America/New_York", [(0, 1440)], weekend=frozenset({2})),
        datetime(2026, 3, 7, 12, tzinfo=UTC),
    ),
    "half days and closed days": (
        _year(
            "half", "Asia/Ho_Chi_Minh", [(450, 690), (780, 1020)],
            odd_days={
                datetime(2026, 5, 6).date(): ((450 * 60, 690 * 60),),  # noqa: DTZ001 - a day
                datetime(2026, 5, 9).date(): ((480 * 60, 600 * 60),),  # noqa: DTZ001
                datetime(2026, 5, 11).date(): (),  # noqa: DTZ001
            },
        ),
        datetime(2026, 5, 5, 1, tzinfo=UTC),
    ),
}  # fmt: skip
CALENDARS = {name: join_years([year]) for name, (year, _) in PLACES.items()}
WALLS = {name: WallClock([year]) for name, (year, _) in PLACES.items()}

_minutes = st.sampled_from((1, 30, 60, 240, 480, 1440))
_goals = st.one_of(
    st.builds(lambda n: Goal(n, Unit.MINUTES, n * 60), _minutes),
    st.builds(lambda n: Goal(n, Unit.BUSINESS_MINUTES, n * 60, 0, business=True), _minutes),
    st.builds(lambda n: Goal(n, Unit.WORKDAYS, None, n, business=True), st.integers(1, 2)),
    st.builds(lambda n: Goal(n, Unit.WORKDAYS, n * 28_800, 0, business=True), st.integers(1, 2)),
    st.builds(lambda b: Goal(business=b), st.booleans()),
)


@st.composite
def agreements(draw: st.DrawFn, calendar: str) -> Agreement:
    return Agreement(
        "x", Text("x", "x"), draw(st.sampled_from(("internal", "vendor"))), ZoneInfo("UTC"),
        calendar,
        {(p, m): draw(_goals) for p in Priority
         for m in (Metric.FIRST_RESPONSE, Metric.RESOLUTION)},
        frozenset({"a", "b"}), draw(st.sampled_from(tuple(PriorityChange))),
        draw(st.integers(0, 3)),
    )  # fmt: skip


_KINDS = (
    K.HANDED_OFF, K.ACKNOWLEDGED, K.RESPONDED, K.PAUSED, K.PAUSED, K.RESUMED, K.RESUMED,
    K.PRIORITY, K.PRIORITY, K.RESOLVED, K.REOPENED, K.CLOSED, K.NOTE, K.STARTED,
)  # fmt: skip


@st.composite
def logs(draw: st.DrawFn, near: datetime) -> list[Event]:
    """Draw a log that any ticket can hold, in any disorder of its instants."""
    at = near + timedelta(minutes=draw(st.integers(0, 2880)))
    found = [Event("0", K.REPORTED, at, priority=draw(st.sampled_from(tuple(Priority))))]
    if draw(st.integers(0, 3)):
        got = at + timedelta(minutes=draw(st.sampled_from((0, 1, 90))))
        found.append(Event("h", K.HANDED_OFF, at, got, proof=draw(st.sampled_from(("", "x", "x")))))
    for number in range(1, draw(st.integers(1, 9))):
        at += timedelta(minutes=draw(st.sampled_from((0, 1, 7, 60, 241, 700, 1440, 2000))))
        last = number > 6 and draw(st.integers(0, 5)) == 0
        kind = draw(st.sampled_from((K.CANCELLED, K.MERGED) if last else _KINDS))
        late = draw(st.sampled_from((None, None, 0, 5, 300, -3)))
        found.append(
            Event(
                str(number), kind, at,
                None if late is None else at + timedelta(minutes=late),
                leg=draw(st.sampled_from((None, None, Leg.INTERNAL, Leg.VENDOR))),
                reason=draw(st.sampled_from(("", "a", "b", "unlisted"))),
                proof=draw(st.sampled_from(("", "call note"))),
                priority=draw(st.sampled_from(tuple(Priority))) if kind is K.PRIORITY else None,
            )
        )  # fmt: skip
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Agreement, list[Event], datetime]:
    place = draw(st.sampled_from(tuple(PLACES)))
    year, near = PLACES[place]
    events = draw(logs(near))
    after = st.one_of(st.integers(0, 14_000), st.integers(1500, 6_000))
    as_of = near + timedelta(minutes=draw(after))
    return place, draw(agreements(year.id)), events, as_of


def _unordered(events: Sequence[Event]) -> bool:
    """Whether two events of one kind fall on one instant, which canonical JSON then orders."""
    floor = min(seconds(one, Leg.INTERNAL) for one in events if one.kind is K.REPORTED)
    for leg in Leg:
        seen = [(one.kind, max(floor, seconds(one, leg))) for one in events]
        if len(set(seen)) < len(seen):
            return True
    return False


@given(cases())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_agrees_with_a_minute_by_minute_walk(
    case: tuple[str, Agreement, list[Event], datetime],
) -> None:
    place, agreement, events, as_of = case
    assume(not _unordered(events))
    clocks = evaluate(events, [agreement], CALENDARS[place], as_of, strict=False)
    assert [one.metric for one in clocks] == [Metric.FIRST_RESPONSE, Metric.RESOLUTION]
    for one in clocks:
        wanted = naive(
            events, agreement, [PLACES[place][0]], one.metric, int(as_of.timestamp()), WALLS[place]
        )
        assert _plain(one) == wanted, (place, one.metric)


def _plain(one: Clock) -> dict[str, object]:
    return {
        "started": one.started, "achieved": one.achieved, "target": one.target, "due": one.due,
        "until": one.until, "counted": one.counted_s, "gross": one.gross_s,
        "remaining": one.remaining_s, "state": str(one.state),
    }  # fmt: skip


@given(cases())
@settings(max_examples=150, deadline=None)
def test_trace_is_whole_and_sums_to_the_counted_time(
    case: tuple[str, Agreement, list[Event], datetime],
) -> None:
    place, agreement, events, as_of = case
    for one in evaluate(events, [agreement], CALENDARS[place], as_of, strict=False):
        counted = sum(part.end - part.start for part in one.trace if part.kind == COUNTED)
        paused = sum(part.end - part.start for part in one.trace if part.kind == "paused")
        assert counted == one.counted_s
        assert counted + paused == one.gross_s
        assert all(part.start < part.end for part in one.trace)
        assert all(a.end == b.start for a, b in pairwise(one.trace))
        if one.trace:
            assert one.trace[0].start == one.started


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_any_arrival_order_gives_the_same_state(
    case: tuple[str, Agreement, list[Event], datetime], random: object
) -> None:
    place, agreement, events, as_of = case
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis hands in a Random
    first = evaluate(events, [agreement], CALENDARS[place], as_of, strict=False)
    assert first == evaluate(shuffled, [agreement], CALENDARS[place], as_of, strict=False)
    assert timers(events, [agreement], CALENDARS[place]) == timers(
        shuffled, [agreement], CALENDARS[place]
    )


@given(cases(), st.integers(0, 20_000))
@settings(max_examples=200, deadline=None)
def test_a_timer_tells_what_evaluate_would_at_any_later_instant(
    case: tuple[str, Agreement, list[Event], datetime], later_min: int
) -> None:
    place, agreement, events, _ = case
    last = max(max(one.at, one.received_at or one.at) for one in events)
    now = last + timedelta(minutes=later_min)
    found = timers(events, [agreement], CALENDARS[place])
    clocks = evaluate(events, [agreement], CALENDARS[place], now, strict=False)
    for timer, clock in zip(found, clocks, strict=True):
        at = int(now.timestamp())
        assert live_state(timer, at, CALENDARS[place]) is clock.state
        assert remaining(timer, at, CALENDARS[place]) == clock.remaining_s
        if clock.state is not State.PAUSED and timer.due is not None:
            assert (timer.due, timer.until) == (clock.due, clock.until)


@given(cases(), st.integers(0, 3_000))
@settings(max_examples=150, deadline=None)
def test_nothing_shown_changes_before_the_next_change(
    case: tuple[str, Agreement, list[Event], datetime], later_min: int
) -> None:
    place, agreement, events, _ = case
    calendars = CALENDARS[place]
    found = timers(events, [agreement], calendars)
    last = int(max(max(one.at, one.received_at or one.at) for one in events).timestamp())
    now = last + later_min * 60
    change = next_change(found, now, calendars, {"x": agreement.warn_at})
    ends = change - 1 if change is not None else now + 5_000_000
    for timer in found:
        marks = []
        for at in (now, (now + ends) // 2, ends):
            left = remaining(timer, at, calendars)
            target = timer.target_s or 0
            running = timer.is_open and left is not None and not timer.frozen
            parts = [f for f in agreement.warn_at if running and target - (left or 0) >= f * target]
            marks.append((live_state(timer, at, calendars), parts))
        if timer.state is not State.BREACHED:
            assert marks[0] == marks[1] == marks[2]


def test_next_change_names_each_instant_at_which_something_flips() -> None:
    place = "make-up sunday, national day"
    agreement = Agreement(
        "x", Text("x", "x"), "internal", ZoneInfo("Asia/Shanghai"), "cn-2026",
        {(Priority.P1, Metric.RESOLUTION):
         Goal(480, Unit.BUSINESS_MINUTES, 28_800, 0, business=True)},
    )  # fmt: skip
    start = datetime.fromisoformat("2026-11-23T08:30:00+08:00")
    events = [Event("0", K.REPORTED, start, priority=Priority.P1)]
    found = timers(events, [agreement], CALENDARS[place])
    now, seen = int(start.timestamp()), []
    for _ in range(8):
        change = next_change(found, now, CALENDARS[place], {"x": (0.5, 0.75, 0.9, 1.0)})
        assert change is not None
        seen.append(from_epoch(change, ZoneInfo("Asia/Shanghai")).strftime("%d %H:%M:%S"))
        now = change
    assert seen == [
        "23 12:00:00",  # lunch
        "23 13:00:00",
        "23 13:30:00",  # half
        "23 15:30:00",  # a quarter left
        "23 16:42:00",  # nine tenths
        "23 17:30:00",  # due, and the hours close
        "24 08:30:00",  # still met at the opening second
        "24 08:30:01",  # breached
    ]


_starts = st.builds(
    lambda days, minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days, minutes=minute),
    st.integers(0, 364), st.integers(0, 1439),
)  # fmt: skip
_places = st.sampled_from(tuple(PLACES))


def _calendar(place: str) -> Calendar:
    return next(iter(CALENDARS[place].values()))


@given(_places, _starts, st.integers(0, 200_000), st.integers(0, 200_000))
def test_due_is_monotone_in_the_target(place: str, start: datetime, a: int, b: int) -> None:
    calendar, at = _calendar(place), int(start.timestamp())
    low, high = sorted((a, b))
    assert calendar.add(at, low) <= calendar.add(at, high)
    assert calendar.until(at, low) <= calendar.until(at, high)
    assert calendar.add(at, low) <= calendar.until(at, low)


@given(_places, _starts, st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_counted_adds_up(place: str, start: datetime, one: int, two: int) -> None:
    calendar, a = _calendar(place), int(start.timestamp())
    b, c = a + one, a + one + two
    assert calendar.counted(a, b) + calendar.counted(b, c) == calendar.counted(a, c)


@given(_places, _starts, st.integers(1, 300_000))
def test_add_and_until_are_the_edges_of_the_counted_time(
    place: str, start: datetime, seconds: int
) -> None:
    calendar, at = _calendar(place), int(start.timestamp())
    due, until = calendar.add(at, seconds), calendar.until(at, seconds)
    assert calendar.counted(at, due) == seconds
    assert calendar.counted(at, due - 1) == seconds - 1
    assert calendar.counted(at, until) == seconds
    assert calendar.counted(at, until + 1) == seconds + 1


@given(_places, _starts, st.integers(1, 4_000))
@settings(max_examples=60, deadline=None)
def test_counted_time_is_what_a_wall_clock_shows(
    place: str, start: datetime, length_min: int
) -> None:
    calendar, at = _calendar(place), int(start.timestamp())
    wall = WALLS[place]
    walked = sum(MINUTE for n in range(length_min) if wall.open(at + n * MINUTE))
    assert calendar.counted(at, at + length_min * MINUTE) == walked
    assert all(
        calendar.is_open(at + n * MINUTE) == wall.open(at + n * MINUTE)
        for n in range(0, length_min, 7)
    )


@given(_places, _starts, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_workdays_agree_with_a_minute_by_minute_count(
    place: str, start: datetime, days: int
) -> None:
    at = int(start.timestamp())
    assert _calendar(place).end_of_workday(at, days) == WALLS[place].end_of_workday(at, days)


@given(_starts, st.integers(1, 200_000), st.integers(0, 364))
def test_a_holiday_never_makes_a_due_time_earlier(start: datetime, seconds: int, day: int) -> None:
    from dataclasses import replace

    more = replace(
        CN,
        holidays=CN.holidays | {(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)).date()},
        workdays=CN.workdays - {(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)).date()},
    )
    at = int(start.timestamp())
    assert Calendar([CN]).add(at, seconds) <= Calendar([more]).add(at, seconds)
    assert Calendar([CN]).end_of_workday(at, 2) <= Calendar([more]).end_of_workday(at, 2)


@given(cases(), st.integers(0, 4_000), st.integers(1, 3_000))
@settings(max_examples=200, deadline=None)
def test_a_pause_never_makes_a_due_time_earlier(
    case: tuple[str, Agreement, list[Event], datetime], start_min: int, length_min: int
) -> None:
    place, agreement, events, as_of = case
    # Under fair the old deadline is the lesser of two, so that only a log of one priority is ours.
    plain = [one for one in events if one.kind in (K.REPORTED, K.HANDED_OFF)]
    at = plain[0].at + timedelta(minutes=start_min)
    pause = [
        Event("p", K.PAUSED, at, reason="a"),
        Event("r", K.RESUMED, at + timedelta(minutes=length_min)),
    ]
    without = evaluate(plain, [agreement], CALENDARS[place], as_of, strict=False)
    paused = evaluate([*plain, *pause], [agreement], CALENDARS[place], as_of, strict=False)
    for a, b in zip(without, paused, strict=True):
        assert a.due is None or (b.due is not None and a.due <= b.due)
        assert b.counted_s <= a.counted_s


@given(cases())
@settings(max_examples=200, deadline=None)
def test_rebuild_equals_the_cache(case: tuple[str, Agreement, list[Event], datetime]) -> None:
    place, agreement, events, _ = case
    cold = join_years([PLACES[place][0]])
    warm = CALENDARS[place]
    assert timers(events, [agreement], cold) == timers(events, [agreement], warm)


@pytest.mark.parametrize("place", PLACES)
def test_a_calendar_asked_far_away_still_tells_the_same(place: str) -> None:
    year, near = PLACES[place]
    fresh, worn = Calendar([year]), Calendar([year])
    worn.counted(0, 4_000_000_000)
    at = int(near.timestamp())
    assert fresh.add(at, 100_000) == worn.add(at, 100_000)
    assert list(fresh.segments(at, at + 900_000)) == list(worn.segments(at, at + 900_000))
