"""The writer lock: one small file beside the database, held for one transaction only."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STEP_S = 0.002
_DEMAND_S = 1.5  # who acts will act again
_QUICK_S = 0.0005  # a person waits
LINGER_S = 0.02  # so long after an act the window shows it
_LONGEST_S = 0.25  # who acts without end still lets others work
_acting: set[int] = set()  # the files of this process' locks that who is not patient asks for
_acted_s = [float("-inf")]  # when the last of them was given


class WriterLock:
    """A lock between all processes and threads that write one profile (house law 1).

    It keeps two writers from writing and checkpointing the same log at once, which damages the
    file in SQLite before 3.51.3. The system frees it when its process dies. Who waits holds the
    door, a second file: whoever gives the lock and asks for it at once again, page after page,
    comes after who stands at the door, and an act is let in.

    What works beside a person, page after page, is `patient`: it lets everybody else go first, and
    asks `is_wanted` now and then, so as to give the lock before its time. Who is not patient shows
    that by a third file. For the lock of a profile's file, with `acts`, who is patient in the same
    process also stands back while it is held; one that is held through calls of a network must not
    have that.
    """

    def __init__(self, path: Path, *, patient: bool = False, acts: bool = False) -> None:
        self.patient = patient
        self._acts = acts and not patient
        files = [-1, -1, -1]
        try:
            for n, name in enumerate(("", "-door", "-front")):
                files[n] = _open(path.with_name(path.name + name))
        except BaseException:
            for one in files:
                if one >= 0:
                    os.close(one)
            raise
        self._file, self._door, self._front = files
        self._depth = 0
        self._wanted_s = float("-inf")

    def close(self) -> None:
        """Give the files back."""
        if self._file >= 0:
            _acting.discard(self._file)  # also of who held it when it broke
            os.close(self._file)
            os.close(self._door)
            os.close(self._front)
            self._file = -1

    def take(self, patience_s: float) -> bool:
        """Take the lock, waiting up to `patience_s` seconds; return whether it was got."""
        if self._depth == 0:
            if self._acts:
                _acting.add(self._file)
            got = False
            try:
                got = self._queue_up(time.monotonic() + patience_s)
            finally:
                if not got:
                    _acting.discard(self._file)
            if not got:
                return False
        self._depth += 1
        return True

    def give(self) -> None:
        """Release what `take` took."""
        self._depth -= 1
        if self._depth == 0:
            _unlock(self._file)
            if self._acts:
                _acted_s[0] = time.monotonic()
                _acting.discard(self._file)

    def stand_back(self) -> None:
        """Wait, if patient, while an act is under way in this process, or is just being shown.

        For who computes beside a person: Python runs one thread at a time. Any thread may ask.
        """
        end = time.monotonic() + _LONGEST_S
        while self.patient and (now := time.monotonic()) < end:
            if not _acting and now >= _acted_s[0] + LINGER_S:
                return
            time.sleep(_STEP_S)

    @contextmanager
    def held(self, patience_s: float) -> Iterator[bool]:
        """Hold the lock inside the block; the value says whether it was got."""
        got = self.take(patience_s)
        try:
            yield got
        finally:
            if got:
                self.give()

    def is_wanted(self) -> bool:
        """Whether somebody who is not patient waits, also in another process; for its holder."""
        if _is_held(self._front):
            self._wanted_s = time.monotonic()
            return True
        return False

    def is_in_demand(self) -> bool:
        """Whether somebody who is not patient has waited within the last seconds."""
        return time.monotonic() - self._wanted_s < _DEMAND_S

    def _queue_up(self, end: float) -> bool:
        if self.patient:
            return self._let_others_first(end)
        if not _wait(self._front, end, _QUICK_S):
            return False
        try:
            if not _wait(self._door, end, _QUICK_S):
                return False
            try:
                return _wait(self._file, end, _QUICK_S)
            finally:
                _unlock(self._door)
        finally:
            _unlock(self._front)

    def _let_others_first(self, end: float) -> bool:
        """Stand at the door only while nobody else waits."""
        self.stand_back()
        while True:
            if not self.is_wanted() and _lock(self._door):
                try:
                    while not self.is_wanted():
                        if _lock(self._file):
                            return True
                        if time.monotonic() >= end:
                            return False
                        time.sleep(_STEP_S)
                finally:
                    _unlock(self._door)
            if time.monotonic() >= end:
                return False
            time.sleep(_STEP_S)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)


def _wait(file: int, end: float, step_s: float) -> bool:
    """Lock `file`, looking again every `step_s` until the monotonic second `end`."""
    while not _lock(file):
        if time.monotonic() >= end:
            return False
        time.sleep(step_s)
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

    def _is_held(file: int) -> bool:
        if not _lock(file):
            return True
        _unlock(file)
        return False

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

    def _is_held(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # two who ask see nobody
        except (BlockingIOError, InterruptedError):
            return True
        _unlock(file)
        return False
