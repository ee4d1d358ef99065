"""What is shown: writes a ticket, its queue row and its clocks, always all three together."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import ne
from typing import Any

from firstline.domain.edits.codec_text import ticket_to_text
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.values import dataclass
from firstline.store.exchange.pour import pour
from firstline.store.queue.rows import (
    TICKET_COLUMNS,
    Clocks,
    ticket_from_text,
    ticket_values,
    timer_texts,
)
from firstline.store.search import index as search_index
from firstline.store.search.entry import Entry
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
_PLACES = range(len(_COLUMNS))
_TAGS = _COLUMNS.index("tags")
_HELD = f"SELECT {','.join(_COLUMNS)} FROM ticket WHERE key IN (SELECT value FROM json_each(?))"
_DOC_COLUMNS = ("timer", "timers", "doc", "key")
_UPDATE_DOC = "UPDATE ticket_doc SET timer=?, timers=?, doc=? WHERE key=?"
_MAJOR = '"list":"major"'  # triggers and boards look for it in the row itself
_LOAD = (
    "SELECT t.id, t.key, d.doc, t.sync FROM ticket t JOIN ticket_text d ON d.key = t.key"
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

    `timers` is "" where the clocks are put off; `doc` is the ticket's own text; `others` counts
    the events of an open ticket that somebody else made. `words` are what the search index holds
    of it, where they are to be written at once. A `copied` text is the portal's copy, in table
    `base` as it stands. The ticket itself is let go: a page holds a thousand of them.
    """

    id: str
    number: str
    columns: tuple[Any, ...]
    timer: str
    timers: str
    doc: str
    tags: tuple[str, ...]
    is_open: bool
    others: int
    words: Entry | None = None
    copied: bool = False


def written(
    ticket: Ticket, desk: Desk, doc: str = "", *, put_off: bool = False, words: Entry | None = None,
    copied: bool = False,
) -> Written:  # fmt: skip
    """Return what is to be written of `ticket`; a `doc` says the same as its own text.

    With `put_off` the clocks of a closed ticket are left for later: nobody waits for them.
    """
    is_open = ticket.is_open
    later = put_off and not is_open
    timers = () if later else desk.clocks.timers(ticket)
    texts = ("", "") if later else timer_texts(timers)
    return Written(
        ticket.id, ticket.number, ticket_values(ticket, timers), *texts,
        doc or ticket_to_text(ticket), ticket.tags, is_open,
        count_others(desk, ticket) if is_open else 0, words, copied and _MAJOR not in doc,
    )  # fmt: skip


def put(
    desk: Desk, tickets: Iterable[tuple[Written, str, int | None]], *, looked_at: str = ""
) -> None:
    """Write tickets, each with its sync state, over its row, or as a new row where it has none.

    Clocks, tags and flags are written with them; the search index notes them by itself, or takes
    a new ticket's words where they are at hand. New tickets count as looked at when `looked_at`
    says so: those of a first pull.
    """
    raw = desk.raw
    drafted = raw.execute("SELECT 1 FROM draft LIMIT 1").fetchone() is not None
    has_portal = bool(get_setting(raw, "portals", []))
    highest: int = raw.execute("SELECT coalesce(max(key), 0) FROM ticket").fetchone()[0]
    lines: dict[bool, list[tuple[tuple[Any, ...], tuple[Any, ...]]]] = {True: [], False: []}
    tags: list[tuple[str, int]] = []
    seen: list[tuple[str, int, str]] = []
    words: list[tuple[int, Entry]] = []
    for one, sync, old_key in tickets:
        fresh = old_key is None
        highest += fresh
        key = highest if old_key is None else old_key
        waiting = sync == "waiting" and has_portal  # without a portal nothing waits to be sent
        if fresh and looked_at and one.is_open:
            seen.append((one.id, one.others, looked_at))
        unread = not (fresh and looked_at) and is_unread(raw, one, fresh=fresh)
        draft = drafted and not fresh and has_draft(raw, one.id)
        row = (*one.columns, sync, int(waiting), int(unread), int(draft), key)
        lines[fresh].append((row, (one.timer, one.timers, "" if one.copied else one.doc, key)))
        if fresh:
            tags += [(tag, key) for tag in one.tags]
        if fresh and one.words is not None:
            words.append((key, one.words))
    pour(raw, "ticket", _COLUMNS, [row for row, _ in lines[True]])
    pour(raw, "ticket_doc", _DOC_COLUMNS, [doc for _, doc in lines[True]])
    search_index.add(raw, words)
    tags += _rewrite(raw, [row for row, _ in lines[False]])
    raw.executemany(_UPDATE_DOC, [doc for _, doc in lines[False]])
    pour(raw, "ticket_tag", ("tag", "key"), tags, verb="INSERT OR IGNORE")
    pour(raw, "seen", ("id", "events", "at"), seen, verb="INSERT OR IGNORE")
    _put_off(raw, [doc for several in lines.values() for _, doc in several])


def _rewrite(raw: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, int]]:
    """Write rows over those with their keys, column by column as they differ.

    Most indexes hold none of what a change moves, and SQLite would write them all anew. Returns
    the tags of those whose tags are others now; their old ones are gone.
    """
    if not rows:
        return []
    keys = json.dumps([row[-1] for row in rows])
    held = {row[-1]: row for row in raw.execute(_HELD, (keys,))}
    moved: dict[tuple[int, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        places = tuple(compress(_PLACES, map(ne, held.get(row[-1], ()), row)))
        if places:
            moved.setdefault(places, []).append((*[row[n] for n in places], row[-1]))
    for places, values in moved.items():
        named = ",".join(f"{_COLUMNS[n]}=?" for n in places)
        raw.executemany(f"UPDATE ticket SET {named} WHERE key=?", values)
    tagged = [row for row in rows if held.get(row[-1], row)[_TAGS] != row[_TAGS]]
    raw.executemany("DELETE FROM ticket_tag WHERE key=?", [row[-1:] for row in tagged])
    return [(tag, row[-1]) for row in tagged for tag in json.loads(row[_TAGS])]


def _put_off(raw: sqlite3.Connection, docs: Sequence[tuple[Any, ...]]) -> None:
    """Note whose clocks are left for later, and whose are not any more."""
    later = [doc[-1:] for doc in docs if not doc[1]]
    if later or raw.execute("SELECT 1 FROM due_pending LIMIT 1").fetchone():
        keys = json.dumps([doc[-1] for doc in docs])
        raw.execute(
            "DELETE FROM due_pending WHERE key IN (SELECT value FROM json_each(?))", (keys,)
        )
        pour(raw, "due_pending", ("key",), later)


def remove(desk: Desk, key: int) -> None:
    """Take a ticket off every list; its edits stay."""
    for table in ("ticket", "ticket_doc", "ticket_tag", "due_pending"):
        desk.raw.execute(f"DELETE FROM {table} WHERE key=?", (key,))


def is_unread(raw: sqlite3.Connection, one: Written, *, fresh: bool) -> bool:
    """Whether an open ticket holds anything by somebody else that was not yet looked at."""
    if not one.others or fresh:
        return one.others > 0
    found = raw.execute("SELECT events FROM seen WHERE id=?", (one.id,)).fetchone()
    return one.others > (found[0] if found else 0)


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
