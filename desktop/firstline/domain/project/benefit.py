"""Benefits: what a project is to bring, measured against its plan, never by feeling (S30)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

LEAST_PERCENT = 80
"""A benefit that is due and reached less of its plan is flagged: our own choice, shown with it."""
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")


def number(text: str) -> Decimal | None:
    """Return an exact number, None for what is none; a comma parts thousands."""
    said = text.replace(",", "").strip()
    return Decimal(said) if _NUMBER.fullmatch(said) else None


def _rule(values: Mapping[str, Value]) -> None:
    for name in ("baseline", "target", "actual"):
        said = words_of(values.get(name))
        if said and number(said) is None:
            raise BadInput(Text(f"“{said[:20]}”不是数。", f"{said[:20]!r} is no number."))
    low, high = (number(words_of(values.get(one))) for one in ("baseline", "target"))
    if low is not None and low == high:
        raise BadInput(
            Text("目标与基线相同,没有收益可算。", "The target equals the baseline: no benefit."),
        )
    if values.get("actual") and not (values.get("as_of") and values.get("source")):
        raise BadInput(
            Text("实际值要写明日期和来源。", "An actual value needs its day and its source."),
        )


SHEET = Sheet(
    "benefit", "benefits", "BN", Text("收益", "Benefit"),
    (
        Column("title", Text("收益", "Benefit"), must=True),
        Column("unit", Text("指标与单位", "Measure and unit"), must=True),
        Column("baseline", Text("基线", "Baseline"), must=True),
        Column("target", Text("目标", "Target"), must=True),
        Column("due", Text("达成日", "Due"), Shape.DAY, must=True),
        Column("actual", Text("实际", "Actual")),
        Column("as_of", Text("实际值日期", "Actual as of"), Shape.DAY),
        Column("source", Text("来源", "Source")),
        Column("owner", Text("负责人", "Owner")),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "title"),
    rule=_rule,
)  # fmt: skip


def realised(entity: Entity) -> Decimal | None:
    """Return how much of the plan is reached, percent to one decimal, cut off; None: unproven."""
    return share_reached(
        *(number(text_of(entity, one)) for one in ("baseline", "target", "actual"))
    )  # fmt: skip


def share_reached(low: Decimal | None, high: Decimal | None, now: Decimal | None) -> Decimal | None:
    """Return (actual - baseline) ÷ (target - baseline) in percent to one decimal, cut off.

    Right for what is to fall as for what is to rise; None where one is lacking or both are equal.
    """
    if low is None or high is None or now is None or low == high:
        return None
    percent = 100 * (now - low) / (high - low)
    return percent.quantize(Decimal("0.1"), rounding=ROUND_FLOOR)


def is_due(entity: Entity, today: date) -> bool:
    """Whether its day has come."""
    due = day_of(entity, "due")
    return due is not None and due <= today


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: due and unproven, or due and under its plan."""
    if not is_due(entity, today):
        return ()
    percent, due = realised(entity), text_of(entity, "due")
    if percent is None:
        words = Text(f"{due} 应达成,没有实际值:未证明", f"due on {due}, no actual value: unproven")
        return (Flag("unproven", words),)
    if percent < LEAST_PERCENT:
        words = Text(
            f"达成 {percent}%(< {LEAST_PERCENT}%)", f"{percent} % reached (< {LEAST_PERCENT} %)"
        )
        return (Flag("under_plan", words),)
    return ()


def benefits(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the benefits with their flags, by the day they are due."""
    found = [(one, flags(one, today)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: (text_of(pair[0], "due"), text_of(pair[0], "title")))
