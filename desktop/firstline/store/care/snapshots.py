"""Whole copies of the database: taken while it is in use, checked, and kept by day and by week."""

import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from firstline.domain.errors import StoreProblem
from firstline.store import faults
from firstline.store.file import journal, schema
from firstline.store.file.connection import FILE, LOCK
from firstline.store.file.lock import WriterLock
from firstline.store.file.on_disk import make_folder, sync_file, sync_folder

_log = logging.getLogger(__name__)

FOLDER = "backups"
DAYS = 7
WEEKS = 4
_DAILY = re.compile(r"daily-\d{8}\.db")
_WEEKLY = re.compile(r"weekly-\d{4}-W\d{2}\.db")
_PATIENCE_S = 5.0
_CLOSE_S = 1.0


@contextmanager
def reading(folder: Path, lock: WriterLock | None = None) -> Iterator[sqlite3.Connection]:
    """Give a connection that reads the profile's database, whoever else has it open.

    It changes nothing: opened for reading only, it never writes the log back. Closing happens
    under the writer lock, `lock` if the caller holds it already.
    """
    path = folder / FILE
    if not path.is_file():
        raise faults.vanished(path) if journal.files(folder) else faults.not_a_database(path)
    with explained(path):
        where = f"{path.absolute().as_uri()}?mode=ro"
        raw = sqlite3.connect(where, uri=True, isolation_level=None, timeout=_PATIENCE_S)
        own = lock or WriterLock(folder / LOCK)
        try:
            raw.execute("PRAGMA cell_size_check=ON")
            yield raw
        finally:
            with own.held(_CLOSE_S):  # not to be had: somebody else writes, and closes after us
                raw.close()
            if lock is None:
                own.close()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of the database and the disk inside the block into plain sentences."""
    try:
        yield
    except sqlite3.Error as error:
        problem = faults.explain(error, path)
        if problem is None:
            raise
        raise problem from error
    except UnicodeDecodeError as error:  # what SQLite says quotes a damaged schema
        raise faults.damaged(path, "schema") from error
    except OSError as error:
        if faults.is_full(error):
            raise faults.full(path) from error
        raise faults.no_folder(path.parent, error) from error


def snapshot(raw: sqlite3.Connection, target: Path) -> Path:
    """Write the database of `raw` to `target` as one sound file, or raise and leave no file.

    Copied by VACUUM INTO from one moment's view, then opened, checked, flushed and renamed.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        raw.execute("VACUUM INTO ?", (str(part),))
        verify(part)
        sync_file(part)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        for one in (part, part.with_name(f"{part.name}-journal")):  # of a copy that was cut off
            one.unlink(missing_ok=True)
    return target


def verify(path: Path) -> int:
    """Return the format of the database file `path`; raise StoreProblem unless it is sound.

    Sound is: ours, not newer than this program, and whole by SQLite's own check.
    """
    if not path.is_file() or path.stat().st_size < 512:
        raise faults.not_a_database(path)
    with explained(path), closing(open_alone(path)) as raw:
        raw.execute("PRAGMA cell_size_check=ON")
        version: int = raw.execute("PRAGMA user_version").fetchone()[0]
        if raw.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise faults.foreign(path)
        if version > schema.VERSION:
            raise faults.newer(path, version, schema.VERSION)
        found = [row[0] for row in raw.execute("PRAGMA quick_check(5)")]
        if found != ["ok"]:
            raise faults.damaged(path, "; ".join(found)[:200])
    return version


def open_alone(path: Path) -> sqlite3.Connection:
    """Open a database file that nobody else uses, for reading only, without side files."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None
    )


def daily(folder: Path, now: datetime) -> Path | None:
    """Take today's snapshot if there is none, and let those older than DAYS and WEEKS go.

    The days are those of `now`'s zone. Returns the new file, or None when there was nothing to do
    or too little room. Attachments need no copy: they are kept by content and never deleted.
    Raises StoreProblem when the database is not sound; then no older snapshot is let go.
    """
    home = folder / FOLDER
    target = home / f"daily-{now:%Y%m%d}.db"
    if target.exists() or not (folder / FILE).is_file():
        return None
    size = (folder / FILE).stat().st_size
    if shutil.disk_usage(folder).free < 3 * size:
        _log.info("no daily snapshot: too little room")
        return None
    make_folder(home)
    with reading(folder) as raw:
        snapshot(raw, target)
    year, week, _ = now.isocalendar()
    weekly = home / f"weekly-{year}-W{week:02d}.db"
    if not weekly.exists():
        _link(target, weekly)
    _let_go(home, _DAILY, DAYS)
    _let_go(home, _WEEKLY, WEEKS)
    return target


def newest_sound(folder: Path) -> Path | None:
    """Return the newest snapshot of the profile that is sound, or None."""
    found = [one for one in (folder / FOLDER).glob("*.db") if one.is_file()]
    for path in sorted(found, key=lambda one: (one.stat().st_mtime, one.name), reverse=True):
        with suppress(StoreProblem):
            verify(path)
            return path
    return None


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        part = target.with_suffix(".part")
        shutil.copyfile(source, part)
        part.replace(target)


def _let_go(home: Path, pattern: re.Pattern[str], keep: int) -> None:
    names = sorted(one.name for one in home.iterdir() if pattern.fullmatch(one.name))
    for name in names[:-keep]:
        with suppress(OSError):
            (home / name).unlink()
