"""Environments: whose copy, of which day, masked or not; what is not fit for a test is flagged."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import PROJECT_NAME, UNSURE, Column, Shape, Sheet
from firstline.domain.health.likeness import POINTS
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of, whole_of
from firstline.domain.words import Text

AGE_DAYS = 30
"""A copy with older data is stale, unless the environment names days of its own."""
PURPOSES: Mapping[str, Text] = {
    "production": Text("生产", "production"),
    "test": Text("测试", "test"),
    "rehearsal": Text("演练", "rehearsal"),
    "training": Text("培训", "training"),
    "standby": Text("备用", "stand-by"),
}
_LIVE = ("production", "standby")
SHEET = Sheet(
    "environment", "environments", "EV", Text("环境", "Environment"),
    (
        Column("name", Text("名称", "Name"), must=True),
        Column("purpose", Text("用途", "Purpose"), Shape.CHOICE, PURPOSES, must=True, first="test"),
        Column("system", Text("系统与版本", "System and version")),
        Column("copied_from", Text("来自", "Copy of")),
        Column("data_on", Text("数据日期", "Data as of"), Shape.DAY),
        Column("personal", Text("含个人信息", "Personal data"), Shape.CHOICE, UNSURE,
               first="unknown"),
        Column("masked", Text("已脱敏", "Masked"), Shape.CHOICE, UNSURE, first="unknown"),
        Column("age_days", Text("最大数据天数", "Days data may age"), Shape.WHOLE, low=1,
               high=3650, first=AGE_DAYS),
        *(Column(name, words, Shape.CHOICE, UNSURE, first="unknown")
          for name, words in POINTS.items()),
        Column("changed_on", Text("最近变更", "Last change"), Shape.DAY),
        Column("expires_on", Text("到期", "Expires"), Shape.DAY),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "name"),
)  # fmt: skip


def flags(entity: Entity, others: Sequence[Entity], today: date) -> tuple[Flag, ...]:
    """Return what stands against testing here (S55); production and stand-by hold live data."""
    found: list[Flag] = []
    if text_of(entity, "purpose") not in _LIVE:
        found += _unmasked(entity)
        found += _aged(entity, today)
        found += _behind(entity, others)
    ends = day_of(entity, "expires_on")
    if ends and ends < today:
        found.append(Flag("expired", Text(f"{ends} 已到期", f"expired on {ends}"), stops=True))
    return tuple(found)


def _unmasked(entity: Entity) -> Iterable[Flag]:
    masked, personal = text_of(entity, "masked"), text_of(entity, "personal")
    if masked == "yes" or personal == "no":
        return
    if masked == "no":
        words = Text("数据没有脱敏", "its data are not masked")
    else:
        words = Text(
            "是否脱敏不清楚,按没有脱敏处理", "nobody knows whether it is masked: counts as not"
        )
    yield Flag("unmasked", words, stops=True)


def _aged(entity: Entity, today: date) -> Iterable[Flag]:
    most = whole_of(entity, "age_days") or AGE_DAYS
    since = day_of(entity, "data_on")
    if since is None:
        yield Flag("age_unknown", Text("不知道数据是哪一天的", "nobody knows the day of its data"),
                   stops=True)  # fmt: skip
    elif (age := (today - since).days) > most:
        yield Flag(
            "stale",
            Text(
                f"数据已有 {age} 天(> {most} 天即过期)",
                f"its data are {age} days old (stale after {most})",
            ),
            stops=True,
        )


def _behind(entity: Entity, others: Sequence[Entity]) -> Iterable[Flag]:
    """Yield where its data are older than the last change of what it is a copy of."""
    since, source = day_of(entity, "data_on"), text_of(entity, "copied_from").casefold()
    if since is None or not source:
        return
    for one in others:
        changed = day_of(one, "changed_on")
        if text_of(one, "name").casefold() == source and changed and since < changed:
            name = text_of(one, "name")
            yield Flag("behind", Text(f"数据日期 {since} 早于“{name}”的最近变更 {changed}",
                                      f"its data of {since} are older than the last change of "
                                      f"{name} on {changed}"), stops=True)  # fmt: skip


def environments(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the environments with their flags, those with any first, then by name."""
    held = of_project(records, project)
    found = [(one, flags(one, held, today)) for one in held]
    return sorted(found, key=lambda pair: (not pair[1], text_of(pair[0], "name")))
