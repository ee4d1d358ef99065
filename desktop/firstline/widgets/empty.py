"""An empty state: an icon, one sentence, one thing to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_label import PlainLabel


class Empty(QFrame):
    """Stands where a list has nothing to show."""

    wanted = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._shown = ("inbox", Text("", ""), Text("", ""))
        self.setObjectName("empty")
        self._icon = PlainLabel()
        self._words = PlainLabel()
        self._words.setWordWrap(True)
        self._act = QPushButton()
        self._act.clicked.connect(self.wanted)
        column = QVBoxLayout(self)
        column.addStretch(2)
        for part in (self._icon, self._words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
            column.addSpacing(8)
        column.addWidget(self._act, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
        enter_at(self, self._act)
        speech.switched.connect(self.retranslate)
        self.tell(
            "inbox",
            Text("这里没有工单。", "There are no tickets here."),
            Text("新建工单", "New ticket"),
        )

    def tell(self, icon: str, words: Text, act: Text) -> None:
        """Show the icon, the sentence and the one action."""
        self._shown = (icon, words, act)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the language in use."""
        icon, words, act = self._shown
        self._icon.setPixmap(icons.pixmap(icon, theme.px(44), "muted"))
        self._words.setText(self._speech(words))
        self.setAccessibleName(self._speech(words))
        self._act.setText(self._speech(act))
        self._act.setAccessibleName(self._speech(act))
        self._act.setVisible(bool(act.zh))
