"""A combo box whose arrow grows with the text: Fusion draws it at one size."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from firstline.domain.overrides import override
from firstline.widgets import icons, theme

_SIDE = 14
_PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def narrow(combo: QComboBox) -> None:
    """Let a combo be narrower than its longest line, so that a pane need not grow."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)


class Combo(QComboBox):
    """At the usual text size it is Fusion's own; larger, it draws the arrow itself."""

    @override
    def sizeHint(self) -> QSize:
        return self._with_arrow(super().sizeHint())

    @override
    def minimumSizeHint(self) -> QSize:
        return self._with_arrow(super().minimumSizeHint())

    @staticmethod
    def _with_arrow(size: QSize) -> QSize:
        """Add what a large arrow takes: Fusion reckons with its own."""
        return QSize(size.width() + theme.px(_SIDE) - _SIDE, size.height())

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # who turns the wheel over a page wants to read on, not to choose

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PAGES and not self.isEditable():
            event.ignore()  # likewise
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if theme.percent() <= 100:
            super().paintEvent(event)
        else:
            self._paint_large()

    def _paint_large(self) -> None:
        # The names of QStyle would cost every start some milliseconds.
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter  # noqa: PLC0415

        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and self.placeholderText():
            option.currentText = self.placeholderText()
        part, box = QStyle.SubControl, QStyle.ComplexControl.CC_ComboBox
        arrow = self.style().subControlRect(box, option, part.SC_ComboBoxArrow, self)
        option.subControls = part.SC_ComboBoxFrame | part.SC_ComboBoxEditField
        painter.drawComplexControl(box, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        room = arrow.width() - 2 if self.isEditable() else arrow.height()  # beside its line edit
        side = min(theme.px(_SIDE), room)
        place = QRect(0, 0, side, side)
        place.moveCenter(arrow.center())
        place.moveRight(min(place.right(), self.width() - theme.px(3)))
        shade = "text" if self.isEnabled() else "muted"
        icons.paint(painter, place, "chevron-down", theme.token(shade))
