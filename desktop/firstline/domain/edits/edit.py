"""One edit: an intention, made of what was wanted, what was seen and what is added to the log."""

from collections.abc import Mapping
from datetime import datetime

from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Ticket
from firstline.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One field's new value and the value that was on screen when it was chosen."""

    field: str
    to: Value
    seen: Value = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One act of one person on one entity; its id is its idempotency key for ever (house law 4)."""

    id: str
    entity: str
    act: str
    made_at: datetime
    actor: str = ""
    kind: str = "ticket"
    changes: tuple[Change, ...] = ()
    events: tuple[Event, ...] = ()
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who acts, when (device clock, with offset), and the id that the edit will bear."""

    id: str
    at: datetime
    actor: str = ""


def change_of(ticket: Ticket, name: str, to: Value) -> Change:
    """Return the change of the field `name` that has seen what the ticket shows now."""
    return Change(name, to, getattr(ticket, name))


def words_of(value: Value) -> str:
    """Return a field's value as one line of text, "" for none."""
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def edit_of(
    stamp: Stamp, entity: str, act: str, changes: tuple[Change, ...], events: tuple[Event, ...]
) -> Edit:
    """Return the edit that bears the stamp."""
    return Edit(stamp.id, entity, act, stamp.at, stamp.actor, "ticket", changes, events)


def event_of(  # noqa: PLR0913 - every column of a log line
    stamp: Stamp,
    index: int,
    kind: EventKind,
    *,
    at: datetime | None = None,
    received_at: datetime | None = None,
    leg: Leg | None = None,
    text: Value = "",
    reason: str = "",
    proof: str = "",
    priority: Priority | None = None,
    data: Mapping[str, str] | None = None,
) -> Event:
    """Return the `index`-th event of the edit that bears the stamp."""
    return Event(
        f"{stamp.id}.{index}", kind, at or stamp.at, received_at, stamp.actor, leg,
        str(text or ""), reason, proof, priority, data or {},
    )  # fmt: skip
