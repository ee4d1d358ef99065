"""A new comparison: two files, how their columns are paired, then progress, or a stop."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.reconcile.rules import RULES, STANDARD, Rule
from firstline.domain.words import Text
from firstline.viewmodel.reconcile.doors import Compared, Looked, ReconcileDoors
from firstline.viewmodel.reconcile.map import More, guess, wish_of
from firstline.viewmodel.speech import Speech
from firstline.widgets import layouts, theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.entry import enter_at
from firstline.widgets.reconcile.columns import ColumnsTable

SIDES = (Text("源", "Source"), Text("目标", "Target"))
FIELDS = {
    "name": (Text("名称", "Name"), Text("例如:期初余额", "for example: opening balances")),
    "tolerance": (Text("容差", "Tolerance"), Text("金额=0.01;数量=0.5%", "amount=0.01; qty=0.5%")),
    "equation": (Text("每组应成立", "Holds per group"), Text("借方=贷方", "debit=credit")),
    "row_equation": (Text("每行应成立", "Holds per row"),
                     Text("期初+入库-出库=期末", "opening+in-out=closing")),
    "date": (Text("首个差异按日期列", "First by date column"), Text("日期", "date")),
    "out": (Text("差异文件", "Difference file"), Text(".csv、.xlsx、.json", ".csv, .xlsx, .json")),
}  # fmt: skip
_HINT = Text(
    "CSV、XLSX(文件#工作表)或 SQLite(文件#表)",
    "CSV, XLSX (file#sheet) or SQLite (file#table)",
)
CHOOSE = Text("选择…", "Choose…")
START = Text("开始对账", "Compare")
CANCEL = Text("取消对账", "Cancel")
RULES_OF = Text("规则(写进结果)", "Rules (stated in the result)")
READING = Text("正在读取…", "Reading…")
WORKING = Text("正在对账…", "Comparing…")


class ReconcileForm(QWidget):
    """Takes the choices and runs the comparison apart from the window."""

    done = Signal(object, str)  # Compared, its name

    def __init__(self, speech: Speech, doors: ReconcileDoors) -> None:
        super().__init__()
        self._speech = speech
        self._doors = doors
        self._looked: list[Looked | None] = [None, None]
        self.files = (QLineEdit(), QLineEdit())
        self._choose = (QPushButton(), QPushButton())
        self._side_labels = (QLabel(), QLabel())
        self.columns = ColumnsTable(speech)
        self.fields = {name: QLineEdit() for name in FIELDS}
        self._labels = {name: QLabel() for name in FIELDS}
        self.rules = {rule: QCheckBox() for rule in Rule}
        self._rules_label = QLabel()
        self._place = QPushButton()
        self.start, self.cancel = QPushButton(), QPushButton()
        self.bar = QProgressBar()
        self.said = QLabel()
        self._lay()
        self._connect()
        self._show_running(on=False)
        self.retranslate()

    def _lay(self) -> None:
        inner_page = QWidget()
        column = QVBoxLayout(inner_page)
        column.setContentsMargins(20, 12, 20, 4)
        column.setSpacing(10)
        files = QGridLayout()
        files.setHorizontalSpacing(10)
        for at, (label, edit, button) in enumerate(
            zip(self._side_labels, self.files, self._choose, strict=True)
        ):
            files.addWidget(label, at, 0)
            files.addWidget(edit, at, 1)
            files.addWidget(button, at, 2)
        column.addLayout(files)
        framed = QFrame()
        framed.setObjectName("card")
        inner = QVBoxLayout(framed)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.columns)
        column.addWidget(framed, 1)
        column.addLayout(self._more())
        column.addWidget(self._rules_label)
        flow = QWidget()
        row = Flow(flow, 14)
        for box in self.rules.values():
            row.addWidget(box)
        column.addWidget(flow)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 4, 20, 12)
        foot.setSpacing(10)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.start)
        self.start.setProperty("look", "primary")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(layouts.scrolled(inner_page), 1)
        whole.addLayout(foot)
        enter_at(self, self.files[0])

    def _more(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for at, name in enumerate(FIELDS):
            row, side = divmod(at, 3)
            grid.addWidget(self._labels[name], row, 2 * side)
            if name == "out":
                both = QHBoxLayout()
                both.addWidget(self.fields[name])
                both.addWidget(self._place)
                grid.addLayout(both, row, 2 * side + 1)
            else:
                grid.addWidget(self.fields[name], row, 2 * side + 1)
            grid.setColumnStretch(2 * side + 1, 1)
        return grid

    def _connect(self) -> None:
        for at in (0, 1):
            self._choose[at].clicked.connect(partial(self._on_choose, at))
            self.files[at].editingFinished.connect(partial(self._look, at))
        self._place.clicked.connect(self._on_place)
        self.start.clicked.connect(self.run)
        self.cancel.clicked.connect(self._doors.stop)
        for rule, box in self.rules.items():
            box.setChecked(rule in STANDARD)

    def take(self, source: str, target: str) -> None:
        """Take two files, as if they had been chosen."""
        for edit, word in zip(self.files, (source, target), strict=True):
            edit.setText(word)
        for at in (0, 1):
            self._look(at)

    def run(self) -> None:
        """Begin the comparison."""
        if None in self._looked:
            self._tell(Text("请先选择源和目标。", "Choose source and target first."))
            return
        typed = {name: edit.text() for name, edit in self.fields.items()}
        rules = frozenset(rule for rule, box in self.rules.items() if box.isChecked())
        more = More(typed["tolerance"], typed["equation"], typed["row_equation"],
                    typed["date"].strip(), rules)  # fmt: skip
        out = Path(typed["out"].strip()) if typed["out"].strip() else None
        words = (self.files[0].text().strip(), self.files[1].text().strip())
        self._show_running(on=True)
        self._tell(WORKING)
        self._doors.compare(
            wish_of(self.columns.lines(), more), words, out, self._on_share, self._on_done
        )

    def _on_share(self, share: float) -> None:
        self.bar.setValue(round(1000 * share))

    def _on_done(self, done: Compared | Problem) -> None:
        self._show_running(on=False)
        if isinstance(done, Problem):
            self._tell_problem(done)
            return
        sha256 = done.sha256
        self._tell(
            Text(f"差异文件 SHA-256:{sha256}", f"Difference file, SHA-256 {sha256}")
            if sha256 else Text("", "")
        )  # fmt: skip
        self.done.emit(done, self.fields["name"].text())

    def _show_running(self, *, on: bool) -> None:
        self.bar.setVisible(on)
        self.cancel.setVisible(on)
        self.start.setEnabled(not on)
        self.columns.setEnabled(not on)
        self.bar.setValue(0)
        if on:
            self.cancel.setFocus()

    def _on_choose(self, at: int) -> None:
        say = self._speech
        kinds = say(Text("表格 (*.csv *.txt *.tsv *.xlsx *.db *.sqlite);;全部 (*)",
                         "Tables (*.csv *.txt *.tsv *.xlsx *.db *.sqlite);;All (*)"))  # fmt: skip
        chosen, _ = QFileDialog.getOpenFileName(self, say(SIDES[at]), "", kinds)
        if chosen:
            self.files[at].setText(chosen)
            self._look(at)

    def _on_place(self) -> None:
        say = self._speech
        kinds = "CSV (*.csv);;XLSX (*.xlsx);;JSON (*.json)"
        name = say(Text("差异.csv", "differences.csv"))
        chosen, _ = QFileDialog.getSaveFileName(self, say(FIELDS["out"][0]), name, kinds)
        if chosen:
            self.fields["out"].setText(chosen)

    def _look(self, at: int) -> None:
        word = self.files[at].text().strip()
        if word:
            self._tell(READING)
            self._doors.look(word, self._looker(at, word))

    def _looker(self, at: int, word: str) -> Callable[[Looked | Problem], None]:
        def take(found: Looked | Problem) -> None:
            if self.files[at].text().strip() != word:
                return  # another file was chosen meanwhile
            if isinstance(found, Problem):
                self._looked[at] = None
                self._tell_problem(found)
                return
            self._tell(Text("", ""))
            if found == self._looked[at]:
                return
            self._looked[at] = found
            source, target = self._looked
            if source is not None and target is not None:
                self.columns.show_lines(guess(source, target), target.headings)

        return take

    def _tell(self, words: Text) -> None:
        self.said.setText(self._speech(words))

    def _tell_problem(self, problem: Problem) -> None:
        self.said.setText(problem.in_(self._speech.language))

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for at, words in enumerate(SIDES):
            self._side_labels[at].setText(say(words))
            self.files[at].setAccessibleName(say(words))
            self.files[at].setPlaceholderText(say(_HINT))
            self._choose[at].setText(say(CHOOSE))
            self._choose[at].setAccessibleName(f"{say(words)}: {say(CHOOSE)}")
        for name, (words, example) in FIELDS.items():
            self._labels[name].setText(say(words))
            self.fields[name].setAccessibleName(say(words))
            self.fields[name].setPlaceholderText(say(example))
        self._place.setText("…")
        self._place.setFixedWidth(theme.px(36))
        self._place.setAccessibleName(f"{say(FIELDS['out'][0])}: {say(CHOOSE)}")
        self._rules_label.setText(say(RULES_OF))
        self._rules_label.setProperty("look", "small")
        for rule, box in self.rules.items():
            box.setText(say(RULES[rule]))
            box.setAccessibleName(say(RULES[rule]))
        for button, words in ((self.start, START), (self.cancel, CANCEL)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.bar.setAccessibleName(say(WORKING))
        self.columns.setMinimumHeight(theme.px(200))
        self.columns.retranslate()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # Esc goes back: the page knows where
