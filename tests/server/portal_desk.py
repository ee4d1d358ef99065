"""A portal in memory and people who act on it, for the tests of the server."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from firstline.domain.edits.codec import edit_to_json, ticket_from_json
from firstline.domain.edits.edit import Change, Edit
from firstline.domain.edits.edits import Stamp, open_ticket, reply, set_field
from firstline.domain.edits.rebase import rebase
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Ticket
from firstline.portal.native_wire import WireOp, WireResult
from firstline_portal.core import Core
from firstline_portal.database import Database
from firstline_portal.people import Person, add_person, person_named
from firstline_portal.rights import Role

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_NAMES = itertools.count()


@dataclass
class Desk:
    """A core, the present instant, and everybody's last n."""

    core: Core
    now: datetime = NOW
    heads: dict[str, int] = field(default_factory=dict)

    def later(self, **span: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**span)
        return self.now

    def person(self, name: str, role: Role = Role.SUPERUSER, *plants: str) -> Person:
        """Return a person who may act, made at need."""
        self.token(name, role, *plants)
        with self.core.database.read() as connection:
            found = person_named(connection, name)
        assert found is not None
        return found

    def token(self, name: str, role: Role = Role.SUPERUSER, *plants: str) -> str:
        """Return a new token of a person."""
        return self.core.database.write(lambda one: add_person(one, name, role, plants, self.now))

    def op(self, edit: Edit, device: str = "d1", plant: str = "") -> WireOp:
        """Return the edit as the device's next op."""
        self.heads[device] = self.heads.get(device, 0) + 1
        return WireOp(n=self.heads[device], edit=edit_to_json(edit), plant=plant)

    def do(self, who: Person, edit: Edit, device: str = "", plant: str = "") -> WireResult:
        """Push one edit and return its result."""
        device = device or f"d-{who.name}"
        done = self.core.push(who, device, [self.op(edit, device, plant)], self.now)
        return done.results[0]

    def ticket(self, who: Person, ticket_id: str) -> Ticket:
        """Return a ticket as the person sees it."""
        (line,) = self.core.fetch(who, [("ticket", ticket_id)])
        assert line.doc is not None, f"{ticket_id} is not seen"
        return ticket_from_json(doc_of(line))

    def ticket_after(self, edit: Edit) -> Ticket:
        """Return the ticket that an opening edit makes, before anybody has it."""
        made = rebase(None, (edit,))
        assert made is not None
        return made

    def pull(self, who: Person, cursor: str | None = None, limit: int = 100) -> "Pulled":
        """Pull until nothing is left."""
        told = Pulled(cursor)
        more = True
        while more:
            if told.cursor is None or told.cursor.startswith("s."):
                sheet = self.core.snapshot(who, told.cursor, limit, self.now)
            else:
                sheet = self.core.changes(who, told.cursor, limit, self.now)
            told.take([one.record().model_dump() for one in sheet.lines], sheet.cursor)
            more = sheet.more
        return told


@dataclass
class Pulled:
    """What a pull told: every line in order, and the state they add up to."""

    cursor: str | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)
    docs: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def take(self, records: list[dict[str, Any]], cursor: str) -> None:
        """Apply one page."""
        self.lines += records
        self.cursor = cursor
        for one in records:
            if one["state"] == "put":
                self.docs[one["kind"], one["id"]] = one
            else:
                self.docs.pop((one["kind"], one["id"]), None)


def doc_of(line: Any) -> dict[str, Any]:
    """Return a line's document."""
    return dict(line.record().doc)


def new_desk(address: str = "sqlite://") -> Desk:
    """Return a portal with empty tables."""
    core = Core(Database(address))
    core.prepare(NOW)
    return Desk(core)


def stamp(actor: str = "", at: datetime = NOW) -> Stamp:
    """Return a stamp with an id of its own."""
    return Stamp(derived_id("server-test", str(next(_NAMES))), at, actor)


def opening(title: str = "库存账不平", **fields: Any) -> Edit:
    """Return the edit that opens a new ticket."""
    made = stamp()
    return open_ticket(made, derived_id(made.id, "ticket"), {"title": title, **fields})


def comment(ticket: Ticket, text: str, *, internal: bool = False) -> Edit:
    """Return the edit that replies or notes."""
    return reply(ticket, text, stamp(), internal=internal)


def change(ticket: Ticket, name: str, to: Any) -> Edit:
    """Return the edit of one plain field."""
    return set_field(ticket, name, to, stamp())


def entity_edit(kind: str, entity: str, act: str = "open", **fields: Any) -> Edit:
    """Return an edit of a record that is no ticket."""
    made = stamp()
    changes = tuple(Change(name, value) for name, value in fields.items())
    return Edit(made.id, entity, act, made.at, "", kind, changes)
