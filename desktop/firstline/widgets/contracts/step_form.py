"""One form of a step: its blanks and its buttons; what is typed is told, and stays until done."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel.contracts.request_forms import Blank, Form
from firstline.viewmodel.speech import Speech
from firstline.widgets.combo import Combo
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.settings.rows import fill

LOOK_FOR = Text("选择…", "Browse…")


class StepForm(QFrame):
    """Shows the blanks of a form; Return does its first button."""

    wanted = Signal(str, object)  # which button, what stands in the blanks
    typed = Signal()

    def __init__(self, speech: Speech, form: Form) -> None:
        super().__init__()
        self._speech = speech
        self.form = form
        self.setObjectName("stepForm")
        self._title = PlainLabel()
        self._title.setProperty("look", "heading")
        self._title.setWordWrap(True)
        self.editors: dict[str, QLineEdit | Combo] = {}
        self._labels: dict[str, QLabel] = {}
        self._browse: list[QPushButton] = []
        self.buttons = {one.id: QPushButton() for one in form.buttons}
        self._lay()

    def _lay(self) -> None:
        rows = QFormLayout()
        rows.setSpacing(6)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for blank in self.form.blanks:
            label = PlainLabel()
            editor = self._made(blank)
            label.setBuddy(editor)
            self.editors[blank.id], self._labels[blank.id] = editor, label
            rows.addRow(label, self._with_browse(editor) if blank.file else editor)
        ends = QHBoxLayout()
        for one in self.form.buttons:
            button = self.buttons[one.id]
            if one.primary:
                button.setProperty("look", "primary")
            button.clicked.connect(partial(self._on_button, one.id))
            ends.addWidget(button)
        ends.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(rows)
        column.addLayout(ends)

    def _made(self, blank: Blank) -> QLineEdit | Combo:
        if blank.choices:
            combo = Combo()
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(12)  # long choices do not push the pane wide
            combo.activated.connect(lambda _at: self.typed.emit())
            return combo
        line = QLineEdit()
        line.textEdited.connect(lambda _text: self.typed.emit())
        line.returnPressed.connect(partial(self._on_button, self.form.buttons[0].id))
        return line

    def _with_browse(self, editor: QLineEdit | Combo) -> QWidget:
        button = QPushButton()
        button.clicked.connect(partial(self._on_browse, editor))
        self._browse.append(button)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(editor, 1)
        row.addWidget(button)
        return held

    def _on_browse(self, editor: QLineEdit | Combo, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(LOOK_FOR), str(Path.home()))
        if chosen and isinstance(editor, QLineEdit):
            editor.setText(chosen)
            self.typed.emit()

    def _on_button(self, name: str, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own
        self.wanted.emit(name, self.values())

    def values(self) -> dict[str, str]:
        """Return what stands in the blanks."""
        return {
            name: str(one.currentData() or "") if isinstance(one, Combo) else one.text()
            for name, one in self.editors.items()
        }

    def take(self, values: dict[str, str]) -> None:
        """Put what was typed before into the blanks."""
        for name, value in values.items():
            editor = self.editors.get(name)
            if isinstance(editor, QLineEdit):
                editor.setText(value)

    def retell(self, form: Form) -> None:
        """Say the form anew: a choice may have other words by now; what is typed stays."""
        self.form = form
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self._title.setText(say(self.form.title))
        for blank in self.form.blanks:
            name, editor = say(blank.name), self.editors[blank.id]
            self._labels[blank.id].setText(name)
            editor.setAccessibleName(name)
            if isinstance(editor, Combo):
                choices: list[tuple[object, str]] = [(key, say(one)) for key, one in blank.choices]
                fill(editor, choices, editor.currentData())
            else:
                editor.setPlaceholderText(say(blank.hint))
        for one in self.form.buttons:
            self.buttons[one.id].setText(say(one.name))
            self.buttons[one.id].setAccessibleName(say(one.name))
        for button in self._browse:
            button.setText(say(LOOK_FOR))
            button.setAccessibleName(say(LOOK_FOR))
