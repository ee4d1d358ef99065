"""Where a file of evidence is dropped or chosen."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons
from firstline.widgets.plain_label import PlainLabel

HINT = Text("把证据文件拖到这里", "Drop the evidence here")
CHOOSE = Text("选择文件…", "Choose a file…")


class DropPlace(QFrame):
    """Takes one file, by drop or by choice."""

    given = Signal(object)  # Path

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.setObjectName("dropPlace")
        self.setAcceptDrops(True)
        self._hint = PlainLabel()
        self._hint.setProperty("look", "muted")
        self._hint.setWordWrap(True)
        self.choose = QPushButton()
        self.choose.clicked.connect(self._on_choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.addWidget(self._hint, 1)
        row.addWidget(self.choose)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._hint.setText(self._speech(HINT))
        self.choose.setText(self._speech(CHOOSE))
        self.choose.setAccessibleName(self._speech(CHOOSE))
        self.choose.setIcon(icons.icon("paperclip"))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(one.isLocalFile() for one in event.mimeData().urls()):
            event.acceptProposedAction()
            self._mark(hot=True)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(hot=False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(hot=False)
        paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.given.emit(paths[0])

    def _mark(self, *, hot: bool) -> None:
        self.setProperty("hot", hot)
        self.style().unpolish(self)
        self.style().polish(self)

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(CHOOSE))
        if chosen:
            self.given.emit(Path(chosen))
