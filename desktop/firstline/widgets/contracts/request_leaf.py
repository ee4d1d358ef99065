"""Requests on the page of contracts: their list and letter, and beside them the chosen one."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from firstline.domain.errors import NOTHING
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.contracts.model import ContractsModel
from firstline.viewmodel.contracts.request_desk import RequestDesk
from firstline.viewmodel.contracts.services import REQUESTS, Case
from firstline.viewmodel.health.board import Board, Line
from firstline.widgets import theme
from firstline.widgets.contracts.letter_bar import LetterBar, Letters
from firstline.widgets.contracts.request_pane import RequestPane
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.health.fitting import fit_columns
from firstline.widgets.health.register_page import OwnLeaf
from firstline.widgets.health.verdict import Verdict
from firstline.widgets.plain_table import Cell, PlainTable


class RequestLeaf(OwnLeaf):
    """A table of requests at the left, the chosen one with its chain and forms at the right."""

    def __init__(self, model: ContractsModel) -> None:
        super().__init__()
        self.setObjectName("leaf")
        desktop = model.desktop
        self._speech = desktop.speech
        self._model = model
        self._board: Board | None = None
        self._wanted = ""
        self._verdict = Verdict(self._speech)
        self.requests = PlainTable(REQUESTS.stretch, REQUESTS.widths)
        self.table = self.requests
        self.pane = RequestPane(desktop, RequestDesk(desktop, model.doors.fingerprint))
        self.letter = LetterBar(
            model, self.requests, Letters(REQUESTS.id, self._letter, _lacks, brief=True)
        )
        self.empty = Empty(self._speech)
        self._body = QStackedWidget()
        self._lay()
        self.requests.chosen.connect(self._on_chosen)
        enter_at(self, self.requests)

    def _lay(self) -> None:
        self._body.addWidget(self.requests)
        self._body.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._verdict)
        column.addWidget(self.letter)
        column.addWidget(self._body, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(self.pane)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        side = min(max(self.width() // 2, theme.px(380)), theme.px(560), self.width() * 52 // 100)
        self.pane.setFixedWidth(side)
        fit_columns(self.requests, REQUESTS, self.width() - side - theme.px(20))

    # --- showing ---

    @override
    def show_board(self, board: Board) -> None:
        self._board = board
        say = self._speech
        self._verdict.tell(say(board.verdict))
        rows = [(one.key, [Cell(say(cell.words), cell.shade, cell.bold) for cell in one.cells])
                for one in board.lines]  # fmt: skip
        self.requests.show_rows([say(one) for one in REQUESTS.heads], rows)
        if self._wanted and board.line(self._wanted) is not None:
            wanted, self._wanted = self._wanted, ""
            self.requests.go_to(wanted)
        self._body.setCurrentIndex(0 if rows else 1)
        self.letter.setVisible(bool(rows))
        self._on_chosen(self.requests.key())

    def _on_chosen(self, key: str) -> None:
        line = self._board.line(key) if self._board else None
        self.pane.show_case(_case(line))

    @override
    def go_to(self, key: str) -> None:
        """Make this request current, as soon as it is read."""
        self._wanted = key
        if self._board is not None:
            self.show_board(self._board)
        self.requests.setFocus()

    def _letter(self, line: Line, style: bool) -> str:  # noqa: FBT001 - as the other letters
        case = _case(line)
        if case is None:
            return ""
        now = self._model.desktop.ticking.now().astimezone(self._model.desktop.zone)
        doors = self._model.doors
        return doors.service_letter(case.request, case.lacks, now, self._speech.language, style)

    @override
    def leave(self) -> None:
        self.pane.leave()

    @override
    def retranslate(self) -> None:
        self.requests.setAccessibleName(self._speech(REQUESTS.name))
        self.empty.tell(REQUESTS.icon, REQUESTS.empty, NOTHING)
        self.letter.retranslate()
        self.pane.retranslate()
        if self._board is not None:
            self.show_board(self._board)
        self._fit()


def _case(line: Line | None) -> Case | None:
    return line.more if line is not None and isinstance(line.more, Case) else None


def _lacks(line: Line) -> tuple[Text, ...]:
    case = _case(line)
    return case.lacks if case else ()
