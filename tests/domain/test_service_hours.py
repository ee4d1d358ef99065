"""Availability is a share of the agreed hours of each system, month by month (A11)."""

import json
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from health_makers import made

from firstline.domain.edits.entity import Entity
from firstline.domain.health import installed, outage, service_hours
from firstline.domain.health.service_hours import by_month, frozen, hours_of, thawed
from firstline.domain.instants import epoch
from firstline.domain.sla.calendar import Calendar, CalendarYear
from firstline.domain.words import Text

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Calendar([
    CalendarYear("cn-2026", 2026, ZONE, Text("白班", "Day shift"), frozenset({6, 7}),
                 ((8 * 3600, 16 * 3600),)),
])  # fmt: skip
CALENDARS = {"cn": OFFICE}
TARGET = Fraction(999, 1000)
START, END = (datetime(2026, month, 1, tzinfo=ZONE) for month in (9, 11))


def down(month: int, day: int, hour: int, hours: int, **more: str) -> Entity:
    """Return an outage of U8 from an hour of a day at the site."""
    a = datetime(2026, month, day, hour, tzinfo=ZONE)
    told = {"from": a.isoformat(), "to": (a + timedelta(hours=hours)).isoformat(), **more}
    return made(outage.SHEET, system="U8 总部", **told)


def test_a_night_outage_is_none_of_the_day_shift_and_each_month_has_its_own_share() -> None:
    held = [down(9, 2, 20, 6), down(9, 3, 7, 2), down(10, 6, 8, 4, planned="yes")]
    systems = [made(installed.SHEET, 1, name="U8 总部", product="U8", service_hours="白班")]
    hours = hours_of("u8 总部", systems, CALENDARS)
    assert (hours.agreed, hours.title.en) == (True, "Day shift")
    ask = {"system": "U8 总部", "hours": hours, "target": TARGET}
    months = by_month(held, (START, END), END, ZONE, **ask)  # type: ignore[arg-type]
    told = [(one.name, one.found.down, one.found.service, one.found.met) for one in months]
    assert told == [("2026-09", 3600, 22 * 8 * 3600, False), ("2026-10", 0, 22 * 8 * 3600, True)]
    assert months[1].found.apart == 4 * 3600  # planned, not agreed: told and not counted
    begun = datetime(2026, 9, 20, tzinfo=ZONE)
    assert len(by_month(held, (START, END), begun, ZONE, **ask)) == 1  # type: ignore[arg-type]


def test_no_system_is_given_hours_by_guess() -> None:
    one = made(installed.SHEET, 1, name="U8 总部", product="U8", service_hours="cn")
    two = made(installed.SHEET, 2, name="U8 二厂", product="U8", service_hours="7×24")
    assert hours_of("U8", [one], CALENDARS).agreed
    assert not hours_of("U8", [one, two], CALENDARS).agreed
    assert hours_of("U8 二厂", [one, two], CALENDARS) is service_hours.AGREED_ROUND
    assert "没有约定" in hours_of("WMS", [one], CALENDARS).said.zh
    lost = made(installed.SHEET, 3, name="x", product="x", service_hours="夜班")
    assert [flag.code for flag in service_hours.flags(lost, CALENDARS)] == ["no_calendar"]
    assert not service_hours.flags(one, CALENDARS)


def test_frozen_hours_count_as_the_calendar_did_and_ask_no_pack() -> None:
    systems = [made(installed.SHEET, 1, name="U8 总部", product="U8", service_hours="cn-2026")]
    hours = hours_of("U8 总部", systems, CALENDARS)
    again = thawed(json.loads(json.dumps(frozen(hours, START, END))))
    assert again.said == hours.said
    for hour in range(0, 61 * 24, 7):
        a = epoch(START + timedelta(hours=hour))
        for length in (1, 1800, 86_400 * 3):
            b = min(a + length, epoch(END))
            assert again.counted(a, b) == OFFICE.counted(a, b)
    assert again.counted(5, 5) == 0
    every = thawed(json.loads(json.dumps(frozen(service_hours.AGREED_ROUND, START, END))))
    assert (every.counted(10, 70), every.agreed) == (60, True)
    assert not thawed(None).agreed
