"""Renewals, lifecycles and free upgrades: each deadline is told in time and once, by any clock."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from health_makers import made

from firstline.domain.contracts import contract, lifecycle
from firstline.domain.contracts.contract import contracts
from firstline.domain.contracts.lifecycle import Life, lives
from firstline.domain.contracts.lifecycle_rule import (
    Rule,
    anniversary,
    parse_rule,
    rule_for,
    spell_on,
    spells,
)
from firstline.domain.contracts.reminders import deadlines
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.reminder import Told, noted, untold
from firstline.domain.reminding.sources import all_reminders
from firstline.report.contract_calendar import deadline_calendar
from firstline.system.resources import read_text, resource_path

ZONE = ZoneInfo("Asia/Shanghai")
RULE = parse_rule(read_text("packs", "lifecycle", "u8plus_2024.toml"), "u8plus_2024")


def deal(**values: Any) -> Entity:
    held = {"number": "HT-7", "party": "用友", "start": "2026-01-01", "end": "2027-06-30",
            "notice": "2027-03-31", **values}  # fmt: skip
    return made(contract.SHEET, **held)


class Device:
    """What one device tells, by a clock that a test sets."""

    def __init__(self, *records: Entity) -> None:
        self.records = records
        self.told: Told = {}

    def look(self, day: str, hour: int = 9) -> list[tuple[str, str]]:
        """Return what is told at that time: what, and how many days before."""
        at = datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=ZONE)
        given = Given(lambda kind: [one for one in self.records if one.kind == kind], at, ZONE,
                      rules=[RULE])  # fmt: skip
        found = all_reminders(given)
        moment = int(at.timestamp())
        new = untold(found, self.told, moment, "")
        self.told = noted(found, self.told, new, moment)
        return sorted((one.series.split(":")[2], one.mark) for one in new)


def test_each_mark_before_end_and_notice_is_told_once() -> None:
    device = Device(deal())
    told = {}
    day = date(2026, 12, 1)
    while day < date(2027, 7, 10):
        if found := device.look(day.isoformat()):
            told[day.isoformat()] = found
        day += timedelta(days=1)
    assert told == {
        "2026-12-31": [("notice", "90")], "2027-01-30": [("notice", "60")],
        "2027-03-01": [("notice", "30")], "2027-04-01": [("end", "90")],
        "2027-05-01": [("end", "60")], "2027-05-31": [("end", "30")],
    }  # fmt: skip


def test_after_a_clock_jump_what_was_skipped_is_told_once_and_a_clock_ahead_takes_nothing() -> None:
    device = Device(deal())
    assert device.look("2026-12-01") == []
    assert device.look("2027-06-10") == [("end", "30"), ("notice", "30")], "one each, not six"
    assert device.look("2027-06-11") == []
    ahead = Device(deal())
    assert ahead.look("2030-01-01") == [("end", "30"), ("notice", "30")], "a clock years ahead"
    assert ahead.look("2026-12-01") == [], "it is set right: nothing is due yet"
    assert ahead.look("2026-12-31") == [("notice", "90")], "and nothing is lost"


def test_a_decision_ends_reminders_and_another_end_begins_anew() -> None:
    decided = deal(choice="drop", reason="换供应商")
    assert Device(decided).look("2027-06-10") == []
    device = Device(deal())
    assert device.look("2027-05-31") == [("end", "30"), ("notice", "30")]
    device.records = (deal(end="2028-06-30", notice="2028-03-31"),)
    assert device.look("2027-06-10") == []
    assert device.look("2028-01-05") == [("notice", "90")]


def test_what_was_over_before_it_was_recorded_is_told_by_nobody() -> None:
    old = deal(start="2020-01-01", end="2020-12-31", notice="")
    assert Device(old).look("2026-12-01") == []


def test_the_calendar_has_the_deadlines_with_alarms_that_are_still_to_come() -> None:
    found = deadlines([deal()], [], [])
    text = deadline_calendar(found, datetime(2027, 1, 15, tzinfo=UTC), "en")
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20270630" in text
    assert [line for line in text.splitlines() if line.startswith("TRIGGER")] == [
        "TRIGGER:-P60D", "TRIGGER:-P30D", "TRIGGER:-P90D", "TRIGGER:-P60D", "TRIGGER:-P30D",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        ("2021-02-28", ""), ("2021-03-01", "sps"), ("2025-02-28", "sps"),
        ("2025-03-01", "support"), ("2027-02-28", "support"), ("2027-03-01", "stopped"),
        ("2030-02-28", "stopped"), ("2030-03-01", "ended"), ("2060-01-01", "ended"),
    ],
)  # fmt: skip
def test_the_u8_rule_by_its_boundaries(day: str, stage: str) -> None:
    """A version released on 2021-03-01 (requirements §3.2): years 1-4, 5-6, 7-9, then the end."""
    found = spell_on(spells(RULE, date(2021, 3, 1)), date.fromisoformat(day))
    assert (found.stage.id if found else "") == stage


def test_the_rule_is_dated_sourced_and_unverified_and_a_newer_one_takes_over() -> None:
    assert (RULE.as_of.isoformat(), RULE.verified) == ("2024-01-23", False)
    assert RULE.source.zh
    older = Rule("old", RULE.title, ("U8",), date(2018, 1, 1), RULE.source, verified=False,
                 stages=RULE.stages)  # fmt: skip
    both = [older, RULE]
    assert rule_for(both, "u8", date(2024, 1, 22)) is older
    assert rule_for(both, "U8+", date(2024, 1, 23)) is RULE
    assert rule_for(both, "T+", date(2026, 1, 1)) is None
    assert anniversary(date(2020, 2, 29), 1) == date(2021, 3, 1)
    text = read_text("packs", "lifecycle", "u8plus_2024.toml")
    for wrong in (text.replace("until_year = 4", "until_year = 7"), text + "\ncolour = 1\n",
                  text.replace("2024-01-23", "someday", 1)):  # fmt: skip
        with pytest.raises(BadInput):
            parse_rule(wrong, "x.toml")
    assert list(Path(resource_path("packs", "lifecycle")).glob("*.toml"))


def version(**values: Any) -> Entity:
    held = {"product": "U8", "version": "V16.1", "released_on": "2024-03-01", "source": "光盘",
            **values}  # fmt: skip
    return made(lifecycle.SHEET, **held)


def life(one: Entity, day: date, *deals: Entity) -> Life:
    (found,) = lives([one], [RULE], contracts(deals), day)
    return found


def test_the_last_free_upgrade_is_bounded_by_stage_and_by_sps() -> None:
    day = date(2026, 11, 24)
    by_contract = life(version(contract="HT-7"), day, deal())
    assert by_contract.last_free == date(2027, 6, 30), "SPS ends before the stage does"
    by_stage = life(version(released_on="2023-01-01", sps_until="2030-01-01"), day)
    assert by_stage.last_free == date(2026, 12, 31), "the stage ends before SPS does"
    assert [flag.code for flag in lifecycle.flags(by_stage, day)] == ["soon"]
    late = lifecycle.flags(by_stage, date(2027, 1, 1))
    assert [flag.code for flag in late] == ["missed"]
    used = life(version(released_on="2023-01-01", sps_until="2030-01-01", used="yes"), day)
    assert lifecycle.flags(used, day) == ()


def test_what_is_not_known_is_to_be_asked_of_the_vendor() -> None:
    day = date(2026, 11, 24)
    for one in (version(released_on="", source=""), version(product="T+"), version()):
        found = life(one, day)
        assert found.last_free is None
        assert "请问厂商" in found.why.zh
        assert "ask the vendor" in found.why.en
        assert lifecycle.flags(found, day)
    with pytest.raises(BadInput):
        version(source="")


def test_a_free_upgrade_reminds_until_it_is_used() -> None:
    one = version(released_on="2023-01-01", sps_until="2030-01-01")
    device = Device(one)
    assert device.look("2026-10-02") == [("upgrade", "90")]
    assert device.look("2026-12-01") == [("upgrade", "30")]
    device = Device(version(released_on="2023-01-01", sps_until="2030-01-01", used="yes"))
    assert device.look("2026-12-01") == []
