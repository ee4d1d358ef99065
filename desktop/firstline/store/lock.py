"""The writer lock: one small file beside the database, held for one transaction only."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STEP_S = 0.002


class WriterLock:
    """A lock between all processes and threads that write one profile (house law 1).

    It keeps two writers from writing and checkpointing the same log at once, which damages the
    file in SQLite before 3.51.3. The system frees it when its process dies. Who waits holds the
    door, a second file: whoever gives the lock and asks for it at once again, page after page,
    comes after who stands at the door, and an act is let in.
    """

    def __init__(self, path: Path) -> None:
        self._file = _open(path)
        try:
            self._door = _open(path.with_name(path.name + "-door"))
        except BaseException:
            os.close(self._file)
            raise
        self._depth = 0

    def close(self) -> None:
        """Give the files back."""
        if self._file >= 0:
            os.close(self._file)
            os.close(self._door)
            self._file = -1

    def take(self, patience_s: float) -> bool:
        """Take the lock, waiting up to `patience_s` seconds; return whether it was got."""
        if self._depth == 0 and not self._queue_up(time.monotonic() + patience_s):
            return False
        self._depth += 1
        return True

    def give(self) -> None:
        """Release what `take` took."""
        self._depth -= 1
        if self._depth == 0:
            _unlock(self._file)

    @contextmanager
    def held(self, patience_s: float) -> Iterator[bool]:
        """Hold the lock inside the block; the value says whether it was got."""
        got = self.take(patience_s)
        try:
            yield got
        finally:
            if got:
                self.give()

    def _queue_up(self, end: float) -> bool:
        if not _wait(self._door, end):
            return False
        try:
            return _wait(self._file, end)
        finally:
            _unlock(self._door)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)


def _wait(file: int, end: float) -> bool:
    """Lock `file`, looking again and again until the monotonic second `end`."""
    while not _lock(file):
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
