"""A table model over sorted keys: rows are read in pages, and a new order moves only what moved."""

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from firstline.domain.overrides import override
from firstline.store.queue.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firstline.viewmodel.reorder import Plan

__all__ = ["PAGE", "Index", "KeyedModel", "Row"]
PAGE = 32
PAGES_KEPT = 128
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class KeyedModel(QAbstractTableModel):
    """Holds every key and a few pages of rows; the subclass reads rows and fills cells."""

    about_to_change = Signal()
    settled = Signal()  # rows came, went or moved: restore what was looked at

    def __init__(self, columns: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._keys: list[int] = []
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()

    def read(self, keys: "Sequence[int]") -> "list[Row]":
        """Return the rows of `keys`; the subclass knows where they are."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop every row that was read; the keys stay."""
        self._pages.clear()

    def drop(self, tickets: frozenset[str]) -> list[int]:
        """Read the rows of `tickets` anew when next wanted; return where they stand."""
        places = [
            number * PAGE + at
            for number, page in self._pages.items()
            for at, row in enumerate(page)
            if row.id in tickets
        ]
        for number in {place // PAGE for place in places}:
            del self._pages[number]
        return places

    def row(self, position: int) -> "Row | None":
        """Return the row at `position`, reading its page when needed."""
        if not 0 <= position < len(self._keys):
            return None
        number, place = divmod(position, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._load(number)
        return page[place] if place < len(page) else None

    def key(self, position: int) -> int | None:
        """Return the key at `position`."""
        return self._keys[position] if 0 <= position < len(self._keys) else None

    def position(self, key: int) -> int:
        """Return where `key` stands, −1 when it is not listed."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._columns

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        # Never editable: an input method would swallow the single-letter keys.
        return _FLAGS if index.isValid() else _NO_FLAGS

    def reset(self, keys: list[int]) -> None:
        """List `keys` and nothing of what was there."""
        self.beginResetModel()
        self.forget()
        self._keys = keys
        self.endResetModel()

    def follow(self, steps: "Plan") -> None:
        """Take the steps to another list; who looks on may keep selection and place."""
        if steps.is_empty:
            return
        self.about_to_change.emit()
        grown = bool(self._keys) and steps.keys[: len(self._keys)] == self._keys
        if grown and len(steps.keys) > len(self._keys):
            self.beginInsertRows(ROOT, len(self._keys), len(steps.keys) - 1)
            self._pages.pop((len(self._keys) - 1) // PAGE, None)
            self._keys = steps.keys
            self.endInsertRows()
        elif steps.fresh:
            self.reset(steps.keys)
        else:
            self._step(steps)
        self.settled.emit()

    def _step(self, steps: "Plan") -> None:
        self._keys = list(self._keys)
        for at in steps.removed:
            self.beginRemoveRows(ROOT, at, at)
            self.forget()
            del self._keys[at]
            self.endRemoveRows()
        if steps.reordered:
            come = {key for _, key in steps.inserted}
            self._reorder([key for key in steps.keys if key not in come])
        for at, key in steps.inserted:
            self.beginInsertRows(ROOT, at, at)
            self.forget()
            self._keys.insert(at, key)
            self.endInsertRows()
        self._keys = steps.keys

    def _reorder(self, keys: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        kept = [self._keys[one.row()] for one in held]
        wanted = set(kept)
        self.forget()
        self._keys = keys
        places = {key: at for at, key in enumerate(keys) if key in wanted}
        moved = [self.index(places[key], one.column()) for key, one in zip(kept, held, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _load(self, number: int) -> "list[Row]":
        wanted = self._keys[number * PAGE : (number + 1) * PAGE]
        found = {row.key: row for row in self.read(wanted)}
        # A key that another program took away leaves a gap until the refresh that is on its way.
        page = [found[key] for key in wanted if key in found]
        self._pages[number] = page
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page
