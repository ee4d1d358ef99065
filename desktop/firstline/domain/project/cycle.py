"""Cycle times against a frozen baseline; a baseline changed later stays beside the new (S82)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, text_of
from firstline.domain.project.benefit import number
from firstline.domain.ticket.fields import Value
from firstline.domain.training.shares import percent
from firstline.domain.words import Text

_PARTS = " | "


def _rule(values: Mapping[str, Value]) -> None:
    for name in ("baseline", "actual"):
        said = words_of(values.get(name))
        found = number(said)
        if said and (found is None or found < 0 or (found == 0 and name == "baseline")):
            raise BadInput(Text(f"“{said[:20]}”不是时长。", f"{said[:20]!r} is no length of time."))
    if values.get("actual") and not (values.get("as_of") and values.get("source")):
        raise BadInput(
            Text("实际值要写明日期和来源。", "An actual value needs its day and its source."),
        )


def _follow(
    kept: dict[str, Value], held: Mapping[str, Value], today: date
) -> dict[str, Value]:  # fmt: skip
    kept = {name: value for name, value in kept.items() if name != "earlier"}
    if not held:
        return {**kept, "frozen_on": kept.get("frozen_on") or today.isoformat()}
    old, new = words_of(held.get("baseline")), words_of(kept.get("baseline"))
    if not new or number(new) == number(old):
        return kept
    if not kept.get("reason") or kept["reason"] == held.get("reason"):
        raise BadInput(
            Text("基线已冻结,改基线要写明新的理由。", "The baseline is frozen: say why."),
            kept=Text("原基线没有改。", "The baseline stays as it was."),
            next_step=Text("请同时填写“改基线的理由”。", "Fill in the reason as well."),
        )
    line = _PARTS.join((old, words_of(held.get("frozen_on")), words_of(held.get("frozen_by"))))
    earlier = words_of(held.get("earlier"))
    day = kept.get("frozen_on")
    moved = day if day and day != held.get("frozen_on") else today.isoformat()
    return {**kept, "earlier": f"{earlier}\n{line}".strip(), "frozen_on": moved}


SHEET = Sheet(
    "cycle", "cycles", "CY", Text("周期", "Cycle time"),
    (
        Column("title", Text("流程周期", "Cycle"), must=True),
        Column("unit", Text("单位", "Unit"), must=True),
        Column("baseline", Text("基线", "Baseline"), must=True),
        Column("frozen_on", Text("基线冻结日", "Baseline frozen on"), Shape.DAY),
        Column("frozen_by", Text("谁冻结", "Frozen by"), must=True),
        Column("actual", Text("实际", "Actual")),
        Column("as_of", Text("实际值日期", "Actual as of"), Shape.DAY),
        Column("source", Text("来源", "Source")),
        Column("reason", Text("改基线的理由", "Why the baseline changed")),
        Column("earlier", Text("以前的基线", "Earlier baselines"), Shape.LINES, found=True),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "title"),
    rule=_rule,
    follow=_follow,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Baseline:
    """One baseline: its value, the day it was frozen, by whom, and what was shortened from it."""

    value: str
    frozen_on: str
    frozen_by: str
    shorter: str

    @property
    def told(self) -> Text:
        """The baseline with the percentage it gives, "" without an actual value."""
        by = f"{self.value}({self.frozen_on},{self.frozen_by})"
        en = f"{self.value} ({self.frozen_on}, {self.frozen_by})"
        if not self.shorter:
            return Text(f"{by}:未证明", f"{en}: unproven")
        return Text(f"{by}:缩短 {self.shorter} %", f"{en}: {self.shorter} % shorter")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle time; `baselines` are the one in force first, then those it replaced."""

    entity: Entity
    baselines: tuple[Baseline, ...]
    flags: tuple[Flag, ...]

    @property
    def why(self) -> Text:
        """Every baseline with what it gives, and why the latest replaced the one before."""
        zh = ";原基线 ".join(one.told.zh for one in self.baselines)
        en = "; before: ".join(one.told.en for one in self.baselines)
        reason = text_of(self.entity, "reason") if len(self.baselines) > 1 else ""
        if reason:
            zh, en = f"{zh};理由:{reason}", f"{en}; reason: {reason}"
        return Text(f"基线 {zh}", f"Baseline {en}")


def shortened(baseline: Decimal | None, actual: Decimal | None) -> str:
    """Return (baseline − actual) ÷ baseline in per cent, two decimals; "" where one is lacking."""
    if not baseline or actual is None:
        return ""
    return percent(Fraction(baseline - actual) / Fraction(baseline))


def cycle_of(entity: Entity) -> Cycle:
    """Return what a record tells."""
    actual = number(text_of(entity, "actual"))
    now = _PARTS.join(text_of(entity, one) for one in ("baseline", "frozen_on", "frozen_by"))
    lines = [now, *reversed(text_of(entity, "earlier").splitlines())]
    told = []
    for line in lines:
        value, on, by = (*line.split(_PARTS, 2), "", "")[:3]
        told.append(Baseline(value, on, by, shortened(number(value), actual)))
    return Cycle(entity, tuple(told), _flags(entity, told))


def _flags(entity: Entity, told: list[Baseline]) -> tuple[Flag, ...]:
    found, frozen, as_of = [], day_of(entity, "frozen_on"), day_of(entity, "as_of")
    if not text_of(entity, "actual"):
        found.append(Flag("unproven", Text("没有实际值:未证明", "no actual value: unproven")))
    if len(told) > 1:
        found.append(
            Flag(
                "baseline_changed",
                Text("基线改过,两者都列出", "the baseline changed, both are told"),
            )
        )
    if frozen and as_of and frozen > as_of:
        found.append(
            Flag(
                "frozen_after",
                Text("基线晚于实际值才定", "the baseline was set after the actual value"),
            )
        )
    return tuple(found)  # fmt: skip


def cycles(records: Iterable[Entity], project: str = "") -> list[Cycle]:
    """Return the cycle times by name."""
    found = of_project(records, project)
    return [cycle_of(one) for one in sorted(found, key=lambda one: text_of(one, "title"))]
