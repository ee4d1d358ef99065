"""The charter of a working group: texts, members, RACI and series, and how two desks meet."""

from datetime import UTC, date, datetime, time

import pytest

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.group import working_group as groups
from firstline.domain.group.meeting_series import Every, Series, make, slots
from firstline.domain.group.raci import parse_row, usual_rows
from firstline.domain.group.working_group import Charter, Level, Member, charter_from

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)}


def stamp(n: int = 0) -> Stamp:
    return Stamp(f"e{n}", NOW, "李娜")


def entity(*edits: Edit) -> Entity:
    first = groups.found(stamp(), "g", {"name": "用友联合工作组", "purpose": "少停机"})
    shown = rebase_entity(None, [first, *edits])
    assert shown is not None
    return shown


def charter(*edits: Edit) -> Charter:
    return charter_from(entity(*edits))


def worked(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in HOLIDAYS


def test_a_new_group_has_the_rows_and_the_rhythm_of_the_template() -> None:
    made = charter()
    assert made.name == "用友联合工作组"
    assert [one.key for one in made.raci] == [one.key for one in usual_rows()]
    assert [one.key for one in made.series] == ["monthly", "quarterly", "weekly"]
    assert made.raci[0].name.zh == "定级"
    assert not [fault for row in made.raci for fault in row.faults()]
    assert [one.zh for one in made.faults()] == ["我方还没有成员。", "厂商还没有成员。"]


def test_members_of_two_desks_add_up_and_a_clash_is_kept() -> None:
    base = entity()
    here = groups.put_member(base, Member("王芳", "us", "superuser"), stamp(1))
    there = groups.put_member(base, Member("赵工", "partner", "vendor", "138"), stamp(2))
    clash = groups.put_member(base, Member("王芳", "us", "it_lead"), stamp(3))
    shown = entity(here, there, clash)
    assert [(one.name, one.role) for one in charter_from(shown).members] == [
        ("王芳", "superuser"), ("赵工", "vendor"),
    ]  # fmt: skip
    assert [one.mine for one in shown.conflicts] == ["us, it_lead, , "]
    gone = groups.drop(shown, "member", "王芳", stamp(4))
    assert [one.name for one in charter(here, there, gone).members] == ["赵工"]


def test_the_charter_says_which_role_nobody_has() -> None:
    base = entity()
    people = [Member("王芳", "us", "superuser"), Member("赵工", "vendor", "vendor")]
    made = charter(*(groups.put_member(base, one, stamp(n)) for n, one in enumerate(people, 1)))
    (fault,) = made.faults()
    assert "IT 负责人" in fault.zh
    assert "超级用户" not in fault.zh


@pytest.mark.parametrize(
    "words", ["superuser=R", "superuser=R it_lead=A vendor=A", "it_lead=A vendor=C", "vendor=X"]
)
def test_a_row_needs_exactly_one_a_and_an_r(words: str) -> None:
    with pytest.raises(BadInput):
        parse_row("classify", words)
    assert parse_row("pay", "finance=RA it=c").who("A") == ("finance",)


def test_texts_levels_and_an_end() -> None:
    base = entity()
    level = groups.put_level(base, Level(2, "区域服务经理", "4 小时无进展", "热线"), stamp(1))
    said = groups.say(base, {"authority": "双方各一票"}, stamp(2))
    made = charter(level, said, groups.close(base, "项目结束", stamp(3)))
    assert made.levels == (Level(2, "区域服务经理", "4 小时无进展", "热线"),)
    assert (made.texts["authority"], made.closed) == ("双方各一票", "项目结束")
    for wrong in ({"name": " "}, {"colour": "red"}):
        with pytest.raises(BadInput):
            groups.say(base, wrong, stamp(4))
    with pytest.raises(BadInput):
        groups.put_level(base, Level(0, "谁"), stamp(5))


def test_a_weekly_meeting_avoids_holidays_and_never_meets_itself() -> None:
    series = make("weekly", "weekly", "4", "14:00", starts=date(2026, 9, 1))
    found = [
        (one.nominal.day, one.day.day)
        for one in slots(series, date(2026, 9, 24), date(2026, 10, 31), worked)
    ]
    assert found == [(24, 24), (8, 8), (15, 15), (22, 22), (29, 29)]  # 1 October falls out
    late = make("weekly", "weekly", "3", "14:00", starts=date(2026, 9, 1))
    moved = next(slots(late, date(2026, 10, 8), date(2026, 10, 9), worked))
    assert (moved.nominal, moved.day) == (date(2026, 10, 7), date(2026, 10, 8))


def test_by_month_and_by_quarter() -> None:
    year = (date(2026, 1, 1), date(2026, 12, 31))
    second = make("m", "monthly", "2-3", "10:00", starts=date(2026, 9, 1))
    assert [one.day for one in slots(second, *year, worked)] == [
        date(2026, 9, 9), date(2026, 10, 14), date(2026, 11, 11), date(2026, 12, 9),
    ]  # fmt: skip
    fifth = make("q", "quarterly", "W5", "10:00")
    assert [one.day for one in slots(fifth, *year, worked)][-1] == date(2026, 10, 14)
    other = make("f", "fortnightly", "1", "09:00", starts=date(2026, 11, 24))
    assert [one.day.day for one in slots(other, date(2026, 11, 1), year[1], worked)] == [
        30, 14, 28,
    ]  # fmt: skip


def test_a_start_is_a_wall_time_in_the_zone_of_the_series() -> None:
    paris = Series("w", "", Every.WEEKLY, "4", time(9, 0), zone="Europe/Paris")
    assert paris.start(date(2026, 7, 2)).astimezone(UTC).hour == 7
    assert paris.start(date(2026, 12, 3)).astimezone(UTC).hour == 8
    assert paris.rhythm.en == "Weekly Thu 09:00, 30 min"


@pytest.mark.parametrize(
    ("every", "on", "at"),
    [("daily", "1", "09:00"), ("weekly", "8", "09:00"), ("monthly", "5-1", "09:00"),
     ("monthly", "3", "09:00"), ("quarterly", "W0", "09:00"), ("weekly", "1", "9 Uhr")],
)  # fmt: skip
def test_what_is_no_rhythm_is_refused(every: str, on: str, at: str) -> None:
    with pytest.raises(BadInput):
        make("k", every, on, at)
