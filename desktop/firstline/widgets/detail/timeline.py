"""The timeline in the detail pane: a list as high as its rows, so that the pane scrolls as one."""

from datetime import date, tzinfo

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QMenu,
    QSizePolicy,
    QStyleOptionViewItem,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.detail.timeline import Entry, Shape
from firstline.viewmodel.detail.timeline_model import TimelineModel, TimelineRole
from firstline.viewmodel.speech import Speech
from firstline.widgets.detail.timeline_delegate import TimelineDelegate

NAME = Text("时间线", "Timeline")
COPY = Text("复制", "Copy")


class Timeline(QListView):
    """Shows the log of one ticket, newest first; Enter unfolds, Ctrl+C copies."""

    opened = Signal(object)  # Entry: a file or a formatted text somebody wants to see

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self.timeline = TimelineModel(speech, self)
        self._delegate = TimelineDelegate(speech, self)
        self.setModel(self.timeline)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer_copy)
        self.clicked.connect(self._activate)
        for signal in (self.timeline.modelReset, self.timeline.rowsInserted,
                       self.timeline.rowsRemoved, self.timeline.dataChanged):  # fmt: skip
            signal.connect(self._fit)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_ticket(self, ticket: Ticket, today: date, zone: tzinfo) -> None:
        """Show the log of `ticket`."""
        if self.timeline.shows != ticket.id:
            self._delegate.forget()
        self.timeline.show_ticket(ticket, today, zone)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(self._speech(NAME))
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._activate(index)
        elif (
            event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            self._copy(index)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the pane scrolls as one

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_delegate"):
            self._delegate.forget()
            self._fit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, max(self.height(), 10))

    def _fit(self) -> None:
        """Make the list as high as its rows at this width."""
        option = QStyleOptionViewItem()
        option.rect = QRect(0, 0, self.viewport().width(), 0)
        rows = self.timeline.rowCount()
        high = sum(
            self._delegate.sizeHint(option, self.timeline.index(row, 0)).height()
            for row in range(rows)
        )
        self.setFixedHeight(max(high + 4, 10))
        self.scheduleDelayedItemsLayout()

    def _activate(self, index: QModelIndex) -> None:
        entry: Entry | None = index.data(TimelineRole.ENTRY)
        if entry is not None and (entry.shape is Shape.FILE or (entry.rich and not entry.long)):
            self.opened.emit(entry)
            return
        self.timeline.activate(index.row())

    def _offer_copy(self, place: QPoint) -> None:
        index = self.indexAt(place)
        entry: Entry | None = index.data(TimelineRole.ENTRY)
        menu = QMenu(self)
        copy = QAction(self._speech(COPY), menu)
        copy.triggered.connect(lambda: self._copy(index))
        menu.addAction(copy)
        if entry is not None and (entry.body or entry.rich):
            look = QAction(self._speech(Text("在阅读窗打开", "Open in the reader")), menu)
            look.triggered.connect(lambda: self.opened.emit(entry))
            menu.addAction(look)
        menu.popup(self.viewport().mapToGlobal(place))

    def _copy(self, index: QModelIndex) -> None:
        if index.isValid():
            QGuiApplication.clipboard().setText(str(index.data(Qt.ItemDataRole.DisplayRole)))
