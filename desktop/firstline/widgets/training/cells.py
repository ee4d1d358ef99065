"""How a standing is drawn: a glyph and a colour, and a tint where the course is a must."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from firstline.domain.learning.standing import GLYPHS, Cell, State
from firstline.domain.overrides import override
from firstline.viewmodel.training.matrix import CELL_ROLE
from firstline.widgets import icons, theme

SHADES: Mapping[State, str] = {
    State.MISSING: "P2", State.BOOKED: "P3", State.DONE: "ok", State.DUE_SOON: "P2",
    State.OVERDUE: "P1", State.EXPIRED: "P1", State.WAIVED: "muted",
}  # fmt: skip
HOT = frozenset({State.OVERDUE, State.EXPIRED})
_TINT = {False: 34, True: 46}  # how strong the ground of a must is, of 255, light and dark
SIDE = 30
_SIZES = {State.BOOKED: 17, State.OVERDUE: 18, State.EXPIRED: 18, State.WAIVED: 18}
_Index = QModelIndex | QPersistentModelIndex


class StateDelegate(QStyledItemDelegate):
    """Draws the cells from pictures; `only` is the state that a filter asks for, "" for all."""

    only = ""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: Cell | None = index.data(CELL_ROLE)
        rect: QRect = option.rect
        if cell is None:
            painter.fillRect(rect, theme.token("surface2"))
        else:
            pale = bool(self.only) and cell.state != self.only
            face = Face(cell.state, must=cell.need.must, pale=pale)
            drawn = picture(face, rect.size(), icons.ratio_of(painter))
            painter.drawPixmap(rect.topLeft(), drawn)
        painter.setPen(theme.token("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setColor(theme.token("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option, index
        return QSize(theme.px(SIDE), theme.px(SIDE))


@dataclass(frozen=True, slots=True)
class Face:
    """What a cell shows; `pale` where a filter asks for another state."""

    state: State
    must: bool = True
    pale: bool = False


def picture(face: Face, size: QSize, ratio: float) -> QPixmap:
    """Return a cell as a picture; the same one again for the same face, size and theme."""
    look = (theme.is_dark(), theme.percent())
    return _drawn(face, (size.width(), size.height()), ratio, look)


@lru_cache(maxsize=256)
def _drawn(
    face: Face, size: tuple[int, int], ratio: float, look: tuple[bool, int]
) -> QPixmap:  # fmt: skip
    width, height = size
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(theme.token("surface"))
    painter = QPainter(made)
    area = QRect(0, 0, width, height)
    shade = QColor(theme.token("muted" if face.pale else SHADES[face.state]))
    if face.must and not face.pale:
        ground = QColor(shade)
        ground.setAlpha(_TINT[look[0]])
        painter.fillRect(area, ground)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font(_SIZES.get(face.state, 20), bold=face.state in HOT))
    if face.pale:
        shade.setAlpha(110)
    painter.setPen(shade)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, GLYPHS[face.state])
    painter.end()
    return made
