"""Step 1 of a hand-off: the title of at most 20 characters, and the fields the vendor asks for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.handoff.fields import FIELDS, TITLE_CHARACTERS, Field, Need
from firstline.domain.words import Text
from firstline.viewmodel.handoff.page import HandoffModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.layouts import scrolled

TITLE = Text("门户标题", "Portal title")
WANTED = Text("厂商会问", "the vendor asks")
Editor = QLineEdit | QPlainTextEdit


class HandoffFieldsStep(QWidget):
    """Short fields at the left, long ones at the right; everything is kept while it is typed."""

    def __init__(self, speech: Speech, model: HandoffModel) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self.title = QLineEdit()
        self.title.setMaxLength(TITLE_CHARACTERS)
        self.count = QLabel()
        self.count.setProperty("look", "small")
        self.editors: dict[str, Editor] = {
            one.id: QPlainTextEdit() if one.lines else QLineEdit() for one in FIELDS
        }
        self._labels = {one.id: QLabel() for one in FIELDS}
        self._title_label = QLabel()
        self._lay()
        self.title.textEdited.connect(self._on_title)
        for name, editor in self.editors.items():
            self._listen(name, editor)
        model.opened.connect(self.fill)
        model.filled.connect(self.fill)
        speech.switched.connect(self.retranslate)
        self.setFocusProxy(self.title)
        self.retranslate()

    def _lay(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        titled = QHBoxLayout()
        titled.setSpacing(8)
        titled.addWidget(self.title, 1)
        titled.addWidget(self.count)
        grid.addWidget(self._title_label, 0, 0)
        grid.addLayout(titled, 0, 1)
        self._title_label.setBuddy(self.title)
        long = QVBoxLayout()
        long.setSpacing(4)
        row = 1
        for one in FIELDS:
            editor, label = self.editors[one.id], self._labels[one.id]
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(editor)
            if isinstance(editor, QPlainTextEdit):
                editor.setTabChangesFocus(True)
                editor.setMinimumHeight(theme.px(44))
                long.addWidget(label)
                long.addWidget(editor, 3 if one.need is Need.MUST else 2)
            else:
                grid.addWidget(label, row, 0)
                grid.addWidget(editor, row, 1)
                row += 1
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(row, 1)
        inner = QWidget()
        both = QHBoxLayout(inner)
        both.setContentsMargins(0, 0, 6, 0)
        both.setSpacing(24)
        both.addLayout(grid, 1)
        both.addLayout(long, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(inner))

    def _listen(self, name: str, editor: Editor) -> None:
        if isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda text: self._on_field(name, text))
        else:
            editor.textChanged.connect(lambda: self._on_field(name, editor.toPlainText()))

    def fill(self) -> None:
        """Show title and fields as the model has them."""
        model = self._model
        self.title.setText(model.title)
        self.title.setPlaceholderText(model.suggestion)
        for name, editor in self.editors.items():
            value = model.value(name)
            if isinstance(editor, QLineEdit):
                if editor.text() != value:
                    editor.setText(value)
                    editor.setCursorPosition(0)
            elif editor.toPlainText() != value:
                editor.blockSignals(True)
                editor.setPlainText(value)
                editor.blockSignals(False)
        self._mark()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        self._title_label.setText(speech(TITLE))
        self.title.setAccessibleName(speech(TITLE))
        for one in FIELDS:
            self.editors[one.id].setAccessibleName(speech(one.name))
        if self._model.ticket is not None:
            self.fill()

    def _on_title(self, text: str) -> None:
        self._model.type("title", text)
        self._mark()

    def _on_field(self, name: str, text: str) -> None:
        self._model.type(name, text)
        self._mark()

    def _mark(self) -> None:
        """Say how long the title is and which fields are missing; by words, not by colour alone."""
        shown = self.title.text() or self._model.suggestion
        self.count.setText(f"{len(shown)}/{TITLE_CHARACTERS}")
        for one in FIELDS:
            self._label(one)

    def _label(self, one: Field) -> None:
        speech, label = self._speech, self._labels[one.id]
        missing = one.need is Need.MUST and not self._model.value(one.id).strip()
        label.setText(f"{speech(one.name)} *" if one.need is Need.MUST else speech(one.name))
        hint = " · ".join(
            speech(text) for text in (WANTED if missing else Text("", ""), one.hint) if text.zh
        )
        self.editors[one.id].setPlaceholderText(hint)
        self.editors[one.id].setAccessibleDescription(hint)
