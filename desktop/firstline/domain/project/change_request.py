"""Change requests: what is to be changed, and after the freeze what that costs in three ways."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Read, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of
from firstline.domain.project import requirement, review
from firstline.domain.project.links import must_exist
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

STATES: Mapping[str, Text] = {
    "open": Text("待决定", "open"),
    "approved": Text("已批准", "approved"),
    "rejected": Text("已驳回", "rejected"),
    "done": Text("已完成", "done"),
}
IMPACTS: Mapping[str, Text] = {
    "impact_days": Text("对时间的影响(天)", "Impact on time (days)"),
    "impact_yuan": Text("对成本的影响(元)", "Impact on cost (yuan)"),
    "impact_test": Text("对测试的影响", "Impact on tests"),
}
"""What a change after the freeze must carry, zero and "none" included (requirements S32)."""


def _rule(values: Mapping[str, Value]) -> None:
    state = values.get("state")
    if state in ("approved", "rejected", "done"):
        by, asked = (words_of(values.get(one)) for one in ("decided_by", "raised_by"))
        if not by:
            raise BadInput(Text("要写明由谁决定。", "Who decided must be given."))
        if by.casefold() == asked.casefold():
            raise BadInput(
                Text(f"{by} 自己提出的变更要由别人决定。",
                     f"{by} asked for this change; somebody else decides."),
            )  # fmt: skip


def _beside(values: Mapping[str, Value], read: Read) -> None:
    must_exist(requirement.SHEET, read("requirement"), words_of(values.get("requirements")))
    frozen = review.freeze_of(read("prototype_review"), words_of(values.get("project")))
    lacking = _lacking(values, frozen)
    if lacking and frozen:
        zh, en = "、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking)
        raise BadInput(
            Text(f"需求已于 {frozen} 冻结,变更要写明:{zh}。",
                 f"Scope was frozen on {frozen}: a change must say its {en.lower()}."),
            next_step=Text("没有影响也请写 0 或“无”。", "Write 0 or none where there is none."),
        )  # fmt: skip


def _lacking(values: Mapping[str, Value], frozen: date | None) -> list[Text]:
    """Return the impacts that a change after the freeze does not say.

    It is one after the freeze that was asked for then, or asked for before and agreed to then.
    """
    state, day = values.get("state"), words_of(values.get("raised_on"))
    if state in ("approved", "done"):
        day = max(day, words_of(values.get("decided_on")))
    if frozen is None or day <= frozen.isoformat() or state == "rejected":
        return []
    return [name for key, name in IMPACTS.items() if values.get(key) in (None, "")]


def _follow(
    kept: dict[str, Value], held: Mapping[str, Value], today: date
) -> dict[str, Value]:  # fmt: skip
    if not held and not kept.get("raised_on"):
        kept = {**kept, "raised_on": today.isoformat()}
    if kept.get("state") in ("approved", "rejected", "done") and not (
        kept.get("decided_on") or held.get("decided_on")
    ):
        kept = {**kept, "decided_on": today.isoformat()}
    return kept


SHEET = Sheet(
    "change_request", "change_requests", "CR", Text("变更申请", "Change request"),
    (
        Column("title", Text("变更", "Change"), must=True),
        Column("requirements", Text("涉及需求(编号)", "Requirements (numbers)")),
        Column("reason", Text("理由", "Reason"), Shape.LINES, must=True),
        Column("raised_on", Text("提出日期", "Raised on"), Shape.DAY),
        Column("raised_by", Text("提出人", "Raised by"), must=True),
        Column("due", Text("最晚决定日", "Decide by"), Shape.DAY),
        Column("impact_days", IMPACTS["impact_days"], Shape.WHOLE, high=3650),
        Column("impact_yuan", IMPACTS["impact_yuan"], Shape.WHOLE),
        Column("impact_test", IMPACTS["impact_test"], Shape.LINES),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, must=True, first="open"),
        Column("decided_by", Text("决定人", "Decided by")),
        Column("decided_on", Text("决定日期", "Decided on"), Shape.DAY),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
    beside=_beside,
    follow=_follow,
)  # fmt: skip


def is_overdue(entity: Entity, today: date) -> bool:
    """Whether nobody decided until the day that was set."""
    due = day_of(entity, "due")
    return text_of(entity, "state") == "open" and due is not None and due < today


def flags(entity: Entity, frozen: date | None, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at; one that met the freeze later without impact stops gates."""
    found = []
    lacking = _lacking(entity.fields, frozen)
    if lacking:
        zh, en = "、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking)
        words = Text(
            f"冻结({frozen})之后提出或批准,没有写明{zh}",
            f"after the freeze of {frozen} without {en.lower()}",
        )
        found.append(Flag("no_impact", words, stops=True))
    if is_overdue(entity, today):
        due = text_of(entity, "due")
        found.append(
            Flag(
                "overdue", Text(f"应在 {due} 前决定,还没有", f"to be decided by {due}, and is not")
            )
        )
    return tuple(found)


def changes(
    records: Iterable[Entity], reviews: Sequence[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the change requests with their flags: those that wait first, then the newest."""
    found = [
        (one, flags(one, review.freeze_of(reviews, text_of(one, "project")), today))
        for one in of_project(records, project)
    ]
    found.sort(key=lambda pair: text_of(pair[0], "raised_on"), reverse=True)
    return sorted(found, key=lambda pair: (not pair[1], text_of(pair[0], "state") != "open"))
