"""The timeline as a list model: the newest entries at hand, older ones on request."""

from datetime import date, tzinfo
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.detail.timeline import NONE, Entry, Shape, entries
from firstline.viewmodel.speech import Speech

PAGE = 200  # rows that are laid out at once, so that 2,000 events open as quickly as 20
Index = QModelIndex | QPersistentModelIndex


class TimelineRole(IntEnum):
    """What the delegate asks for beyond Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole
    OPEN = Qt.ItemDataRole.UserRole + 1


class TimelineModel(QAbstractListModel):
    """The log of one ticket, newest first; a last row offers what is not laid out yet."""

    def __init__(self, speech: Speech, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._all: tuple[Entry, ...] = ()
        self._shown = 0
        self._offering = False  # whether the last row offers older entries
        self._ticket = ""
        self._open: set[str] = set()
        speech.switched.connect(self._retranslate)

    def show_ticket(self, ticket: Ticket, today: date, zone: tzinfo) -> None:
        """Show the log of `ticket`; what was unfolded and laid out stays so."""
        new = entries(ticket, today, zone)
        same, old = ticket.id == self._ticket, self._all
        if same and (new == old or self._grow(new)):
            return
        self.beginResetModel()
        grown = self._shown + len(new) - len(old) if same else PAGE
        self._shown = min(len(new), max(PAGE, grown))
        self._all, self._ticket = new, ticket.id
        self._offering = self.hidden > 0
        self._open = self._open if same else set()
        self.endResetModel()

    def _grow(self, new: tuple[Entry, ...]) -> bool:
        """Insert what `new` has more, where the rest stands as it was; False: lay all out anew."""
        old, more = self._all, len(new) - len(self._all)
        at = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
                  len(old))  # fmt: skip
        if more <= 0 or self.hidden or new[at + more :] != old[at:]:
            return False
        self.beginInsertRows(QModelIndex(), at, at + more - 1)
        self._all, self._shown = new, len(new)
        self.endInsertRows()
        return True

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._all, self._shown, self._offering = (), 0, False
        self._ticket, self._open = "", set()
        self.endResetModel()

    @property
    def shows(self) -> str:
        """The id of the ticket whose log this is, "" for none."""
        return self._ticket

    @property
    def hidden(self) -> int:
        """How many older entries are not laid out yet."""
        return len(self._all) - self._shown

    def entry(self, row: int) -> Entry | None:
        """Return the entry in `row`; None is the row that offers older ones."""
        return self._all[row] if row < self._shown else None

    def activate(self, row: int) -> None:
        """Unfold or fold the text in `row`, or lay out the older rows."""
        entry = self.entry(row)
        if entry is None:
            self.older()
        elif entry.long:
            self._open ^= {entry.id}
            index = self.index(row, 0)
            self.dataChanged.emit(index, index)

    def older(self) -> None:
        """Lay out one more page of older rows below the last."""
        if not self.hidden:
            return
        first, more = self._shown, min(PAGE, self.hidden)
        self.beginRemoveRows(QModelIndex(), first, first)
        self._offering = False
        self.endRemoveRows()
        left = more < self.hidden
        self.beginInsertRows(QModelIndex(), first, first + more - (0 if left else 1))
        self._shown += more
        self._offering = left
        self.endInsertRows()

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return self._shown + self._offering

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entry(index.row())
        match role:
            case TimelineRole.ENTRY:
                return entry
            case TimelineRole.OPEN:
                return entry is not None and entry.id in self._open
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.say(entry)
        return None

    def say(self, entry: Entry | None) -> str:
        """Return the whole entry as plain words, for reading aloud and for copying."""
        if entry is None:
            more = Text("显示更早的 {n} 条", "Show {n} earlier entries")
            return self._speech(more.fill(n=self.hidden))
        if entry.shape is Shape.DAY:
            return self._speech(entry.head)
        parts = [entry.clock, entry.actor, self._speech(entry.head)]
        parts += [self._speech(entry.second)] if entry.second != NONE else []
        return " ".join(part for part in parts if part) + (f"\n{entry.body}" if entry.body else "")

    def _retranslate(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))
