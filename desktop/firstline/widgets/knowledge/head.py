"""The head of the knowledge base: its name, a tab for each leaf, and what is done with articles."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.plain_label import PlainLabel

TITLE = Text("知识库", "Knowledge")
TABS = (
    ("articles", Text("文章", "Articles"), "book-open"),
    ("documents", Text("文档", "Documents"), "file"),
    ("problems", Text("问题(根因)", "Problems"), "repeat"),
    ("gaps", Text("查不到的内容", "Not found"), "search-x"),
)
IMPORT = Text("导入知识包…", "Import a pack…")
WRITE = Text("写文章", "Write an article")


class Tab(QToolButton):
    """A tab that a click and the act of a screen reader choose alike; `hold` marks it."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)

    def hold(self) -> None:
        """Mark it as chosen."""
        with QSignalBlocker(self):
            self.setChecked(True)

    @override
    def nextCheckState(self) -> None:
        """Leave the mark to the page that a click shows; another's mark ends this one's."""
        if self.isChecked():
            super().nextCheckState()

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001
        if on:
            self.clicked.emit()


class KnowledgeHead(QWidget):
    """Goes on in a second line where the text is large; `take` and `write` are of articles."""

    chosen = Signal(str)  # the name of a tab

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self.tabs = {name: Tab() for name, _, _ in TABS}
        self.take, self.write = QPushButton(), QPushButton()
        left = QWidget()
        flow = Flow(left, 8)
        flow.addWidget(self._title)
        group = QButtonGroup(self)
        for name, _, icon in TABS:
            tab = self.tabs[name]
            tab.setProperty("look", "quiet")
            tab.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            tab.setIcon(icons.icon(icon))
            tab.clicked.connect(partial(self.chosen.emit, name))
            group.addButton(tab)
            flow.addWidget(tab)
        self.tabs["articles"].hold()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        left.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(left, 1)
        row.addWidget(self.take, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.write, 0, Qt.AlignmentFlag.AlignTop)

    def hold(self, name: str) -> None:
        """Mark a tab as chosen, and offer what is done with articles on theirs alone."""
        self.tabs[name].hold()
        self.offer(acts=name == "articles")

    def offer(self, *, acts: bool) -> None:
        """Show or hide what is done with articles."""
        self.take.setVisible(acts)
        self.write.setVisible(acts)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        for name, words, _ in TABS:
            self.tabs[name].setText(f" {say(words)}")
            self.tabs[name].setAccessibleName(say(words))
            self.tabs[name].setIconSize(QSize(theme.px(16), theme.px(16)))
        self._title.setMinimumHeight(self.tabs["articles"].sizeHint().height())
        for button, words in ((self.take, IMPORT), (self.write, WRITE)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
