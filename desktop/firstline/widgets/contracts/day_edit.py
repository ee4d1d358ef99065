"""A day of the calendar that the wheel leaves alone: who turns it wants to read on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QDateEdit

from firstline.domain.overrides import override

_PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class DayEdit(QDateEdit):
    """Written as 2026-12-31, or chosen from a calendar."""

    def __init__(self) -> None:
        super().__init__()
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # as a combo does

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PAGES:
            event.ignore()
        else:
            super().keyPressEvent(event)
