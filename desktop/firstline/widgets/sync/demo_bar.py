"""The demo's part of the strip: a cable to pull, and what the second person did last."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme

PULL = Text("拔网线", "Pull the cable")
PLUG = Text("插网线", "Plug it in")
PULL_TIP = Text(
    "演示:断开与门户的连接,看看没有网络时怎样继续工作。",
    "Demo: cut the line to the portal and see how work goes on without a network.",
)
PLUG_TIP = Text("演示:重新连上门户。", "Demo: connect to the portal again.")


class DemoBar(QFrame):
    """Stands in the strip of a demo that has a portal."""

    switched = Signal(bool)  # whether the cable is to be in

    def __init__(self, speech: Speech, colleague: Text) -> None:
        super().__init__()
        self._speech = speech
        self._colleague = colleague
        self._did: Text | None = None
        self._plugged = True
        self._mark = QLabel()
        self._words = QLabel()
        self._words.setProperty("look", "muted")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.cable = QPushButton()
        self.cable.setProperty("look", "figure")
        self.cable.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the list keeps the keyboard
        self.cable.setCursor(Qt.CursorShape.PointingHandCursor)
        self.cable.clicked.connect(lambda: self.switched.emit(not self._plugged))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addWidget(self._words)
        row.addSpacing(8)
        row.addWidget(self.cable)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_cable(self, *, plugged: bool) -> None:
        """Show whether the cable is in."""
        self._plugged = plugged
        self.retranslate()

    def show_colleague(self, did: Text) -> None:
        """Show what the second person did last."""
        self._did = did
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language and the colours in use."""
        say, side = self._speech, theme.px(14)
        self._mark.setPixmap(icons.pixmap("user", side, "muted"))
        name = say(self._colleague)
        there = Text("在线", "is at work")
        self._words.setText(f"{name} {say(self._did or there)}")
        self.cable.setIconSize(QSize(side, side))
        self.cable.setIcon(icons.icon("unplug" if self._plugged else "plug", "accent"))
        self.cable.setText(f" {say(PULL if self._plugged else PLUG)}")
        self.cable.setToolTip(say(PULL_TIP if self._plugged else PLUG_TIP))
        self.cable.setAccessibleName(say(PULL if self._plugged else PLUG))
