"""The checks of the doctor, each of one promise; none of them changes anything."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.store import files
from firstline.store.acts.numbers import given_number
from firstline.store.acts.perform import NO_CHAIN, link
from firstline.store.care import findings, snapshots
from firstline.store.care.backup import attached
from firstline.store.care.findings import Finding
from firstline.store.exchange.copies import bases_of
from firstline.store.file import journal, schema
from firstline.store.queue import due
from firstline.store.queue.rows import TICKET_COLUMNS, ticket_values, timer_texts
from firstline.store.retention.gone import hashes as destroyed
from firstline.store.search import article_index
from firstline.store.search import entry as search_entry
from firstline.store.search import index as search_index
from firstline.store.shown import overlay
from firstline.store.shown.masks import mask_of
from firstline.store.shown.overlay import LAID
from firstline.store.shown.shown import Desk

_NAMED = 50  # ids named in one finding
_INDEX_SAMPLE = 500
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of one check: what it looked at and how much, and what it found."""

    what: str
    count: int
    found: tuple[Finding, ...] = ()
    notes: tuple[Text, ...] = ()


def check_structure(raw: sqlite3.Connection) -> Checked:
    """Ask SQLite whether pages, tables and indexes fit together."""
    details = tuple(str(row[0]) for row in raw.execute("PRAGMA integrity_check(20)"))
    pages: int = raw.execute("PRAGMA page_count").fetchone()[0]
    if raw.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        details = ("the header's application id is not ours", *(d for d in details if d != "ok"))
    found = () if details == ("ok",) else (findings.structure(details),)
    broken = len(raw.execute("PRAGMA foreign_key_check").fetchall())
    if broken:
        found = (*found, findings.links(broken))
    return Checked("pages", pages, found)


def check_edits(raw: sqlite3.Connection) -> Checked:
    """Compare every edit with its hash, and the chain through all of them (N3)."""
    changed, broken, count, before = [], [], 0, NO_CHAIN
    for edit_id, digest, stored, doc in raw.execute(
        "SELECT id, sha256, chain, doc FROM edit ORDER BY n"
    ):
        count += 1
        if hashlib.sha256(doc.encode()).digest() != digest or f'"id":"{edit_id}"' not in doc:
            changed.append(edit_id)
        if link(before, digest) != stored:
            broken.append(edit_id)
        before = stored
    found = []
    if changed:
        found.append(findings.edits(tuple(changed[:_NAMED])))
    if broken:
        found.append(findings.chain(tuple(broken[:_NAMED])))
    return Checked("edits", count, tuple(found))


def check_search(raw: sqlite3.Connection) -> Checked:
    """Check the search index's parts, rows and insides, and a sample of what it holds.

    Needs the writer lock, since SQLite's own check is written as an insertion.
    """
    raw.execute("BEGIN IMMEDIATE")
    try:
        wrong = [*search_index.faults(raw), *article_index.faults(raw)]
        if not wrong:
            wrong = _stale_entries(raw)
    finally:
        raw.execute("ROLLBACK")
    count: int = raw.execute("SELECT count(*) FROM ticket_doc").fetchone()[0]
    return Checked("search", count, (findings.search(tuple(wrong)),) if wrong else ())


def _stale_entries(raw: sqlite3.Connection) -> list[str]:
    count: int = raw.execute("SELECT max(key) FROM ticket_doc").fetchone()[0] or 0
    step = max(1, count // _INDEX_SAMPLE)
    rows = raw.execute(
        "SELECT d.doc, c.c0, c.c1, c.c2, c.c3, c.c4 FROM ticket_text d"
        " JOIN search_content c ON c.id = d.key WHERE d.key % ? = 0"
        " AND d.key NOT IN (SELECT key FROM search_pending)",
        (step,),
    )
    for doc, *held in rows:
        ticket = ticket_from_json(json.loads(doc))
        if list(search_entry.entry(ticket, None)[:5]) != held:
            return [ticket.id]
    return []


def check_shown(raw: sqlite3.Connection, desk: Desk | None, most: int) -> Checked:
    """Compare what is shown of each ticket with its edits laid over the portal's copy.

    With a desk, its clocks are compared with a fresh evaluation. Of more than `most` tickets, so
    many are looked at, evenly spread.
    """
    rows = [row[0] for row in raw.execute("SELECT id FROM ticket ORDER BY key")]
    opened = {row[0] for row in raw.execute("SELECT DISTINCT entity FROM edit WHERE kind='ticket'")}
    sample = rows[:: max(1, -(-len(rows) // most))]
    fresh = desk is not None and not due.is_stale(desk)
    verdicts = {one: _compare(raw, one, desk if fresh else None) for one in sample}
    wrong = [one for one, verdict in verdicts.items() if verdict == "shown"]
    late = [one for one, verdict in verdicts.items() if verdict == "due"]
    missing, lost = _unshown(raw, opened - set(rows))
    found = []
    if wrong or missing:
        found.append(findings.shown(tuple((wrong + missing)[:_NAMED])))
    if late:
        found.append(findings.due(tuple(late[:_NAMED])))
    if lost:
        found.append(findings.orphans(tuple(lost[:_NAMED])))
    return Checked("tickets", len(sample), tuple(found))


def _compare(raw: sqlite3.Connection, ticket_id: str, desk: Desk | None) -> str:
    columns = ", ".join(f"t.{name}" for name in TICKET_COLUMNS)
    row = raw.execute(
        f"SELECT d.doc, d.timer, d.timers, {columns} FROM ticket t"
        " LEFT JOIN ticket_text d ON d.key = t.key WHERE t.id=?",
        (ticket_id,),
    ).fetchone()
    ticket = expected(raw, ticket_id)
    if ticket is None or row[0] is None or ticket_from_json(json.loads(row[0])) != ticket:
        return "shown"
    timers = desk.clocks.timers(ticket) if desk else ()
    values = tuple(_plain(one) for one in ticket_values(ticket, timers))
    clockless = sum(not name.startswith("sla_") for name in TICKET_COLUMNS)
    if values[:clockless] != row[3 : 3 + clockless]:
        return "shown"
    put_off = row[2] == "" and not ticket.is_open
    if desk and not put_off and (row[1:3] != timer_texts(timers) or values != row[3:]):
        return "due"
    return ""


def _plain(value: object) -> object:
    return (
        int(value) if isinstance(value, bool) else str(value) if isinstance(value, str) else value
    )


def expected(raw: sqlite3.Connection, ticket_id: str) -> Ticket | None:
    """Return the ticket as it must be shown: its laid edits over the portal's copy."""
    base = bases_of(raw, "ticket", (ticket_id,)).get(ticket_id)
    stored, _ = overlay.edits_of(raw, "ticket", (ticket_id,))
    number = given_number(raw, ticket_id)
    return overlay.composed(base, stored.get(ticket_id, []), number, mask_of(raw))


def _unshown(raw: sqlite3.Connection, entities: set[str]) -> tuple[list[str], list[str]]:
    """Tell tickets that should be shown from those whose opening edit is gone."""
    missing, lost = [], []
    for entity in sorted(entities):
        if expected(raw, entity) is not None:
            missing.append(entity)
        elif not _was_withdrawn(raw, entity):
            lost.append(entity)
    return missing, lost


def _was_withdrawn(raw: sqlite3.Connection, entity: str) -> bool:
    marks = ",".join("?" * len(LAID))
    sql = f"SELECT 1 FROM edit WHERE entity=? AND state IN ({marks}) LIMIT 1"
    return raw.execute(sql, (entity, *LAID)).fetchone() is None


def check_files(raw: sqlite3.Connection, folder: Path) -> Checked:
    """Compare every attachment on this machine with its name, and name those that are missing."""
    wanted = attached(raw)
    damaged, there = [], set()
    for path in files.held(folder):
        there.add(path.name)
        if sha256_of(path) != path.name:
            damaged.append(path.name)
    missing = sorted(wanted - there - destroyed(raw))  # what a rule took away is not missing
    found = []
    if missing:
        found.append(findings.files_missing(tuple(missing[:_NAMED])))
    if damaged:
        found.append(findings.files_damaged(tuple(damaged[:_NAMED])))
    return Checked("files", len(there), tuple(found))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def check_journal(raw: sqlite3.Connection | None, folder: Path) -> Checked:
    """Check every line of the journal, and that it and the database hold the same edits."""
    bad, held, count = [], set(), 0
    states: dict[str, str] = {}
    torn: tuple[Text, ...] = ()
    for one in journal.read(folder):
        count += 1
        if isinstance(one, journal.Line):
            held |= {one.edit_id} if one.doc else set()
            states[one.edit_id] = one.state
        elif one.last:
            torn = (Text("日志最后一行没有写完,不影响其他行。",
                         "The journal's last line is cut off; the others stand."),)  # fmt: skip
        else:
            bad.append(f"{one.file}:{one.line}")
    found = [findings.journal_damaged(tuple(bad[:_NAMED]))] if bad else []
    if raw is not None:
        stored = {row[0] for row in raw.execute("SELECT id FROM edit")}
        others = held or _in_newest_snapshot(folder)
        if stored and others and not stored & others:
            found.append(findings.stranger())
        lacking, only = sorted(stored - held), sorted(held - stored)
        if lacking:
            found.append(findings.journal_behind(tuple(lacking[:_NAMED])))
        if only:
            found.append(findings.database_behind(tuple(only[:_NAMED])))
        stale = states_behind(raw, states)
        if stale:
            found.append(findings.states_behind(tuple(sorted(stale)[:_NAMED])))
        if bad or torn or not held:  # a whole journal knows better: a restore may have gone back
            ahead = sorted(_in_newest_snapshot(folder) - stored)
            if ahead:
                found.append(findings.snapshot_ahead(tuple(ahead[:_NAMED])))
    return Checked("journal", count, tuple(found), torn)


def states_behind(raw: sqlite3.Connection, told: Mapping[str, str]) -> set[str]:
    """Return the edits whose state in the journal is later than the database's.

    The journal follows the database, so that a state which differs was in a part of the log that
    is gone; unless the database still has it to tell the journal.
    """
    untold = {
        row[0] for row in raw.execute(
            "SELECT e.id FROM journal_pending p JOIN edit e ON e.n=p.edit WHERE p.fresh=0"
        )
    }  # fmt: skip
    return {
        edit_id for edit_id, state in raw.execute("SELECT id, state FROM edit")
        if told.get(edit_id, state) != state and edit_id not in untold
    }  # fmt: skip


def _in_newest_snapshot(folder: Path) -> set[str]:
    path = snapshots.newest_sound(folder)
    if path is None:
        return set()
    with closing(snapshots.open_alone(path)) as raw:
        return {row[0] for row in raw.execute("SELECT id FROM edit")}
