"""A file looked at before it is taken in: which column is what, and what each row would do."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from firstline.domain.errors import NOTHING
from firstline.domain.training.taken_words import told_of
from firstline.domain.training.taking_in import FIELDS, Taken
from firstline.domain.words import Text
from firstline.viewmodel.training.importing import Importing, Tried
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets import layouts, theme
from firstline.widgets.combo import Combo, narrow
from firstline.widgets.empty import Empty
from firstline.widgets.settings.rows import fill
from firstline.widgets.training.text import TrainingText

NAMES = {
    "number": Text("工号", "Employee no."), "name": Text("姓名", "Name"),
    "team": Text("班组", "Team"), "site": Text("站点", "Site"), "shift": Text("班次", "Shift"),
    "role": Text("角色", "Role"), "since": Text("入职日期", "Since"),
    "left": Text("离职日期", "Left"), "course": Text("课程", "Course"),
    "on": Text("通过日期", "Passed on"), "until": Text("有效到", "Valid until"),
    "score": Text("分数", "Score"), "proof": Text("凭据", "Proof"),
    "result": Text("结果", "Result"),
}  # fmt: skip
TAKE, CANCEL = Text("写入", "Take it in"), Text("不导入", "Leave it")
NO_COLUMN = Text("— 不取", "— none")
IDLE = Text("选择一个 CSV、XLSX 或 xAPI 语句(.json):先看每一列是什么、每一行会怎样,再写入。",
            "Choose a CSV, an XLSX or xAPI statements (.json): first see what each column is and "
            "what each row would do."
            )  # fmt: skip
SHOWN = 30


class TrialPane(QFrame):
    """Nothing is written before somebody says so."""

    def __init__(self, model: TrainingModel, importing: Importing) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._speech = model.desktop.speech
        self._importing = importing
        self.head, self.text = QLabel(), TrainingText()
        self.combos = {name: Combo() for name in FIELDS}
        self._labels = {name: QLabel() for name in FIELDS}
        self.take, self.cancel = QPushButton(), QPushButton()
        self.empty = Empty(self._speech)
        self._body = Widget()
        self._lay()
        self.take.clicked.connect(importing.take)
        self.cancel.clicked.connect(importing.drop)
        for name, combo in self.combos.items():
            combo.activated.connect(lambda _at, what=name: self._map(what))

    def _lay(self) -> None:
        self.head.setProperty("look", "heading")
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.take.setProperty("look", "primary")
        rows = QFormLayout()
        rows.setSpacing(4)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, combo in self.combos.items():
            narrow(combo)
            self._labels[name].setBuddy(combo)
            rows.addRow(self._labels[name], combo)
        inner = Widget()
        inner.setLayout(rows)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(16, 10, 8, 10)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(layouts.scrolled(inner), 1)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._body)
        outer.addWidget(self.empty)

    def fill(self) -> None:
        """Show the file that is looked at."""
        tried = self._importing.tried
        self._body.setVisible(tried is not None)
        self.empty.setVisible(tried is None)
        if tried is None:
            return
        say = self._speech
        self.head.setText(tried.path.name)
        known: list[tuple[object, str]] = [("", say(NO_COLUMN))]
        known += [(one, one) for one in tried.listed.headings if one]
        for name, combo in self.combos.items():
            fill(combo, known, tried.listed.columns.get(name, ""))
            combo.setEnabled(not self._importing.busy and bool(tried.listed.headings))
        self.take.setEnabled(bool(tried.taken.edits) and not self._importing.busy)
        self.text.show_page(self._page(tried))

    def _page(self, tried: Tried) -> str:
        say, taken = self._speech, tried.taken
        out = [f"<p class='n'>{escape(say(_summary(taken)))}</p>"]
        lines = told_of(taken)[:SHOWN]
        lines += [Text(f"第 {row} 行:{why.zh}", f"Row {row}: {why.en}")
                  for row, why in taken.refused[:SHOWN]]  # fmt: skip
        out += [f"<p class='l'>{escape(say(words))}</p>" for words in lines]
        for row, who in taken.quarantined[:SHOWN]:
            said = Text(f"第 {row} 行:名单上没有“{who}”,先搁置。",
                        f"Row {row}: nobody on the list is “{who}”; it is put aside.")  # fmt: skip
            out.append(f"<p class='q'>{escape(say(said))}</p>")
        return "".join(out)

    def _map(self, name: str) -> None:
        self._importing.map(name, str(self.combos[name].currentData() or ""))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        for name, label in self._labels.items():
            label.setText(say(NAMES[name]))
            self.combos[name].setAccessibleName(say(NAMES[name]))
        for button, words in ((self.take, TAKE), (self.cancel, CANCEL)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.empty.tell("folder-search", IDLE, NOTHING)
        self.text.setAccessibleName(say(Text("试运行的结果", "What the trial found")))
        self.setMinimumWidth(theme.px(280))
        self.fill()


def _summary(taken: Taken) -> Text:
    aside, bad = len(taken.quarantined), len(taken.refused)
    return Text(
        f"试运行,没有写入。读入 {taken.read} 行:新增 {taken.created},更新 {taken.updated},"
        f"未变 {taken.unchanged},合并 {taken.merged},待认领 {aside},拒绝 {bad}。",
        f"A trial, nothing was written. {taken.read} rows: {taken.created} created, "
        f"{taken.updated} updated, {taken.unchanged} unchanged, {taken.merged} merged by number, "
        f"{aside} put aside, {bad} refused.",
    )
