"""What the tests of sync share: profiles, a desk in memory, a clock that is moved by hand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket
from firstline.domain.edits.entity import Entity
from firstline.domain.health import sheet as sheets
from firstline.domain.health.columns import Sheet
from firstline.domain.ids import derived_id
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.portal.base import Capabilities, Portal
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.store.store import Store
from firstline.sync.faultpoints import At, nowhere
from firstline.sync.plan import Moment, Plan
from firstline.sync.report import MOST, Asked, Batch, RoundReport
from firstline.sync.round import run_round
from firstline.sync.trip import Hooks

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PORTAL = "desk"


@dataclass(frozen=True, slots=True)
class NoClocks:
    """A desk without agreements."""

    fingerprint: str = "none"

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:  # noqa: ARG002 - as every desk
        """Return no clock."""
        return ()


def open_profile(folder: Path, me: str = "我") -> Store:
    """Open the profile in `folder`, with one portal set up."""
    store = Store.open(folder, NoClocks(), now=NOW, me=me)
    store.put("portals", [{"name": PORTAL, "kind": "native", "url": ""}])
    return store


@dataclass(slots=True)
class Person:
    """Somebody at a profile, who acts and syncs; `wrap` may stand between them and the desk."""

    store: Store
    desk: MemoryDesk
    name: str
    now: datetime = NOW
    wrap: Callable[[Portal], Portal] = lambda portal: portal
    numbers: Iterator[int] = field(default_factory=count)

    def stamp(self) -> Stamp:
        """Return the next stamp."""
        n = next(self.numbers)
        return Stamp(derived_id(self.name, str(n)), self.now, self.name)

    def do(self, *edits: Edit) -> None:
        """Perform, and let the time to undo pass."""
        self.store.perform(*edits, now=self.now)
        self.now += timedelta(seconds=11)

    def open(self, name: str, **fields: str) -> Ticket:
        """Record a ticket."""
        self.do(open_ticket(self.stamp(), derived_id("ticket", name), {"title": name, **fields}))
        return self.store.ticket(derived_id("ticket", name))

    def ticket(self, name: str) -> Ticket:
        """Return the ticket as it is shown."""
        return self.store.ticket(derived_id("ticket", name))

    def sync(self, ask: Asked | None = None, at: At = nowhere) -> RoundReport:
        """Carry one round."""
        portal = self.wrap(MemoryPortal(self.desk, self.name))
        return run_round(
            self.store, portal, PORTAL, clock=lambda: self.now, ask=ask, hooks=Hooks(at)
        )

    def states(self) -> Sequence[str]:
        """Return the states of all edits, in order."""
        every = ("waiting", "held", "refused", "settled", "withdrawn")
        return [one.state for one in self.store.edits(states=every)]


def plan_for(can: Capabilities, at: Moment, *, in_use: bool = True) -> Plan:
    """Return the plan of a portal that is open and can do this; its first round is due at once."""
    most = Batch(can.most_ops, can.most_bytes)
    return Plan(at.s, in_use=in_use, waits=can.waits, most=most, batch=MOST.within(most))


def swap(*people: Person) -> None:
    """Let everybody sync twice, so that each has what the others sent; no round has a problem."""
    for person in (*people, *people):
        assert person.sync().problem is None


def everybody_syncs(*people: Person) -> None:
    """Let everybody sync twice; nothing is held or refused, and no round has a problem."""
    for person in (*people, *people):
        report = person.sync()
        assert (report.held, report.refused, report.problem) == (0, 0, None)


def one(person: Person, kind: str, key: str) -> Entity:
    """Return a record as this person's device shows it."""
    found = person.store.record(kind, key)
    assert found is not None
    return found


def put(person: Person, sheet: Sheet, /, **values: Any) -> str:
    """Let a person record one row of a register; return its id."""
    edit = sheets.new_record(sheet, values, person.stamp(), UTC)
    person.do(edit)
    return edit.entity
