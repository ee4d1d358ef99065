"""The register of outcomes: of a service action its measure, baseline, target and actual (S3)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from firstline.domain.edits.edit import words_of
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Read, Shape, Sheet
from firstline.domain.outcome import actions
from firstline.domain.outcome.figures import figures_of, way_of
from firstline.domain.project.benefit import number
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

KIND = "outcome"
WAYS: Mapping[str, Text] = {
    "up": Text("不低于目标", "at least the target"),
    "down": Text("不高于目标", "at most the target"),
}
"""Which side of the target is good; it follows from baseline and target where they differ."""
NUMBERS = ("baseline", "target", "actual")


def _rule(values: Mapping[str, Value]) -> None:
    for name in NUMBERS:
        said = words_of(values.get(name))
        if said and number(said) is None:
            raise BadInput(
                Text(f"“{said[:20]}”不是数。", f"{said[:20]!r} is no number."),
                next_step=Text("只写数字,单位写在“单位”里。", "Give the number; units apart."),
            )
    _direction(values)
    if values.get("actual") and not (values.get("as_of") and values.get("evidence")):
        raise BadInput(
            Text("实际值要写明日期和证据。", "An actual value needs its day and its evidence."),
            next_step=Text("证据可以是文件、链接或单号。", "A file, a link or a number will do."),
        )


def _direction(values: Mapping[str, Value]) -> None:
    low, high = (number(words_of(values.get(one))) for one in ("baseline", "target"))
    said = words_of(values.get("direction"))
    follows = way_of(low, high, "")
    if said and follows and said != follows:
        raise BadInput(
            Text(f"从 {low} 到 {high} 与“{WAYS[said].zh}”相反。",
                 f"From {low} to {high} is the contrary of “{WAYS[said].en}”."),
        )  # fmt: skip


def _follow(kept: dict[str, Value], held: Mapping[str, Value], today: date) -> dict[str, Value]:
    day = words_of(kept.get("as_of"))
    if day and day > today.isoformat() and kept.get("as_of") != held.get("as_of"):
        raise BadInput(
            Text(f"{day} 还没有到,不会有实际值。", f"{day} has not come: nothing is measured yet."),
        )
    if (
        "evidence" in kept
        and "evidence_sha256" not in kept
        and kept["evidence"] != held.get("evidence")
        and held.get("evidence_sha256")
    ):
        kept = {**kept, "evidence_sha256": None}  # it was the fingerprint of another file
    return kept


def _beside(values: Mapping[str, Value], read: Read) -> None:
    actions.must_exist(read, words_of(values.get("action")))
    told = figures_of(values, read)
    if told.target is None:
        raise BadInput(
            Text("要写明目标。", "The target must be given."),
            next_step=Text("没有目标就无从证实。", "Without one nothing can be proven."),
        )
    if not told.way:
        raise BadInput(
            Text("没有基线,或基线与目标相同:要写明方向。",
                 "No baseline, or it equals the target: say which side is good."),
            next_step=Text("方向:up 不低于目标,down 不高于目标。",
                           "Direction: up (at least) or down (at most)."),
        )  # fmt: skip


SHEET = Sheet(
    KIND, "outcomes", "OC", Text("预期成果", "Intended outcome"),
    (
        Column("title", Text("预期业务成果", "Intended outcome"), must=True),
        Column("action", Text("行动编号", "Action, number"), must=True),
        Column("measure", Text("指标(或 BN CY SH)", "Measure (or BN CY SH)"),
               must=True),
        Column("unit", Text("单位", "Unit")),
        Column("baseline", Text("基线", "Baseline")),
        Column("target", Text("目标", "Target")),
        Column("direction", Text("方向", "Direction"), Shape.CHOICE, WAYS),
        Column("actual", Text("实际", "Actual")),
        Column("as_of", Text("实际值日期", "Actual as of"), Shape.DAY),
        Column("evidence", Text("证据", "Evidence")),
        Column("evidence_sha256", Text("证据 SHA-256", "Its SHA-256"), found=True),
        Column("owner", Text("谁来量", "Who measures")),
        Column("project", PROJECT_NAME),
    ),
    key=("action", "measure"),
    rule=_rule,
    beside=_beside,
    follow=_follow,
)  # fmt: skip


def plain_number(value: Decimal) -> str:
    """Return an exact number as it is read, without an exponent or idle zeros."""
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said
