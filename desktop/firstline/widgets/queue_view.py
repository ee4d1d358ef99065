"""The list of tickets: keyboard first, one second's ticking for what can be seen."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from firstline.domain.countdown import FINE_S
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.clock import HALF_MINUTE, SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.queue import SORTS, Column, QueueModel
from firstline.widgets import theme
from firstline.widgets.queue_delegate import QueueDelegate

WIDTHS = {
    Column.PRIORITY: 60,
    Column.NUMBER: 90,
    Column.SITE: 76,
    Column.ASSIGNEE: 66,
    Column.STATUS: 66,
    Column.SLA: 124,
}
MIN_TITLE = 150
_DROPPED_FIRST = (Column.SITE, Column.ASSIGNEE, Column.STATUS, Column.NUMBER)
_FLAG = QItemSelectionModel.SelectionFlag


class QueueView(QTableView):
    """Shows the queue model; tells what is current, chosen and opened."""

    looked_at = Signal(str)  # the id of the current ticket, "" for none
    opened = Signal()
    chosen = Signal(int)  # how many tickets are selected
    sorted_by = Signal(str, bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, desktop: Desktop, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._queue = model
        self._delegate = QueueDelegate(model, desktop.speech)
        self._marking = False
        self._anchor: tuple[int, int] | None = None
        self._kept: tuple[str, list[str]] = ("", [])
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._dress()
        self._connect()
        self.retranslate()

    def _dress(self) -> None:
        self.setObjectName("queue")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        # An input method would swallow the single-letter keys.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(24)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.restyle()

    def _connect(self) -> None:
        self.horizontalHeader().sectionClicked.connect(self._on_head)
        self.customContextMenuRequested.connect(self.menu_wanted)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.entered.connect(lambda index: self._hover(index.row()))
        self._queue.about_to_change.connect(self._remember)
        self._queue.settled.connect(self._restore)
        self._queue.modelAboutToBeReset.connect(self._keep_chosen)
        self._queue.modelReset.connect(self._back_to_chosen)
        self._desktop.ticking.ticked.connect(self._tick)
        self._desktop.speech.switched.connect(self.retranslate)
        self.verticalScrollBar().valueChanged.connect(self._pace)
        self.selectionModel().selectionChanged.connect(lambda *_two: self._on_chosen())

    def retranslate(self) -> None:
        """Say the names again in the language in use."""
        self.setAccessibleName(self._desktop.speech(Text("工单列表", "List of tickets")))

    def restyle(self) -> None:
        """Take the text size in use."""
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.horizontalHeader().setFixedHeight(theme.px(36))
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, theme.px(width))
        self._fit()

    def show_waiting(self, shown: bool) -> None:  # noqa: FBT001
        """Mark tickets whose edits wait to be sent; only with a portal."""
        self._delegate.shows_waiting = shown

    def current_id(self) -> str:
        """Return the id of the current ticket, "" for none."""
        row = self._queue.row(self.currentIndex().row())
        return row.id if row else ""

    def chosen_ids(self) -> list[str]:
        """Return the ids of the selected tickets, or of the current one."""
        rows = sorted(one.row() for one in self.selectionModel().selectedRows())
        return self._queue.tickets(rows) or [one for one in (self.current_id(),) if one]

    def step(self, by: int) -> None:
        """Move the current row by `by`; while tickets are being marked the marks stay."""
        if not self._queue.rowCount():
            return
        to = min(max(0, self.currentIndex().row() + by), self._queue.rowCount() - 1)
        self.go(to)

    def go(self, position: int) -> None:
        """Make the row at `position` current."""
        index = self._queue.index(position, Column.TITLE)
        how = _FLAG.NoUpdate if self._marking else _FLAG.ClearAndSelect | _FLAG.Rows
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)

    def go_to(self, ticket_id: str) -> bool:
        """Make the ticket current; False when this view does not list it."""
        position = self._queue.position_of(ticket_id)
        if position >= 0:
            self.clear_marks()
            self.go(position)
        return position >= 0

    def mark(self) -> None:
        """Select the current row, or take it out of the selection, and keep the others."""
        index = self.currentIndex()
        if not index.isValid():
            return
        if self._marking or len(self.selectionModel().selectedRows()) != 1:
            self.selectionModel().select(index, _FLAG.Toggle | _FLAG.Rows)
        self._marking = True
        self._on_chosen()
        self.viewport().update()

    @property
    def is_marking(self) -> bool:
        """Whether several tickets are selected or are being marked."""
        return self._marking or len(self.selectionModel().selectedRows()) > 1

    def clear_marks(self) -> None:
        """Select the current ticket alone."""
        self._marking = False
        index = self.currentIndex()
        if index.isValid():
            self.selectionModel().select(index, _FLAG.ClearAndSelect | _FLAG.Rows)
        self._on_chosen()

    def visible_rows(self) -> tuple[int, int]:
        """Return the first and the last visible row, (−1, −1) when there is none."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return -1, -1
        return first, last if last >= 0 else self._queue.rowCount() - 1

    @override
    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._delegate.current = current.row()
        self.viewport().update()
        self.looked_at.emit(self.current_id())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._marking:
            self.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.text() and event.text().isprintable() and not event.modifiers():
            event.ignore()  # no type-ahead: letters are commands
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._marking = False
        super().mousePressEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focused(True)
        if not self.currentIndex().isValid() and self._queue.rowCount():
            self.go(max(0, self.visible_rows()[0]))

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._focused(False)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._pace()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pace()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._desktop.ticking.wish("queue", 0)

    def _focused(self, has: bool) -> None:  # noqa: FBT001
        self._delegate.focused = has
        self.viewport().update()

    def _hover(self, row: int) -> None:
        before, self._delegate.hovered = self._delegate.hovered, row
        for one in (before, row):
            if 0 <= one < self._queue.rowCount():
                top, height = self.rowViewportPosition(one), self.rowHeight(one)
                self.viewport().update(0, top, self.viewport().width(), height)

    def _on_chosen(self) -> None:
        self.chosen.emit(len(self.selectionModel().selectedRows()) if self.is_marking else 0)

    def _on_head(self, column: int) -> None:
        sort = SORTS[Column(column)]
        again = self._queue.sort == sort
        self.sorted_by.emit(sort, not self._queue.descending if again else False)

    def _fit(self) -> None:
        """Give the title what is left, and drop the least needed columns where it is too little."""
        room = self.viewport().width()
        shown = dict(WIDTHS)
        for column in _DROPPED_FIRST:
            if sum(theme.px(one) for one in shown.values()) + theme.px(MIN_TITLE) <= room:
                break
            shown.pop(column)
        for column in WIDTHS:
            self.setColumnHidden(column, column not in shown)
        taken = sum(theme.px(one) for one in shown.values())
        self.setColumnWidth(Column.TITLE, max(theme.px(60), room - taken))

    def _pace(self) -> None:
        """Ask for ticks only as often as what can be seen changes."""
        if not self.isVisible():
            return
        now = self._desktop.ticking.epoch()
        first, last = self.visible_rows()
        fine = False
        for position in range(max(0, first), last + 1):
            row = self._queue.row(position)
            due = row.timer.due if row and row.timer else None
            if due is not None and -60 < due - now < FINE_S + HALF_MINUTE:
                fine = True
                break
        self._desktop.ticking.wish("queue", SECOND if fine else HALF_MINUTE)

    def _tick(self) -> None:
        if self.isVisible():
            self._queue.tick(*self.visible_rows())
            self._pace()

    def _remember(self) -> None:
        first = self.rowAt(0)
        key = self._queue.key(first) if self.verticalScrollBar().value() else None
        self._anchor = None if key is None else (key, self.rowViewportPosition(first))

    def _restore(self) -> None:
        self._delegate.current = self.currentIndex().row()
        self._pace()
        if self._anchor is None:
            return
        key, offset = self._anchor
        position = self._queue.position(key)
        if position >= 0:
            self.verticalScrollBar().setValue(position * theme.row_height() - offset)

    def _keep_chosen(self) -> None:
        self._kept = self.current_id(), self.chosen_ids() if self.is_marking else []

    def _back_to_chosen(self) -> None:
        current, marked = self._kept
        position = self._queue.position_of(current) if current else -1
        if position < 0 or not self._queue.rowCount():
            self._marking = False
            self._on_chosen()
            return
        self.go(position)
        for one in marked:
            at = self._queue.position_of(one)
            if at >= 0:
                index = self._queue.index(at, 0)
                self.selectionModel().select(index, _FLAG.Select | _FLAG.Rows)
