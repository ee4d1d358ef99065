"""The editor of an article: fields, Markdown and, beside it, the article as readers will see it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import Problem
from firstline.domain.knowledge.article_draft import BODIES, Wrong
from firstline.domain.overrides import override
from firstline.domain.words import Language, Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.article_editor import ArticleEditor
from firstline.viewmodel.knowledge.qualified import Qualified
from firstline.viewmodel.plain import tip
from firstline.widgets import icons, layouts, theme
from firstline.widgets.detail.html import QuietBrowser
from firstline.widgets.knowledge.article_fields import ArticleFields
from firstline.widgets.knowledge.article_html import article_html

if TYPE_CHECKING:
    from firstline.domain.knowledge.knowledge import Article

NEW = Text("写一篇新文章", "A new article")
MEND = Text("修改 {number},成为新版本", "Mend {number}: a new version")
RESUMED = Text("接着上次没写完的。", "What you had typed is here again.")
KEPT = Text("边写边存", "kept while you type")
PUBLISH = Text("发布", "Publish")
DISCARD = Text("放弃草稿", "Discard the draft")
CLOSE = Text("返回", "Back")
TABS = (Text("中文正文", "Chinese text"), Text("英文正文", "English text"))
READY = Text("可以发布。", "Ready to be published.")
PREVIEW_MS = 150  # after a key
_MOST_PX = 110  # of the list of what is missing
_LINE = Text("第 {line} 行:{why}", "Line {line}: {why}")
_NAMES = tuple(BODIES)


class ArticleEditorPage(QFrame):
    """Ctrl+Enter publishes, Esc goes back with the draft kept; what is wrong is listed beneath."""

    closed = Signal(str)  # the record that was published, "" for none

    def __init__(self, desktop: Desktop, qualified: Qualified) -> None:
        super().__init__()
        self.setObjectName("topped")
        self._speech = desktop.speech
        self._qualified = qualified
        self.model = ArticleEditor(desktop, self)
        self.fields = ArticleFields(desktop.speech, self.model)
        self.tabs = QTabBar()
        self.text = QPlainTextEdit()
        self.preview = QuietBrowser(lambda _held: None, self)
        self.faults = QListWidget()
        self._title, self._note = QLabel(), QLabel()
        self.publish, self.discard, self.back = QPushButton(), QPushButton(), QPushButton()
        self._wrongs: list[Wrong] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PREVIEW_MS)
        self._soon.timeout.connect(self.show_state)
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        self._title.setProperty("look", "heading")
        self._note.setProperty("look", "small")
        for label in (self._title, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.publish.setProperty("look", "primary")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for _ in TABS:
            self.tabs.addTab("")
        self.text.setTabChangesFocus(True)
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        self.faults.setFrameShape(QFrame.Shape.NoFrame)
        self.faults.setWordWrap(True)
        self.faults.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        top = QHBoxLayout()
        top.setContentsMargins(20, 8, 20, 8)
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._note, 1)
        for button in (self.back, self.discard, self.publish):
            top.addWidget(button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        for pane, share in ((layouts.scrolled(self.fields), 3), (self._middle(), 5),
                            (self.preview, 5)):  # fmt: skip
            split.addWidget(pane)
            split.setStretchFactor(split.count() - 1, share)
        split.setSizes([300, 440, 440])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(split, 1)

    def _middle(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 6, 12, 10)
        column.setSpacing(6)
        column.addWidget(self.tabs)
        column.addWidget(self.text, 1)
        column.addWidget(self.faults)
        return made

    def _connect(self) -> None:
        self.model.opened.connect(self._on_opened)
        self.model.typed.connect(self._soon.start)
        self.model.done.connect(self.closed)
        self.text.textChanged.connect(self._on_text)
        self.tabs.currentChanged.connect(lambda _at: self._show_body())
        self.faults.itemActivated.connect(self._go_to)
        self.faults.itemClicked.connect(self._go_to)
        self.publish.clicked.connect(self.try_publish)
        self.discard.clicked.connect(self.model.discard)
        self.back.clicked.connect(lambda: self.closed.emit(""))
        self._qualified.changed.connect(self._soon.start)

    def open(self, record: str = "", title: str = "") -> None:
        """Begin with a version of an article, or with a new one."""
        self.model.open(record, title)
        self.fields.begin()

    def try_publish(self) -> None:
        """Publish it; what is wrong is shown, and the first of it gets the cursor."""
        self.show_state()
        if not self.model.publish() and self.faults.count():
            self._go_to(self.faults.item(0))

    def show_state(self) -> None:
        """Show the article as readers will see it, and what keeps it from being published."""
        self._soon.stop()
        model, say = self.model, self._speech
        if not model.values:
            return
        try:
            article = model.preview()
            self._wrongs = model.wrongs()
        except Problem as problem:  # too long to be taken
            self._wrongs = [Wrong("", 0, problem.sentence)]
        else:
            self._show_preview(article)
        rows = [self._words(one) for one in self._wrongs] or [f"✓ {say(READY)}"]
        if newer := model.newer():
            rows.append(f"⚠ {say(newer)}")
        self.faults.clear()
        for words in rows:
            item = QListWidgetItem(words)
            item.setToolTip(tip(words))
            item.setForeground(theme.token({"✗": "P1", "✓": "ok"}.get(words[0], "P2")))
            self.faults.addItem(item)
        self.faults.setFixedHeight(min(self._height_of(rows), theme.px(_MOST_PX)))
        self.publish.setEnabled(not self._wrongs)

    def _height_of(self, rows: list[str]) -> int:
        """Return how much room the lines take, wrapped at the width there is."""
        metrics, room = self.faults.fontMetrics(), self.text.width() - theme.px(16)
        box = QRect(0, 0, max(room, theme.px(200)), 10_000)
        wrap = Qt.TextFlag.TextWordWrap
        return sum(metrics.boundingRect(box, wrap, one).height() + theme.px(6) for one in rows)

    def _show_preview(self, article: "Article") -> None:
        zh = self.tabs.currentIndex() == 0
        at = self.preview.verticalScrollBar().value()
        language: Language = "zh_CN" if zh else "en"
        title = article.title.in_("zh_CN" if zh else "en")
        head = f"<h2>{title.replace('&', '&amp;').replace('<', '&lt;')}</h2>"
        permits = self._qualified.permits(article)
        library = self.model.library
        self.preview.setHtml(head + article_html(article, language, permits, library))
        self.preview.verticalScrollBar().setValue(at)

    def _words(self, one: Wrong) -> str:
        say = self._speech
        if not one.body:
            return f"✗ {say(one.why)}"
        place = TABS[_NAMES.index(one.body)]
        if not one.line:
            return f"✗ {say(place)}: {say(one.why)}"
        said = _LINE.fill(line=one.line, why=say(one.why))
        return f"✗ {say(place)} {say(said)}"

    def _on_opened(self) -> None:
        model, say = self.model, self._speech
        written = [name for name in _NAMES if model.values.get(name, "").strip()] or [*_NAMES]
        ours = "body_zh" if say.language == "zh_CN" else "body_en"
        self.tabs.setCurrentIndex(_NAMES.index(ours if ours in written else written[0]))
        self._show_body()
        self._name()
        self._note.setText(say(RESUMED) if model.resumed else say(KEPT))
        self.show_state()

    def _name(self) -> None:
        base = self.model.base
        self._title.setText(self._speech(MEND.fill(number=base.id) if base else NEW))

    def _show_body(self) -> None:
        self.text.blockSignals(True)
        self.text.setPlainText(self.model.values.get(self._body, ""))
        self.text.blockSignals(False)
        self._soon.start()

    @property
    def _body(self) -> str:
        return _NAMES[max(0, self.tabs.currentIndex())]

    def _on_text(self) -> None:
        self.model.type(self._body, self.text.toPlainText())

    def _go_to(self, item: QListWidgetItem) -> None:
        """Put the cursor where something is wrong."""
        at = self.faults.row(item)
        if at >= len(self._wrongs):
            return
        one = self._wrongs[at]
        if not one.body:
            self.fields.begin()
            return
        self.tabs.setCurrentIndex(_NAMES.index(one.body))
        block = self.text.document().findBlockByNumber(max(0, one.line - 1))
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.text.setTextCursor(cursor)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self.setAccessibleName(say(Text("写文章", "Write an article")))
        for at, words in enumerate(TABS):
            self.tabs.setTabText(at, say(words))
        self.tabs.setAccessibleName(say(Text("正文的语言", "Language of the text")))
        self.text.setAccessibleName(say(Text("正文(Markdown)", "Text (Markdown)")))
        self.preview.setAccessibleName(say(Text("预览", "Preview")))
        self.faults.setAccessibleName(say(Text("还差什么", "What is missing")))
        for button, words, icon in (
            (self.publish, PUBLISH, "send"), (self.discard, DISCARD, "trash-2"),
            (self.back, CLOSE, "arrow-left"),
        ):  # fmt: skip
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon, "on_accent" if button is self.publish else "text"))
            button.setIconSize(QSize(theme.px(15), theme.px(15)))
        self.publish.setToolTip(f"{say(PUBLISH)} (Ctrl+Enter)")
        self.fields.retranslate()
        self._name()
        self.show_state()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.try_publish()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit("")
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.flush()
