"""Line icons (lucide), drawn at twice the size and in the colour that the theme has now."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from firstline.domain.overrides import override
from firstline.system.resources import read_text
from firstline.widgets import theme


def icon(name: str, shade: str = "text") -> QIcon:
    """Return the icon `name` in the colour of the token `shade`; it follows the theme by itself."""
    return QIcon(_Engine(name, shade))


def pixmap(name: str, size: int, shade: str = "text", ratio: float = 2.0) -> QPixmap:
    """Return the icon as a square of `size` logical pixels in the colour of the token `shade`."""
    return _drawn(name, size, theme.token(shade).rgba(), ratio)


def paint(painter: QPainter, rect: QRect, name: str, color: QColor) -> None:
    """Draw the icon `name` in `color`, centred in `rect`."""
    size = min(rect.width(), rect.height())
    drawn = _drawn(name, size, color.rgba(), max(2.0, ratio_of(painter)))
    left = rect.left() + (rect.width() - size) // 2
    top = rect.top() + (rect.height() - size) // 2
    painter.drawPixmap(QRect(left, top, size, size), drawn)


def ratio_of(painter: QPainter) -> float:
    """Return how many pixels of the device a logical pixel of `painter` is, at least 1.

    Not asked of the device: naming its class would load every kind of widget there is.
    """
    return max(1.0, painter.deviceTransform().m11())


@lru_cache(maxsize=512)
def _drawn(name: str, size: int, rgba: int, ratio: float) -> QPixmap:
    color = QColor.fromRgba(rgba)
    image = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    svg = _source(name).replace("currentColor", color.name())
    QSvgRenderer(QByteArray(svg.encode())).render(
        painter, QRectF(0, 0, image.width(), image.height())
    )
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return read_text("icons", f"{name}.svg")


class _Engine(QIconEngine):
    """Draws one icon in the token's colour at the moment of painting."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint(painter, rect, self._name, self._color(mode))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 2.0)

    @override
    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float
    ) -> QPixmap:
        side = max(1, min(size.width(), size.height()))
        return _drawn(self._name, round(side / scale), self._color(mode).rgba(), scale)

    @override
    def clone(self) -> "_Engine":
        return _Engine(self._name, self._token)

    def _color(self, mode: QIcon.Mode) -> QColor:
        name = "muted" if mode == QIcon.Mode.Disabled else self._token
        return theme.token(name)
