"""An inset: a panel that slides over its host, with a title, acts and a way back (Esc)."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons
from firstline.widgets.detail.label import grow_icons

BACK = Text("返回", "Back")


class Inset(QFrame):
    """Covers its host until it is closed; the focus goes back to where it was."""

    closed = Signal()

    def __init__(self, speech: Speech, host: QWidget, content: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("pane")
        self.setAutoFillBackground(True)
        self._speech = speech
        self._host = host
        self._before: QWidget | None = None
        self.content = content
        self.title = QLabel(self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("look", "heading")
        self.title.setWordWrap(True)
        self.back = QToolButton(self)
        self.back.setProperty("look", "quiet")
        self.back.setIcon(icons.icon("arrow-left"))
        self.back.clicked.connect(self.leave)
        self.tools = QHBoxLayout()
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 8, 12, 4)
        bar.addWidget(self.back)
        bar.addWidget(self.title, 1)
        bar.addLayout(self.tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(content, 1)
        host.installEventFilter(self)
        speech.switched.connect(self.retranslate)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.back.setAccessibleName(self._speech(BACK))
        self.back.setToolTip(f"{self._speech(BACK)} (Esc)")

    def add_tool(self, button: QWidget) -> None:
        """Put a button at the right of the title."""
        self.tools.addWidget(button)

    def enter(self) -> None:
        """Cover the host and take the focus."""
        self._before = self._host.focusWidget()
        grow_icons(self)
        self.setGeometry(self._host.rect())
        self.show()
        self.raise_()
        self.content.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.content.hasFocus():
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Uncover the host and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._host.rect())
        return super().eventFilter(watched, event)
