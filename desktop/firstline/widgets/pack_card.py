"""The card of a pack that is to be taken in: first what differs, then one act, or none."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.widgets import theme

LEAVE = Text("不导入", "Leave it")


class PackCard(QFrame):
    """Hidden until a pack was chosen; the subclass reads it and says what differs."""

    taken = Signal()
    closed = Signal()
    asks: Text  # what the dialog of files is called
    kinds: Text  # which files it shows

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desktop, self._speech = desktop, desktop.speech
        self.head = QLabel()
        self.head.setProperty("look", "heading")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.take, self.leave = QPushButton(), QPushButton()
        self.take.setProperty("look", "primary")
        row = QHBoxLayout()
        row.addWidget(self.head, 1)
        row.addWidget(self.leave)
        row.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.addLayout(row)
        column.addWidget(self.lines)
        self.take.clicked.connect(self.begin)
        self.leave.clicked.connect(self.close_card)
        self.hide()

    # --- what the subclass knows ---

    def look(self, path: Path) -> None:
        """Read the pack off the window's thread and show what differs."""
        raise NotImplementedError

    def begin(self) -> None:
        """Take the pack in off the window's thread."""
        raise NotImplementedError

    def forget(self) -> None:
        """Let go of the pack that was shown."""
        raise NotImplementedError

    # --- what they share ---

    def choose(self) -> None:
        """Ask for a pack and show what differs."""
        say = self._speech
        found, _ = QFileDialog.getOpenFileName(self, say(self.asks), "", say(self.kinds))
        if found:
            self.look(Path(found))

    def open_card(self) -> None:
        """Show what was read; the keyboard is at what can be done."""
        self.retranslate()
        self.show()
        first = self.take if self.take.isEnabled() else self.leave
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """Hide again; nothing was taken in by that."""
        self.forget()
        self.hide()
        self.closed.emit()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.leave.setText(say(LEAVE))
        self.lines.setAccessibleName(say(Text("差异清单", "List of differences")))
        self.lines.setFixedHeight(theme.px(150))

    def name_buttons(self) -> None:
        """Give both buttons what they say as their names, too."""
        for one in (self.take, self.leave):
            one.setAccessibleName(one.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
            return
        super().keyPressEvent(event)
