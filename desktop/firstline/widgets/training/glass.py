"""Paints the cells of the matrix that are seen, from pictures: a row at a time, and no delegate.

A delegate is asked for each cell through Qt, which takes ten times as long as the picture.
"""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QHeaderView, QTableView

from firstline.domain.training.need import Need
from firstline.domain.training.standing import Cell, State
from firstline.viewmodel.training.matrix import MatrixModel
from firstline.widgets import icons, theme
from firstline.widgets.training.cells import NOT_ASKED, Face, picture

_Key = tuple[State | None, bool]


def span(head: QHeaderView, first: int, last: int) -> range:
    """Return the sections between two pixels of the viewport."""
    start, end = head.visualIndexAt(max(0, first)), head.visualIndexAt(last)
    if start < 0:
        return range(0)
    return range(start, (end if end >= 0 else head.count() - 1) + 1)


def paint_cells(view: QTableView, matrix: MatrixModel, dirty: QRect, only: str) -> int:
    """Paint the cells in `dirty`; return how many people were looked at.

    `only` is the state that a filter asks for, "" for all.
    """
    painter = QPainter(view.viewport())
    ratio = icons.ratio_of(painter)
    across, down = view.horizontalHeader(), view.verticalHeader()
    columns = span(across, dirty.left(), dirty.right())
    people = span(down, dirty.top(), dirty.bottom())
    places = [(across.sectionViewportPosition(at), matrix.code(at)) for at in columns]
    size = QSize(across.defaultSectionSize(), down.defaultSectionSize())
    blank = picture(NOT_ASKED, size, ratio)
    drawn: dict[_Key, QPixmap] = {}

    def pixmap(cell: Cell | Need) -> QPixmap:
        key: _Key = (None, cell.must) if isinstance(cell, Need) else (cell.state, cell.need.must)
        held = drawn.get(key)
        if held is None:
            face = Face(*key, pale=bool(only) and key[0] != only)
            held = drawn[key] = picture(face, size, ratio)
        return held

    for at in people:
        top, cells = down.sectionViewportPosition(at), matrix.cells(at)
        for left, code in places:
            cell = cells.get(code)
            painter.drawPixmap(left, top, blank if cell is None else pixmap(cell))
    _mark_current(view, painter, size)
    painter.end()
    return len(people)


def _mark_current(view: QTableView, painter: QPainter, size: QSize) -> None:
    index = view.currentIndex()
    if not (index.isValid() and view.hasFocus()):
        return
    left, top = view.columnViewportPosition(index.column()), view.rowViewportPosition(index.row())
    pen = painter.pen()
    pen.setColor(theme.token("accent"))
    pen.setWidth(2)
    painter.setPen(pen)
    painter.drawRect(QRect(QPoint(left, top), size).adjusted(1, 1, -2, -2))
