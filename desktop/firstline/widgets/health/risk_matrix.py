"""The risk matrix: five by five, by colour, glyph and number; arrows walk, Enter filters."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from firstline.domain.health.risk import HIGH, LEVELS, MEDIUM, Level, Risk
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.health.before import GLYPHS, SHADES
from firstline.viewmodel.plain import tip
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

Cells = Mapping[tuple[int, int], tuple[Risk, ...]]
NAME = Text("风险矩阵", "Risk matrix")
PROBABILITY, IMPACT = Text("可能性", "Probability"), Text("影响", "Impact")
_GROUND = {Level.HIGH: 70, Level.MEDIUM: 50, Level.LOW: 26}
_STEP = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (1, 0),
    Qt.Key.Key_Down: (-1, 0),
}  # fmt: skip
SIZE = 5


def level_of(score: int) -> Level:
    """Return the level of a score, as the register has it."""
    return Level.HIGH if score >= HIGH else Level.MEDIUM if score >= MEDIUM else Level.LOW


class RiskMatrix(QWidget):
    """Shows how many open risks stand in each cell; `chosen` tells the cell, or None for all."""

    chosen = Signal(object)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._cells: Cells = {}
        self.at = (SIZE, SIZE)
        self.filtered: tuple[int, int] | None = None
        self._room = 10_000
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_cells(self, cells: Cells) -> None:
        """Show the open risks by probability and impact."""
        self._cells = cells
        self._say()
        self.update()

    def clear(self) -> None:
        """Show every risk again."""
        self.filtered = None
        self.update()

    def fit(self, room: int) -> None:
        """Take at most `room` pixels across."""
        self._room = room
        self.setFixedSize(self.sizeHint())

    @property
    def _step(self) -> int:
        return max(theme.px(34), min(theme.px(78), (self._room - theme.px(30)) // SIZE))

    def retranslate(self) -> None:
        """Say it in the language and the size in use."""
        self.setFixedSize(self.sizeHint())
        self._say()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(30) + self._step * SIZE, theme.px(34 * SIZE + 22))

    def words(self, at: tuple[int, int]) -> Text:
        """Return what a cell says: its place, score, level and the risks in it."""
        p, i = at
        level, many = LEVELS[level_of(p * i)], len(self._cells.get(at, ()))
        return Text(
            f"可能性 {p} × 影响 {i} = {p * i},{level.zh}:{many} 项",
            f"Probability {p} × impact {i} = {p * i}, {level.en}: {many} risks",
        )

    def _say(self) -> None:
        said = self._speech(self.words(self.at))
        self.setAccessibleName(f"{self._speech(NAME)}: {said}")
        self.setToolTip(tip(said))

    def _place(self, at: tuple[int, int]) -> QRect:
        p, i = at
        wide, high = self._step, theme.px(34)
        left, top = theme.px(26) + (i - 1) * wide, (SIZE - p) * high
        return QRect(left, top + 2, wide - 3, high - 3)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for p in range(1, SIZE + 1):
            for i in range(1, SIZE + 1):
                self._cell(painter, (p, i))
        painter.setFont(theme.font(12))
        painter.setPen(theme.token("muted"))
        for n in range(1, SIZE + 1):
            row, column = self._place((n, 1)), self._place((1, n))
            side = QRect(0, row.top(), theme.px(22), row.height())
            painter.drawText(side, Qt.AlignmentFlag.AlignCenter, str(n))
            foot = QRect(column.left(), column.bottom() + 2, column.width(), theme.px(18))
            word = f"{self._speech(IMPACT)} {n}" if n == 1 else str(n)
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, word)

    def _cell(self, painter: QPainter, at: tuple[int, int]) -> None:
        place, level = self._place(at), level_of(at[0] * at[1])
        held = len(self._cells.get(at, ()))
        ground = QColor(theme.token(SHADES[level]))
        ground.setAlpha(_GROUND[level] if held else _GROUND[level] // 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, 4, 4)
        ring = self.filtered == at
        if ring or (self.hasFocus() and self.at == at):
            pen = QPen(theme.token("accent" if not ring else "text"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 4, 4)
        painter.setFont(theme.font(12))
        painter.setPen(theme.token("muted"))
        inner = place.adjusted(theme.px(6), 0, -theme.px(6), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        if not held or self._step >= theme.px(56):
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, str(at[0] * at[1]))
        if held:
            painter.setFont(theme.font(bold=True))
            painter.setPen(theme.token("text"))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, f"{GLYPHS[level]} {held}")

    def _choose(self, at: tuple[int, int]) -> None:
        self.filtered = None if self.filtered == at else at
        self.chosen.emit(self.filtered)
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEP:
            p, i = (old + step for old, step in zip(self.at, _STEP[key], strict=True))
            self.at = (min(SIZE, max(1, p)), min(SIZE, max(1, i)))
            self._say()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.at)
        else:
            event.ignore()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        point: QPoint = event.position().toPoint()
        for p in range(1, SIZE + 1):
            for i in range(1, SIZE + 1):
                if self._place((p, i)).contains(point):
                    self.at = (p, i)
                    self._say()
                    self._choose(self.at)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
