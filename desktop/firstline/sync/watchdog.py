"""The watchdog: ends a call in which nothing has moved for too long (sync.md 2.8)."""

import time
from collections.abc import Callable
from threading import Condition, Thread

STALL_S = 120.0  # counted from the last sign of life, not from the beginning


class Watchdog:
    """Watches one call at a time from a thread of its own, begun when it is first needed.

    An adapter has a watchdog by bytes of its own; this one is for a call that hangs elsewhere.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.barked = False  # whether the call watched last was ended
        self._clock_s = clock_s
        self._gate = Condition()
        self._until_s: float | None = None
        self._stall_s = STALL_S
        self._end: Callable[[], None] | None = None
        self._thread: Thread | None = None
        self._closed = False

    def watch(self, end: Callable[[], None], stall_s: float = STALL_S) -> None:
        """Call `end` once when there is no `alive` for `stall_s` seconds."""
        with self._gate:
            self.barked, self._end, self._stall_s = False, end, stall_s
            self._until_s = self._clock_s() + stall_s
            if self._thread is None:
                self._thread = Thread(target=self._run, name="sync-watchdog", daemon=True)
                self._thread.start()
            self._gate.notify_all()

    def alive(self) -> None:
        """Note that something has moved."""
        with self._gate:
            if self._until_s is not None:
                self._until_s = self._clock_s() + self._stall_s

    def rest(self) -> None:
        """Watch nothing any more."""
        with self._gate:
            self._until_s = None

    def close(self) -> None:
        """End the thread."""
        with self._gate:
            self._closed, self._until_s = True, None
            self._gate.notify_all()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        with self._gate:
            while not self._closed:
                left = None if self._until_s is None else self._until_s - self._clock_s()
                if left is not None and left <= 0:
                    self._bark()
                else:
                    self._gate.wait(left)

    def _bark(self) -> None:
        self.barked, self._until_s = True, None
        if self._end:
            self._end()
