"""Files of a register's record: attached by their content, and written out again."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton

from firstline.domain.health.columns import Sheet
from firstline.domain.outcome.proof import Stood
from firstline.domain.outcome.sheet import SHEET as OUTCOME
from firstline.domain.overrides import override
from firstline.domain.project.diagnosis import SHEET as DIAGNOSIS
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.project.model import ProjectModel
from firstline.viewmodel.reports import KINDS, Reports, write
from firstline.viewmodel.speech import Speech
from firstline.widgets.detail.flow import Flow
from firstline.widgets.health.leaf import Leaf


class Filed(NamedTuple):
    """Which column of which register tells of a file, and what the two buttons say."""

    sheet: Sheet
    column: str
    attach: Text
    save: Text


REPORT = Filed(
    DIAGNOSIS, "report", Text("附上厂商报告…", "Attach the report…"),
    Text("另存报告…", "Save the report as…"),
)  # fmt: skip
EVIDENCE = Filed(
    OUTCOME, "evidence", Text("附上证据文件…", "Attach the evidence…"),
    Text("另存证据…", "Save the evidence as…"),
)  # fmt: skip
STATE = Text("写明预期成果…", "State an outcome…")
REPORTED = Text("本季度报告…", "Quarter's report…")


class ReportForm(QFrame):
    """Two buttons that act on the record that is chosen in the table."""

    def __init__(self, speech: Speech, model: ProjectModel, leaf: Leaf, filed: Filed) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self._leaf = leaf
        self._filed = filed
        self.attach, self.save = QPushButton(), QPushButton()
        flow = Flow(self, 8)  # large text goes on in a second line
        flow.setContentsMargins(20, 0, 20, 6)
        for button in self.buttons:
            flow.addWidget(button)
        self.attach.clicked.connect(self._on_attach)
        self.save.clicked.connect(self._on_save)
        leaf.table.chosen.connect(self._on_chosen)
        self._on_chosen(leaf.table.key())

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The buttons from left to right."""
        return (self.attach, self.save)

    def _on_chosen(self, key: str) -> None:
        line = self._leaf.line(key)
        held = line is not None and line.entity is not None
        self.attach.setEnabled(held)
        self.save.setEnabled(held)

    def _on_attach(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(self._filed.attach))
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> bool:
        """Attach a file to the chosen record."""
        key = self._leaf.table.key()
        return self._model.attach(self._filed.sheet, key, self._filed.column, path)

    def _on_save(self) -> None:
        held = self._leaf.panel.fields.value(self._filed.column)
        chosen, _ = QFileDialog.getSaveFileName(self, self._speech(self._filed.save), held)
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> bool:
        """Write the file of the chosen record."""
        key = self._leaf.table.key()
        return self._model.copy_out(self._filed.sheet, key, self._filed.column, path)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for button, words in ((self.attach, self._filed.attach), (self.save, self._filed.save)):
            button.setText(self._speech(words))
            button.setAccessibleName(self._speech(words))


class OutcomeForm(ReportForm):
    """As above, and buttons: state an outcome of the chosen action, write the quarter's report."""

    def __init__(
        self, desktop: Desktop, model: ProjectModel, leaf: Leaf, reports: Reports | None = None
    ) -> None:  # fmt: skip
        self._desktop = desktop
        self._reports = reports
        self.state, self.report = QPushButton(), QPushButton()
        super().__init__(desktop.speech, model, leaf, EVIDENCE)
        self.report.setVisible(reports is not None)
        self.state.clicked.connect(self._on_state)
        self.report.clicked.connect(self._on_report)

    def _on_state(self) -> None:
        line = self._leaf.line(self._leaf.table.key())
        stood = line.more if line else None
        number = stood.action.number if isinstance(stood, Stood) else ""
        self._leaf.panel.start_new({"action": number} if number else {})

    @property
    @override
    def buttons(self) -> tuple[QPushButton, ...]:
        return (self.state, *super().buttons, self.report)

    def _on_report(self) -> None:
        say = self._speech
        kinds = ";;".join(say(one) for one in KINDS)
        chosen, _ = QFileDialog.getSaveFileName(self, say(REPORTED), "outcomes.pdf", kinds)
        if chosen:
            self.write_report(Path(chosen))

    def write_report(self, path: Path) -> bool:
        """Write the report of the present quarter; a Problem is told."""
        if self._reports is None:
            return False
        return write(self._desktop, path, self._reports.outcomes, self._model.project)

    @override
    def retranslate(self) -> None:
        """Say everything in the language in use."""
        super().retranslate()
        for button, words in ((self.state, STATE), (self.report, REPORTED)):
            button.setText(self._speech(words))
            button.setAccessibleName(self._speech(words))
