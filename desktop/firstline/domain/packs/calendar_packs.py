"""Calendar packs: one published year per file, several files of a family one calendar."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from firstline.domain.errors import BadInput
from firstline.domain.packs.pack_fields import Fields
from firstline.domain.packs.toml_places import Source, read_toml
from firstline.domain.patterns import pattern
from firstline.domain.sla.agreement import Agreement
from firstline.domain.sla.calendar import Calendar, CalendarYear
from firstline.domain.sla.spans import FIRST_YEAR, LAST_YEAR, Window
from firstline.domain.values import replace
from firstline.domain.words import Text

SCHEMA = "firstline.calendar/1"
_WINDOW = pattern(r"(\d\d):(\d\d)(?::(\d\d))?-(\d\d):(\d\d)(?::(\d\d))?")


def parse_calendar(text: str, file: str) -> CalendarYear:
    """Return the year in a TOML text. Raises BadInput naming file, line, place and fault."""
    return calendar_from(read_toml(text, file))


def calendar_from(source: Source) -> CalendarYear:
    """Return the calendar year that a document holds (R8).

    `family` joins several years into one calendar; by default it is the id without its year.
    `earlier` names calendars of earlier years that belong to it; `sites` are promised these hours.
    """
    top = Fields(source, (), source.data)
    top.schema(SCHEMA)
    year = top.optional_whole("year", FIRST_YEAR, LAST_YEAR)
    if year is None:
        raise top.fault("year", "缺少这个键。", "is missing.")
    weekend = _weekend(top)
    windows = _windows(top, "segments")
    if not windows:
        raise top.fault("segments", "至少要有一个时段。", "at least one window is needed.")
    holidays, workdays = _days(top, "holiday", year), _days(top, "workday", year)
    both = sorted(holidays & workdays)
    if both:
        raise top.fault("workday", f"{both[0]} 也是假日。", f"{both[0]} is a holiday too.")
    name = top.name("id")
    found = CalendarYear(
        id=name,
        year=year,
        zone=top.zone("timezone", "Asia/Shanghai"),
        title=top.title(),
        weekend=weekend,
        windows=windows,
        holidays=holidays,
        workdays=workdays,
        odd_days=_odd_days(top, year),
        family=top.text("family", "") or re.sub(r"-\d{4}$", "", name),
        earlier=top.texts("earlier"),
        status=top.choice("status", ("official", "provisional"), "official"),
        source=top.text("source", ""),
        sites=top.texts("sites"),
    )
    for other in ("as_of", "license", "version"):
        top.text(other, "")
    expected = top.optional_whole("expect_workdays", 0, 366)
    top.done()
    if expected is not None and expected != (count := found.workday_count()):
        raise top.fault(
            "expect_workdays",
            f"应为 {expected},实际 {count}。",
            f"expected {expected}, found {count}.",
        )
    return found


def join_years(years: Iterable[CalendarYear]) -> dict[str, Calendar]:
    """Return each calendar by the id of every year in it; years of one family are one calendar.

    Raises BadInput when two files hold the same year, or years of one family differ in zone.
    """
    families: dict[str, dict[int, CalendarYear]] = {}
    for one in years:
        family = families.setdefault(one.family, {})
        if one.year in family and family[one.year] != one:
            raise _clash(one, f"{one.year} 年有两份。", f"the year {one.year} stands twice.")
        if any(other.zone.key != one.zone.key for other in family.values()):
            raise _clash(one, "各年时区不同。", "its years differ in time zone.")
        family[one.year] = one
    found: dict[str, Calendar] = {}
    for family in families.values():
        calendar = Calendar(tuple(family.values()))
        found.update({one.id: calendar for one in family.values()})
    return found


def in_zone(one: Agreement, calendars: Mapping[str, Calendar]) -> Agreement:
    """Return the agreement in the zone it names, else in that of its calendar."""
    calendar = calendars.get(one.calendar)
    if one.zone_given or calendar is None:
        return one
    return replace(one, zone=calendar.zone)


def _clash(one: CalendarYear, zh: str, en: str) -> BadInput:
    return BadInput(
        Text(f"日历“{one.family}”({one.id}):{zh}", f"calendar {one.family!r} ({one.id}): {en}")
    )


def _weekend(top: Fields) -> frozenset[int]:
    raw = top.take("weekend")
    days = [6, 7] if raw is None else raw
    if (
        not isinstance(days, list)
        or any(not isinstance(one, int) or one not in range(1, 8) for one in days)
        or len(set(days)) > 6
    ):
        raise top.fault("weekend", "应为 1…7 的列表,至多六天。", "must list 1…7, at most six days.")
    return frozenset(days)


def _windows(top: Fields, name: str) -> tuple[Window, ...]:
    found: list[Window] = []
    for text in top.texts(name):
        window = _window(text)
        if window is None:
            raise top.fault(
                name, f"“{text[:40]}”应写成 08:30-12:00,且不跨午夜。",
                f"{text[:40]!r} must read like 08:30-12:00 and not cross midnight.",
            )  # fmt: skip
        if any(window[0] < b and a < window[1] for a, b in found):
            raise top.fault(name, f"“{text}”与另一时段重叠。", f"{text!r} overlaps another window.")
        found.append(window)
    return tuple(sorted(found))


def _window(text: str) -> Window | None:
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        return None
    parts = [int(one or 0) for one in match.groups()]
    if any(one > 59 for one in (*parts[1:3], *parts[4:6])):
        return None
    a, b = (h * 3600 + m * 60 + s for h, m, s in (parts[:3], parts[3:]))
    return (a, b) if a < b <= 86_400 else None


def _days(top: Fields, name: str, year: int) -> frozenset[date]:
    found: set[date] = set()
    raw = top.take(name)
    for one in raw if isinstance(raw, list) else [] if raw is None else [raw]:
        first, _, last = one.partition("/") if isinstance(one, str) else (one, "", "")
        start = top.as_day(name, first)
        end = top.as_day(name, last) if last else start
        if end < start or start.year != year or end.year != year:
            raise top.fault(
                name, f"“{one}”不是 {year} 年内的日期。", f"{str(one)!r} is not a date in {year}."
            )
        found.update(start + timedelta(days=n) for n in range((end - start).days + 1))
    return frozenset(found)


def _odd_days(top: Fields, year: int) -> Mapping[date, tuple[Window, ...]]:
    found: dict[date, tuple[Window, ...]] = {}
    for row in top.tables("day"):
        day = row.day("date")
        if day is None or day.year != year or day in found:
            raise row.fault(
                "date", f"应为 {year} 年内的一天,且只写一次。", f"must be one day of {year}, once."
            )
        found[day] = _windows(row, "segments")
        row.text("reason", "")
        row.done()
    return found
