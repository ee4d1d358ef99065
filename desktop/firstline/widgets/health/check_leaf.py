"""The audit and health check of one system: items, schedules, trends, looks."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.health import checks
from firstline.domain.health.checks import MARKS, VERDICTS
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Board, Line
from firstline.viewmodel.health.frames import CHECKS
from firstline.viewmodel.health.model import HealthModel
from firstline.widgets import layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.entry import enter_at
from firstline.widgets.health.fitting import fit_columns, panel_width
from firstline.widgets.plain_table import Cell, PlainTable

SYSTEM = Text("系统", "System")
EVIDENCE, VALUE = Text("证据", "Evidence"), Text("测得的值(可选)", "What was measured (optional)")
PAST = Text("以前的检查", "Earlier looks")
RECORD = Text("登记结论:", "Record a verdict:")


class CheckLeaf(QFrame):
    """Shows the items of the system that is named, and takes looks."""

    def __init__(self, desktop: Desktop, model: HealthModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self.frame = CHECKS
        self._board: Board | None = None
        self._line: Line | None = None
        self.setObjectName("leaf")
        self.system = Combo()
        self.system.setEditable(True)
        self._system_label, self._verdict = QLabel(), QLabel()
        self.table = PlainTable(CHECKS.stretch, CHECKS.widths)
        self._head, self._why, self._past, self._record = QLabel(), QLabel(), QLabel(), QLabel()
        self._flags = QVBoxLayout()
        self.evidence, self.value = QLineEdit(), QLineEdit()
        self.verdicts = {name: QPushButton() for name in VERDICTS}
        self._panel = QFrame()
        self._lay()
        self.system.activated.connect(lambda _at: self._choose())
        line = self.system.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._choose)
        self.table.chosen.connect(self._on_chosen)
        for name, button in self.verdicts.items():
            button.clicked.connect(lambda _on=False, said=name: self._look(said))
        enter_at(self, self.table)

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 8, 20, 4)
        top.setSpacing(10)
        self._system_label.setBuddy(self.system)
        top.addWidget(self._system_label)
        top.addWidget(self.system)
        top.addStretch(1)
        self._verdict.setProperty("look", "muted")
        self._verdict.setContentsMargins(20, 0, 20, 4)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._verdict)
        column.addWidget(self.table, 1)
        self._panel.setObjectName("pane")
        inside = QVBoxLayout(self._panel)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(10)
        self._head.setProperty("look", "heading")
        self._why.setProperty("look", "small")
        self._past.setProperty("look", "small")
        for one in (self._verdict, self._head, self._why, self._past):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
        both = QVBoxLayout()
        both.setSpacing(6)
        names = list(self.verdicts.values())
        for pair in (names[:2], names[2:]):
            row = QHBoxLayout()
            for button in pair:
                row.addWidget(button, 1)
            both.addLayout(row)
        inside.addWidget(self._head)
        inside.addWidget(self._why)
        inside.addLayout(self._flags)
        inside.addWidget(self.evidence)
        inside.addWidget(self.value)
        inside.addWidget(self._record)
        inside.addLayout(both)
        inside.addWidget(self._past)
        inside.addStretch(1)
        side = QHBoxLayout(self)
        side.setContentsMargins(0, 1, 0, 0)
        side.setSpacing(0)
        side.addWidget(left, 1)
        side.addWidget(self._panel)
        QWidget.setTabOrder(self.system, self.table)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = panel_width(self.width())
        self._panel.setFixedWidth(side)
        fit_columns(self.table, CHECKS, self.width() - side - theme.px(20))

    def _choose(self) -> None:
        self._model.choose_system(self.system.currentText())

    def show_board(self, board: Board) -> None:
        """Show the board as it stands now."""
        self._board = board
        say, model = self._speech, self._model
        self.system.blockSignals(True)
        self.system.clear()
        self.system.addItems(list(dict.fromkeys(filter(None, (model.system, *model.systems)))))
        self.system.setCurrentText(model.system)
        self.system.blockSignals(False)
        self._verdict.setText(say(board.verdict if model.system else CHECKS.empty))
        rows = [
            (one.key, [Cell(say(cell.words), cell.shade, cell.bold) for cell in one.cells])
            for one in board.lines
        ]
        self.table.show_rows([say(one) for one in CHECKS.heads], rows)

    def _on_chosen(self, key: str) -> None:
        before = self._line.key if self._line else ""
        self._line = self._board.line(key) if self._board else None
        if key != before:
            self.evidence.clear()
            self.value.clear()
        self._fill()

    def _fill(self) -> None:
        say, line = self._speech, self._line
        self._panel.setEnabled(line is not None)
        layouts.empty(self._flags)
        if line is None:
            return
        self._head.setText(f"{line.number}  {say(line.title)}")
        self._why.setText(say(line.why))
        for flag in line.flags:
            label = QLabel(f"{'✗' if flag.stops else '⚠'} {say(flag.why)}")
            label.setProperty("look", "stop" if flag.stops else "caution")
            label.setWordWrap(True)
            self._flags.addWidget(label)
        zone = self._desktop.zone
        past = [
            f"{one.at.astimezone(zone):%Y-%m-%d} {one.by}: {MARKS[one.verdict]} "
            f"{say(VERDICTS[one.verdict])} {one.value} {one.evidence}".rstrip()
            for one in reversed(checks.looks(line.entity))
        ]
        self._past.setText("\n".join([say(PAST), *past[:12]]) if past else "")

    def _look(self, verdict: str) -> None:
        line = self._line
        if line is not None and self._model.look(
            line.key, verdict, self.evidence.text(), self.value.text()
        ):
            self.evidence.clear()
            self.value.clear()

    def leave(self) -> None:
        """Nothing is left half done here."""

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self._system_label.setText(say(SYSTEM))
        self.system.setAccessibleName(say(SYSTEM))
        self.system.setFixedWidth(theme.px(220))
        self.table.setAccessibleName(say(CHECKS.name))
        for field, words in ((self.evidence, EVIDENCE), (self.value, VALUE)):
            field.setPlaceholderText(say(words))
            field.setAccessibleName(say(words))
        self._record.setText(say(RECORD))
        for name, button in self.verdicts.items():
            verdict = say(VERDICTS[name])
            button.setText(f"{MARKS[name]} {verdict}")
            button.setAccessibleName(verdict)
        self._fit()
        if self._board is not None:
            self.show_board(self._board)
        self._fill()
