"""What is shown: writes a ticket, its queue row and its clocks, always all three together."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from firstline.domain.ticket import Ticket
from firstline.store.rows import (
    TICKET_COLUMNS,
    Clocks,
    ticket_from_text,
    ticket_to_text,
    ticket_values,
    timer_texts,
)
from firstline.store.settings import get_setting

SYNC_ORDER = ("synced", "waiting", "held", "refused")  # the worst one of a ticket is shown


@dataclass(frozen=True, slots=True)
class Desk:
    """What every write needs: the connection, the clocks, who I am and how texts are spelled."""

    raw: sqlite3.Connection
    clocks: Clocks
    me: str
    initials: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket as it is shown, with its row key and the sync state of its edits."""

    key: int
    ticket: Ticket
    sync: str


_COLUMNS = (*TICKET_COLUMNS, "sync", "waiting", "unread", "draft")
_INSERT = f"INSERT INTO ticket({','.join(_COLUMNS)}) VALUES({','.join('?' * len(_COLUMNS))})"
_UPDATE = f"UPDATE ticket SET {','.join(f'{name}=?' for name in _COLUMNS)} WHERE key=?"
_PUT_DOC = (
    "INSERT INTO ticket_doc(key, timer, timers, doc) VALUES(?,?,?,?) ON CONFLICT(key)"
    " DO UPDATE SET timer=excluded.timer, timers=excluded.timers, doc=excluded.doc"
)


def load(raw: sqlite3.Connection, ticket_id: str) -> Shown | None:
    """Return the shown ticket with this id, or None."""
    found = raw.execute(
        "SELECT t.key, d.doc, t.sync FROM ticket t JOIN ticket_doc d ON d.key = t.key"
        " WHERE t.id = ?",
        (ticket_id,),
    ).fetchone()
    return Shown(found[0], ticket_from_text(found[1]), found[2]) if found else None


def put(desk: Desk, ticket: Ticket, sync: str, key: int | None) -> int:
    """Write `ticket` over the row `key`, or as a new row; return its key.

    Its clocks, tags, flags and search entry are written with it.
    """
    raw = desk.raw
    timers = desk.clocks.timers(ticket)
    flags = (
        sync, is_waiting(raw, sync), is_unread(desk, ticket),
        key is not None and has_draft(raw, ticket.id),
    )  # fmt: skip
    values = (*ticket_values(ticket, timers), *flags)
    if key is None:
        key = int(raw.execute(_INSERT, values).lastrowid or 0)
    else:
        raw.execute(_UPDATE, (*values, key))
        raw.execute("DELETE FROM ticket_tag WHERE key=?", (key,))
    raw.execute(_PUT_DOC, (key, *timer_texts(timers), ticket_to_text(ticket)))
    if ticket.tags:
        raw.executemany(
            "INSERT OR IGNORE INTO ticket_tag(tag, key) VALUES(?,?)",
            ((tag, key) for tag in ticket.tags),
        )
    return key


def remove(desk: Desk, key: int) -> None:
    """Take a ticket off every list; its edits stay."""
    for table in ("ticket", "ticket_doc", "ticket_tag"):
        desk.raw.execute(f"DELETE FROM {table} WHERE key=?", (key,))


def is_waiting(raw: sqlite3.Connection, sync: str) -> bool:
    """Whether the ticket has something to send: never, while there is no portal to send it to."""
    return sync == "waiting" and bool(get_setting(raw, "portals", []))


def is_unread(desk: Desk, ticket: Ticket) -> bool:
    """Whether an open ticket holds anything by somebody else that was not yet looked at."""
    if not ticket.is_open:
        return False
    others = count_others(desk, ticket)
    if not others:
        return False
    found = desk.raw.execute("SELECT events FROM seen WHERE id=?", (ticket.id,)).fetchone()
    return others > (found[0] if found else 0)


def count_others(desk: Desk, ticket: Ticket) -> int:
    """Return how many events of the ticket somebody else made."""
    return sum(event.actor not in ("", desk.me) for event in ticket.events)


def has_draft(raw: sqlite3.Connection, ticket_id: str) -> bool:
    """Whether a reply or a note for this ticket is being written."""
    found = raw.execute(
        "SELECT 1 FROM draft WHERE key IN (?,?) LIMIT 1",
        (f"reply:{ticket_id}", f"note:{ticket_id}"),
    ).fetchone()
    return found is not None
