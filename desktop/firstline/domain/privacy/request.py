"""Requests of people about their data: to have them, to have them erased; each with its due day."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import YES_NO, Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, standing, text_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

DUE_DAYS = 30
"""Days for an answer: GDPR 12(3) says a month, the PIPL “in time”; thirty serve for both."""
NEAR_DAYS = 7
WHAT: Mapping[str, Text] = {
    "export": Text("查阅、复制", "export"), "erase": Text("删除", "erase"),
    "correct": Text("更正", "correct"),
    "object": Text("反对或撤回同意", "object, withdraw consent"),
}  # fmt: skip
STATES: Mapping[str, Text] = {
    "open": Text("未办", "open"), "done": Text("已办", "done"), "refused": Text("拒绝", "refused"),
}  # fmt: skip


def _rule(values: Mapping[str, Value]) -> None:
    state = values.get("state")
    if state != "open" and not (values.get("answered_on") and values.get("evidence")):
        raise BadInput(
            Text("办结或拒绝要写明日期和依据。", "To end it, give the day and the evidence."),
        )


_REQUIREMENTS_ALONE = datetime(2026, 11, 30, tzinfo=UTC)
"""From then on RQ- begins the numbers of requirements alone."""


def _follow(
    kept: dict[str, Value], held: Mapping[str, Value], today: date
) -> dict[str, Value]:  # fmt: skip
    """Return what is kept: received today unless told, due thirty days later unless told."""
    if held:
        return kept
    received = str(kept.get("received_on") or today.isoformat())
    due = (date.fromisoformat(received) + timedelta(days=DUE_DAYS)).isoformat()
    return {**kept, "received_on": received, "due_on": kept.get("due_on") or due}


SHEET = Sheet(
    "person_request", "requests", "PQ", Text("个人请求", "Request of a person"),
    (
        Column("person", Text("谁", "Who"), must=True),
        Column("what", Text("请求", "Request"), Shape.CHOICE, WHAT, must=True, first="export"),
        Column("channel", Text("怎样提出", "How it came")),
        Column("verified", Text("身份已核实", "Identity verified"), Shape.CHOICE, YES_NO,
               must=True, first="no"),
        Column("received_on", Text("收到日期", "Received on"), Shape.DAY),
        Column("due_on", Text("期限", "Due"), Shape.DAY),
        Column("owner", Text("负责人", "Owner")),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, must=True, first="open"),
        Column("answered_on", Text("答复日期", "Answered on"), Shape.DAY),
        Column("evidence", Text("依据", "Evidence")),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    rule=_rule, follow=_follow, former=("RQ", _REQUIREMENTS_ALONE),
)  # fmt: skip


def is_open(entity: Entity) -> bool:
    """Return whether somebody still has to answer."""
    return (text_of(entity, "state") or "open") == "open"


def must_serve(entity: Entity, what: str) -> None:
    """Raise Refused unless a request asks for this, is open, and its person is verified.

    Data of a person in the hands of somebody else would be a leak of our own making.
    """
    asked = text_of(entity, "what") or "export"
    if not is_open(entity) or asked != what:
        said, held = WHAT[what], WHAT.get(asked, WHAT["export"])
        raise Refused(
            Text(f"这项请求不是未办的“{said.zh}”,而是“{held.zh}”或已经办结。",
                 f"This is no open request to {said.en}: it is to {held.en}, or has ended."),
        )  # fmt: skip
    if text_of(entity, "verified") != "yes":
        raise Refused(
            Text("身份还没有核实。", "The identity is not verified."),
            Text("什么都没有改。", "Nothing was changed."),
            Text("核实后把“身份已核实”改为“是”。", "Verify it and set the column to yes."),
        )


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: overdue, nearly due, nobody's, identity not verified."""
    if not is_open(entity):
        return ()
    found: list[Flag] = []
    due = day_of(entity, "due_on")
    if due and today > due:
        late = (today - due).days
        found.append(Flag("overdue", Text(f"期限 {due} 已过 {late} 天", f"{late} days past {due}")))
    elif due and (left := (due - today).days) <= NEAR_DAYS:
        found.append(Flag("near", Text(f"还有 {left} 天到期", f"due in {left} days")))
    if text_of(entity, "verified") != "yes":
        found.append(Flag("unverified", Text("身份还没有核实", "the identity is not verified")))
    if not text_of(entity, "owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    return tuple(found)


def requests(
    records: Iterable[Entity], today: date
) -> list[tuple[Entity, tuple[Flag, ...]]]:  # fmt: skip
    """Return the requests with their flags: open ones first, by their due day."""
    found = [(one, flags(one, today)) for one in standing(records)]
    return sorted(found, key=lambda pair: (not is_open(pair[0]), text_of(pair[0], "due_on")))


def answered(entity: Entity, evidence: str, stamp: Stamp, zone: tzinfo) -> Edit | None:
    """Return the edit that ends a request as done today."""
    today = stamp.at.astimezone(zone).date().isoformat()
    values: dict[str, Value] = {"state": "done", "answered_on": today, "evidence": evidence}
    return sheets.change(SHEET, entity, values, stamp, zone)
