"""Two long texts as one column of marked lines, to read and to copy in a narrow pane."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QColor,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from firstline.domain.overrides import override
from firstline.viewmodel.detail.line_diff import Line, Side
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

MOST_ROWS = 12  # visible at once; the rest scrolls
_MARKS = {Side.MINE: "+  ", Side.THEIRS: "−  ", Side.BOTH: "    ", Side.LEFT_OUT: "⋯  "}
_GROUNDS = {Side.MINE: "selection", Side.THEIRS: "note"}


class ClashLines(QPlainTextEdit):
    """Shows the lines of a comparison; + stands before mine, − before theirs."""

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._lines: list[Line] = []
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_lines(self, lines: list[Line]) -> None:
        """Show the comparison."""
        self._lines = lines
        self.retranslate()

    def retranslate(self) -> None:
        """Write the lines anew in the language and the colours in use."""
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for at, line in enumerate(self._lines):
            if at:
                cursor.insertBlock()
            block = QTextBlockFormat()
            ground = _GROUNDS.get(line.side)
            block.setBackground(
                theme.token(ground) if ground else QColor(Qt.GlobalColor.transparent)
            )
            cursor.setBlockFormat(block)
            shade = QTextCharFormat()
            quiet = line.side in (Side.LEFT_OUT, Side.BOTH)
            shade.setForeground(theme.token("muted" if quiet else "text"))
            said = self._speech(line.words) if line.side is Side.LEFT_OUT else line.text
            cursor.insertText(_MARKS[line.side] + said, shade)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        rows = round(self.document().documentLayout().documentSize().height())  # as they wrap now
        first = self.document().firstBlock()
        lines = max(1, first.layout().lineCount())
        high = self.blockBoundingRect(first).height() / lines or self.fontMetrics().lineSpacing()
        height = min(MOST_ROWS, max(2, rows)) * high + 2 * self.frameWidth() + 10
        return QSize(super().sizeHint().width(), round(height))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
