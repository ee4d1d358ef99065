"""The queue as a table model: sorted keys from SQL, and only the rows somebody looks at."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from firstline.domain.countdown import NOTHING, Countdown, describe
from firstline.domain.overrides import override
from firstline.domain.query import Query, parse_query
from firstline.domain.sla import live_state, remaining
from firstline.viewmodel import queue_words
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.reorder import Plan, plan

if TYPE_CHECKING:
    from firstline.store.rows import Row
    from firstline.store.store import Changed, Store

PAGE = 64
PAGES_KEPT = 64
FIRST_ROWS = 500  # what the first picture needs; the rest of a long list follows at once
Index = QModelIndex | QPersistentModelIndex
Later = Callable[[Callable[["Store"], object], Callable[[Any], None]], None]
ROW_ROLE = Qt.ItemDataRole.UserRole
ROOT = QModelIndex()


class Column(IntEnum):
    """The columns of the queue, in their order."""

    PRIORITY = 0
    NUMBER = 1
    TITLE = 2
    SITE = 3
    ASSIGNEE = 4
    STATUS = 5
    SLA = 6


SORTS = {
    Column.PRIORITY: "priority",
    Column.NUMBER: "number",
    Column.TITLE: "title",
    Column.SITE: "site",
    Column.ASSIGNEE: "assignee",
    Column.STATUS: "status",
    Column.SLA: "sla",
}


class QueueModel(QAbstractTableModel):
    """Holds the keys of the tickets found, and a few pages of their rows."""

    loaded = Signal(int)  # how many tickets there are now
    about_to_change = Signal()
    settled = Signal()  # rows came, went or moved: restore what was looked at

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._keys: list[int] = []
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._faces: dict[int, tuple[int, Countdown]] = {}
        self._asked = 0
        self.query: Query = parse_query("")
        self.sort = "sla"
        self.descending = False
        desktop.changed.connect(self._on_changed)
        desktop.speech.switched.connect(self._retold)

    def show(self, query: Query, sort: str, *, descending: bool = False) -> None:
        """List what `query` finds, sorted by `sort`; the first rows at once, the rest soon."""
        self.query, self.sort, self.descending = query, sort, descending
        self._asked += 1
        keys = self._find(self._desktop.store, FIRST_ROWS)
        self.beginResetModel()
        self._forget()
        self._keys = keys
        self.endResetModel()
        self.loaded.emit(len(keys))
        if len(keys) == FIRST_ROWS:
            self.refresh()

    def refresh(self) -> None:
        """Find again off the window's thread, and move only the rows that changed place."""
        self._asked += 1
        asked, old = self._asked, self._keys

        def look(store: "Store") -> object:
            return plan(old, self._find(store, None))

        self._later(look, lambda found: self._arrived(asked, old, found))

    def row(self, position: int) -> "Row | None":
        """Return the row at `position`, reading its page when needed."""
        if not 0 <= position < len(self._keys):
            return None
        number, place = divmod(position, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._read(number)
        else:
            self._pages.move_to_end(number)
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

    def position_of(self, ticket_id: str) -> int:
        """Return where the ticket stands, −1 when it is not listed."""
        row = self._desktop.store.row(ticket_id)
        return self.position(row.key) if row else -1

    def countdown(self, row: "Row") -> Countdown:
        """Return what the SLA cell says at this second."""
        if row.timer is None:
            return NOTHING
        now = self._desktop.ticking.epoch()
        held = self._faces.get(row.key)
        if held and held[0] == now:
            return held[1]
        calendars = self._desktop.desk.calendars
        timer = row.timer
        shown = describe(
            remaining(timer, now, calendars), live_state(timer, now, calendars), timer.target_s
        )
        if len(self._faces) > 4 * PAGE:
            self._faces.clear()
        self._faces[row.key] = (now, shown)
        return shown

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._keys)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        # Never editable: an input method would swallow the single-letter keys.
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = Column(index.column())
        speech = self._desktop.speech
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return speech(queue_words.cell(row, column, self.countdown))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return speech(queue_words.spoken(row, column, self.countdown))
        if role == Qt.ItemDataRole.ToolTipRole:
            return queue_words.tip(row, column, self._desktop)
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        heading = queue_words.HEADINGS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._desktop.speech(heading.shown)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._desktop.speech(heading.spoken)
        return None

    def _find(self, store: "Store", limit: int | None) -> list[int]:
        return store.queue(
            self.query, sort=self.sort, descending=self.descending,
            now=self._desktop.ticking.now(), limit=limit,
        )  # fmt: skip

    def _read(self, number: int) -> "list[Row]":
        wanted = self._keys[number * PAGE : (number + 1) * PAGE]
        found = {row.key: row for row in self._desktop.store.rows(wanted)}
        if len(found) < len(wanted):  # another program took some away; a refresh is on its way
            wanted = [key for key in wanted if key in found]
        page = [found[key] for key in wanted]
        self._pages[number] = page
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def _arrived(self, asked: int, old: list[int], found: Plan) -> None:
        if asked != self._asked or old is not self._keys:
            return
        if not found.is_empty:
            self.about_to_change.emit()
            self._follow(found)
            self.settled.emit()
        self.loaded.emit(len(self._keys))

    def _follow(self, steps: Plan) -> None:
        if steps.fresh:
            grown = self._keys and steps.keys[: len(self._keys)] == self._keys
            if grown:
                self.beginInsertRows(ROOT, len(self._keys), len(steps.keys) - 1)
                self._keys = steps.keys
                self.endInsertRows()
                return
            self.beginResetModel()
            self._forget()
            self._keys = steps.keys
            self.endResetModel()
            return
        self._keys = list(self._keys)
        for at in steps.removed:
            self.beginRemoveRows(ROOT, at, at)
            self._forget()
            del self._keys[at]
            self.endRemoveRows()
        if steps.reordered:
            come = {key for _, key in steps.inserted}
            self._reorder([key for key in steps.keys if key not in come])
        for at, key in steps.inserted:
            self.beginInsertRows(ROOT, at, at)
            self._forget()
            self._keys.insert(at, key)
            self.endInsertRows()
        self._keys = steps.keys

    def _reorder(self, keys: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        kept = [self._keys[one.row()] for one in held]
        wanted = set(kept)
        self._forget()
        self._keys = keys
        places = {key: at for at, key in enumerate(keys) if key in wanted}
        moved = [self.index(places[key], one.column()) for key, one in zip(kept, held, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _forget(self) -> None:
        self._pages.clear()
        self._faces.clear()

    def _on_changed(self, changed: "Changed") -> None:
        if not changed.everything and not changed.tickets:
            return
        if changed.everything:
            self._forget()
        else:
            self._drop(changed.tickets)
        self._repaint()
        self.refresh()

    def _drop(self, tickets: frozenset[str]) -> None:
        stale = [
            number for number, page in self._pages.items() if any(row.id in tickets for row in page)
        ]
        for number in stale:
            for row in self._pages.pop(number):
                self._faces.pop(row.key, None)

    def _repaint(self) -> None:
        if self._keys:
            last = self.index(len(self._keys) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _retold(self) -> None:
        self._faces.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._repaint()

    def tick(self, first: int, last: int) -> None:
        """Repaint the SLA cells of the rows `first` to `last`, the visible ones."""
        if 0 <= first <= last < len(self._keys):
            self.dataChanged.emit(self.index(first, Column.SLA), self.index(last, Column.SLA))

    def tickets(self, positions: Sequence[int]) -> list[str]:
        """Return the ids of the tickets at `positions`."""
        rows = (self.row(one) for one in positions)
        return [row.id for row in rows if row is not None]
