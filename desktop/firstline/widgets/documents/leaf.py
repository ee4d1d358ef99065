"""The leaf of documents in the knowledge base: search and filters over a list, one beside it."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.documents.pack import MANIFEST
from firstline.domain.errors import NOTHING
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.documents.doors import DocumentDoors
from firstline.viewmodel.documents.model import DocumentModel, DocumentRow
from firstline.viewmodel.knowledge.knowledge import EVERY_PRODUCT
from firstline.viewmodel.later import Later
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.detail.attachments import Drops, local_files
from firstline.widgets.documents.add_form import AddForm
from firstline.widgets.documents.listed import DocumentList
from firstline.widgets.documents.pack_import import DocumentImport
from firstline.widgets.documents.panel import DocumentPanel
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at

HINT = Text("编号、名称、产品,或正文里的词", "Code, title, product, or words of the text")
IMPORT, ADD = Text("导入文档包…", "Import a pack…"), Text("添加文件…", "Add a file…")
OLDER = Text("含被取代的", "Superseded ones, too")
NONE = Text("还没有文档。导入厂商的文档包,或把一个文件拖到这里。",
            "No documents yet. Import the vendor's pack, or drop a file here.")  # fmt: skip
MISSED = Text("没有找到。扫描件和加密的 PDF 只按编号、名称、检索词和说明查找。",
              "Nothing found. A scan is found by code, title, words and note.")  # fmt: skip
CLEAR = Text("清除条件", "Clear the filters")


class DocumentLeaf(QFrame):
    """List and panel; a file that is dropped is added, a zip or a manifest is a pack."""

    def __init__(self, desktop: Desktop, later: Later, doors: DocumentDoors | None) -> None:
        super().__init__()
        self.setObjectName("topped")
        self._speech = desktop.speech
        self.model = DocumentModel(desktop, later, self)
        self.search = QLineEdit()
        self.product, self.older = Combo(), QCheckBox()
        self.take, self.add = QPushButton(), QPushButton()
        self.packs = DocumentImport(desktop, later, doors)
        self.list = DocumentList(desktop, self.model)
        self.panel = DocumentPanel(desktop, later, self.model, doors)
        self.form = AddForm(desktop, later, doors)
        self.empty = Empty(desktop.speech)
        self._wish = ""  # a version to show once the documents were read
        for button in (self.take, self.add):
            button.setEnabled(doors is not None)
        self._lay()
        self._connect()
        enter_at(self, self.search)
        self.retranslate()

    def _lay(self) -> None:
        self.search.setClearButtonEnabled(True)
        place = QLineEdit.ActionPosition.LeadingPosition
        self.search.addAction(icons.icon("search", "muted"), place)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.search, 1)
        for part in (self.product, self.older, self.take, self.add):
            bar.addWidget(part)
        head = QVBoxLayout()
        head.setContentsMargins(20, 10, 20, 10)
        head.setSpacing(10)
        head.addLayout(bar)
        head.addWidget(self.packs)
        self._listed = QStackedWidget()
        self._listed.addWidget(self.list)
        self._listed.addWidget(self.empty)
        self._side = QStackedWidget()
        self._side.addWidget(self.panel)
        self._side.addWidget(self.form)
        split = layouts.beside(self._listed, self._side, (2, 3))
        split.setSizes([440, 600])
        layouts.headed(self, head, layouts.topped(split))

    def _connect(self) -> None:
        self.search.textEdited.connect(self.model.ask)
        self.search.textChanged.connect(lambda text: None if text else self.model.ask(""))
        self.search.returnPressed.connect(self.list.setFocus)
        self.product.activated.connect(
            lambda: self.model.narrow(str(self.product.currentData() or ""))
        )
        self.older.toggled.connect(lambda on: self.model.show_every(every=on))
        self.model.loaded.connect(self._on_loaded)
        self.list.looked_at.connect(self._look)
        self.empty.wanted.connect(self.clear)
        self.take.clicked.connect(self.packs.choose)
        self.packs.taken.connect(self.model.refresh)
        self.packs.closed.connect(self.list.setFocus)
        self.add.clicked.connect(lambda: self.add_file(None))
        self.form.closed.connect(self._added)
        self.panel.chosen.connect(self.show_record)
        Drops(self).took.connect(self._dropped)

    def refresh(self) -> None:
        """Read the documents again."""
        self.model.refresh()

    def add_file(self, path: Path | None) -> None:
        """Open the form for a file, with this one if there is one."""
        self._side.setCurrentWidget(self.form)
        self.form.begin(path)

    def show_record(self, key: str) -> None:
        """Show one version, `CODE:VERSION`, or what holds for `CODE`, whatever is listed."""
        self._side.setCurrentWidget(self.panel)
        self._wish = key
        self.clear()

    def clear(self) -> None:
        """List all documents again."""
        self.search.clear()
        self.model.text = ""
        self.product.setCurrentIndex(0)
        self.model.narrow("")
        self.model.refresh()

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.setAccessibleName(say(Text("文档", "Documents")))
        self.search.setPlaceholderText(say(HINT))
        self.search.setAccessibleName(say(Text("在文档里找", "Search the documents")))
        self.search.setMinimumHeight(theme.px(30))
        self.older.setText(say(OLDER))
        self.product.setAccessibleName(say(Text("产品", "Product")))
        for button, words in ((self.take, IMPORT), (self.add, ADD)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self._fill_products()
        parts: tuple[QWidget, ...] = (self.list, self.panel, self.packs, self.form, self.empty)
        for part in parts:
            part.retranslate()  # type: ignore[attr-defined] # each of them is ours

    def _fill_products(self) -> None:
        held = self.model.product
        self.product.clear()
        self.product.addItem(self._speech(EVERY_PRODUCT), "")
        for one in self.model.products:
            self.product.addItem(one, one)
        self.product.setCurrentIndex(max(0, self.product.findData(held)))

    def _on_loaded(self) -> None:
        if self.product.count() != len(self.model.products) + 1:
            self._fill_products()
        found = self.model.library.target(self._wish) if self._wish else None
        if (
            found is not None
            and self.model.position(found.record) < 0
            and not self.older.isChecked()
        ):
            self.older.setChecked(True)  # reads anew: an older version is listed, too
            return
        if found is not None:
            self._wish = ""
            self.list.hold(found.record)
        some = self.model.rowCount() > 0
        self._listed.setCurrentIndex(0 if some else 1)
        if not some:
            asked = bool(self.model.text.strip() or self.model.product)
            words, act = (MISSED, CLEAR) if asked else (NONE, NOTHING)
            self.empty.tell("search-x" if asked else "file", words, act)

    def _look(self, row: DocumentRow | None) -> None:
        self.panel.show_record(row.document.record if row else "")

    def _added(self, record: str) -> None:
        self._side.setCurrentWidget(self.panel)
        if record:
            self.show_record(record)
        self.list.setFocus()

    def _dropped(self, mime: QMimeData) -> None:
        for path in local_files(mime)[:1]:
            if path.suffix.casefold() == ".zip" or path.name == MANIFEST:
                self.packs.look(path)
            else:
                self.add_file(path)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.awake = True
        self.model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.awake = False
