"""How priority, countdown and row state are drawn: each by colour, shape, glyph and text."""

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from firstline.domain.sla.countdown import Countdown, Urgency
from firstline.domain.ticket.ticket import Leg, Priority
from firstline.domain.words import Language, Text
from firstline.widgets import icons, theme

Face = tuple[int, int]  # of theme.face
LEG_MARKS = {Leg.INTERNAL: Text("内", "I"), Leg.VENDOR: Text("厂", "V")}
_GLYPH = {"P1": "!! P1", "P2": "! P2", "P3": "P3", "P4": "P4"}
_COLOR = {
    Urgency.OK: "text",
    Urgency.SOON: "P2",
    Urgency.OVER: "P1",
    Urgency.PAUSED: "muted",
    Urgency.ASLEEP: "muted",
    Urgency.MET: "ok",
    Urgency.UNPROVEN: "P2",
    Urgency.NONE: "muted",
}
_BAR = {
    Urgency.OK: "ok", Urgency.SOON: "P2", Urgency.OVER: "P1", Urgency.MET: "ok",
    Urgency.PAUSED: "P4", Urgency.ASLEEP: "P4", Urgency.UNPROVEN: "P2",
}  # fmt: skip
_ICON = {
    Urgency.SOON: "clock", Urgency.PAUSED: "pause", Urgency.ASLEEP: "moon",
    Urgency.MET: "check", Urgency.UNPROVEN: "circle-help",
}  # fmt: skip
_BOLD = frozenset({Urgency.SOON, Urgency.OVER})


def color_of(urgency: Urgency) -> QColor:
    """Return the text colour of a countdown."""
    return theme.token(_COLOR[urgency])


def badge_size() -> QSize:
    """Return the size of a priority badge at the text size in use."""
    return QSize(theme.px(42), theme.px(21))


def paint_badge(painter: QPainter, rect: QRect, priority: Priority | str) -> None:
    """Draw the badge of `priority` centred in `rect`: fill, outline, thin outline or text only."""
    drawn = badge(priority, icons.ratio_of(painter))
    size = badge_size()
    left = rect.left() + (rect.width() - size.width()) // 2
    top = rect.top() + (rect.height() - size.height()) // 2
    painter.drawPixmap(QPoint(left, top), drawn)


def badge(priority: Priority | str, ratio: float = 2.0) -> QPixmap:
    """Return the badge of `priority` as a picture."""
    return _badge(str(priority), theme.is_dark(), theme.face(), ratio)


@lru_cache(maxsize=64)
def _badge(name: str, dark: bool, face: Face, ratio: float) -> QPixmap:  # noqa: ARG001, FBT001
    size = badge_size()
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = theme.token(name)
    area = QRectF(0, 0, size.width(), size.height())
    text = color
    if name == "P1":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(area, 5, 5)
        text = theme.token("on_P1")
    elif name in ("P2", "P3"):
        width = 2 if name == "P2" else 1
        painter.setPen(QPen(color, width))
        painter.drawRoundedRect(area.adjusted(width / 2, width / 2, -width / 2, -width / 2), 5, 5)
    painter.setPen(text)
    painter.setFont(theme.font(13, bold=name in ("P1", "P2")))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, _GLYPH[name])
    painter.end()
    return made


def paint_countdown(
    painter: QPainter, rect: QRect, shown: Countdown, language: Language, leg: Leg | None = None
) -> None:
    """Draw a countdown in `rect`: leg mark, glyph, text at the right, and a 3-px bar below."""
    inner = rect.adjusted(theme.px(4), 0, -theme.px(6), 0)
    color = color_of(shown.urgency)
    bar = shown.urgency is not Urgency.NONE
    line = QRect(inner.left(), rect.top() + theme.px(4), inner.width(), rect.height())
    line.setBottom(rect.bottom() - theme.px(9 if bar else 4))
    bold = shown.urgency in _BOLD
    words = shown.words.in_(language)
    painter.setFont(countdown_fonts(theme.face())[bold])
    painter.setPen(color)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line, right, words)
    if shown.urgency in _ICON or shown.urgency is Urgency.OVER:
        width = text_width(words, bold, theme.face())
        side = theme.px(13)
        place = QRect(0, 0, side, side)
        place.moveCenter(QPoint(0, line.center().y() + 1))
        place.moveRight(line.right() - width - theme.px(3))
        paint_glyph(painter, place, shown.urgency, color)
    if leg is not None:
        paint_leg(
            painter, QRect(inner.left(), line.top(), theme.px(16), line.height()), leg, language
        )
    if bar:
        paint_bar(painter, bar_rect(inner, rect.bottom()), shown)


def bar_rect(inner: QRect, bottom: int) -> QRect:
    """Return where the 3-px bar of a cell lies whose last line is `bottom`."""
    return QRect(inner.left(), bottom - theme.px(7), inner.width(), 3)


def paint_bar(painter: QPainter, rect: QRect, shown: Countdown) -> None:
    """Draw how much of the time is left: full while fresh and when late."""
    fill(painter, rect, theme.token("track"))
    left = 1.0 if shown.urgency in (Urgency.OVER, Urgency.MET) else 1.0 - shown.used
    width = max(1, round(rect.width() * left))
    name = _BAR.get(shown.urgency)
    if name:
        fill(painter, QRect(rect.left(), rect.top(), width, rect.height()), theme.token(name))


def fill(painter: QPainter, rect: QRect, color: QColor) -> None:
    """Fill `rect`. Asked for `fillRect`, PySide would first load every gradient that Qt knows."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(rect)
    painter.restore()


def paint_leg(painter: QPainter, rect: QRect, leg: Leg, language: Language) -> None:
    """Draw the small mark that says whose clock it is: 内 or 厂."""
    side = theme.px(14)
    place = QRect(0, 0, side, side)
    place.moveCenter(QPoint(0, rect.center().y() + 1))
    place.moveLeft(rect.left())
    painter.drawPixmap(
        place.topLeft(),
        _leg(
            LEG_MARKS[leg].in_(language), leg is Leg.VENDOR, theme.is_dark(), theme.face(),
            icons.ratio_of(painter),
        ),
    )  # fmt: skip


@lru_cache(maxsize=32)
def _leg(mark: str, vendor: bool, dark: bool, face: Face, ratio: float) -> QPixmap:  # noqa: ARG001, FBT001
    side = theme.px(14)
    made = QPixmap(QSize(side, side) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(0.5, 0.5, side - 1, side - 1)
    painter.setPen(QPen(theme.token("edge"), 1))
    if vendor:  # a filled square and an outlined one differ without reading the mark
        painter.setBrush(theme.token("surface2"))
    painter.drawRoundedRect(area, 3, 3)
    painter.setPen(theme.token("muted"))
    painter.setFont(theme.font(10))
    painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, mark)
    painter.end()
    return made


def paint_glyph(painter: QPainter, rect: QRect, urgency: Urgency, color: QColor) -> None:
    """Draw the glyph of `urgency` in `rect`; one that needs none draws nothing."""
    if urgency is not Urgency.OVER:
        if urgency in _ICON:
            icons.paint(painter, rect, _ICON[urgency], color)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    box = rect.adjusted(1, 1, -1, -1)
    painter.drawPolygon([QPoint(box.center().x(), box.top()), box.bottomLeft(), box.bottomRight()])
    painter.restore()


@lru_cache(maxsize=8)
def text_fonts(face: Face) -> tuple[QFont, QFont]:  # noqa: ARG001 - part of the key
    """Return the plain and the bold font of table text."""
    return theme.font(), theme.font(bold=True)


@lru_cache(maxsize=8)
def countdown_fonts(face: Face) -> tuple[QFont, QFont]:  # noqa: ARG001 - part of the key
    """Return the plain and the bold font of countdowns."""
    return theme.font(13), theme.font(13, bold=True)


@lru_cache(maxsize=4096)
def text_width(words: str, bold: bool, face: Face) -> int:  # noqa: FBT001
    """Return the width of `words` in pixels in the font of countdowns."""
    return QFontMetrics(countdown_fonts(face)[bold]).horizontalAdvance(words)
