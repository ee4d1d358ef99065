"""The writer lock of a SQLite portal: one file, held by one thread for one transaction."""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firstline_portal.problems import busy

_STEP_S = 0.002


class WriterLock:
    """Keeps two writers from writing and checkpointing one log at once (house law 1).

    SQLite before 3.51.3 can corrupt a file that way. Within a process threads queue at a plain
    lock; between processes the file decides, and the system frees it when its holder dies.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self._file = os.open(path, flags, 0o600)
        self._threads = threading.Lock()

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)

    @contextmanager
    def held(self, patience_s: float) -> Iterator[None]:
        """Hold the lock inside the block. Raises Refusal (busy) when it could not be had."""
        end = time.monotonic() + patience_s
        if not self._threads.acquire(timeout=patience_s):
            raise busy(1)
        try:
            while not _lock(self._file):
                if time.monotonic() >= end:
                    raise busy(1)
                time.sleep(_STEP_S * random.uniform(0.5, 1.5))  # noqa: S311 - a jitter
            try:
                yield
            finally:
                _unlock(self._file)
        finally:
            self._threads.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> bool:
        try:
            os.lseek(file, 0, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, InterruptedError):
            return False
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
