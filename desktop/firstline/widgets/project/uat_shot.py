"""The screenshot of a step: pasted, dropped or chosen, and kept once the step is recorded."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.detail.attachments import local_files, png_of
from firstline.widgets.plain_label import PlainLabel

SHOT = Text("截图…", "Screenshot…")
NO_SHOT = Text("截图:粘贴、拖入或选择", "Screenshot: paste, drop or choose")
VIEW = Text("看截图", "View")
GONE = Text(
    "截图还不在这台电脑上,下次同步会取来。",
    "The screenshot is not on this PC yet; the next exchange fetches it.",
)
_HIGH = 300  # pixels of the picture at the usual text size
Find = Callable[[str], Path | None]
"""Returns where the file with this SHA-256 lies, None where it is not here."""
KINDS = Text("图片 (*.png *.jpg *.jpeg *.bmp)", "Pictures (*.png *.jpg *.jpeg *.bmp)")


class UatShot(QFrame):
    """Holds one screenshot until its step is recorded; tells of those that were kept."""

    wanted = Signal(str)  # the SHA-256 of a screenshot that somebody looks at and that is not here

    def __init__(self, speech: Speech, find: Find) -> None:
        super().__init__()
        self._speech = speech
        self._find = find
        self.shot: Path | bytes | None = None
        self._kept: Sequence[tuple[str, str]] = ()
        self.view, self.picture = QPushButton(), PlainLabel()
        self.view.setCheckable(True)
        self.view.toggled.connect(lambda _on: self._show())
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.hide()
        self._words = PlainLabel()
        self._words.setProperty("look", "small")
        self.choose = QPushButton()
        self.choose.clicked.connect(self._on_choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self.view)
        row.addWidget(self.choose)

    def tell(self, kept: Sequence[tuple[str, str]]) -> None:
        """Say what is held, or else which screenshots the step has: their SHA-256 and names."""
        self._kept = kept
        if self.shot is not None:
            name = self.shot.name if isinstance(self.shot, Path) else "PNG"
            self._words.setText(f"📎 {name}")
        elif kept:
            self._words.setText("📎 " + ", ".join(name for _, name in kept))
        else:
            self._words.setText(self._speech(NO_SHOT))
        self.view.setVisible(self.shot is not None or bool(kept))
        self._show()

    def _show(self, *, asks: bool = True) -> None:
        """Show the held picture, or else the last that was kept, where somebody asked for it."""
        shown = self.view.isChecked() and not self.view.isHidden()
        self.picture.setVisible(shown)
        if not shown:
            return
        made = QPixmap()
        if isinstance(self.shot, bytes):
            made.loadFromData(self.shot)
        else:
            path = self.shot or (self._find(self._kept[-1][0]) if self._kept else None)
            made = QPixmap(str(path)) if path else made
            if path is None and self._kept and asks:
                self.wanted.emit(self._kept[-1][0])
        if made.isNull():
            self.picture.setText(self._speech(GONE))
            return
        high = min(theme.px(_HIGH), made.height())
        mode = Qt.TransformationMode.SmoothTransformation
        self.picture.setPixmap(made.scaledToHeight(high, mode))

    def look_again(self) -> None:
        """Show what has come meanwhile."""
        if not self.picture.isHidden() and self.picture.pixmap().isNull():
            self._show(asks=False)

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
        self.view.setText(self._speech(VIEW))
        self.view.setAccessibleName(self._speech(VIEW))
        self.picture.setAccessibleName(self._speech(VIEW))
        self.tell(self._kept)


def shot_in(mime: QMimeData | None) -> Path | bytes | None:
    """Return the file or the picture that was pasted or dropped, None where there is neither."""
    if mime is None:
        return None
    files = local_files(mime)
    return files[0] if files else png_of(mime) or None
