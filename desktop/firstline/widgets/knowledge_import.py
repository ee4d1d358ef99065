"""Takes a knowledge pack in: first the list of differences, then one act; overwrites nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.errors import Problem
from firstline.domain.knowledge_acts import Taken
from firstline.domain.knowledge_pack import Difference
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge_work import ReadPack, compare, take
from firstline.viewmodel.queue import Later
from firstline.widgets import theme

if TYPE_CHECKING:
    from firstline.domain.knowledge_pack import KnowledgePack, Line

WORDS = {
    Difference.NEW: Text("新", "new"),
    Difference.SUPERSEDED: Text("更新", "newer"),
    Difference.CHANGED: Text(
        "同版本内容不同,保留这里的", "same version, other content: ours stays"
    ),
    Difference.WITHDRAWN: Text("收回", "withdrawn"),
    Difference.OLDER: Text("包较旧,不动", "the pack is older: left alone"),
}
CHOOSE = Text("选择知识包:zip,或文件夹里的 pack.toml", "A knowledge pack: a zip, or a pack.toml")
KINDS = Text("知识包 (*.zip pack.toml)", "Knowledge packs (*.zip pack.toml)")
SAME = Text("没有不同,不用导入。", "Nothing differs; there is nothing to take.")


class PackImport(QFrame):
    """Hidden until a pack was chosen; shows what differs and takes it on one press."""

    taken = Signal()

    def __init__(self, desktop: Desktop, later: Later, read: ReadPack | None) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desktop = desktop
        self._speech = desktop.speech
        self._later = later
        self._read = read
        self._shown: tuple[KnowledgePack, Taken] | None = None
        self._head = QLabel()
        self._head.setProperty("look", "heading")
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setWordWrap(True)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.take, self.leave = QPushButton(), QPushButton()
        self.take.setProperty("look", "primary")
        row = QHBoxLayout()
        row.addWidget(self._head, 1)
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
            path = Path(found)
            self.look(path.parent if path.name == "pack.toml" else path)

    def look(self, path: Path) -> None:
        """Read the pack off the window's thread and show what differs."""
        read, stamp = self._read, self._desktop.stamp
        if read is None:
            return
        self._later(compare(read, path, stamp), self._show)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.leave.setText(say(Text("不导入", "Leave it")))
        self.lines.setAccessibleName(say(Text("差异清单", "List of differences")))
        self.lines.setFixedHeight(theme.px(150))
        if self._shown is None:
            return
        pack, taken = self._shown
        many = len(taken.edits)
        head = Text(
            f"{pack.title.zh} {pack.version}:{len(pack.articles)} 篇,{len(taken.lines)} 处不同",
            f"{pack.title.en} {pack.version}: {len(pack.articles)} articles, "
            f"{len(taken.lines)} differ",
        )
        self._head.setText(say(head))
        self.take.setText(say(Text(f"导入({many})", f"Take in ({many})")))
        self.take.setEnabled(bool(many))
        told = [self._line(one) for one in taken.lines]
        self.lines.setPlainText("\n".join(told) if told else say(SAME))

    def _show(self, found: "tuple[KnowledgePack, Taken] | Problem") -> None:
        if isinstance(found, Problem):
            self._desktop.problem.emit(found)
            return
        self._shown = found
        self.retranslate()
        self.show()
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, one: "Line") -> str:
        versions = " → ".join(version for version in (one.old, one.new) if version)
        said = self._speech(WORDS[one.difference])
        return f"{one.article}  {said}  {versions}  {one.title.in_(self._speech.language)}"

    def _take(self) -> None:
        if self._shown is None:
            return
        edits, now = self._shown[1].edits, self._desktop.ticking.now()
        self._later(take(edits, now), self._done)
        self._close()

    def _done(self, problem: Problem | None) -> None:
        if problem is not None:
            self._desktop.problem.emit(problem)
        self.taken.emit()

    def _close(self) -> None:
        self._shown = None
        self.hide()
