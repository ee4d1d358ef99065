"""The five questions as rows of large answers; one key answers and goes on to the next."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.triage.questions import QUESTIONS, Choice, Question, answer
from firstline.widgets import theme


class AnswerButton(QAbstractButton):
    """One answer: its key in a small box, its words, filled when it is chosen."""

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row has the focus: one stop a question
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(100), theme.px(30))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        area = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.token("accent" if chosen else "edge"), 2 if chosen else 1))
        hover = "hover" if self.underMouse() else "surface"
        painter.setBrush(theme.token("selection" if chosen else hover))
        painter.drawRoundedRect(area, 5, 5)
        painter.setFont(theme.font(12, bold=True))
        painter.setPen(theme.token("accent" if chosen else "muted"))
        key = area.adjusted(theme.px(8), 0, 0, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        mark = f"✓ {self.choice.key}" if chosen else self.choice.key
        painter.drawText(key, left, mark)
        wide = painter.fontMetrics().horizontalAdvance(mark)
        room = max(theme.px(24), theme.px(14) + wide)
        painter.setFont(theme.font(14, bold=chosen))
        painter.setPen(theme.token("text"))
        words = area.adjusted(room, 0, -theme.px(4), 0)
        elided = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, left, elided)


class QuestionRow(QWidget):
    """One question with its answers; digits or Y/N answer, arrows move between questions."""

    answered = Signal(str, object)  # the question's id, its value or None
    moved = Signal(int)  # to the row before (-1) or after (1)

    def __init__(self, question: Question, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self._speech = speech
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.buttons = [AnswerButton(one, self) for one in question.choices]
        self._blank = QWidget(self)  # keeps two answers as wide as three
        self._blank.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._blank.setVisible(len(self.buttons) < 3)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        for button in self.buttons:
            button.clicked.connect(lambda _=False, one=button: self.give(one.choice.value))
        self._stacked: bool | None = None
        self.arrange(stacked=False)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def arrange(self, *, stacked: bool) -> None:
        """Put the question above its answers, or at their left where there is room."""
        if stacked == self._stacked:
            return
        self._stacked = stacked
        row = 1 if stacked else 0
        self._grid.addWidget(self.label, 0, 0, 1, 3 if stacked else 1)
        cells: list[QWidget] = [*self.buttons, self._blank][:3]
        for at, cell in enumerate(cells):
            self._grid.addWidget(cell, row, at if stacked else at + 1)
        for column in range(5):
            self._grid.setColumnStretch(column, 0)
        first = 0 if stacked else 1
        for column in range(first, first + 3):
            self._grid.setColumnStretch(column, 2)
        if not stacked:
            self._grid.setColumnStretch(0, 3)

    def show_answer(self, value: int | None) -> None:
        """Show which answer stands."""
        for button in self.buttons:
            button.setChecked(value is not None and button.choice.value == value)
        self._name()

    def give(self, value: int) -> None:
        """Answer and go on."""
        self.show_answer(value)
        self.answered.emit(self.question.id, value)
        self.moved.emit(1)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.label.setText(self._speech(self.question.text))
        for button in self.buttons:
            button.setText(self._speech(button.choice.label))
            button.setAccessibleName(f"{button.choice.key} {button.text()}")
            button.update()
        self._name()

    def _name(self) -> None:
        chosen = next((one.text() for one in self.buttons if one.isChecked()), "—")
        keys = "/".join(one.choice.key for one in self.buttons)
        self.setAccessibleName(f"{self.label.text()} {keys}: {chosen}")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        value = answer(self.question, event.text())
        if value is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.give(value)
        elif event.key() == Qt.Key.Key_Down:
            self.moved.emit(1)
        elif event.key() == Qt.Key.Key_Up:
            self.moved.emit(-1)
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.show_answer(None)
            self.answered.emit(self.question.id, None)
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.token("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)


def rows(speech: Speech, parent: QWidget) -> list[QuestionRow]:
    """Return the five rows in their order."""
    return [QuestionRow(one, speech, parent) for one in QUESTIONS]
