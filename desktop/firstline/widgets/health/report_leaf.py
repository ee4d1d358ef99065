"""A board without records of its own, such as a trace: its table, and why a line stands so."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout

from firstline.domain.errors import NOTHING
from firstline.domain.overrides import override
from firstline.viewmodel.health.board import Board, Frame
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.health.fitting import fit_columns
from firstline.widgets.health.verdict import Verdict
from firstline.widgets.plain_table import Cell, PlainTable

MOST_ROWS = 500


class ReportLeaf(QFrame):
    """Shows what was worked out; nothing in it can be edited."""

    def __init__(self, speech: Speech, frame: Frame) -> None:
        super().__init__()
        self._speech = speech
        self.frame = frame
        self._board: Board | None = None
        self._verdict, self.why = Verdict(speech), QLabel()
        self.table = PlainTable(frame.stretch, frame.widths)
        self.empty = Empty(speech)
        self._body = QStackedWidget()
        self._lay()
        self.table.chosen.connect(self._on_chosen)
        enter_at(self, self.table)

    def _lay(self) -> None:
        self.setObjectName("leaf")
        self.why.setWordWrap(True)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.why.setContentsMargins(20, 10, 20, 14)
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._verdict)
        column.addWidget(self._body, 1)
        column.addWidget(self.why)

    def show_board(self, board: Board) -> None:
        """Show the board as it stands now."""
        self._board = board
        say = self._speech
        self._verdict.tell(say(board.verdict))
        rows = [
            (one.key, [Cell(say(cell.words), cell.shade, cell.bold) for cell in one.cells])
            for one in board.lines[:MOST_ROWS]
        ]
        self.table.show_rows([say(one) for one in self.frame.heads], rows)
        fit_columns(self.table, self.frame, self.width() - theme.px(20))
        self._body.setCurrentIndex(0 if board.lines else 1)
        self._on_chosen(self.table.key())

    def _on_chosen(self, key: str) -> None:
        line = self._board.line(key) if self._board else None
        words = f"{self._speech(line.title)}\n{self._speech(line.why)}" if line else ""
        self.why.setText(words.strip())
        self.why.setVisible(bool(line and line.why.zh))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit_columns(self.table, self.frame, self.width() - theme.px(20))

    def leave(self) -> None:
        """Nothing is typed here."""

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        self.table.setAccessibleName(self._speech(self.frame.name))
        self.empty.tell(self.frame.icon, self.frame.empty, NOTHING)
        if self._board is not None:
            self.show_board(self._board)
        fit_columns(self.table, self.frame, self.width() - theme.px(20))
