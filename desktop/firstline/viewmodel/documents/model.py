"""The documents as a list model: all of them, or what a search finds, narrowed by product."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from firstline.domain.documents.document import KIND, STATES, Document, State
from firstline.domain.documents.library import Library
from firstline.domain.documents.links import linking
from firstline.domain.knowledge.acts import current
from firstline.domain.knowledge.knowledge import KIND as ARTICLE
from firstline.domain.knowledge.knowledge import Article, article_from
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.found_model import FoundModel
from firstline.viewmodel.knowledge.knowledge import EVERY_PRODUCT
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.store import Store

MOST = 1_000


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One version of a document in the list; `snippet` is where the search found its words."""

    document: Document
    state: State
    successor: Document | None = None
    snippet: str = ""

    @property
    def under(self) -> Text:
        """The second line: code, version, products, what stands for it, where the words stand."""
        one = self.document
        products = "/".join(one.products)
        after = f"→ {self.successor.record}" if self.successor else ""
        same = (f"{one.code} {one.version}", products or EVERY_PRODUCT.zh, after, self.snippet)
        other = (same[0], products or EVERY_PRODUCT.en, *same[2:])
        return Text(*(" · ".join(one for one in some if one) for some in (same, other)))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read at once: the rows, the products there are, the articles that hold."""

    rows: tuple[DocumentRow, ...]
    library: Library
    products: tuple[str, ...]
    articles: tuple[Article, ...]


class DocumentModel(FoundModel[DocumentRow, _Read]):
    """Finds documents off the window's thread; only the newest question is answered."""

    kinds = frozenset({KIND, ARTICLE, "file"})

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(desktop, later, parent)
        self._articles: tuple[Article, ...] = ()
        self.library = Library(())

    def narrow(self, product: str) -> None:
        """Show those of a product alone; "" is any."""
        self.product = product
        self._show()

    def linking(self, code: str) -> list[Article]:
        """Return the articles that link to a document."""
        return linking(self._articles, code)

    @override
    def read(self, store: "Store", text: str, *, every: bool) -> _Read:
        return _read(store, text, every=every)

    @override
    def take(self, found: _Read) -> None:
        self._found, self.products = found.rows, found.products
        self.library, self._articles = found.library, found.articles

    @override
    def shows(self, row: DocumentRow) -> bool:
        products = row.document.products
        return not self.product or not products or self.product in products

    @override
    def said(self, row: DocumentRow) -> tuple[Text, ...]:
        return row.document.title, STATES[row.state], row.under

    @override
    def is_of(self, row: DocumentRow, key: str) -> bool:
        return row.document.record == key


def _read(store: "Store", text: str, *, every: bool) -> _Read:
    library = store.library()
    several = list(library) if every else library.current()
    snippets = {one.record: "" for one in several}
    if text.strip():
        hits = store.search_documents(text, MOST, every=every)
        snippets = {one.id: one.snippet for one in hits}
    by_record = {one.record: one for one in several}
    rows = tuple(
        DocumentRow(one, library.state(one), library.successor(one), snippet)
        for record, snippet in snippets.items()
        if (one := by_record.get(record)) is not None
    )
    products = tuple(sorted({one for held in library for one in held.products}))
    articles = current(map(article_from, store.records(ARTICLE))).values()
    return _Read(rows, library, products, tuple(articles))
