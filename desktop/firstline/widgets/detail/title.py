"""The ticket's title: read as text, edited in place by F2 or a click, kept by Enter."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QStackedLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

NAME = Text("标题", "Title")
MOST_SHOWN = 120  # characters; the editor has them all
HINT = Text("按 F2 编辑标题", "Press F2 to edit the title")


class _Label(QLabel):
    """The title as text; a double click edits it."""

    pressed = Signal()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        event.accept()


class Title(QWidget):
    """Shows the title; while it is edited, Enter keeps it and Esc leaves it as it was."""

    settled = Signal(str)

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._title = ""
        self._editing = False
        self.label = _Label(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("look", "title")
        self.label.setWordWrap(True)
        self.label.pressed.connect(self.edit)
        self.editor = QLineEdit(self)
        self.editor.setMaxLength(400)
        self.editor.returnPressed.connect(self._keep)
        self.editor.installEventFilter(self)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.label)
        self._stack.addWidget(self.editor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    @property
    def editing(self) -> bool:
        """Whether the title is being edited."""
        return self._editing

    def show_title(self, title: str) -> None:
        """Show `title`; an edit under way is left alone."""
        self._title = title
        long = len(title) > MOST_SHOWN
        self.label.setText(f"{title[: MOST_SHOWN - 1]}…" if long else title)

    def edit(self) -> None:
        """Edit in place, everything selected."""
        self.editor.setFont(theme.font(16, bold=True))
        self.editor.setText(self._title)
        self._stack.setCurrentWidget(self.editor)
        self._editing = True
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.editor.selectAll()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.editor.setAccessibleName(self._speech(NAME))
        self.label.setToolTip(self._speech(HINT))

    def _keep(self) -> None:
        text = self.editor.text().strip()
        self._leave()
        if text and text != self._title:
            self.show_title(text)
            self.settled.emit(text)

    def _leave(self) -> None:
        self._editing = False  # first: hiding the editor takes its focus
        self._stack.setCurrentWidget(self.label)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and self.editing:
            if (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.KeyPress
                and event.key() == Qt.Key.Key_Escape
            ):
                self._leave()
                return True
            if event.type() == QEvent.Type.FocusOut:
                self._keep()
        return super().eventFilter(watched, event)
