"""Form fields of the detail pane and the triage sheet: quiet combos and names with completion."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.completion import matches

Initials = Callable[[str], str]


class QuietCombo(QComboBox):
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
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.textEdited.connect(self._complete)
        completer.activated.connect(self._settle)
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
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._settle()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.setText(self._kept)
            self.setModified(False)
            return
        popup = self.completer().popup()
        if event.key() == Qt.Key.Key_Down and not (popup and popup.isVisible()):
            self._complete(self.text())
            return
        super().keyPressEvent(event)

    def _complete(self, typed: str) -> None:
        self._names.setStringList(matches(self._choices(), typed, self._initials))
        self.completer().complete()

    def _settle(self, *_chosen: object) -> None:
        value = self.text().strip()
        self.setModified(False)
        if value != self._kept:
            self._kept = value
            self.settled.emit(value)
