"""What others did that nobody here has looked at: read from the unread tickets, told once."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.domain.alarm.news import News, news_in, others
from firstline.domain.instants import epoch, from_epoch
from firstline.domain.ticket.ticket import Priority
from firstline.store.queue.rows import ticket_from_text
from firstline.store.settings import get_setting, put_setting

SETTING = "news"  # {"since": epoch second, "told": {ticket: how many events of others}}
MOST = 300  # unread tickets that are read at once, those that moved last
Wanted = Callable[[News], bool]
_UNREAD = (
    "SELECT t.id, t.priority, d.doc, coalesce(s.events, 0) FROM ticket t"
    " JOIN ticket_text d ON d.key=t.key LEFT JOIN seen s ON s.id=t.id"
    " WHERE t.is_open=1 AND t.unread=1"
)
_OWN = (
    "SELECT json_extract(a.value, '$.id') FROM edit e, json_each(e.doc, '$.events') a"
    " WHERE e.entity=?"
)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is to be told now; `waits` where something is kept for the end of the quiet hours."""

    news: tuple[News, ...] = ()
    waits: bool = False


def begin(raw: sqlite3.Connection, now: datetime) -> None:
    """Tell nothing of what happened before `now`."""
    put_setting(raw, SETTING, {"since": epoch(now), "told": {}})


def since(raw: sqlite3.Connection) -> int | None:
    """Return from when on things are told, None where nobody has begun."""
    found = get_setting(raw, SETTING, {}).get("since")
    return int(found) if found is not None else None


def look(
    raw: sqlite3.Connection, tickets: Iterable[str] | None, me: str, wanted: Wanted, now: datetime,
    *, urgent_only: bool,
) -> tuple[Fresh, dict[str, int]]:  # fmt: skip
    """Return what is new of these tickets, None for all that are unread, and what was told then.

    With `urgent_only` all but a P1 waits, as it is: the quiet hours. Nothing is written.
    """
    begun = since(raw)
    if begun is None:
        return Fresh(), {}
    told: dict[str, int] = get_setting(raw, SETTING, {}).get("told", {})
    found, counts, waits = [], dict[str, int](), False
    for ticket_id, priority, doc, seen in _rows(raw, tickets):
        ticket = ticket_from_text(doc)
        made = others(ticket, me)
        fresh = made[max(seen, told.get(ticket_id, 0)) :]
        if not fresh:
            continue
        own = {row[0] for row in raw.execute(_OWN, (ticket_id,))}
        news = news_in(ticket, fresh, own, now, from_epoch(begun))
        if news is None or not wanted(news):
            continue
        if urgent_only and priority != Priority.P1:
            waits = True
            continue
        found.append(news)
        counts[ticket_id] = len(made)
    return Fresh(tuple(found), waits), counts


def note(raw: sqlite3.Connection, counts: dict[str, int]) -> None:
    """Note what was told; what somebody has looked at meanwhile needs no note."""
    held: dict[str, Any] = get_setting(raw, SETTING, {})
    told = {**held.get("told", {}), **counts}
    sql = "SELECT id FROM ticket WHERE unread=1 AND id IN (SELECT value FROM json_each(?))"
    still = {row[0] for row in raw.execute(sql, (json.dumps(sorted(told)),))}
    kept = {one: many for one, many in told.items() if one in still}
    put_setting(raw, SETTING, {**held, "told": kept})


def _rows(
    raw: sqlite3.Connection, tickets: Iterable[str] | None
) -> list[tuple[str, str, str, int]]:
    if tickets is None:
        return raw.execute(f"{_UNREAD} ORDER BY t.updated DESC LIMIT ?", (MOST,)).fetchall()
    sql = f"{_UNREAD} AND t.id IN (SELECT value FROM json_each(?)) LIMIT ?"
    return raw.execute(sql, (json.dumps(sorted(tickets)), MOST)).fetchall()
