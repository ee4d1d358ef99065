"""Draws the wall display: every length is that of a 1080-line screen, grown with the screen."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from firstline.domain.sla.countdown import Urgency
from firstline.domain.ticket.ticket import Priority
from firstline.domain.words import Text
from firstline.viewmodel.wallboard import words
from firstline.viewmodel.wallboard.wallboard import ROWS, Freshness, WallboardModel
from firstline.widgets import theme
from firstline.widgets.queue import cells
from firstline.widgets.wallboard.cutover import paint_cutover

if TYPE_CHECKING:
    from datetime import tzinfo

    from firstline.viewmodel.speech import Speech

LINES = 1080
FIGURE, ROW, SMALL, TITLE = 104, 44, 32, 48  # pixels of type on a 1080-line screen
_EDGE, _GAP, _PAD = 48, 24, 24
_TILE_TOP, _TILE_HEIGHT, _LAST_TILE = 116, 236, 500
_ROW_TOP, _PITCH, _ROW_HEIGHT = 378, 102, 92
_FOOT_TOP, _FRAME = 1000, 12
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_GLYPHS = {"over": Urgency.OVER, "soon": Urgency.SOON}
_MARKS = {"P1": "!! P1", "P2": "! P2", "P3": "P3", "P4": "P4"}


def stage(width: int, height: int) -> QRect:
    """Return the largest 16:9 place in a screen of this size, in its middle."""
    wide = min(width, height * 16 // 9)
    high = min(height, width * 9 // 16)
    return QRect((width - wide) // 2, (height - high) // 2, wide, high)


class WallPainter:
    """Draws one picture of the wall on `painter` inside `place`."""

    def __init__(self, painter: QPainter, place: QRect, say: "Speech", zone: "tzinfo") -> None:
        self._painter = painter
        self._place = place
        self._say = say
        self._zone = zone
        self._unit = place.height() / LINES

    def draw(self, model: WallboardModel, title: Text) -> None:
        """Draw everything that `model` shows now."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._head(model, title)
        seen = model.seen
        if seen is not None:
            self._tiles(words.tiles(seen.board, self._zone))
            self._rows(model)
        if seen is None or not seen.rows:
            empty = words.LOADING if seen is None else words.EMPTY
            area = self._rect(_EDGE, _ROW_TOP, self._width - 2 * _EDGE, ROWS * _PITCH)
            self._text(area, self._say(empty), ROW, "muted", Qt.AlignmentFlag.AlignCenter)
        self._foot(model)

    @property
    def _width(self) -> float:
        return self._place.width() / self._unit

    def px(self, lines: float) -> int:
        """Return a length of a 1080-line screen in pixels of this one."""
        return round(lines * self._unit)

    def _rect(self, left: float, top: float, width: float, height: float) -> QRect:
        x, y = self._place.left() + self.px(left), self._place.top() + self.px(top)
        return QRect(x, y, self.px(width), self.px(height))

    def _font(self, size: float, *, bold: bool = False) -> QFont:
        made = theme.font(14, bold=bold)
        made.setPixelSize(max(1, self.px(size)))
        return made

    def fitted(self, text: str, width: int, size: int) -> QFont:
        """Return the bold font of `size` lines, smaller where `text` would not fit in `width`."""
        made = self._font(size, bold=True)
        need = QFontMetrics(made).horizontalAdvance(text)
        if need > width > 0:
            made.setPixelSize(max(self.px(SMALL), made.pixelSize() * width // need))
        return made

    def _text(
        self, area: QRect, text: str, size: float, shade: str | QColor, side: Qt.AlignmentFlag,
        *, bold: bool = False,
    ) -> None:  # fmt: skip
        """Write one line that ends in … where it does not fit; never smaller, never clipped."""
        font = self._font(size, bold=bold)
        self._painter.setFont(font)
        self._painter.setPen(theme.token(shade) if isinstance(shade, str) else shade)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        self._painter.drawText(area, side | Qt.TextFlag.TextSingleLine, shown)

    def _wide(self, text: str, size: float, *, bold: bool = False) -> float:
        metrics = QFontMetrics(self._font(size, bold=bold))
        return (metrics.horizontalAdvance(text) + 2) / self._unit

    def _head(self, model: WallboardModel, title: Text) -> None:
        how = self._say(words.link(model))
        clock = self._say(words.clock(model.local))
        right = self._width - _EDGE
        wide = self._wide(how, SMALL)
        fresh = model.freshness is Freshness.FRESH
        shade = "muted" if fresh else "P2"
        self._text(self._rect(right - wide, 28, wide, 72), how, SMALL, shade, _RIGHT)
        dot = self._rect(right - wide - 36, 54, 20, 20)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(theme.token("ok" if fresh else "P2"))
        if fresh:  # a disc for in step, a square for not: the shape tells it too
            self._painter.drawEllipse(dot)
        else:
            self._painter.drawRect(dot)
        edge = right - wide - 60
        wide = self._wide(clock, SMALL)
        self._text(self._rect(edge - wide, 28, wide, 72), clock, SMALL, "text", _RIGHT)
        room = edge - wide - _GAP - _EDGE
        line = model.cutover()
        if line is not None:
            area = self._rect(_EDGE, 12, room, 96)
            paint_cutover(self._painter, area, line, self._say, self._font)
            return
        self._text(self._rect(_EDGE, 28, room, 72), self._say(title), TITLE, "text", _LEFT,
                   bold=True)  # fmt: skip

    def _tiles(self, tiles: tuple[words.Tile, ...]) -> None:
        others = len(tiles) - 1
        width = (self._width - 2 * _EDGE - others * _GAP - _LAST_TILE) / others
        for at, tile in enumerate(tiles):
            left = _EDGE + at * (width + _GAP)
            self._tile(tile, left, width if at < others else _LAST_TILE)

    def _tile(self, tile: words.Tile, left: float, width: float) -> None:
        area = self._rect(left, _TILE_TOP, width, _TILE_HEIGHT)
        self._card(area)
        room, start = width - 2 * _PAD, left + _PAD
        glyph = _GLYPHS.get(tile.glyph)
        if glyph is not None:
            mark = self._rect(start, _TILE_TOP + 23, 28, 28)
            cells.paint_glyph(self._painter, mark, glyph, theme.token("muted"))
        shove = 40 if glyph is not None else 0
        head = self._rect(start + shove, _TILE_TOP + 14, room - shove, 46)
        self._text(head, self._say(tile.name), SMALL, "muted", _LEFT)
        figure = self._rect(start, _TILE_TOP + 58, room, 124)
        self._painter.setFont(self.fitted(tile.figure, figure.width(), FIGURE))
        self._painter.setPen(theme.token(tile.shade))
        self._painter.drawText(figure, _LEFT | Qt.TextFlag.TextSingleLine, tile.figure)
        below = self._rect(start, _TILE_TOP + 180, room, 46)
        self._text(below, self._say(tile.below), SMALL, "muted", _LEFT)

    def _card(self, area: QRect) -> None:
        self._painter.setPen(QPen(theme.token("border"), 1))
        self._painter.setBrush(theme.token("surface"))
        corner = self.px(10)
        self._painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)

    def _rows(self, model: WallboardModel) -> None:
        """Draw the rows; who and where stand under each other, whatever each has left."""
        tops = [(row, _ROW_TOP + at * _PITCH) for at, row in enumerate(model.rows)]
        for row, top in tops:
            self._ground(row, top)
        edges = [self._countdown(model, row, top) - _GAP for row, top in tops]
        numbers = max((self._wide(row.number, SMALL, bold=False) for row, _ in tops), default=0.0)
        title = min(412.0, 226 + numbers + 36)  # short numbers leave their room to the titles
        for row, top in tops:
            self._row(row, top, title, min(*edges, self._width - 400))

    def _ground(self, row: Any, top: float) -> None:
        area = self._rect(_EDGE, top, self._width - 2 * _EDGE, _ROW_HEIGHT)
        self._painter.fillRect(area, theme.token("surface"))
        shade = theme.token(str(row.priority))
        self._painter.fillRect(self._rect(_EDGE, top, 12, _ROW_HEIGHT), shade)

    def _row(self, row: Any, top: float, title: float, right: float) -> None:
        shade = theme.token(str(row.priority))
        bold = row.priority in (Priority.P1, Priority.P2)
        self._part(76, top, 150, _MARKS[row.priority], ROW, shade, bold=bold)
        self._part(226, top, 176, row.number, SMALL, "muted")
        self._part(right - 180, top, 180, row.assignee or "—", SMALL, "text")
        self._part(right - 350, top, 160, row.site or "—", SMALL, "muted")
        self._part(title, top, right - 370 - title, row.title, ROW, "text")

    def _part(
        self, left: float, top: float, width: float, text: str, size: float, shade: str | QColor,
        *, bold: bool = False,
    ) -> None:  # fmt: skip
        self._text(self._rect(left, top, width, _ROW_HEIGHT), text, size, shade, _LEFT, bold=bold)

    def _countdown(self, model: WallboardModel, row: Any, top: float) -> float:
        """Write what is left at the right; return where it begins, in lines."""
        shown = model.countdown(row)
        said = self._say(shown.words)
        bold = shown.urgency in (Urgency.SOON, Urgency.OVER)
        color = cells.color_of(shown.urgency)
        wide = self._wide(said, ROW, bold=bold)
        left = self._width - _EDGE - _PAD - wide
        area = self._rect(left, top, wide, _ROW_HEIGHT)
        self._text(area, said, ROW, color, _RIGHT, bold=bold)
        side = self.px(36)
        mark = QRect(0, 0, side, side)
        mark.moveCenter(QPoint(0, area.center().y()))
        mark.moveRight(area.left() - self.px(10))
        cells.paint_glyph(self._painter, mark, shown.urgency, color)
        return left - 50

    def _foot(self, model: WallboardModel) -> None:
        """Write the page at the left; at the right how to leave, or a major incident."""
        board = model.seen.board if model.seen is not None else None
        worst = words.major(board, model.now, self._zone) if board is not None else None
        said, shade = "", "text"
        if model.hinting:
            said = self._say(words.LEAVE)
        elif worst is not None:
            said, shade = f"‼ {self._say(worst)}", "P1"
        whole = self._width - 2 * _EDGE
        wide = min(whole, self._wide(said, SMALL, bold=shade == "P1")) if said else 0
        right = self._rect(_EDGE + whole - wide, _FOOT_TOP, wide, 56)
        self._text(right, said, SMALL, shade, _RIGHT, bold=shade == "P1")
        left = self._rect(_EDGE, _FOOT_TOP, whole - wide - _GAP, 56)
        self._text(left, self._say(words.foot(model)), SMALL, "muted", _LEFT)


def paint_frame(
    painter: QPainter, whole: QRect, freshness: Freshness, *, turned: bool = False
) -> None:
    """Draw the amber frame of old data around the screen, or that of a cutover that turned."""
    if freshness is Freshness.FRESH and not turned:
        return
    wide = max(4, round(_FRAME * whole.height() / LINES))
    half = wide / 2
    painter.setPen(QPen(theme.token("P1" if turned else "P2"), wide))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(whole).adjusted(half, half, -half, -half))
