"""Requirements: what is wanted, of which process, and by what it is accepted (S32)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, number_of, of_project, standing, text_of
from firstline.domain.project import review
from firstline.domain.project.links import numbers
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text

STATES: Mapping[str, Text] = {
    "draft": Text("草稿", "draft"),
    "agreed": Text("已确认", "agreed"),
    "built": Text("已实现", "built"),
    "accepted": Text("已验收", "accepted"),
    "dropped": Text("已取消", "dropped"),
}
WEIGHTS: Mapping[str, Text] = {
    "must": Text("必须", "must"),
    "should": Text("应当", "should"),
    "could": Text("可以", "could"),
}
CONTENT = frozenset({"text", "acceptance", "process"})
"""What makes the requirement: a change of these after the freeze is a change of scope."""


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("state") in ("agreed", "built", "accepted") and not values.get("acceptance"):
        raise BadInput(
            Text("确认之前要写明验收标准。", "It needs acceptance criteria before it is agreed."),
            next_step=Text("写出怎样才算做到。", "Say by what one sees that it is done."),
        )


SHEET = Sheet(
    "requirement", "requirements", "RQ", Text("需求", "Requirement"),
    (
        Column("title", Text("需求", "Requirement"), must=True),
        Column("code", Text("自定编号", "Own number")),
        Column("process", Text("业务流程", "Process")),
        Column("text", Text("内容", "What is wanted"), Shape.LINES),
        Column("acceptance", Text("验收标准", "Acceptance criteria"), Shape.LINES),
        Column("weight", Text("轻重", "Weight"), Shape.CHOICE, WEIGHTS, first="must"),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, must=True, first="draft"),
        Column("owner", Text("负责人", "Owner")),
        Column("training", Text("培训课程(编号)", "Training (course ids)")),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "title"),
    rule=_rule,
)  # fmt: skip


def is_wanted(entity: Entity) -> bool:
    """Whether it is still to be done, or was."""
    return text_of(entity, "state") != "dropped"


def flags(
    entity: Entity, frozen: date | None, changes: Iterable[Entity], zone: tzinfo
) -> tuple[Flag, ...]:
    """Return what is open: no acceptance criteria, or new content after the freeze of nobody.

    `changes` are change requests; one that was approved and names the requirement covers it.
    """
    if not is_wanted(entity):
        return ()
    found = []
    if not entity.fields.get("acceptance"):
        found.append(Flag("no_acceptance", Text("没有验收标准", "no acceptance criteria")))
    if frozen and (late := _late(entity, frozen, zone)) and not _covered(entity, changes):
        words = Text(
            f"{late} 改动,在冻结({frozen})之后,没有批准的变更申请",
            f"changed on {late}, after the freeze of {frozen}, with no approved change request",
        )
        found.append(Flag("after_freeze", words))
    return tuple(found)


def _late(entity: Entity, frozen: date, zone: tzinfo) -> date | None:
    """Return the last day on which its content changed, if that was after the freeze."""
    days = [
        one.at.astimezone(zone).date() for one in entity.events
        if (one.kind is EventKind.ENTRY and one.data.get("what") == "opened")
        or (one.kind is EventKind.CHANGED and one.data.get("field") in CONTENT)
    ]  # fmt: skip
    last = max(days, default=None)
    return last if last and last > frozen else None


def _covered(entity: Entity, changes: Iterable[Entity]) -> bool:
    mine = {number_of(SHEET, entity).casefold(), entity.id}
    return any(
        text_of(one, "state") in ("approved", "done")
        and not mine.isdisjoint(numbers(text_of(one, "requirements")))
        for one in standing(changes)
    )


def requirements(
    records: Iterable[Entity],
    reviews: Sequence[Entity],
    changes: Sequence[Entity],
    zone: tzinfo,
    project: str = "",
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the requirements with their flags, by process and title."""
    found = [
        (one, flags(one, review.freeze_of(reviews, text_of(one, "project")), changes, zone))
        for one in of_project(records, project)
    ]
    return sorted(
        found,
        key=lambda pair: (text_of(pair[0], "process"), number_of(SHEET, pair[0])),
    )  # fmt: skip
