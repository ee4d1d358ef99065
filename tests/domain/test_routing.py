"""Routing by table: each rule decides once, nobody off shift or on leave is chosen."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import rebase_entity
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.routing.roster import Person, Plan, Skill, absence, change, person_from
from firstline.domain.routing.routing import Routing, Rule, route
from firstline.domain.routing.shifts import USUAL
from firstline.domain.routing.words import explanation, suggestion
from firstline.domain.ticket.ticket import Ticket

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)  # a Tuesday, early shift
PLAN = Plan(ZONE, USUAL, lambda day: day.isoweekday() < 6)
STOCK, U8, MRP = Skill("U8", "库存", 2), Skill("U8", "", 2), Skill("*", "库存", 1)


def person(name: str, *skills: Skill, **words: object) -> Person:
    values: dict[str, object] = {"shifts": ("early",), **words}
    return Person(f"id-{name}", name, skills, **values)  # type: ignore[arg-type] # by name


def ticket(**words: str) -> Ticket:
    values = {"product": "U8", "module": "库存", "site": "一厂", **words}
    return Ticket("t1", "L-1", "库存账停", NOW, NOW, **values)  # type: ignore[arg-type] # texts


def go(*roster: Person, loads: Mapping[str, int] | None = None, **words: str) -> Routing:
    return route(ticket(**words), roster, loads or {}, NOW, PLAN)


@pytest.mark.parametrize(
    ("best", "other", "loads", "rule"),
    [
        (person("乙", STOCK), person("甲", U8), {"乙": 9}, Rule.MODULE),
        (
            person("乙", U8, sites=("一厂",)),
            person("甲", U8, sites=("二厂",)),
            {"乙": 9},
            Rule.SITE,
        ),
        (person("乙", Skill("U8", "库存", 3)), person("甲", STOCK), {"乙": 9}, Rule.LEVEL),
        (person("乙", STOCK), person("甲", STOCK), {"甲": 2, "乙": 1}, Rule.LOAD),
        (person("乙", STOCK), person("甲", STOCK), {"甲": 1, "乙": 1}, Rule.NAME),
        (person("乙", STOCK), person("甲", Skill("T+", "", 3)), {}, Rule.ONLY),
    ],
)
def test_each_rule_decides_once(
    best: Person, other: Person, loads: dict[str, int], rule: Rule
) -> None:
    for roster in ((best, other), (other, best)):  # the order of the records does not matter
        found = go(*roster, loads=loads)
        assert (found.assignee, found.rule) == (best.name, rule)
        assert [one.name for one in found.others] == [other.name]
        assert found.others[0].why.zh


@pytest.mark.parametrize(
    ("away", "why"),
    [
        ({"shifts": ("late",)}, "不在班"),
        ({"leave": ((date(2026, 11, 24), date(2026, 11, 24)),)}, "休假"),
        ({"days": frozenset({1, 3})}, "不在班"),
        ({"capacity": 3}, "已满(3/3)"),
        ({"shifts": ()}, "没有登记班次"),
        ({"shifts": (), "hours": "W 13:00-17:00"}, "不在班"),
    ],
)
def test_nobody_who_is_away_is_chosen(away: dict[str, object], why: str) -> None:
    best = person("甲", Skill("U8", "库存", 3), **away)
    found = go(best, person("乙", U8), loads={"甲": 3})
    assert found.assignee == "乙"
    assert found.others[0].why.zh == why
    assert not found.others[0].fits


def test_without_the_skill_the_owner_of_the_queue_takes_it() -> None:
    everywhere, here = person("甲", owner_of=("*",)), person("乙", owner_of=("一厂",))
    assert go(everywhere, here).assignee == "乙"
    assert go(everywhere, here, site="三厂").assignee == "甲"
    other = person("丁", owner_of=("一厂",))
    for roster in ((here, other), (other, here)):
        assert go(*roster).assignee == "丁"
        assert go(*roster, loads={"丁": 2, "乙": 1}).assignee == "乙"
    assert go(everywhere).rule is Rule.OWNER
    off = person("丙", owner_of=("*",), shifts=("night",))
    found = go(off)
    assert (found.assignee, found.rule) == ("", Rule.NOBODY)
    assert suggestion(found).zh.startswith("没有建议")


def test_a_skill_in_a_module_of_any_product_counts() -> None:
    assert go(person("甲", MRP), person("乙", U8)).assignee == "甲"
    assert go(person("甲", Skill("T+", "库存", 3)), person("乙", U8)).assignee == "乙"


def test_ones_own_ticket_is_no_load() -> None:
    held = ticket(assignee="乙")
    found = route(held, [person("甲", STOCK), person("乙", STOCK)], {"甲": 0, "乙": 1}, NOW, PLAN)
    assert (found.assignee, found.rule) == ("乙", Rule.NAME)


def test_it_is_explained_in_words() -> None:
    found = go(person("王芳", Skill("U8", "库存", 3)), person("李娜", STOCK), person("周海波", U8))
    said = [one.zh for one in explanation(found)]
    assert said[0] == "建议:王芳(库存模块技能 3 级,在班)"
    assert said[1] == "决定规则:技能级别更高"
    assert said[2:] == ["周海波:只有产品技能", "李娜:级别 2 低于 3"] or set(said[2:]) == {
        "周海波:只有产品技能", "李娜:级别 2 低于 3",
    }  # fmt: skip


@given(st.permutations(range(5)), st.integers(0, 6), st.integers(0, 23))
def test_the_same_facts_give_the_same_person(order: list[int], load: int, hour: int) -> None:
    roster = [
        person("甲", STOCK, shifts=("early", "late"), rota_from=date(2026, 11, 2)),
        person("乙", STOCK, hours="W 08:30-17:30", shifts=()),
        person("丙", U8, shifts=("night",)),
        person("丁", Skill("U8", "库存", 3), capacity=4),
        person("戊", owner_of=("*",), hours="24x7", shifts=()),
    ]
    at = NOW.replace(hour=hour)
    loads = {"丁": load, "甲": 1}
    first = route(ticket(), roster, loads, at, PLAN)
    again = route(ticket(), [roster[one] for one in order], dict(reversed(loads.items())), at, PLAN)
    assert first == again
    chosen = next((one for one in roster if one.name == first.assignee), None)
    assert chosen is None or absence(chosen, at, PLAN) is None


def test_a_rota_turns_from_monday_to_monday() -> None:
    one = person("甲", STOCK, shifts=("early", "night"), rota_from=date(2026, 11, 18))
    assert absence(one, datetime(2026, 11, 22, 10, 0, tzinfo=ZONE), PLAN) is None
    assert absence(one, datetime(2026, 11, 23, 10, 0, tzinfo=ZONE), PLAN) is not None
    # the night of Sunday belongs to the week that it began in
    assert absence(one, datetime(2026, 11, 23, 2, 0, tzinfo=ZONE), PLAN) is not None
    assert absence(one, datetime(2026, 11, 24, 2, 0, tzinfo=ZONE), PLAN) is None


@pytest.mark.parametrize(
    "works", [{"hours": "1-7 22:00-06:00", "shifts": ()}, {"shifts": ("night",)}]
)
def test_leave_on_a_day_is_leave_in_the_night_that_begins_on_it(works: dict[str, object]) -> None:
    one = person("甲", STOCK, leave=((date(2026, 11, 24), date(2026, 11, 24)),), **works)
    said = [
        absence(one, datetime(2026, 11, day, hour, 0, tzinfo=ZONE), PLAN)
        for day, hour in ((24, 2), (24, 23), (25, 2), (25, 23))
    ]
    assert [one.en if one else "" for one in said] == ["", "on leave", "on leave", ""]


def test_a_person_is_written_and_read() -> None:
    values = {
        "name": "王芳", "skills": "U8/库存:3; U8:2", "sites": "一厂、二厂", "shifts": "early",
        "days": "1-5", "leave": "2026-10-01..2026-10-07", "capacity": "8", "owner_of": "*",
    }  # fmt: skip
    stamp = Stamp(derived_id("a"), NOW, "我")
    edit = change(None, values, stamp)
    assert edit is not None
    entity = rebase_entity(None, [edit])
    assert entity is not None
    made = person_from(entity)
    assert made.skills == (Skill("U8", "库存", 3), Skill("U8", "", 2))
    assert made.sites == ("一厂", "二厂")
    assert made.leave[0][1] - made.leave[0][0] == timedelta(days=6)
    assert (made.capacity, made.days) == (8, frozenset({1, 2, 3, 4, 5}))
    assert change(entity, values, stamp) is None  # the same again changes nothing


@pytest.mark.parametrize(
    "wrong",
    [
        {"skills": "U8/库存:9"}, {"leave": "十月"}, {"leave": "2026-10-07..2026-10-01"},
        {"capacity": "-1"}, {"days": "8"}, {"days": "5-1"}, {"hours": "早"},
        {"rota_from": "2026"}, {"name": ""}, {"shoe_size": "43"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        change(None, {"name": "甲", **wrong}, Stamp(derived_id("a"), NOW, "我"))
