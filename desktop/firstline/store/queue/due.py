"""The cache of due times: rebuilt in slices when the packs change, the queue usable meanwhile."""

import sqlite3
from collections.abc import Callable
from functools import partial

from firstline.domain.ticket.ticket import Ticket
from firstline.store import settings
from firstline.store.queue.rows import SLA_COLUMNS, readable, sla_values, timer_texts
from firstline.store.shown.shown import Desk
from firstline.store.watch import NOTHING, Changed

_STATE = "due_times"
_NEWEST = 1 << 62
_UPDATE = f"UPDATE ticket SET {','.join(f'{name}=?' for name in SLA_COLUMNS)} WHERE key=?"


def is_stale(desk: Desk) -> bool:
    """Whether some due times were computed with other packs than those in force."""
    state = settings.get_setting(desk.raw, _STATE, {})
    return state.get("packs") != desk.clocks.fingerprint or "below" in state


def has_pending(raw: sqlite3.Connection) -> bool:
    """Whether the clocks of some closed tickets were put off by a first pull."""
    return raw.execute("SELECT 1 FROM due_pending LIMIT 1").fetchone() is not None


def compute_pending(desk: Desk, limit: int) -> tuple[bool, frozenset[str]]:
    """Compute up to `limit` of the clocks that were put off, the newest tickets first.

    Return whether more remain, and which tickets have clocks now.
    """
    raw = desk.raw
    sql = (
        "SELECT p.key, d.doc FROM due_pending p LEFT JOIN ticket_text d ON d.key=p.key"
        " ORDER BY p.key DESC LIMIT ?"
    )
    lines = raw.execute(sql, (limit,)).fetchall()
    tickets = [(key, _read(doc)) for key, doc in lines if doc is not None]
    for key, ticket in tickets:
        _write(desk, key, ticket)
    raw.executemany("DELETE FROM due_pending WHERE key=?", [(key,) for key, _ in lines])
    return len(lines) == limit, frozenset(ticket.id for _, ticket in tickets)


def steps(desk: Desk, most: int, few: int, more: list[bool]) -> list[Callable[[], Changed]]:
    """Return steps that compute the clocks of `few` tickets each and `most` in all.

    The last one done leaves in `more` whether more wait.
    """
    step = rebuild if is_stale(desk) else compute_pending
    more[0] = True

    def act(count: int) -> Changed:
        if not more[0]:
            return NOTHING
        more[0], moved = step(desk, count)
        return Changed(moved, frozenset({"ticket"} if moved else ()))

    return [partial(act, min(few, most - start)) for start in range(0, most, few)]


@readable
def _read(doc: str) -> Ticket:
    from firstline.store.shown.ticket_text import read_ticket  # noqa: PLC0415 - not for the first picture

    return read_ticket(doc)


def _write(desk: Desk, key: int, ticket: Ticket) -> None:
    """Write the clocks of a closed ticket: its place in the order stays, so few indexes move."""
    timers = desk.clocks.timers(ticket)
    sql = "UPDATE ticket_doc SET timer=?, timers=? WHERE key=?"
    desk.raw.execute(sql, (*timer_texts(timers), key))
    values = dict(zip(SLA_COLUMNS, sla_values(ticket, timers), strict=True))
    sql = "UPDATE ticket SET sla_state=?, sla_leg=?, sla_metric=? WHERE key=?"
    named = (values["sla_state"], values["sla_leg"], values["sla_metric"], key)
    desk.raw.execute(sql, named)


def is_small(raw: sqlite3.Connection, limit: int, table: str = "ticket_doc") -> bool:
    """Whether one slice of `limit` holds every row of `table`."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?)"
    return bool(raw.execute(sql, (limit,)).fetchone()[0] < limit)


def rebuild(desk: Desk, limit: int) -> tuple[bool, frozenset[str]]:
    """Compute the clocks of the next `limit` tickets anew, the newest first.

    Return whether more remain, and which tickets have other clocks now. Where it stands is stored
    with the rows, so that a crash only means to go on.
    """
    raw, packs = desk.raw, desk.clocks.fingerprint
    state = settings.get_setting(raw, _STATE, {})
    below = state.get("below", _NEWEST) if state.get("packs") == packs else _NEWEST
    sql = "SELECT key, timers, doc FROM ticket_text WHERE key < ? ORDER BY key DESC LIMIT ?"
    lines = raw.execute(sql, (below, limit)).fetchall()
    moved = set()
    for key, old, doc in lines:
        ticket = _read(doc)
        timers = desk.clocks.timers(ticket)
        texts = timer_texts(timers)
        if texts[1] != old:
            raw.execute(_UPDATE, (*sla_values(ticket, timers), key))  # before its alarms are noted
            raw.execute("UPDATE ticket_doc SET timer=?, timers=? WHERE key=?", (*texts, key))
            moved.add(ticket.id)
    more = len(lines) == limit
    settings.put_setting(
        raw, _STATE, {"packs": packs, "below": lines[-1][0]} if more else {"packs": packs}
    )
    return more, frozenset(moved)
