"""What an hour of standstill costs each business process, by the site's own rates (S26)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, standing, text_of, whole_of
from firstline.domain.project.links import parts
from firstline.domain.words import Text

STALE_DAYS = 365
OWN = Text("自己估算", "own estimate")
SHEET = Sheet(
    "cost_rate", "rates", "RT", Text("停机损失费率", "Cost of standstill"),
    (
        Column("process", Text("业务流程", "Business process"), must=True),
        Column("cny_per_hour", Text("每小时损失(元)", "CNY an hour"), Shape.MONEY, must=True),
        Column("source", Text("来源(谁、怎么算)", "Source: who, and how"), must=True),
        Column("as_of", Text("估算日期", "As of"), Shape.DAY),
        Column("systems", Text("产品或系统", "Products or systems")),
        Column("modules", Text("模块", "Modules")),
        Column("sites", Text("站点", "Sites")),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("process",),
)  # fmt: skip


def _names(entity: Entity, column: str) -> set[str]:
    return {one.casefold() for one in parts(text_of(entity, column))}


def rates_for(
    records: Iterable[Entity], systems: Iterable[str], module: str, site: str, *,
    whole: bool = False,
) -> tuple[Entity, ...]:  # fmt: skip
    """Return the rate of every business process that a standstill hits, by process.

    A rate fits where all that it states of system, module and site is so; with `whole` a module or
    site that is not told means all of them, as of a system that was down. Of several rates of one
    process the one that states most is taken. A rate that states nothing is a stand-in: it is taken
    alone, and only where no other fits, lest the whole plant be added to its own parts.
    """
    given = {one.casefold().strip() for one in systems if one.strip()}
    told = {"systems": given, "modules": {module.casefold()}, "sites": {site.casefold()}}
    found: dict[str, tuple[int, Entity]] = {}
    for one in sorted(standing(records), key=lambda one: (_process(one), one.id)):
        stated = [(_names(one, column), said) for column, said in told.items()]
        if all(not names or names & said or (whole and said == {""}) for names, said in stated):
            exact = sum(bool(names) for names, _ in stated)
            if exact > found.get(_process(one), (-1, one))[0]:
                found[_process(one)] = (exact, one)
    named = [one for exact, one in found.values() if exact]
    return tuple(named or [one for _, one in found.values()][:1])


def rates_named(records: Iterable[Entity], processes: str) -> tuple[Entity, ...]:
    """Return the rates of the business processes that are named, such as “报工, 发货”."""
    wanted = {one.casefold() for one in parts(processes)}
    found = {_process(one): one for one in standing(records) if _process(one) in wanted}
    return tuple(found[name] for name in sorted(found))


def _process(entity: Entity) -> str:
    return text_of(entity, "process").casefold()


def yuan(entity: Entity) -> Decimal:
    """Return the rate in CNY an hour."""
    return Decimal(whole_of(entity, "cny_per_hour") or 0) / 100


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: a rate without a day, or one that is more than a year old."""
    day = day_of(entity, "as_of")
    if day is None:
        return (Flag("undated", Text("没有写估算日期", "nobody wrote of which day it is")),)
    age = (today - day).days
    if age > STALE_DAYS:
        words = Text(f"是 {day} 的估算,已超过一年", f"of {day}, more than a year old")
        return (Flag("stale", words),)
    return ()


def rates(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the rates with their flags, by process."""
    found = [(one, flags(one, today)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: text_of(pair[0], "process").casefold())
