"""The strip at the foot: open, overdue and at risk; click one to list them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel.queue.counts import Figures
from firstline.viewmodel.queue.views import AT_RISK, BUILT_IN, OVERDUE, View
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.sync.chip import SyncChip


class StatusStrip(QFrame):
    """Figures at the left; what works in the background and the place of the data at the right."""

    view = Signal(object)  # View
    cancelled = Signal()

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._figures = Figures()
        self._task: Text | None = None
        self.setObjectName("statusStrip")
        self._open = self._figure(BUILT_IN[1])
        self._over = self._figure(OVERDUE)
        self._soon = self._figure(AT_RISK)
        self._task_words = PlainLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(96, 6)
        self._cancel = QToolButton()
        self._cancel.setProperty("look", "quiet")
        self._cancel.setIcon(icons.icon("x", "muted"))
        self._cancel.clicked.connect(self.cancelled)
        self.chip = SyncChip(speech)
        self._lay()
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def _figure(self, view: View) -> QPushButton:
        made = QPushButton()
        made.setProperty("look", "figure")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda: self.view.emit(view))
        return made

    def _lay(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 6, 0)
        row.setSpacing(0)
        for at, one in enumerate((self._open, self._over, self._soon)):
            if at:
                dot = PlainLabel("·")
                dot.setProperty("look", "muted")
                row.addWidget(dot)
            row.addWidget(one)
        row.addStretch(1)
        for part in (self._task_words, self._bar, self._cancel):
            row.addWidget(part)
            row.addSpacing(6)
        row.addSpacing(4)
        row.addWidget(self.chip)

    def add_part(self, part: QWidget) -> None:
        """Put `part` before the chip."""
        self._row.insertWidget(self._row.indexOf(self.chip), part)

    def show_figures(self, figures: Figures) -> None:
        """Show the three figures."""
        self._figures = figures
        self.retranslate()

    def show_task(self, words: Text | None, share: float | None = None) -> None:
        """Show background work (`share` 0 to 1, None when unknown), or clear the place."""
        self._task = words
        self._bar.setRange(0, 0 if share is None else 100)
        self._bar.setValue(round((share or 0) * 100))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        figures, say = self._figures, self._speech
        self._open.setText(say(Text(f"{figures.open} 未结", f"{figures.open} open")))
        self._over.setText(say(Text(f"{figures.overdue} 超时", f"{figures.overdue} overdue")))
        self._soon.setText(say(Text(f"{figures.at_risk} 将超时", f"{figures.at_risk} at risk")))
        _heat(self._over, "P1" if figures.overdue else "")
        _heat(self._soon, "P2" if figures.at_risk else "")
        for one in (self._open, self._over, self._soon):
            one.setAccessibleName(one.text())
            one.setToolTip(say(Text("点击筛选", "Click to list them")))
        busy = self._task is not None
        for part in (self._task_words, self._bar, self._cancel):
            part.setVisible(busy)
        self._task_words.setText(say(self._task) if self._task else "")
        self._cancel.setAccessibleName(say(Text("取消", "Cancel")))
        self._bar.setAccessibleName(say(Text("进度", "Progress")))


def _heat(figure: QWidget, shade: str) -> None:
    """Colour a figure; its style is read anew only where the colour is another one."""
    if (figure.property("hot") or "") != shade:
        figure.setProperty("hot", shade)
        figure.style().unpolish(figure)
        figure.style().polish(figure)
