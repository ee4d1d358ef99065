"""Small things that must fit: a label that ends in …, and icons that grow with the text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.plain import tip
from firstline.widgets import theme

ICON_PX = 16


class ElidedLabel(QLabel):
    """Shows plain text in one line, cut with … at the width there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint()

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self._hint()

    def _hint(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(tip(self.text()) if cut else "")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), words)


def grow_icons(root: QWidget) -> None:
    """Give every tool button within `root` icons that grow with the text size."""
    side = theme.px(ICON_PX)
    for button in root.findChildren(QToolButton):
        button.setIconSize(QSize(side, side))
