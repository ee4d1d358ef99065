"""Imports: many edits per transaction, so that 100,000 rows need a few hundred commits."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from firstline.domain.edits.edits import Edit
from firstline.domain.uncollected import uncollected
from firstline.store.acts.perform import Stage
from firstline.store.file.connection import Connection
from firstline.store.file.log_file import LONG_LOG_BYTES
from firstline.store.watch import NOTHING, Changed, Watch

_EDITS = 2000
_HOLD_S = 0.25


class Bulk:
    """Pages of acts, each one transaction; a page that fails is undone, the earlier ones stay."""

    def __init__(self, connection: Connection, watch: Watch, stage: Stage) -> None:
        self._connection = connection
        self._watch = watch
        self.stage = stage
        self._edits = 0
        self._began_s = 0.0
        self._changed = NOTHING
        self._page = ExitStack()

    def perform(self, edits: Sequence[Edit], now: datetime) -> Changed:
        """Stage `edits`; one that is refused leaves the page as it was."""
        self._begin()
        self._edits += len(edits)
        with self._connection.explained():
            try:
                changed = self.stage.lay(edits, now)
            except sqlite3.Error:  # SQLite may have undone the page itself (full disk)
                self._undo()
                raise
        return self._note(changed)

    def add(self, act: Callable[[], Changed]) -> Changed:
        """Run `act`, which reads and writes the file itself, inside the page."""
        self._begin()
        self._edits += 1
        self.flush()
        with self._undone():
            changed = act()
        return self._note(changed)

    def flush(self) -> None:
        """Write what is staged, so that a query sees it; the page goes on."""
        if self._edits:
            with self._undone():
                self.stage.write()

    def commit(self) -> None:
        """End the page and tell everybody."""
        if not self._edits:
            return
        changed = Changed(kinds=self._changed.kinds, everything=True) if self._changed else NOTHING
        with self._undone():
            self.stage.write()
            self._watch.note(changed)
            self._connection.raw.execute("COMMIT")
        self._clear()
        self._connection.finish(LONG_LOG_BYTES)
        self._watch.announce(changed)

    def _begin(self) -> None:
        if not self._edits:
            with self._connection.explained():
                self._connection.begin()
            self._began_s = time.monotonic()
            # What is staged is no garbage, and Python would walk over all of it again and again.
            self._page.enter_context(uncollected())

    def _note(self, changed: Changed) -> Changed:
        self._changed |= changed
        if self._edits >= _EDITS or time.monotonic() - self._began_s > _HOLD_S:
            self.commit()
        return changed

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """Undo the page if the block fails."""
        with self._connection.explained():
            try:
                yield
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        self._clear()
        self._connection.roll_back()

    def _clear(self) -> None:
        self.stage.clear()
        self._edits, self._changed = 0, NOTHING
        self._page.close()
