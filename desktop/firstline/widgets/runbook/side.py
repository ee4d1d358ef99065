"""The side of the live control view: what the backup and the drills prove, and the settings."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from firstline.domain.runbook.proof import insurance
from firstline.domain.runbook.settings import (
    INSTANTS,
    NAMES,
    RESTORE_DAYS,
    SET,
    TOLERANCE_PERCENT,
)
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.runbook.runbook import RunbookModel, Shown
from firstline.widgets import layouts, theme

INSURED = Text("✓ 备份和恢复演练齐备", "✓ Backup and restore drill are proved")
DEFAULTS = {
    "restore_days": Text(f"默认 {RESTORE_DAYS}", f"{RESTORE_DAYS} unless set"),
    "tolerance_percent": Text(f"默认 {TOLERANCE_PERCENT}", f"{TOLERANCE_PERCENT} unless set"),
}
_SIDE, _SIDE_TIGHT = 350, 230


class LiveSide(QFrame):
    """Keeps each setting when its field is left."""

    def __init__(self, desktop: Desktop, model: RunbookModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self.setObjectName("pane")
        self.proofs = QLabel()
        self.proofs.setWordWrap(True)
        self.proofs.setTextFormat(Qt.TextFormat.PlainText)
        self.fields = {name: QLineEdit() for name in NAMES}
        self._labels = {name: QLabel() for name in NAMES}
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(self.proofs)
        column.addSpacing(6)
        for name, line in self.fields.items():
            label = self._labels[name]
            label.setProperty("look", "small")
            label.setBuddy(line)
            column.addWidget(label)
            column.addWidget(line)
            line.editingFinished.connect(lambda one=name: self._on_field(one))
        column.addStretch(1)
        held = QVBoxLayout(self)
        held.setContentsMargins(1, 0, 0, 0)
        held.addWidget(layouts.scrolled(inner))

    def fold(self, tight: bool) -> None:  # noqa: FBT001 - as a widget's own setters
        """Take less room where there is little."""
        self.setFixedWidth(theme.px(_SIDE_TIGHT if tight else _SIDE))

    def show_runbook(self, shown: Shown) -> None:
        """Show the proofs and the settings as they stand."""
        say = self._speech
        proved = insurance(shown.book, self._model.now)
        lines = [f"✗ {say(text)}" for _code, text in proved.reasons]
        clashing = ", ".join(shown.book.contested)
        if clashing:
            lines.append(
                say(
                    Text(
                        f"⚠ 两台电脑设了不同的值,按更谨慎的算:{clashing}",
                        f"⚠ Two machines differ; the careful value counts: {clashing}",
                    )
                )
            )
        self.proofs.setText("\n".join(lines) or say(INSURED))
        self.proofs.setProperty("look", "late" if lines else "heading")
        self.proofs.style().unpolish(self.proofs)
        self.proofs.style().polish(self.proofs)
        for name, line in self.fields.items():
            if not (line.hasFocus() or line.isModified()):
                line.setText(self._held(shown, name))

    def _held(self, shown: Shown, name: str) -> str:
        value = shown.book.value(SET + name)
        if name in INSTANTS and value:
            return f"{datetime.fromisoformat(value).astimezone(self._desktop.zone):%Y-%m-%d %H:%M}"
        return value

    def _on_field(self, name: str) -> None:
        shown, line = self._model.shown, self.fields[name]
        if shown is None or line.text().strip() == self._held(shown, name):
            return
        line.setModified(False)
        if not self._model.put(name, line.text()):
            line.setText(self._held(shown, name))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        for name, label in self._labels.items():
            label.setText(say(NAMES[name]))
            self.fields[name].setAccessibleName(say(NAMES[name]))
        for name, text in DEFAULTS.items():
            self.fields[name].setPlaceholderText(say(text))
