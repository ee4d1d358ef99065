"""The vendor's people on a project: who holds which role, since when, and who took over (S31)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from decimal import Decimal

from firstline.domain.edits.edit import Edit, Stamp, words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, of_project, standing, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.words import Text

ROLES: Mapping[str, Text] = {
    "project_manager": Text("项目经理", "project manager"),
    "technical_consultant": Text("技术顾问", "technical consultant"),
    "business_consultant": Text("业务顾问", "business consultant"),
    "developer": Text("开发", "developer"),
    "other": Text("其他", "other"),
}
EFFORT = "effort"
_HOURS = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")


def _rule(values: Mapping[str, Value]) -> None:
    starts, ends = (words_of(values.get(name)) for name in ("starts_on", "ends_on"))
    if ends and ends < starts:
        raise BadInput(
            Text(f"离开日 {ends} 早于到任日 {starts}。",
                 f"The last day {ends} is before the first, {starts}."),
        )  # fmt: skip


SHEET = Sheet(
    "vendor_person", "people", "VP", Text("厂商人员", "Person of the vendor"),
    (
        Column("name", Text("姓名", "Name"), must=True),
        Column("role", Text("角色", "Role"), Shape.CHOICE, ROLES, must=True,
               first="technical_consultant"),
        Column("company", Text("公司", "Company")),
        Column("starts_on", Text("到任日", "First day"), Shape.DAY, must=True),
        Column("ends_on", Text("离开日", "Last day"), Shape.DAY),
        Column("phone", Text("电话", "Telephone")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "role", "name"),
    rule=_rule,
)  # fmt: skip


def _handover_rule(values: Mapping[str, Value]) -> None:
    giver, taker, witness = (
        words_of(values.get(one)).casefold() for one in ("from", "to", "accepted_by")
    )
    if giver == taker:
        raise BadInput(Text("交出人和接手人是同一人。", "One person gives and takes over."))
    if witness in (giver, taker):
        raise BadInput(
            Text("要由我方的人确认交接。", "Somebody of ours accepts the hand-over."),
        )


HANDOVER = Sheet(
    "handover", "handovers", "HO", Text("交接记录", "Hand-over record"),
    (
        Column("from", Text("交出人", "From"), must=True),
        Column("to", Text("接手人", "To"), must=True),
        Column("on", Text("交接日期", "On"), Shape.DAY, must=True),
        Column("open_points", Text("未结事项", "Open points"), Shape.LINES, must=True),
        Column("documents", Text("移交资料与权限", "Documents and accesses"), Shape.LINES),
        Column("accepted_by", Text("我方确认人", "Accepted by (ours)"), must=True),
        Column("project", PROJECT_NAME),
    ),
    key=("project", "from", "to"),
    rule=_handover_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effort:
    """One line of the effort log, in whole minutes."""

    day: str
    minutes: int
    what: str
    by: str


def log_effort(
    entity: Entity, hours: str, what: str, stamp: Stamp, zone: tzinfo, day: date | None = None
) -> Edit:
    """Return the edit that logs effort; entries only append. Raises BadInput for no hours or text.

    `hours` is decimal, at most 24; `day` None is today.
    """
    said = hours.strip()
    minutes = round(Decimal(said.replace(",", ".")) * 60) if _HOURS.fullmatch(said) else 0
    if not 0 < minutes <= 24 * 60:
        raise BadInput(
            Text(f"工时“{said[:20]}”不是 0 到 24 之间的小时数。",
                 f"{said[:20]!r} is no number of hours between 0 and 24."),
            next_step=Text("例如 7.5。", "Such as 7.5."),
        )  # fmt: skip
    text = " ".join(what.split())[:400]
    if not text:
        raise BadInput(Text("要写明做了什么。", "What was done must be given."))
    on = day or stamp.at.astimezone(zone).date()
    data = {
        "what": EFFORT, "minutes": str(minutes), "on": on.isoformat(),
        "zh": f"工时 {on} {minutes} 分钟:{text}", "en": f"effort {on}, {minutes} min: {text}",
    }  # fmt: skip
    edit = Edit(stamp.id, entity.id, EFFORT, stamp.at, stamp.actor, SHEET.kind)
    return replace(edit, events=(sheets.entry(stamp, 0, data, text),))


def efforts(entity: Entity) -> tuple[Effort, ...]:
    """Return the effort log of a person, by day."""
    found = [
        Effort(one.data.get("on", ""), int(one.data.get("minutes") or 0), one.text, one.actor)
        for one in entity.events
        if one.kind is EventKind.ENTRY and one.data.get("what") == EFFORT
    ]
    return tuple(sorted(found, key=lambda one: one.day))


@dataclass(frozen=True, slots=True)
class Person:
    """One person with what follows; `before` is whom they took over from, None for nobody."""

    entity: Entity
    flags: tuple[Flag, ...]
    before: Entity | None
    minutes: int


def people(
    records: Iterable[Entity], handovers: Sequence[Entity], today: date, project: str = ""
) -> list[Person]:
    """Return the vendor's people with their flags, by role and first day.

    Who begins in a role whose holder has left, or leaves, took over from that one: without a
    hand-over record of the two that is flagged once it has begun. A role that nobody holds after
    its last holder left is flagged at that one.
    """
    held = of_project(records, project)
    done = {
        tuple(text_of(one, name).casefold() for name in ("project", "from", "to"))
        for one in standing(handovers)
    }
    order = {key: at for at, key in enumerate(ROLES)}
    held.sort(key=lambda one: (order.get(text_of(one, "role"), 9), text_of(one, "starts_on"),
                               text_of(one, "name")))  # fmt: skip
    return [_person(one, held, done, today) for one in held]


def _person(
    one: Entity, others: Sequence[Entity], done: set[tuple[str, ...]], today: date
) -> Person:
    before, found = _before(one, others), []
    starts, ends = day_of(one, "starts_on"), day_of(one, "ends_on")
    if before is not None and starts and starts <= today:
        pair = (text_of(one, "project"), text_of(before, "name"), text_of(one, "name"))
        if tuple(part.casefold() for part in pair) not in done:
            left = text_of(before, "ends_on")
            found.append(Flag("no_handover", Text(
                f"接替 {pair[1]}({left} 离开),没有交接记录",
                f"took over from {pair[1]}, who left on {left}, without a hand-over record",
            )))  # fmt: skip
    if ends and ends < today and _left_last(one, others, today):
        role = ROLES.get(text_of(one, "role"), ROLES["other"])
        found.append(Flag("vacant", Text(
            f"{ends} 离开后没有人担任{role.zh}", f"nobody is the {role.en} since {ends}"
        )))  # fmt: skip
    minutes = sum(line.minutes for line in efforts(one))
    return Person(one, tuple(found), before, minutes)


def _left_last(one: Entity, others: Sequence[Entity], today: date) -> bool:
    """Whether nobody holds the role today and this one was the last to leave it."""
    now, mine = today.isoformat(), text_of(one, "ends_on")
    for other in others:
        if other is one or not _same(one, other):
            continue
        last = text_of(other, "ends_on")
        if last > mine or (text_of(other, "starts_on") <= now and (not last or last >= now)):
            return False
    return True


def _same(one: Entity, other: Entity) -> bool:
    names = ("project", "role")
    return all(text_of(one, name).casefold() == text_of(other, name).casefold() for name in names)


def _before(one: Entity, others: Sequence[Entity]) -> Entity | None:
    """Return whom this person took over from: the last to leave of those who began before.

    Each leaver is taken over by the first who begins in the role after them.
    """
    starts = text_of(one, "starts_on")
    leavers = [
        other for other in others
        if other is not one and _same(one, other) and text_of(other, "ends_on")
        and text_of(other, "starts_on") < starts
    ]  # fmt: skip
    mine = [
        other for other in leavers
        if not any(
            third is not one and third is not other and _same(third, other)
            and text_of(other, "starts_on") < text_of(third, "starts_on") < starts
            for third in others
        )
    ]  # fmt: skip
    return max(mine, key=lambda other: text_of(other, "ends_on"), default=None)
