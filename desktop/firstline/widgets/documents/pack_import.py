"""Takes a pack of documents in: first the list of differences, then one act."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.documents.acts import Taken
from firstline.domain.documents.pack import DIFFERENCES, MANIFEST, Line
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.documents import work
from firstline.viewmodel.documents.doors import DocumentDoors
from firstline.viewmodel.queue import Later
from firstline.widgets import theme

CHOOSE = Text(
    f"选择文档包:zip,或文件夹里的 {MANIFEST}", f"A pack of documents: a zip, or a {MANIFEST}"
)
KINDS = Text(f"文档包 (*.zip {MANIFEST})", f"Packs of documents (*.zip {MANIFEST})")
SAME = Text("没有不同,不用导入。丢失或损坏的文件会放回。",
            "Nothing differs; files that were lost or damaged are put back.")  # fmt: skip


class DocumentImport(QFrame):
    """Hidden until a pack was chosen; shows what differs, takes it in, and says the counts."""

    taken = Signal()
    closed = Signal()

    def __init__(self, desktop: Desktop, later: Later, doors: DocumentDoors | None) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desktop, self._speech = desktop, desktop.speech
        self._later, self._doors = later, doors
        self._shown: work.Difference | None = None
        self._done: Taken | None = None
        self.head = QLabel()
        self.head.setProperty("look", "heading")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.take, self.leave = QPushButton(), QPushButton()
        self.take.setProperty("look", "primary")
        row = QHBoxLayout()
        row.addWidget(self.head, 1)
        row.addWidget(self.leave)
        row.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.addLayout(row)
        column.addWidget(self.lines)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self._close)
        self.hide()
        self.retranslate()

    def choose(self) -> None:
        """Ask for a pack and show what differs."""
        found, _ = QFileDialog.getOpenFileName(
            self, self._speech(CHOOSE), "", self._speech(KINDS)
        )  # fmt: skip
        if found:
            self.look(Path(found))

    def look(self, path: Path) -> None:
        """Read the pack off the window's thread and show what differs."""
        if self._doors is not None:
            self._later(work.compare(self._doors, path, self._desktop.stamp), self._show)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        done = self._done is not None
        self.leave.setText(say(Text("关闭", "Close") if done else Text("不导入", "Leave it")))
        self.leave.setAccessibleName(self.leave.text())
        self.lines.setAccessibleName(say(Text("差异清单", "List of differences")))
        self.lines.setFixedHeight(theme.px(150))
        self.take.setText(say(Text("导入", "Take in")))
        self.take.setAccessibleName(self.take.text())
        self.take.setVisible(not done)
        if self._shown is None:
            return
        pack, taken = self._shown.read.pack, self._shown.taken
        head = Text(f"{pack.title.zh} {pack.version}:{taken.said.zh}",
                    f"{pack.title.en} {pack.version}: {taken.said.en}")  # fmt: skip
        if done:
            head = Text(f"✓ 已导入 {head.zh}", f"✓ Taken in: {head.en}")
        self.head.setText(say(head))
        told = [self._line(one) for one in taken.lines]
        told += [f"{one.article}  doc:{one.key}  {one.old} → {one.new}" for one in taken.repointed]
        self.lines.setPlainText("\n".join(told) if told else say(SAME))

    def _line(self, one: Line) -> str:
        records = " → ".join(dict.fromkeys(record for record in (one.old, one.new) if record))
        return f"{self._speech(DIFFERENCES[one.difference])}  {records}  {self._speech(one.title)}"

    def _show(self, found: work.Difference | Problem) -> None:
        if isinstance(found, Problem):
            self._desktop.problem.emit(found)
            return
        self._shown, self._done = found, None
        self.retranslate()
        self.show()
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if self._shown is not None:
            self.take.setEnabled(False)
            self._later(work.take(self._shown, self._desktop.ticking.now()), self._taken)

    def _taken(self, found: Taken | Problem) -> None:
        self.take.setEnabled(True)
        if isinstance(found, Problem):
            self._desktop.problem.emit(found)
            return
        self._done = found
        self.retranslate()
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self.taken.emit()

    def _close(self) -> None:
        self._shown = self._done = None
        self.hide()
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)
