"""Reads a ticket's JSON text at the speed of C; what is out of the ordinary the codec reads.

msgspec lives here alone. It takes a text only where each key and each value is exactly what this
version writes, so that nothing of a later version, and nothing odd, can be dropped by it.
"""

import json
from datetime import datetime

import msgspec

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.ticket.ticket import EventKind, Leg, Priority, Status, Ticket, TicketType


class _Event(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: str
    kind: EventKind
    at: datetime
    received_at: datetime | None = None
    actor: str = ""
    leg: Leg | None = None
    text: str = ""
    reason: str = ""
    proof: str = ""
    priority: Priority | None = None
    data: dict[str, str] = {}


class _Attachment(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    sha256: str
    name: str
    size: int
    media: str


class _Conflict(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    edit: str
    field: str
    mine: str
    theirs: str
    at: datetime


class _Ticket(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: str
    number: str
    title: str
    created_at: datetime
    updated_at: datetime
    body: str
    type: TicketType
    status: Status
    priority: Priority
    impact: int
    urgency: int
    site: str
    product: str
    module: str
    channel: str
    requester: str
    assignee: str
    case_no: str
    vendor_priority: Priority | None = None
    modifiers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    events: tuple[_Event, ...] = ()
    attachments: tuple[_Attachment, ...] = ()
    conflicts: tuple[_Conflict, ...] = ()
    extra: dict[str, str] = {}


_PLAIN = msgspec.json.Decoder(_Ticket)


def plain_ticket(text: str) -> Ticket | None:
    """Return the ticket, all its texts being texts; None where the codec must look at it."""
    try:
        return msgspec.convert(_PLAIN.decode(text), Ticket, from_attributes=True)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def read_ticket(text: str) -> Ticket:
    """Return what `codec.ticket_from_json` makes of the text. Raises what that raises."""
    return plain_ticket(text) or ticket_from_json(json.loads(text))
