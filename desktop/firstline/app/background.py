"""The one door between threads: lanes that work apart, and a bridge that brings results home."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from firstline.app import garbage
from firstline.store.store import Store

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class Bridge(QObject):
    """Carries a call into the window's thread."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` in the window's thread, soon; any thread may ask."""
        self._posted.emit(call)

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        call()
        garbage.look()  # what another thread left behind


class Lane:
    """One thread with a store of its own: work in its order, results in the window's thread."""

    def __init__(
        self,
        bridge: Bridge,
        store: Store,
        now: Callable[[], datetime],
        name: str,
        failed: Callable[[Exception], None],
    ) -> None:
        self._bridge = bridge
        self._store = store
        self._now = now
        self._failed = failed
        self._opened: Store | None = None
        self._stopped = False
        self._name = name
        self._waiting: list[tuple[Callable[[Store], object], Callable[[Any], None]]] | None = None
        self._pool: ThreadPoolExecutor | None = None

    def later(self, work: Callable[[Store], object], then: Callable[[Any], None]) -> None:
        """Do `work` in the lane, then hand its result to `then` in the window's thread."""
        if self._stopped:
            return
        if self._waiting is not None:
            self._waiting.append((work, then))
            return
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - not at the start

            self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"firstline-{self._name}")
        self._pool.submit(self._do, work, then)

    def hold(self) -> None:
        """Keep what is asked for waiting until `release`: a first picture has the processor."""
        self._waiting = []

    def release(self) -> None:
        """Do what has waited, in its order, and what comes from now on at once."""
        waited, self._waiting = self._waiting or [], None
        for work, then in waited:
            self.later(work, then)

    def stop(self) -> None:
        """Drop what waits, let what runs end, and close the lane's store in its own thread.

        A second call does nothing.
        """
        self._stopped = True
        if self._pool is not None:
            self._pool.submit(self._close)
            self._pool.shutdown(wait=True)
            self._pool = None

    def _do(self, work: Callable[[Store], object], then: Callable[[Any], None]) -> None:
        if self._stopped:
            return
        try:
            result = work(self._own_store())
        except Exception as error:  # noqa: BLE001 - the lane boundary, one of the two of house.md
            fault = error
            self._bridge.post(lambda: self._failed(fault))
            return
        self._bridge.post(lambda: self._deliver(then, result))

    def _deliver(self, then: Callable[[Any], None], result: object) -> None:
        if not self._stopped:
            then(result)

    def _own_store(self) -> Store:
        if self._opened is None:
            self._opened = self._store.sibling(self._now())
        return self._opened

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None
