"""The base of lists that a search fills: read apart from the window, the newest question alone."""

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QObject, Qt, QTimer, Signal

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import ROOT, Index
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

PAUSE_MS = 60  # after a key: a search takes less, and a fast typist searches once
Row = TypeVar("Row")
Read = TypeVar("Read")


class Role(IntEnum):
    """What a row answers beside its words."""

    ROW = Qt.ItemDataRole.UserRole


class FoundModel(QAbstractListModel, Generic[Row, Read]):
    """Lists all there is, or what a search finds; the subclass says what is read and what is shown.

    `Read` is what was read at once, `Row` one line of the list.
    """

    loaded = Signal()
    kinds: frozenset[str]  # the kinds of records after whose change it is read again

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._found: Sequence[Row] = ()
        self._rows: list[Row] = []
        self._asked = 0
        self.text = ""
        self.product = ""
        self.every = False
        self.products: tuple[str, ...] = ()
        self.awake = False  # nothing is read while nobody looks
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self.refresh)
        desktop.changed.connect(self._on_changed)
        desktop.speech.switched.connect(self._retold)

    # --- what the subclass knows ---

    def read(self, store: "Store", text: str, *, every: bool) -> Read:
        """Return what is read at once, in a thread apart."""
        raise NotImplementedError

    def take(self, found: Read) -> None:
        """Keep what was read."""
        raise NotImplementedError

    def shows(self, row: Row) -> bool:
        """Whether the filters let a row be seen."""
        raise NotImplementedError

    def said(self, row: Row) -> tuple[Text, ...]:
        """Return what a row says: its title first, then what a screen reader adds."""
        raise NotImplementedError

    def is_of(self, row: Row, key: str) -> bool:
        """Whether a row is the one that is called so."""
        raise NotImplementedError

    # --- what is asked ---

    def ask(self, text: str) -> None:
        """Look for `text` in a moment; "" lists all."""
        self.text = text
        self._soon.start()

    def show_every(self, *, every: bool) -> None:
        """List older and withdrawn versions, too, or only what holds."""
        self.every = every
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        self._soon.stop()
        self._asked += 1
        asked, text, every = self._asked, self.text, self.every

        def look(store: "Store") -> object:
            return self.read(store, text, every=every) if asked == self._asked else None

        self._later(look, lambda found: self._arrived(asked, found))

    def row(self, position: int) -> Row | None:
        """Return the row at `position`."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position(self, key: str) -> int:
        """Return where a row stands, −1 where it is not listed."""
        places = enumerate(self._rows)
        return next((at for at, one in places if self.is_of(one, key)), -1)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._desktop.speech(self.said(row)[0])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(map(self._desktop.speech, self.said(row)))
        return row if role == Role.ROW else None

    def _arrived(self, asked: int, found: Read | None) -> None:
        if asked == self._asked and found is not None:
            self.take(found)
            self._show()

    def _show(self) -> None:
        self.beginResetModel()
        self._rows = [one for one in self._found if self.shows(one)]
        self.endResetModel()
        self.loaded.emit()

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and (self.kinds & changed.kinds or changed.everything):
            self._soon.start()

    def _retold(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
