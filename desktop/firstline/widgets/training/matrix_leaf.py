"""The leaf of the matrix: filters, people × courses, a legend, and one cell at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from firstline.domain.errors import NOTHING
from firstline.domain.training.standing import GLYPHS, STATES, State
from firstline.domain.words import Text
from firstline.viewmodel.training.matrix import NOBODY, READING, MatrixModel
from firstline.viewmodel.training.model import TrainingModel
from firstline.widgets import layouts, theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.training.actions_leaf import CHECKING
from firstline.widgets.training.cell_pane import CellPane
from firstline.widgets.training.cells import SHADES
from firstline.widgets.training.filters import FilterLine
from firstline.widgets.training.matrix_view import MatrixView
from firstline.widgets.training.seen import Seen

TITLE = Text("矩阵:人员 × 课程", "Matrix: people × courses")
_MUST = Text("有底色 = 必修", "tinted = must")


class MatrixLeaf(QWidget):
    """Return opens the cell at the right, Esc closes it."""

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self._model = model
        self._speech = model.desktop.speech
        self.filters = FilterLine(model)
        self.matrix = MatrixModel(model, self)
        self.view = MatrixView(self.matrix)
        self.pane = CellPane(model)
        self.legend, self.count = QLabel(), QLabel()
        self.empty = Empty(self._speech)
        self._stack = QStackedWidget()
        self._lay()
        self.view.opened.connect(self.open)
        self.view.passed.connect(self._follow)
        self.pane.closed.connect(self.close_pane)
        Seen(self, self._fill, model.changed)
        self.pane.hide()

    def _lay(self) -> None:
        for one in (self.legend, self.count):
            one.setProperty("look", "small")
            one.setTextFormat(Qt.TextFormat.RichText)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 6)
        foot.setSpacing(16)
        self.legend.setWordWrap(True)  # beside "being read" there is no room for it in large text
        foot.addWidget(self.legend, 1)
        foot.addWidget(self.count)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.addWidget(self.filters)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self.split = layouts.beside(left, self.pane, (3, 1))
        self.split.setSizes([theme.px(760), theme.px(380)])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)
        enter_at(self, self.view)
        layouts.chain(*self.filters.combos.values(), self.filters.box, self.view)

    def open(self, person: str, code: str) -> None:
        """Show one cell at the right, with its acts."""
        self.pane.show_cell(person, code)
        self.pane.show()
        self.pane.focus_first()

    def close_pane(self) -> None:
        """Give the matrix all the room and the keyboard."""
        self.pane.hide()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, person: str, code: str) -> None:
        if self.pane.isVisible() and not self.pane.form.isVisible():
            self.pane.show_cell(person, code)

    def _fill(self) -> None:
        many, across, say = len(self._model.people), len(self._model.codes), self._speech
        self._stack.setCurrentIndex(0 if many and self._model.codes else 1)
        self.view.only = self._model.filters.state
        said = Text(f"{many} 人 × {across} 门课程", f"{many} people × {across} courses")
        seen = CHECKING if self._model.is_glimpse else said
        self.empty.tell("users", CHECKING if self._model.is_glimpse else NOBODY, NOTHING)
        self.count.setText(say(READING if self._model.is_unread else seen))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say = self._speech
        marks = [
            f"<span style='color:{theme.token(SHADES[one]).name()}'><b>{GLYPHS[one]}</b></span> "
            f"{say(STATES[one])}" for one in State
        ]  # fmt: skip
        self.legend.setText("&nbsp; ".join((*marks, say(_MUST))))
        self.view.setAccessibleName(say(TITLE))
        self.filters.retranslate()
        self.view.retranslate()
        self.pane.retranslate()
        self._fill()
