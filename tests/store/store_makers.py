"""What the store's tests share: a clock that is easy to foresee, and short ways to make edits."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

from firstline.domain.edits.edits import Edit, Stamp, open_ticket
from firstline.domain.ids import derived_id
from firstline.domain.instants import epoch
from firstline.domain.sla.timer import Metric, State, Timer
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import EventKind, Leg, Priority, Status, Ticket
from firstline.store.store import Store

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
HOUR_S = 3600
TARGET_HOURS = {Priority.P1: 4, Priority.P2: 8, Priority.P3: 24, Priority.P4: 72}
_PAUSING = (Status.WAITING_REQUESTER, Status.WITH_VENDOR)


@dataclass(frozen=True, slots=True)
class RoundTheClock:
    """A desk with one agreement: so many hours by priority, from the creation, round the clock."""

    fingerprint: str = "round the clock"
    factor: int = 1

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:
        """Return the one resolution clock of `ticket`."""
        start = epoch(ticket.created_at)
        target = TARGET_HOURS[ticket.priority] * HOUR_S * self.factor
        plain = Timer("hours", Leg.INTERNAL, Metric.RESOLUTION, 1, State.RUNNING, start,
                      anchor=start, target_s=target)  # fmt: skip
        if not ticket.is_open:
            ends = [one for one in ticket.events if one.kind is EventKind.RESOLVED]
            end = epoch(ends[-1].at) if ends else start
            state = State.MET if end - start <= target else State.BREACHED
            return (_at(plain, start, target, state, end),)
        if ticket.status in _PAUSING:
            return (Timer("hours", Leg.INTERNAL, Metric.RESOLUTION, 1, State.PAUSED, start,
                          anchor=start, target_s=target, counted_s=HOUR_S),)  # fmt: skip
        return (_at(plain, start, target, State.RUNNING, None),)


def _at(plain: Timer, start: int, target: int, state: State, end: int | None) -> Timer:
    due = start + target
    return Timer(
        plain.agreement, plain.leg, plain.metric, 1, state, start, due, due,
        due - target // 4, target, 0, start, end,
    )  # fmt: skip


@dataclass(slots=True)
class Maker:
    """Makes stamps with foreseeable ids, a second apart."""

    actor: str = "我"
    salt: str = ""
    numbers: Iterator[int] = field(default_factory=count)

    def stamp(self, at: datetime | None = None) -> Stamp:
        """Return the next stamp."""
        n = next(self.numbers)
        return Stamp(derived_id(self.salt, str(n)), at or NOW + timedelta(seconds=n), self.actor)

    def open(self, name: str, at: datetime | None = None, **fields: Value) -> Edit:
        """Return the edit that opens the ticket whose id is derived from `name`."""
        values: dict[str, Value] = {"title": f"工单 {name}", **fields}
        return open_ticket(self.stamp(at), ticket_id(name), values)


def ticket_id(name: str) -> str:
    """Return the id of the ticket called `name`."""
    return derived_id("ticket", name)


def open_store(folder: Path, *, patience_s: float = 5.0, me: str = "我") -> Store:
    """Open the store of the profile in `folder`."""
    return Store.open(folder, RoundTheClock(), now=NOW, me=me, patience_s=patience_s)
