"""Form fields of the detail pane and the triage sheet: quiet combos and names with completion."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.shell.completion import matches
from firstline.widgets.combo import Combo
from firstline.widgets.suggestions import Suggestions

Initials = Callable[[str], str]


class QuietCombo(Combo):
    """A combo that a passing wheel does not change and a narrow pane does not widen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NameEdit(QLineEdit):
    """A field of known names: it completes, and tells once when a person settled on a name."""

    settled = Signal(str)

    def __init__(
        self,
        choices: Callable[[], Sequence[str]],
        initials: Initials | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._initials = initials
        self._kept = ""
        self.suggestions = Suggestions(self)
        self.suggestions.taken.connect(self._take)
        self.textEdited.connect(self._complete)
        self.returnPressed.connect(self._settle)

    def show_value(self, value: str) -> None:
        """Show `value` as what stands; a text that somebody is typing is left alone."""
        self._kept = value
        if not (self.hasFocus() and self.isModified()):
            self.setText(value)
            self.setCursorPosition(0)

    def best(self) -> str:
        """Return the closest known name for what is typed, or what is typed."""
        found = matches(self._choices(), self.text(), self._initials)
        return found[0] if found and self.text().strip() else self.text().strip()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # the context menu is still ours
            self._settle()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, offered = event.key(), self.suggestions.isVisible()
        chosen = self.suggestions.chosen()
        if chosen and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(chosen)
            if key != Qt.Key.Key_Tab:
                return
        elif offered and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.suggestions.step(1 if key == Qt.Key.Key_Down else -1)
            return
        elif key == Qt.Key.Key_Escape and (offered or self.text() != self._kept):
            self.suggestions.hide()
            self.setText(self._kept)
            self.setModified(False)
            return
        elif key == Qt.Key.Key_Down:
            self._complete(self.text())
            return
        super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.suggestions.hide()
        super().hideEvent(event)

    def _complete(self, typed: str) -> None:
        self.suggestions.offer(matches(self._choices(), typed, self._initials))

    def _take(self, name: str) -> None:
        self.setText(name)
        self._settle()

    def _settle(self) -> None:
        self.suggestions.hide()
        value = self.text().strip()
        self.setModified(False)
        if value != self._kept:
            self._kept = value
            self.settled.emit(value)
