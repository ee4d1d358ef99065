"""The base of the lists with two lines a row: ground and words of a row, and J and K."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.keyed import Index
from firstline.widgets import theme

PAD = 12
_ROW = Qt.ItemDataRole.UserRole  # what a model answers for the row itself


def ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint what lies under a row: chosen, under the mouse, with the focus; and its lower edge."""
    rect: QRect = option.rect
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen:
        painter.fillRect(rect, theme.token("selection"))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, theme.token("hover"))
    if chosen and option.state & QStyle.StateFlag.State_HasFocus:
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.token("accent"))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.token("border"))


def write(painter: QPainter, room: QRect, words: str, font: QFont, shade: str) -> None:
    """Write one line at the left of `room`, cut short where it does not fit."""
    painter.setFont(font)
    painter.setPen(theme.token(shade))
    short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)


class LineDelegate(QStyledItemDelegate):
    """Gives every row the height of two lines; the subclass paints them."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(52))


class LineList(QListView):
    """Shows a model of rows and tells which one is current; the subclass says what keys do."""

    looked_at = Signal(object)  # the row, or None

    def __init__(
        self, model: QAbstractListModel, delegate: LineDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self.setObjectName("outbox")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setItemDelegate(delegate)
        self.setModel(model)
        self.selectionModel().currentChanged.connect(lambda *_two: self.tell())

    def row(self) -> Any:
        """Return the current row, None without one."""
        return self.currentIndex().data(_ROW)

    def go(self, position: int) -> None:
        """Make the row at `position`, or the nearest there is, current."""
        many = self.model().rowCount()
        if many:
            self.setCurrentIndex(self.model().index(min(max(0, position), many - 1), 0))

    def step(self, key: int) -> None:
        """Go one row down for J, one up for K."""
        self.go(self.currentIndex().row() + (1 if key == Qt.Key.Key_J else -1))

    def tell(self) -> None:
        """Say again which row is current."""
        self.looked_at.emit(self.row())
