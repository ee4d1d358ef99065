"""A draft: a text that is stored while it is typed, so that no crash costs a word."""

from PySide6.QtCore import QObject, QTimer

from firstline.domain.errors import Problem
from firstline.viewmodel.desk import Desktop

STORE_AFTER_MS = 250  # after the first letter that is not stored, however fast the next ones come


class Draft(QObject):
    """One text under one key of the store; what is typed reaches the file within 0.3 s."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._key = ""
        self._text = ""
        self._stored = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(STORE_AFTER_MS)
        self._soon.timeout.connect(self.flush)

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
        """Take `text` as what stands there now; it is stored a moment later."""
        if not self._key or text == self._text:
            return
        self._text = text
        if not self._soon.isActive():
            self._soon.start()

    def flush(self) -> None:
        """Store at once what is not stored yet; a Problem is shown and the text stays."""
        self._soon.stop()
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
