"""The duties of one system: what is proved, what is not, and recording a look at it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.contact.duty import STANDINGS, Result, Standing, Stood
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.duties import DutiesModel, FolderCheck
from firstline.widgets import icons, theme
from firstline.widgets.combo import Combo
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable

HEADS = (
    Text("责任", "Duty"), Text("状态", "State"), Text("最近一次", "Last look"),
    Text("谁", "By"),
)  # fmt: skip
SYSTEM = Text("系统", "System")
NOTE = Text("看到了什么", "What was seen")
PASSED, FAILED = Text("登记:通过", "Record: passed"), Text("登记:未通过", "Record: failed")
FOLDER = Text("检查备份文件夹…", "Check a backup folder…")
_MARKS = {
    Standing.READY: ("✓", "ok"),
    Standing.STALE: ("◷", "P2"),
    Standing.FAILED: ("✗", "P1"),
    Standing.MISSING: ("○", "muted"),
}


class DutiesPart(QFrame):
    """Shows the duties of the system that is named, and takes proofs."""

    def __init__(self, desktop: Desktop, model: DutiesModel, check: FolderCheck) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._check = check
        self.setObjectName("topped")
        self.system = Combo()
        self.system.setEditable(True)
        self._system_label, self._verdict = QLabel(), QLabel()
        self.table = PlainTable(0, (300, 150, 150, 110), (3, 2))
        self._title, self._how, self._last = QLabel(), QLabel(), QLabel()
        self.note = QLineEdit()
        self.passed, self.failed, self.folder = QPushButton(), QPushButton(), QPushButton()
        self._lay()
        self.system.activated.connect(lambda _at: self._choose())
        line = self.system.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._choose)
        self.table.chosen.connect(self._show_one)
        self.passed.clicked.connect(lambda: self._prove(Result.OK))
        self.failed.clicked.connect(lambda: self._prove(Result.FAILED))
        self.folder.clicked.connect(self._on_folder)
        model.loaded.connect(self._on_loaded)

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 10, 20, 10)
        top.setSpacing(12)
        self._system_label.setBuddy(self.system)
        top.addWidget(self._system_label)
        top.addWidget(self.system)
        top.addWidget(self._verdict, 1)
        panel = QFrame()
        panel.setObjectName("pane")
        self._panel = panel
        self._title.setProperty("look", "heading")
        for one in (self._title, self._how, self._last):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
        self._how.setProperty("look", "muted")
        self._last.setProperty("look", "small")
        self.passed.setProperty("look", "primary")
        acts = QHBoxLayout()
        acts.addWidget(self.passed)
        acts.addWidget(self.failed)
        acts.addStretch(1)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(10)
        for part in (self._title, self._how, self.folder, self.note):
            inside.addWidget(part)
        inside.addLayout(acts)
        inside.addWidget(self._last)
        inside.addStretch(1)
        side = QHBoxLayout()
        side.setSpacing(0)
        side.addWidget(self.table, 1)
        side.addWidget(panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(side, 1)
        QWidget.setTabOrder(self.system, self.table)
        enter_at(self, self.table)

    def _choose(self) -> None:
        named = self.system.currentText().strip()
        if named and named != self._model.system:
            self._model.choose(named)

    def _on_loaded(self) -> None:
        say, model = self._speech, self._model
        self.system.blockSignals(True)
        self.system.clear()
        self.system.addItems(list(dict.fromkeys(filter(None, (model.system, *model.systems)))))
        self.system.setCurrentText(model.system)
        self.system.blockSignals(False)
        ready = bool(model.system) and model.found.ready
        self._verdict.setText(("✓ " if ready else "⚠ ") + say(model.verdict))
        self._verdict.setProperty("look", "" if ready else "warning")
        self._verdict.style().polish(self._verdict)
        rows = [(one.duty.id, self._cells(one)) for one in model.found.lines]
        self.table.show_rows([say(one) for one in HEADS], rows if model.system else [])

    def _cells(self, one: Stood) -> tuple[Cell, ...]:
        say = self._speech
        mark, shade = _MARKS[one.standing]
        optional = "" if one.duty.must else say(Text("(可选)", " (optional)"))
        when, who = "—", ""
        if one.proof is not None:
            when = say(times.age(one.proof.at, self._desktop.ticking.now()))
            who = one.proof.by
        return (
            Cell(say(one.duty.title) + optional, bold=one.duty.must),
            Cell(f"{mark} {say(STANDINGS[one.standing])}", shade,
                 one.standing in (Standing.FAILED, Standing.STALE)),
            Cell(when, "muted"), Cell(who, "muted"),
        )  # fmt: skip

    def _one(self) -> Stood | None:
        key = self.table.key()
        return next((one for one in self._model.found.lines if one.duty.id == key), None)

    def _show_one(self, _key: str) -> None:
        one, say = self._one(), self._speech
        self._panel.setEnabled(one is not None)
        self.folder.setVisible(one is not None and one.duty.id == "backup")
        if one is None:
            self._title.setText("")
            self._how.setText("")
            self._last.setText("")
            return
        self._title.setText(say(one.duty.title))
        days = one.duty.fresh_days
        holds = say(Text(f"证明有效 {days} 天。", f"A proof holds {days} days."))
        self._how.setText(f"{say(one.duty.how)}\n{holds}")
        proof = one.proof
        said = say(Text("还没有证明。", "No proof yet."))
        if proof is not None:
            at = proof.at.astimezone(self._desktop.zone)
            said = f"{at:%Y-%m-%d %H:%M} {proof.by}: {proof.note}".rstrip(": ")
            if proof.sha256:
                said += f"\nSHA-256 {proof.sha256[:16]}…"
        self._last.setText(said)

    def _prove(self, result: Result) -> None:
        one = self._one()
        if one is not None and self._model.prove(one.duty.id, result, self.note.text()):
            self.note.clear()

    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._speech(FOLDER))
        if chosen:
            self._model.look(chosen, self._check)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self._system_label.setText(say(SYSTEM))
        self.system.setAccessibleName(say(SYSTEM))
        self.system.setFixedWidth(theme.px(220))
        self.table.setAccessibleName(say(Text("客户责任", "Customer duties")))
        self.note.setPlaceholderText(say(NOTE))
        self.note.setAccessibleName(say(NOTE))
        for button, words in (
            (self.passed, PASSED),
            (self.failed, FAILED),
            (self.folder, FOLDER),
        ):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.folder.setIcon(icons.icon("folder-search"))
        self._panel.setFixedWidth(theme.px(360))
        self._on_loaded()
