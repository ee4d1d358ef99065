"""The shapes of ordinary REST, which only other integrators use."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from firstline.domain.ticket.ticket import Priority, Status, TicketType
from firstline.portal.native_wire import WireEnrolled

_Name = Field(default=None, max_length=200)


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class TicketShape(_Shape):
    """A ticket: its whole document, and the revision that If-Match quotes."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    number: str
    rev: int
    plant: str
    doc: Mapping[str, Any]


class TicketList(_Shape):
    """A page of tickets, the newest change first; `next` is the page after it, "" at the end."""

    tickets: tuple[TicketShape, ...]
    total: int
    next: str


class TicketDeleted(_Shape):
    """A ticket that was deleted."""

    id: str
    rev: int


class _TicketFields(_Shape):
    """The plain fields; null leaves a field as it is, for none of them can be absent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    body: str | None = Field(default=None, max_length=1_000_000)
    type: TicketType | None = None
    priority: Priority | None = None
    impact: int | None = Field(default=None, ge=1, le=3)
    urgency: int | None = Field(default=None, ge=1, le=3)
    site: str | None = _Name
    product: str | None = _Name
    module: str | None = _Name
    channel: str | None = _Name
    requester: str | None = _Name
    assignee: str | None = _Name
    case_no: str | None = _Name
    tags: tuple[str, ...] | None = Field(default=None, max_length=50)


class TicketNew(_TicketFields):
    """POST /tickets: a new ticket; `plant` is one of the caller's, by default the first."""

    title: str = Field(min_length=1, max_length=400)
    plant: str = Field(default="", max_length=60)


class TicketPatch(_TicketFields):
    """PATCH /tickets/ID (RFC 7396): the fields to change; `reply` and `note` add a text."""

    title: str | None = Field(default=None, min_length=1, max_length=400)
    status: Status | None = None
    reason: str | None = Field(default=None, max_length=400)
    reply: str | None = Field(default=None, max_length=1_000_000)
    note: str | None = Field(default=None, max_length=1_000_000)


class DeviceList(_Shape):
    """The devices that the caller may see."""

    devices: tuple[WireEnrolled, ...]
