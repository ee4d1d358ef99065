"""A small table of words for pages that list tens of things, not thousands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from firstline.domain.overrides import override
from firstline.viewmodel.plain import tip
from firstline.widgets import theme

ROW_PX, FOLDED_PX, PAD_PX, MEASURED_ROWS = 36, 54, 8, 200
_NOTHING = ("", "—", "✓")
STEP_PX, LEAST_PX = 4, 72  # by which a column is squeezed, and how far
LEAST_SHARE = 30  # of the width, in percent, that the stretching column keeps
LEAD_PX = 20  # before the first column: its words stand under the title of the page
_FIGURE = re.compile(r"[-+−]?[\d.,]+ ?(%|[^\W\d_]{1,2})?")  # with a short unit
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SUM = re.compile(r"-?\d{5,}\.\d\d")  # a version is shorter
_SIDES = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, the token of its colour, and whether they are bold."""

    words: str
    shade: str = "text"
    bold: bool = False


class Padded(QStyledItemDelegate):
    """Draws the words under their heading, and the row's colour to both edges of the cell.

    What stands in columns that had to give way follows in a second line.
    """

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.token("selection"))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or option.font)
        shade = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(shade.color() if isinstance(shade, QBrush) else theme.token("text"))
        table, said = option.widget, str(index.data() or "")
        if not isinstance(table, PlainTable):
            first = index.column() == 0 and table is not None and table.objectName() == "plain"
            lead = LEAD_PX if first else theme.px(PAD_PX)
            room = option.rect.adjusted(lead, 0, -theme.px(PAD_PX), 0)
            side = index.data(Qt.ItemDataRole.TextAlignmentRole) or _SIDES[0]
            self._line(painter, room, said, Qt.AlignmentFlag.AlignVCenter | side)
            return
        room = option.rect.adjusted(table.pad(index.column()), 0, -theme.px(PAD_PX), 0)
        side = _SIDES[table.is_figures(index.column())]
        more = table.folded(index.row())
        if not more:
            self._line(painter, room, said, Qt.AlignmentFlag.AlignVCenter | side)
            return
        room.setHeight(room.height() * 5 // 9)
        self._line(painter, room, said, Qt.AlignmentFlag.AlignBottom | side)
        painter.save()
        painter.setClipRect(option.rect)  # each cell draws its part of the line
        painter.setFont(theme.font(12))
        painter.setPen(theme.token("muted"))
        room.moveTop(room.bottom() + 1)
        room.setLeft(table.lead)
        room.setRight(table.viewport().width() - theme.px(PAD_PX))
        self._line(painter, room, more, Qt.AlignmentFlag.AlignTop | _SIDES[0])
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, room: QRect, said: str, where: Qt.AlignmentFlag) -> None:
        words = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, where, words)


def _are(cells: Sequence[Cell], shape: re.Pattern[str]) -> bool:
    """Whether all cells that say something have this shape."""
    said = [one.words for one in cells if one.words not in _NOTHING]
    return bool(said) and all(shape.fullmatch(one) for one in said)


def _grouped(words: str) -> str:
    """Return a sum of money with its thousands apart: 240000.00 → 240,000.00."""
    return f"{Decimal(words):,}" if re.fullmatch(r"-?\d{4,}\.\d\d", words) else words


def keep_plain(table: QTableWidget) -> None:
    """Make `table` one to read row by row: no grid, no frame, nothing edited, Tab goes on."""
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    head.setTextElideMode(Qt.TextElideMode.ElideRight)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PlainTable(QTableWidget):
    """Shows rows of cells; one row is current, and its key is told when it changes.

    Where a column is hidden, its words follow in a second line of the row. Figures stand at the
    right; where most words of a column are bold, none are: they would say nothing.
    """

    chosen = Signal(str)

    def __init__(
        self, stretch: int, widths: Sequence[int], spare: Sequence[int] = (), *,
        inner: bool = False,
    ) -> None:  # fmt: skip
        """Lay `widths` in design pixels, which the `stretch` column has at least.

        The `spare` columns are hidden one by one where there is too little room for all. An
        `inner` table stands in a pane that has margins of its own.
        """
        super().__init__(0, len(widths))
        self._stretch, self._widths, self._spare = stretch, widths, spare
        self._keys: list[str] = []
        self._nothing = ""
        self._needs: list[int] = []  # what the words of each column take, in pixels
        self._figures: frozenset[int] = frozenset()  # the columns that hold nothing else
        self._days: frozenset[int] = frozenset()
        self._inner = inner
        self.setObjectName("inner" if inner else "plain")
        keep_plain(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setWordWrap(False)
        self.setItemDelegate(Padded(self))
        self.currentCellChanged.connect(self._on_current)
        self.itemSelectionChanged.connect(self._on_selected)

    def show_rows(self, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]]) -> None:
        """Show `rows`, each a key and its cells; the current row stays where its key still is."""
        held = self.key()
        self.blockSignals(True)
        self.setHorizontalHeaderLabels(list(heads))
        self.setRowCount(len(rows))
        self._keys = [key for key, _ in rows]
        columns = list(zip(*(cells for _, cells in rows), strict=False))
        self._figures = frozenset(
            at
            for at, one in enumerate(columns)
            if at and _are(one, _FIGURE)  # the first is a name
        )
        self._days = frozenset(at for at, one in enumerate(columns) if _are(one, _DAY))
        loud = {
            at for at, one in enumerate(columns) if 2 * sum(cell.bold for cell in one) > len(rows)
        }
        sums = {at for at in self._figures if any(_SUM.fullmatch(one.words) for one in columns[at])}
        for at, (_, cells) in enumerate(rows):
            for column, cell in enumerate(cells):
                words = _grouped(cell.words) if column in sums else cell.words
                bold = cell.bold and column not in loud
                self.setItem(at, column, self._item(words, cell.shade, bold=bold))
            for column in range(len(cells), self.columnCount()):
                self.takeItem(at, column)  # of a row that stood there before
        for at in range(len(heads)):
            if head := self.horizontalHeaderItem(at):
                head.setTextAlignment(_SIDES[at in self._figures] | Qt.AlignmentFlag.AlignVCenter)
        self._fit()
        self._fold()
        self._needs = [self._need(column) for column in range(self.columnCount())]
        self._grow()
        self.blockSignals(False)
        self.go_to(held if held in self._keys else "".join(self._keys[:1]))

    def tell_empty(self, words: str) -> None:
        """Say these words where there is no row; "" for none."""
        self._nothing = words
        self.setAccessibleDescription("" if self.rowCount() else words)
        self.viewport().update()

    def key(self) -> str:
        """Return the key of the current row, "" for none."""
        at = self.currentRow()
        return self._keys[at] if 0 <= at < len(self._keys) else ""

    def go_to(self, key: str) -> None:
        """Make the row with this key current."""
        if key in self._keys:
            self.setCurrentCell(self._keys.index(key), 0)
        self.chosen.emit(self.key())

    @staticmethod
    def _item(words: str, shade: str, *, bold: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(words)
        item.setForeground(theme.token(shade))
        item.setToolTip(tip(words))
        if bold:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        return item

    def _fit(self) -> None:
        head = self.horizontalHeader()
        for column, width in enumerate(self._widths):
            if column == self._stretch:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                self.setColumnWidth(column, theme.px(width))
        self._give_way()

    def need(self, column: int) -> int:
        """Return what a column can do with, in pixels: its width, or less where words are short."""
        width = theme.px(self._widths[column])
        return min(width, self._needs[column]) if self._needs else width

    def pad(self, column: int) -> int:
        """Return the room before the words of a column, in pixels."""
        first = not any(not self.isColumnHidden(at) for at in range(column))
        return self.lead if first else theme.px(PAD_PX)

    @property
    def lead(self) -> int:
        """The room before the first column, in pixels; it grows no more than a page's margin."""
        return theme.px(PAD_PX) if self._inner else LEAD_PX

    def is_figures(self, column: int) -> bool:
        """Whether a column holds figures alone, which stand at the right."""
        return column in self._figures

    def folded(self, row: int) -> str:
        """Return what follows in the second line of a row: the words of the hidden columns."""
        told = []
        for column in range(self.columnCount()):
            item = self.item(row, column) if self.isColumnHidden(column) else None
            head = self.horizontalHeaderItem(column)
            if item is not None and head is not None and item.text() not in _NOTHING:
                told.append(f"{head.text()} {item.text()}".strip())
        return " · ".join(told)

    @override
    def setColumnHidden(self, column: int, hide: bool) -> None:
        if hide != self.isColumnHidden(column):
            super().setColumnHidden(column, hide)
            self._fold()
            self._grow()

    def _fold(self) -> None:
        """Make the rows high enough for two lines where a column is hidden."""
        hidden = any(map(self.isColumnHidden, range(self.columnCount())))
        self.horizontalHeader().setStretchLastSection(self.isColumnHidden(self._stretch))
        for at in range(self.rowCount()):
            two = hidden and bool(self.folded(at))
            self.setRowHeight(at, theme.px(FOLDED_PX if two else ROW_PX))

    def _need(self, column: int) -> int:
        """Return how wide the longest of a column's first words is, in pixels."""
        fonts = QFontMetrics(theme.font()), QFontMetrics(theme.font(bold=True))
        head = self.horizontalHeaderItem(column)
        widest = fonts[0].horizontalAdvance(head.text()) if head is not None else 0
        for row in range(min(self.rowCount(), MEASURED_ROWS)):
            item = self.item(row, column)
            if item is not None and self.columnSpan(row, column) == 1:
                widest = max(widest, fonts[item.font().bold()].horizontalAdvance(item.text()))
        return widest + self.pad(column) + theme.px(PAD_PX) + 2

    def _grow(self) -> None:
        """Let columns whose words are cut have what the others do not need."""
        if not self._needs:
            return
        given = {
            at: theme.px(width - PAD_PX) + self.pad(at) for at, width in enumerate(self._widths)
            if at != self._stretch and not self.isColumnHidden(at)
        }  # fmt: skip
        shown = {at: min(width, self._needs[at]) for at, width in given.items()}
        spare = self.viewport().width() - sum(shown.values()) - self._needs[self._stretch]
        least = min(self._needs[self._stretch], self.viewport().width() * LEAST_SHARE // 100)
        self._squeeze(shown, least - spare - self._needs[self._stretch])
        for at in sorted(shown, key=lambda one: self._needs[one] - shown[one]):
            more = max(0, min(self._needs[at] - shown[at], spare))
            spare -= more
            shown[at] += more
        for at, width in shown.items():
            more = max(0, min(given[at] - width, spare))
            spare -= more
            self.setColumnWidth(at, width + more)

    def _squeeze(self, shown: dict[int, int], short: int) -> None:
        """Take what lacks from the widest columns of words; figures and days stay whole."""
        loose = [at for at in shown if at not in self._figures | self._days]
        while short > 0 and loose:
            widest = max(loose, key=shown.__getitem__)
            if shown[widest] <= theme.px(LEAST_PX):
                return
            shown[widest] -= STEP_PX
            short -= STEP_PX

    def _give_way(self) -> None:
        """Hide the columns that can be spared, one by one, until the rest have room."""
        shown = {
            at: theme.px(width) for at, width in enumerate(self._widths)
            if at in self._spare or not self.isColumnHidden(at)
        }  # fmt: skip
        for at in self._spare:
            if sum(shown.values()) > self.viewport().width():
                shown.pop(at, None)
            self.setColumnHidden(at, at not in shown)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._nothing and not self.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.token("muted"))
            room = self.viewport().rect().adjusted(theme.px(16), 0, -theme.px(16), 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self._nothing)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._spare:
            self._give_way()
        self._grow()

    def _on_selected(self) -> None:
        """Let the current row follow what a screen reader selects: acts go to what is marked."""
        rows = {one.row() for one in self.selectedIndexes()}
        if rows and self.currentRow() not in rows:
            self.setCurrentCell(min(rows), 0)

    def _on_current(self, row: int, _column: int, before: int, _old: int) -> None:
        if row != before:
            self.chosen.emit(self.key())
