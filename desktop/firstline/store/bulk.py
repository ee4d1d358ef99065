"""Imports: many edits per transaction, so that 100,000 rows need a few hundred commits."""

import time
from collections.abc import Callable

from firstline.domain.errors import Problem
from firstline.store.connection import Connection
from firstline.store.watch import NOTHING, Changed, Watch

_EDITS = 1000
_HOLD_S = 0.25
_LOG_BYTES = 32 * 1024 * 1024  # an index page is then written back once for several pages
_BREATH_S = 0.005  # lets a waiting window or terminal take the writer lock between two pages


class Bulk:
    """Pages of acts, each one transaction; a page that fails is undone, the earlier ones stay."""

    def __init__(self, connection: Connection, watch: Watch) -> None:
        self._connection = connection
        self._watch = watch
        self._edits = 0
        self._began_s = 0.0
        self._changed = NOTHING

    def add(self, act: Callable[[], Changed], edits: int) -> Changed:
        """Run `act` inside the page, and end the page when it is full.

        A Problem that `act` raises leaves the page as it was, since acts check before they write.
        """
        with self._connection.explained():
            if not self._edits:
                self._connection.begin()
                self._began_s = time.monotonic()
            self._edits += edits or 1
            try:
                changed = act()
            except Problem:
                raise
            except BaseException:
                self._undo()
                raise
        self._changed |= changed
        if self._edits >= _EDITS or time.monotonic() - self._began_s > _HOLD_S:
            self.commit()
            time.sleep(_BREATH_S)
        return changed

    def commit(self) -> None:
        """End the page and tell everybody."""
        if not self._edits:
            return
        changed = Changed(kinds=self._changed.kinds, everything=True) if self._changed else NOTHING
        with self._connection.explained():
            try:
                self._watch.note(changed)
                self._connection.raw.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
        self._clear()
        self._connection.finish(_LOG_BYTES)
        self._watch.announce(changed)

    def _undo(self) -> None:
        self._clear()
        self._connection.roll_back()

    def _clear(self) -> None:
        self._edits, self._changed = 0, NOTHING
