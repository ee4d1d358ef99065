"""The page of health and risk: its registers, scans that are taken in, and the starting risks."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from firstline.domain.errors import NOTHING
from firstline.domain.health.check_items import parse_items
from firstline.domain.health.risk_starters import parse_starters
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.system.resources import read_text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Frame
from firstline.viewmodel.health.files import FileActs, HealthFiles
from firstline.viewmodel.health.frames import FRAMES
from firstline.viewmodel.health.model import HealthModel
from firstline.viewmodel.later import Later
from firstline.viewmodel.reports import KINDS as REPORTS
from firstline.viewmodel.reports import Reports, write
from firstline.widgets.health.case_form import CaseForm
from firstline.widgets.health.check_leaf import CheckLeaf
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.path_form import PathForm
from firstline.widgets.health.quality_form import KINDS, QualityForm
from firstline.widgets.health.register_page import RegisterPage

TITLE = Text("健康与风险", "Health and risk")
SCAN = Text("导入扫描结果…", "Take a scan in…")
REPORT = Text("健康检查报告…", "Health report…")
VERSION = Text("从版本文件读取…", "Read a version file…")
VERSION_FILE = Text("T+ 版本文件 (*.xml);;所有文件 (*)", "T+ version file (*.xml);;All files (*)")
STARTERS = Text("收入起始清单", "Take in the starters")


class HealthPage(RegisterPage):
    """Thirteen registers of health and risk."""

    def __init__(
        self, desktop: Desktop, later: Later, files: HealthFiles | None = None,
        reports: Reports | None = None,
    ) -> None:  # fmt: skip
        packs = (
            parse_starters(read_text("packs", "health", "risk_starters.toml"), "risk_starters"),
            parse_items(read_text("packs", "checklists", "audit_health.toml"), "audit_health"),
        )
        self.model = HealthModel(desktop, later, packs)
        self.starters, self.scan, self.report = QPushButton(), QPushButton(), QPushButton()
        self.version = QPushButton()
        self._reports = reports
        super().__init__(desktop, self.model, TITLE, ((NOTHING, FRAMES),))
        self.model.setParent(self)
        self.files = FileActs(desktop, later, files, self) if files else None
        self.starters.clicked.connect(self.model.take_starters)
        self.scan.clicked.connect(self._on_scan)
        self.report.clicked.connect(self._on_report)
        self.version.clicked.connect(self._on_version)
        self.begin()

    @override
    def _beside(self) -> Sequence[QWidget]:
        return (self.report, self.version, self.scan, self.starters)

    @override
    def _make(self, frame: Frame) -> Leaf | CheckLeaf:
        if frame.sheet is None:
            return CheckLeaf(self._desktop, self.model)
        made = Leaf(self._desktop, self.model, frame, frame.sheet)
        if frame.id == "quality" and self.files is not None:
            made.put_over(QualityForm(self._speech, self.files))
        if frame.id == "upgrade_edge":
            made.put_over(PathForm(self._speech, self.model))
        if frame.id == "error_baseline":
            made.put_over(CaseForm(self._speech, self.model))
        made.starters.connect(self.model.take_starters)
        return made

    @override
    def _on_row(self, row: int) -> None:
        super()._on_row(row)
        self.starters.setVisible(self.current == "risk")
        self.scan.setVisible(self.current == "finding" and self.files is not None)
        self.version.setVisible(self.current == "system" and self.files is not None)
        self.report.setVisible(self.current == "check" and self._reports is not None)

    def _on_scan(self) -> None:
        say = self._speech
        chosen, _ = QFileDialog.getOpenFileName(self, say(SCAN), "", say(KINDS))
        if chosen and self.files is not None:
            self.files.scan(Path(chosen))

    def _on_version(self) -> None:
        leaf, say = self.leaves.get("system"), self._speech
        if self.files is None or not isinstance(leaf, Leaf) or not leaf.table.key():
            return
        chosen, _ = QFileDialog.getOpenFileName(self, say(VERSION), "", say(VERSION_FILE))
        if chosen:
            self.files.version(Path(chosen), leaf.table.key())

    def _on_report(self) -> None:
        leaf, say = self.leaves.get("check"), self._speech
        if self._reports is None or not isinstance(leaf, CheckLeaf):
            return
        system = leaf.system.currentText().strip()
        name = f"{system}.pdf".replace("/", "-")
        kinds_of_file = ";;".join(say(one) for one in REPORTS)
        chosen, _ = QFileDialog.getSaveFileName(self, say(REPORT), name, kinds_of_file)
        if chosen:
            write(self._desktop, Path(chosen), self._reports.health, system)

    @override
    def retranslate(self) -> None:
        self._dress(self.report, REPORT, "printer")
        self._dress(self.starters, STARTERS, "download")
        self._dress(self.scan, SCAN, "download")
        self._dress(self.version, VERSION, "folder-search")
        super().retranslate()
