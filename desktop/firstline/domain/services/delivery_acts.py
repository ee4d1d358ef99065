"""Agreeing on a day, delivering, checking criterion by criterion, and accepting, as edits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.ledger import paid_acts
from firstline.domain.services.request import (
    ACCEPT,
    CHECK,
    DELIVER,
    WAIVE,
    Checked,
    ServiceRequest,
    State,
)
from firstline.domain.services.request_acts import KEPT, check_open
from firstline.domain.ticket.fields import clean
from firstline.domain.words import Text


def order(one: ServiceRequest, day: date, stamp: Stamp) -> Edit:
    """Return the edit that records the day of delivery agreed with the vendor."""
    check_open(one)
    if one.approval is None:
        raise _not_approved(one)
    return paid_acts.booked(one.paid, day.isoformat(), stamp)


def deliver(one: ServiceRequest, on: date, evidence: str, stamp: Stamp) -> Edit:
    """Return the edit that records a delivery on a day; a later one is delivered again."""
    check_open(one)
    if one.approval is None:
        raise _not_approved(one)
    if not evidence.strip():
        raise BadInput(Text("请写明交付了什么。", "Say what was delivered."), KEPT)
    return paid_acts.appended(one.paid, DELIVER, stamp, {"on": on.isoformat()}, evidence)


def check(
    one: ServiceRequest, key: str, evidence: str, stamp: Stamp, *, passed: bool, by: str = ""
) -> Edit:  # fmt: skip
    """Return the edit that says whether one criterion is met, with evidence, by a person."""
    held = _criterion(one, key)
    if not evidence.strip():
        raise BadInput(Text("请写明证据。", "State the evidence."), KEPT)
    return paid_acts.appended(one.paid, CHECK, stamp, {
        "criterion": held.criterion.id, "result": "pass" if passed else "fail",
        "by": _who(by, stamp), "over": _fails(one, held) if passed else "",
    }, evidence)  # fmt: skip


def waive(one: ServiceRequest, key: str, by: str, why: str, stamp: Stamp) -> Edit:
    """Return the edit by which a named person waives one criterion for a reason."""
    held = _criterion(one, key)
    if not by.strip() or not why.strip():
        raise BadInput(Text("豁免要写明谁、为什么。", "A waiver needs a name and a reason."), KEPT)
    data = {"criterion": held.criterion.id, "by": clean(by, 200, "by"), "over": _fails(one, held)}
    return paid_acts.appended(one.paid, WAIVE, stamp, data, why)


def accept(
    one: ServiceRequest, fen: int | None, told: Mapping[str, str], stamp: Stamp
) -> Edit:  # fmt: skip
    """Return the edit that accepts the delivery and tells what it cost in all, in fen.

    Raises Refused before delivery and while a criterion is neither met nor waived; BadInput where
    something that was approved for money has no cost.
    """
    check_open(one)
    if one.state is not State.DELIVERED:
        raise Refused(
            Text(f"{one.number} 还没有交付,不能验收。", f"{one.number} is not delivered yet."),
            KEPT,
        )
    if one.open_criteria:
        zh = ";".join(each.criterion.words.zh for each in one.open_criteria)
        en = "; ".join(each.criterion.words.en for each in one.open_criteria)
        raise Refused(
            Text(f"还有验收标准没有通过:{zh}。", f"Criteria are not met yet: {en}."), KEPT,
            Text("逐条检查,或由有权的人写明理由豁免。",
                 "Check each, or have it waived by name with a reason."),
        )  # fmt: skip
    if fen is None and one.paid.estimate:
        raise BadInput(Text("请写明实际费用。", "State what it cost."), KEPT)
    cost = paid_acts.actual(one.paid, fen or 0, told, stamp)
    signed = {"what": ACCEPT, "by": _who(told.get("accepted", ""), stamp)}
    return replace(cost, act="accept", events=(*cost.events, sheets.entry(stamp, 1, signed)))


def _criterion(one: ServiceRequest, key: str) -> Checked:
    check_open(one)
    if one.delivery is None:
        raise Refused(
            Text(f"{one.number} 还没有交付。", f"{one.number} is not delivered yet."), KEPT
        )
    plain = key.strip().casefold()
    for at, held in enumerate(one.criteria, 1):
        if plain in (held.criterion.id.casefold(), str(at)):
            return held
    names = ", ".join(each.criterion.id for each in one.criteria)
    raise BadInput(
        Text(f"没有“{key[:40]}”这条标准。", f"There is no criterion {key[:40]!r}."),
        next_step=Text(f"可用:{names}。", f"Use one of: {names}."),
    )


def _fails(one: ServiceRequest, held: Checked) -> str:
    return " ".join(each.id for each in one.entries(CHECK)
                    if each.data.get("criterion") == held.criterion.id
                    and each.data.get("result") == "fail")  # fmt: skip


def _who(by: str, stamp: Stamp) -> str:
    return clean(by, 200, "by") or stamp.actor


def _not_approved(one: ServiceRequest) -> Refused:
    return Refused(
        Text(f"{one.number} 没有批准。", f"{one.number} has no approval."), KEPT,
        Text("请先由他人批准。", "Have it approved by somebody else first."),
    )  # fmt: skip
