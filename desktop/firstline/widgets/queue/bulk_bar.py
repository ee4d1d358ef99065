"""The bar that stands over the list while several tickets are selected."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons
from firstline.widgets.plain_label import PlainLabel

_ACTS = (
    ("status", "circle-dot", Text("状态", "Status")),
    ("assign", "user-plus", Text("受理人", "Assign")),
    ("priority", "flag", Text("优先级", "Priority")),
    ("tag", "tag", Text("标签", "Tag")),
    ("field", "pencil-line", Text("字段", "Field")),
    ("macro", "zap", Text("宏", "Macro")),
)


class BulkBar(QFrame):
    """Offers what can be done to all of them in one step."""

    wanted = Signal(str)
    closed = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._many = 0
        self.setObjectName("bulk")
        self._words = PlainLabel()
        self._words.setProperty("look", "heading")
        self._buttons: list[tuple[QPushButton, Text]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(6)
        row.addWidget(self._words)
        row.addSpacing(8)
        for key, icon, name in _ACTS:
            button = QPushButton()
            button.setIcon(icons.icon(icon))
            button.clicked.connect(lambda _on=False, act=key: self.wanted.emit(act))
            self._buttons.append((button, name))
            row.addWidget(button)
        row.addStretch(1)
        self._close = QToolButton()
        self._close.setProperty("look", "quiet")
        self._close.setIcon(icons.icon("x"))
        self._close.clicked.connect(self.closed)
        row.addWidget(self._close)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_many(self, many: int) -> None:
        """Say how many tickets are selected."""
        self._many = many
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        words = Text(f"已选 {self._many} 张", f"{self._many} selected")
        self._words.setText(self._speech(words))
        for button, name in self._buttons:
            button.setText(self._speech(name))
            button.setAccessibleName(f"{self._words.text()}:{self._speech(name)}")
        leave = self._speech(Text("取消选择(Esc)", "Clear the selection (Esc)"))
        self._close.setAccessibleName(leave)
        self._close.setToolTip(leave)
