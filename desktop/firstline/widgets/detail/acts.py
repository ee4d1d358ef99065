"""The quiet buttons over the lanes of the detail pane: contacts, sessions, why, triage again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons

ACTS: tuple[tuple[str, str, Text], ...] = (
    ("contact", "phone", Text("记录联系 (Ctrl+Shift+K)", "Log a contact (Ctrl+Shift+K)")),
    ("sessions", "monitor", Text("远程会话 (Ctrl+Shift+L)", "Remote sessions (Ctrl+Shift+L)")),
    ("audience", "users", Text("时间线给谁看", "Whose view of the timeline")),
    ("why", "circle-help", Text("优先级为什么?", "Why this priority?")),
    ("triage", "list-checks", Text("重新分级", "Triage again")),
)


class DetailActs(QWidget):
    """Stands in one row with the fold's toggle; says which act is wanted."""

    wanted = Signal(str)

    def __init__(self, speech: Speech, first: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._speech = speech
        self.buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(first)
        row.addStretch(1)
        for act, icon, _ in ACTS:
            button = QToolButton(self)
            button.setProperty("look", "quiet")
            button.setIcon(icons.icon(icon, "muted"))
            button.clicked.connect(lambda _on=False, name=act: self.wanted.emit(name))
            self.buttons[act] = button
            row.addWidget(button)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for act, _, words in ACTS:
            self.buttons[act].setAccessibleName(self._speech(words))
            self.buttons[act].setToolTip(self._speech(words))
