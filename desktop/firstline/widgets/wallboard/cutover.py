"""Draws the cutover at the head of the wall: the countdown to the latest safe rollback."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from firstline.viewmodel.speech import Speech
from firstline.viewmodel.wallboard.wall_cutover import WallLine
from firstline.widgets import theme

FIGURE, NAME, BESIDE = 56, 34, 32  # pixels of type on a 1080-line screen
_TONES = {
    "ok": ("surface", "ok"), "P2": ("warn_bg", "warn_fg"), "P1": ("P1", "on_P1"),
    "muted": ("surface", "muted"),
}  # fmt: skip
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SHARE = 0.55  # of the card, at most, for the figure


def paint_cutover(
    painter: QPainter, area: QRect, line: WallLine, say: Speech, font: Callable[[float], QFont]
) -> None:
    """Draw the card of a cutover; what does not fit becomes smaller or ends in …, never clipped."""
    ground, ink = (theme.token(one) for one in _TONES[line.hot])
    painter.setPen(QPen(theme.token("border"), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    pad = max(6, area.height() // 5)
    painter.setPen(ink)
    figure = say(line.figure)
    big = font(FIGURE)
    big.setBold(True)
    most = round(area.width() * _SHARE)
    wide = QFontMetrics(big).horizontalAdvance(figure)
    if wide > most:
        big.setPixelSize(max(1, big.pixelSize() * most // wide))
        wide = QFontMetrics(big).horizontalAdvance(figure)
    painter.setFont(big)
    left = QRect(area.left() + pad, area.top(), wide + 2, area.height())
    painter.drawText(left, _LEFT | Qt.TextFlag.TextSingleLine, figure)
    rest = QRect(left.right() + pad, area.top(), area.right() - left.right() - 2 * pad,
                 area.height())  # fmt: skip
    half = rest.height() // 2
    for at, (words, size) in enumerate(((line.name, NAME), (say(line.beside), BESIDE))):
        made = font(size)
        made.setBold(at == 0)
        painter.setFont(made)
        room = QRect(rest.left(), rest.top() + at * half, rest.width(), half)
        shown = QFontMetrics(made).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT | Qt.TextFlag.TextSingleLine, shown)
