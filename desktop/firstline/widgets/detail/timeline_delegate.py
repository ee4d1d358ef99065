"""Draws the timeline: day marks, message cards, short lines and files, all as plain text."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.detail.timeline import NONE, Entry, Shape, Tone
from firstline.viewmodel.detail.timeline_model import TimelineRole
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.queue import cells

Index = QModelIndex | QPersistentModelIndex
_WRAP = Qt.TextFlag.TextWordWrap
_LONG_WORD = re.compile("[!-~]{20}")  # an address or a path may be wider than the pane
_LEFT = Qt.AlignmentFlag.AlignLeft
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
MORE = Text("展开全文", "Show all")
LESS = Text("收起", "Show less")
FORMATTED = Text("查看排版", "Formatted")
TONES = {Tone.OURS: "selection", Tone.THEIRS: "surface2", Tone.NOTE: "note", Tone.QUIET: "surface2"}


@dataclass(frozen=True, slots=True)
class _Metrics:
    """The lengths of the timeline at the text size in use, in pixels."""

    gutter: int  # left of the texts: the icon and its line
    line: int
    small: int
    gap: int
    pad: int


class TimelineDelegate(QStyledItemDelegate):
    """Paints one entry a row; heights are kept for each width, text size and language."""

    def __init__(self, speech: Speech, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._heights: dict[tuple[Entry, bool, int, int, str], int] = {}

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.rect.width() if option.rect.width() > 0 else 300
        entry: Entry | None = index.data(TimelineRole.ENTRY)
        if entry is None:
            return QSize(width, theme.px(36))
        unfolded = bool(index.data(TimelineRole.OPEN))
        key = (entry, unfolded, width, theme.percent(), self._speech.language)
        if key not in self._heights:
            self._heights[key] = self._height(entry, width, unfolded=unfolded)
        return QSize(width, self._heights[key])

    def forget(self) -> None:
        """Measure everything anew: another ticket is shown, or another font."""
        self._heights.clear()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entry: Entry | None = index.data(TimelineRole.ENTRY)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        rect = option.rect
        if entry is None:
            self._paint_offer(painter, rect, str(index.data()))
        elif entry.shape is Shape.DAY:
            self._paint_day(painter, rect, entry)
        else:
            unfolded = bool(index.data(TimelineRole.OPEN))
            self._paint_rail(painter, rect, entry)
            self._paint_entry(painter, rect, entry, unfolded=unfolded)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        painter.restore()

    def _measures(self) -> _Metrics:
        line = QFontMetrics(theme.font(13)).height()
        small = QFontMetrics(theme.font(12)).height()
        return _Metrics(theme.px(30), line, small, theme.px(4), theme.px(8))

    def _height(self, entry: Entry, width: int, *, unfolded: bool) -> int:
        size = self._measures()
        if entry.shape is Shape.DAY:
            return size.small + theme.px(16)
        text_width = width - size.gutter - size.gap
        head = self._head_height(entry, text_width)
        if entry.shape is Shape.LINE:
            return head + size.gap * 2
        if entry.shape is Shape.FILE:
            return head + size.line + size.pad * 2 + size.gap * 3
        body = self._body_height(entry, text_width - 2 * size.pad, unfolded=unfolded)
        foot = size.small + size.gap if self._foot(entry, unfolded=unfolded) else 0
        return head + body + foot + size.pad * 2 + size.gap * 3

    def _head_height(self, entry: Entry, width: int) -> int:
        metrics = QFontMetrics(theme.font(12))
        words = self._head(entry)
        found = metrics.boundingRect(QRect(0, 0, width, 10_000), int(_WRAP), _breakable(words))
        return max(found.height(), metrics.height())

    def _body_height(self, entry: Entry, width: int, *, unfolded: bool) -> int:
        text = entry.body if unfolded else entry.folded
        if not text:
            return 0
        metrics = QFontMetrics(theme.font(13))
        return metrics.boundingRect(
            QRect(0, 0, width, 1_000_000), int(_WRAP), _breakable(text)
        ).height()

    def _head(self, entry: Entry) -> str:
        """Return the line above a text, or the whole of a short entry."""
        parts = [entry.clock, entry.actor, self._speech(entry.head)]
        if entry.second != NONE:
            mark = "⚠ " if entry.skewed else ""
            parts.append(f"({mark}{self._speech(entry.second)})")
        return "  ".join(part for part in parts if part)

    def _foot(self, entry: Entry, *, unfolded: bool) -> str:
        if entry.long:
            return self._speech(LESS if unfolded else MORE)
        return self._speech(FORMATTED) if entry.rich else ""

    def _paint_offer(self, painter: QPainter, rect: QRect, words: str) -> None:
        painter.setFont(theme.font(13))
        painter.setPen(theme.token("accent"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_day(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        painter.setFont(theme.font(12, bold=True))
        words = self._speech(entry.head)
        wide = painter.fontMetrics().horizontalAdvance(words)
        painter.setPen(theme.token("muted"))
        inner = rect.adjusted(0, theme.px(6), 0, 0)
        painter.drawText(inner, _LEFT | _MIDDLE, words)
        painter.setPen(QPen(theme.token("border"), 1))
        middle = inner.center().y()
        painter.drawLine(rect.left() + wide + theme.px(10), middle, rect.right(), middle)

    def _paint_rail(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        """Draw the thin line down the left and the icon of the entry on it."""
        side = theme.px(20)
        middle = rect.left() + side // 2
        painter.setPen(QPen(theme.token("border"), 1))
        painter.drawLine(middle, rect.top(), middle, rect.bottom() + 1)
        top = rect.top() + theme.px(2)
        disc = QRect(rect.left(), top, side, side)
        painter.setBrush(theme.token(TONES[entry.tone]))
        painter.setPen(QPen(theme.token("border"), 1))
        painter.drawEllipse(disc.adjusted(0, 0, -1, -1))
        inset = theme.px(4)
        token = "P2" if entry.skewed else "muted" if entry.tone is Tone.QUIET else "text"
        icons.paint(
            painter, disc.adjusted(inset, inset, -inset, -inset), entry.icon, theme.token(token)
        )
        if entry.leg is not None:
            mark = QRect(rect.left() + theme.px(2), disc.bottom() + 2, theme.px(16), theme.px(16))
            if mark.bottom() < rect.bottom() - 1:
                cells.paint_leg(painter, mark, entry.leg, self._speech.language)

    def _paint_entry(self, painter: QPainter, rect: QRect, entry: Entry, *, unfolded: bool) -> None:
        size = self._measures()
        left = rect.left() + size.gutter
        width = rect.width() - size.gutter - size.gap
        head = QRect(left, rect.top() + size.gap, width, self._head_height(entry, width))
        painter.setFont(theme.font(12))
        painter.setPen(theme.token("P2" if entry.skewed else "muted"))
        painter.drawText(head, int(_LEFT | _WRAP), _breakable(self._head(entry)))
        if entry.shape is Shape.LINE:
            return
        top = head.bottom() + 1 + size.gap
        card = QRect(left, top, width, rect.bottom() + 1 - size.gap - top)
        painter.setBrush(theme.token(TONES[entry.tone]))
        painter.setPen(QPen(theme.token("border"), 1))
        painter.drawRoundedRect(card.adjusted(0, 0, -1, -1), 6, 6)
        inner = card.adjusted(size.pad, size.pad, -size.pad, -size.pad)
        painter.setPen(theme.token("text"))
        painter.setFont(theme.font(13))
        if entry.shape is Shape.FILE:
            self._paint_file(painter, inner, entry)
            return
        body = _breakable(entry.body if unfolded else entry.folded)
        painter.drawText(inner, int(_LEFT | _WRAP), body)
        foot = self._foot(entry, unfolded=unfolded)
        if foot:
            painter.setFont(theme.font(12))
            painter.setPen(theme.token("accent"))
            painter.drawText(inner, _LEFT | Qt.AlignmentFlag.AlignBottom, foot)

    def _paint_file(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        side = theme.px(16)
        icons.paint(
            painter,
            QRect(rect.left(), rect.center().y() - side // 2, side, side),
            "paperclip",
            theme.token("muted"),
        )
        words = painter.fontMetrics().elidedText(
            entry.body, Qt.TextElideMode.ElideMiddle, rect.width() - side - theme.px(8)
        )
        painter.drawText(rect.adjusted(side + theme.px(8), 0, 0, 0), _LEFT | _MIDDLE, words)


def _breakable(text: str) -> str:
    """Return `text` so that a long word may break inside, and a short one never does."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)
