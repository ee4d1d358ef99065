"""One board on the page: what it comes to, its picture, its table, and the record beside it."""

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import NOTHING
from firstline.domain.health.columns import Sheet
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Board, Frame, Line
from firstline.viewmodel.health.register_model import RegisterModel
from firstline.widgets import theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.health.fitting import fit_columns, panel_width
from firstline.widgets.health.pictures import PICTURES, BurnChart
from firstline.widgets.health.record_panel import RecordPanel
from firstline.widgets.health.risk_matrix import RiskMatrix
from firstline.widgets.health.verdict import Verdict
from firstline.widgets.plain_table import Cell, PlainTable

MOST_ROWS = 500  # the gravest come first; a list of words is no queue
ADD = Text("登记一条", "Record one")
ALL = Text("显示全部", "Show all")
LEGEND = Text(
    "↑ 可能性   → 影响\n▲ 高  ◆ 中  ○ 低\n方向键移动,回车只看这一格",
    "↑ Probability   → Impact\n▲ high  ◆ medium  ○ low\nArrows move, Enter shows one cell",
)


class Form(Protocol):
    """What stands between the words of a board and its table: a widget that can be retold."""

    def retranslate(self) -> None:
        """Say everything in the language in use."""


class Leaf(QFrame):
    """Shows a board; a risk chosen in the matrix narrows the table."""

    starters = Signal()

    def __init__(self, desktop: Desktop, model: RegisterModel, frame: Frame, sheet: Sheet) -> None:
        super().__init__()
        self._speech = desktop.speech
        self.frame = frame
        self.setObjectName("leaf")
        self._verdict = Verdict(self._speech)
        self.table = PlainTable(frame.stretch, frame.widths)
        self.panel = RecordPanel(desktop, model, sheet)
        self.empty = Empty(desktop.speech)
        self.matrix = RiskMatrix(desktop.speech) if frame.id == "risk" else None
        kind = PICTURES.get(frame.id)
        self.picture = kind(desktop.speech) if kind else None
        self._legend, self.everything = QLabel(), QPushButton()
        self._form: Form | None = None
        self._board: Board | None = None
        self._wanted = ""
        self._body = QStackedWidget()
        self._lay()
        self.table.chosen.connect(self._on_chosen)
        self.empty.wanted.connect(self._on_empty)
        self.panel.made.connect(self.go_to)
        self.panel.left_new.connect(self._on_left_new)
        self.everything.clicked.connect(self._on_everything)
        if self.matrix is not None:
            self.matrix.chosen.connect(lambda _at: self._show_rows())
        enter_at(self, self.table)

    def _lay(self) -> None:
        left = QWidget()
        column = self._column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._verdict)
        if self.matrix is not None:
            row = QHBoxLayout()
            row.setContentsMargins(20, 2, 20, 4)
            row.setSpacing(20)
            row.addWidget(self.matrix)
            self._legend.setProperty("look", "small")
            beside = QVBoxLayout()
            beside.addWidget(self._legend)
            beside.addWidget(self.everything, 0, Qt.AlignmentFlag.AlignLeft)
            beside.addStretch(1)
            row.addLayout(beside)
            row.addStretch(1)
            column.addLayout(row)
        elif self.picture is not None:
            column.addWidget(self.picture)
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        column.addWidget(self._body, 1)
        side = QHBoxLayout(self)
        side.setContentsMargins(0, 1, 0, 0)
        side.setSpacing(0)
        side.addWidget(left, 1)
        side.addWidget(self.panel)

    def put_over(self, form: Form) -> None:
        """Put a form between the words of the board and its table."""
        self._form = form
        if isinstance(form, QWidget):
            self._column.insertWidget(1, form)
        form.retranslate()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let the panel, the matrix and the columns share what room there is."""
        side = panel_width(self.width())
        self.panel.setFixedWidth(side)
        room = self.width() - side
        if self.matrix is not None:
            self.matrix.fit(room - theme.px(44))
            self._legend.setVisible(room - self.matrix.width() > theme.px(250))
        fit_columns(self.table, self.frame, self._room)

    @property
    def _room(self) -> int:
        """How wide the table is, a bar apart, in pixels."""
        return self.width() - panel_width(self.width()) - theme.px(20)

    # --- showing ---

    def show_board(self, board: Board) -> None:
        """Show the board as it stands now."""
        self._board = board
        if self.matrix is not None and isinstance(board.extra, dict):
            self.matrix.show_cells(board.extra)
        if self.picture is not None:
            self.picture.show_board(board)
        self._show_rows()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the board, as far as they are shown."""
        if self._board is None:
            return ()
        at = self.matrix.filtered if self.matrix is not None else None
        if at is None:
            return self._board.lines
        cells = self._board.extra if isinstance(self._board.extra, dict) else {}
        inside = {one.entity.id for one in cells.get(at, ())}
        return tuple(one for one in self._board.lines if one.key in inside)

    def _show_rows(self) -> None:
        say, lines = self._speech, self.lines
        self._tell(len(lines))
        lines = lines[:MOST_ROWS]
        if self.matrix is not None:
            self.everything.setVisible(self.matrix.filtered is not None)
        rows = [
            (one.key, [Cell(say(cell.words), cell.shade, cell.bold) for cell in one.cells])
            for one in lines
        ]
        self.table.show_rows([say(one) for one in self.frame.heads], rows)
        fit_columns(self.table, self.frame, self._room)
        if self._wanted and any(one.key == self._wanted for one in lines):
            wanted, self._wanted = self._wanted, ""
            self.table.go_to(wanted)
        self._body.setCurrentIndex(0 if lines or (self._board and self._board.lines) else 1)

    def _tell(self, many: int) -> None:
        verdict = self._speech(self._board.verdict) if self._board else ""
        if many > MOST_ROWS:
            first = Text(f"只列出最要紧的 {MOST_ROWS} 条,共 {many} 条。",
                         f"The first {MOST_ROWS} of {many} are listed.")  # fmt: skip
            verdict = f"{self._speech(first)} {verdict}"
        self._verdict.tell(verdict)

    def line(self, key: str) -> Line | None:
        """Return the line of the board with this key."""
        return self._board.line(key) if self._board else None

    def _on_chosen(self, key: str) -> None:
        line = self.line(key)
        self.panel.show_line(line)
        if isinstance(self.picture, BurnChart):
            self.picture.show_case(line.more if line else None)

    # --- acting ---

    def add(self) -> None:
        """Take a new record."""
        self.panel.start_new()

    def _on_empty(self) -> None:
        if self.frame.id == "risk":
            self.starters.emit()
        elif self.frame.adds:
            self.add()

    def go_to(self, key: str) -> None:
        """Make the record with this id current, as soon as it is read."""
        self._wanted = key
        self._show_rows()
        self.table.setFocus()

    def _on_left_new(self) -> None:
        self._on_chosen(self.table.key())
        self.table.setFocus()

    def _on_everything(self) -> None:
        if self.matrix is not None:
            self.matrix.clear()
            self._show_rows()

    def leave(self) -> None:
        """Keep what was typed and not left yet."""
        self.panel.fields.keep()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.table.setAccessibleName(say(self.frame.name))
        self._legend.setText(say(LEGEND))
        self.everything.setText(say(ALL))
        self.everything.setAccessibleName(say(ALL))
        act = ADD if self.frame.adds else NOTHING
        self.empty.tell(self.frame.icon, self.frame.empty, act)
        if self.matrix is not None:
            self.matrix.retranslate()
        if self._form is not None:
            self._form.retranslate()
        self.panel.retranslate()
        if self._board is not None:
            self.show_board(self._board)
        self._fit()
