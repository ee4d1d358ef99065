"""One document: what it is about, its hash and versions, who links to it, and opening it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.documents.document import KIND, NAMES, STATES, Document, State
from firstline.domain.errors import Problem
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.documents import work
from firstline.viewmodel.documents.doors import DocumentDoors
from firstline.viewmodel.documents.model import DocumentModel
from firstline.viewmodel.later import Later
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.detail.flow import Flow
from firstline.widgets.documents.facts import Facts
from firstline.widgets.documents.listed import MARKS

PICK = Text("选一份文档,这里显示出处、校验值和版本。", "Pick a document to see where it is from.")
OPEN, FETCH = Text("打开", "Open"), Text("向门户取", "Fetch it")
SAVE, CHECK = Text("另存一份…", "Save a copy…"), Text("校验", "Check the hash")
AFTER = Text("已被取代,现行的是 {record}", "Superseded; {record} holds now")
GONE = Text("来源已收回这份文档,请勿照做。", "Its source withdrew it; do not follow it.")
CLASH = Text("另一台电脑给这个版本登记了别的内容:到“同步”页选定。",
             "Another PC recorded this version otherwise: settle it on the page Sync.")  # fmt: skip
AWAY = Text("文件不在这台电脑上:同步一次,或再导入带它的文档包。",
            "Its file is not on this PC: sync, or import the pack that has it.")  # fmt: skip
COMING = Text("正在向门户取文件;没有网络时,连上后会接着取。",
              "Being fetched; without a network it comes once there is one.")  # fmt: skip
STATES_OF_FILE = {
    "ok": Text("✓ 与记录的 SHA-256 一致", "✓ It is what its SHA-256 says"),
    "changed": Text("✕ 文件已损坏或被改过,请再导入带它的文档包",
                    "✕ Damaged or altered; import the pack that has it again"),
    "missing": AWAY,
}  # fmt: skip
SAVED = Text("已另存到 {path}", "Saved to {path}")
LINKED = Text("链接到它的文章(回车打开)", "Articles that link to it (Enter opens)")


class DocumentPanel(QFrame):
    """Shows one version; it is opened as a checked copy, by the system's viewer alone."""

    chosen = Signal(str)  # the record of another version

    def __init__(
        self, desktop: Desktop, later: Later, model: DocumentModel, doors: DocumentDoors | None
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desktop, self._speech, self._later = desktop, desktop.speech, later
        self._model, self._doors = model, doors
        self.document: Document | None = None
        self._said = Text("", "")
        self.title, self.banner, self.told = QLabel(), QLabel(), QLabel()
        self.state, self._empty = QLabel(), QLabel()
        self.versions = Combo()
        self.open, self.save, self.check = QPushButton(), QPushButton(), QPushButton()
        self.after = QPushButton()
        self.facts = Facts(desktop.speech)
        self._linked, self.articles = QLabel(), QListWidget()
        self._lay()
        self.open.clicked.connect(self.view)
        self.save.clicked.connect(self._choose_folder)
        self.check.clicked.connect(self.verify)
        self.after.clicked.connect(self._to_successor)
        self.versions.activated.connect(
            lambda at: self.chosen.emit(str(self.versions.itemData(at)))
        )
        self.articles.itemActivated.connect(self._to_article)
        self.retranslate()

    def _lay(self) -> None:
        plain = (self.title, self.state, self.banner, self.told, self._empty, self._linked)
        for label in plain:
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("look", "title")
        self.banner.setProperty("look", "warning")
        for label in (self.state, self.told, self._linked):
            label.setProperty("look", "small")
        self._empty.setProperty("look", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.after.setProperty("look", "link")
        self.versions.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.open.setProperty("look", "primary")
        for label in (self.title, self.told, self._empty):
            label.setWordWrap(True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(_flowing(self.state, self.banner, self.after))
        column.addWidget(_flowing(self.versions, self.open, self.save, self.check))
        column.addWidget(self.told)
        column.addWidget(self.facts)
        column.addWidget(self._linked)
        column.addWidget(self.articles, 1)
        column.addStretch(0)  # takes the room where no article links to it
        self.articles.setFrameShape(QFrame.Shape.NoFrame)
        self.articles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(layouts.scrolled(page))

    def show_record(self, record: str) -> None:
        """Show the version that this record holds, "" for none."""
        found = self._model.library.find(record) if record else None
        if found is None or self.document is None or found.record != self.document.record:
            self._said = Text("", "")
        self.document = found
        self._pages.setCurrentIndex(1 if found is not None else 0)
        if found is not None:
            self._fill(found)

    def _fill(self, one: Document) -> None:
        say, library = self._speech, self._model.library
        state, after = library.state(one), library.successor(one)
        here = self._desktop.store.file_path(one.sha256) is not None
        self.title.setText(f"{one.code} {say(one.title)}")
        gone = state is State.WITHDRAWN
        words = GONE if gone else AFTER.fill(record=after.record) if after else STATES[state]
        for label in (self.state, self.banner):
            label.setText(f"{MARKS[state]} {say(words)}")
        entity = self._desktop.store.record(KIND, one.record)
        clash = entity is not None and bool(entity.conflicts)
        if clash:
            self.banner.setText(f"⚠ {say(CLASH)}")
        self.banner.setVisible(clash or state is not State.CURRENT)
        self.state.setVisible(state is State.CURRENT)
        self.after.setText(say(Text("看现行版本", "Show what holds")))
        self.after.setVisible(after is not None)
        self.facts.fill(one)
        self._fill_versions(one)
        shared = bool(self._desktop.store.get("portals", []))
        self.open.setText(f" {say(OPEN if here or not shared else FETCH)}")
        self.open.setEnabled(self._doors is not None and (here or shared))
        self.save.setEnabled(here)
        self.check.setEnabled(here)
        if not here and not self._said.zh:
            self._said = AWAY
        elif here and self._said in (AWAY, COMING):
            self._said = Text("", "")
        self.told.setText(say(self._said))
        self.told.setVisible(bool(self._said.zh))
        self._fill_articles(one)

    def _fill_versions(self, one: Document) -> None:
        library, say = self._model.library, self._speech
        self.versions.clear()
        for held in library.versions(one.code):
            words = f"{say(NAMES['version'])} {held.version} · {say(STATES[library.state(held)])}"
            self.versions.addItem(words, held.record)
        self.versions.setCurrentIndex(self.versions.findData(one.record))
        self.versions.setEnabled(self.versions.count() > 1)

    def _fill_articles(self, one: Document) -> None:
        self.articles.clear()
        for article in self._model.linking(one.code):
            item = QListWidgetItem(f"{article.id} {self._speech(article.title)}")
            item.setData(Qt.ItemDataRole.UserRole, article.record)
            self.articles.addItem(item)
        self._linked.setVisible(self.articles.count() > 0)
        self.articles.setVisible(self.articles.count() > 0)
        self.articles.setMinimumHeight(theme.px(56))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.setAccessibleName(say(Text("文档", "Document")))
        self.versions.setAccessibleName(say(Text("版本历史", "Versions")))
        self._empty.setText(say(PICK))
        self._linked.setText(say(LINKED))
        self.articles.setAccessibleName(say(LINKED))
        for button, words, icon in (
            (self.open, OPEN, "book-open"), (self.save, SAVE, "download"), (self.check, CHECK,
             "circle-check"), (self.after, Text("看现行版本", "Show what holds"), ""),
        ):  # fmt: skip
            button.setText(f" {say(words)}" if icon else say(words))
            button.setAccessibleName(say(words))
            if icon:
                button.setIcon(icons.icon(icon, "on_accent" if button is self.open else "text"))
                button.setIconSize(QSize(theme.px(15), theme.px(15)))
        high = self.open.sizeHint().height()
        for part in (self.versions, self.open, self.save, self.check):
            part.setFixedHeight(high)
        if self.document is not None:
            self._fill(self.document)

    # --- acts ---

    def view(self) -> None:
        """Check the hash, write a copy, and hand it to the viewer; or have the file fetched."""
        one, desktop = self.document, self._desktop
        if one is None or self._doors is None:
            return
        if desktop.store.file_path(one.sha256) is None:
            desktop.file_wanted.emit("", one.sha256)
            self._say(COMING)
            return
        self._later(work.lay_out(one, desktop.ticking.now()), self._view)

    def _view(self, found: Path | Problem) -> None:
        try:
            if isinstance(found, Problem):
                raise found
            if self._doors is not None:
                self._doors.view(found)
        except Problem as problem:
            self._desktop.problem.emit(problem)

    def verify(self) -> None:
        """Hash the file again and say what was found."""
        if self.document is not None:
            self._later(work.verify(self.document), lambda state: self._say(STATES_OF_FILE[state]))

    def save_into(self, folder: Path) -> None:
        """Put a copy into a folder."""
        if self.document is not None:
            act = work.lay_out(self.document, self._desktop.ticking.now(), folder)
            self._later(act, self._saved)

    def _saved(self, found: Path | Problem) -> None:
        if isinstance(found, Problem):
            self._desktop.problem.emit(found)
        else:
            self._say(SAVED.fill(path=found))

    def _say(self, words: Text) -> None:
        self._said = words
        self.told.setText(self._speech(words))
        self.told.show()

    def _choose_folder(self) -> None:
        title = self._speech(Text("另存到文件夹", "Save into folder"))
        if chosen := QFileDialog.getExistingDirectory(self, title):
            self.save_into(Path(chosen))

    def _to_successor(self) -> None:
        after = self._model.library.successor(self.document) if self.document else None
        if after is not None:
            self.chosen.emit(after.record)

    def _to_article(self, item: QListWidgetItem) -> None:
        show = partial(self._desktop.wanted.emit, "article")
        show(str(item.data(Qt.ItemDataRole.UserRole)))


def _flowing(*parts: QWidget) -> QWidget:
    """Return the parts in a line that goes on in the next where the text is large."""
    made = QWidget()
    flow = Flow(made, 8)
    for part in parts:
        flow.addWidget(part)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made
