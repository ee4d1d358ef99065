"""The coverage map on the glass: colour, glyph and number in each cell, walked by arrows."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from firstline.domain.overrides import override
from firstline.domain.training.coverage import Spot
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.superusers.heat import MUST_ROLE, SPOT_ROLE, Heat, HeatModel, SpotCell
from firstline.viewmodel.superusers.model import SuperusersModel
from firstline.widgets import theme

SHADES: Mapping[Heat, str] = {
    Heat.STOP: "P1", Heat.NONE: "muted", Heat.ONE: "P2", Heat.GOOD: "ok",
}  # fmt: skip
TITLE = Text("覆盖图:站点和班次 × 模块", "Coverage: site and shift × module")
CRITICAL = Text("关键", "critical")
_TINT = {False: 40, True: 56}  # how strong the ground is, of 255, light and dark
_ROW, _COLUMN, _HEAD, _NAMES = 34, 86, 46, 150
_LOW_HEAD, _TWO_LINES_TO_PERCENT = 30, 125  # larger text leaves the room to the cells
_Index = QModelIndex | QPersistentModelIndex


class HeatMap(QTableView):
    """Arrows move, Return opens the cell; the current cell outlives a new reading."""

    opened = Signal(object)  # the spot of the current cell
    passed = Signal(object)  # the current cell is another now

    def __init__(self, model: SuperusersModel) -> None:
        super().__init__()
        self.heat = HeatModel(model, self)
        self._speech = model.desktop.speech
        self._held: Spot = ("", "", "")
        self.setObjectName("matrix")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalHeader(_ModuleHead(self._speech))
        self.setItemDelegate(_HeatDelegate(self))
        self.setModel(self.heat)
        self.setCornerButtonEnabled(False)
        names = self.verticalHeader()
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for head in (names, self.horizontalHeader()):
            head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            head.setHighlightSections(False)
        self.heat.modelAboutToBeReset.connect(self._hold)
        self.heat.modelReset.connect(self._back)
        self.doubleClicked.connect(lambda _at: self._open())
        self.clicked.connect(lambda _at: self._open())
        self.retranslate()

    def cell(self) -> SpotCell | None:
        """Return the current cell."""
        index = self.currentIndex()
        return self.heat.cell(index.row(), index.column())

    def go_to(self, spot: Spot) -> bool:
        """Make a spot current; False where it is not shown."""
        index = self.heat.place(spot)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def retranslate(self) -> None:
        """Take the language, the size and the colours in use."""
        self.setAccessibleName(self._speech(TITLE))
        for head, side in ((self.verticalHeader(), _ROW), (self.horizontalHeader(), _COLUMN)):
            head.setMinimumSectionSize(theme.px(side))
            head.setDefaultSectionSize(theme.px(side))
        self.verticalHeader().setFixedWidth(theme.px(_NAMES))
        self.updateGeometries()
        self.viewport().update()

    def _hold(self) -> None:
        cell = self.cell()
        self._held = cell.spot if cell else self._held

    def _back(self) -> None:
        if not self.go_to(self._held) and self.heat.rowCount() and self.heat.columnCount():
            self.setCurrentIndex(self.heat.index(0, 0))

    def _open(self) -> None:
        cell = self.cell()
        if cell is not None:
            self.opened.emit(cell.spot)

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        cell = self.heat.cell(current.row(), current.column())
        if cell is not None:
            self.passed.emit(cell.spot)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _HeatDelegate(QStyledItemDelegate):
    """Draws a cell: its ground says how warm it is, its glyph and its number say the same."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: SpotCell | None = index.data(SPOT_ROLE)
        if cell is None:
            return
        rect: QRect = option.rect
        shade = theme.token(SHADES[cell.heat])
        painter.fillRect(rect, theme.token("surface"))
        if cell.heat is Heat.NONE:
            painter.fillRect(rect, theme.token("surface2"))
        else:
            ground = QColor(shade)
            ground.setAlpha(_TINT[theme.is_dark()])
            painter.fillRect(rect, ground)
        painter.setFont(theme.font(14, bold=cell.heat in (Heat.STOP, Heat.ONE)))
        painter.setPen(shade)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, cell.short)
        painter.setPen(theme.token("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setColor(theme.token("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option, index
        return QSize(theme.px(_COLUMN), theme.px(_ROW))


def _is_low() -> bool:
    return theme.percent() > _TWO_LINES_TO_PERCENT


class _ModuleHead(QHeaderView):
    """Writes a module, and beneath it whether it is critical."""

    def __init__(self, speech: Speech) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._speech = speech

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(_LOW_HEAD if _is_low() else _HEAD))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model, along = self.model(), self.orientation()
        words = str(model.headerData(logicalIndex, along) or "")
        must = bool(model.headerData(logicalIndex, along, MUST_ROLE))
        if must and _is_low():
            must, words = False, f"▲ {words}"
        painter.save()
        painter.fillRect(rect, theme.token("surface"))
        painter.setPen(theme.token("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(theme.token("text"))
        painter.setFont(theme.font(13, bold=True))
        half = rect.height() // 2
        upper = QRect(rect.left(), rect.top() + 4, rect.width(), half - 2) if must else rect
        room = rect.width() - theme.px(8)
        said = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, said)
        if must:
            painter.setPen(theme.token("P1"))
            painter.setFont(theme.font(11))
            lower = QRect(rect.left(), rect.top() + half, rect.width(), half - 4)
            critical = self._speech(CRITICAL)
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, f"▲ {critical}")
        painter.restore()
