"""What a connection test found, step by step: a mark, what was tried, what to do about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.sync.portals import Step
from firstline.widgets import icons, layouts, theme

_MARKS = {
    True: ("circle-check", "ok"),
    False: ("circle-x", "P1"),
    None: ("circle-dot", "muted"),
}
TESTING = Text("正在测试连接…", "Testing the connection…")


class PortalSteps(QFrame):
    """A short list; while a test runs it says so, and the window goes on."""

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._steps: tuple[Step, ...] | None = ()
        self.setObjectName("tinted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(8)
        self.hide()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are shown."""
        return self._steps or ()

    def wait(self) -> None:
        """Say that the test runs."""
        self._steps = None
        self.retranslate()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show what was found; nothing hides the list."""
        self._steps = tuple(steps)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language and the colours in use."""
        layouts.empty(self._column)
        if self._steps is None:
            self._column.addWidget(_words(self._speech(TESTING), "muted"))
        for one in self._steps or ():
            self._column.addWidget(self._line(one))
        self.setVisible(self._steps is None or bool(self._steps))

    def _line(self, step: Step) -> QWidget:
        say = self._speech
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        icon, shade = _MARKS[step.ok]
        mark = QLabel()
        mark.setPixmap(icons.pixmap(icon, theme.px(16), shade))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        look = "muted" if step.ok is None else ""
        words.addWidget(_words(f"{say(step.title)} · {say(step.said)}", look))
        if step.next_step.zh:
            words.addWidget(_words(f"→ {say(step.next_step)}", "small"))
        row.addLayout(words, 1)
        return made


def _words(text: str, look: str) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setProperty("look", look)
    return made
