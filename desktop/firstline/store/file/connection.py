"""One thread's connection to the one file, and the one way to write to it (house law 1)."""

import logging
import os
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

from firstline.store import faults
from firstline.store.care.format_copy import keep_before
from firstline.store.file import handles, journal, schema
from firstline.store.file.journal import Journal
from firstline.store.file.lock import WriterLock
from firstline.store.file.log_file import KEPT_BYTES, LONG_LOG_BYTES, SHORT_LOG_BYTES, Disk, LogFile

_log = logging.getLogger(__name__)

FILE = "firstline.db"
LOCK = "firstline.lock"
_STEPS = 200_000  # of SQLite's machine, a few milliseconds
_PRAGMAS = (
    "foreign_keys=ON", "synchronous=FULL", "trusted_schema=OFF", "cell_size_check=ON",
    "wal_autocheckpoint=0", f"journal_size_limit={KEPT_BYTES}", "temp_store=MEMORY", "mmap_size=0",
    "cache_size=-16384", "recursive_triggers=ON", "fullfsync=ON", "checkpoint_fullfsync=ON",
)  # fmt: skip

# The list of steps is made before the first of them: a power cut may leave it alone in the file.
_OTHERS = "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> '_sqlite_migrations'"


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite has the fix for two connections resetting one log (sync.md 4.3).

    Without it the writer lock alone keeps the file whole, so nobody may write around it.
    """
    major_minor = version[:2]
    if major_minor == (3, 44):
        return version[2] >= 6
    if major_minor == (3, 50):
        return version[2] >= 7
    return version >= (3, 51, 3)


class Unwanted(Exception):  # noqa: N818 - never leaves the room
    """What was being read is not wanted any more."""


class Connection:
    """A connection of one thread; it reads freely and writes only inside `write()`.

    Raises StoreProblem with a plain sentence whatever is wrong with the file.
    """

    def __init__(
        self, folder: Path, now: datetime, patience_s: float = 5.0, *, patient: bool = False
    ) -> None:
        self.path = folder / FILE
        self.opened_at = now
        self.before_reading: Callable[[], None] | None = None  # an import writes its page first
        self._closed = False
        self._patience_s = patience_s
        self.journal = Journal(folder)
        self._make_folder(folder)
        with self.explained():
            self.lock = WriterLock(folder / LOCK, patient=patient, acts=True)
            self._log = LogFile(self.wal, self.lock)
        try:
            with self.explained():
                self.raw = self._open()
                self._identity = _identity(self.path)
        except BaseException:
            self.lock.close()
            raise

    @property
    def wal(self) -> Path:
        """The write-ahead log, which every commit of any process touches."""
        return self.path.with_name(FILE + "-wal")

    def close(self) -> None:
        """Close; the last one out writes the log back, under the writer lock."""
        if self._closed:
            return
        self._closed = True
        with suppress(OSError):
            self._log.settle()
        with self.lock.held(self._patience_s) as got:
            if got:
                with suppress(sqlite3.Error):  # a full or read-only disk: the log stays, all in it
                    self.journal.follow(self.raw)
                    self.journal.forget(self.raw)
                    self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._shut(self.raw)
        self.journal.close()
        self.lock.close()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading, with SQLite's errors as plain sentences."""
        if self.before_reading:
            self.before_reading()
        with self.explained():
            yield self.raw

    @contextmanager
    def read_while(self, wanted: Callable[[], bool]) -> Iterator[sqlite3.Connection]:
        """Give the connection as `read` does; raise Unwanted once nobody waits for what it reads.

        `wanted` is asked every few milliseconds.
        """
        with self.read() as raw:
            raw.set_progress_handler(lambda: not wanted(), _STEPS)
            try:
                yield raw
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise Unwanted from error
                raise
            finally:
                raw.set_progress_handler(None, 0)

    @contextmanager
    def write(self, disk: Disk = Disk.NOW) -> Iterator[None]:
        """Run the block as one transaction: lock, BEGIN IMMEDIATE, do, commit, journal.

        Whatever the block raises undoes all of it; SQLite's own errors become StoreProblem. `disk`
        says when it is there: who is patient need not keep the lock until then, so that nobody
        else waits for it. Where much follows, the log is written back when it is long.
        """
        last = disk is not Disk.NOW and self.lock.patient
        with self.explained(), self._disk_last(disk) if last else nullcontext():
            self.begin()
            try:
                yield
                self.raw.execute("COMMIT")
            except BaseException:
                self.roll_back()
                raise
            self.finish(SHORT_LOG_BYTES if disk is Disk.NOW else LONG_LOG_BYTES)

    @contextmanager
    def _disk_last(self, disk: Disk) -> Iterator[None]:
        """Commit without waiting for the disk inside the block, and wait at its end if at all."""
        self.raw.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            self.raw.execute("PRAGMA synchronous=FULL")
        if disk is Disk.AFTER:
            self._log.sync()
        else:
            self._log.sync_beside()

    def begin(self) -> None:
        """Take the writer lock and begin; wait up to the patience for each."""
        if not self.lock.take(self._patience_s):
            raise faults.locked(self.path, self._patience_s)
        try:
            self._stay_with_file()
            self.raw.execute("BEGIN IMMEDIATE")
            self._log.begin(self.raw)
            self.journal.forget(self.raw)
        except BaseException:
            self.roll_back()
            raise

    def tidy(self, *, poured: bool = False) -> None:
        """Write a long log back, for acts that did not wait for that.

        Where much was `poured` in, all of it, whatever its length was before: what is written next
        need not do it in the middle.
        """
        if not poured and not self._log.is_long(SHORT_LOG_BYTES):
            return
        write = self._log.write_all if poured else self._log.write_back
        with self.lock.held(self._patience_s) as got, suppress(OSError, sqlite3.Error):
            if got:
                write(self.raw)

    def _stay_with_file(self) -> None:
        """Refuse to write into a file that was deleted or replaced: nobody would find it again."""
        if self._identity != _identity(self.path):
            raise faults.replaced(self.path)

    def roll_back(self) -> None:
        """Undo the open transaction and give the lock back."""
        with suppress(sqlite3.Error):  # SQLite may have rolled back by itself (full disk)
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
        self.lock.give()

    def finish(self, longest_bytes: int = SHORT_LOG_BYTES) -> None:
        """After COMMIT: journal the edits, write a longer log back, then give the lock back."""
        try:
            self.journal.follow(self.raw)
            with suppress(OSError, sqlite3.Error):  # committed already; the log just stays longer
                self._log.write_back(self.raw, longest_bytes)
        finally:
            self.lock.give()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn errors of the file and the disk inside the block into plain sentences."""
        try:
            yield
        except sqlite3.Error as error:
            problem = faults.explain(error, self.path, self._patience_s)
            if problem is None:
                raise
            raise problem from error
        except OSError as error:
            raise faults.of_system(error, self.path) from error

    def quick_check(self) -> tuple[str, ...]:
        """Return what SQLite finds wrong with the file's structure; empty when it is sound."""
        with self.explained():
            found = tuple(row[0] for row in self.raw.execute("PRAGMA quick_check(20)"))
        return () if found == ("ok",) else found

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise faults.not_a_folder(folder) from None
        except NotADirectoryError as error:
            raise faults.not_a_folder(folder.parent) from error
        except OSError as error:
            raise faults.of_system(error, folder) from error

    def _open(self) -> sqlite3.Connection:
        name = os.path.realpath(self.path)
        with handles.gate:
            if not handles.counts[name]:
                self._look_at_file()
            raw = sqlite3.connect(self.path, isolation_level=None, timeout=self._patience_s)
            handles.counts[name] += 1
        try:
            self._prepare(raw)
        except UnicodeDecodeError as error:  # what SQLite says quotes a damaged schema
            self._shut(raw)
            raise faults.damaged(self.path, "schema") from error
        except BaseException:
            self._shut(raw)
            raise
        return raw

    def _shut(self, raw: sqlite3.Connection) -> None:
        with handles.gate:
            raw.close()
            handles.counts[os.path.realpath(self.path)] -= 1

    def _look_at_file(self) -> None:
        """Refuse what SQLite would take for a new file or read half of."""
        if self.path.is_dir():
            raise faults.not_a_database(self.path)
        size = self.path.stat().st_size if self.path.exists() else 0
        if size == 0 and any(one.stat().st_size for one in journal.files(self.path.parent)):
            raise faults.vanished(self.path)
        logs = (self.wal, self.path.with_name(FILE + "-journal"))  # what SQLite brings back itself
        if size == 0 or any(one.exists() and one.stat().st_size for one in logs):
            return
        with self.path.open("rb") as file:
            head = file.read(100)
        if not head.startswith(b"SQLite format 3\0"):
            raise faults.not_a_database(self.path)
        page, pages = struct.unpack(">H", head[16:18])[0], struct.unpack(">I", head[28:32])[0]
        if size < (65536 if page == 1 else page) * pages:
            raise faults.damaged(self.path, f"{size} < {page} × {pages}")

    def _prepare(self, raw: sqlite3.Connection) -> None:
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        version: int = raw.execute("PRAGMA user_version").fetchone()[0]
        if version > schema.VERSION:
            raise faults.newer(self.path, version, schema.VERSION)
        if version < schema.VERSION:
            self._bring_up(raw)
        if raw.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise faults.foreign(self.path)
        if not os.access(self.path, os.W_OK):
            raise faults.read_only(self.path)

    def _bring_up(self, raw: sqlite3.Connection) -> None:
        with self.lock.held(self._patience_s) as got:
            if not got:
                raise faults.locked(self.path, self._patience_s)
            version: int = raw.execute("PRAGMA user_version").fetchone()[0]
            if version == schema.VERSION:  # another process was first
                return
            tables: int = raw.execute(_OTHERS).fetchone()[0]
            if version == 0 and tables:
                raise faults.foreign(self.path)
            raw.execute("PRAGMA journal_mode=WAL")
            if version:
                keep_before(raw, self.path, version, self.opened_at)
            schema.apply(raw)
            _log.info("profile brought from format %d to %d", version, schema.VERSION)


def _identity(path: Path) -> tuple[int, int]:
    found = os.stat(path)  # noqa: PTH116 - hot path
    return found.st_dev, found.st_ino
