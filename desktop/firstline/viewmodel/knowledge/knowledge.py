"""The articles as a list model: all of them, or what a search finds, narrowed by two filters."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from firstline.domain.knowledge.knowledge import ArticleState
from firstline.domain.knowledge.safety import NAMES, Safety
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.found_model import FoundModel
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.knowledge.knowledge import ArticleLine
    from firstline.store.store import Store

MOST = 200
EVERY_PRODUCT = Text("全部产品", "Every product")
STATES = {
    ArticleState.CURRENT: Text("", ""),
    ArticleState.SUPERSEDED: Text("旧版本", "older version"),
    ArticleState.WITHDRAWN: Text("已收回", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article in the list; `snippet` is where the search found its words."""

    line: "ArticleLine"
    snippet: str = ""

    @property
    def safety(self) -> Safety:
        """Its class; an unknown one is nobody's."""
        known = tuple(Safety)
        return Safety(self.line.safety) if self.line.safety in known else Safety.L3

    @property
    def under(self) -> Text:
        """The second line: number, product, state, and where the words stand."""
        state = STATES[ArticleState(self.line.state)]
        products = "/".join(self.line.products)
        zh = (self.line.id, products or EVERY_PRODUCT.zh, state.zh, self.snippet)
        en = (self.line.id, products or EVERY_PRODUCT.en, state.en, self.snippet)
        return Text(" · ".join(one for one in zh if one), " · ".join(one for one in en if one))


Read = tuple[list[ArticleRow], tuple[str, ...]]
"""What was read at once: the rows, and the products there are."""


class KnowledgeModel(FoundModel[ArticleRow, Read]):
    """Finds articles off the window's thread; only the newest question is answered."""

    kinds = frozenset({"article"})

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(desktop, later, parent)
        self.safety = ""

    @property
    def missed(self) -> bool:
        """Whether the knowledge base has nothing at all for what was asked."""
        return bool(self.text.strip()) and not self._found

    def narrow(self, product: str, safety: str) -> None:
        """Show those of a product and a class alone; "" is any."""
        self.product, self.safety = product, safety
        self._show()

    @override
    def read(self, store: "Store", text: str, *, every: bool) -> Read:
        return _read(store, text, every=every)

    @override
    def take(self, found: Read) -> None:
        self._found, self.products = found

    @override
    def shows(self, row: ArticleRow) -> bool:
        line = row.line
        fits = not self.product or not line.products or self.product in line.products
        return fits and self.safety in ("", line.safety)

    @override
    def said(self, row: ArticleRow) -> tuple[Text, ...]:
        return row.line.title, NAMES[row.safety], row.under

    @override
    def is_of(self, row: ArticleRow, key: str) -> bool:
        """Whether it is this record, or a version of this article."""
        return key in (row.line.record, row.line.id)


def _read(store: "Store", text: str, *, every: bool) -> Read:
    while store.catch_up():
        continue
    lines = store.articles(every=every)
    products = tuple(sorted({one for line in lines for one in line.products}))
    if not text.strip():
        return [ArticleRow(one) for one in lines], products
    by_record = {one.record: one for one in lines}
    hits = store.search_articles(text, MOST)
    plain = [one for one in lines if one.id.casefold() == text.strip().casefold()]
    found = [ArticleRow(by_record[one.record], one.snippet) for one in hits
             if one.record in by_record]  # fmt: skip
    named = [ArticleRow(one) for one in plain if all(one != row.line for row in found)]
    return [*named, *found], products
