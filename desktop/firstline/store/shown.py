"""What is shown: writes a ticket, its queue row and its clocks, always all three together."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from firstline.domain.codec_text import ticket_to_text
from firstline.domain.ticket import Ticket
from firstline.domain.values import dataclass
from firstline.store.rows import (
    TICKET_COLUMNS,
    Clocks,
    ticket_from_text,
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
    spell: Callable[[str], str] | None = None  # Chinese as syllables, spaced


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket as it is shown, with its row key and the sync state of its edits."""

    key: int
    ticket: Ticket
    sync: str


_COLUMNS = (*TICKET_COLUMNS, "sync", "waiting", "unread", "draft", "key")
_INSERT = f"INSERT INTO ticket({','.join(_COLUMNS)}) VALUES({','.join('?' * len(_COLUMNS))})"
_UPDATE = f"UPDATE ticket SET {','.join(f'{name}=?' for name in _COLUMNS[:-1])} WHERE key=?"
_INSERT_DOC = "INSERT INTO ticket_doc(timer, timers, doc, key) VALUES(?,?,?,?)"
_UPDATE_DOC = "UPDATE ticket_doc SET timer=?, timers=?, doc=? WHERE key=?"
_LOAD = (
    "SELECT t.id, t.key, d.doc, t.sync FROM ticket t JOIN ticket_doc d ON d.key = t.key"
    " WHERE t.id IN "
)


_FEW = 10


def load(raw: sqlite3.Connection, ticket_ids: Iterable[str]) -> dict[str, Shown]:
    """Return those of the tickets that are shown, by their ids."""
    listed, values = list_of(ticket_ids)
    found = raw.execute(_LOAD + listed, values).fetchall()
    return {one: Shown(key, ticket_from_text(doc), sync) for one, key, doc, sync in found}


def list_of(ids: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the SQL list of `ids` and its values; a long one travels as one JSON text."""
    values = tuple(ids)
    if len(values) > _FEW:
        return "(SELECT value FROM json_each(?))", (json.dumps(values),)
    return f"({','.join('?' * len(values))})", values


@dataclass(frozen=True, slots=True)
class Written:
    """What follows from a ticket and the packs alone, ready to be written.

    `timers` is "" where the clocks are put off; `doc` is the ticket's own text.
    """

    ticket: Ticket
    columns: tuple[Any, ...]
    timer: str
    timers: str
    doc: str


def written(ticket: Ticket, clocks: Clocks, doc: str = "", *, put_off: bool = False) -> Written:
    """Return what is to be written of `ticket`; a `doc` says the same as its own text.

    With `put_off` the clocks of a closed ticket are left for later: nobody waits for them.
    """
    later = put_off and not ticket.is_open
    timers = () if later else clocks.timers(ticket)
    texts = ("", "") if later else timer_texts(timers)
    return Written(ticket, ticket_values(ticket, timers), *texts, doc or ticket_to_text(ticket))


def put(
    desk: Desk, tickets: Iterable[tuple[Ticket, str, int | None]], *,
    ready: Mapping[str, Written] = MappingProxyType({}), looked_at: str = "",
) -> None:  # fmt: skip
    """Write tickets, each with its sync state, over its row, or as a new row where it has none.

    Clocks, tags and flags are written with them; the search index notes them by itself. `ready`
    holds, by id, what is computed already. New tickets count as looked at when `looked_at` says
    so: those of a first pull.
    """
    raw = desk.raw
    has_portal = bool(get_setting(raw, "portals", []))
    highest: int = raw.execute("SELECT coalesce(max(key), 0) FROM ticket").fetchone()[0]
    lines: dict[bool, list[tuple[tuple[Any, ...], tuple[Any, ...]]]] = {True: [], False: []}
    tags: list[tuple[str, int]] = []
    seen: list[tuple[str, int, str]] = []
    for ticket, sync, old_key in tickets:
        fresh = old_key is None
        highest += fresh
        key = highest if old_key is None else old_key
        one = ready.get(ticket.id)
        if one is None or one.ticket is not ticket:
            one = written(ticket, desk.clocks)
        waiting = sync == "waiting" and has_portal  # without a portal nothing waits to be sent
        if fresh and looked_at and ticket.is_open:
            seen.append((ticket.id, count_others(desk, ticket), looked_at))
        unread = not (fresh and looked_at) and is_unread(desk, ticket, fresh=fresh)
        draft = not fresh and has_draft(raw, ticket.id)
        row = (*one.columns, sync, int(waiting), int(unread), int(draft), key)
        lines[fresh].append((row, (one.timer, one.timers, one.doc, key)))
        tags += [(tag, key) for tag in ticket.tags]
    for fresh, row_sql, doc_sql in ((True, _INSERT, _INSERT_DOC), (False, _UPDATE, _UPDATE_DOC)):
        raw.executemany(row_sql, [row for row, _ in lines[fresh]])
        raw.executemany(doc_sql, [doc for _, doc in lines[fresh]])
    raw.executemany("DELETE FROM ticket_tag WHERE key=?", [row[-1:] for row, _ in lines[False]])
    raw.executemany("INSERT OR IGNORE INTO ticket_tag(tag, key) VALUES(?,?)", tags)
    raw.executemany("INSERT OR IGNORE INTO seen(id, events, at) VALUES(?,?,?)", seen)
    _put_off(raw, [doc for several in lines.values() for _, doc in several])


def _put_off(raw: sqlite3.Connection, docs: Sequence[tuple[Any, ...]]) -> None:
    """Note whose clocks are left for later, and whose are not any more."""
    later = [doc[-1:] for doc in docs if not doc[1]]
    if later or raw.execute("SELECT 1 FROM due_pending LIMIT 1").fetchone():
        raw.executemany("DELETE FROM due_pending WHERE key=?", [doc[-1:] for doc in docs])
        raw.executemany("INSERT INTO due_pending(key) VALUES(?)", later)


def remove(desk: Desk, key: int) -> None:
    """Take a ticket off every list; its edits stay."""
    for table in ("ticket", "ticket_doc", "ticket_tag", "due_pending"):
        desk.raw.execute(f"DELETE FROM {table} WHERE key=?", (key,))


def is_unread(desk: Desk, ticket: Ticket, *, fresh: bool) -> bool:
    """Whether an open ticket holds anything by somebody else that was not yet looked at."""
    others = count_others(desk, ticket) if ticket.is_open else 0
    if not others or fresh:
        return others > 0
    found = desk.raw.execute("SELECT events FROM seen WHERE id=?", (ticket.id,)).fetchone()
    return others > (found[0] if found else 0)


def count_others(desk: Desk, ticket: Ticket) -> int:
    """Return how many events of the ticket somebody else made."""
    return len([event for event in ticket.events if event.actor not in ("", desk.me)])


def has_draft(raw: sqlite3.Connection, ticket_id: str) -> bool:
    """Whether a reply or a note for this ticket is being written."""
    found = raw.execute(
        "SELECT 1 FROM draft WHERE key IN (?,?) LIMIT 1",
        (f"reply:{ticket_id}", f"note:{ticket_id}"),
    ).fetchone()
    return found is not None
