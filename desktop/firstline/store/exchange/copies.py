"""The portals' copies as they are stored: table `base`, written only by what a portal said."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from firstline.domain.edits.codec import canonical, ticket_from_json, ticket_to_json
from firstline.domain.edits.entity import Entity, entity_from_json, entity_to_json
from firstline.domain.ticket.ticket import Conflict, Event, Ticket
from firstline.domain.values import dataclass, field, replace
from firstline.store.exchange.pour import pour
from firstline.store.queue.rows import readable
from firstline.store.shown.shown import list_of

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Base:
    """One record as a portal has it; `key` None is one that is not written yet.

    `state` is put, gone or hidden; `doc` is the JSON text of the copy as it came or as we write
    it, "" where nothing is kept of it. `pulled` marks the first pull that saw it last.
    """

    kind: str
    id: str
    portal: str = ""
    doc: str = ""
    state: str = "put"
    remote: str = ""
    version: str = ""
    rev: int = 0
    seq: int = 0
    pulled: int = 0
    key: int | None = None
    made: Ticket | Entity | None = field(default=None, compare=False)

    @readable
    def ticket(self) -> Ticket:
        """Return the copy as a ticket."""
        return self.made if isinstance(self.made, Ticket) else ticket_from_json(self.json())

    @readable
    def entity(self) -> Entity:
        """Return the copy as a record of another kind."""
        return self.made if isinstance(self.made, Entity) else entity_from_json(self.json())

    def json(self) -> Json:
        """Return the copy's document."""
        doc: Json = json.loads(self.doc)
        return doc

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the conflicts that stand on the copy."""
        if not self.doc:
            return ()
        return self.ticket().conflicts if self.kind == "ticket" else self.entity().conflicts

    def made_events(self) -> tuple[Event, ...]:
        """Return the log of the copy."""
        return self.ticket().events if self.kind == "ticket" else self.entity().events

    def without_conflicts_of(self, edit_id: str) -> "Base":
        """Return the copy without what `edit_id` wanted otherwise."""
        kept = tuple(one for one in self.conflicts() if one.edit != edit_id)
        if self.kind == "ticket":
            return self.with_made(replace(self.ticket(), conflicts=kept))
        return self.with_made(replace(self.entity(), conflicts=kept))

    def with_made(self, made: Ticket | Entity) -> "Base":
        """Return the copy with another content, both as a value and as its text."""
        plain = ticket_to_json(made) if isinstance(made, Ticket) else entity_to_json(made)
        return replace(self, doc=canonical(plain), made=made)


TABLE = "base"
_COLUMNS = ("kind", "id", "portal", "doc", "state", "remote", "version", "rev", "seq", "pulled")
_values = attrgetter(*_COLUMNS)
_SELECT = f"SELECT {', '.join(_COLUMNS)}, key FROM base"
_UPDATE = f"UPDATE base SET {', '.join(f'{one}=?' for one in _COLUMNS[2:])} WHERE key=?"
_MARK = "UPDATE base SET pulled=?, version=?, rev=?, seq=? WHERE key=?"


def bases_of(raw: sqlite3.Connection, kind: str, ids: Iterable[str]) -> dict[str, Base]:
    """Return those of the records that a portal told of, by id."""
    listed, values = list_of(ids)
    rows = raw.execute(f"{_SELECT} WHERE id IN {listed} AND kind=?", (*values, kind))
    return {row[1]: Base(*row) for row in rows}


def known_as(
    raw: sqlite3.Connection, portal: str, kind: str, remotes: Iterable[str]
) -> dict[str, str]:
    """Return our ids of the records that `portal` knows by these ids of its own."""
    listed, values = list_of(remotes)
    sql = f"SELECT remote, id FROM base WHERE portal=? AND remote IN {listed} AND kind=?"
    return dict(raw.execute(sql, (portal, *values, kind)))


def write(raw: sqlite3.Connection, bases: Iterable[Base]) -> None:
    """Write copies over their rows, or as new rows where they have none."""
    fresh, old = [], []
    for one in bases:
        values = _values(one)
        if one.key is None:
            fresh.append(values)
        else:
            old.append((*values[2:], one.key))  # what names it stays, and so does its index
    pour(raw, TABLE, _COLUMNS, fresh)
    raw.executemany(_UPDATE, old)


def mark(raw: sqlite3.Connection, bases: Iterable[Base]) -> None:
    """Note that copies were seen again as they are."""
    raw.executemany(_MARK, [(one.pulled, one.version, one.rev, one.seq, one.key) for one in bases])


def unseen(raw: sqlite3.Connection, portal: str, mark: int) -> list[Base]:
    """Return the copies of `portal` whose mark is an earlier one."""
    sql = f"{_SELECT} WHERE portal=? AND pulled<? AND state='put'"
    return [Base(*row) for row in raw.execute(sql, (portal, mark))]


def count(raw: sqlite3.Connection, portal: str) -> int:
    """Return how many tickets of `portal` there are."""
    sql = "SELECT count(*) FROM base WHERE portal=? AND state='put' AND kind='ticket'"
    found: int = raw.execute(sql, (portal,)).fetchone()[0]
    return found
