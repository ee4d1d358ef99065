"""SQLite's write-ahead log: how long it may grow, and who writes it back into the database."""

import os
import sqlite3
import sys
from enum import Enum
from pathlib import Path
from threading import Thread

from firstline.store.file.lock import WriterLock

SHORT_LOG_BYTES = 4 * 1024 * 1024
LONG_LOG_BYTES = 32 * 1024 * 1024  # where many pages follow, an index page is written back once
KEPT_BYTES = 8 * 1024 * 1024  # as long a log file SQLite keeps when it starts it again
_OWN_BYTES = 12 * 1024 * 1024
_POURED_BYTES = 24 * 1024 * 1024  # longer than a person's own acts make it
_TOO_LONG_BYTES = 2 * LONG_LOG_BYTES  # so long that even a person waits until it is written back


class Disk(Enum):
    """When a commit is on the disk."""

    NOW = "with the commit itself"
    AFTER = "when the lock is given, for who is patient; much is written"
    MEANWHILE = "soon, for who is patient: much that comes again, and is whole or gone"


if sys.platform == "darwin":
    import fcntl

    def _sync(file: int) -> None:
        fcntl.fcntl(file, fcntl.F_FULLFSYNC)  # there a plain one leaves it to the drive

else:
    _sync = os.fsync


class LogFile:
    """The log as one connection sees it; who is not patient writes back seldom.

    Its file keeps its length and is filled anew. Where many pages are poured in, it keeps the
    length that they need: who writes first after it was written back is often a person, who would
    wait until it is cut.
    """

    def __init__(self, path: Path, lock: WriterLock) -> None:
        self._path = path
        self._lock = lock
        self._began = self._added = 0  # its length at the beginning, and by how much it grew since
        self._written_back = 0  # how long it was when all of it was last written back
        self._kept = KEPT_BYTES
        self._beside: _Beside | None = None

    def begin(self, raw: sqlite3.Connection) -> None:
        """Note how long it is before something is written, and tell SQLite how long it may stay."""
        self._began = self._length()
        poured = self._lock.patient or self._began > _POURED_BYTES
        kept = LONG_LOG_BYTES if poured else KEPT_BYTES
        if kept != self._kept:
            raw.execute(f"PRAGMA journal_size_limit={kept}")
            self._kept = kept

    def is_long(self, longest_bytes: int) -> int:
        """Return its length where it is to be written back, else 0."""
        length = self._length()
        return length if length > max(longest_bytes, self._written_back) else 0

    def sync(self) -> None:
        """Wait until all of it is on the disk."""
        self.settle()
        _sync_at(self._path)

    def sync_beside(self) -> None:
        """Let it be written to the disk meanwhile: what comes again if lost waits for no disk.

        Once it is there, an act that syncs all of it has little to wait for.
        """
        self.settle()
        self._beside = _Beside(self._path)
        self._beside.start()

    def settle(self) -> None:
        """Wait for what `sync_beside` began, and raise the error that it met."""
        beside, self._beside = self._beside, None
        if beside:
            beside.join()
            if beside.fault:
                raise beside.fault

    def write_back(self, raw: sqlite3.Connection, longest_bytes: int = SHORT_LOG_BYTES) -> None:
        """Write it back once it is longer than `longest_bytes`; call under the writer lock.

        A person waits for that seldom, and not for what somebody else has poured in.
        """
        length = self.is_long(longest_bytes)
        if not length:
            return
        if not self._lock.patient:
            self._added += max(0, length - self._began)
            if self._added < max(longest_bytes, _OWN_BYTES):
                return
            self._added = 0
        if length < _TOO_LONG_BYTES and self._lock.is_wanted():
            return  # after the next commit
        self.write_all(raw)

    def write_all(self, raw: sqlite3.Connection) -> None:
        """Write it back, however little of it is new; call under the writer lock."""
        length = self._length()
        busy, held, done = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if not busy and held == done:
            self._written_back = min(length, self._kept)

    def _length(self) -> int:
        try:
            return os.stat(self._path).st_size  # noqa: PTH116 - hot path
        except FileNotFoundError:  # until the first write
            return 0


class _Beside(Thread):
    """One sync of a file in a thread of its own; `fault` is the error that it met."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.fault: OSError | None = None
        self._path = path

    def run(self) -> None:
        try:
            _sync_at(self._path)
        except OSError as error:
            self.fault = error


def _sync_at(path: Path) -> None:
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:  # written back by now
        return
    try:
        _sync(file)
    finally:
        os.close(file)
