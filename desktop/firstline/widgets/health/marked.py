"""A list of names with a quiet mark at the right: how much of each stops or is to be seen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from firstline.domain.overrides import override
from firstline.widgets import theme

MARK = Qt.ItemDataRole.UserRole + 1
_SHADES = {"✗": "P1", "⚠": "muted"}
_DOT_PX, _EDGE_PX = 6, 12


class Marked(QStyledItemDelegate):
    """Draws the mark beside a name; beside an icon alone it is a dot."""

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        mark = str(index.data(MARK) or "")
        if not mark:
            return
        painter.save()
        shade = theme.token(_SHADES[mark[0]])
        if index.data():
            painter.setPen(shade)
            painter.setFont(theme.font(12))
            room = option.rect.adjusted(0, 0, -theme.px(_EDGE_PX), 0)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark
            )
        elif mark[0] == "✗":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            side = theme.px(_DOT_PX)
            at = option.rect.adjusted(0, theme.px(6), -theme.px(8), 0)
            painter.drawEllipse(at.right() - side, at.top(), side, side)
        painter.restore()
