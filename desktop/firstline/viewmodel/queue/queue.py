"""The queue as a table model: what a query finds, sorted by SQL, with countdowns made on sight."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from firstline.domain.overrides import override
from firstline.domain.query.query import Query, parse_query
from firstline.domain.sla.countdown import NOTHING, Countdown, describe
from firstline.domain.sla.live import live_state, remaining
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import PAGE, Index, KeyedModel
from firstline.viewmodel.later import Later
from firstline.viewmodel.queue import words as queue_words

if TYPE_CHECKING:
    from firstline.domain.words import Text
    from firstline.store.queue.rows import Row
    from firstline.store.store import Store
    from firstline.store.watch import Changed
    from firstline.viewmodel.reorder import Plan

FIRST_ROWS = 500  # what the first picture needs; the rest of a long list follows at once
SETTLE_MS = 40  # a run of commits is looked for once; the rows that changed are shown at once
ROW_ROLE = Qt.ItemDataRole.UserRole


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


class QueueModel(KeyedModel):
    """Finds tickets for the list; the first rows at once, the rest off the window's thread."""

    loaded = Signal(int)  # how many tickets there are now

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(len(Column), parent)
        self._desktop = desktop
        self._later = later
        self._faces: dict[int, tuple[int, Countdown]] = {}
        self._asked = 0
        self.query: Query = parse_query("")
        self.snoozed: dict[int, int] = {}  # when each sleeping ticket wakes, by its row key
        self.sorting = "sla"
        self.descending = False
        self.whole = True  # whether all that is found is listed by now
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self.refresh)
        desktop.changed.connect(self._on_changed)
        desktop.speech.switched.connect(self._retold)

    def show(self, query: Query, sorting: str, *, descending: bool = False) -> None:
        """List what `query` finds, sorted by `sorting`; the first rows at once, the rest soon.

        Where even the first rows take longer than a key may wait, all of them come soon.
        """
        self.query, self.sorting, self.descending = query, sorting, descending
        self._asked += 1
        self._look_who_sleeps()
        keys = self._desktop.store.queue_soon(
            query, sort=sorting, descending=descending, now=self._desktop.ticking.now(),
            limit=FIRST_ROWS,
        )  # fmt: skip
        self.whole = keys is not None and len(keys) < FIRST_ROWS
        self.reset(keys or [])
        if keys is not None:
            self.loaded.emit(len(keys))
        if not self.whole:
            self.refresh()

    def refresh(self) -> None:
        """Find again off the window's thread, and move only the rows that changed place."""
        self._asked += 1
        asked, old = self._asked, self._keys

        def wanted() -> bool:
            return asked == self._asked

        def look(store: "Store") -> object:
            from firstline.viewmodel.reorder import plan  # noqa: PLC0415 - after the first rows

            found = self._find(store, wanted) if wanted() else None
            return None if found is None else plan(old, found)

        self._later(look, lambda found: self._arrived(asked, found))

    def position_of(self, ticket_id: str) -> int:
        """Return where the ticket stands, −1 when it is not listed."""
        row = self._desktop.store.row(ticket_id)
        return self.position(row.key) if row else -1

    def tickets(self, positions: Sequence[int]) -> list[str]:
        """Return the ids of the tickets at `positions`."""
        rows = (self.row(one) for one in positions)
        return [row.id for row in rows if row is not None]

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

    def tick(self, first: int, last: int) -> None:
        """Repaint those SLA cells of the rows `first` to `last`, the visible ones, that differ."""
        for position in range(max(0, first), min(last + 1, self.rowCount())):
            row = self.row(position)
            if row is None:
                continue
            held = self._faces.get(row.key)
            if held is None or _look(held[1]) != _look(self.countdown(row)):
                cell = self.index(position, Column.SLA)
                self.dataChanged.emit(cell, cell)

    @override
    def read(self, keys: Sequence[int]) -> "list[Row]":
        return self._desktop.store.rows(keys)

    @override
    def forget(self) -> None:
        super().forget()
        self._faces.clear()

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
            return speech(queue_words.spoken(row, column, self.countdown, self._sleep(row)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return queue_words.tip(row, column, self._desktop, self._sleep(row))
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

    def _find(self, store: "Store", wanted: Callable[[], bool]) -> list[int] | None:
        return store.queue_while(
            wanted, self.query, sort=self.sorting, descending=self.descending,
            now=self._desktop.ticking.now(),
        )  # fmt: skip

    def _arrived(self, asked: int, found: "Plan | None") -> None:
        if asked != self._asked or found is None:
            return
        self._look_who_sleeps()
        self.whole = True
        self.follow(found)
        self.loaded.emit(self.rowCount())

    def _on_changed(self, changed: "Changed") -> None:
        if changed.everything:
            self.forget()
            self._repaint()
        elif changed.tickets:
            last = len(Column) - 1
            for at in self.drop(changed.tickets):
                self._faces.pop(self._keys[at], None)
                self.dataChanged.emit(self.index(at, 0), self.index(at, last))
        elif "setting" not in changed.kinds or not self._look_who_sleeps():
            return
        if not self._soon.isActive():
            self._soon.start()

    def _sleep(self, row: "Row") -> "Text | None":
        wakes = self.snoozed.get(row.key)
        return None if wakes is None else queue_words.asleep_words(wakes, self._desktop)

    def _look_who_sleeps(self) -> bool:
        """Read which tickets sleep; return whether that is another set than before."""
        before, self.snoozed = (
            self.snoozed,
            self._desktop.store.snoozed(self._desktop.ticking.now()),
        )
        if before != self.snoozed:
            self._repaint()
        return before != self.snoozed

    def _repaint(self) -> None:
        if self.rowCount():
            last = self.index(self.rowCount() - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _retold(self) -> None:
        self._faces.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._repaint()


def _look(shown: Countdown) -> tuple[object, ...]:
    """Return what can be seen of a countdown; a bar of some hundred pixels has no finer steps."""
    return shown.urgency, shown.words, round(shown.used * 120)
