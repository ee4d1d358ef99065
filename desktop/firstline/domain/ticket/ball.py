"""Who has the ball: the party that must act next on a ticket (requirements S19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.domain.ticket.ticket import Event, EventKind, Leg, Status, Ticket
from firstline.domain.words import Text

_K = EventKind


class Party(StrEnum):
    """The parties that a ticket can wait for."""

    US = "us"
    REQUESTER = "requester"
    VENDOR = "vendor"
    NOBODY = "nobody"


PARTY_NAMES = {
    Party.US: Text("我方", "Us"),
    Party.REQUESTER: Text("报告人", "Requester"),
    Party.VENDOR: Text("厂商", "Vendor"),
    Party.NOBODY: Text("无人", "Nobody"),
}


@dataclass(frozen=True, slots=True)
class Ball:
    """Who must act next (`who` is a person's name or ""), since when, and why."""

    party: Party
    who: str
    since: datetime
    why: Text


def ball(ticket: Ticket) -> Ball:
    """Return who has the ball, from the status and from what came after it.

    A hand-off that the vendor has not received leaves the ball with us (sla.md R5); a word from
    the requester while we wait for one gives it back to us.
    """
    party, why, since = _holder(ticket)
    who = {Party.US: ticket.assignee, Party.REQUESTER: ticket.requester}.get(party, "")
    return Ball(party, who, since, why)


def _holder(ticket: Ticket) -> tuple[Party, Text, datetime]:
    since = _status_since(ticket)
    match ticket.status:
        case Status.CLOSED | Status.CANCELLED | Status.DUPLICATE:
            return Party.NOBODY, Text("工单已结束", "the ticket has ended"), since
        case Status.RESOLVED:
            return Party.REQUESTER, Text("请确认已恢复", "to confirm the restoration"), since
        case Status.WAITING_REQUESTER:
            return _with_requester(ticket, since)
        case Status.WITH_VENDOR:
            return _with_vendor(ticket, since)
        case Status.WAITING_CUSTOMER_INFO:
            return Party.US, Text("厂商等我方资料", "the vendor waits for our information"), since
        case Status.NEW if not ticket.assignee:
            return Party.US, Text("还没有受理人", "nobody is assigned yet"), since
        case _:
            return Party.US, Text("由我方处理", "we are working on it"), since


def _with_requester(ticket: Ticket, since: datetime) -> tuple[Party, Text, datetime]:
    answer = _first(
        event
        for event in ticket.events
        if event.kind is _K.MESSAGE and event.leg is not Leg.VENDOR and event.at >= since
    )
    if answer:
        return Party.US, Text("报告人已回话", "the requester has answered"), answer.at
    return Party.REQUESTER, Text("等待报告人答复", "we wait for an answer"), since


def _with_vendor(ticket: Ticket, since: datetime) -> tuple[Party, Text, datetime]:
    receipt = received(ticket)
    if receipt is None:
        return Party.US, Text("厂商尚未收到", "the vendor has not received it"), since
    if not any(one.kind is _K.RESPONDED and one.leg is Leg.VENDOR for one in ticket.events):
        got = receipt.received_at or receipt.at
        return Party.VENDOR, Text("等待厂商首次响应", "first response is awaited"), max(got, since)
    return Party.VENDOR, Text("厂商处理中", "the vendor is working on it"), since


def received(ticket: Ticket) -> Event | None:
    """Return the first hand-off that starts the vendor's clock, or None (sla.md, settled edges)."""
    return _first(
        event
        for event in ticket.events
        if event.kind is _K.HANDED_OFF and (event.received_at or event.proof)
    )


_ENTERS: dict[Status, tuple[tuple[EventKind, Leg | None], ...]] = {
    Status.NEW: ((_K.REPORTED, None),),
    Status.TRIAGED: ((_K.TRIAGED, None),),
    Status.IN_PROGRESS: ((_K.STARTED, None), (_K.REOPENED, None)),
    Status.WAITING_REQUESTER: ((_K.PAUSED, Leg.INTERNAL),),
    Status.WITH_VENDOR: ((_K.HANDED_OFF, None), (_K.PAUSED, Leg.INTERNAL)),
    Status.WAITING_CUSTOMER_INFO: ((_K.PAUSED, Leg.VENDOR),),
    Status.RESOLVED: ((_K.RESOLVED, None),),
    Status.CLOSED: ((_K.CLOSED, None),),
    Status.CANCELLED: ((_K.CANCELLED, None),),
    Status.DUPLICATE: ((_K.DUPLICATE, None),),
}


def _status_since(ticket: Ticket) -> datetime:
    enters = _ENTERS[ticket.status]
    entered = _first(
        event for event in reversed(ticket.events) if (event.kind, event.leg) in enters
    )
    return entered.at if entered else ticket.created_at


def _first(events: Iterable[Event]) -> Event | None:
    return next(iter(events), None)
