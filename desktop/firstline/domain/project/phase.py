"""Life-cycle phases: in which phase a system or a project is, since when, and how it got there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, standing, text_of
from firstline.domain.sla.agreement import BEFORE_LIVE
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text

PHASES: Mapping[str, Text] = {
    "assess": Text("评估", "assess"),
    "implement": Text("实施", "implement"),
    "uat": Text("用户验收测试", "UAT"),
    "go_live": Text("上线", "go-live"),
    "hypercare": Text("上线支持", "hypercare"),
    "run": Text("运行", "run"),
    "upgrade": Text("版本升级", "upgrade"),
    "migrate": Text("迁移", "migrate"),
    "retire": Text("退役", "retire"),
}
"""The phases in their usual order (requirements S2)."""
THINGS: Mapping[str, Text] = {
    "system": Text("系统", "system"),
    "project": Text("项目", "project"),
}
LONG_DAYS: Mapping[str, int] = {"go_live": 14, "hypercare": 90}
"""Days after which a phase that is meant to be short is looked at; the planned day counts first."""


def _rule(values: Mapping[str, Value]) -> None:
    since, until = (str(values.get(name) or "") for name in ("since", "until"))
    if since and until and until < since:
        raise BadInput(
            Text(f"计划结束 {until} 早于开始 {since}。",
                 f"It is planned to end on {until}, before it began on {since}."),
        )  # fmt: skip


def _follow(
    kept: dict[str, Value], held: Mapping[str, Value], today: date
) -> dict[str, Value]:  # fmt: skip
    """Return what is kept: a phase that is entered begins today, without end and reason."""
    if kept.get("phase") and kept["phase"] != held.get("phase"):
        follows = {"since": kept.get("since") or today.isoformat()}
        return {"until": None, "note": None, **kept, **follows} if held else {**kept, **follows}
    return kept


SHEET = Sheet(
    "phase", "phases", "PH", Text("阶段", "Phase"),
    (
        Column("subject", Text("系统或项目", "System or project"), must=True),
        Column("what", Text("是什么", "What it is"), Shape.CHOICE, THINGS, first="system"),
        Column("phase", Text("阶段", "Phase"), Shape.CHOICE, PHASES, must=True, first="assess"),
        Column("since", Text("本阶段自", "In it since"), Shape.DAY),
        Column("until", Text("计划到", "Planned until"), Shape.DAY),
        Column("owner", Text("负责人", "Owner")),
        Column("products", Text("工单里的产品", "Products of its tickets")),
        Column("sites", Text("工单里的站点", "Sites of its tickets")),
        Column("note", Text("备注(本次变更的理由)", "Note (why it moved)"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "subject"),
    rule=_rule,
    follow=_follow,
)  # fmt: skip


def move(
    entity: Entity, to: str, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo,
    when: datetime | None = None,
) -> Edit | None:  # fmt: skip
    """Return the edit that enters a phase; None where it is in it already with these values.

    `when` is the instant at which it truly moved, for the log; None for now. Raises BadInput for
    values that make no sense, and for an instant to come.
    """
    if when is not None and when > stamp.at:
        raise BadInput(Text("这一天还没有到。", "That day is still to come."))
    edit = sheets.change(SHEET, entity, {**values, "phase": to}, stamp, zone)
    if edit is None or when is None:
        return edit
    events = tuple(
        replace(one, at=when) if one.data.get("field") == "phase" else one for one in edit.events
    )
    return replace(edit, events=events)


def systems(records: Iterable[Entity]) -> list[str]:
    """Return the names of the systems on record that are not retired."""
    return sorted({
        text_of(one, "subject") for one in standing(records)
        if text_of(one, "what") == "system" and text_of(one, "phase") != "retire"
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the transition log; `old` is "" for the phase it was recorded in."""

    at: datetime
    by: str
    old: str
    new: str


def log(entity: Entity) -> tuple[Move, ...]:
    """Return every transition, the oldest first; moves of two desks stand in one order."""
    moves = [
        Move(one.at, one.actor, one.data.get("old", ""), one.data.get("new", ""))
        for one in entity.events
        if one.kind is EventKind.CHANGED and one.data.get("field") == "phase"
    ]
    moves.sort(key=lambda one: one.at)
    first = next((one for one in entity.events if one.kind is EventKind.ENTRY), None)
    if first is not None:
        began = moves[0].old if moves else text_of(entity, "phase")
        moves.insert(0, Move(first.at, first.actor, "", began))
    return tuple(moves)


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: a phase past its planned day, or one that lasts too long."""
    phase, since, until = (
        text_of(entity, "phase"), day_of(entity, "since"), day_of(entity, "until"),
    )  # fmt: skip
    name = PHASES.get(phase, Text(phase, phase))
    if until and until < today:
        late = (today - until).days
        words = Text(
            f"“{name.zh}”计划到 {until},已超 {late} 天",
            f"{name.en} was planned until {until}: {late} day{'s' * (late != 1)} over",
        )
        return (Flag("overdue", words),)
    most = LONG_DAYS.get(phase)
    if since and most and not until and today - since > timedelta(days=most):
        days = (today - since).days
        words = Text(
            f"“{name.zh}”已 {days} 天(> {most} 天要看一看)",
            f"{name.en} for {days} day{'s' * (days != 1)} (look at it after {most})",
        )
        return (Flag("long", words),)
    return ()


def phase_at(entity: Entity, at: datetime) -> str:
    """Return the phase that it was in at an instant, "" where nobody recorded it so far back.

    Before its log begins a system is taken to have been as it was first recorded only where that
    was before go-live, or since the day that the record states: no live system is made up.
    """
    moves = log(entity)
    if not moves:
        return text_of(entity, "phase")
    told = [one.new for one in moves if one.at <= at]
    if told:
        return told[-1]
    first, since = moves[0].new, day_of(entity, "since") if len(moves) == 1 else None
    return first if first in BEFORE_LIVE or (since and since <= at.date()) else ""


def phases(
    records: Iterable[Entity], today: date, project: str = "", phase: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return what is in some phase, or in this one, in the order of the phases, then by name."""
    order = {key: at for at, key in enumerate(PHASES)}
    found = [
        (one, flags(one, today)) for one in of_project(records, project)
        if not phase or text_of(one, "phase") == phase
    ]  # fmt: skip
    return sorted(
        found,
        key=lambda pair: (
            order.get(text_of(pair[0], "phase"), 99), text_of(pair[0], "subject").casefold(),
        ),
    )  # fmt: skip


def days_in(entity: Entity, now: datetime, zone: tzinfo) -> int | None:
    """Return for how many whole days it has been in its phase, None where nobody knows."""
    since = day_of(entity, "since")
    return (now.astimezone(zone).date() - since).days if since else None
