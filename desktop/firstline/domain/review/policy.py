"""The watch list of policies: a source, who looked last, what was found, what it changes (S74)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group.action_acts import assign
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, number_of, standing, text_of, whole_of
from firstline.domain.ids import derived_id
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity

KIND = "policy_watch"
STALE_DAYS = 90
CHECKED = "policy_checked"
SORTS: Mapping[str, Text] = {
    "policy": Text("服务政策", "service policy"),
    "lifecycle": Text("版本与生命周期", "versions, lifecycle"),
    "advisory": Text("安全公告", "security advisory"),
    "community": Text("社区", "community"),
    "summit": Text("峰会或活动", "summit or event"),
    "case": Text("案例", "case"),
    "other": Text("其他", "other"),
}
EFFECTS: Mapping[str, Text] = {
    "none": Text("没有影响", "none"),
    "pack": Text("时限或生命周期包要更新", "a pack has to be updated"),
    "risk": Text("影响风险", "a risk changes"),
    "contract": Text("影响合同或续约", "a contract or renewal changes"),
    "other": Text("其他", "other"),
}

SHEET = Sheet(
    KIND, "sources", "PW", Text("政策关注", "Policy watch"),
    (
        Column("title", Text("关注什么", "What is watched"), must=True),
        Column("sort", Text("种类", "Kind"), Shape.CHOICE, SORTS, first="policy"),
        Column("source", Text("来源(网址、地点、人)", "Source: address, place, person"), must=True),
        Column("owner", Text("谁负责看", "Who looks"), must=True),
        Column("every", Text("每几天看一次", "Days between looks"), Shape.WHOLE, low=1, high=366,
               first=STALE_DAYS),
        Column("checked_on", Text("上次查看", "Looked at last"), Shape.DAY),
        Column("checked_by", Text("谁看的", "By whom")),
        Column("seen", Text("看到什么", "What was found"), Shape.LINES),
        Column("effect", Text("影响", "Effect"), Shape.CHOICE, EFFECTS, first="none"),
        Column("task", Text("更新任务", "Task"), found=True),
        Column("note", Text("活动笔记", "Notes of an event"), Shape.LINES),
    ),
    key=("title", "source"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One source; `due` is the day from which it is stale, the day it was never looked at."""

    entity: "Entity"
    checked: date | None
    due: date | None

    def is_stale(self, day: date) -> bool:
        """Whether it was not looked at within its days."""
        return self.due is None or day > self.due


def source_of(entity: "Entity") -> Source:
    """Return the source in a record."""
    checked, every = day_of(entity, "checked_on"), whole_of(entity, "every") or STALE_DAYS
    return Source(entity, checked, checked + timedelta(every) if checked else None)


def sources(records: Iterable["Entity"]) -> list[Source]:
    """Return the sources that stand, those that wait longest for a look first."""
    found = map(source_of, standing(records))
    return sorted(found, key=lambda one: (one.due or date.min, one.entity.id))


def flags(one: Source, day: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: a stale source, a finding that nobody follows."""
    found = []
    if one.checked is None:
        found.append(Flag("never", Text("还没有看过", "never looked at")))
    elif one.is_stale(day):
        days = (day - one.checked).days
        found.append(Flag("stale", Text(f"{days} 天没有看了", f"not looked at for {days} days")))
    effect = text_of(one.entity, "effect") or "none"
    if effect != "none" and not text_of(one.entity, "task"):
        found.append(Flag("no_task", Text("有影响,还没有任务", "it has an effect, but no task")))
    return tuple(found)


def look(
    entity: "Entity", finding: str, effect: str, stamp: Stamp, zone: tzinfo, on: str = ""
) -> Edit:
    """Return the edit that records a look; what was found before stays in the history.

    Raises BadInput for a look without a word on what was found.
    """
    if not finding.strip():
        raise BadInput(Text("要写看到什么,没有变化也写明。",
                            "Say what was found, also that nothing changed."))  # fmt: skip
    today = stamp.at.astimezone(zone).date().isoformat()
    values = {"seen": finding, "effect": effect or "none", "checked_by": stamp.actor,
              "checked_on": on or today, "task": ""}  # fmt: skip
    edit = sheets.change(SHEET, entity, values, stamp, zone)
    told = sheets.entry(stamp, 40, {
        "what": CHECKED, "zh": f"查看:{finding}", "en": f"looked at: {finding}",
    })  # fmt: skip
    if edit is None:  # the same words on the same day
        edit = replace(sheets.put_back(entity, stamp), act="look", changes=())
    return replace(edit, events=(*edit.events, told))


def task(
    entity: "Entity", owner: str, due: str, stamps: tuple[Stamp, Stamp], zone: tzinfo,
    language: Language,
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that make the task a finding asks for, and name it with the source.

    Raises Refused where nothing was found that has an effect, or its task is there.
    """
    effect, number = text_of(entity, "effect") or "none", number_of(SHEET, entity)
    if effect == "none" or text_of(entity, "task"):
        raise Refused(
            Text(f"{number} 没有要跟进的影响。", f"{number} has no effect to follow up."),
            Text("没有新建任务。", "No task was made."),
            Text(f"先登记:policy-watch look {number} --effect pack --finding …",
                 f"First: policy-watch look {number} --effect pack --finding …"),
        )  # fmt: skip
    first, second = stamps
    key = derived_id("action", entity.id, text_of(entity, "checked_on"), effect)
    words = Text(f"{EFFECTS[effect].zh}:{text_of(entity, 'title')}",
                 f"{EFFECTS[effect].en}: {text_of(entity, 'title')}")  # fmt: skip
    made = assign(first, key, {
        "title": words.in_(language), "owner": owner, "due": due, "origin": "other",
        "ref": number,
    })  # fmt: skip
    named = sheets.change(SHEET, entity, {"task": _number(key)}, second, zone)
    return (made, named) if named else (made,)


def _number(action: str) -> str:
    return f"A-{action.replace('-', '')[-6:].upper()}"
