"""The chain of a request's steps: done, present, failed or ahead, by glyph, shade and words."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.contracts.request_forms import Step
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

_GLYPHS = {"done": "✓", "now": "●", "failed": "✗", "ahead": "", "gone": ""}
_SHADES = {"done": "ok", "now": "accent", "failed": "P1", "ahead": "muted", "gone": "border"}
SAID = {
    "done": Text("已完成", "done"), "now": Text("现在", "now"), "failed": Text("有问题", "failed"),
    "ahead": Text("未到", "ahead"), "gone": Text("不再", "no more"),
}  # fmt: skip
NAME = Text("步骤", "Steps")
_HIGH, _DISC = 66, 22


class StepChain(QWidget):
    """Paints the steps from left to right, joined by a line."""

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        say = self._speech
        told = (f"{say(one.name)} {say(SAID[one.state])} {one.said}".strip() for one in steps)
        self.setAccessibleName(f"{say(NAME)}: {', '.join(told)}")
        self.setFixedHeight(theme.px(_HIGH))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(_HIGH))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / len(self._steps)
        middle = theme.px(_DISC) / 2 + 1
        for at, one in enumerate(self._steps):
            left = at * wide + wide / 2
            if at:
                done = one.state in ("done", "now", "failed")
                painter.setPen(QPen(theme.token("ok" if done else "border"), 2))
                gap = theme.px(_DISC) / 2 + 3
                painter.drawLine(round(left - wide + gap), round(middle), round(left - gap),
                                 round(middle))  # fmt: skip
            self._step(painter, one, left, wide)

    def _step(self, painter: QPainter, one: Step, x: float, wide: float) -> None:
        half = theme.px(_DISC) / 2
        shade = theme.token(_SHADES[one.state])
        filled = one.state in ("done", "now", "failed")
        painter.setPen(QPen(shade, 2))
        painter.setBrush(shade if filled else theme.token("surface"))
        disc = QRectF(x - half, 1, 2 * half, 2 * half)
        painter.drawEllipse(disc)
        painter.setPen(theme.token("surface"))
        painter.setFont(theme.font(12, bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, _GLYPHS[one.state])
        strong = one.state in ("now", "failed")
        painter.setPen(theme.token("text" if filled else "muted"))
        painter.setFont(theme.font(12, bold=strong))
        name = QRectF(x - wide / 2, 2 * half + theme.px(4), wide, theme.px(18))
        named = painter.fontMetrics().elidedText(
            self._speech(one.name), Qt.TextElideMode.ElideRight, round(wide) - 2
        )
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, named)
        painter.setPen(theme.token("muted"))
        painter.setFont(theme.font(11))
        said = painter.fontMetrics().elidedText(
            one.said, Qt.TextElideMode.ElideRight, round(wide) - 4
        )
        below = QRectF(x - wide / 2, 2 * half + theme.px(22), wide, theme.px(17))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, said)
