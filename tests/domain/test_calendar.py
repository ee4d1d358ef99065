"""Calendars: the shipped years against published data, zones, odd days and years without data."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from firstline.domain.errors import BadInput
from firstline.domain.instants import epoch
from firstline.domain.packs.calendar_packs import join_years, parse_calendar
from firstline.domain.sla.calendar import FAR, Calendar, CalendarYear
from firstline.domain.sla.round_the_clock import ALWAYS
from firstline.domain.words import Text
from firstline.system.resources import read_text

YEARS = {
    year: parse_calendar(read_text("packs", f"calendar_cn_{year}.toml"), f"cn-{year}")
    for year in (2024, 2025, 2026)
}
CN = join_years(YEARS.values())["cn-2026"]


def _at(text: str) -> int:
    return epoch(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize("year", YEARS)
def test_every_shipped_day_is_as_an_independent_source_has_it(year: int) -> None:
    library = holidays.country_holidays("CN", years=year)
    day = date(year, 1, 1)
    while day.year == year:
        assert bool(YEARS[year].windows_of(day)) == library.is_working_day(day), day
        day += timedelta(days=1)


def test_the_vietnamese_year_closes_on_each_public_holiday_and_is_provisional() -> None:
    year = parse_calendar(read_text("packs", "calendar_vn_2026.toml"), "vn")
    library = holidays.country_holidays("VN", years=2026)
    missing = [day for day in library if year.windows_of(day)]
    assert missing == [date(2026, 8, 31)]  # a day swapped by decree: the plant's plan decides
    calendar = Calendar([year])
    assert calendar.zone.key == "Asia/Ho_Chi_Minh"
    assert calendar.provisional(_at("2026-05-04 08:00"), _at("2026-05-04 09:00"))


def test_the_years_of_a_family_are_one_calendar() -> None:
    assert CN.status(2025) == "official"
    assert CN.status(2027) == "missing"
    start = _at("2025-12-31 17:00")
    assert CN.add(start, 28_800) == _at("2026-01-04 17:00")
    assert not CN.provisional(start, _at("2026-01-04 17:00"))
    assert not CN.provisional(_at("2024-01-01 00:00"), _at("2027-01-01 00:00"))
    assert CN.provisional(start, _at("2027-01-01 00:00:01"))
    assert CN.provisional(_at("2023-12-31 23:59:59"), start)


def test_a_year_without_data_knows_weekends_alone() -> None:
    assert CN.is_open(_at("2027-01-01 09:00"))  # a Friday, surely a holiday, not published
    assert not CN.is_open(_at("2027-01-02 09:00"))
    assert CN.is_open(_at("2016-10-03 09:00"))


def test_a_closed_stretch_is_told_apart_from_a_holiday() -> None:
    parts = list(CN.segments(_at("2026-09-30 17:00"), _at("2026-10-08 09:00")))
    assert [(one.kind, one.reason) for one in parts] == [
        ("counted", ""),
        ("outside_hours", "closed"),
        ("holiday", "cn-2026"),
        ("outside_hours", "closed"),
        ("counted", ""),
    ]
    assert parts[2].start == _at("2026-10-01 00:00")
    assert parts[2].end == _at("2026-10-08 00:00")


def _year(zone: str, windows: tuple[tuple[int, int], ...]) -> Calendar:
    spans = tuple((a * 60, b * 60) for a, b in windows)
    return Calendar(
        [CalendarYear("x", 2026, ZoneInfo(zone), Text("x", "x"), frozenset({1}), spans)]
    )


@pytest.mark.parametrize(
    ("zone", "day", "windows", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", ((0, 1440),), 23),
        ("Europe/Berlin", "2026-10-25", ((0, 1440),), 25),
        ("Europe/Berlin", "2026-03-29", ((120, 180),), 0),  # the hour that does not exist
        ("Europe/Berlin", "2026-10-25", ((120, 180),), 2),  # the hour that comes twice
        ("Europe/Berlin", "2026-10-25", ((150, 240),), 2),  # half of it twice, and one more
        ("Africa/Cairo", "2026-04-24", ((0, 1440),), 23),  # no midnight that day
        ("Asia/Shanghai", "2026-03-29", ((0, 1440),), 24),
    ],
)
def test_windows_are_local_times(
    zone: str, day: str, windows: tuple[tuple[int, int], ...], hours: int
) -> None:
    calendar = _year(zone, windows)
    begin = datetime.fromisoformat(day)
    noon = begin.replace(hour=12, tzinfo=ZoneInfo(zone))
    assert calendar.counted(epoch(noon) - 46_800, epoch(noon) + 46_800) == pytest.approx(
        hours * 3600 + sum(_beyond(calendar, noon)), abs=0
    )


def _beyond(calendar: Calendar, noon: datetime) -> tuple[int, int]:
    """Return the open seconds of the days before and after that the two 13-hour halves touch."""
    midnight = epoch(noon.replace(hour=0))
    after = epoch((noon.replace(hour=0) + timedelta(days=1)).astimezone(UTC))
    low, high = epoch(noon) - 46_800, epoch(noon) + 46_800
    return calendar.counted(low, max(low, midnight)), calendar.counted(min(high, after), high)


def test_a_calendar_that_hardly_opens_says_so_instead_of_looking_for_ever() -> None:
    calendar = _year("Asia/Shanghai", ((0, 1),))
    assert calendar.add(_at("2026-05-05 08:00"), 10**9) == FAR
    assert calendar.until(_at("2026-05-05 08:00"), 10**9) == FAR
    assert calendar.end_of_workday(_at("2026-05-05 08:00"), 10**6) == FAR


def test_the_next_turn_is_the_next_opening_or_closing() -> None:
    assert CN.next_turn(_at("2026-11-23 08:00")) == _at("2026-11-23 08:30")
    assert CN.next_turn(_at("2026-11-23 08:30")) == _at("2026-11-23 12:00")
    assert CN.next_turn(_at("2026-11-27 17:30")) == _at("2026-11-30 08:30")
    assert ALWAYS.next_turn(0) == FAR


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('holiday = ["2026-13-01"]', "x.toml:5: holiday: '2026-13-01' is not a date"),
        ('holiday = ["2025-05-01"]', "x.toml:5: holiday: '2025-05-01' is not a date in 2026"),
        ('holiday = ["2026-05-05/2026-05-01"]', "x.toml:5: holiday: "),
        ('workday = ["2026-05-02"]\nholiday = ["2026-05-02"]', "x.toml:5: workday: 2026-05-02"),
        ("weekend = [1, 2, 3, 4, 5, 6, 7]", "x.toml:5: weekend: must list 1…7"),
        ('status = "sure"', "x.toml:5: status: cannot be 'sure'"),
        ('colour = "red"', "x.toml:5: colour: unknown key"),
        ('timezone = "Mars/Olympus"', "x.toml:5: timezone: there is no time zone"),
        ('timezone = "../etc"', "x.toml:5: timezone: there is no time zone"),
        ('[[day]]\ndate = "2025-01-01"\nsegments = []', "x.toml:6: day[0].date: must be one day"),
        ('[[day]]\ndate = "2026-01-01"\nhours = []', "x.toml:7: day[0].hours: unknown key"),
        ("expect_workdays = 12", "x.toml:5: expect_workdays: expected 12, found 261"),
        ("year 2026", "x.toml:5: not valid TOML"),
    ],
)
def test_a_bad_calendar_is_refused_with_file_line_and_fault(line: str, fault: str) -> None:
    text = (
        'schema = "firstline.calendar/1"\nid = "x-2026"\nyear = 2026\n'
        f'segments = ["08:30-12:00", "13:00-17:30"]\n{line}\n'
    )
    with pytest.raises(BadInput) as caught:
        parse_calendar(text, "x.toml")
    assert fault in caught.value.sentence.en
    assert caught.value.sentence.zh.startswith("x.toml:")


@pytest.mark.parametrize(
    ("segments", "fault"),
    [
        ('["08:00-12:00", "11:00-13:00"]', "overlaps another window"),
        ('["12:00-08:00"]', "must read like"),
        ('["08:00-24:01"]', "must read like"),
        ('["8-12"]', "must read like"),
        ("[]", "at least one window"),
    ],
)
def test_bad_windows_are_refused(segments: str, fault: str) -> None:
    text = f'schema = "firstline.calendar/1"\nid = "x"\nyear = 2026\nsegments = {segments}\n'
    with pytest.raises(BadInput, match=fault):
        parse_calendar(text, "x.toml")


def test_two_files_of_one_year_or_of_two_zones_are_refused() -> None:
    text = read_text("packs", "calendar_cn_2026.toml")
    twin = parse_calendar(text.replace('"08:30-12:00"', '"08:00-12:00"'), "twin")
    with pytest.raises(BadInput, match="stands twice"):
        join_years([YEARS[2026], twin])
    moved = parse_calendar(
        text.replace("Asia/Shanghai", "Asia/Tokyo")
        .replace("cn-2026", "cn-2027").replace("2026", "2027").split("holiday")[0], "moved",
    )  # fmt: skip
    with pytest.raises(BadInput, match="differ in time zone"):
        join_years([YEARS[2026], moved])
