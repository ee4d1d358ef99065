"""`firstline group member | raci | level | series`: the rows of a group's charter."""

import click

from firstline.cli.grammar import argument, command, option
from firstline.cli.group.keys import (
    one_group,
)
from firstline.cli.group.sheet import day_of, do, entity_of_group
from firstline.cli.session import Session
from firstline.domain.group import working_group as groups
from firstline.domain.group.meeting_series import Every, make
from firstline.domain.group.raci import ROLES, parse_row
from firstline.domain.group.working_group import SIDES, Level, Member
from firstline.domain.words import Text

REMOVE = Text("从章程里去掉", "Take it out of the charter")


@command("member", Text("加入、修改或去掉成员", "Add, change or take out a member"))
@argument("key", metavar="ID")
@argument("name", metavar="NAME")
@option("--side", type=click.Choice(tuple(SIDES)), words=Text("哪一方", "Which side"))
@option("--role", words=Text(f"角色,例如 {', '.join(ROLES)}", f"Role, e.g. {', '.join(ROLES)}"))
@option("--contact", words=Text("联系方式", "How to reach them"))
@option("--deputy", words=Text("替补", "Deputy"))
@option("--remove", is_flag=True, words=REMOVE)
def member_(session: Session, *, key: str, name: str, remove: bool, **given: str | None) -> None:
    """Add, change or take out a member; what is not given stays."""
    charter = one_group(session, key)
    entity, stamp = entity_of_group(session, charter), session.stamp()
    if remove:
        do(session, charter, groups.drop(entity, groups.MEMBER, name, stamp))
        return
    held = next((one for one in charter.members if one.name == name), Member(name))
    side, role, contact, deputy = (
        value if value is not None else str(getattr(held, part))
        for part, value in ((one, given[one]) for one in ("side", "role", "contact", "deputy"))
    )
    made = Member(name, side, role, contact, deputy)
    do(session, charter, groups.put_member(entity, made, stamp))


@command(
    "raci",
    Text("写一行 RACI:恰好一个 A,至少一个 R", "Set a RACI row: exactly one A, at least one R"),
)
@argument("key", metavar="ID")
@argument("row", metavar="KEY")
@argument("letters", metavar="ROLE=LETTERS…", nargs=-1)
@option("--activity", default="", words=Text("活动的名称", "What the activity is called"))
@option("--remove", is_flag=True, words=REMOVE)
def raci_(
    session: Session, *, key: str, row: str, letters: tuple[str, ...], activity: str, remove: bool
) -> None:
    """Set a row such as `superuser=R it_lead=A vendor=C`."""
    charter = one_group(session, key)
    entity, stamp = entity_of_group(session, charter), session.stamp()
    if remove:
        do(session, charter, groups.drop(entity, groups.RACI, row, stamp))
    else:
        made = parse_row(row, " ".join(letters), activity)
        do(session, charter, groups.put_raci(entity, made, stamp))


@command("level", Text("写一级升级处理", "Set a level of escalation"))
@argument("key", metavar="ID")
@argument("number", metavar="N", type=int)
@option("--who", default="", words=Text("找谁", "Who"))
@option("--when", default="", words=Text("何时", "When"))
@option("--how", default="", words=Text("怎么找到", "How they are reached"))
@option("--remove", is_flag=True, words=REMOVE)
def level_(
    session: Session, *, key: str, number: int, who: str, when: str, how: str, remove: bool
) -> None:
    """Set or take out a level."""
    charter = one_group(session, key)
    entity, stamp = entity_of_group(session, charter), session.stamp()
    if remove:
        do(session, charter, groups.drop(entity, groups.LEVEL, str(number), stamp))
    else:
        do(session, charter, groups.put_level(entity, Level(number, who, when, how), stamp))


@command("series", Text("写一种例会的节奏", "Set a series of meetings"))
@argument("key", metavar="ID")
@argument("series", metavar="KEY")
@option("--every", type=click.Choice(tuple(str(one) for one in Every)), default="weekly",
        words=Text("频率", "How often"))  # fmt: skip
@option(
    "--on",
    "on_",
    default="1",
    words=Text(
        "1–7(1 周一);按月:2-3 第二个周三,W5 第 5 个工作日",
        "1-7, Monday is 1; by month: 2-3 second Wednesday, W5 5th working day",
    ),
)
@option("--at", "at_", default="10:00", words=Text("几点", "At what time"))
@option("--minutes", type=int, default=30, words=Text("多少分钟", "How many minutes"))
@option("--name", default="", words=Text("名称", "Name"))
@option("--place", default="", words=Text("地点或链接", "Place or link"))
@option("--starts", metavar="DATE", words=Text("从哪天起,默认今天", "From when; default: today"))
@option("--remove", is_flag=True, words=REMOVE)
def series_(  # noqa: PLR0913 - every column of a series
    session: Session, *, key: str, series: str, every: str, on_: str, at_: str, minutes: int,
    name: str, place: str, starts: str | None, remove: bool,
) -> None:  # fmt: skip
    """Set or take out a series; days off are avoided by the working calendar."""
    charter = one_group(session, key)
    entity, stamp = entity_of_group(session, charter), session.stamp()
    if remove:
        do(session, charter, groups.drop(entity, groups.SERIES, series, stamp))
        return
    made = make(
        series,
        every,
        on_,
        at_,
        name=name,
        minutes=minutes,
        place=place,
        zone=session.ground.settings.zone,
        starts=day_of(starts) or stamp.at.date(),
    )
    do(session, charter, groups.put_series(entity, made, stamp))
