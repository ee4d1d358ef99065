"""The heads of the matrix: courses written upright, people with their team and their gaps."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView

from firstline.domain.overrides import override
from firstline.viewmodel.training.matrix import GAPS_ROLE, TEAM_ROLE
from firstline.widgets import theme

NAMES, COURSES = 190, 78  # pixels that people and courses take at the usual text size
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CourseHead(QHeaderView):
    """Writes each course's code from the foot to the top, so that fifty fit beside each other."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.current = -1

    def mark(self, column: int) -> None:
        """Show which column the current cell stands in."""
        if column != self.current:
            self.current = column
            self.viewport().update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.defaultSectionSize(), theme.px(COURSES))  # Qt would ask for every word

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model = self.model()
        code = str(model.headerData(logicalIndex, self.orientation()) or "")
        before = str(model.headerData(logicalIndex - 1, self.orientation()) or "")
        on = logicalIndex == self.current
        painter.save()
        painter.fillRect(rect, theme.token("selection" if on else "surface"))
        painter.setPen(theme.token("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if before.partition("-")[0] != code.partition("-")[0]:  # another role's courses begin
            painter.setPen(theme.token("edge"))
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.setPen(theme.token("text"))
        painter.setFont(theme.font(12, bold=on))
        painter.translate(rect.left(), rect.bottom())
        painter.rotate(-90)
        room = QRect(theme.px(6), 0, rect.height() - theme.px(10), rect.width())
        words = painter.fontMetrics().elidedText(code, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class NameHead(QHeaderView):
    """Writes who stands in a row, of which team, and how many musts are not held."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.current = -1

    def mark(self, row: int) -> None:
        """Show which row the current cell stands in."""
        if row != self.current:
            self.current = row
            self.viewport().update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(NAMES), self.defaultSectionSize())

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model, way = self.model(), self.orientation()
        painter.save()
        on = logicalIndex == self.current
        painter.fillRect(rect, theme.token("selection" if on else "surface"))
        painter.setPen(theme.token("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(theme.px(12), 0, -theme.px(8), 0)
        gaps = model.headerData(logicalIndex, way, GAPS_ROLE)
        if gaps:
            painter.setPen(theme.token("P1"))
            painter.setFont(theme.font(12, bold=True))
            painter.drawText(room, _RIGHT, f"▲{gaps}")
        room.setRight(room.right() - theme.px(34))
        painter.setFont(theme.font(14))
        name = str(model.headerData(logicalIndex, way) or "")
        self._words(painter, room, name, "text")
        wide = painter.fontMetrics().horizontalAdvance(name) + theme.px(8)
        painter.setFont(theme.font(12))
        self._words(painter, room.adjusted(wide, 0, 0, 0),
                    str(model.headerData(logicalIndex, way, TEAM_ROLE) or ""), "muted")  # fmt: skip
        painter.restore()

    @staticmethod
    def _words(painter: QPainter, room: QRect, words: str, shade: str) -> None:
        painter.setPen(theme.token(shade))
        said = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, max(0, room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)
