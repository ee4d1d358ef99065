"""Puts a backup in the place of a profile; what was there is kept aside, never deleted."""

import hashlib
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from firstline.domain.errors import BadInput, Problem, StoreProblem
from firstline.domain.words import Text
from firstline.store import faults, files
from firstline.store.care import snapshots
from firstline.store.care.unpacking import unpack
from firstline.store.file import journal
from firstline.store.file.connection import FILE, LOCK, Connection
from firstline.store.file.handles import is_open_here
from firstline.store.file.lock import WriterLock
from firstline.store.file.on_disk import make_folder, sync_file, sync_folder

_PATIENCE_S = 10.0
_SEQUENCES = ("journal_pending", "change_log", "edit", "ticket_number")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back, and where what was there before is kept (None: nothing was)."""

    tickets: int
    edits: int
    files: int
    kept: Path | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "tickets": self.tickets, "edits": self.edits, "files": self.files,
            "kept": str(self.kept) if self.kept else None,
        }  # fmt: skip


def restore(source: Path, folder: Path, now: datetime) -> Restored:
    """Put the backup `source` in the place of the profile in `folder`.

    `source` is a file that `backup` wrote, or one of the profile's own snapshots. It is checked
    whole before anything is changed; a window that is open sees the restored profile at once.
    Raises BadInput for what is no backup and StoreProblem for one that is damaged or newer.
    """
    if not source.is_file():
        raise BadInput(
            Text(f"没有备份文件 {source}。", f"There is no backup {source}."),
            Text("什么都没有改。", "Nothing was changed."),
        )
    stamp = f"{now:%Y%m%dT%H%M%S}"
    with snapshots.explained(folder / FILE):
        folder.mkdir(parents=True, exist_ok=True)
        room = _fresh(folder, f"restore-{stamp}")
        try:
            unpack(source, room)
            _bring_up(room, now)
            return _put_in_place(room, folder, stamp)
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _fresh(folder: Path, name: str) -> Path:
    for n in range(1000):
        path = folder / (f"{name}-{n}" if n else name)
        with suppress(FileExistsError):
            path.mkdir()
            return path
    raise AssertionError(name)


def _bring_up(room: Path, now: datetime) -> None:
    """Check the unpacked database and bring an older one up to this program's format."""
    snapshots.verify(room / FILE)
    with closing(snapshots.open_alone(room / FILE)) as raw:
        for edit_id, doc, digest in raw.execute("SELECT id, doc, sha256 FROM edit"):
            if hashlib.sha256(doc.encode()).digest() != digest:
                raise faults.damaged(room / FILE, f"edit {edit_id}")
    Connection(room, now).close()


def _put_in_place(room: Path, folder: Path, stamp: str) -> Restored:
    lock = WriterLock(folder / LOCK)
    try:
        with lock.held(_PATIENCE_S) as got:
            if not got:
                raise faults.locked(folder / FILE, _PATIENCE_S)
            kept = _keep_aside(folder, stamp, lock) if (folder / FILE).exists() else None
            with closing(_open(room / FILE)) as new:
                counts = _counts(new)
                _copy_journal(folder, kept)
                part = journal.drawn_up(folder, new)  # whatever lacks room lacks it before this
                try:
                    _install(new, room, folder, kept)
                    journal.put_in_place(part)
                finally:
                    part.unlink(missing_ok=True)
                for path in journal.rotated(folder):
                    path.unlink()
            brought = _bring_files(room, folder, kept)
    finally:
        lock.close()
    return Restored(*counts, brought, kept)


def _counts(raw: sqlite3.Connection) -> tuple[int, int]:
    tickets: int = raw.execute("SELECT count(*) FROM ticket").fetchone()[0]
    edits: int = raw.execute("SELECT count(*) FROM edit").fetchone()[0]
    return tickets, edits


def _keep_aside(folder: Path, stamp: str, lock: WriterLock) -> Path:
    """Copy what is there into a folder of its own; a database that cannot be read, as it is."""
    kept = _fresh(folder, f"replaced-{stamp}")
    try:
        with snapshots.reading(folder, lock) as raw:
            snapshots.snapshot(raw, kept / FILE)
    except Problem:
        if is_open_here(folder / FILE):
            raise
        for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
            with suppress(FileNotFoundError):
                shutil.copy2(folder / name, kept / name)
                sync_file(kept / name)
        sync_folder(kept)
    sync_folder(folder)
    return kept


def _install(new: sqlite3.Connection, room: Path, folder: Path, kept: Path | None) -> None:
    """Write the new database over the old one as one transaction, or swap a damaged file out."""
    if kept and _is_sound(kept / FILE):
        with closing(_open(folder / FILE)) as live:
            _outrun(new, live)
            live.execute("PRAGMA synchronous=FULL")
            live.execute("PRAGMA wal_autocheckpoint=0")
            new.backup(live)
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    part = folder / f"{FILE}.part"
    shutil.copyfile(room / FILE, part)
    sync_file(part)
    for name in (f"{FILE}-wal", f"{FILE}-shm"):  # kept aside with the file they belong to
        (folder / name).unlink(missing_ok=True)
    part.replace(folder / FILE)
    sync_folder(folder)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE_S)


def _is_sound(path: Path) -> bool:
    try:
        snapshots.verify(path)
    except StoreProblem:
        return False
    return True


def _outrun(new: sqlite3.Connection, live: sqlite3.Connection) -> None:
    """Let every counter go on from the higher one, so that open windows notice what follows."""
    for name in _SEQUENCES:
        sql = "SELECT max(seq) FROM sqlite_sequence WHERE name=?"
        seqs = [raw.execute(sql, (name,)).fetchone()[0] or 0 for raw in (new, live)]
        new.execute("DELETE FROM sqlite_sequence WHERE name=?", (name,))
        new.execute("INSERT INTO sqlite_sequence(name, seq) VALUES(?,?)", (name, max(seqs)))
    new.execute("DELETE FROM journal_pending")
    new.execute("DELETE FROM change_log")
    new.execute(
        "INSERT INTO change_log(writer, tickets, kinds, everything) VALUES('restore','[]','[]',1)"
    )


def _copy_journal(folder: Path, kept: Path | None) -> None:
    aside = kept or folder / "replaced-journal"
    for path in journal.files(folder):
        make_folder(aside)
        shutil.copy2(path, aside / path.name)
        sync_file(aside / path.name)
        sync_folder(aside)


def _bring_files(room: Path, folder: Path, kept: Path | None) -> int:
    brought = 0
    for path in sorted((room / files.FOLDER).glob("*/*")):
        target = folder / files.FOLDER / path.parent.name / path.name
        brought += 1
        if files.find(folder, path.name) is None or _sha256(target) != path.name:
            make_folder(target.parent)
            path.replace(target)
            sync_folder(target.parent)
    own = [room / "settings.toml", *sorted((room / "packs").rglob("*.*"))]
    for path in own:
        target = folder / path.relative_to(room)
        if not path.is_file() or (target.is_file() and target.read_bytes() == path.read_bytes()):
            continue
        if target.is_file() and kept:
            (kept / path.relative_to(room)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(target, kept / path.relative_to(room))
        make_folder(target.parent)
        path.replace(target)
        sync_folder(target.parent)
    return brought


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
