"""The list of tickets: keyboard first, one second's ticking for what can be seen."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from firstline.domain.overrides import override
from firstline.domain.sla.countdown import FINE_S
from firstline.domain.words import Text
from firstline.viewmodel.clock import HALF_MINUTE, SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import Index
from firstline.viewmodel.queue.queue import SORTS, Column, QueueModel
from firstline.widgets import theme
from firstline.widgets.marking_table import MarkingTable
from firstline.widgets.queue import cells
from firstline.widgets.queue.delegate import PAD, QueueDelegate

WIDTHS = {
    Column.PRIORITY: 60,
    Column.NUMBER: 90,
    Column.SITE: 76,
    Column.ASSIGNEE: 66,
    Column.STATUS: 76,
    Column.SLA: 124,
}
ENGLISH = {**WIDTHS, Column.SITE: 104, Column.ASSIGNEE: 92, Column.STATUS: 98, Column.SLA: 132}
TIGHT = {Column.PRIORITY: 54, Column.SITE: 80, Column.ASSIGNEE: 74, Column.SLA: 126}
"""In English, where titles would be cut before: words of the other columns are cut then."""
MIN_TITLE, GOOD_TITLE, LEAST_NUMBER = 220, 400, 54
_DROPPED_FIRST = (Column.SITE, Column.ASSIGNEE, Column.STATUS, Column.NUMBER)


class QueueView(MarkingTable):
    """Shows the queue model; tells what is current, opened, and by what to sort."""

    looked_at = Signal(str)  # the id of the current ticket, "" for none
    opened = Signal()
    sorted_by = Signal(str, bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, desktop: Desktop, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._desktop = desktop
        self._number = LEAST_NUMBER  # grows to what the longest takes
        self._delegate = QueueDelegate(model, desktop.speech)
        self.setItemDelegate(self._delegate)
        self.adopt()
        self._delegate.chosen = self.selectionModel()
        self._dress()
        self._connect()
        self.restyle()
        self.retranslate()

    def _dress(self) -> None:
        self.setObjectName("queue")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(24)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _connect(self) -> None:
        self.horizontalHeader().sectionClicked.connect(self._on_head)
        self.customContextMenuRequested.connect(self.menu_wanted)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.entered.connect(lambda index: self._hover(index.row()))
        self._queue.settled.connect(self._on_settled)
        self._desktop.ticking.ticked.connect(self._tick)
        self._desktop.speech.switched.connect(self.retranslate)
        self.verticalScrollBar().valueChanged.connect(self._pace)

    def retranslate(self) -> None:
        """Say the names again in the language in use."""
        say = self._desktop.speech
        self.setAccessibleName(say(Text("工单列表", "List of tickets")))
        self.horizontalHeader().setAccessibleName(say(Text("列标题", "Column headings")))
        self._fit()

    def restyle(self) -> None:
        """Take the text size in use."""
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.horizontalHeader().setFixedHeight(theme.px(36))
        self._fit()

    def show_waiting(self, shown: bool) -> None:  # noqa: FBT001
        """Mark tickets whose edits wait to be sent; only with a portal."""
        self._delegate.shows_waiting = shown

    def visible_rows(self) -> tuple[int, int]:
        """Return the first and the last visible row, (−1, −1) when there is none."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return -1, -1
        return first, last if last >= 0 else self._queue.rowCount() - 1

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._delegate.current = current.row()
        self.viewport().update()
        self.looked_at.emit(self.current_id())

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

    def _on_head(self, column: int) -> None:
        sorting = SORTS[Column(column)]
        again = self._queue.sorting == sorting
        self.sorted_by.emit(sorting, not self._queue.descending if again else False)

    def _fit(self) -> None:
        """Give the title what is left, and drop the least needed columns where it is too little."""
        room = self.viewport().width()
        shown = self._widths(room)
        for column in _DROPPED_FIRST:
            if sum(theme.px(one) for one in shown.values()) + theme.px(MIN_TITLE) <= room:
                break
            shown.pop(column)
        for column in WIDTHS:
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.setColumnWidth(column, theme.px(shown[column]))
        taken = sum(theme.px(one) for one in shown.values())
        self.setColumnWidth(Column.TITLE, max(theme.px(60), room - taken))

    def _widths(self, room: int) -> dict[Column, int]:
        """Return what each column but the title gets in design pixels, for `room` pixels."""
        chinese = self._desktop.speech.language == "zh_CN"
        shown = {**(WIDTHS if chinese else ENGLISH), Column.NUMBER: self._number}
        if not chinese and theme.px(sum(shown.values()) + GOOD_TITLE) > room:
            shown |= TIGHT
        return shown

    def _measure(self) -> None:
        """Let the numbers have what the longest of those on screen takes."""
        first, last = self.visible_rows()
        rows = (self._queue.row(at) for at in range(max(0, first), last + 1))
        drawn = QFontMetrics(cells.text_fonts(theme.face())[0])
        widest = max((drawn.horizontalAdvance(one.number) for one in rows if one), default=0)
        room = round(widest * 100 / theme.percent()) + 2 * PAD + 2
        room = min(WIDTHS[Column.NUMBER], max(LEAST_NUMBER, room))
        if widest and room > self._number:
            self._number = room
            self._fit()

    def _pace(self) -> None:
        """Ask for ticks only as often as what can be seen changes."""
        if not self.isVisible():
            return
        self._measure()
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

    def _on_settled(self) -> None:
        self._delegate.current = self.currentIndex().row()
        self._pace()
