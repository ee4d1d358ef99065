"""Mends a profile: caches in place, or a new database out of all that can still be read."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firstline.domain.words import Text
from firstline.store import faults
from firstline.store.care import checks, recovery, salvage
from firstline.store.care.findings import Report
from firstline.store.care.salvage import Saved
from firstline.store.file import journal
from firstline.store.file.connection import FILE, LOCK, Connection
from firstline.store.file.handles import is_open_here
from firstline.store.file.lock import WriterLock
from firstline.store.file.on_disk import make_folder, sync_file, sync_folder
from firstline.store.queue.rows import Clocks
from firstline.store.search import article_index
from firstline.store.search import index as search_index
from firstline.store.search.folding import Initials
from firstline.store.shown.shown import Desk

_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Case:
    """What a repair works with, and what it has done so far."""

    folder: Path
    clocks: Clocks
    now: datetime
    me: str
    initials: Initials | None
    done: list[Text]

    @property
    def stamp(self) -> str:
        """The moment, as a part of a folder's name."""
        return f"{self.now:%Y%m%dT%H%M%S}"


def rebuild(case: Case) -> Path:
    """Replace a damaged database; return the folder in which the old files are kept."""
    if is_open_here(case.folder / FILE):
        raise recovery.in_use(case.folder / FILE)
    lock = WriterLock(case.folder / LOCK)
    room = case.folder / f"repair-{case.stamp}"
    shutil.rmtree(room, ignore_errors=True)
    try:
        with lock.held(_PATIENCE_S) as got:
            if not got:
                raise faults.locked(case.folder / FILE, _PATIENCE_S)
            return _rebuild_in(case, room)
    finally:
        lock.close()
        shutil.rmtree(room, ignore_errors=True)


def _rebuild_in(case: Case, room: Path) -> Path:
    new, old = room / "new", room / "old"
    new.mkdir(parents=True)
    old.mkdir()
    saved = recovery.gather(case.folder, old)
    if not saved.edits and not any(saved.tables.values()):
        raise faults.damaged(case.folder / FILE, "0")
    tickets = recovery.build(new, saved, case.clocks, case.now, me=case.me, initials=case.initials)
    kept = recovery.put_in_place(new, case.folder, case.stamp)
    case.done.append(_told(saved, tickets, kept))
    return kept


def _told(saved: Saved, tickets: int, kept: Path) -> Text:
    lost = len(saved.lost)
    return Text(
        f"已重建数据库:{len(saved.edits)} 条编辑、{tickets} 张工单;找不回 {lost} 条编辑。"
        f"原文件保存在 {kept.name}。",
        f"The database was built anew: {len(saved.edits)} edits, {tickets} tickets; {lost} edits"
        f" could not be found. The old files are kept in {kept.name}.",
    )


def mend(case: Case, found: Report) -> Path | None:
    """Make caches, search and journal anew in place; return where an old journal is kept."""
    told = _last_lines(case.folder) if found.has("states_behind") else {}
    connection = Connection(case.folder, case.now)  # which tells the journal what it holds
    try:
        with connection.write():
            desk = Desk(connection.raw, case.clocks, case.me, case.initials)
            _mend_tables(case, desk, found, told)
        if found.has("journal", "journal_behind"):
            case.done.append(Text("日志已按数据库重写。", "The journal was written anew."))
            return _renew_journal(connection, case)
    finally:
        connection.close()
    return None


def _mend_tables(
    case: Case, desk: Desk, found: Report, told: Mapping[str, journal.Line]
) -> None:  # fmt: skip
    if found.has("database_behind"):
        _bring_in(desk, case.folder)
        case.done.append(Text("日志里的编辑已补进数据库。", "The journal's edits were brought in."))
    if found.has("states_behind"):
        _bring_states(desk, told)
        case.done.append(Text("编辑的状态已按日志补上。", "The journal's states were brought in."))
    if found.has("shown", "due", "database_behind", "states_behind"):
        recovery.show_all(desk)
        case.done.append(Text("工单显示与时限已重算。", "Tickets and due times were recomputed."))
    if found.has("search"):
        search_index.mend(desk.raw)
        article_index.mend(desk.raw)
        case.done.append(Text("搜索索引已重建。", "The search index was built anew."))
    while search_index.index_pending(desk.raw, case.initials, 500):
        pass


def _bring_in(desk: Desk, folder: Path) -> None:
    saved = Saved()
    salvage.from_journal(folder, saved)
    known = {row[0] for row in desk.raw.execute("SELECT id FROM edit")}
    for entity, n in saved.numbers.items():
        desk.raw.execute("INSERT OR IGNORE INTO ticket_number(n, id) VALUES(?,?)", (n, entity))
    recovery.append(desk.raw, [one for one in saved.edits.values() if one.id not in known])


def _last_lines(folder: Path) -> dict[str, journal.Line]:
    """Return the last thing that the journal says of each edit."""
    lines = (one for one in journal.read(folder) if isinstance(one, journal.Line))
    return {one.edit_id: one for one in lines if one.state in salvage.STATES}


def _bring_states(desk: Desk, last: Mapping[str, journal.Line]) -> None:
    told = {edit_id: one.state for edit_id, one in last.items()}
    for edit_id in checks.states_behind(desk.raw, told):
        one = last[edit_id]
        desk.raw.execute(
            "UPDATE edit SET state=?, code=?, reason=? WHERE id=?",
            (one.state, one.code, one.reason, edit_id),
        )


def _renew_journal(connection: Connection, case: Case) -> Path:
    kept = case.folder / f"damaged-{case.stamp}"
    make_folder(kept)
    with connection.lock.held(_PATIENCE_S):
        for path in journal.files(case.folder):
            shutil.copy2(path, kept / path.name)
            sync_file(kept / path.name)
        sync_folder(kept)
        journal.rewrite(case.folder, connection.raw)
        for path in journal.rotated(case.folder):
            path.unlink()
    return kept
