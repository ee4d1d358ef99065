"""The documents as a list model: all of them, or what a search finds, narrowed by product."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt, QTimer, Signal

from firstline.domain.documents.document import KIND, STATES, Document, State
from firstline.domain.documents.library import Library
from firstline.domain.documents.links import linking
from firstline.domain.knowledge import KIND as ARTICLE
from firstline.domain.knowledge import Article, article_from
from firstline.domain.knowledge_acts import current
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import ROOT, Index
from firstline.viewmodel.knowledge import EVERY_PRODUCT, PAUSE_MS
from firstline.viewmodel.queue import Later

if TYPE_CHECKING:
    from firstline.store.store import Store
    from firstline.store.watch import Changed

MOST = 1_000


class Role(IntEnum):
    """What a row answers beside its words."""

    ROW = Qt.ItemDataRole.UserRole


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


class DocumentModel(QAbstractListModel):
    """Finds documents off the window's thread; only the newest question is answered."""

    loaded = Signal()

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._found: tuple[DocumentRow, ...] = ()
        self._rows: list[DocumentRow] = []
        self._articles: tuple[Article, ...] = ()
        self._asked = 0
        self.library = Library(())
        self.text = ""
        self.product = ""
        self.every = False
        self.products: tuple[str, ...] = ()
        self.awake = False  # nothing is read while nobody looks
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self.refresh)
        desktop.changed.connect(self._on_changed)
        desktop.speech.switched.connect(self._retold)

    def ask(self, text: str) -> None:
        """Look for `text` in a moment; "" lists all."""
        self.text = text
        self._soon.start()

    def narrow(self, product: str) -> None:
        """Show those of a product alone; "" is any."""
        self.product = product
        self._show()

    def show_every(self, *, every: bool) -> None:
        """List superseded and withdrawn versions, too, or only those to read."""
        self.every = every
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        self._soon.stop()
        self._asked += 1
        asked, text, every = self._asked, self.text, self.every

        def look(store: "Store") -> object:
            return _read(store, text, every=every) if asked == self._asked else None

        self._later(look, lambda found: self._arrived(asked, found))

    def row(self, position: int) -> DocumentRow | None:
        """Return the row at `position`."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position(self, record: str) -> int:
        """Return where a version stands, −1 where it is not listed."""
        found = (at for at, one in enumerate(self._rows) if one.document.record == record)
        return next(found, -1)

    def linking(self, code: str) -> list[Article]:
        """Return the articles that link to a document."""
        return linking(self._articles, code)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        say = self._desktop.speech
        if role == Qt.ItemDataRole.DisplayRole:
            return say(row.document.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{say(row.document.title)}. {say(STATES[row.state])}. {say(row.under)}"
        return row if role == Role.ROW else None

    def _arrived(self, asked: int, found: _Read | None) -> None:
        if asked != self._asked or found is None:
            return
        self._found, self.products = found.rows, found.products
        self.library, self._articles = found.library, found.articles
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        self._rows = [
            one for one in self._found
            if not self.product or not one.document.products
            or self.product in one.document.products
        ]  # fmt: skip
        self.endResetModel()
        self.loaded.emit()

    def _on_changed(self, changed: "Changed") -> None:
        kinds = {KIND, ARTICLE, "file"}
        if self.awake and (kinds & changed.kinds or changed.everything):
            self._soon.start()

    def _retold(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))


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
