"""A safety class on screen: by colour, glyph and text, as a painted chip and as HTML."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from firstline.domain.knowledge.safety import NAMES, Safety
from firstline.domain.overrides import override
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

SHADES = {Safety.L0: "ok", Safety.L1: "P3", Safety.L2: "P2", Safety.L3: "P1"}
GLYPHS = {Safety.L0: "✓", Safety.L1: "◇", Safety.L2: "!", Safety.L3: "✕"}


def short(safety: Safety) -> str:
    """Return the glyph and the class."""
    return f"{GLYPHS[safety]} {safety}"


def size() -> QSize:
    """Return the size of a short chip at the text size in use."""
    return QSize(theme.px(44), theme.px(20))


def paint(painter: QPainter, rect: QRect, safety: Safety, words: str = "") -> None:
    """Draw the class in `rect`: L3 filled, the others outlined."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = theme.token(SHADES[safety])
    area = QRectF(rect).adjusted(1, 1, -1, -1)
    filled = safety is Safety.L3
    painter.setPen(QPen(color, 2 if safety is Safety.L2 else 1))
    if filled:
        painter.setBrush(color)
    painter.drawRoundedRect(area, 5, 5)
    painter.setPen(theme.token("on_P1") if filled else color)
    painter.setFont(theme.font(12, bold=safety in (Safety.L2, Safety.L3)))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words or short(safety))
    painter.restore()


class SafetyChip(QWidget):
    """The class of an article in its own words."""

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._safety = Safety.L0
        self.show_class(Safety.L0)

    def show_class(self, safety: Safety) -> None:
        """Show the class."""
        self._safety = safety
        said = self._speech(NAMES[safety])
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setFixedSize(self.sizeHint())
        self.update()

    def _words(self) -> str:
        return f"{GLYPHS[self._safety]} {self._speech(NAMES[self._safety])}"

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(12, bold=True))
        return QSize(metrics.horizontalAdvance(self._words()) + theme.px(18), theme.px(22))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint(QPainter(self), self.rect(), self._safety, self._words())
