"""Suggestions under a field: a plain list in the window, never a popup of its own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QWidget


class Suggestions(QListWidget):
    """How a field may go on, as a child of its window: popups trouble input methods."""

    taken = Signal(str)

    def __init__(self, below: QWidget) -> None:
        super().__init__(below.window())
        self._below = below
        below.destroyed.connect(self.deleteLater)  # offered, it is the window's child
        self.setObjectName("suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(lambda item: self.taken.emit(item.text()))
        self.hide()

    def offer(self, lines: list[str]) -> None:
        """Show `lines` under the field, none chosen; nothing when there are none."""
        self.clear()
        self.addItems(lines)
        self.setVisible(bool(lines))
        if not lines:
            return
        window = self._below.window()
        if self.parentWidget() is not window:
            self.setParent(window)
            self.show()
        corner = self._below.mapTo(window, self._below.rect().bottomLeft())
        height = self.sizeHintForRow(0) * len(lines) + 2 * self.frameWidth()
        room = window.height() - corner.y() - 40
        self.setGeometry(corner.x(), corner.y() + 2, self._below.width(), min(height, room))
        self.raise_()

    def step(self, by: int) -> None:
        """Move the choice."""
        self.setCurrentRow((self.currentRow() + by) % self.count())

    def chosen(self) -> str:
        """Return the line that is chosen, "" for none."""
        item = self.currentItem()
        return item.text() if self.isVisible() and item is not None else ""
