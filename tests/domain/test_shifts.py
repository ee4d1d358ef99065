"""Shifts: which one is on, across midnight and a change of clocks, and lines that are refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.errors import BadInput
from firstline.domain.routing.shifts import USUAL, last_turn, parse_shifts, turn_at, turn_before

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("at", "shift", "begin"),
    [
        ("2026-11-24T06:00", "early", "2026-11-24T06:00"),
        ("2026-11-24T13:59:59", "early", "2026-11-24T06:00"),
        ("2026-11-24T14:00", "late", "2026-11-24T14:00"),
        ("2026-11-24T23:30", "night", "2026-11-24T22:00"),
        ("2026-11-24T05:59", "night", "2026-11-23T22:00"),
    ],
)
def test_which_shift_is_on(at: str, shift: str, begin: str) -> None:
    local = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    found = turn_at(USUAL, local)
    assert found is not None
    assert (found.shift.id, f"{found.begin:%Y-%m-%dT%H:%M}") == (shift, begin)
    assert last_turn(USUAL, local) == found


def test_a_night_across_a_change_of_clocks_keeps_its_wall_times() -> None:
    local = datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN)  # the hour from two was there twice
    found = turn_at(USUAL, local)
    assert found is not None
    assert (f"{found.begin:%d %H:%M}", f"{found.end:%d %H:%M}") == ("24 22:00", "25 06:00")


def test_between_two_shifts_the_last_one_is_handed_over() -> None:
    day = parse_shifts(["day 白班/Day 08:30-17:30"])
    local = datetime(2026, 11, 24, 20, 0, tzinfo=SHANGHAI)
    assert turn_at(day, local) is None
    turn = last_turn(day, local)
    assert f"{turn.end:%H:%M}" == "17:30"
    assert turn.shift.name.en == "Day"
    assert turn_before(day, turn).begin.day == 23


def test_the_shift_before() -> None:
    turn = last_turn(USUAL, datetime(2026, 11, 24, 7, 0, tzinfo=SHANGHAI))
    assert turn_before(USUAL, turn).shift.id == "night"


def test_no_line_means_the_usual_ones() -> None:
    assert parse_shifts([]) == USUAL


@pytest.mark.parametrize("line", ["", "early", "early 早班 6-14", "early 早班 06:00-25:00"])
def test_a_line_that_cannot_be_read_is_told(line: str) -> None:
    with pytest.raises(BadInput):
        parse_shifts([line])


def test_one_id_twice_is_told() -> None:
    with pytest.raises(BadInput):
        parse_shifts(["a 早班 06:00-14:00", "a 晚班 14:00-22:00"])
