"""The list of articles: class, title, and where the words stand; keyboard first."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from firstline.domain.knowledge import ArticleState
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import Index
from firstline.viewmodel.knowledge import ArticleRow, KnowledgeModel, Role
from firstline.viewmodel.speech import Speech
from firstline.widgets import cells, safety_chip, theme
from firstline.widgets.line_list import PAD, LineDelegate, LineList, ground, write


class ArticleDelegate(LineDelegate):
    """Paints one article: its class at the left, the title, and a quiet line under it."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ArticleRow | None = index.data(Role.ROW)
        if row is None:
            return
        rect: QRect = option.rect
        ground(painter, option)
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
        write(painter, upper, self._speech(row.line.title), font, "text" if holds else "muted")
        write(painter, lower, self._speech(row.under), theme.font(12), "muted")


class KnowledgeList(LineList):
    """Shows the articles; J and K move as in the queue."""

    def __init__(
        self, desktop: Desktop, model: KnowledgeModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, ArticleDelegate(desktop.speech), parent)
        self._articles = model
        self._speech = desktop.speech
        self._held = ""
        model.modelAboutToBeReset.connect(self._keep)
        model.loaded.connect(self._back)
        self.retranslate()

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
            self.step(event.key())
        elif event.key() == Qt.Key.Key_Escape or (event.text() and event.text().isprintable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        row: ArticleRow | None = self.row()
        self._held = row.line.record if row else self._held

    def _back(self) -> None:
        position = self._articles.position(self._held) if self._held else -1
        searched = bool(self._articles.text.strip())
        self.go(position if position >= 0 and not searched else 0)
        self.tell()
