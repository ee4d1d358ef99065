"""Asking for a service, sending, quoting, approving and rejecting it, as edits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.contact.contact import working_days
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import opening
from firstline.domain.errors import BadInput, Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import check as checked
from firstline.domain.ledger import paid_acts
from firstline.domain.ledger.paid import (
    APPROVE,
    ESTIMATE,
    REJECT,
    person,
)
from firstline.domain.ledger.paid import (
    State as Paid,
)
from firstline.domain.services.catalogue import Item
from firstline.domain.services.form import (
    KIND,
    OURS,
    Cover,
    Covering,
    digest,
    form_sheet,
    frozen,
)
from firstline.domain.services.request import (
    SEND,
    UNDECIDED,
    ServiceRequest,
    State,
)
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Leg
from firstline.domain.words import Language, Text

if TYPE_CHECKING:
    from firstline.domain.desk import Desk

KEPT = Text("什么都没有改。", "Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the vendor quoted, in fen, with its last day, the vendor's reference and the file."""

    fen: int
    valid: date
    ref: str = ""
    file: str = ""
    sha256: str = ""
    text: str = ""


def ask(
    item: Item, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo, language: Language,
    requester: str = "",
) -> Edit:  # fmt: skip
    """Return the edit that makes a request of an entry, which it keeps as it is now.

    Raises BadInput without a name of who asks, and for values that are none.
    """
    who = clean(requester, 200, "requester") or stamp.actor
    if not who:
        raise BadInput(
            Text("请写明谁申请(--requester,或在设置里填姓名)。",
                 "Say who asks (--requester, or your name in the settings)."), KEPT,
        )  # fmt: skip
    number = f"SR{paid_acts.number_of(stamp)[2:]}"
    stated = {name: value for name, value in values.items() if value not in (None, "")}
    firsts = {"title": item.title.in_(language), "vendor": item.vendor, "mode": "remote"}
    given: dict[str, Value] = {**firsts, **stated}
    kept = checked(form_sheet(item), given, zone)
    fields: dict[str, Value] = {
        "number": number, "code": number, "requester": who, "item": item.code,
        "service": item.service or item.code, "frozen": frozen(item),
        **{name: value for name, value in kept.items() if value is not None},
    }  # fmt: skip
    made = opening(KIND, stamp.id, fields, stamp.id, stamp.at, stamp.actor)
    return replace(made, events=(sheets.entry(stamp, 0, {"what": sheets.OPENED}),))


def fill(
    one: ServiceRequest, values: Mapping[str, Value], stamp: Stamp, zone: tzinfo
) -> Edit | None:
    """Return the edit that answers questions of the form. Raises Refused once it is decided."""
    if one.state not in UNDECIDED:
        raise Refused(
            Text(f"{one.number} 已决定,申请表不能再改。",
                 f"{one.number} is decided: its form does not change any more."), KEPT,
        )  # fmt: skip
    return sheets.change(form_sheet(one.item), one.entity, values, stamp, zone)


def send(one: ServiceRequest, lacks: Sequence[Text], how: str, stamp: Stamp, day: date) -> Edit:
    """Return the edit that says that the request went out for a quote on `day`."""
    _check_undecided(one)
    _check_whole(one, lacks)
    return paid_acts.appended(one.paid, SEND, stamp, {"on": day.isoformat()}, how)


def quote(
    one: ServiceRequest, told: Quoted, lacks: Sequence[Text], stamp: Stamp, day: date
) -> Edit:
    """Return the edit that records a quote; one for more asks for approval again."""
    check_open(one)
    _check_whole(one, lacks)
    if told.valid < day:
        raise BadInput(
            Text(f"报价有效期 {told.valid} 已过。", f"The quote ended on {told.valid}."), KEPT,
            Text("请厂商延长,再登记。", "Ask the vendor for a new one, then record it."),
        )  # fmt: skip
    edit = paid_acts.estimate(one.paid, told.fen, told.text, stamp)
    return _with(edit, {
        "valid": told.valid.isoformat(), "ref": clean(told.ref, 200, "ref"),
        "file": clean(told.file, 200, "file"), "sha256": told.sha256,
        "over": " ".join(each.id for each in one.quotes),
        "form": digest(one.entity, one.item, OURS),
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """What an approval stands on: who pays, what still lacks, and when delivery will be due."""

    cover: Covering
    lacks: Sequence[Text]
    day: date
    due: date | None = None


def vendor_days(desk: "Desk") -> Callable[[date], bool]:
    """Return whether a day is worked by the vendor: the calendar agreed with it, else our own."""
    agreed = (desk.calendars.get(one.calendar) for one in desk.agreements
              if one.leg is Leg.VENDOR)  # fmt: skip
    return working_days(next((one for one in agreed if one is not None), desk.calendar))


def due_on(day: date, lead: int | None, is_workday: Callable[[date], bool]) -> date | None:
    """Return the `lead`-th working day after `day`, None where no lead time is stated."""
    if lead is None:
        return None
    while lead > 0:
        day += timedelta(days=1)
        lead -= is_workday(day)
    return day


def approve(
    one: ServiceRequest, ground: Ground, stamp: Stamp, *, by: str = "", proof: str = ""
) -> Edit:  # fmt: skip
    """Return the edit that approves the request with its quote as they are now.

    Raises Refused for the requester's own approval and for that of who recorded the quote (N9),
    for a quote that is missing or has expired, and where the form still lacks something.
    """
    check_open(one)
    _check_whole(one, ground.lacks)
    if one.state is State.WITHDRAWN:
        raise Refused(
            Text(f"{one.number} 已撤回。", f"{one.number} was withdrawn."), KEPT,
            Text("请另提一张。", "Make another request."),
        )  # fmt: skip
    held = one.quote
    if held is None and ground.cover.cover is Cover.CHARGEABLE:
        raise Refused(
            Text("要付费而没有报价,不能批准。", "It is chargeable and has no quote: not approved."),
            KEPT, ground.cover.why,
        )  # fmt: skip
    if held is not None and held.expired(ground.day):
        raise Refused(
            Text(f"报价已于 {held.valid} 过期,不能批准。",
                 f"The quote expired on {held.valid}: it cannot be approved."),
            KEPT, Text("请厂商重新报价。", "Ask the vendor for a new quote."),
        )  # fmt: skip
    _check_recorder(one, by.strip() or stamp.actor)
    edit = paid_acts.approve(one.paid, stamp, by=by, proof=proof)
    free = held is None or not held.fen
    ledger = ground.cover.ledger if free else None
    amount = str(one.entity.fields.get("amount") or "1") if ledger else ""
    cover = ground.cover.cover if free else Cover.CHARGEABLE
    return _with(edit, {
        "quote": held.id if held else "", "on": ground.day.isoformat(),
        "due": ground.due.isoformat() if ground.due else "", "cover": str(cover),
        "quota": ledger.id if ledger else "", "amount": amount,
        "form": digest(one.entity, one.item),
    })  # fmt: skip


def _check_recorder(one: ServiceRequest, who: str) -> None:
    names = {person(each.actor) for each in one.entries(ESTIMATE)}
    if who and person(who) in names and person(who) != person(one.paid.requester):
        raise Refused(
            Text("记录报价的人不能批准它。", "Who recorded the quote cannot approve it."), KEPT,
            Text("请由别人批准。", "Let somebody else approve."),
        )  # fmt: skip


def reject(one: ServiceRequest, why: str, stamp: Stamp, *, withdrawn: bool = False) -> Edit:
    """Return the edit that rejects it, or takes it back; it names the approvals that it knew."""
    check_open(one)
    edit = paid_acts.reject(one.paid, why, stamp)
    known = " ".join(each.id for each in one.entries(APPROVE, REJECT))
    return _with(edit, {"withdrawn": "yes" if withdrawn else "", "over": known})


def _with(edit: Edit, data: Mapping[str, str]) -> Edit:
    first, *rest = edit.events
    held = {**first.data, **{name: value for name, value in data.items() if value}}
    return replace(edit, events=(replace(first, data=held), *rest))


def check_open(one: ServiceRequest) -> None:
    """Raise Refused where a request is accepted."""
    if one.state is State.ACCEPTED or (one.paid.state is Paid.DONE and not one.open_criteria):
        raise Refused(Text(f"{one.number} 已验收。", f"{one.number} is accepted."), KEPT)


def _check_undecided(one: ServiceRequest) -> None:
    if one.state not in UNDECIDED:
        raise Refused(Text(f"{one.number} 已决定。", f"{one.number} is decided."), KEPT)


def _check_whole(one: ServiceRequest, lacks: Sequence[Text]) -> None:
    if lacks:
        zh, en = ";".join(each.zh for each in lacks), "; ".join(each.en for each in lacks)
        raise Refused(
            Text(f"{one.number} 的申请表还缺:{zh}。", f"The form of {one.number} lacks: {en}."),
            KEPT, Text("补齐后再送。", "Fill it in first."),
        )  # fmt: skip
