"""What leaves for a portal, in which order, and what is still only on this machine."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstline.domain.edits.codec import edit_from_json
from firstline.domain.edits.conflicts import id_of
from firstline.domain.edits.entity import Entity
from firstline.domain.edits.exchange import Op
from firstline.domain.edits.kinds import ARTICLE
from firstline.domain.instants import epoch
from firstline.domain.knowledge.knowledge import SHIPPED_AT
from firstline.domain.ticket.ticket import Conflict
from firstline.store.exchange import portals
from firstline.store.exchange.landing import Record
from firstline.store.queue.rows import ticket_from_text
from firstline.store.shown.overlay import is_whole
from firstline.store.shown.record import record as shown

HOME = (
    "coalesce(nullif(e.portal,''), nullif(b.portal,''),"
    " CASE e.kind WHEN 'ticket' THEN :tickets ELSE :others END)"
)
_FROM = "FROM edit e {hint} LEFT JOIN base b ON b.id=e.entity AND b.kind=e.kind"
FROM_EDITS = _FROM.format(hint="")
_QUEUE = (
    f"SELECT e.n, e.kind, e.entity, e.act, e.not_before, b.doc IS NOT NULL AND b.doc<>'',"
    f" {HOME} AS home {_FROM.format(hint='INDEXED BY edit_open')}"
    " WHERE e.state IN ('waiting','held','refused') AND (e.state='waiting' OR (e.state='held'"
    " AND e.code='')) ORDER BY e.n"
)


LONGEST_WAIT_S = 60  # of one edit; a longer pause that a portal asks for is kept by the plan


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What would be lost if this machine died now: edits by state, and files no portal has.

    `oldest` is the epoch second in which the oldest of these edits was made, None without any.
    """

    waiting: int = 0
    held: int = 0
    refused: int = 0
    files: int = 0
    oldest: int | None = None


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One conflict in a list; `id` is what a person resolves it by.

    `kind` tells what it is on: of another kind than a ticket, `ticket_id` is the record's id.
    """

    ticket_id: str
    number: str
    title: str
    conflict: Conflict
    id: str
    kind: str = "ticket"


def outgoing(
    raw: sqlite3.Connection, portal: str, now: datetime, most: int, most_bytes: int
) -> tuple[list[Op], list[str]]:
    """Return the edits that may be sent to `portal` now, in order, and the damaged ones' ids.

    A record's edits leave in their order: one that is not due yet, or a refused one that was to
    make the record, holds back the later ones of that record and of no other. At least one edit
    is returned, whatever its length.
    """
    chosen = _chosen(raw, portal, epoch(now), most)
    listed = json.dumps([n for n, _ in chosen])
    rows = raw.execute(
        "SELECT e.n, e.id, e.doc, e.sha256, e.tries, b.remote, b.version, b.doc"
        f" {FROM_EDITS} WHERE e.n IN (SELECT value FROM json_each(?)) ORDER BY e.n",
        (listed,),
    ).fetchall()
    by_n = {row[0]: row for row in rows}
    ops: list[Op] = []
    damaged: list[str] = []
    stopped: set[Record] = set()
    known: dict[Record, Any] = {}
    size = 0
    for n, record in chosen:
        row = by_n[n]
        if record in stopped:
            continue
        if not is_whole(row[2], row[3], row[1]):
            damaged.append(row[1])
            stopped.add(record)  # until it is refused: then the later ones may go
            continue
        size += len(row[2].encode())
        if ops and size > most_bytes:
            break
        if record not in known:
            known[record] = json.loads(row[7]) if row[7] else None
        ops.append(_op(row, known[record]))
    return ops, damaged


def _op(row: Sequence[Any], known: Any) -> Op:
    n, _, doc, _, tries, remote, version, _ = row
    edit = edit_from_json(json.loads(doc))
    return Op(edit, n, remote or "", version or "", known, tries)


def _chosen(raw: sqlite3.Connection, portal: str, now: int, most: int) -> list[tuple[int, Record]]:
    homes = portals.homes(raw)
    values = {"tickets": homes.tickets, "others": homes.others}
    chosen: list[tuple[int, Record]] = []
    stopped: set[Record] = set()
    opened: dict[Record, bool] = {}
    for n, kind, entity, act, not_before, is_there, home in raw.execute(_QUEUE, values):
        record = kind, entity
        if home != portal or record in stopped:
            continue
        if is_early(not_before, now):
            stopped.add(record)
            continue
        if act == "open":
            opened[record] = True
        elif record not in opened:
            opened[record] = not _must_wait(raw, record, there=bool(is_there))
        if opened[record]:
            chosen.append((n, record))
            if len(chosen) == most:
                break
    return chosen


def _must_wait(raw: sqlite3.Connection, record: Record, *, there: bool) -> bool:
    """Whether the edit that makes the record was refused, or waits and stands further back."""
    sql = "SELECT state FROM edit WHERE entity=? AND kind=? AND act='open'"
    kind, entity = record
    states = {row[0] for row in raw.execute(sql, (entity, kind))}
    return "waiting" in states or ("refused" in states and not there)


def is_early(not_before: int, now: int) -> bool:
    """Whether an edit may still be undone, or the portal asked for a pause, both epoch seconds.

    An instant further away than any such wait was set by a clock that has been put right since.
    """
    return now < not_before <= now + LONGEST_WAIT_S


def mark_sending(raw: sqlite3.Connection, ops: Sequence[Op]) -> list[Op]:
    """Note that these edits are about to be sent, and return them: they may be at their portal.

    What was taken back since it was read is not sent, nor what follows it on the same record.
    """
    listed = json.dumps([one.edit.id for one in ops])
    sql = (
        "SELECT id FROM edit WHERE id IN (SELECT value FROM json_each(?))"
        " AND state IN ('waiting','held')"
    )
    open_ids = {row[0] for row in raw.execute(sql, (listed,))}
    marked: list[Op] = []
    stopped: set[Record] = set()
    for one in ops:
        record = one.edit.kind, one.edit.entity
        if one.edit.id not in open_ids:
            stopped.add(record)
        elif record not in stopped:
            marked.append(one)
    homes = portals.homes(raw)
    values = {"tickets": homes.tickets, "others": homes.others}
    raw.executemany(
        "UPDATE edit SET tries=tries+1, portal=(SELECT"
        f" {HOME} {FROM_EDITS} WHERE e.n=edit.n) WHERE id=:id",
        [{**values, "id": one.edit.id} for one in marked],
    )
    return marked


def outstanding(raw: sqlite3.Connection) -> Outstanding:
    """Return what is only on this machine; what ships with the program is not."""
    sql = (
        "SELECT state, count(*), min(n) FROM edit INDEXED BY edit_open"
        " WHERE state IN ('waiting','held','refused') AND NOT (kind=? AND made_at=?)"
        " GROUP BY state"
    )
    rows = raw.execute(sql, (ARTICLE, SHIPPED_AT.isoformat())).fetchall()
    counts = {state: count for state, count, _ in rows}
    first = min((n for _, _, n in rows), default=None)
    oldest = None
    if first is not None:
        made_at = raw.execute("SELECT made_at FROM edit WHERE n=?", (first,)).fetchone()[0]
        oldest = epoch(datetime.fromisoformat(made_at))
    return Outstanding(
        counts.get("waiting", 0), counts.get("held", 0), counts.get("refused", 0),
        _lone_files(raw), oldest,
    )  # fmt: skip


def _lone_files(raw: sqlite3.Connection) -> int:
    sql = (
        "SELECT count(DISTINCT f.sha256) FROM edit_file f JOIN edit e ON e.n=f.edit"
        " WHERE e.state NOT IN ('withdrawn')"
        " AND NOT EXISTS (SELECT 1 FROM file_at a WHERE a.sha256=f.sha256)"
    )
    found: int = raw.execute(sql).fetchone()[0]
    return found


def conflict_lines(raw: sqlite3.Connection) -> list[ConflictLine]:
    """Return every conflict that is shown: of tickets, the newest first, then of other records."""
    sql = (
        "SELECT d.doc FROM ticket t INDEXED BY ticket_conflict JOIN ticket_text d ON d.key=t.key"
        " WHERE t.conflict=1 ORDER BY t.key DESC"
    )
    tickets = [ticket_from_text(row[0]) for row in raw.execute(sql)]
    found = [
        ConflictLine(one.id, one.number, one.title, conflict, id_of(conflict))
        for one in tickets
        for conflict in one.conflicts
    ]
    return found + [
        ConflictLine(one.id, "", _title(one), conflict, id_of(conflict), one.kind)
        for one in _clashing(raw)
        for conflict in one.conflicts
    ]


def _clashing(raw: sqlite3.Connection) -> Iterable[Entity]:
    """Yield the other records with a clash: one that a portal told, or one of our edits' own."""
    sql = (
        "SELECT kind, id FROM base WHERE kind<>'ticket' AND (doc LIKE '%\"conflicts\":[{%'"
        " OR doc LIKE '%\"conflicts\": [{%')"
        " UNION SELECT kind, entity FROM edit WHERE kind<>'ticket' AND state='held'"
    )
    for kind, record_id in raw.execute(sql).fetchall():
        entity = shown(raw, kind, record_id)
        if entity is not None:
            yield entity


def _title(entity: Entity) -> str:
    held = (entity.fields.get(name) for name in ("title", "name", "id"))
    return next((str(one) for one in held if one), "")
