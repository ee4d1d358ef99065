"""How a standing is drawn: a glyph and a colour, and a tint where the course is a must."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from firstline.domain.training.standing import GLYPHS, State
from firstline.viewmodel.training.matrix import UNREAD
from firstline.widgets import theme

SHADES: Mapping[State, str] = {
    State.MISSING: "P2", State.BOOKED: "P3", State.DONE: "ok", State.DUE_SOON: "P2",
    State.OVERDUE: "P1", State.EXPIRED: "P1", State.WAIVED: "muted",
}  # fmt: skip
HOT = frozenset({State.OVERDUE, State.EXPIRED})
_TINT = {False: 34, True: 46}  # how strong the ground of a must is, of 255, light and dark
SIDE = 30
_SIZES = {State.BOOKED: 17, State.OVERDUE: 18, State.EXPIRED: 18, State.WAIVED: 18}


@dataclass(frozen=True, slots=True)
class Face:
    """What a cell shows; `pale` where a filter asks for another state.

    Without a state it says that the records were not read yet; `asked` False is no cell at all.
    """

    state: State | None = None
    must: bool = True
    pale: bool = False
    asked: bool = True


NOT_ASKED = Face(asked=False)


def picture(face: Face, size: QSize, ratio: float) -> QPixmap:
    """Return a cell as a picture; the same one again for the same face, size and theme."""
    look = (theme.is_dark(), theme.face())
    return _drawn(face, (size.width(), size.height()), ratio, look)


@lru_cache(maxsize=256)
def _drawn(
    face: Face, size: tuple[int, int], ratio: float, look: tuple[bool, tuple[int, int]]
) -> QPixmap:  # fmt: skip
    width, height = size
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(theme.token("surface" if face.asked else "surface2"))
    painter = QPainter(made)
    area = QRect(0, 0, width, height)
    if face.asked:
        _mark(painter, area, face, dark=look[0])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(theme.token("border"))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.drawLine(area.topRight(), area.bottomRight())
    painter.end()
    return made


def _mark(painter: QPainter, area: QRect, face: Face, *, dark: bool) -> None:
    quiet = face.pale or face.state is None
    shade = QColor(theme.token("muted" if quiet or face.state is None else SHADES[face.state]))
    if face.must and not quiet:
        ground = QColor(shade)
        ground.setAlpha(_TINT[dark])
        painter.fillRect(area, ground)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = 14 if face.state is None else _SIZES.get(face.state, 20)
    painter.setFont(theme.font(size, bold=face.state in HOT))
    if quiet:
        shade.setAlpha(110)
    painter.setPen(shade)
    glyph = UNREAD if face.state is None else GLYPHS[face.state]
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, glyph)
