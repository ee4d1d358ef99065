"""What a board comes to, in one sentence; its rules and notes unfold beneath it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets.plain_label import PlainLabel

WHY, LESS = Text("为什么?", "Why?"), Text("收起", "Less")


class Verdict(QWidget):
    """Shows the first line of a verdict; the others, if any, once somebody asks."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._first, self._rest = PlainLabel(), PlainLabel()
        self.why = QPushButton()
        self.why.setCheckable(True)
        self.why.setProperty("look", "link")
        for one in (self._first, self._rest):
            one.setWordWrap(True)
            one.setProperty("look", "muted")
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rest.setContentsMargins(0, 0, 0, 4)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._first, 1)
        row.addWidget(self.why, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._rest)
        self.why.toggled.connect(self._fold)
        self.tell("")

    def text(self) -> str:
        """Return all of it."""
        return f"{self._first.text()}\n{self._rest.text()}".strip()

    def tell(self, words: str) -> None:
        """Show these words; what stands after the first line is folded away."""
        first, _, rest = words.partition("\n")
        self._first.setText(first)
        self._rest.setText(rest)
        self.why.setVisible(bool(rest))
        self._fold()

    def _fold(self) -> None:
        words = self._speech(LESS if self.why.isChecked() else WHY)
        self.why.setText(words)
        self.why.setAccessibleName(words)
        self._rest.setVisible(self.why.isChecked() and bool(self._rest.text()))
