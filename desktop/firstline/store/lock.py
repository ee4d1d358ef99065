"""The writer lock: one small file beside the database, held for one transaction only."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STEP_S = 0.002
_LONG_S = 0.01
_BREATH_S = 0.005  # others look every two milliseconds, so that one of them gets its turn


class WriterLock:
    """A lock between all processes and threads that write one profile (house law 1).

    It keeps two writers from writing and checkpointing the same log at once, which damages the
    file in SQLite before 3.51.3. The system frees it when its process dies. Whoever held it for
    long and asks for it at once again, page after page, waits a moment first: an act is let in.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        self._depth = 0
        self._taken_s = self._given_s = 0.0

    def close(self) -> None:
        """Give the file back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def take(self, patience_s: float) -> bool:
        """Take the lock, waiting up to `patience_s` seconds; return whether it was got."""
        if self._depth == 0:
            if not self._wait(patience_s):
                return False
            self._taken_s = time.monotonic()
        self._depth += 1
        return True

    def give(self) -> None:
        """Release what `take` took."""
        self._depth -= 1
        if self._depth == 0:
            _unlock(self._file)
            self._given_s = time.monotonic()

    @contextmanager
    def held(self, patience_s: float) -> Iterator[bool]:
        """Hold the lock inside the block; the value says whether it was got."""
        got = self.take(patience_s)
        try:
            yield got
        finally:
            if got:
                self.give()

    def _wait(self, patience_s: float) -> bool:
        begun = time.monotonic()
        end = begun + patience_s
        if self._given_s - self._taken_s > _LONG_S and begun - self._given_s < _BREATH_S:
            time.sleep(_BREATH_S)
        while not _lock(self._file):
            if time.monotonic() >= end:
                return False
            time.sleep(_STEP_S)
        return True


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
