"""Where the keyboard goes when a page is entered, without taking anything out of Tab's order."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from firstline.domain.overrides import override


def enter_at(whole: QWidget, first: QWidget) -> None:
    """Let whoever is sent to `whole` begin at `first`, or where that is hidden, at what is there.

    Where nothing is there that takes the keyboard, it goes to what stands around it.

    A focus proxy would do so, too, but Tab goes straight to a proxy and never meets what stands
    before it. A second call changes where to begin.
    """
    entry = whole.findChild(_Entry, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if entry is None:
        entry = _Entry(whole)
    entry.first = first


def first_in(place: QWidget) -> QWidget | None:
    """Return the list of a panel, or else the first of it that takes the keyboard."""
    takers = [one for one in place.findChildren(QWidget) if _takes(one)]
    lists = [one for one in takers if isinstance(one, QAbstractItemView)]
    return next(iter(lists or takers), None)


class _Entry(QObject):
    def __init__(self, whole: QWidget) -> None:
        super().__init__(whole)
        self.first: QWidget = whole
        whole.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus() and isinstance(watched, QWidget):
            self._enter(watched, event.reason())
        return False

    def _enter(self, whole: QWidget, reason: Qt.FocusReason) -> None:
        begin: QWidget | None = self.first if _shows(self.first) else first_in(whole)
        above = whole.parentWidget()
        while begin is None and above is not None:  # nothing here takes the keyboard
            begin, above = first_in(above), above.parentWidget()
        if begin is not None:
            begin.setFocus(reason)


def _takes(one: QWidget) -> bool:
    return _shows(one) and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _shows(one: QWidget) -> bool:
    return one.isVisible() and one.isEnabled()
