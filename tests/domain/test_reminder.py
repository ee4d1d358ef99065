"""Reminders are told once, the last of several marks alone, also after the clock jumped."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.group.action import KIND as ACTION
from firstline.domain.group.action_acts import assign, finish
from firstline.domain.health import checks
from firstline.domain.health.check_items import Item
from firstline.domain.ids import id_at
from firstline.domain.instants import epoch
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.reminder import (
    Reminder,
    Told,
    come,
    day_marks,
    morning_of,
    next_at,
    noted,
    rounds,
    untold,
)
from firstline.domain.reminding.sources import all_reminders
from firstline.domain.words import Text

ZONE = UTC
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
DUE = date(2027, 3, 1)
DAY = 86_400
NOISE = count(1)


def marks(series: str = "c", owner: str = "", due: date = DUE) -> list[Reminder]:
    words = Text("续约", "Renewal")
    return [
        Reminder(series, mark, at, morning_of(due, ZONE), words, words, "contracts", owner=owner)
        for mark, at in day_marks(due, (90, 60, 30), ZONE)
    ]


class Device:
    """What one device was told, as time passes."""

    def __init__(self, found: Sequence[Reminder]) -> None:
        self.found = found
        self.told: Told = {}

    def at(self, day: date, **how: bool) -> list[str]:
        now = morning_of(day, ZONE)
        new = untold(self.found, self.told, now, "我", **how)
        self.told = noted(self.found, self.told, new, now)
        return [f"{one.series}{one.mark}" for one in new]


def test_each_mark_is_told_once_in_its_time() -> None:
    device = Device(marks())
    told = [(left, device.at(DUE - timedelta(days=left))) for left in (91, 90, 89, 60, 45, 30, 1)]
    assert [(left, names) for left, names in told if names] == [
        (90, ["c90"]), (60, ["c60"]), (30, ["c30"]),
    ]  # fmt: skip


def test_a_clock_that_jumps_ahead_tells_the_last_mark_alone() -> None:
    device = Device(marks())
    assert device.at(DUE - timedelta(days=95)) == []
    assert device.at(DUE - timedelta(days=20)) == ["c30"]
    assert device.at(DUE - timedelta(days=19)) == []


def test_a_clock_that_was_ahead_takes_back_what_came_too_early() -> None:
    device = Device(marks())
    assert device.at(DUE - timedelta(days=20)) == ["c30"]
    assert device.at(DUE - timedelta(days=89)) == ["c90"]
    assert device.at(DUE - timedelta(days=29)) == ["c30"]


def test_what_is_anothers_is_told_to_them_and_what_is_urgent_to_all() -> None:
    theirs = marks(owner="她")
    day = DUE - timedelta(days=30)
    assert Device(theirs).at(day, mine_only=True) == []
    assert Device(theirs).at(day) == ["c30"]
    assert Device(marks(owner="我")).at(day, mine_only=True) == ["c30"]
    assert Device(marks()).at(day, urgent_only=True) == []


def test_what_is_held_back_by_quiet_hours_is_told_after_them() -> None:
    device = Device(marks())
    day = DUE - timedelta(days=30)
    assert device.at(day, urgent_only=True) == []
    assert device.at(day) == ["c30"]


def test_what_is_gone_is_forgotten() -> None:
    device = Device(marks())
    device.at(DUE - timedelta(days=30))
    device.found = []
    device.at(DUE)
    assert device.told == {}


def test_the_next_look_is_the_next_mark_or_the_morning_for_what_waits() -> None:
    found, now = marks(), morning_of(DUE - timedelta(days=70), ZONE) + 3600
    assert next_at(found, {"c": {"90": now - DAY}}, now, ZONE) == found[1].at
    assert next_at(found, {}, now, ZONE) == morning_of(DUE - timedelta(days=69), ZONE)
    assert next_at([], {}, now, ZONE) is None


def test_many_are_told_together_and_what_was_missed_as_one() -> None:
    now = morning_of(DUE, ZONE)
    fresh = [
        one for name in "abcde" for one in come(marks(name, due=DUE + timedelta(days=30)), now)
    ]
    assert [len(one.reminders) for one in rounds(fresh, now)] == [5]
    assert [len(one.reminders) for one in rounds(fresh[:2], now)] == [1, 1]
    (missed,) = rounds(fresh[:2], now + 3600)
    assert missed.missed
    assert len(missed.reminders) == 2


# --- where they come from ---


def stamp(days_ago: float = 0) -> Stamp:
    at = NOW - timedelta(days=days_ago)
    return Stamp(id_at(at, next(NOISE)), at, "李娜")


def made(*edits: Edit) -> Entity:
    found = rebase_entity(None, edits)
    assert found is not None
    return found


def given(kind: str, *records: Entity, items: Sequence[Item] = ()) -> Given:
    return Given(lambda asked: list(records) if asked == kind else [], NOW, ZONE, items)


def test_an_action_reminds_its_owner_until_it_is_done() -> None:
    values = {"title": "换扫码枪电池", "owner": "王磊", "due": "2026-12-01"}
    one = made(assign(stamp(5), id_at(NOW, next(NOISE)), values))
    found = all_reminders(given(ACTION, one))
    assert [(r.mark, r.owner, r.at) for r in found] == [
        ("3", "王磊", morning_of(date(2026, 11, 28), ZONE)),
        ("-1", "王磊", morning_of(date(2026, 12, 2), ZONE)),
    ]
    done = rebase_entity(one, (finish(one, "换好了", "照片", stamp()),))
    assert done is not None
    assert all_reminders(given(ACTION, done)) == []


def test_the_checks_of_a_system_that_fall_on_a_day_are_one_reminder() -> None:
    words = Text("备份", "Backup")
    items = [Item(name, "health", words, words, "", "high", "weekly") for name in ("H01", "H02")]
    seen = checks.Look(NOW - timedelta(days=6), "李娜", "pass", evidence="照片")
    records = [made(checks.look(None, "U8 主账套", one, seen, stamp(6))) for one in items]
    found = all_reminders(given(checks.KIND, *records, items=items))
    assert {one.series for one in found} == {"check:U8 主账套:2026-11-29"}
    assert [one.mark for one in found] == ["7", "0"]
    assert "2 checks" in found[1].title.en
    assert epoch(NOW) < found[1].at
