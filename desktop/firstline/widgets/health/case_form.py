"""Counting errors in the window: a new case with its frozen baseline, or a later count of one."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from firstline.domain.words import Text
from firstline.viewmodel.health.model import HealthModel
from firstline.viewmodel.speech import Speech

NAME = Text("诊断项(新的则冻结基线)", "Case (a new one freezes its baseline)")
COUNTS = Text("类型=数量,逗号分隔", "TYPE=NUMBER, with commas")
MESSAGES = Text("消息总数(可选)", "Messages (optional)")
COUNT = Text("登记统计", "Record the count")


class CaseForm(QFrame):
    """One line; the name of a known case adds a count, any other freezes a baseline."""

    def __init__(self, speech: Speech, model: HealthModel) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self.name, self.counts, self.messages = QLineEdit(), QLineEdit(), QLineEdit()
        self.count = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 6)
        row.setSpacing(8)
        for field, share in ((self.name, 3), (self.counts, 4), (self.messages, 2)):
            row.addWidget(field, share)
            field.returnPressed.connect(self._on_count)
        row.addWidget(self.count)
        self.count.clicked.connect(self._on_count)

    def _on_count(self) -> None:
        done = self._model.count_errors(
            self.name.text(), self.counts.text(), self.messages.text()
        )  # fmt: skip
        if done:
            self.counts.clear()
            self.messages.clear()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        for field, words in (
            (self.name, NAME), (self.counts, COUNTS), (self.messages, MESSAGES),
        ):  # fmt: skip
            field.setPlaceholderText(say(words))
            field.setToolTip(say(words))
            field.setAccessibleName(say(words))
        self.count.setText(say(COUNT))
        self.count.setAccessibleName(say(COUNT))
