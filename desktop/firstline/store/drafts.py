"""What is typed and not yet sent, and what was looked at."""

import sqlite3
from datetime import datetime

from firstline.store.shown.shown import Desk, count_others, has_draft, load


def save(raw: sqlite3.Connection, key: str, text: str, now: datetime) -> str | None:
    """Keep `text` under `key`; an empty text drops it. Return the ticket whose ✎ changed."""
    if not text:
        return drop(raw, key)
    raw.execute(
        "INSERT INTO draft(key, text, saved_at) VALUES(?,?,?)"
        " ON CONFLICT(key) DO UPDATE SET text=excluded.text, saved_at=excluded.saved_at",
        (key, text, now.isoformat()),
    )
    return _mark(raw, key)


def drop(raw: sqlite3.Connection, key: str) -> str | None:
    """Forget the draft; return the ticket whose ✎ changed."""
    raw.execute("DELETE FROM draft WHERE key=?", (key,))
    return _mark(raw, key)


def get(raw: sqlite3.Connection, key: str) -> str:
    """Return the draft, or an empty text."""
    found = raw.execute("SELECT text FROM draft WHERE key=?", (key,)).fetchone()
    return str(found[0]) if found else ""


def every(raw: sqlite3.Connection) -> dict[str, str]:
    """Return all drafts by key."""
    return dict(raw.execute("SELECT key, text FROM draft ORDER BY key"))


def _mark(raw: sqlite3.Connection, key: str) -> str | None:
    ticket_id = key.partition(":")[2]
    flag = int(has_draft(raw, ticket_id)) if ticket_id else 0
    changed = raw.execute(
        "UPDATE ticket SET draft=? WHERE id=? AND draft<>?", (flag, ticket_id, flag)
    ).rowcount
    return ticket_id if changed else None


def see(desk: Desk, ticket_id: str, now: datetime) -> bool:
    """Note that the ticket was looked at; return whether its ● went away."""
    shown = load(desk.raw, (ticket_id,)).get(ticket_id)
    if shown is None:
        return False
    desk.raw.execute(
        "INSERT INTO seen(id, events, at) VALUES(?,?,?)"
        " ON CONFLICT(id) DO UPDATE SET events=excluded.events, at=excluded.at",
        (ticket_id, count_others(desk, shown.ticket), now.isoformat()),
    )
    sql = "UPDATE ticket SET unread=0 WHERE key=? AND unread<>0"
    return desk.raw.execute(sql, (shown.key,)).rowcount > 0
