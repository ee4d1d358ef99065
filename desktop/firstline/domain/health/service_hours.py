"""The agreed service hours of a system: that of which its availability is a share (A11)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from fractions import Fraction
from itertools import accumulate
from typing import Any

from firstline.domain.edits.entity import Entity
from firstline.domain.health.check_items import months_after
from firstline.domain.health.outage import Availability, Counted, Stretch, availability
from firstline.domain.health.sheet import Flag, standing, text_of
from firstline.domain.instants import epoch
from firstline.domain.sla.calendar import COUNTED, Calendar
from firstline.domain.words import Text

COLUMN = "service_hours"
_ROUND = ("24x7", "7x24", "24×7", "7×24")
Calendars = Mapping[str, Calendar]


@dataclass(frozen=True, slots=True)
class Hours:
    """When a system is to be there: what they are called, whether agreed, and how they count."""

    title: Text
    agreed: bool
    counted: Counted
    calendar: Calendar | None = None

    @property
    def said(self) -> Text:
        """The hours in words; those that nobody agreed on are said to be none."""
        if self.agreed:
            return self.title
        return Text(f"{self.title.zh}(没有约定服务时间)", f"{self.title.en} (no hours agreed)")


def _every(start: int, end: int) -> int:
    return max(0, end - start)


ROUND = Text("7×24", "24×7")
AGREED_ROUND = Hours(ROUND, agreed=True, counted=_every)
NOT_AGREED = Hours(ROUND, agreed=False, counted=_every)


def calendar_named(text: str, calendars: Calendars) -> Calendar | None:
    """Return the calendar that `text` names: its family, or the id or title of one of its years."""
    wanted = text.strip().casefold()
    for key, one in calendars.items():
        years = [text for year in one.years.values()
                 for text in (year.id, year.family, year.title.zh, year.title.en)]  # fmt: skip
        if wanted in {name.casefold() for name in (key, *years)}:
            return one
    return None


def hours_named(text: str, calendars: Calendars) -> Hours:
    """Return the hours that a system states; none stated or none known are not agreed."""
    if text.strip().casefold() in _ROUND:
        return AGREED_ROUND
    found = calendar_named(text, calendars) if text.strip() else None
    if found is None:
        return NOT_AGREED
    return Hours(found.title, agreed=True, counted=found.counted, calendar=found)


def hours_of(system: str, records: Iterable[Entity], calendars: Calendars) -> Hours:
    """Return the agreed hours of the system that is called so, or of all that are that product.

    Where several fit and do not state the same, none are agreed: no system is given hours by guess.
    """
    wanted, held = system.strip().casefold(), standing(records)
    named = [one for one in held if text_of(one, "name").casefold() == wanted]
    fits = named or [one for one in held if text_of(one, "product").casefold() == wanted]
    stated = {text_of(one, COLUMN).casefold() for one in fits}
    return hours_named(stated.pop(), calendars) if len(stated) == 1 else NOT_AGREED


def flags(entity: Entity, calendars: Calendars) -> tuple[Flag, ...]:
    """Return what is to be looked at: hours of a calendar that is not there."""
    text = text_of(entity, COLUMN)
    if not text or hours_named(text, calendars).agreed:
        return ()
    words = Text(f"没有“{text}”这个日历", f"there is no calendar {text!r}")
    return (Flag("no_calendar", words),)


@dataclass(frozen=True, slots=True)
class Month:
    """The availability of one calendar month, or of what of it lies in the period."""

    name: str  # 2026-09
    found: Availability


def by_month(
    records: Iterable[Entity], period: tuple[datetime, datetime], now: datetime, zone: tzinfo,
    *, system: str, hours: Hours, target: Fraction,
) -> tuple[Month, ...]:  # fmt: skip
    """Return the availability of a system in each calendar month of a period that has begun."""
    held, (start, end) = list(records), period
    first = start.astimezone(zone).date().replace(day=1)
    found = []
    while (low := datetime.combine(first, time(), zone)) < min(end, now):
        after = months_after(first, 1)
        a, b = max(low, start), min(datetime.combine(after, time(), zone), end)
        one = availability(held, a, b, now, target, counted=hours.counted, system=system)
        found.append(Month(f"{first:%Y-%m}", one))
        first = after
    return tuple(found)


def this_month(
    records: Iterable[Entity], now: datetime, zone: tzinfo, system: str, hours: Hours,
    target: Fraction,
) -> Availability:  # fmt: skip
    """Return the availability of a system in the calendar month that runs."""
    first = now.astimezone(zone).date().replace(day=1)
    start, end = (datetime.combine(day, time(), zone) for day in (first, months_after(first, 1)))
    return availability(records, start, end, now, target, counted=hours.counted, system=system)


def frozen(hours: Hours, start: datetime, end: datetime) -> dict[str, Any]:
    """Return hours as JSON with every open stretch of a period, so that no pack is asked again."""
    told: dict[str, Any] = {"zh": hours.title.zh, "en": hours.title.en, "agreed": hours.agreed}
    if hours.calendar is not None:
        parts = hours.calendar.segments(epoch(start), epoch(end))
        told["open"] = [[one.start, one.end] for one in parts if one.kind == COUNTED]
    return told


def thawed(raw: Mapping[str, Any] | None) -> Hours:
    """Return what `frozen` wrote; no hours were agreed where it says nothing."""
    if raw is None:
        return NOT_AGREED
    counted = _within([(a, b) for a, b in raw["open"]]) if "open" in raw else _every
    return Hours(Text(raw["zh"], raw["en"]), agreed=bool(raw["agreed"]), counted=counted)


def _within(stretches: Sequence[Stretch]) -> Counted:
    starts = [start for start, _ in stretches]
    sums = [0, *accumulate(end - start for start, end in stretches)]

    def until(instant: int) -> int:
        at = bisect_right(starts, instant) - 1
        if at < 0:
            return 0
        start, end = stretches[at]
        return sums[at] + min(instant, end) - start

    return lambda start, end: until(end) - until(start) if end > start else 0
