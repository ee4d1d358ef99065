"""Planning a way in the window: from which version to which, what is known, the goal."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from firstline.domain.health.upgrade_path import Plan
from firstline.domain.words import Text
from firstline.viewmodel.health.model import HealthModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme

FROM, TO = Text("从版本", "From version"), Text("到版本", "To version")
PROJECT = Text("项目(可选)", "Project (optional)")
PLAN, GOAL = Text("规划", "Plan"), Text("设为目标", "Set as a goal")


class PathForm(QFrame):
    """Enter plans; a goal whose way is unknown stops the gate of its project."""

    def __init__(self, speech: Speech, model: HealthModel) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self._plan: Plan | None = None
        self.start, self.target, self.project = QLineEdit(), QLineEdit(), QLineEdit()
        self.plan, self.goal = QPushButton(), QPushButton()
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in (self.start, self.target, self.project):
            row.addWidget(one, 1)
            one.returnPressed.connect(self._on_plan)
        row.addWidget(self.plan)
        row.addWidget(self.goal)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 6)
        column.addLayout(row)
        column.addWidget(self.told)
        self.plan.clicked.connect(self._on_plan)
        self.goal.clicked.connect(self._on_goal)

    def _on_plan(self) -> None:
        start, target = self.start.text().strip(), self.target.text().strip()
        self._plan = self._model.plan(start, target) if start and target else None
        self._show()

    def _show(self) -> None:
        found = self._plan
        self.told.setVisible(found is not None)
        if found is None:
            return
        way = "  →  ".join((found.start, *(one.end for one in found.hops)))
        why = self._speech(found.why)
        self.told.setText(f"✓ {way}    ({why})" if found.known else f"✗ {why}")

    def _on_goal(self) -> None:
        made = self._model.set_goal(self.start.text(), self.target.text(), self.project.text())
        if made:
            for one in (self.start, self.target):
                one.clear()
            self._plan = None
            self._show()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        for field, words in ((self.start, FROM), (self.target, TO), (self.project, PROJECT)):
            field.setPlaceholderText(say(words))
            field.setAccessibleName(say(words))
            field.setMinimumWidth(theme.px(70))
        for button, words in ((self.plan, PLAN), (self.goal, GOAL)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self._show()
