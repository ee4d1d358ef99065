"""Claims for missed promises: under which clause, what is asked for, what came of it (S75)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Column, Shape, Sheet
from firstline.domain.health.sheet import Flag, day_of, standing, text_of, whole_of
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from datetime import date

    from firstline.domain.edits.entity import Entity

KIND = "claim"
STATES: Mapping[str, Text] = {
    "draft": Text("起草", "draft"),
    "sent": Text("已提交", "sent"),
    "settled": Text("已谈定", "settled"),
    "refused": Text("被拒绝", "refused"),
    "dropped": Text("不再要求", "dropped"),
}
OPEN = ("draft", "sent")
COUNTS = ("draft", "sent", "settled")
"""In these states what a claim is made for cannot be claimed a second time."""


def _rule(values: Mapping[str, Value]) -> None:
    state = values.get("state")
    if state in ("sent", "settled") and not values.get("clause"):
        raise BadInput(
            Text("没有条款依据的申请不能提交。", "A claim without its clause cannot be sent."),
            next_step=Text(
                "写明合同或补充协议的哪一条。", "Name the clause of contract or supplement."
            ),
        )
    if state == "sent" and not values.get("sent_on"):
        raise BadInput(Text("要写明哪天提交。", "Say on which day it was sent."))
    if state == "settled" and values.get("granted_days") is None:
        raise BadInput(Text("要写明谈定延长几天,没有就写 0。",
                            "Say how many days were granted, 0 for none."))  # fmt: skip
    first, last = str(values.get("first") or ""), str(values.get("last") or "")
    if first and last and last < first:
        raise BadInput(Text("申请期间的末日早于首日。", "The last day is before the first."))


SHEET = Sheet(
    KIND, "claims", "CL", Text("补偿申请", "Claim"),
    (
        Column("title", Text("名称", "Title"), must=True),
        Column("contract", Text("合同编号", "Contract number"), must=True),
        Column("clause", Text("条款依据", "Clause")),
        Column("first", Text("期间首日", "From"), Shape.DAY, must=True),
        Column("last", Text("期间末日", "Until"), Shape.DAY, must=True),
        Column("breaches", Text("已证实的超时", "Proven breaches"), Shape.LINES, found=True),
        Column("days", Text("要求延长的天数", "Days asked for"), Shape.WHOLE, high=3_660),
        Column("asked", Text("其他要求", "Other requests"), Shape.LINES),
        Column("state", Text("状态", "State"), Shape.CHOICE, STATES, first="draft"),
        Column("sent_on", Text("提交日", "Sent on"), Shape.DAY),
        Column("reply_by", Text("要求答复日", "Answer wanted by"), Shape.DAY),
        Column("reply", Text("厂商答复", "The vendor's answer"), Shape.LINES),
        Column("granted_days", Text("谈定延长的天数", "Days granted"), Shape.WHOLE, high=3_660),
        Column("settled_on", Text("谈定日", "Settled on"), Shape.DAY),
        Column("note", Text("备注", "Note"), Shape.LINES),
    ),
    rule=_rule,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as its record tells it; `breaches` are `ticket metric` words, once each."""

    entity: "Entity"
    contract: str
    state: str
    breaches: frozenset[str]
    days: int | None
    granted: int | None

    @property
    def counts(self) -> bool:
        """Whether its breaches are taken by it."""
        return self.state in COUNTS


def claim_of(entity: "Entity") -> Claim:
    """Return the claim in a record."""
    lines = text_of(entity, "breaches").splitlines()
    return Claim(
        entity, text_of(entity, "contract"), text_of(entity, "state") or "draft",
        frozenset(" ".join(one.split()[:2]) for one in lines if one.strip()),
        whole_of(entity, "days"), whole_of(entity, "granted_days"),
    )  # fmt: skip


def claims(records: Iterable["Entity"]) -> list[Claim]:
    """Return the claims that stand, open ones first, the newest at the head."""
    found = sorted(standing(records), key=lambda one: one.id, reverse=True)
    return sorted(map(claim_of, found), key=lambda one: one.state not in OPEN)


def flags(one: Claim, day: "date", extended: Iterable[str]) -> tuple[Flag, ...]:
    """Return what is to be looked at; `extended` are the claims that contracts were extended by."""
    found = []
    if not text_of(one.entity, "clause"):
        found.append(Flag("no_clause", Text("没有条款依据,不能提交",
                                            "no clause: it cannot be sent")))  # fmt: skip
    due = day_of(one.entity, "reply_by")
    if one.state == "sent" and due and due < day:
        found.append(Flag("no_answer", Text(f"{due} 前应答复,还没有",
                                            f"an answer was due on {due}")))  # fmt: skip
    if one.state == "settled" and one.granted and one.entity.id not in set(extended):
        found.append(Flag("not_applied", Text(
            f"谈定 {one.granted} 天,还没有延长合同", f"{one.granted} days granted, not applied yet",
        )))  # fmt: skip
    return tuple(found)
