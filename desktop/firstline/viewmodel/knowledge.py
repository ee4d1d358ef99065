"""The articles as a list model: all of them, or what a search finds, narrowed by two filters."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt, QTimer, Signal

from firstline.domain.knowledge import ArticleState
from firstline.domain.overrides import override
from firstline.domain.safety import NAMES, Safety
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.keyed import ROOT, Index
from firstline.viewmodel.queue import Later

if TYPE_CHECKING:
    from firstline.store.knowledge import ArticleLine
    from firstline.store.store import Store
    from firstline.store.watch import Changed

PAUSE_MS = 60  # after a key: a search takes less, and a fast typist searches once
MOST = 200
EVERY_PRODUCT = Text("全部产品", "Every product")
STATES = {
    ArticleState.CURRENT: Text("", ""),
    ArticleState.SUPERSEDED: Text("旧版本", "older version"),
    ArticleState.WITHDRAWN: Text("已收回", "withdrawn"),
}


class Role(IntEnum):
    """What a row answers beside its words."""

    ROW = Qt.ItemDataRole.UserRole


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


class KnowledgeModel(QAbstractListModel):
    """Finds articles off the window's thread; only the newest question is answered."""

    loaded = Signal()

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._found: list[ArticleRow] = []
        self._rows: list[ArticleRow] = []
        self._asked = 0
        self.text = ""
        self.product = ""
        self.safety = ""
        self.every = False
        self.products: tuple[str, ...] = ()
        self.awake = False  # nothing is read while nobody looks
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self.refresh)
        desktop.changed.connect(self._on_changed)
        desktop.speech.switched.connect(self._retold)

    @property
    def missed(self) -> bool:
        """Whether the knowledge base has nothing at all for what was asked."""
        return bool(self.text.strip()) and not self._found

    def ask(self, text: str) -> None:
        """Look for `text` in a moment; "" lists all."""
        self.text = text
        self._soon.start()

    def narrow(self, product: str, safety: str) -> None:
        """Show those of a product and a class alone; "" is any."""
        self.product, self.safety = product, safety
        self._show()

    def show_every(self, *, every: bool) -> None:
        """List older and withdrawn versions, too, or only what holds."""
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

    def row(self, position: int) -> ArticleRow | None:
        """Return the row at `position`."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position(self, key: str) -> int:
        """Return where a record or the version of an article that holds stands, or −1."""
        places = ((at, one.line) for at, one in enumerate(self._rows))
        return next((at for at, line in places if key in (line.record, line.id)), -1)

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
            return say(row.line.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{say(row.line.title)}. {say(NAMES[row.safety])}. {say(row.under)}"
        return row if role == Role.ROW else None

    def _arrived(
        self, asked: int, found: "tuple[list[ArticleRow], tuple[str, ...]] | None"
    ) -> None:
        if asked != self._asked or found is None:
            return
        self._found, self.products = found
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        self._rows = [
            one for one in self._found
            if self.safety in ("", one.line.safety)
            and (not self.product or not one.line.products or self.product in one.line.products)
        ]  # fmt: skip
        self.endResetModel()
        self.loaded.emit()

    def _on_changed(self, changed: "Changed") -> None:
        if self.awake and ("article" in changed.kinds or changed.everything):
            self._soon.start()

    def _retold(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))


def _read(store: "Store", text: str, *, every: bool) -> tuple[list[ArticleRow], tuple[str, ...]]:
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
