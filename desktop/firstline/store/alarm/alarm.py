"""The alarms of this device: what will ring next, by one index, and what has rung already.

Triggers note whose clocks were written, so that no act and no pull reckons alarms; a look takes
those in, and what has come is told once, by whichever program looks first.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from firstline.domain.alarm.alarm import (
    BACK_S,
    SNOOZE_S,
    Alarm,
    Find,
    Told,
    Watched,
    passed,
    since_of,
    sleeps,
    watched,
)
from firstline.domain.alarm.mark import Crossing, Mark
from firstline.domain.contact.hotline import Reach
from firstline.domain.ticket.ticket import Leg, Priority
from firstline.store.queue.rows import ticket_from_text, timers_from_text
from firstline.store.queue.snoozed import KEY as SNOOZED
from firstline.store.settings import get_setting

SLICE = 200  # tickets taken in one transaction
KEPT_S = 90 * 86_400  # what rang longer ago is no longer listed once its ticket has ended
Wanted = Callable[[Alarm], bool]
_DUTY = """instr(new.doc, '"list":"major"')>0"""  # a major incident: its updates ring too
_WATCHED = (
    "(new.timers<>'' AND EXISTS (SELECT 1 FROM ticket WHERE key=new.key AND is_open=1"
    f" AND sla_due IS NOT NULL)) OR {_DUTY}"
)
# No OR IGNORE in the triggers: the conflict rule of the writing statement would take its place.
TABLES = (
    (
        "CREATE TABLE alarm_due(key INTEGER PRIMARY KEY, since INTEGER NOT NULL DEFAULT 0,"
        " at INTEGER, fresh INTEGER NOT NULL DEFAULT 1) STRICT"
    ),
    "CREATE INDEX alarm_due_at ON alarm_due(at) WHERE at IS NOT NULL",
    "CREATE INDEX alarm_due_fresh ON alarm_due(key) WHERE fresh=1",
    (
        "CREATE TABLE alarm(n INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT NOT NULL,"
        " agreement TEXT NOT NULL, leg TEXT NOT NULL, metric TEXT NOT NULL, cycle INTEGER NOT NULL,"
        " percent INTEGER NOT NULL, at INTEGER NOT NULL, told INTEGER NOT NULL, again INTEGER,"
        " seen INTEGER NOT NULL DEFAULT 0) STRICT"
    ),
    "CREATE UNIQUE INDEX alarm_mark ON alarm(ticket, agreement, metric, cycle, percent)",
    "CREATE INDEX alarm_again ON alarm(again) WHERE again IS NOT NULL",
    (
        "CREATE TRIGGER alarm_after_insert AFTER INSERT ON ticket_doc"
        f" WHEN {_WATCHED} BEGIN INSERT INTO alarm_due(key) SELECT new.key"
        " WHERE NOT EXISTS (SELECT 1 FROM alarm_due WHERE key=new.key); END"
    ),
    (
        "CREATE TRIGGER alarm_after_update AFTER UPDATE OF timers, doc ON ticket_doc"
        f" WHEN old.timers IS NOT new.timers OR {_DUTY} BEGIN"
        " UPDATE alarm_due SET fresh=1 WHERE key=new.key AND fresh=0;"
        f" INSERT INTO alarm_due(key) SELECT new.key WHERE ({_WATCHED})"
        " AND NOT EXISTS (SELECT 1 FROM alarm_due WHERE key=new.key); END"
    ),
    (
        "CREATE TRIGGER alarm_after_delete AFTER DELETE ON ticket_doc"
        " BEGIN DELETE FROM alarm_due WHERE key=old.key; END"
    ),
    "INSERT INTO alarm_due(key) SELECT key FROM ticket WHERE is_open=1 AND sla_due IS NOT NULL",
)
_ROWS = (
    "SELECT a.key, a.since, a.at, t.id, t.number, t.title, t.priority, t.assignee, d.timers,"
    """ CASE WHEN instr(d.doc, '"list":"major"')>0 THEN d.doc END"""
    " FROM alarm_due a CROSS JOIN ticket t ON t.key=a.key CROSS JOIN ticket_doc d ON d.key=a.key"
    " WHERE "
)
_ONE = "ticket=? AND agreement=? AND metric=? AND cycle=? AND percent=?"  # see _key
_COME = "a.at<=? AND a.fresh=0"  # what was written since is taken in first


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look found: what rings, and the epoch second of the next, None for none.

    With `more` some clocks that were written are not taken in yet: look again at once.
    """

    alarms: tuple[Alarm, ...] = ()
    next_at: int | None = None
    more: bool = False


def is_due(raw: sqlite3.Connection, now: int, *, urgent_only: bool) -> bool:
    """Whether `ring` has something to do at `now`; with `urgent_only` for a P1."""
    found = (
        "SELECT 1 FROM alarm a CROSS JOIN ticket t ON t.id=a.ticket WHERE a.again<=?",
        f"SELECT 1 FROM alarm_due a CROSS JOIN ticket t ON t.key=a.key WHERE {_COME}",
    )
    urgent = _urgent(urgent_only=urgent_only)
    return any(raw.execute(f"{sql}{urgent} LIMIT 1", (now,)).fetchone() for sql in found)


def _urgent(*, urgent_only: bool) -> str:
    return " AND t.priority='P1'" if urgent_only else ""


def next_at(raw: sqlite3.Connection, now: int) -> int | None:
    """Return the next epoch second after `now` at which something rings: two looks into indexes."""
    found: int | None = raw.execute(
        "SELECT min(at) FROM (SELECT min(at) AS at FROM alarm_due WHERE at>:now"
        " UNION ALL SELECT min(again) FROM alarm WHERE again>:now)",
        {"now": now},
    ).fetchone()[0]
    return found


def went_back(raw: sqlite3.Connection, now: int) -> bool:
    """Whether this machine's clock was set back since an alarm was looked for."""
    limit = now + BACK_S
    last = raw.execute("SELECT told FROM alarm ORDER BY n DESC LIMIT 1").fetchone()
    if last is not None and last[0] > limit:
        return True
    sql = "SELECT 1 FROM alarm_due WHERE since>? LIMIT 1"
    return raw.execute(sql, (limit,)).fetchone() is not None


def rewind(raw: sqlite3.Connection, now: int) -> None:
    """Forget what rang by a clock that was ahead: it rings when its instant truly comes."""
    raw.execute(
        "INSERT INTO alarm_due(key) SELECT DISTINCT t.key FROM alarm a JOIN ticket t ON"
        " t.id=a.ticket WHERE a.at>? AND t.key NOT IN (SELECT key FROM alarm_due)",
        (now,),
    )
    raw.execute("DELETE FROM alarm WHERE at>?", (now,))
    raw.execute("UPDATE alarm SET told=min(told, ?), again=NULL", (now,))
    raw.execute("UPDATE alarm_due SET fresh=1, at=NULL, since=0 WHERE since>?", (now,))


def take_in(raw: sqlite3.Connection, find: Find, now: int) -> bool:
    """Schedule one slice of the tickets whose clocks were written; return whether more wait."""
    rows = raw.execute(f"{_ROWS} a.fresh=1 LIMIT ?", (SLICE,)).fetchall()
    for row in rows:
        since = since_of(Watched(row[1], row[2]), now)
        _schedule(raw, row[0], watched(_found(row, find), since))
    return len(rows) == SLICE


def ring(
    raw: sqlite3.Connection, find: Find, wanted: Wanted, now: int, *, urgent_only: bool
) -> list[Alarm]:
    """Return what has come and not rung yet, noting that it rang; with `urgent_only` of P1s.

    Snoozed tickets keep still but for their deadline, and so does what is not `wanted`.
    """
    urgent = _urgent(urgent_only=urgent_only)
    asleep: dict[str, int] = get_setting(raw, SNOOZED, {})
    found: list[Alarm] = []
    sql = f"{_ROWS} {_COME}{urgent} ORDER BY a.at LIMIT ?"
    for row in raw.execute(sql, (now, SLICE)).fetchall():
        ahead = _found(row, find)
        alarms = [_alarm(row, one) for one in passed(ahead, row[1], now)]
        heard = (one for one in alarms if wanted(one))
        awake = (one for one in heard if not sleeps(one, asleep.get(one.ticket, 0)))
        found += [one for one in awake if _note(raw, one, now)]
        _schedule(raw, row[0], watched(ahead, now))
    return found + _again(raw, find, now, urgent)


def _again(raw: sqlite3.Connection, find: Find, now: int, urgent: str) -> list[Alarm]:
    """Return the alarms that were put off until now, as far as their clocks still run."""
    come = listed(raw, f"a.again<=?{urgent}", (now,))
    found = [
        Alarm(one.alarm.ticket, one.alarm.number, one.alarm.title, one.alarm.priority,
              one.alarm.assignee, one.again or now, one.alarm.mark)
        for one in come
        if one.alarm.mark in _running(raw, one.alarm.ticket, find)
    ]  # fmt: skip
    raw.executemany(
        f"UPDATE alarm SET again=NULL, seen=0 WHERE {_ONE}", [_key(one.alarm) for one in come]
    )
    return found


def _running(raw: sqlite3.Connection, ticket_id: str, find: Find) -> set[Mark]:
    row = raw.execute(f"{_ROWS} t.id=?", (ticket_id,)).fetchone()
    return {one.mark for one in _found(row, find)} if row else set()


def snooze(raw: sqlite3.Connection, alarms: Iterable[Alarm], now: int) -> None:
    """Let these alarms ring again in a quarter of an hour."""
    raw.executemany(
        f"UPDATE alarm SET again=?, seen=1 WHERE {_ONE}",
        [(now + SNOOZE_S, *_key(one)) for one in alarms],
    )


def see(raw: sqlite3.Connection) -> None:
    """Note that a person has looked at the list."""
    raw.execute("UPDATE alarm SET seen=1 WHERE seen=0")


def unseen(raw: sqlite3.Connection) -> int:
    """Return of how many clocks an alarm rang that nobody has looked at; of open tickets."""
    found: int = raw.execute(
        "SELECT count(*) FROM (SELECT DISTINCT a.ticket, a.agreement, a.metric, a.cycle"
        " FROM alarm a JOIN ticket t ON t.id=a.ticket"
        " WHERE a.seen=0 AND (t.is_open=1 OR a.metric='review'))"
    ).fetchone()[0]
    return found


def listed(
    raw: sqlite3.Connection, where: str = "1", values: Sequence[object] = (), most: int = -1
) -> list[Told]:
    """Return what rang on this device, the newest first."""
    sql = (
        "SELECT a.ticket, t.number, t.title, t.priority, t.assignee, a.at, a.agreement, a.leg,"
        " a.metric, a.cycle, a.percent, a.told, a.again, a.seen FROM alarm a"
        f" JOIN ticket t ON t.id=a.ticket WHERE {where}"
        " ORDER BY a.at DESC, a.percent DESC, a.n DESC LIMIT ?"
    )
    return [
        Told(
            Alarm(row[0], row[1], row[2], Priority(row[3]), row[4], row[5],
                  Mark(row[6], Leg(row[7]), row[8], row[9], row[10])),
            row[11], row[12], bool(row[13]),
        )
        for row in raw.execute(sql, (*values, most))
    ]  # fmt: skip


def ahead(raw: sqlite3.Connection, find: Find, now: int, until: int) -> list[Told]:
    """Return what has come and not rung, and what will ring up to `until`, earliest first."""
    rows = raw.execute(f"{_ROWS} a.at<=? OR a.fresh=1", (until,)).fetchall()
    rung = {(one.alarm.ticket, one.alarm.mark) for one in listed(raw)}
    found = [
        Told(_alarm(row, one))
        for row in rows
        for one in passed(_found(row, find), _since(row, now), until)
    ]
    fresh = [one for one in found if (one.alarm.ticket, one.alarm.mark) not in rung]
    return sorted(fresh, key=lambda one: (one.alarm.at, one.alarm.priority))


def _since(row: Sequence[Any], now: int) -> int:
    return since_of(Watched(row[1], row[2]), now)


def prune(raw: sqlite3.Connection, now: int) -> None:
    """Forget what rang long ago on tickets that have ended or are gone."""
    raw.execute(
        "DELETE FROM alarm WHERE told<? AND ticket NOT IN (SELECT id FROM ticket WHERE is_open=1)",
        (now - KEPT_S,),
    )


def _found(row: Sequence[Any], find: Find) -> Sequence[Crossing]:
    ticket = ticket_from_text(row[9]) if row[9] else None
    return find(timers_from_text(row[8]), ticket, row[6])


def _schedule(raw: sqlite3.Connection, key: int, one: Watched) -> None:
    if one.at is None:
        raw.execute("DELETE FROM alarm_due WHERE key=?", (key,))
    else:
        sql = "UPDATE alarm_due SET since=?, at=?, fresh=0 WHERE key=?"
        raw.execute(sql, (one.since, one.at, key))


def _alarm(row: Sequence[Any], one: Crossing) -> Alarm:
    return Alarm(row[3], row[4], row[5], Priority(row[6]), row[7], one.at, one.mark)


def _key(one: Alarm) -> tuple[object, ...]:
    mark = one.mark
    return (one.ticket, mark.agreement, mark.metric, mark.cycle, mark.percent)


def _note(raw: sqlite3.Connection, one: Alarm, now: int) -> bool:
    """Note that `one` rings; return whether it had not yet (R15: once)."""
    mark = one.mark
    done = raw.execute(
        "INSERT OR IGNORE INTO alarm(ticket, agreement, leg, metric, cycle, percent, at, told)"
        " VALUES(?,?,?,?,?,?,?,?)",
        (one.ticket, mark.agreement, mark.leg, mark.metric, mark.cycle, mark.percent, one.at, now),
    )
    return done.rowcount > 0


def reach_of(raw: sqlite3.Connection, ticket_id: str) -> Reach:
    """Return whether a portal has the ticket, and whether the last round with one failed."""
    sql = "SELECT 1 FROM base WHERE id=? AND kind='ticket' AND state='put' AND portal<>''"
    has = raw.execute(sql, (ticket_id,)).fetchone() is not None
    away = raw.execute("SELECT 1 FROM position WHERE problem<>'' LIMIT 1").fetchone() is not None
    return Reach(has, away)
