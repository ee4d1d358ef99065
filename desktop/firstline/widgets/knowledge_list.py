"""The list of articles: class, title, and where the words stand; keyboard first."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from firstline.domain.knowledge import ArticleState
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import Index
from firstline.viewmodel.knowledge import ArticleRow, KnowledgeModel, Role
from firstline.viewmodel.speech import Speech
from firstline.widgets import cells, safety_chip, theme

PAD = 12


class ArticleDelegate(QStyledItemDelegate):
    """Paints one article: its class at the left, the title, and a quiet line under it."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(52))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ArticleRow | None = index.data(Role.ROW)
        if row is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.token("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.token("hover"))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()),
                             theme.token("accent"))  # fmt: skip
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.token("border"))
        chip = QRect(rect.topLeft(), safety_chip.size())
        chip.moveTop(rect.top() + theme.px(7))
        chip.moveLeft(rect.left() + theme.px(PAD))
        safety_chip.paint(painter, chip, row.safety)
        room = rect.adjusted(theme.px(PAD), theme.px(6), -theme.px(PAD), -theme.px(6))
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        upper.setLeft(chip.right() + theme.px(10))
        lower = QRect(upper.left(), upper.bottom() + 1, upper.width(), room.height() // 2)
        holds = row.line.state == ArticleState.CURRENT
        font = cells.text_fonts(theme.percent())[False]
        _write(painter, upper, self._speech(row.line.title), font, "text" if holds else "muted")
        _write(painter, lower, self._speech(row.under), theme.font(12), "muted")


def _write(painter: QPainter, room: QRect, words: str, font: QFont, shade: str) -> None:
    painter.setFont(font)
    painter.setPen(theme.token(shade))
    short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)


class KnowledgeList(QListView):
    """Shows the articles; J and K move as in the queue."""

    looked_at = Signal(object)  # ArticleRow or None

    def __init__(
        self, desktop: Desktop, model: KnowledgeModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._articles = model
        self._speech = desktop.speech
        self._held = ""
        self._delegate = ArticleDelegate(desktop.speech)
        self.setObjectName("outbox")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._keep)
        model.loaded.connect(self._back)
        self.selectionModel().currentChanged.connect(lambda *_two: self._tell())
        self.retranslate()

    def row(self) -> ArticleRow | None:
        """Return the current row."""
        return self._articles.row(self.currentIndex().row())

    def go(self, position: int) -> None:
        """Make the row at `position` current."""
        if self._articles.rowCount():
            at = min(max(0, position), self._articles.rowCount() - 1)
            self.setCurrentIndex(self._articles.index(at))

    def hold(self, key: str) -> None:
        """Make the article current once it is listed."""
        self._held = key
        self._back()

    def retranslate(self) -> None:
        """Say the name in the language and the size in use."""
        self.setAccessibleName(self._speech(Text("知识文章", "Articles")))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_J, Qt.Key.Key_K) and not event.modifiers():
            self.go(self.currentIndex().row() + (1 if event.key() == Qt.Key.Key_J else -1))
        elif event.key() == Qt.Key.Key_Escape or (event.text() and event.text().isprintable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        row = self.row()
        self._held = row.line.record if row else self._held

    def _back(self) -> None:
        position = self._articles.position(self._held) if self._held else -1
        searched = bool(self._articles.text.strip())
        self.go(position if position >= 0 and not searched else 0)
        self._tell()

    def _tell(self) -> None:
        self.looked_at.emit(self.row())
