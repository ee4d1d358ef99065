"""Reviews of prototypes: which version was looked at, what was decided, when scope is frozen."""

from collections.abc import Iterable, Mapping
from datetime import date

from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, standing, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

RESULTS: Mapping[str, Text] = {
    "open": Text("待评审", "to be reviewed"),
    "accepted": Text("通过", "accepted"),
    "with_changes": Text("修改后通过", "accepted with changes"),
    "rejected": Text("不通过", "rejected"),
}


def _rule(values: Mapping[str, Value]) -> None:
    result = values.get("result")
    if result and result != "open":
        if not values.get("held_on"):
            raise BadInput(Text("要写明评审日期。", "The day of the review must be given."))
        if not values.get("decisions"):
            raise BadInput(
                Text("要写明作出的决定。", "What was decided must be given."),
                next_step=Text("没有异议也请写明。", "Say so, too, where nothing was objected."),
            )
    if values.get("frozen_on") and result not in ("accepted", "with_changes"):
        raise BadInput(
            Text("原型通过后才能冻结需求。", "Scope is frozen by a prototype that was accepted."),
        )


SHEET = Sheet(
    "prototype_review", "reviews", "PV", Text("原型评审", "Prototype review"),
    (
        Column("version", Text("原型版本", "Prototype version"), must=True),
        Column("held_on", Text("评审日期", "Reviewed on"), Shape.DAY),
        Column("people", Text("参加人", "Who took part")),
        Column("requirements", Text("涉及需求(编号)", "Requirements (numbers)")),
        Column("result", Text("结论", "Result"), Shape.CHOICE, RESULTS, must=True, first="open"),
        Column("decisions", Text("决定", "Decisions"), Shape.LINES),
        Column("open_points", Text("遗留问题", "Open points"), Shape.LINES),
        Column("frozen_on", Text("需求冻结日", "Scope frozen on"), Shape.DAY),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "version"),
    rule=_rule,
)  # fmt: skip


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: a review whose day has passed without a result."""
    held = day_of(entity, "held_on")
    if text_of(entity, "result") == "open" and held and held < today:
        return (
            Flag("no_result", Text(f"评审定在 {held},还没有结论",
                                   f"it was to be reviewed on {held}; there is no result")),
        )  # fmt: skip
    return ()


def freeze_of(reviews: Iterable[Entity], project: str) -> date | None:
    """Return the day on which a project's scope was frozen, None while it is open.

    The newest review that set one decides: who freezes anew records a review. A freeze belongs to
    its project alone; a project without a name has the freezes without one.
    """
    wanted = project.casefold()
    found = [
        (text_of(one, "held_on"), one.id, frozen) for one in standing(reviews)
        if text_of(one, "project").casefold() == wanted and (frozen := day_of(one, "frozen_on"))
    ]  # fmt: skip
    return max(found)[2] if found else None


def reviews(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the reviews with their flags, the newest first."""
    found = of_project(records, project)
    found.sort(key=lambda one: (text_of(one, "held_on"), text_of(one, "version")), reverse=True)
    return [(one, flags(one, today)) for one in found]
