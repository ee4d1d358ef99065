"""Paints the queue's cells straight from the row, with what does not change kept as pictures."""

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStaticText
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from firstline.domain.overrides import override
from firstline.viewmodel.queue import words as queue_words
from firstline.viewmodel.queue.queue import Column, QueueModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.queue import cells

if TYPE_CHECKING:
    from firstline.viewmodel.keyed import Row

Index = QModelIndex | QPersistentModelIndex
PAD = 8


class QueueDelegate(QStyledItemDelegate):
    """Draws one cell; `hovered` and `current` are rows, told by the view."""

    def __init__(self, model: QueueModel, speech: Speech) -> None:
        super().__init__()
        self._model = model
        self._speech = speech
        self.hovered = -1
        self.current = -1
        self.focused = False
        self.chosen: QItemSelectionModel | None = None
        self.shows_waiting = False  # without a portal nothing waits to be sent

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        position = index.row()
        row = self._model.row(position)
        rect: QRect = option.rect
        # Not from option.state: QStyle's names alone would cost the start some milliseconds.
        chosen = self.chosen is not None and self.chosen.isSelected(index)
        self._ground(painter, rect, position, chosen)
        if row is None:
            return
        column = index.column()
        if column == Column.PRIORITY:
            self._priority(painter, rect, row, position)
        elif column == Column.SLA:
            leg = row.timer.leg if row.timer else None
            cells.paint_countdown(
                painter, rect, self._model.countdown(row), self._speech.language, leg
            )
        elif column == Column.TITLE:
            self._title(painter, rect, row)
        else:
            self._text(painter, rect, row, column)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(60), theme.px(36))

    def _ground(self, painter: QPainter, rect: QRect, position: int, chosen: bool) -> None:  # noqa: FBT001
        if chosen:
            cells.fill(painter, rect, theme.token("selection"))
        elif position == self.hovered:
            cells.fill(painter, rect, theme.token("hover"))
        if position == self.current and self.focused and not chosen:
            line = theme.token("accent")
            cells.fill(painter, QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), line)
            cells.fill(painter, QRect(rect.left(), rect.top(), rect.width(), 2), line)

    def _priority(self, painter: QPainter, rect: QRect, row: "Row", position: int) -> None:
        if position == self.current and self.focused:
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            cells.fill(painter, bar, theme.token("accent"))
        cells.paint_badge(painter, rect.adjusted(theme.px(6), 0, 0, 0), row.priority)
        if row.unread:
            side = theme.px(6)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("accent"))
            top = rect.center().y() - side // 2 + 1
            painter.drawEllipse(QRect(rect.left() + 4, top, side, side))
            painter.restore()

    def _title(self, painter: QPainter, rect: QRect, row: "Row") -> None:
        right = rect.right() - theme.px(PAD)
        side = theme.px(15)
        for is_set, name, shade in (
            (row.conflict, "triangle-alert", "P2"),
            (row.waiting and self.shows_waiting, "arrow-up", "accent"),
            (row.draft, "pencil-line", "muted"),
            (row.key in self._model.snoozed, "bell-off", "muted"),
        ):
            if is_set:
                place = QRect(right - side, rect.center().y() - side // 2, side, side)
                icons.paint(painter, place, name, theme.token(shade))
                right -= side + theme.px(4)
        room = rect.adjusted(theme.px(PAD), 0, 0, 0)
        room.setRight(right)
        _write(painter, room, row.title, theme.token("text"), bold=row.unread)

    def _text(self, painter: QPainter, rect: QRect, row: "Row", column: int) -> None:
        said = self._speech(queue_words.cell(row, column, self._model.countdown))
        shade = "muted" if said == "—" else "text"
        room = rect.adjusted(theme.px(PAD), 0, 0, 0)
        _write(painter, room, said, theme.token(shade), bold=False)


def _write(painter: QPainter, room: QRect, said: str, color: QColor, *, bold: bool) -> None:
    fonts = cells.text_fonts(theme.face())
    painter.setFont(fonts[bold])
    painter.setPen(color)
    drawn, height = _prepared(said, room.width(), bold, theme.face())
    top = room.top() + (room.height() - height) / 2
    painter.drawStaticText(QPointF(room.left(), top), drawn)


@lru_cache(maxsize=4096)
def _prepared(said: str, width: int, bold: bool, face: cells.Face) -> tuple[QStaticText, float]:  # noqa: FBT001
    font = cells.text_fonts(face)[bold]
    short = QFontMetrics(font).elidedText(said, Qt.TextElideMode.ElideRight, width)
    drawn = QStaticText(short)
    drawn.setTextFormat(Qt.TextFormat.PlainText)
    drawn.prepare(font=font)
    return drawn, drawn.size().height()
