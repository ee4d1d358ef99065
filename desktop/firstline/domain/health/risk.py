"""The risk register: probability times impact, owners, reviews that grow old, and a history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, YES_NO, Column, Shape, Sheet, check
from firstline.domain.health.sheet import OPENED, REVIEW, Flag, day_of, text_of, whole_of
from firstline.domain.runbook.runbook import ROLES
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Language, Text

STALE_DAYS = 30
"""A risk that nobody reviewed for longer is stale (requirements S61)."""
HIGH, MEDIUM = 15, 8
"""From these scores on a risk is high or medium; both stand in the reason of every level."""


class Level(StrEnum):
    """How serious a risk is by its score."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


LEVELS: Mapping[Level, Text] = {
    Level.HIGH: Text("高", "high"),
    Level.MEDIUM: Text("中", "medium"),
    Level.LOW: Text("低", "low"),
}
RESPONSES: Mapping[str, Text] = {
    "avoid": Text("规避", "avoid"),
    "reduce": Text("减轻", "reduce"),
    "transfer": Text("转移", "transfer"),
    "accept": Text("接受", "accept"),
}
STATES: Mapping[str, Text] = {"open": Text("未关闭", "open"), "closed": Text("已关闭", "closed")}


def _rule(values: Mapping[str, Value]) -> None:
    if values.get("state") == "closed" and not values.get("evidence"):
        raise BadInput(
            Text("关闭风险要有证据。", "A risk is closed with evidence."),
            next_step=Text("请写明证据:文件、记录或工单号。", "Name a file, a record or a ticket."),
        )


_S = Shape
SHEET = Sheet(
    "risk", "risks", "RK", Text("风险", "Risk"),
    (
        Column("title", Text("风险事件", "Risk"), must=True),
        Column("cause", Text("原因", "Cause"), _S.LINES),
        Column("effect", Text("后果", "Effect"), _S.LINES),
        Column("probability", Text("可能性 1–5", "Probability 1–5"), _S.WHOLE, low=1, high=5,
               must=True, first=3),
        Column("impact", Text("影响 1–5", "Impact 1–5"), _S.WHOLE, low=1, high=5, must=True,
               first=3),
        Column("owner", Text("负责人", "Owner")),
        Column("response", Text("应对", "Response"), _S.CHOICE, RESPONSES, first="reduce"),
        Column("mitigation", Text("措施", "Mitigation"), _S.LINES),
        Column("trigger", Text("触发信号", "Trigger")),
        Column("due", Text("期限", "Due"), _S.DAY),
        Column("review_on", Text("下次评审", "Next review"), _S.DAY),
        Column("blocker", Text("阻断关口", "Stops gates"), _S.CHOICE, YES_NO, first="no"),
        Column("state", Text("状态", "State"), _S.CHOICE, STATES, first="open"),
        Column("evidence", Text("关闭证据", "Closing evidence")),
        Column("project", PROJECT_NAME),
    ),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk as it stands at an instant."""

    entity: Entity
    probability: int
    impact: int
    reviewed_at: datetime | None
    flags: tuple[Flag, ...] = ()

    @property
    def score(self) -> int:
        """Probability times impact, 1 to 25 (templates N)."""
        return self.probability * self.impact

    @property
    def level(self) -> Level:
        """High from HIGH, medium from MEDIUM."""
        if self.score >= HIGH:
            return Level.HIGH
        return Level.MEDIUM if self.score >= MEDIUM else Level.LOW

    @property
    def is_open(self) -> bool:
        """Whether nobody closed it."""
        return text_of(self.entity, "state") != "closed"

    @property
    def why(self) -> Text:
        """How the level follows (N10)."""
        p, i, s, name = self.probability, self.impact, self.score, LEVELS[self.level]
        return Text(
            f"{p} × {i} = {s},{name.zh}(≥ {HIGH} 高,≥ {MEDIUM} 中)",
            f"{p} × {i} = {s}, {name.en} (≥ {HIGH} high, ≥ {MEDIUM} medium)",
        )


def title_of(entity: Entity, language: Language) -> str:
    """Return the title; a starter that nobody renamed has one in each language."""
    english = text_of(entity, "title_en")
    return english if english and language == "en" else text_of(entity, "title")


def owner_of(entity: Entity) -> Text:
    """Return the owner in words: a person, or the role that a starter names."""
    owner = text_of(entity, "owner")
    return ROLES.get(owner, Text(owner, owner))


def risk_from(entity: Entity, now: datetime) -> Risk:
    """Return a risk as it stands at `now`; figures that are missing count as the worst."""
    said = [whole_of(entity, name) for name in ("probability", "impact")]
    p, i = (one if one is not None and 1 <= one <= 5 else 5 for one in said)
    seen = [one.at for one in entity.events if one.data.get("what") in (REVIEW, OPENED)]
    last = max((at for at in seen if at <= now), default=None)
    return Risk(entity, p, i, last, tuple(_flags(entity, last, now)))


def _flags(entity: Entity, last: datetime | None, now: datetime) -> Iterable[Flag]:
    if text_of(entity, "state") == "closed":
        return
    age = None if last is None else (now - last).days
    if age is None or age > STALE_DAYS:
        days_zh = "从未评审" if age is None else f"{age} 天没有评审"
        days_en = "never reviewed" if age is None else f"not reviewed for {age} days"
        yield Flag("stale", Text(f"{days_zh}(> {STALE_DAYS} 天即过期)",
                                 f"{days_en} (stale after {STALE_DAYS})"))  # fmt: skip
    today = now.date()
    wanted, due = day_of(entity, "review_on"), day_of(entity, "due")
    if wanted and wanted < today:
        yield Flag("review_due", Text(f"应在 {wanted} 评审", f"review was due on {wanted}"))
    if due and due < today:
        yield Flag("overdue", Text(f"措施期限 {due} 已过", f"mitigation was due on {due}"))
    if not entity.fields.get("owner"):
        yield Flag("no_owner", Text("没有负责人", "nobody owns it"))
    if text_of(entity, "blocker") == "yes":
        yield Flag("blocker", Text("标为阻断关口,还没有关闭", "marked as stopping gates, and open"),
                   stops=True)  # fmt: skip


def risks(records: Iterable[Entity], now: datetime, project: str = "") -> list[Risk]:
    """Return the risks, open before closed, the highest score first."""
    found = [risk_from(one, now) for one in sheets.of_project(records, project)]
    return sorted(
        found,
        key=lambda one: (not one.is_open, -one.score, text_of(one.entity, "code"), one.entity.id),
    )


def matrix(found: Iterable[Risk]) -> dict[tuple[int, int], tuple[Risk, ...]]:
    """Return the open risks of each cell, by probability and impact."""
    cells: dict[tuple[int, int], tuple[Risk, ...]] = {}
    for one in found:
        if one.is_open:
            at = (one.probability, one.impact)
            cells[at] = (*cells.get(at, ()), one)
    return cells


def review(
    entity: Entity, note: str, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo
) -> Edit:
    """Return the edit that records a review, with what was judged anew. Raises BadInput."""
    kept = check(SHEET, values, zone)
    SHEET.rule({**entity.fields, **kept})
    edit = setting(entity, kept, stamp)
    told = {"what": REVIEW}
    for name in ("probability", "impact"):
        told[name] = str(kept.get(name) or entity.fields.get(name) or "")
    events = (
        sheets.entry(stamp, 0, told, note.strip()[:2_000]),
        *sheets.told_changes(edit.changes, stamp, 1),
    )
    return replace(edit, act=REVIEW, events=events)


def close(entity: Entity, evidence: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
    """Return the edit that closes a risk with its evidence. Raises BadInput without one."""
    return sheets.change(SHEET, entity, {"state": "closed", "evidence": evidence}, stamp, zone)


def next_review(one: Risk) -> str:
    """Return the day of the next review: the one that was set, or STALE_DAYS after the last."""
    wanted = day_of(one.entity, "review_on")
    if wanted:
        return wanted.isoformat()
    last = one.reviewed_at
    return "" if last is None else (last + timedelta(days=STALE_DAYS)).date().isoformat()
