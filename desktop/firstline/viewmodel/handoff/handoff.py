"""The vendor lane's inline acts: hand-off, receipt, reply, request for information, answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from firstline.domain.contact import log as contact_log
from firstline.domain.contact.acts import NewContact, vendor_reply
from firstline.domain.contact.log import Channel, Direction, contacts_of
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.moves import hand_off, log, move
from firstline.domain.errors import BadInput, Refused
from firstline.domain.routing.vendor_expert import name_expert, vendor_expert
from firstline.domain.ticket.ball import received
from firstline.domain.ticket.statuses import CHART, was_handed_off
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Status, Ticket
from firstline.domain.words import Text
from firstline.viewmodel import times

CHANNELS_KEY = "reply_channels"
MOST = 200  # people whose last channel this device remembers
NO_REPLY = Refused(
    Text(
        "厂商还没有收到这张工单,不能登记回复。",
        "The vendor has not received this ticket: no reply yet.",
    ),
    next_step=Text("先登记交接和收到时间。", "Record the hand-off and its receipt first."),
)
Maker = Callable[[Ticket, Stamp], Edit]


class LaneAct(StrEnum):
    """What can be recorded in the vendor lane."""

    HAND_OFF = "hand_off"
    RECEIPT = "receipt"
    REPLIED = "replied"
    ASKS_INFO = "asks_info"
    INFO_SENT = "info_sent"
    EXPERT = "expert"


LABELS: Mapping[LaneAct, Text] = {
    LaneAct.HAND_OFF: Text("交接厂商", "Hand off"),
    LaneAct.RECEIPT: Text("登记收到", "Record receipt"),
    LaneAct.REPLIED: Text("厂商已回复", "Vendor replied"),
    LaneAct.ASKS_INFO: Text("厂商要资料", "Vendor asks for info"),
    LaneAct.INFO_SENT: Text("资料已发", "Info sent"),
    LaneAct.EXPERT: Text("厂商专家", "Vendor's expert"),
}


@dataclass(frozen=True, slots=True)
class VendorForm:
    """What the inline form holds, as typed; an empty time is now."""

    act: LaneAct
    when: str = ""
    case_no: str = ""
    proof: str = ""
    text: str = ""
    channel: str = ""
    person: str = ""


def offered(ticket: Ticket) -> tuple[LaneAct, ...]:
    """Return the acts that the state chart and the log allow now; illegal ones are absent."""
    with_vendor = ticket.status in (Status.WITH_VENDOR, Status.WAITING_CUSTOMER_INFO)
    acts: list[LaneAct] = []
    if not with_vendor and Status.WITH_VENDOR in CHART[ticket.status].next:
        acts.append(LaneAct.HAND_OFF)
    if with_vendor and received(ticket) is None:
        acts.append(LaneAct.RECEIPT)
    elif ticket.is_open and was_handed_off(ticket) and received(ticket):
        acts.append(LaneAct.REPLIED)
        if ticket.status is Status.WITH_VENDOR:
            acts.append(LaneAct.ASKS_INFO)
    if ticket.status is Status.WAITING_CUSTOMER_INFO:
        acts.append(LaneAct.INFO_SENT)
    if ticket.is_open and received(ticket):
        acts.append(LaneAct.EXPERT)
    return tuple(acts)


def makers(form: VendorForm, ticket: Ticket, now: datetime, zone: tzinfo) -> Maker:
    """Return what makes the edit that `form` asks for.

    Raises BadInput when the time cannot be read, has not come yet or lies before the report, or
    when a receipt has neither a time nor a proof.
    """
    at = times.read(form.when, now, zone)
    if form.when and at < ticket.created_at.replace(second=0, microsecond=0):
        raise BadInput(
            Text("这个时间早于报告时间。", "That time lies before the report."),
        )
    at = max(at, ticket.created_at)  # the minute of the report, typed without its seconds
    return {
        LaneAct.HAND_OFF: _hand_off,
        LaneAct.RECEIPT: _receipt,
        LaneAct.REPLIED: _replied,
        LaneAct.ASKS_INFO: _asks_info,
        LaneAct.INFO_SENT: _info_sent,
        LaneAct.EXPERT: _expert,
    }[form.act](form, at)


def _hand_off(form: VendorForm, at: datetime) -> Maker:
    got = at if form.when or form.proof else None

    def make(ticket: Ticket, stamp: Stamp) -> Edit:
        sent = min(stamp.at, got) if got else stamp.at
        return hand_off(
            ticket, stamp, at=sent, received_at=got, case_no=form.case_no, proof=form.proof
        )

    return make


def _receipt(form: VendorForm, at: datetime) -> Maker:
    if not (form.when or form.proof or form.case_no):
        raise BadInput(
            Text("请写收到时间、单号或凭证。", "Give the time, the case number or a proof."),
        )

    def make(ticket: Ticket, stamp: Stamp) -> Edit:
        return hand_off(
            ticket, stamp, at=min(_handed_off_at(ticket) or at, at), received_at=at,
            case_no=form.case_no, proof=form.proof or form.case_no,
        )  # fmt: skip

    return make


def _handed_off_at(ticket: Ticket) -> datetime | None:
    sent = [event.at for event in ticket.events if event.kind is EventKind.HANDED_OFF]
    return sent[-1] if sent else None


def _replied(form: VendorForm, at: datetime) -> Maker:
    if form.channel not in set(Channel):
        raise BadInput(
            Text("请选择厂商用哪个渠道回复。", "Say by which channel the vendor replied."),
        )
    contact = NewContact(Channel(form.channel), Direction.IN, Leg.VENDOR, at, form.text,
                         form.person)  # fmt: skip
    return lambda ticket, stamp: vendor_reply(ticket, contact, stamp, form.proof)


def usual_person(ticket: Ticket) -> str:
    """Return who of the vendor spoke last, else the expert whom they assigned, "" for nobody."""
    spoke = [one.person for one in contacts_of(ticket) if one.party is Leg.VENDOR and one.person]
    return spoke[-1] if spoke else vendor_expert(ticket)


def usual_channel(ticket: Ticket, person: str, known: Mapping[str, str]) -> Channel:
    """Return the channel last used with this person, here or (`known`) on another ticket.

    Nobody's is the one last used with the vendor on this ticket, then on any.
    """
    who = person.strip().casefold()
    same = [one for one in contacts_of(ticket) if one.person.strip().casefold() == who]
    found = (
        (same[-1].channel if same and who else "") or (known.get(who, "") if who else "")
        or contact_log.usual_channel(ticket, Leg.VENDOR) or known.get("", "")
    )  # fmt: skip
    return Channel(found) if found in set(Channel) else Channel.PHONE


def remembered(form: VendorForm, known: Mapping[str, str]) -> dict[str, str]:
    """Return the channels last used by person with the one of `form` added, the latest last."""
    who = form.person.strip().casefold()
    kept = {name: channel for name, channel in known.items() if name not in ("", who)}
    return dict([*[*kept.items()][-MOST:], (who, form.channel), ("", form.channel)])


def _asks_info(form: VendorForm, at: datetime) -> Maker:
    def make(ticket: Ticket, stamp: Stamp) -> Edit:
        event = Event(
            "", EventKind.PAUSED, at, at, leg=Leg.VENDOR, text=form.text, proof=form.proof,
            reason="waiting_customer_info",
        )  # fmt: skip
        return log(ticket, event, stamp)

    return make


def _expert(form: VendorForm, at: datetime) -> Maker:
    del at  # it is noted now, and moves no clock
    return lambda ticket, stamp: name_expert(ticket, form.text, stamp)


def _info_sent(form: VendorForm, at: datetime) -> Maker:
    def make(ticket: Ticket, stamp: Stamp) -> Edit:
        return move(ticket, Status.WITH_VENDOR, stamp, at=at, text=form.text)

    return make
