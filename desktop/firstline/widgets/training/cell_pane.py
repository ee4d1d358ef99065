"""One cell in full at the right: how it stands and why, and the acts on it in place."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.training.acts import offered, perform, wish
from firstline.viewmodel.training.fields import ICONS, NAMES, Act, asked
from firstline.viewmodel.training.model import TrainingModel
from firstline.viewmodel.training.words import cell_page
from firstline.widgets import icons, theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.group.text import GroupText
from firstline.widgets.training.seen import Seen
from firstline.widgets.wish_form import WishForm

PERSON = Text("人员页", "Person")
WHOLE = Text("一格的全部内容", "One cell in full")
CLOSE = Text("关闭 (Esc)", "Close (Esc)")


class CellPane(QFrame):
    """Shows a person's standing to a course; `closed` where somebody has seen enough."""

    closed = Signal()
    person_wanted = Signal(str)

    def __init__(self, model: TrainingModel) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._model = model
        self._speech = model.desktop.speech
        self.key = ("", "")
        self.buttons = {act: QPushButton() for act in Act}
        self.person, self.close_button = QPushButton(), QPushButton()
        self.form = WishForm(model.desktop)
        self.text = GroupText()
        self._bar = QWidget()
        self._lay()
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, what=act: self.act(what))
        self.person.clicked.connect(lambda: self.person_wanted.emit(self.key[0]))
        self.close_button.clicked.connect(self.closed)
        self.form.folded.connect(self._after_form)
        Seen(self, self.look, model.changed)

    def _lay(self) -> None:
        flow = Flow(self._bar)
        flow.setContentsMargins(4, 4, 4, 4)  # the ring of what has the keyboard
        for button in (*self.buttons.values(), self.person, self.close_button):
            flow.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(16, 10, 16, 8)
        top.setSpacing(8)
        top.addWidget(self._bar)
        top.addWidget(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.text, 1)

    def show_cell(self, person: str, code: str) -> None:
        """Show the cell of this person and course; a form of another one folds."""
        if (person, code) != self.key and self.form.isVisible():
            self.form.fold()
        self.key = (person, code)
        self.look()

    def look(self) -> None:
        """Show it as it stands now."""
        person, code = self.key
        who = self._model.person(person)
        if who is None or not code:
            self.text.show_page("")
            self.text.setAccessibleName(self._speech(WHOLE))
            for button in (*self.buttons.values(), self.person):
                button.hide()
            return
        acts = (
            ()
            if self._model.is_glimpse
            else offered(self._model.cell(who, code), listed=bool(who.number))
        )
        for act, button in self.buttons.items():
            button.setVisible(act in acts)
        self.person.setVisible(bool(who.number))
        self.text.show_page(cell_page(self._model, who, code))
        self.text.setAccessibleName(f"{who.label} {code}")

    def act(self, act: Act) -> None:
        """Open the form of `act`, or do it where there is nothing to ask."""
        if asked(act):
            self.form.open(wish(self._model, act, *self.key))
            return
        try:
            perform(self._model, act, *self.key, {})
        except Problem as problem:
            self._model.desktop.problem.emit(problem)

    def focus_first(self) -> None:
        """Give the first act the keyboard."""
        shown = next((one for one in self.buttons.values() if one.isVisible()), self.close_button)
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say, small = self._speech, QSize(theme.px(16), theme.px(16))
        dressed = [(one, NAMES[act], ICONS[act]) for act, one in self.buttons.items()]
        dressed += [(self.person, PERSON, "user"), (self.close_button, CLOSE, "x")]
        for button, words, icon in dressed:
            button.setText(f" {say(words)}")
            button.setAccessibleName(say(words))
            button.setIcon(icons.icon(icon))
            button.setIconSize(small)
        self.form.retranslate()
        self.look()

    def _after_form(self) -> None:
        if self.isVisible():
            self.focus_first()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
