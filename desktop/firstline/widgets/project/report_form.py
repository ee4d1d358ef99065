"""The vendor's report of a diagnosis: attached by its content, and written out again."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton

from firstline.domain.project.diagnosis import SHEET
from firstline.domain.words import Text
from firstline.viewmodel.project.model import ProjectModel
from firstline.viewmodel.speech import Speech
from firstline.widgets.health.leaf import Leaf

ATTACH = Text("附上厂商报告…", "Attach the report…")
SAVE = Text("另存报告…", "Save the report as…")
COLUMN = "report"


class ReportForm(QFrame):
    """Two buttons that act on the diagnosis that is chosen in the table."""

    def __init__(self, speech: Speech, model: ProjectModel, leaf: Leaf) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self._leaf = leaf
        self.attach, self.save = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 6)
        row.setSpacing(8)
        row.addWidget(self.attach)
        row.addWidget(self.save)
        row.addStretch(1)
        self.attach.clicked.connect(self._on_attach)
        self.save.clicked.connect(self._on_save)
        leaf.table.chosen.connect(self._on_chosen)
        self._on_chosen(leaf.table.key())

    def _on_chosen(self, key: str) -> None:
        self.attach.setEnabled(bool(key))
        self.save.setEnabled(bool(key))

    def _on_attach(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(ATTACH))
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> bool:
        """Attach a file to the chosen diagnosis."""
        return self._model.attach(SHEET, self._leaf.table.key(), COLUMN, path)

    def _on_save(self) -> None:
        held = self._leaf.panel.fields.value(COLUMN)
        chosen, _ = QFileDialog.getSaveFileName(self, self._speech(SAVE), held)
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> bool:
        """Write the report of the chosen diagnosis."""
        return self._model.copy_out(SHEET, self._leaf.table.key(), COLUMN, path)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for button, words in ((self.attach, ATTACH), (self.save, SAVE)):
            button.setText(self._speech(words))
            button.setAccessibleName(self._speech(words))
