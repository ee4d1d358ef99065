"""The base of lists that a search fills: what was looked at stays, J and K move, words go on."""

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.found_model import FoundModel
from firstline.viewmodel.keyed import Index
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.line_list import PAD, LineDelegate, LineList, ground, write
from firstline.widgets.queue import cells


class FoundDelegate(LineDelegate):
    """Paints two lines beside a mark: the title, and quietly what stands under it."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech

    def lay(
        self, painter: QPainter, option: QStyleOptionViewItem, mark: QRect
    ) -> tuple[QRect, QRect]:  # fmt: skip
        """Paint the ground, put the mark at its place, and return the rooms of both lines."""
        rect: QRect = option.rect
        ground(painter, option)
        mark.moveTop(rect.top() + theme.px(7))
        mark.moveLeft(rect.left() + theme.px(PAD))
        room = rect.adjusted(theme.px(PAD), theme.px(6), -theme.px(PAD), -theme.px(6))
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        upper.setLeft(mark.right() + theme.px(10))
        return upper, QRect(upper.left(), upper.bottom() + 1, upper.width(), room.height() // 2)

    def tell(self, painter: QPainter, upper: QRect, title: Text, *, holds: bool) -> None:
        """Write the title; of what no longer holds, quietly."""
        font = cells.text_fonts(theme.face())[False]
        write(painter, upper, self._speech(title), font, "text" if holds else "muted")

    def under(self, painter: QPainter, lower: QRect, words: Text) -> None:
        """Write what stands under the title."""
        write(painter, lower, self._speech(words), theme.font(12), "muted")

    def row_of(self, index: Index) -> Any:
        """Return the row, None without one."""
        return index.data(Qt.ItemDataRole.UserRole)


class FoundList(LineList):
    """Shows what a model found; after each reading what was looked at is current again."""

    name: Text

    def __init__(
        self, model: FoundModel[Any, Any], delegate: FoundDelegate, speech: Speech,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(model, delegate, parent)
        self._found = model
        self._speech = speech
        self._held = ""
        model.modelAboutToBeReset.connect(self._keep)
        model.loaded.connect(self._back)
        self.retranslate()

    def key_of(self, row: Any) -> str:
        """Return what a row is found by again."""
        raise NotImplementedError

    def place(self, position: int) -> int:
        """Return which row becomes current, where what was looked at stands at `position`."""
        return max(position, 0)

    def hold(self, key: str) -> None:
        """Make this one current once it is listed."""
        self._held = key
        self._back()

    def retranslate(self) -> None:
        """Say the name in the language and the size in use."""
        self.setAccessibleName(self._speech(self.name))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_J, Qt.Key.Key_K) and not event.modifiers():
            self.step(event.key())
        elif event.key() == Qt.Key.Key_Escape or (event.text() and event.text().isprintable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _keep(self) -> None:
        row = self.row()
        self._held = self.key_of(row) if row else self._held

    def _back(self) -> None:
        self.go(self.place(self._found.position(self._held) if self._held else -1))
        self.tell()
