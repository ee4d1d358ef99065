"""Looking at an extract in the window: a file, its columns by rule, what was found, the report."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.words import Text
from firstline.viewmodel.health.files import FileActs
from firstline.viewmodel.speech import Speech
from firstline.widgets.combo import Combo

FILE = Text("检查一个文件…", "Look at a file…")
LOOK, WRITE = Text("检查并登记", "Look and record"), Text("缺陷报告…", "Report of defects…")
KINDS = Text("表格 (*.csv *.xlsx *.txt)", "Tables (*.csv *.xlsx *.txt)")
REPORT = Text("缺陷.xlsx", "defects.xlsx")
NONE = Text("(不检查)", "(not looked at)")
FIELDS: tuple[tuple[str, Text], ...] = (
    ("key", Text("不得重复", "May not repeat")), ("near", Text("近似重复", "Near duplicates")),
    ("code", Text("编码列", "Codes")), ("name", Text("名称列", "Names")),
)  # fmt: skip
ORPHANS = Text("找孤儿:这一列", "Orphans: this column")
PARENT = Text("须在对照文件的这一列", "must stand in this one")
PAIRS: tuple[tuple[str, Text], ...] = (("orphans", ORPHANS), ("parent", PARENT))
SECOND = Text("对照文件…", "Second file…")
NO_SECOND = Text(
    "找孤儿要先选对照文件。没有检查。", "Choose the second file first. Nothing was looked at."
)
REQUIRED = Text("必填列,逗号分隔", "Required columns, with commas")
EXTRACT, PROJECT = Text("登记名称", "Record it as"), Text("项目", "Project")


class QualityForm(QFrame):
    """One row of choices over the board; nothing is recorded before the look."""

    def __init__(self, speech: Speech, acts: FileActs) -> None:
        super().__init__()
        self._speech = speech
        self.acts = acts
        self.file, self.look, self.write = QPushButton(), QPushButton(), QPushButton()
        self._path, self._found = QLabel(), QLabel()
        self.columns = {name: Combo() for name, _ in (*FIELDS, *PAIRS)}
        self.second = QPushButton()
        self._paired = QLabel()
        self.required, self.named, self.project = QLineEdit(), QLineEdit(), QLineEdit()
        self._labels = {name: QLabel() for name, _ in (*FIELDS, *PAIRS)}
        self._form = QFrame()
        self._lay()
        self.file.clicked.connect(self._on_file)
        self.look.clicked.connect(self._on_look)
        self.write.clicked.connect(self._on_write)
        self.second.clicked.connect(self._on_second)
        acts.paired.connect(self._on_paired)
        acts.headed.connect(self._on_headed)
        acts.examined.connect(self._on_examined)

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.file)
        top.addWidget(self._path, 1)
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        for at, (name, _) in enumerate(FIELDS):
            self._labels[name].setBuddy(self.columns[name])
            grid.addWidget(self._labels[name], 0, at)
            grid.addWidget(self.columns[name], 1, at)
            grid.setColumnStretch(at, 1)
        for at, (name, _) in enumerate(PAIRS):
            self._labels[name].setBuddy(self.columns[name])
            grid.addWidget(self._labels[name], 2, 2 * at)
            grid.addWidget(self.columns[name], 3, 2 * at)
        grid.addWidget(self.second, 3, 1)
        grid.addWidget(self._paired, 3, 3)
        self._paired.setTextFormat(Qt.TextFormat.PlainText)
        grid.addWidget(self.required, 4, 0, 1, 2)
        grid.addWidget(self.named, 4, 2)
        grid.addWidget(self.project, 4, 3)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        self.look.setProperty("look", "primary")
        acts.addWidget(self.look)
        acts.addWidget(self.write)
        acts.addWidget(self._found, 1)
        grid.addLayout(acts, 5, 0, 1, 4)
        self._found.setWordWrap(True)
        for label in (self._path, self._found):
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 8)
        column.addLayout(top)
        column.addWidget(self._form)
        self._form.hide()
        self.write.hide()

    def _on_file(self) -> None:
        say = self._speech
        chosen, _ = QFileDialog.getOpenFileName(self, say(FILE), "", say(KINDS))
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Take an extract; its columns are offered once its headings were read."""
        self._path.setText(path.name)
        self.named.setText(path.stem)
        self.acts.choose(path)

    def _on_headed(self, headings: object) -> None:
        for name in self.columns:
            self._offer(name, headings if name != "parent" else ())
        self._paired.clear()
        self._found.clear()
        self.write.hide()
        self._form.show()
        self.columns["key"].setFocus()

    def _offer(self, field: str, headings: object) -> None:
        names = [str(one) for one in headings] if isinstance(headings, (list, tuple)) else []
        combo = self.columns[field]
        combo.clear()
        combo.addItem(self._speech(NONE), "")
        for name in names:
            combo.addItem(name, name)

    def _on_second(self) -> None:
        say = self._speech
        chosen, _ = QFileDialog.getOpenFileName(self, say(SECOND), "", say(KINDS))
        if chosen:
            self.pair(Path(chosen))

    def pair(self, path: Path) -> None:
        """Take the second file; a column of the same name as the extract's is chosen at once."""
        self._paired.setText(path.name)
        self.acts.pair(path)

    def _on_paired(self, headings: object) -> None:
        self._offer("parent", headings)
        combo = self.columns["parent"]
        combo.setCurrentIndex(max(0, combo.findData(self.columns["orphans"].currentData())))
        combo.setFocus()

    def _on_look(self) -> None:
        asked = {name: str(combo.currentData() or "") for name, combo in self.columns.items()}
        asked["required"] = self.required.text()
        if asked["orphans"] and self.acts.against is None:
            self._found.setText(self._speech(NO_SECOND))
            return
        self.acts.examine(asked, self.named.text(), self.project.text())

    def _on_examined(self) -> None:
        found = self.acts.found
        self._found.setText(self._speech(self.acts.verdict))
        self.write.setVisible(found is not None and not found.clean)

    def _on_write(self) -> None:
        say = self._speech
        kinds = say(Text("表格 (*.xlsx *.csv)", "Tables (*.xlsx *.csv)"))
        chosen, _ = QFileDialog.getSaveFileName(self, say(WRITE), say(REPORT), kinds)
        if chosen:
            self.acts.write(Path(chosen))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        for button, words in (
            (self.file, FILE), (self.look, LOOK), (self.write, WRITE), (self.second, SECOND),
        ):  # fmt: skip
            button.setText(say(words))
            button.setAccessibleName(say(words))
        for name, words in (*FIELDS, *PAIRS):
            self._labels[name].setText(say(words))
            self.columns[name].setAccessibleName(say(words))
        for field, words in (
            (self.required, REQUIRED),
            (self.named, EXTRACT),
            (self.project, PROJECT),
        ):
            field.setPlaceholderText(say(words))
            field.setAccessibleName(say(words))
        self._on_examined()
