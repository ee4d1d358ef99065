"""A series of meetings: how often it comes, and on which days the working calendar lets it be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import clean
from firstline.domain.words import Text

LONGEST_MIN = 24 * 60
LOOK_DAYS = 20  # so far a day that is not worked is put off
IsWorkday = Callable[[date], bool]


class Every(StrEnum):
    """How often a series comes."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"  # in the first month after the quarter


EVERY: Mapping[Every, Text] = {
    Every.WEEKLY: Text("每周", "Weekly"),
    Every.FORTNIGHTLY: Text("每两周", "Every two weeks"),
    Every.MONTHLY: Text("每月", "Monthly"),
    Every.QUARTERLY: Text("每季度", "Quarterly"),
}
_NAMES: Mapping[str, Text] = {
    "weekly": Text("周会", "Weekly meeting"),
    "monthly": Text("月度服务会", "Monthly service meeting"),
    "quarterly": Text("季度复盘", "Quarterly review"),
}
_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NTH = ("1st", "2nd", "3rd", "4th")
_STEP = {Every.WEEKLY: 7, Every.FORTNIGHTLY: 14}


@dataclass(frozen=True, slots=True)
class Series:
    """One series; it begins on or after `starts`, and `at` is a wall time in `zone`.

    `on` is a weekday, 1 is Monday; by month `2-3`, the second Wednesday, or `W5`, the fifth
    working day.
    """

    key: str
    name: str
    every: Every
    on: str
    at: time
    minutes: int = 30
    place: str = ""
    zone: str = "Asia/Shanghai"
    starts: date = date(2026, 1, 1)

    @property
    def called(self) -> Text:
        """What the series is called."""
        if self.name:
            return Text(self.name, self.name)
        return _NAMES.get(self.key, Text(self.key, self.key))

    @property
    def rhythm(self) -> Text:
        """When it comes, in words."""
        often, day = EVERY[self.every], _on_words(self.on)
        at = f"{self.at:%H:%M}"
        tail = Text(f"{at},{self.minutes} 分钟", f"{at}, {self.minutes} min")
        return Text(f"{often.zh}{day.zh} {tail.zh}", f"{often.en} {day.en} {tail.en}")

    def start(self, day: date) -> datetime:
        """Return the instant at which it begins on `day`."""
        return datetime.combine(day, self.at, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Slot:
    """One meeting of a series: the day that the rule gives, and the day on which it is."""

    nominal: date
    day: date


def usual_series(starts: date, zone: str) -> tuple[Series, ...]:
    """Return the rhythm of templates M.6: each week, each month, each quarter."""
    here = zone or "Asia/Shanghai"
    return (
        Series("weekly", "", Every.WEEKLY, "4", time(14, 0), 30, "", here, starts),
        Series("monthly", "", Every.MONTHLY, "1-2", time(10, 0), 60, "", here, starts),
        Series("quarterly", "", Every.QUARTERLY, "W5", time(15, 30), 120, "", here, starts),
    )


def slots(series: Series, first: date, last: date, is_workday: IsWorkday) -> Iterator[Slot]:
    """Yield the meetings whose day lies in [first, last], in order.

    One that falls on a day that is not worked is put off to the next working day. Where that day
    has the next meeting of its own, such as after a long holiday, it falls out.
    """
    given = iter(_nominal(series, first - timedelta(days=LOOK_DAYS), is_workday))
    last_nominal = last + timedelta(days=1)
    one = next(given, None)
    while one is not None and one < last_nominal:
        after = next(given, None)
        day = _worked(one, is_workday)
        falls_out = after is not None and day >= after
        if not falls_out and first <= day <= last and one >= series.starts:
            yield Slot(one, day)
        one = after


def _nominal(series: Series, since: date, is_workday: IsWorkday) -> Iterator[date]:
    if series.every in _STEP:
        step = _STEP[series.every]
        begin = series.starts + timedelta(days=(int(series.on) - series.starts.isoweekday()) % 7)
        skipped = max(0, -(-(since - begin).days // step))
        day = begin + timedelta(days=skipped * step)
        while day.year < date.max.year:
            yield day
            day += timedelta(days=step)
        return
    year, month = since.year, since.month
    while year < date.max.year:
        if series.every is Every.MONTHLY or month % 3 == 1:
            yield _in_month(year, month, series.on, is_workday)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _in_month(year: int, month: int, on: str, is_workday: IsWorkday) -> date:
    first = date(year, month, 1)
    if on.startswith("W"):
        day, left = _worked(first, is_workday), int(on[1:])
        while left > 1:
            day, left = _worked(day + timedelta(days=1), is_workday), left - 1
        return day
    nth, weekday = (int(one) for one in on.split("-"))
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def _worked(day: date, is_workday: IsWorkday) -> date:
    for ahead in range(LOOK_DAYS):
        if is_workday(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day


def _on_words(on: str) -> Text:
    if on.startswith("W"):
        return Text(f"第 {on[1:]} 个工作日", f"on working day {on[1:]}")
    nth, _, weekday = on.rpartition("-")
    at = int(weekday) - 1
    if not nth:
        return Text(f"周{_DAYS_ZH[at]}", _DAYS_EN[at])
    return Text(f"第 {nth} 个周{_DAYS_ZH[at]}", f"on the {_NTH[int(nth) - 1]} {_DAYS_EN[at]}")


def make(  # noqa: PLR0913 - every column of a series
    key: str, every: str, on: str, at: str, *, name: str = "", minutes: int = 30, place: str = "",
    zone: str = "Asia/Shanghai", starts: date = date(2026, 1, 1),
) -> Series:  # fmt: skip
    """Return the series of what a person gave. Raises BadInput with the reason."""
    if every not in tuple(Every):
        legal = ", ".join(Every)
        raise BadInput(Text(f"频率只能是 {legal}。", f"It comes {legal}."))
    often = Every(every)
    if not _fits(often, on.upper()):
        raise BadInput(
            Text(f"“{on[:10]}”不是{EVERY[often].zh}的日子。", f"{on[:10]!r} is no day for it."),
            next_step=Text(
                "每周写 1–7(1 是周一);每月、每季写 2-3(第二个周三)或 W5(第 5 个工作日)。",
                "Weekly: 1-7, Monday is 1; by month: 2-3 (second Wednesday) or W5 (5th workday).",
            ),
        )
    if not 5 <= minutes <= LONGEST_MIN:
        raise BadInput(Text("会议长度是 5 分钟到一天。", "A meeting takes 5 minutes to a day."))
    try:
        begins = time.fromisoformat(at)
        ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise BadInput(Text(f"看不懂时间“{at[:20]}”({zone[:40]})。",
                            f"{at[:20]!r} ({zone[:40]}) is no time.")) from error  # fmt: skip
    plain = clean(key, 40, "series")
    if not plain or "." in plain:
        raise BadInput(Text("例会要有名称,不含“.”。", "A series needs a name without a dot."))
    return Series(
        plain, clean(name, 80, "name"), often, on.upper(), begins, minutes,
        clean(place, 200, "place"), zone, starts,
    )  # fmt: skip


def _fits(every: Every, on: str) -> bool:
    if every in _STEP:
        return on in tuple("1234567")
    if on.startswith("W"):
        return on[1:].isdecimal() and 1 <= int(on[1:]) <= 20
    nth, dash, weekday = on.partition("-")
    return bool(dash) and nth in tuple("1234") and weekday in tuple("1234567")


def series_words(one: Series) -> tuple[str, ...]:
    """Return the series as the record stores it."""
    return (
        one.name, str(one.every), one.on, f"{one.at:%H:%M}", str(one.minutes), one.place, one.zone,
        one.starts.isoformat(),
    )  # fmt: skip


def series_from(key: str, words: tuple[str, ...]) -> Series | None:
    """Return the series that a record holds, None for one of a later version."""
    try:
        name, every, on, at, minutes, place, zone, starts = words[:8]
        return make(key, every, on, at, name=name, minutes=int(minutes), place=place, zone=zone,
                    starts=date.fromisoformat(starts))  # fmt: skip
    except (BadInput, ValueError):
        return None
