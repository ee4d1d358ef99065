"""QR codes of a hand-off, one after the other: a phone carries the text where no cable does."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets.plain_label import PlainLabel

PLACE = Text("第 {at} 个,共 {all} 个", "{at} of {all}")
PREVIOUS = Text("← 上一个", "← Previous")
NEXT = Text("下一个 →", "Next →")
HINT = Text(
    "用手机依次扫描,每段开头有编号。", "Scan them in turn; each part begins with its number."
)


class CodesView(QWidget):
    """Shows one code at a time as large as there is room; ← and → go on."""

    def __init__(self, speech: Speech, draw: Callable[[str], bytes]) -> None:
        super().__init__()
        self._speech = speech
        self._draw = draw
        self._parts: tuple[str, ...] = ()
        self._at = 0
        self._picture = QPixmap()
        self.image, self.place, self.hint = PlainLabel(), PlainLabel(), PlainLabel()
        self.image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.image.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.hint.setProperty("look", "small")
        self.previous, self.next = QPushButton(), QPushButton()
        self.previous.clicked.connect(lambda: self.go(-1))
        self.next.clicked.connect(lambda: self.go(1))
        acts = QHBoxLayout()
        acts.addStretch(1)
        for part in (self.previous, self.place, self.next):
            acts.addWidget(part)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 12)
        column.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.image, 1)
        column.addLayout(acts)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def show_parts(self, parts: tuple[str, ...]) -> None:
        """Show the first of these parts."""
        self._parts, self._at = parts, 0
        self._show()

    def go(self, step: int) -> None:
        """Show the next part, or the one before; it goes round."""
        if self._parts:
            self._at = (self._at + step) % len(self._parts)
            self._show()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.previous.setText(self._speech(PREVIOUS))
        self.next.setText(self._speech(NEXT))
        self.hint.setText(self._speech(HINT))
        self._name()

    def _show(self) -> None:
        self._picture = QPixmap()
        self._picture.loadFromData(self._draw(self._parts[self._at]), "PNG")
        self._scale()
        self._name()

    def _name(self) -> None:
        many = len(self._parts)
        said = self._speech(PLACE.fill(at=self._at + 1, all=many)) if many else ""
        self.place.setText(said)
        self.image.setAccessibleName(said)
        for button in (self.previous, self.next):
            button.setVisible(many > 1)

    def _scale(self) -> None:
        if self._picture.isNull():
            return
        side = min(self.image.width(), self.image.height())
        # whole multiples keep the modules square and sharp; below the size of its own, smooth
        keep, fast = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
        smooth = Qt.TransformationMode.SmoothTransformation
        small = side < self._picture.width()
        self.image.setPixmap(self._picture.scaled(side, side, keep, smooth if small else fast))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Space: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps:
            self.go(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)
