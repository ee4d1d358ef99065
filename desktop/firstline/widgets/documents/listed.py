"""The list of documents: kind of file, title, whether it holds; keyboard first."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from firstline.domain.documents.document import STATES, State
from firstline.domain.documents.formats import ending
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.documents.model import DocumentModel, DocumentRow, Role
from firstline.viewmodel.keyed import Index
from firstline.viewmodel.speech import Speech
from firstline.widgets import cells, theme
from firstline.widgets.line_list import PAD, LineDelegate, LineList, ground, write

MARKS = {State.CURRENT: "✓", State.SUPERSEDED: "↻", State.WITHDRAWN: "✕"}
SHADES = {State.CURRENT: "ok", State.SUPERSEDED: "P2", State.WITHDRAWN: "P1"}


class DocumentDelegate(LineDelegate):
    """Paints one document: the kind of its file, its title and state, a quiet line under it."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: DocumentRow | None = index.data(Role.ROW)
        if row is None:
            return
        rect: QRect = option.rect
        ground(painter, option)
        badge = QRect(0, 0, theme.px(48), theme.px(20))
        badge.moveTop(rect.top() + theme.px(7))
        badge.moveLeft(rect.left() + theme.px(PAD))
        _badge(painter, badge, ending(row.document.name).lstrip(".").upper() or "—")
        room = rect.adjusted(theme.px(PAD), theme.px(6), -theme.px(PAD), -theme.px(6))
        upper = QRect(badge.right() + theme.px(10), room.top(), 0, room.height() // 2)
        upper.setRight(room.right())
        lower = QRect(upper.left(), upper.bottom() + 1, upper.width(), room.height() // 2)
        holds = row.state is State.CURRENT
        if not holds:
            upper.setRight(self._state(painter, upper, row.state))
        font = cells.text_fonts(theme.percent())[False]
        title = self._speech(row.document.title)
        write(painter, upper, title, font, "text" if holds else "muted")
        write(painter, lower, self._speech(row.under), theme.font(12), "muted")

    def _state(self, painter: QPainter, room: QRect, state: State) -> int:
        """Write the state at the right and return where the title must end."""
        words = f"{MARKS[state]} {self._speech(STATES[state])}"
        painter.setFont(theme.font(12))
        wide = painter.fontMetrics().horizontalAdvance(words)
        place = QRect(room)
        place.setLeft(room.right() - wide)
        write(painter, place.adjusted(0, 0, 2, 0), words, theme.font(12), SHADES[state])
        return place.left() - theme.px(10)


def _badge(painter: QPainter, rect: QRect, words: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.token("edge"), 1))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme.token("muted"))
    painter.setFont(theme.font(11, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


class DocumentList(LineList):
    """Shows the documents; J and K move as in the queue."""

    def __init__(
        self, desktop: Desktop, model: DocumentModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, DocumentDelegate(desktop.speech), parent)
        self._documents = model
        self._speech = desktop.speech
        self._held = ""
        model.modelAboutToBeReset.connect(self._keep)
        model.loaded.connect(self._back)
        self.retranslate()

    def hold(self, record: str) -> None:
        """Make the document current once it is listed."""
        self._held = record
        self._back()

    def retranslate(self) -> None:
        """Say the name in the language and the size in use."""
        self.setAccessibleName(self._speech(Text("文档", "Documents")))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_J, Qt.Key.Key_K) and not event.modifiers():
            self.step(event.key())
        elif event.key() == Qt.Key.Key_Escape or (event.text() and event.text().isprintable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        row: DocumentRow | None = self.row()
        self._held = row.document.record if row else self._held

    def _back(self) -> None:
        position = self._documents.position(self._held) if self._held else -1
        self.go(max(position, 0))
        self.tell()
