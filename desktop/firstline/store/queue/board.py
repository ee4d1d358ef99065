"""The figures of the wall display: counted by indexes, the month's verdicts by clock."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.instants import epoch
from firstline.domain.sla.compliance import NONE_JUDGED, Compliance, Judged, compliance
from firstline.domain.sla.timer import Metric, State
from firstline.store.queue.rows import ticket_from_text

_HOUR_S = 3600
_METRIC, _RESOLUTION = 2, str(Metric.RESOLUTION)
_STATES = {str(one): one for one in State}
_OPEN = (
    "SELECT count(*), coalesce(sum(assignee=''), 0) FROM ticket INDEXED BY ticket_list"
    " WHERE is_open=1"
)
_LATE = (
    "SELECT priority, count(*) FROM ticket WHERE key IN (SELECT key FROM ticket"
    " INDEXED BY ticket_late WHERE is_open=1 AND sla_late<=?) GROUP BY priority"
)
_SOON = (
    "SELECT count(*), min(sla_late) FROM ticket INDEXED BY ticket_late"
    " WHERE is_open=1 AND sla_late>? AND sla_late<=?"
)
_ENDED = (
    "SELECT d.doc FROM ticket t INDEXED BY ticket_by_updated JOIN ticket_text d ON d.key=t.key"
    " WHERE t.updated>=? AND t.is_open=0 AND t.status IN ('resolved','closed')"
)
_MAJOR = (
    "SELECT d.doc FROM ticket t INDEXED BY ticket_by_priority JOIN ticket_doc d ON d.key=t.key"
    " WHERE t.priority IN ('P1','P2') AND t.is_open=1 AND instr(d.doc, '\"list\":\"major\"')>0"
)
_CLOCKS = (
    "SELECT d.timers FROM (SELECT key FROM ticket INDEXED BY ticket_by_updated"
    "  WHERE updated>=:since UNION"
    "  SELECT key FROM ticket INDEXED BY ticket_late WHERE is_open=1 AND sla_late<=:now) k"
    " JOIN ticket_doc d ON d.key=k.key WHERE d.timers<>''"
)


@dataclass(frozen=True, slots=True)
class MajorSeen:
    """A major incident under way: its ticket, who commands, and when the next update is due."""

    number: str
    commander: str
    update_due: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """What the tiles say; `next_due` is the epoch second at which the next ticket is overdue.

    `urgent` counts the overdue tickets of P1 and P2; `month` holds the resolution clocks of both
    legs that were judged this month.
    """

    overdue: int = 0
    urgent: int = 0
    soon: int = 0
    next_due: int | None = None
    open: int = 0
    unassigned: int = 0
    solved: int = 0
    fresh: int = 0
    month: Compliance = NONE_JUDGED
    majors: tuple[MajorSeen, ...] = ()


NOTHING_COUNTED = Board()


def board(raw: sqlite3.Connection, now: int, day: int, month: int) -> Board:
    """Return the figures at `now`; `day` and `month` are when those began (epoch seconds)."""
    late = dict(raw.execute(_LATE, (now,)).fetchall())
    soon, following = raw.execute(_SOON, (now, now + _HOUR_S)).fetchone()
    open_, unassigned = raw.execute(_OPEN).fetchone()
    sql = "SELECT count(*) FROM ticket INDEXED BY ticket_by_newest WHERE created>=?"
    return Board(
        sum(late.values()), late.get("P1", 0) + late.get("P2", 0), soon, following, open_,
        unassigned, _solved(raw, day), raw.execute(sql, (day,)).fetchone()[0],
        compliance(_clocks(raw, now, month), month, now), _majors(raw),
    )  # fmt: skip


def last_change(raw: sqlite3.Connection) -> int | None:
    """Return when a ticket changed last, None for an empty profile."""
    found: int | None = raw.execute("SELECT max(updated) FROM ticket").fetchone()[0]
    return found


def _solved(raw: sqlite3.Connection, day: int) -> int:
    """Count the tickets that were last resolved since `day` and are so still."""
    found = 0
    for (doc,) in raw.execute(_ENDED, (day,)):
        ends = [one["at"] for one in json.loads(doc)["events"] if one["kind"] == "resolved"]
        found += bool(ends) and epoch(datetime.fromisoformat(ends[-1])) >= day
    return found


def _majors(raw: sqlite3.Connection) -> tuple[MajorSeen, ...]:
    """Return the major incidents that stand on open tickets of P1 and P2, by their number."""
    found = []
    for (doc,) in raw.execute(_MAJOR):
        from firstline.domain.major.major import major_of  # noqa: PLC0415 - seldom there is one

        ticket = ticket_from_text(doc)
        held = major_of(ticket)
        if held is not None:
            due = None if held.update_due is None else epoch(held.update_due)
            found.append(MajorSeen(ticket.number, held.commander, due))
    return tuple(sorted(found, key=lambda one: one.number))


def _clocks(raw: sqlite3.Connection, now: int, since: int) -> Iterator[Judged]:
    """Yield the resolution clocks that may have been judged since; parsed here, which is faster."""
    for (text,) in raw.execute(_CLOCKS, {"since": since, "now": now}):
        for one in json.loads(text):  # as `rows.timer_texts` wrote them
            if one[_METRIC] == _RESOLUTION:
                yield Judged(_STATES[one[4]], one[7], one[12], one[11])
