"""The screenshot of a step: pasted, dropped or chosen, and kept once the step is recorded."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons
from firstline.widgets.attachments import local_files, png_of

SHOT = Text("截图…", "Screenshot…")
NO_SHOT = Text("截图:粘贴、拖入或选择", "Screenshot: paste, drop or choose")
KINDS = Text("图片 (*.png *.jpg *.jpeg *.bmp)", "Pictures (*.png *.jpg *.jpeg *.bmp)")


class UatShot(QFrame):
    """Holds one screenshot until its step is recorded; tells of those that were kept."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self.shot: Path | bytes | None = None
        self._kept: Sequence[str] = ()
        self._words = QLabel()
        self._words.setProperty("look", "small")
        self.choose = QPushButton()
        self.choose.clicked.connect(self._on_choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self.choose)

    def tell(self, kept: Sequence[str]) -> None:
        """Say what is held, or else which screenshots the step has."""
        self._kept = kept
        if self.shot is not None:
            name = self.shot.name if isinstance(self.shot, Path) else "PNG"
            self._words.setText(f"📎 {name}")
        elif kept:
            self._words.setText("📎 " + ", ".join(kept))
        else:
            self._words.setText(self._speech(NO_SHOT))

    def hold(self, shot: Path | bytes | None) -> None:
        """Hold a screenshot for the next record, or none."""
        self.shot = shot
        self.tell(self._kept)

    def take(self, mime: QMimeData | None) -> bool:
        """Take what was pasted or dropped; False where it is no picture and no file."""
        found = shot_in(mime)
        if found is not None:
            self.hold(found)
        return found is not None

    def paste(self) -> bool:
        """Take the picture or file on the clipboard; False where there is none."""
        return self.take(QGuiApplication.clipboard().mimeData())

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(SHOT), "", self._speech(KINDS))
        if chosen:
            self.hold(Path(chosen))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.choose.setText(self._speech(SHOT))
        self.choose.setAccessibleName(self._speech(SHOT))
        self.choose.setIcon(icons.icon("image"))
        self.tell(self._kept)


def shot_in(mime: QMimeData | None) -> Path | bytes | None:
    """Return the file or the picture that was pasted or dropped, None where there is neither."""
    if mime is None:
        return None
    files = local_files(mime)
    return files[0] if files else png_of(mime) or None
