"""The live preview of the triage sheet: the priority, why, the due times, and the override."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Priority
from firstline.domain.ticket.triage import Assessment
from firstline.domain.words import Text
from firstline.viewmodel import phrases
from firstline.viewmodel.speech import Speech
from firstline.viewmodel.triage.desk import DueLine
from firstline.widgets import theme
from firstline.widgets.detail.choice import QuietCombo
from firstline.widgets.queue import cells

PREVIEW = Text("将定为", "Will be")
DUE = Text("可能的时限", "Possible due times")
_LINE_PX = 330  # a narrower pane gives the name of a clock two lines
IF_NOW = Text("厂商段按现在收到计", "vendor leg as if received now")
OVERRIDE = Text("人工改定", "Override")
AS_COMPUTED = Text("按计算结果", "as computed")
REASON = Text("改定的原因(必填)", "Reason for the override (required)")


class TriagePreview(QFrame):
    """Says what the answers lead to while they are given."""

    changed = Signal()  # the override or its reason

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tinted")
        self._speech = speech
        self.badge, self.name, self.remark = QLabel(self), QLabel(self), QLabel(self)
        self.caption, self.steps, self.hints = QLabel(self), QLabel(self), QLabel(self)
        self.due_title, self.override_title = QLabel(self), QLabel(self)
        self.override, self.reason = QuietCombo(self), QLineEdit(self)
        self._due = QGridLayout()
        self._due_labels: list[QLabel] = []
        self._shown: tuple[Assessment, Priority, Text, Sequence[DueLine]] | None = None
        self._build()
        self.override.activated.connect(self._choose)
        self.reason.textEdited.connect(self.changed)
        speech.switched.connect(self.retranslate)
        self.retranslate()

    def _build(self) -> None:
        for label in (self.name, self.remark, self.caption, self.steps, self.hints,
                      self.due_title, self.override_title):  # fmt: skip
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.caption.setProperty("look", "muted")
        self.name.setProperty("look", "title")
        self.remark.setProperty("look", "muted")
        self.due_title.setProperty("look", "heading")
        self.override_title.setProperty("look", "heading")
        self.hints.setObjectName("hints")
        self.reason.hide()
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.badge)
        top.addWidget(self.name, 1)
        self._due.setHorizontalSpacing(12)
        self._due.setVerticalSpacing(2)
        self._due.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(6)
        column.addWidget(self.caption)
        column.addLayout(top)
        column.addWidget(self.remark)
        column.addWidget(self.steps)
        column.addWidget(self.hints)
        column.addSpacing(6)
        column.addWidget(self.due_title)
        column.addLayout(self._due)
        column.addSpacing(6)
        column.addWidget(self.override_title)
        column.addWidget(self.override)
        column.addWidget(self.reason)
        column.addStretch(1)

    def show_result(
        self, found: Assessment, chosen: Priority, remark: Text, due: Sequence[DueLine]
    ) -> None:
        """Show the assessment, the priority that will be stored, and the due times."""
        self._shown = (found, chosen, remark, due)
        speech = self._speech
        self.badge.setPixmap(cells.badge(chosen))
        self.badge.setFixedSize(cells.badge_size())
        self.name.setText(speech(phrases.PRIORITIES[chosen]))
        self.remark.setText(speech(remark))
        self.remark.setVisible(bool(remark.zh))
        lines = [f"{at}. {speech(step)}" for at, step in enumerate(found.steps, 1)]
        if chosen is not found.priority:
            lines.append(f"→ {speech(OVERRIDE)}: {speech(phrases.PRIORITIES[chosen])}")
        self.steps.setText("\n".join(lines))
        self.hints.setText("\n".join(f"⚠ {speech(one)}" for one in found.hints))
        self.hints.setVisible(bool(found.hints))
        self.setAccessibleName(f"{speech(PREVIEW)} {self.name.text()}\n{self.steps.text()}")
        self.due_title.setVisible(bool(due))
        self._show_due(due)

    def show_override(self, level: str, reason: str) -> None:
        """Show which override stands."""
        self.override.setCurrentIndex(max(0, self.override.findData(level)))
        if self.reason.text() != reason:
            self.reason.setText(reason)
        self.reason.setVisible(bool(level))

    @property
    def level(self) -> str:
        """The override that is chosen, "" for none."""
        return str(self.override.currentData() or "")

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        self.caption.setText(speech(PREVIEW))
        self.due_title.setText(f"{speech(DUE)} · {speech(IF_NOW)}")
        self.override_title.setText(speech(OVERRIDE))
        self.reason.setPlaceholderText(speech(REASON))
        self.reason.setAccessibleName(speech(REASON))
        self.override.setAccessibleName(speech(OVERRIDE))
        level = self.level
        self.override.clear()
        self.override.addItem(speech(AS_COMPUTED), "")
        for one, name in phrases.PRIORITIES.items():
            self.override.addItem(speech(name), one.value)
        self.override.setCurrentIndex(max(0, self.override.findData(level)))
        if self._shown is not None:
            self.show_result(*self._shown)

    def _choose(self) -> None:
        self.reason.setVisible(bool(self.level))
        if self.level:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _show_due(self, due: Sequence[DueLine]) -> None:
        while len(self._due_labels) < 2 * len(due):
            at, column = divmod(len(self._due_labels), 2)
            label = QLabel(self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", "heading" if column else "muted")
            self._due.addWidget(label, at, column)
            self._due_labels.append(label)
        for at, label in enumerate(self._due_labels):
            one = due[at // 2] if at // 2 < len(due) else None
            label.setVisible(one is not None)
            if one is not None and at % 2 == 0:
                leg = self._speech(phrases.LEGS[one.leg])
                label.setText(f"{leg} · {self._speech(one.name)}")
            elif one is not None:
                label.setText(self._speech(one.when))

        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < theme.px(_LINE_PX)
        for label in self._due_labels[::2]:
            label.setWordWrap(narrow)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(220), 100)
