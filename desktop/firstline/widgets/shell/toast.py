"""A toast says what was done and offers undo; a banner says what went wrong. Neither blocks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme

if TYPE_CHECKING:
    from firstline.viewmodel.acts import Acted

TOAST_MS = 8000


class Toast(QFrame):
    """Floats above the foot of the window for eight seconds."""

    undo = Signal()
    redo = Signal()

    def __init__(self, speech: Speech, parent: QWidget) -> None:
        super().__init__(parent)
        self._speech = speech
        self._above = parent
        self._acted: Acted | None = None
        self.setObjectName("toast")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._back = QPushButton()
        self._back.setProperty("look", "toast")
        self._back.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._back)
        self._back.setAccessibleName(speech(Text("撤销", "Undo")))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.hide)
        self._back.clicked.connect(self._on_back)
        speech.switched.connect(self._say)
        parent.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """What the toast says now."""
        return self._words.text()

    def tell(self, acted: "Acted") -> None:
        """Say what was done, with undo (or redo, when it was an undo)."""
        self._acted = acted
        self._say()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self._above, self._words.text())

    def _say(self) -> None:
        if self._acted is None:
            return
        self._words.setText(self._speech(self._acted.text))
        back = Text("重做", "Redo") if self._acted.undone else Text("撤销", "Undo")
        self._back.setText(self._speech(back))
        self._back.setAccessibleName(self._speech(back))
        self._place()

    def _on_back(self) -> None:
        self.hide()
        if self._acted is not None and self._acted.undone:
            self.redo.emit()
        else:
            self.undo.emit()

    def _place(self) -> None:
        above = self._above
        self.setMaximumWidth(max(200, above.width() - 40))
        self.adjustSize()
        left = (above.width() - self.width()) // 2
        self.move(left, above.height() - self.height() - theme.px(44))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


class Banner(QFrame):
    """Stands above the list until it is closed: sentence, what was kept, what to do next."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._problem: Problem | None = None
        self.setObjectName("banner")
        self._icon = QLabel()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setProperty("look", "quiet")
        self._close.setIcon(icons.icon("x", "warn_fg"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._close.clicked.connect(self.hide)
        speech.switched.connect(self.retranslate)
        self.retranslate()
        self.hide()

    @property
    def words(self) -> str:
        """What the banner says now."""
        return self._words.text()

    def tell(self, problem: Problem) -> None:
        """Say what went wrong."""
        self._problem = problem
        self.retranslate()
        self.show()
        announce(self, self._words.text())

    def retranslate(self) -> None:
        """Say it in the language in use."""
        self._close.setAccessibleName(self._speech(Text("关闭提示", "Close this message")))
        if self._problem is not None:
            self._icon.setPixmap(icons.pixmap("triangle-alert", theme.px(18), "warn_fg"))
            self._words.setText(self._problem.in_(self._speech.language))


def announce(where: QWidget, words: str) -> None:
    """Let a screen reader say `words`."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(where, words))
