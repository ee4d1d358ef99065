"""A small form that opens in place: a few lines, one act, and a way back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import layouts
from firstline.widgets.plain_label import PlainLabel

CANCEL = Text("取消", "Cancel")
Act = Callable[[dict[str, str]], bool]


class Form(QFrame):
    """Asks for lines by name and gives them to an act; it closes when the act was done."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.setObjectName("tinted")
        self.lines: dict[str, QLineEdit] = {}
        self._act: Act | None = None
        self._asked: tuple[Text, tuple[tuple[str, Text, str], ...], Text] | None = None
        self._title = PlainLabel()
        self._title.setProperty("look", "heading")
        self._title.setWordWrap(True)
        self._inner = QVBoxLayout()
        self._inner.setSpacing(6)
        self.go, self._cancel = QPushButton(), QPushButton()
        self.go.setProperty("look", "primary")
        self.go.clicked.connect(self._on_go)
        self._cancel.clicked.connect(self.shut)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addWidget(self._cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(self._inner)
        column.addLayout(row)
        self.hide()
        speech.switched.connect(self.retranslate)

    def ask(self, title: Text, fields: Sequence[tuple[str, Text, str]], go: Text, act: Act) -> None:
        """Open: `fields` are names, their words and what they hold at first."""
        layouts.empty(self._inner)
        self.lines = {}
        self._asked = (title, tuple(fields), go)
        for name, _, held in fields:
            line = QLineEdit(held)
            line.returnPressed.connect(self._on_go)
            self._inner.addWidget(line)
            self.lines[name] = line
        self._act = act
        self.retranslate()
        self.show()
        first = next((one for one in self.lines.values() if not one.text()), self.go)
        first.setFocus()

    def retranslate(self) -> None:
        """Say everything in the language in use; what is typed stays."""
        if self._asked is None:
            return
        say, (title, fields, go) = self._speech, self._asked
        self._title.setText(say(title))
        for name, words, _ in fields:
            line = self.lines[name]
            line.setPlaceholderText(say(words))
            line.setAccessibleName(say(words))
            line.setToolTip(say(words))
        for button, text in ((self.go, go), (self._cancel, CANCEL)):
            button.setText(say(text))
            button.setAccessibleName(say(text))

    def shut(self) -> None:
        """Close; nothing was done."""
        self._act = None
        self.hide()

    def _on_go(self) -> None:
        if self._act is not None and self._act({name: one.text().strip() for name, one in
                                                self.lines.items()}):  # fmt: skip
            self.shut()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)
