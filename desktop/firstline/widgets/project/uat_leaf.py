"""Acceptance tests on the page of projects: processes, cases, and the runner over both."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import Refused
from firstline.domain.health.sheet import text_of
from firstline.domain.overrides import override
from firstline.domain.runbook.runbook import SEVERITIES
from firstline.domain.uat.case import said_in
from firstline.domain.uat.pack import parse_pack
from firstline.domain.uat.standing import STATES, Process, Standing
from firstline.domain.words import Text
from firstline.system.resources import read_text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Board, Frame
from firstline.viewmodel.project.model import ProjectModel
from firstline.viewmodel.project.uat import STATE_SHADES, UAT, SheetPress, UatActs
from firstline.widgets import theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.health.fitting import fit_columns, panel_width
from firstline.widgets.health.register_page import OwnLeaf
from firstline.widgets.health.verdict import Verdict
from firstline.widgets.plain_table import ROW_PX, Cell, PlainTable
from firstline.widgets.project.uat_runner import UatRunner
from firstline.widgets.project.uat_side import PAPER, UatSide

HEADS = (Text("编号", "Code"), Text("用例", "Case"), Text("级别", "Severity"),
         Text("步骤", "Steps"), Text("状态", "State"))  # fmt: skip
CASE_FRAME = Frame(
    "uat_cases", Text("用例", "Cases"), "list-checks", HEADS, (86, 200, 76, 64, 150), 1,
    Text("", ""), spare=(3, 2),
)  # fmt: skip
TAKE = Text("收入自带用例", "Take the shipped cases in")
PACK = "u8_cloud"
_MOST_PROCESSES = 6


class UatLeaf(OwnLeaf):
    """Chooses a process, then a case; Enter tests it. Without cases it offers the shipped ones."""

    running = Signal(bool)

    def __init__(
        self, desktop: Desktop, model: ProjectModel, press: SheetPress | None = None
    ) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._press = press
        self.frame = UAT
        self.setObjectName("leaf")
        self.acts = UatActs(desktop, self)
        self._board: Board | None = None
        self._verdict = Verdict(self._speech)
        self.processes = self.table = PlainTable(UAT.stretch, UAT.widths)
        self.cases = PlainTable(CASE_FRAME.stretch, CASE_FRAME.widths)
        self.side = UatSide(desktop, self.acts)
        self.runner = UatRunner(desktop, self.acts)
        self.empty = Empty(desktop.speech)
        self._body, self._stack = QStackedWidget(), QStackedWidget()
        self._lay()
        self._connect()
        enter_at(self, self.processes)

    def _lay(self) -> None:
        tables = QWidget()
        both = QVBoxLayout(tables)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(8)
        both.addWidget(self.processes)
        both.addWidget(self.cases, 1)
        self._body.addWidget(tables)
        self._body.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._verdict)
        column.addWidget(self._body, 1)
        over = QWidget()
        row = QHBoxLayout(over)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(self.side)
        self._stack.addWidget(over)
        self._stack.addWidget(self.runner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _connect(self) -> None:
        self.processes.chosen.connect(self._on_process)
        self.cases.chosen.connect(self._on_case)
        for table in (self.processes, self.cases):
            for key in ("Return", "Enter"):
                made = QShortcut(QKeySequence(key), table)
                made.setContext(Qt.ShortcutContext.WidgetShortcut)
                made.activated.connect(self._on_enter)
        self.cases.cellDoubleClicked.connect(lambda _row, _column: self.side.begin())
        self.side.opened.connect(self._on_opened)
        self.side.paper.connect(self._on_paper)
        self.runner.left.connect(self._on_left)
        self.empty.wanted.connect(self._on_take)

    # --- showing ---

    @property
    def found(self) -> tuple[Process, ...]:
        """The processes on screen."""
        found = self._board.extra if self._board else None
        return found if isinstance(found, tuple) else ()

    @property
    def process(self) -> Process | None:
        """The process that is chosen."""
        line = self._board.line(self.processes.key()) if self._board else None
        found = line.more if line else None
        return found if isinstance(found, Process) else None

    @override
    def show_board(self, board: Board) -> None:
        """Show the processes as they stand now."""
        self._board = board
        say = self._speech
        self._verdict.tell(say(board.verdict))
        rows = [
            (one.key, [Cell(say(cell.words), cell.shade, cell.bold) for cell in one.cells])
            for one in board.lines
        ]
        self.processes.show_rows([say(one) for one in UAT.heads], rows)
        self._fit()
        self._body.setCurrentIndex(0 if rows else 1)
        self.side.setVisible(bool(rows))

    def _on_process(self, _key: str) -> None:
        say, process = self._speech, self.process
        grave = {str(key): words for key, words in SEVERITIES.items()}
        rows = []
        for one in process.cases if process else ():
            last = one.runs[-1] if one.runs else None
            done = len(last.steps) - len(last.open_steps) if last else 0
            severity = text_of(one.case, "severity")
            words = say(STATES[one.state])
            if one.going:
                going = Text("测试中", "being tested")
                words = f"{say(going)} · {words}"
            rows.append((one.case.id, [
                Cell(one.code, "muted"), Cell(said_in(one.case, "title", say.language), bold=True),
                Cell(say(grave[severity]) if severity in grave else "",
                     "P1" if severity == "blocker" else "muted"),
                Cell(f"{done}/{len(last.steps)}" if last else "—", "muted"),
                Cell(words, STATE_SHADES[one.state]),
            ]))  # fmt: skip
        self.cases.show_rows([say(one) for one in HEADS], rows)
        self.side.show_process(process)

    def _on_case(self, key: str) -> None:
        process = self.process
        found: Standing | None = None
        if process is not None:
            found = next((one for one in process.cases if one.case.id == key), None)
        self.side.show_case(found)

    # --- acting ---

    def _on_enter(self) -> None:
        if self.processes.hasFocus():
            self.cases.setFocus()
        else:
            self.side.begin()

    def _on_opened(self) -> None:
        self._stack.setCurrentWidget(self.runner)
        self.running.emit(True)
        self.runner.open()

    def _on_left(self) -> None:
        self._stack.setCurrentIndex(0)
        self.running.emit(False)
        self._model.refresh()
        self.cases.setFocus()

    def _on_take(self) -> None:
        pack = parse_pack(read_text("packs", "uat", f"{PACK}.toml"), PACK)
        self.acts.take_pack(pack, self._model.project)

    def _on_paper(self) -> None:
        say, process = self._speech, self.process
        if self._press is None or process is None:
            return
        name = say(Text("验收签字单", "acceptance"))
        chosen, _ = QFileDialog.getSaveFileName(
            self, say(PAPER), f"{name}-{process.name}.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self.write_paper(Path(chosen))

    def write_paper(self, path: Path) -> None:
        """Write the sheet of all processes of the project on screen."""
        from firstline.widgets.paper import write_pdf  # noqa: PLC0415 - seldom used

        if self._press is None:
            return
        now = self._desktop.ticking.now().astimezone(self._desktop.zone)
        try:
            write_pdf(self._press(self.found, now, self._speech.language), path, "a4")
        except OSError as error:
            why = error.strerror or str(error)
            self._desktop.problem.emit(
                Refused(Text(f"写不了 {path}:{why}。", f"{path} cannot be written: {why}."),
                        next_step=Text("请换一个位置再试。", "Try another place."))
            )  # fmt: skip

    @override
    def leave(self) -> None:
        """Nothing is left half done here: what is typed is kept as it is typed."""

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = panel_width(self.width())
        self.side.setFixedWidth(side)
        row = theme.px(ROW_PX)
        most = min(_MOST_PROCESSES, max(2, self.height() * 2 // 5 // row))
        high = min(max(1, self.processes.rowCount()), most) + 1
        self.processes.setFixedHeight(row * high + theme.px(4))
        room = self.width() - side - theme.px(20)
        fit_columns(self.processes, UAT, room)
        fit_columns(self.cases, CASE_FRAME, room - theme.px(80))  # titles are long

    @override
    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        self.processes.setAccessibleName(self._speech(UAT.name))
        self.cases.setAccessibleName(self._speech(CASE_FRAME.name))
        self.empty.tell(UAT.icon, UAT.empty, TAKE)
        self.side.retranslate()
        self.runner.retranslate()
        if self._board is not None:
            self.show_board(self._board)
        self._fit()
