"""A draft: a text that is stored while it is typed, so that no crash costs a word."""

from PySide6.QtCore import QObject, QTimer

from firstline.domain.errors import Problem
from firstline.viewmodel.desk import Desktop

STORE_AFTER_MS = 250  # of quiet; never more than LONGEST_MS while somebody types on
LONGEST_MS = 1000


class Draft(QObject):
    """One text under one key of the store; what is typed reaches the file within a second."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._key = ""
        self._text = ""
        self._stored = ""
        self._quiet = self._single_shot(STORE_AFTER_MS)
        self._longest = self._single_shot(LONGEST_MS)

    def _single_shot(self, wait_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(self.flush)
        return timer

    @property
    def key(self) -> str:
        """The key that is open, "" when none is."""
        return self._key

    def open(self, key: str) -> str:
        """Store what belongs to the key before and return the text kept under `key`."""
        self.flush()
        self._key = key
        self._text = self._stored = self._desktop.store.draft(key) if key else ""
        return self._text

    def type(self, text: str) -> None:
        """Take `text` as what stands there now; it is stored after a moment of quiet."""
        if not self._key or text == self._text:
            return
        self._text = text
        self._quiet.start()
        if not self._longest.isActive():
            self._longest.start()

    def flush(self) -> None:
        """Store at once what is not stored yet; a Problem is shown and the text stays."""
        self._quiet.stop()
        self._longest.stop()
        if not self._key or self._text == self._stored:
            return
        store, now = self._desktop.store, self._desktop.ticking.now()
        try:
            if self._text:
                store.save_draft(self._key, self._text, now)
            else:
                store.drop_draft(self._key)
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return
        self._stored = self._text

    def drop(self) -> None:
        """Forget the draft: its text was sent or given up."""
        self._text = ""
        self.flush()
