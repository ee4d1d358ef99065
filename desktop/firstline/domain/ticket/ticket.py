"""The ticket: what it is now, and the append-only log of everything that happened to it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from firstline.domain.values import dataclass, field

NO_DATA: Mapping[str, str] = MappingProxyType({})


class TicketType(StrEnum):
    """What kind of case it is (requirements S11, A3)."""

    INCIDENT = "incident"
    REQUEST = "request"
    QUESTION = "question"
    IMPROVEMENT = "improvement"


class Priority(StrEnum):
    """P1 urgent, P2 high, P3 normal, P4 low."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Leg(StrEnum):
    """Internal: our promise to the shop floor. Vendor: the vendor's promise to us (sla.md R3)."""

    INTERNAL = "internal"
    VENDOR = "vendor"


class Status(StrEnum):
    """Where a ticket stands; what each does to both clocks is in `statuses.CHART`."""

    NEW = "new"
    TRIAGED = "triaged"
    IN_PROGRESS = "in_progress"
    WAITING_REQUESTER = "waiting_requester"
    WITH_VENDOR = "with_vendor"
    WAITING_CUSTOMER_INFO = "waiting_customer_info"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"


class EventKind(StrEnum):
    """What can happen to a ticket. The first block moves clocks, in the order that breaks ties."""

    REPORTED = "reported"
    HANDED_OFF = "handed_off"
    ACKNOWLEDGED = "acknowledged"
    RESPONDED = "responded"
    PAUSED = "paused"
    RESUMED = "resumed"
    PRIORITY = "priority"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    MERGED = "merged"
    DUPLICATE = "duplicate"
    TRIAGED = "triaged"
    STARTED = "started"
    CLOSED = "closed"

    MESSAGE = "message"  # the requester's or vendor's own words, inbound
    NOTE = "note"  # ours alone
    CHANGED = "changed"  # a field; data: field, old, new
    ATTACHED = "attached"  # data: sha256, name, size, media
    DETACHED = "detached"  # data: sha256, name
    VERDICT = (
        "verdict"  # another system's own judgement, kept beside ours; data: source, metric, met
    )
    ENTRY = "entry"  # a booking in a list that only grows, such as a ledger; data says what
    UNKNOWN = "unknown"  # a later version's kind, kept as it came; data["kind"] is its name


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, never overwritten (sla.md R2).

    `at` is when the person did it, with that device's offset; `received_at` is when the other
    side got it, or None. `leg` None holds for both legs. `proof` is a text or a file's name.
    """

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
    data: Mapping[str, str] = field(default_factory=lambda: NO_DATA)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file held by content: its SHA-256 names it, `name` is only shown."""

    sha256: str
    name: str
    size: int
    media: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that moved on both sides: the shown value is theirs, ours is kept here."""

    edit: str
    field: str
    mine: str
    theirs: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A tracked case as it stands after every event in `events` (ordered as they were appended)."""

    id: str
    number: str
    title: str
    created_at: datetime
    updated_at: datetime
    body: str = ""
    type: TicketType = TicketType.INCIDENT
    status: Status = Status.NEW
    priority: Priority = Priority.P3
    vendor_priority: Priority | None = None
    impact: int = 3
    urgency: int = 2
    modifiers: tuple[str, ...] = ()
    site: str = ""
    product: str = ""
    module: str = ""
    channel: str = ""
    requester: str = ""
    assignee: str = ""
    case_no: str = ""
    tags: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    extra: Mapping[str, str] = field(default_factory=lambda: NO_DATA)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status not in CLOSED_STATUSES


CLOSED_STATUSES = frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.DUPLICATE})

TEXT_FIELDS = (
    "title", "body", "site", "product", "module", "channel", "requester", "assignee", "case_no",
)  # fmt: skip
