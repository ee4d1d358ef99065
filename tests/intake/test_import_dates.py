"""Dates: by an explicit format, or recognised only where a column leaves no doubt."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_desk import ZONE, bring_in, counts, reasons, write_csv

from firstline.domain.errors import BadInput
from firstline.intake.tickets.dates import BadDate, Order, Reader
from firstline.intake.tickets.importer import prepare
from firstline.store.store import Store

READER = Reader(ZONE)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-03-02", "2026-03-02T00:00:00+08:00"),
        ("2026-03-02 09:05", "2026-03-02T09:05:00+08:00"),
        ("2026-03-02T09:05:07Z", "2026-03-02T09:05:07+00:00"),
        ("2026-03-02T09:05:07.25+01:00", "2026-03-02T09:05:07+01:00"),
        ("2026/3/2 9:5", "2026-03-02T09:05:00+08:00"),
        ("2026.3.2", "2026-03-02T00:00:00+08:00"),
        ("2026年3月2日 9时05分", "2026-03-02T09:05:00+08:00"),
        ("2026年3月2日下午3:20", "2026-03-02T15:20:00+08:00"),
        ("20260302", "2026-03-02T00:00:00+08:00"),
        ("20260302090507", "2026-03-02T09:05:07+08:00"),
        ("29-02-2016 01:16", "2016-02-29T01:16:00+08:00"),
        ("2/29/2016 1:16 PM", "2016-02-29T13:16:00+08:00"),
        ("05/05/2026", "2026-05-05T00:00:00+08:00"),
        ("02-Mar-2026 09:05", "2026-03-02T09:05:00+08:00"),
        ("Mar 2, 2026", "2026-03-02T00:00:00+08:00"),
        ("12/31/2025 12:00 AM", "2025-12-31T00:00:00+08:00"),
    ],
)
def test_plain_dates(text: str, iso: str) -> None:
    found = READER.read(text)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30", "29-02-2015", "2026-13-01", "32-01-2026", "2026-03-02 25:00", "now", "12:00",
        "0001-01-01", "9999-12-31", "03/04/2026", "26-03-02", "2026-W09", "2026-03-02 13:00 PM",
        "45000", "32-Jan-2026", "02-Foo-2026", "1e9", "２０２６",
    ],
)  # fmt: skip
def test_what_is_no_date_or_in_doubt_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        READER.read(text)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    for order in Order:
        with suppress(BadDate):
            found = Reader(ZONE, order=order).read(text)
            assert found is None or found.tzinfo is not None


@given(st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)))  # noqa: DTZ001
def test_an_explicit_format_reads_what_it_wrote(at: datetime) -> None:
    pattern = "%d-%m-%Y %H:%M"
    found = Reader(ZONE, pattern).read(at.strftime("%d-%m-") + f"{at.year} {at:%H:%M}")
    assert found is not None
    assert found.replace(tzinfo=None) == at.replace(second=0, microsecond=0)


def rows(*dates: str) -> list[tuple[str, str, str]]:
    return [(f"N{n}", "t", date) for n, date in enumerate(dates)]


HEAD = ("编号", "标题", "创建时间")


def test_one_row_decides_for_its_column(store: Store, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows("03-04-2026", "13-04-2026"), head=HEAD)
    assert bring_in(store, file).created == 2
    assert store.ticket("N0").created_at.isoformat() == "2026-04-03T00:00:00+08:00"
    other = write_csv(tmp_path / "b.csv", [("M0", "t", "03/04/2026"), ("M1", "t", "3/31/2026")],
                      head=HEAD)  # fmt: skip
    assert bring_in(store, other).created == 2
    assert store.ticket("M0").created_at.isoformat() == "2026-03-04T00:00:00+08:00"


@pytest.mark.parametrize("dates", [("03-04-2026",), ("13-04-2026", "04-13-2026")])
def test_a_column_in_doubt_or_at_odds_is_refused_asking_for_the_format(
    tmp_path: Path, dates: tuple[str, ...]
) -> None:
    file = write_csv(tmp_path / "a.csv", rows(*dates), head=HEAD)
    with pytest.raises(BadInput) as caught:
        prepare(file, zone=ZONE)
    assert "date_format" in caught.value.in_("en")
    assert "date_format" in caught.value.in_("zh_CN")


def test_the_format_of_a_mapping_file_settles_it(store: Store, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows("03-04-2026", "30-02-2026", "04-13-2026"), head=HEAD)
    result = bring_in(store, file, map_text='date_format = "%d-%m-%Y"')
    assert counts(result) == (3, 1, 0, 0, 2)
    assert list(reasons(result)) == [3, 4]
    assert store.ticket("N0").created_at.isoformat() == "2026-04-03T00:00:00+08:00"


def test_serial_days_when_a_mapping_file_says_so(store: Store, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows("46083.5", "x", "-4"), head=HEAD)
    result = bring_in(store, file, map_text='[dates]\ncreated = "excel"')
    assert counts(result) == (3, 1, 0, 0, 2)
    assert store.ticket("N0").created_at.isoformat() == "2026-03-02T12:00:00+08:00"


def test_a_zone_holds_for_times_without_one(store: Store, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows("2026-07-01 09:00", "2026-07-01T09:00Z"), head=HEAD)
    bring_in(store, file, map_text='timezone = "Europe/Berlin"')
    assert store.ticket("N0").created_at.isoformat() == "2026-07-01T09:00:00+02:00"
    assert store.ticket("N1").created_at.isoformat() == "2026-07-01T09:00:00+00:00"
