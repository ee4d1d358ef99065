"""What was looked for in vain: how often, when last, and how often articles helped at all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from firstline.domain.errors import NOTHING
from firstline.domain.instants import from_epoch
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.work import Gaps, gaps
from firstline.viewmodel.later import Later
from firstline.widgets import theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Padded, keep_plain

HEADS = (Text("查了什么", "Looked for"), Text("次数", "Times"), Text("最近", "Last"))
EMPTY = Text("没有查不到的内容。", "Nothing was looked for in vain.")
WHAT = Text(
    "有人查过但没有文章的内容,按次数排列。回车再查一次;“写文章”以它为题。",
    "Looked for, and no article says anything; most frequent first. Enter searches again.",
)
WRITE = Text("就此写文章", "Write about it")


class GapList(QFrame):
    """A table for the keyboard; Return looks for the current line again."""

    wanted = Signal(str)
    wanting = Signal(str)  # somebody is to write about it

    def __init__(self, desktop: Desktop, later: Later) -> None:
        super().__init__()
        self.setObjectName("topped")
        self._desktop = desktop
        self._speech = desktop.speech
        self._later = later
        self._found = Gaps()
        self.table = QTableWidget(0, len(HEADS))
        self._what, self._helped = QLabel(), QLabel()
        self.write = QPushButton()
        self.write.clicked.connect(self._write)
        self.empty = Empty(desktop.speech)
        self.empty.tell("circle-check", EMPTY, NOTHING)
        self._body = QStackedWidget()
        self._lay()
        self.table.itemActivated.connect(self._again)
        enter_at(self, self.table)
        self.retranslate()

    def _lay(self) -> None:
        for label in (self._what, self._helped):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setProperty("look", "muted")
        table = self.table
        keep_plain(table)
        table.setObjectName("plain")
        table.setItemDelegate(Padded(table))
        table.setFont(theme.font())
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._body.addWidget(table)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        self._what.setContentsMargins(20, 0, 20, 0)
        column.addWidget(self._what)
        column.addWidget(self._body, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.addWidget(self._helped, 1)
        foot.addWidget(self.write)
        column.addLayout(foot)

    def refresh(self) -> None:
        """Read the list again."""
        self._later(gaps, self._show)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self._what.setText(say(WHAT))
        self.write.setText(say(WRITE))
        self.write.setAccessibleName(say(WRITE))
        self.table.setAccessibleName(say(Text("查不到的内容", "Looked for in vain")))
        self.table.setHorizontalHeaderLabels([say(one) for one in HEADS])
        if head := self.table.horizontalHeaderItem(1):
            head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.table.setColumnWidth(1, theme.px(80))
        self.table.setColumnWidth(2, theme.px(150))
        self._fill()

    def _show(self, found: Gaps) -> None:
        self._found = found
        self._fill()
        self._body.setCurrentIndex(0 if found.lines else 1)
        self.write.setVisible(bool(found.lines))
        if found.lines and self.table.currentRow() < 0:
            self.table.setCurrentCell(0, 0)

    def _fill(self) -> None:
        say, now = self._speech, self._desktop.ticking.now()
        self.table.setRowCount(len(self._found.lines))
        for at, one in enumerate(self._found.lines):
            age = times.age(from_epoch(one.last_at), now)
            for column, words in enumerate((one.text, str(one.count), say(age))):
                item = QTableWidgetItem(words)
                if column == 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight)
                self.table.setItem(at, column, item)
        self._helped.setText(say(self._found.use.said))

    def _write(self) -> None:
        at = self.table.currentRow()
        if 0 <= at < len(self._found.lines):
            self.wanting.emit(self._found.lines[at].text)

    def _again(self, item: QTableWidgetItem) -> None:
        self.wanted.emit(self._found.lines[item.row()].text)
