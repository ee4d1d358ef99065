"""Builds a sound profile out of what was saved, and puts it in the place of the damaged one."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from firstline.domain.edits.codec import edit_from_json
from firstline.domain.errors import StoreProblem
from firstline.domain.words import Text
from firstline.store import faults
from firstline.store.acts.perform import NO_CHAIN, link, note_files
from firstline.store.care import salvage, snapshots
from firstline.store.care.salvage import Saved, SavedEdit
from firstline.store.file import journal
from firstline.store.file.connection import FILE, Connection
from firstline.store.file.on_disk import sync_file, sync_folder
from firstline.store.queue.rows import Clocks
from firstline.store.search import index as search_index
from firstline.store.shown import overlay
from firstline.store.shown.shown import Desk

_INDEX_AT_ONCE = 5000
_SIDES = (FILE, f"{FILE}-wal", f"{FILE}-shm")


def gather(folder: Path, room: Path) -> Saved:
    """Read the damaged database, the journal and the newest sound snapshot, the best one first.

    `room` is an empty folder for copies, since reading changes what is read. What has no edit in
    common with the others is of another profile and left out.
    """
    path = folder / FILE
    with_log, alone, written, snapshot = Saved(), Saved(), Saved(), Saved()
    readable = path.is_file()
    if readable:
        readable = salvage.from_database(_copy(folder, room / "with-log", _SIDES), with_log)
        readable &= salvage.from_database(_copy(folder, room / "alone", _SIDES[:1]), alone)
    salvage.from_journal(folder, written)
    newest = snapshots.newest_sound(folder)
    if newest:
        (room / "snapshot").mkdir()
        shutil.copyfile(newest, room / "snapshot" / FILE)
        salvage.from_database(room / "snapshot" / FILE, snapshot)
    for one in (with_log, alone, snapshot):
        _leave_out_strangers(one, written)
    _leave_out_strangers(with_log, alone)
    saved = Saved()
    for one in _of_one_profile(with_log, alone, written, snapshot):
        if one is written:
            salvage.from_journal(folder, saved)
        else:
            saved.join(one)
    if path.is_file() and (saved.unreadable or saved.lost or not readable):
        salvage.carve(path, saved)
    return saved


def _of_one_profile(*sources: Saved) -> list[Saved]:
    """Leave out a source whose edits none of the others knows, where the others agree."""
    kept = []
    for one in sources:
        others = [set(other.edits) for other in sources if other is not one and other.edits]
        agree = any(a & b for n, a in enumerate(others) for b in others[n + 1 :])
        known = any(set(one.edits) & other for other in others)
        if known or not one.edits or not agree:
            kept.append(one)
    return kept


def _leave_out_strangers(source: Saved, known: Saved) -> None:
    """Leave out edits whose place `known` gives to another: a log of another profile did that.

    No two edits of one database ever had one place, nor two tickets one number. `known` is the
    journal, which holds all that was acknowledged, or the same database without its log.
    """
    owners = {one.place: one.id for one in known.edits.values() if one.place < salvage.TAIL}
    held = len(source.edits)
    for one in list(source.edits.values()):
        if one.id not in known.edits and owners.get(one.place, one.id) != one.id:
            del source.edits[one.id]
    if held and not source.edits:  # nothing of it is ours
        source.numbers.clear()
        source.tables.clear()
    called = {n: entity for entity, n in known.numbers.items()}
    for entity, n in list(source.numbers.items()):
        if called.get(n, entity) != entity:
            del source.numbers[entity]


def _copy(folder: Path, room: Path, names: Iterable[str]) -> Path:
    room.mkdir()
    for name in names:
        if name != f"{FILE}-shm":  # only an index of the log, made anew
            with suppress(FileNotFoundError):
                shutil.copyfile(folder / name, room / name)
    return room / FILE


def build(
    room: Path, saved: Saved, clocks: Clocks, now: datetime, *, me: str = "",
    initials: Callable[[str], str] | None = None,
) -> int:  # fmt: skip
    """Make a profile's database in the empty folder `room` from `saved`; return its tickets."""
    connection = Connection(room, now)
    try:
        with connection.write():
            raw = connection.raw
            desk = Desk(raw, clocks, me, initials)
            insert(raw, saved)
            show_all(desk)
            if len(saved.edits) <= _INDEX_AT_ONCE:
                while search_index.index_pending(raw, initials, 500):
                    pass
        tickets: int = connection.raw.execute("SELECT count(*) FROM ticket").fetchone()[0]
    finally:
        connection.close()
    snapshots.verify(room / FILE)
    return tickets


def insert(raw: sqlite3.Connection, saved: Saved) -> None:
    """Write the saved rows into an empty database, the edits chained anew in their order."""
    for entity, n in sorted(saved.numbers.items(), key=lambda one: one[1]):
        raw.execute("INSERT OR IGNORE INTO ticket_number(n, id) VALUES(?,?)", (n, entity))
    for table, rows in saved.tables.items():
        columns = {row[1] for row in raw.execute(f"PRAGMA table_info({table})")}
        for row in rows.values():
            kept = {name: value for name, value in row.items() if name in columns}
            names, places = ",".join(kept), ",".join("?" * len(kept))
            with suppress(sqlite3.IntegrityError):  # a value of another kind: a damaged row
                sql = f"INSERT OR IGNORE INTO {table}({names}) VALUES({places})"
                raw.execute(sql, tuple(kept.values()))
    append(raw, saved.edits.values())


def append(raw: sqlite3.Connection, edits: Iterable[SavedEdit]) -> set[str]:
    """Append edits in their order to those that are there; return the entities they touch."""
    last = raw.execute("SELECT n, chain FROM edit ORDER BY n DESC LIMIT 1").fetchone()
    highest, chain = (last[0], last[1]) if last else (0, NO_CHAIN)
    touched = set()
    for one in sorted(edits, key=lambda one: (one.place, _made_at(one), one.id)):
        try:
            edit = edit_from_json(json.loads(one.doc))
        except (ValueError, KeyError, TypeError):
            continue
        digest = hashlib.sha256(one.doc.encode()).digest()
        chain = link(chain, digest)
        highest = one.place if highest < one.place < salvage.TAIL else highest + 1
        raw.execute(
            "INSERT INTO edit(n, id, kind, entity, act, made_at, state, not_before, sha256, chain,"
            " reason, code, portal, tries, settled_at, doc)"
            " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (highest, edit.id, edit.kind, edit.entity, edit.act, edit.made_at.isoformat(),
             one.state or "waiting", one.not_before, digest, chain, one.reason, one.code,
             one.portal, one.tries, one.settled_at, one.doc),
        )  # fmt: skip
        note_files(raw, (edit,))
        touched.add(edit.entity)
    return touched


def show_all(desk: Desk) -> None:
    """Write anew all that is shown, out of the edits and the portal's copies alone."""
    raw = desk.raw
    for table in ("ticket", "ticket_doc", "ticket_tag"):
        raw.execute(f"DELETE FROM {table}")
    rows = raw.execute(
        "SELECT id, -1 FROM base WHERE kind='ticket'"
        " UNION ALL SELECT entity, min(n) AS n FROM edit WHERE kind='ticket' GROUP BY entity"
        " ORDER BY 2"
    ).fetchall()
    again = raw.execute(
        "SELECT id FROM seen UNION SELECT substr(key, instr(key, ':') + 1) FROM draft"
    ).fetchall()  # what was seen and typed is looked up for a row that is there
    for entity in (*dict.fromkeys(row[0] for row in rows), *(row[0] for row in again)):
        overlay.show(desk, (entity,))
    raw.execute(
        "INSERT INTO change_log(writer, tickets, kinds, everything) VALUES('doctor','[]','[]',1)"
    )


def put_in_place(room: Path, folder: Path, stamp: str) -> Path:
    """Swap the database of `room` in, the damaged files kept in a folder of their own.

    Call under the writer lock. Raises StoreProblem while another program has the database open.
    """
    kept = folder / f"damaged-{stamp}"
    n = 0
    while kept.exists():
        n += 1
        kept = folder / f"damaged-{stamp}-{n}"
    kept.mkdir()
    for name in (*_SIDES, *(one.name for one in journal.files(folder))):
        with suppress(FileNotFoundError):
            shutil.copy2(folder / name, kept / name)
            sync_file(kept / name)
    sync_folder(kept)
    sync_folder(folder)
    _be_alone(folder / FILE)
    part = folder / f"{FILE}.part"
    shutil.copyfile(room / FILE, part)
    sync_file(part)
    for name in _SIDES[1:]:
        (folder / name).unlink(missing_ok=True)
    part.replace(folder / FILE)
    sync_folder(folder)
    renew_journal(folder)
    return kept


def renew_journal(folder: Path) -> None:
    """Write the journal anew from the database; call under the lock, with a copy kept."""
    with closing(snapshots.open_alone(folder / FILE)) as raw:
        journal.rewrite(folder, raw)
    for path in journal.rotated(folder):
        path.unlink()


def _be_alone(path: Path) -> None:
    """Refuse while another connection has the file open: what it wrote next would be lost."""
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=1.0)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # a damaged one is nobody's
        if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise in_use(path) from error


def in_use(path: Path) -> StoreProblem:
    """Return the problem of a database that must not be exchanged while it is open."""
    plain = faults.locked(path, 1.0)
    return StoreProblem(
        plain.sentence,
        Text("什么都没有改。", "Nothing was changed."),
        Text(
            "请关闭一线的窗口和其他终端后再修复。",
            "Close the window and other terminals, then repair again.",
        ),
    )


def _made_at(one: SavedEdit) -> str:
    with suppress(ValueError, KeyError, TypeError):
        value: Any = json.loads(one.doc)["made_at"]
        return str(value)
    return ""
