"""The list of documents: kind of file, title, whether it holds; keyboard first."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from firstline.domain.documents.document import STATES, State
from firstline.domain.documents.formats import ending
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.documents.model import DocumentModel, DocumentRow
from firstline.viewmodel.keyed import Index
from firstline.widgets import theme
from firstline.widgets.found_list import FoundDelegate, FoundList
from firstline.widgets.line_list import write

MARKS = {State.CURRENT: "✓", State.SUPERSEDED: "↻", State.WITHDRAWN: "✕"}
SHADES = {State.CURRENT: "ok", State.SUPERSEDED: "P2", State.WITHDRAWN: "P1"}


class DocumentDelegate(FoundDelegate):
    """Paints one document: the kind of its file, its title and state, a quiet line under it."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: DocumentRow | None = self.row_of(index)
        if row is None:
            return
        badge = QRect(0, 0, theme.px(48), theme.px(20))
        upper, lower = self.lay(painter, option, badge)
        _badge(painter, badge, ending(row.document.name).lstrip(".").upper() or "—")
        holds = row.state is State.CURRENT
        if not holds:
            upper.setRight(self._state(painter, upper, row.state))
        self.tell(painter, upper, row.document.title, holds=holds)
        self.under(painter, lower, row.under)

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


class DocumentList(FoundList):
    """Shows the documents; J and K move as in the queue."""

    name = Text("文档", "Documents")

    def __init__(
        self, desktop: Desktop, model: DocumentModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, DocumentDelegate(desktop.speech), desktop.speech, parent)

    @override
    def key_of(self, row: DocumentRow) -> str:
        return row.document.record
