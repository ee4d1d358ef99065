"""A ring of two pixels around whatever has the keyboard, the list apart: it marks its own row.

It also keeps the keyboard where a person is at work, and lets Enter press a button as space does.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFocusFrame,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from firstline.domain.overrides import override
from firstline.widgets import theme
from firstline.widgets.entry import first_in
from firstline.widgets.shell.rail import RailItem


class FocusRing(QFocusFrame):
    """Follows the focus inside one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._above: list[QWidget] = []  # what held the one that had the keyboard, innermost first
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and new.window() is self._window
        pushed = isinstance(new, RailItem) and _has_gone(old)
        pushed |= isinstance(new, QAbstractButton) and _is_disabled(old)  # space may be next
        if pushed and inside and self._above:
            self._stay()
            return
        if new is None and self._above:  # deleted, or another window has the keyboard now
            QTimer.singleShot(0, self, self._return)
        if new is not None and inside:
            self._above = _holders(new, self._window)
        ringed = inside and isinstance(new, QAbstractButton | QComboBox)
        if ringed and new is not None and not isinstance(new, RailItem):
            self.setWidget(new)
        else:
            self.setWidget(None)  # type: ignore[arg-type] # Qt takes none: the frame goes away

    def _return(self) -> None:
        """Take the keyboard back where it went nowhere: what had it was deleted."""
        if self._window.isActiveWindow() and QApplication.focusWidget() is None:
            self._stay()

    def _stay(self) -> None:
        """Give the keyboard to what is left of the panel whose form was put away.

        Qt would go on to the next in the order of Tab, which after the last page is the rail.
        """
        held, self._above = self._above, []
        for one in held:
            if isValid(one) and one.isVisible() and (found := first_in(one)) is not None:
                found.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain
            if pressed and isinstance(watched, QPushButton | QToolButton):
                if not event.isAutoRepeat():
                    watched.click()
                return True
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("accent"), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)


def _has_gone(old: QWidget | None) -> bool:
    """Whether what had the keyboard was put away, rather than left."""
    return old is None or not isValid(old) or not old.isVisible()


def _is_disabled(old: QWidget | None) -> bool:
    """Whether what had the keyboard takes none just now, as a button whose work runs."""
    return old is not None and isValid(old) and not old.isEnabled()


def _holders(widget: QWidget, window: QWidget) -> list[QWidget]:
    found = []
    above = widget.parentWidget()
    while above is not None and above is not window:
        found.append(above)
        above = above.parentWidget()
    return found
