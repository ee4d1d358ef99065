"""The list of articles: class, title, and where the words stand; keyboard first."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from firstline.domain.knowledge.knowledge import ArticleState
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import Index
from firstline.viewmodel.knowledge.knowledge import ArticleRow, KnowledgeModel
from firstline.widgets.found_list import FoundDelegate, FoundList
from firstline.widgets.knowledge import safety_chip


class ArticleDelegate(FoundDelegate):
    """Paints one article: its class at the left, the title, and a quiet line under it."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ArticleRow | None = self.row_of(index)
        if row is None:
            return
        chip = QRect(QPoint(), safety_chip.size())
        upper, lower = self.lay(painter, option, chip)
        safety_chip.paint(painter, chip, row.safety)
        holds = row.line.state == ArticleState.CURRENT
        self.tell(painter, upper, row.line.title, holds=holds)
        self.under(painter, lower, row.under)


class KnowledgeList(FoundList):
    """Shows the articles; J and K move as in the queue."""

    name = Text("知识文章", "Articles")

    def __init__(
        self, desktop: Desktop, model: KnowledgeModel, parent: QWidget | None = None
    ) -> None:
        self._articles = model
        super().__init__(model, ArticleDelegate(desktop.speech), desktop.speech, parent)

    @override
    def key_of(self, row: ArticleRow) -> str:
        return row.line.record

    @override
    def place(self, position: int) -> int:
        """Return the best hit of a search, else where the article stands."""
        return 0 if self._articles.text.strip() else super().place(position)
