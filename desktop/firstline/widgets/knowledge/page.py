"""The knowledge base: search and filters over a list, the reader beside it, gaps and packs."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import NOTHING, Problem
from firstline.domain.knowledge.safety import NAMES, Safety
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.clock import HALF_MINUTE
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.knowledge import EVERY_PRODUCT, ArticleRow, KnowledgeModel
from firstline.viewmodel.knowledge.qualified import Qualified
from firstline.viewmodel.knowledge.work import ReadPack
from firstline.viewmodel.later import Later
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.knowledge.article_reader import ArticleReader
from firstline.widgets.knowledge.gaps import GapList
from firstline.widgets.knowledge.head import TITLE, KnowledgeHead
from firstline.widgets.knowledge.imports import PackImport
from firstline.widgets.knowledge.list import KnowledgeList
from firstline.widgets.knowledge.problem_list import ProblemList
from firstline.widgets.knowledge.safety_chip import GLYPHS
from firstline.widgets.purpose import KNOWLEDGE, Purpose

if TYPE_CHECKING:
    from firstline.domain.contact.duty import Duty
    from firstline.viewmodel.documents.doors import DocumentDoors
    from firstline.widgets.documents.leaf import DocumentLeaf

HINT = Text(
    "报错原文、错误码、拼音或英文:例如 加密点数、ORA-01555、结不了账",
    "Message, error code or words: licence points, ORA-01555, month end",
)
EVERY_CLASS = Text("全部安全级别", "Every class")
OLDER = Text("含旧版本", "Older versions")
NONE = Text("还没有知识文章。", "There are no articles yet.")
MISSED = Text(
    "没有找到。按回车把它记为“查不到的内容”,有人会来写。",
    "Nothing found. Enter notes it as not found, so that somebody writes about it.",
)
FILTERED = Text("这些条件下没有文章。", "No article fits these filters.")
CLEAR = Text("清除条件", "Clear the filters")


class KnowledgePage(QWidget):
    """List and reader; Ctrl+F or / puts the cursor into the search line."""

    used = Signal(object)  # Article
    writing = Signal(str, str)  # the record to mend, "" for a new article, and its title

    def __init__(
        self,
        desktop: Desktop,
        later: Later,
        ticket: Callable[[], str],
        read: ReadPack | None,
        backup: "Duty | None" = None,
        documents: "Callable[[], DocumentDoors] | None" = None,
    ) -> None:
        super().__init__()
        self._desktop, self._later = desktop, later
        self._document_doors = documents
        self._speech = desktop.speech
        self.model = KnowledgeModel(desktop, later, self)
        self.search = QLineEdit()
        self.product, self.safety = Combo(), Combo()
        self.older = QCheckBox()
        self.head = KnowledgeHead(desktop.speech)
        self.take, self.write, self.tabs = self.head.take, self.head.write, self.head.tabs
        self.list = KnowledgeList(desktop, self.model)
        self.qualified = Qualified(desktop, later, backup, self)
        self.reader = ArticleReader(desktop, ticket, self.search.text, self.qualified)
        self.reader.used.connect(self.used)
        self.reader.document_wanted.connect(self.show_document)
        self.gaps = GapList(desktop, later)
        self.problems = ProblemList(desktop, later)
        self.packs = PackImport(desktop, later, read)
        self.empty = Empty(self._speech)
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        self.search.setClearButtonEnabled(True)
        place = QLineEdit.ActionPosition.LeadingPosition
        self.search.addAction(icons.icon("search", "muted"), place)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.search, 1)
        for part in (self.product, self.safety, self.older):
            filters.addWidget(part)
        self._filters = QWidget()
        self._filters.setLayout(filters)
        filters.setContentsMargins(0, 0, 0, 0)
        top = QVBoxLayout()
        top.setContentsMargins(20, 12, 20, 10)
        top.setSpacing(8)
        top.addWidget(self.head)
        self.purpose = Purpose(self._speech, KNOWLEDGE)
        top.addWidget(self.purpose)
        top.addWidget(self.packs)
        top.addWidget(self._filters)
        layouts.headed(self, top, self._body())
        enter_at(self, self.search)

    def _body(self) -> QWidget:
        self._listed = QStackedWidget()
        self._listed.addWidget(self.list)
        self._listed.addWidget(self.empty)
        split = layouts.beside(self._listed, self.reader, (2, 3))
        split.setSizes([400, 640])
        self._pages = QStackedWidget()
        self._pages.addWidget(layouts.topped(split))
        self._pages.addWidget(self.problems)
        self._pages.addWidget(self.gaps)
        return self._pages

    def _connect(self) -> None:
        self.search.textEdited.connect(self.model.ask)
        self.search.textChanged.connect(self._on_text)
        self.search.returnPressed.connect(self._whole_search)
        self.product.activated.connect(self._narrow)
        self.safety.activated.connect(self._narrow)
        self.older.toggled.connect(lambda on: self.model.show_every(every=on))
        self.model.loaded.connect(self._on_loaded)
        self.list.looked_at.connect(self._look)
        self.empty.wanted.connect(self.clear)
        self.take.clicked.connect(self.packs.choose)
        self.write.clicked.connect(lambda: self.writing.emit("", ""))
        self.reader.mended.connect(lambda record: self.writing.emit(record, ""))
        self.gaps.wanting.connect(lambda text: self.writing.emit("", text))
        self.packs.taken.connect(self.model.refresh)
        self.packs.closed.connect(self.list.setFocus)
        self.gaps.wanted.connect(self.look_for)
        self.head.chosen.connect(self.show_tab)
        self._speech.switched.connect(self.retranslate)

    @cached_property
    def documents(self) -> "DocumentLeaf":
        """The library of documents, made when it is first wanted."""
        from firstline.widgets.documents.leaf import DocumentLeaf  # noqa: PLC0415 - seldom

        doors = self._document_doors() if self._document_doors is not None else None
        made = DocumentLeaf(self._desktop, self._later, doors)
        self._pages.addWidget(made)
        return made

    def show_tab(self, name: str) -> None:
        """Show articles, documents, problem records, or what was looked for in vain."""
        self.head.hold(name)
        self._filters.setVisible(name == "articles")
        if name == "articles":
            self._pages.setCurrentIndex(0)
            enter_at(self, self.search)
            return
        shown: GapList | ProblemList | DocumentLeaf = (
            self.documents if name == "documents" else
            self.gaps if name == "gaps" else self.problems
        )  # fmt: skip
        self._pages.setCurrentWidget(shown)
        enter_at(self, shown)  # who comes back to this page goes on in it
        shown.refresh()
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_over(self, part: QWidget) -> None:
        """Show something in the place of list and reader."""
        if self._pages.indexOf(part) < 0:
            self._pages.addWidget(part)
        self._pages.setCurrentWidget(part)
        self._filters.hide()
        self.head.offer(acts=False)

    def show_document(self, key: str) -> None:
        """Show one version of a document, or what holds for its code."""
        self.show_tab("documents")
        self.documents.show_record(key)

    def show_problem(self, problem_id: str) -> None:
        """Show one problem record."""
        self.problems.hold(problem_id)
        self.show_tab("problems")

    def look_for(self, text: str) -> None:
        """Search the articles for `text`."""
        self.show_tab("articles")
        self.search.setText(text)
        self.model.ask(text)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_article(self, record: str) -> None:
        """Show one version of an article, whatever is listed."""
        self.clear()
        self.list.hold(record)
        self.reader.show_record(record)

    def clear(self) -> None:
        """List all articles again."""
        self.show_tab("articles")
        self.search.clear()
        for combo in (self.product, self.safety):
            combo.setCurrentIndex(0)
        self.model.text = ""
        self.model.narrow("", "")
        self.model.refresh()

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.setAccessibleName(say(TITLE))
        self.head.retranslate()
        self.search.setPlaceholderText(say(HINT))
        self.search.setAccessibleName(say(Text("在知识库里找", "Search the knowledge base")))
        self.search.setMinimumHeight(theme.px(30))
        self.older.setText(say(OLDER))
        self.product.setAccessibleName(say(Text("产品", "Product")))
        self.safety.setAccessibleName(say(Text("安全级别", "Safety class")))
        self._fill_filters()
        for part in (self.list, self.reader, self.problems, self.gaps, self.packs):
            part.retranslate()
        if "documents" in self.__dict__:
            self.documents.retranslate()

    def _fill_filters(self) -> None:
        product, safety = self.model.product, self.model.safety
        self.product.clear()
        self.product.addItem(self._speech(EVERY_PRODUCT), "")
        for one in self.model.products:
            self.product.addItem(one, one)
        self.product.setCurrentIndex(max(0, self.product.findData(product)))
        self.safety.clear()
        self.safety.addItem(self._speech(EVERY_CLASS), "")
        for level in Safety:
            self.safety.addItem(f"{GLYPHS[level]} {self._speech(NAMES[level])}", str(level))
        self.safety.setCurrentIndex(max(0, self.safety.findData(safety)))

    def _on_text(self, text: str) -> None:
        if not text:  # the little cross was pressed
            self.model.ask("")

    def _narrow(self) -> None:
        self.model.narrow(str(self.product.currentData()), str(self.safety.currentData()))

    def _on_loaded(self) -> None:
        if self.product.count() != len(self.model.products) + 1:
            self._fill_filters()
        some = self.model.rowCount() > 0
        self._listed.setCurrentIndex(0 if some else 1)
        if not some:
            missed = self.model.missed
            asked = bool(self.model.text.strip() or self.model.product or self.model.safety)
            words = MISSED if missed else FILTERED if asked else NONE
            self.empty.tell(
                "search-x" if asked else "book-open", words, CLEAR if asked else NOTHING
            )

    def _look(self, row: ArticleRow | None) -> None:
        self.reader.show_record(row.line.record if row else "")

    def _whole_search(self) -> None:
        """Note a search that found nothing; else go to what was found."""
        if not self.model.missed:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            self._desktop.store.note_gap(self.model.text, self._desktop.ticking.now())
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return
        self.show_tab("gaps")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/" and not self.search.hasFocus():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        event.ignore()  # Esc goes back: the window knows where

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self.model.refresh()
        self.qualified.look(looking=True)
        self._desktop.ticking.wish("knowledge", HALF_MINUTE)
        self.reader.show_ticket()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = False
        self.qualified.look(looking=False)
        self._desktop.ticking.wish("knowledge", 0)
