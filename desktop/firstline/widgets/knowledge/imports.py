"""Takes a knowledge pack in: first the list of differences, then one act; overwrites nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.errors import Problem
from firstline.domain.knowledge.acts import Taken
from firstline.domain.knowledge.pack import Difference
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.work import ReadPack, compare, take
from firstline.viewmodel.later import Later
from firstline.widgets.pack_card import PackCard

if TYPE_CHECKING:
    from firstline.domain.knowledge.pack import KnowledgePack, Line

MANIFEST = "pack.toml"
WORDS = {
    Difference.NEW: Text("新", "new"),
    Difference.SUPERSEDED: Text("更新", "newer"),
    Difference.CHANGED: Text(
        "同版本内容不同,保留这里的", "same version, other content: ours stays"
    ),
    Difference.WITHDRAWN: Text("收回", "withdrawn"),
    Difference.OLDER: Text("包较旧,不动", "the pack is older: left alone"),
}
SAME = Text("没有不同,不用导入。", "Nothing differs; there is nothing to take.")


class PackImport(PackCard):
    """Hidden until a pack was chosen; shows what differs and takes it on one press."""

    asks = Text(
        f"选择知识包:zip,或文件夹里的 {MANIFEST}", f"A knowledge pack: a zip, or a {MANIFEST}"
    )
    kinds = Text(f"知识包 (*.zip {MANIFEST})", f"Knowledge packs (*.zip {MANIFEST})")

    def __init__(self, desktop: Desktop, later: Later, read: ReadPack | None) -> None:
        super().__init__(desktop)
        self._later, self._read = later, read
        self._shown: tuple[KnowledgePack, Taken] | None = None
        self.retranslate()

    @override
    def look(self, path: Path) -> None:
        place = path.parent if path.name == MANIFEST else path
        if self._read is not None:
            self._later(compare(self._read, place, self._desktop.stamp), self._show)

    @override
    def retranslate(self) -> None:
        super().retranslate()
        if self._shown is None:
            return
        say, (pack, taken) = self._speech, self._shown
        many = len(taken.edits)
        head = Text(
            f"{pack.title.zh} {pack.version}:{len(pack.articles)} 篇,{len(taken.lines)} 处不同",
            f"{pack.title.en} {pack.version}: {len(pack.articles)} articles, "
            f"{len(taken.lines)} differ",
        )
        self.head.setText(say(head))
        self.take.setText(say(Text(f"导入({many})", f"Take in ({many})")))
        self.take.setEnabled(bool(many))
        self.name_buttons()
        told = [self._line(one) for one in taken.lines]
        self.lines.setPlainText("\n".join(told) if told else say(SAME))

    def _show(self, found: "tuple[KnowledgePack, Taken] | Problem") -> None:
        if isinstance(found, Problem):
            self._desktop.problem.emit(found)
            return
        self._shown = found
        self.open_card()

    def _line(self, one: "Line") -> str:
        versions = " → ".join(version for version in (one.old, one.new) if version)
        said = self._speech(WORDS[one.difference])
        return f"{one.article}  {said}  {versions}  {one.title.in_(self._speech.language)}"

    @override
    def begin(self) -> None:
        if self._shown is None:
            return
        edits, now = self._shown[1].edits, self._desktop.ticking.now()
        self._later(take(edits, now), self._done)
        self.close_card()

    def _done(self, problem: Problem | None) -> None:
        if problem is not None:
            self._desktop.problem.emit(problem)
        self.taken.emit()

    @override
    def forget(self) -> None:
        self._shown = None
