"""The shortcut sheet: every key that does something, read from the one list of commands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel.shell.commands import COMMANDS, GROUPS, Group, keys_of
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.plain_label import PlainLabel

# Three columns where the window has room for them, so that the sheet fits without scrolling.
_TWO = ((Group.TICKET,), (Group.LIST, Group.GO, Group.WINDOW))
_THREE = ((Group.TICKET,), (Group.LIST, Group.WINDOW), (Group.GO,))
_SHOWN = {"Return": "Enter", "Esc": "Esc"}


class ShortcutSheet(QDialog):
    """Shows the keys in groups; Esc or Ctrl+/ closes it."""

    def __init__(self, speech: Speech, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._speech = speech
        self._above = parent
        frame = QFrame()
        frame.setObjectName("picker")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._title = PlainLabel()
        self._title.setProperty("look", "title")
        self._place = QScrollArea()
        self._place.setFrameShape(QScrollArea.Shape.NoFrame)
        self._place.setWidgetResizable(True)
        self._place.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(frame)
        column.setContentsMargins(20, 14, 12, 12)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._place, 1)

    def open_over(self) -> None:
        """Show the sheet over its window."""
        title = self._speech(Text("快捷键一览", "Keyboard shortcuts"))
        self._title.setText(title)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        above = self._above
        room = above.width() - 40
        bar = self._place.verticalScrollBar().sizeHint().width() + theme.px(36)
        table = self._table(_THREE)
        if table.sizeHint().width() + bar > room:
            table = self._table(_TWO)
        self._place.setWidget(table)
        table.setAutoFillBackground(False)  # the scroll area turned it on
        self._place.setAccessibleName(title)
        width = min(max(theme.px(760), table.sizeHint().width() + bar), room)
        whole = table.sizeHint().height() + self._title.sizeHint().height() + theme.px(56)
        height = min(whole, above.height() - 40)
        corner = above.mapToGlobal(above.rect().center())
        self.setGeometry(corner.x() - width // 2, corner.y() - height // 2, width, height)
        self.show()
        self.raise_()
        self.activateWindow()

    def _table(self, columns: Sequence[Sequence[Group]]) -> QWidget:
        made = QWidget()
        made.setAutoFillBackground(False)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(28)
        for groups in columns:
            column = QVBoxLayout()
            column.setSpacing(6)
            for group in groups:
                self._group(column, group)
            column.addStretch(1)
            row.addLayout(column, 1)
        return made

    def _group(self, column: QVBoxLayout, group: Group) -> None:
        head = PlainLabel(self._speech(GROUPS[group]))
        head.setProperty("look", "heading")
        column.addWidget(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for at, one in enumerate(c for c in COMMANDS if c.group is group and keys_of(c)):
            grid.addWidget(PlainLabel(self._speech(one.name)), at, 0)
            keys = dict.fromkeys(_SHOWN.get(key, key) for key in keys_of(one))
            told = QWidget()
            line = QHBoxLayout(told)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(4)
            for key in keys:
                cap = PlainLabel(key)
                cap.setProperty("look", "key")
                line.addWidget(cap)
            grid.addWidget(told, at, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        column.addSpacing(10)
