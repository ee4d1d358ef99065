"""A ring of two pixels around whatever has the keyboard, the list apart: it marks its own row."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFocusFrame,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.widgets import theme
from firstline.widgets.rail import RailItem


class FocusRing(QFocusFrame):
    """Follows the focus inside one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and new.window() is self._window
        ringed = inside and isinstance(new, QAbstractButton | QComboBox)
        if ringed and new is not None and not isinstance(new, RailItem):
            self.setWidget(new)
        else:
            self.setWidget(None)  # type: ignore[arg-type] # Qt takes none: the frame goes away

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("accent"), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)
