"""The page of projects: registers from assessment to retirement, for one project or for all."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from firstline.domain.overrides import override
from firstline.domain.project.phase import PHASES
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Frame
from firstline.viewmodel.later import Later
from firstline.viewmodel.project.entries import SHELVES
from firstline.viewmodel.project.files import ProjectActs, ProjectFiles
from firstline.viewmodel.project.findings import DIAGNOSES
from firstline.viewmodel.project.go_live import TOOL_RUNS
from firstline.viewmodel.project.model import ProjectModel
from firstline.viewmodel.project.proved import PROVED
from firstline.viewmodel.project.retention import DUE, RULES
from firstline.viewmodel.project.uat import UAT, SheetPress
from firstline.viewmodel.reports import Reports
from firstline.widgets import theme
from firstline.widgets.combo import Combo, narrow
from firstline.widgets.health.leaf import Leaf
from firstline.widgets.health.register_page import Board, RegisterPage
from firstline.widgets.project.due_leaf import DueLeaf
from firstline.widgets.project.link_form import Forms
from firstline.widgets.project.report_form import REPORT, OutcomeForm, ReportForm
from firstline.widgets.project.retention_pack import shipped
from firstline.widgets.project.run_compare import RunCompare
from firstline.widgets.project.uat_leaf import UatLeaf
from firstline.widgets.purpose import PROJECTS
from firstline.widgets.settings.rows import fill

TITLE = Text("项目", "Projects")
PROJECT = Text("项目或阶段", "Project or phase")
ALL = Text("全部项目", "All projects")
PHASE = Text("阶段", "Phase")
OUTCOMES = PROVED.id
RETENTION = DUE.id


class ProjectPage(RegisterPage):
    """The registers of projects, grouped; a picker narrows all of them to one project."""

    def __init__(
        self, desktop: Desktop, later: Later, files: ProjectFiles | None = None,
        press: SheetPress | None = None, reports: Reports | None = None,
    ) -> None:  # fmt: skip
        self._press = press
        self._reports = reports
        self._later = later
        self.model = ProjectModel(desktop, later)
        self.model.given[RULES.id] = shipped()
        self.picker = Combo()
        groups = [(shelf.name, [one.frame for one in shelf.entries]) for shelf in SHELVES]
        super().__init__(desktop, self.model, TITLE, groups, PROJECTS)
        self.model.setParent(self)
        self.files = ProjectActs(desktop, later, files, self) if files else None
        narrow(self.picker)
        self.picker.activated.connect(self._on_picked)
        self.begin()

    @override
    def _beside(self) -> Sequence[QWidget]:
        return (self.picker,)

    def show_leaf(self, name: str) -> None:
        """Show a register, such as OUTCOMES."""
        self.go_to(name)

    @override
    def _make(self, frame: Frame) -> Board:
        if frame.id == UAT.id:
            tests = UatLeaf(self._desktop, self.model, self._press)
            tests.running.connect(self._on_running)
            return tests
        if frame.id == DUE.id:
            return DueLeaf(self._desktop, self._later)
        made = super()._make(frame)
        if frame.id == TOOL_RUNS.id and isinstance(made, Leaf):
            made.put_over(RunCompare(self._speech, self.model))
        if frame.id == DIAGNOSES.id and isinstance(made, Leaf):
            made.put_over(ReportForm(self._speech, self.model, made, REPORT))
        if frame.id == PROVED.id and isinstance(made, Leaf):
            made.put_over(OutcomeForm(self._desktop, self.model, made, self._reports))
        if self.files is not None and isinstance(made, Leaf) and frame.sheet is not None:
            form = Forms(self._speech, self.files, lambda: self.model.project).form(
                frame.id, made, frame.sheet
            )
            if form is not None:
                made.put_over(form)
        return made

    def _on_running(self, running: bool) -> None:  # noqa: FBT001 - as the signal tells it
        """Give a test that runs the whole page."""
        self.list.setVisible(not running)

    def _on_picked(self, _at: int) -> None:
        kind, _, name = str(self.picker.currentData() or "").partition(":")
        self.model.choose(name if kind == "project" else "", name if kind == "phase" else "")

    @override
    def _on_loaded(self) -> None:
        self._fill()
        super()._on_loaded()

    def _fill(self) -> None:
        say, model = self._speech, self.model
        known = list(model.projects)
        if model.project and model.project not in known:
            known.append(model.project)
        lines: list[tuple[object, str]] = [("", say(ALL))]
        lines += [(f"project:{one}", one) for one in known]
        lines += [(f"phase:{key}", f"{say(PHASE)}: {say(name)}") for key, name in PHASES.items()]
        chosen = f"project:{model.project}" if model.project else f"phase:{model.phase}"
        fill(self.picker, lines, chosen)

    @override
    def retranslate(self) -> None:
        self.picker.setAccessibleName(self._speech(PROJECT))
        self.picker.setToolTip(self._speech(PROJECT))
        self.picker.setFixedWidth(theme.px(220))
        self._fill()
        super().retranslate()
