"""Takes a pack of documents in: first the list of differences, then one act."""

from pathlib import Path

from PySide6.QtCore import Qt

from firstline.domain.documents.acts import Taken
from firstline.domain.documents.pack import DIFFERENCES, MANIFEST, Line
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.documents import work
from firstline.viewmodel.documents.doors import DocumentDoors
from firstline.viewmodel.later import Later
from firstline.widgets.pack_card import PackCard

SAME = Text("没有不同,不用导入。丢失或损坏的文件会放回。",
            "Nothing differs; files that were lost or damaged are put back.")  # fmt: skip


class DocumentImport(PackCard):
    """Hidden until a pack was chosen; shows what differs, takes it in, and says the counts."""

    asks = Text(
        f"选择文档包:zip,或文件夹里的 {MANIFEST}", f"A pack of documents: a zip, or a {MANIFEST}"
    )
    kinds = Text(f"文档包 (*.zip {MANIFEST})", f"Packs of documents (*.zip {MANIFEST})")

    def __init__(self, desktop: Desktop, later: Later, doors: DocumentDoors | None) -> None:
        super().__init__(desktop)
        self._later, self._doors = later, doors
        self._shown: work.Difference | None = None
        self._done: Taken | None = None
        self.retranslate()

    @override
    def look(self, path: Path) -> None:
        if self._doors is not None:
            self._later(work.compare(self._doors, path, self._desktop.stamp), self._show)

    @override
    def retranslate(self) -> None:
        super().retranslate()
        say, done = self._speech, self._done is not None
        if done:
            self.leave.setText(say(Text("关闭", "Close")))
        self.take.setText(say(Text("导入", "Take in")))
        self.take.setVisible(not done)
        self.name_buttons()
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
        self.open_card()

    @override
    def begin(self) -> None:
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

    @override
    def forget(self) -> None:
        self._shown = self._done = None
