"""The post-implementation review: what the last run taught, and what will be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.runbook.review import (
    SECTION_NAMES,
    compared,
    last_run,
    review_notes,
    totals,
)
from firstline.domain.runbook.run_acts import review_note
from firstline.domain.runbook.runbook import MODES
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.runbook.runbook import RunbookModel, Shown
from firstline.widgets.combo import Combo
from firstline.widgets.plain_table import Cell, PlainTable

HEADS = (
    Text("方面", "Part"), Text("内容", "Words"), Text("负责人", "Who"), Text("期限", "Due"),
)  # fmt: skip
WORDS, OWNER = Text("写一条", "Write one"), Text("负责人", "Who")
DUE, ADD = Text("期限 2026-12-31", "Due 2026-12-31"), Text("添加", "Add")
NONE = Text("还没有结束的演练或切换。", "No rehearsal and no cutover has ended yet.")


class ReviewPage(QFrame):
    """Lists the notes of the review under what was measured; one line adds a note."""

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._speech = desktop.speech
        self._model = model
        self._draft = Draft(desktop, self)
        self.setObjectName("topped")
        self.measured = QLabel()
        self.measured.setWordWrap(True)
        self.measured.setTextFormat(Qt.TextFormat.PlainText)
        self.part, self.add = Combo(), QPushButton()
        self.text, self.owner, self.due = QLineEdit(), QLineEdit(), QLineEdit()
        self.add.setProperty("look", "primary")
        self.table = PlainTable(1, (150, 300, 130, 110), (3, 2))
        row = QHBoxLayout()
        row.setSpacing(8)
        for one, share in (
            (self.part, 0), (self.text, 4), (self.owner, 1), (self.due, 1), (self.add, 0),
        ):  # fmt: skip
            row.addWidget(one, share)
        top = QVBoxLayout()
        top.setContentsMargins(20, 12, 20, 12)
        top.setSpacing(10)
        top.addWidget(self.measured)
        top.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self.text.textEdited.connect(self._draft.type)
        self.text.returnPressed.connect(self._on_add)
        self.add.clicked.connect(self._on_add)

    def show_runbook(self, shown: Shown) -> None:
        """Show the review of the runbook."""
        say = self._speech
        kept = self._draft.open(f"runbook:{shown.book.id}:review")
        if not self.text.hasFocus():
            self.text.setText(kept)
        self.measured.setText(say(self._measured(shown)))
        notes = review_notes(shown.book)
        self.table.show_rows(
            [say(one) for one in HEADS],
            [(one.id, (Cell(say(SECTION_NAMES[one.get("section")]), bold=True), Cell(one.text),
                       Cell(one.get("owner") or one.by, "muted"), Cell(one.get("due"), "muted")))
             for one in notes],
        )  # fmt: skip

    def _measured(self, shown: Shown) -> Text:
        run = last_run(shown.book)
        if run is None:
            return NONE
        lines = compared(shown.book, run, self._model.now)
        planned, actual = totals(lines)
        over = ", ".join(one.item.id for one in lines if one.over)
        name = MODES[run.mode]
        zh = f"{name.zh} {run.number}:计划 {planned:.0f} 分,实际 {actual:.0f} 分"
        en = f"{name.en} {run.number}: planned {planned:.0f} min, took {actual:.0f} min"
        if not over:
            return Text(zh, en)
        return Text(f"{zh} · 超出计划一半以上:{over}", f"{en} · more than half over: {over}")

    def _on_add(self) -> None:
        section = str(self.part.currentData() or "")
        text, owner, due = (one.text() for one in (self.text, self.owner, self.due))
        done = self._model.do(
            lambda _book: [review_note(section, text, owner=owner, due=due)],
            Text("已添加", "Added"),
        )
        if done:
            for one in (self.text, self.owner, self.due):
                one.clear()
            self._draft.drop()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        at = max(0, self.part.currentIndex())
        self.part.clear()
        for key, name in SECTION_NAMES.items():
            self.part.addItem(say(name), key)
        self.part.setCurrentIndex(at)
        self.part.setAccessibleName(say(HEADS[0]))
        for line, words in ((self.text, WORDS), (self.owner, OWNER), (self.due, DUE)):
            line.setPlaceholderText(say(words))
            line.setAccessibleName(say(words))
        self.add.setText(say(ADD))
        self.add.setAccessibleName(say(ADD))
        self.table.setAccessibleName(say(Text("上线后评审", "Post-implementation review")))
        if self._model.shown is not None:
            self.show_runbook(self._model.shown)
