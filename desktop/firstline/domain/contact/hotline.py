"""The hotline card: whom to call when no portal has the ticket, and thirty seconds to read out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from firstline.domain.contact.contact import Contact
from firstline.domain.ticket.statuses import was_handed_off
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.ticket.triage import NAMES
from firstline.domain.words import Text

CALLED = ("hotline", "partner", "centre")
MOST = 3  # contacts on the card
LONGEST = 40  # characters of a title that are read out
_IMPACTS: Mapping[int, Text] = {
    1: Text("全厂都受影响", "the whole plant is affected"),
    2: Text("一个部门或一条产线受影响", "one department or line is affected"),
    3: Text("一个人或一台设备受影响", "one person or device is affected"),
}
_URGENCIES: Mapping[int, Text] = {
    1: Text("已经停下,没有替代办法", "it has stopped, with no workaround"),
    2: Text("能绕行,但很慢", "there is a slow workaround"),
    3: Text("可以等", "it can wait"),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """What the portals know: whether one has the ticket, and whether the network is away."""

    at_portal: bool
    away: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: name, the number to call back, and the zone in which times are said."""

    name: str
    phone: str
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class HotlineCard:
    """Why to call, whom (best first), and what to read out."""

    why: Text
    contacts: tuple[Contact, ...]
    script: Text


def reason(reach: Reach) -> Text | None:
    """Return why a call is the way (requirements S85); None where the portal has the ticket."""
    if reach.away:
        return Text("网络不通,门户收不到新消息:请打电话。",
                    "The network is away and the portal hears nothing: call.")  # fmt: skip
    if not reach.at_portal:
        return Text("门户还没有这张工单(没有送出):请打电话。",
                    "No portal has this ticket (it was never sent): call.")  # fmt: skip
    return None


def to_call(found: Iterable[Contact], product: str) -> tuple[Contact, ...]:
    """Return whom to call for `product`: those meant for it first, then in the card's order."""
    usable = [one for one in found if one.party in CALLED and one.phone]
    wanted = product.casefold()
    for_it = [one for one in usable if wanted and wanted in map(str.casefold, one.products)]
    others = [one for one in usable if one not in for_it and not one.products]
    return tuple((*for_it, *others, *(one for one in usable if one.products))[:MOST])


def card(
    ticket: Ticket, reach: Reach, found: Iterable[Contact], caller: Caller, version: str = ""
) -> HotlineCard | None:
    """Return the card for `ticket`, or None where the portal is the way; see `script`."""
    why = reason(reach)
    if why is None:
        return None
    unique = tuple(dict.fromkeys(to_call(found, ticket.product)))
    return HotlineCard(why, unique, script(ticket, caller, version))


def script(ticket: Ticket, caller: Caller, version: str = "") -> Text:
    """Return what to say in thirty seconds (S85).

    That is product, version, what stopped, since when, impact, our number, and the callback. The
    `version` is the one typed for the hand-off; what nobody knows is left open, to be filled in.
    """
    product = " ".join(one for one in (ticket.product, ticket.module) if one)
    version = version or ticket.extra.get("version", "")
    since = _since(ticket.created_at, caller.zone)
    what = _short(ticket.title)
    impact, urgency = _IMPACTS[ticket.impact], _URGENCIES[ticket.urgency]
    level = NAMES[ticket.priority]
    where = Text(f"{ticket.site}的", f" at {ticket.site}") if ticket.site else Text("", "")
    name = Text(caller.name or "____", caller.name or "____")
    case = Text("", "")
    if ticket.case_no and was_handed_off(ticket):
        case = Text(f",你们的单号 {ticket.case_no}", f", your case {ticket.case_no}")
    return Text(
        f"您好,我是{where.zh}{name.zh}。产品:{product or '____'},版本 {version or '____'}。"
        f"现象:{what}。从 {since.zh} 开始,{impact.zh},{urgency.zh}。"
        f"级别 {ticket.priority} {level.zh}。我方单号 {ticket.number}{case.zh}。"
        f"请回电 {caller.phone or '____'}。",
        f"Hello, this is {name.en}{where.en}. Product: {product or '____'}, version "
        f"{version or '____'}. What happened: {what}. Since {since.en}; {impact.en}; {urgency.en}. "
        f"Level {ticket.priority}, {level.en.lower()}. Our number {ticket.number}{case.en}. "
        f"Please call back {caller.phone or '____'}.",
    )


def _since(at: datetime, zone: tzinfo) -> Text:
    local = at.astimezone(zone)
    return Text(
        f"{local.month} 月 {local.day} 日 {local:%H:%M}", f"{local:%H:%M} on {local:%Y-%m-%d}"
    )


def _short(title: str) -> str:
    plain = " ".join(title.split()).rstrip("。.")
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
