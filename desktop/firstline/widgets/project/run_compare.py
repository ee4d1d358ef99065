"""Two runs of a migration tool side by side: what each took, read, wrote and got wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from firstline.domain.edits.entity import Entity
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.project.tool_run import SHEET, Compared, Row
from firstline.domain.words import Text
from firstline.viewmodel.project.go_live import TOOL_RUNS, SideBySide
from firstline.viewmodel.project.model import ProjectModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import layouts, theme
from firstline.widgets.combo import Combo, narrow
from firstline.widgets.settings.rows import fill

HEAD = Text("并排比较", "Side by side")
LEFT, RIGHT = Text("左边一次", "The run at the left"), Text("右边一次", "The run at the right")
NONE = Text("有两次运行时可以并排比较。", "Two runs can be put side by side.")
SAME = Text("同一工具、版本、参数和输入", "same tool, version, parameters and input")
SHOWN = ("minutes", "rows_read", "rows_written", "rejected", "errors")


def _thousands(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text or "—"


_LINE_TO_PERCENT = 125  # larger figures stand one under the other


class RunCompare(QFrame):
    """Lets a person choose two runs and shows their figures in columns with the difference."""

    def __init__(self, speech: Speech, model: ProjectModel) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self.left, self.right = Combo(), Combo()
        self._head, self._note = QLabel(), QLabel()
        self._grid = QGridLayout()
        self._chosen = ("", "")
        self._lay()
        for one in (self.left, self.right):
            narrow(one)
            one.activated.connect(self._on_chosen)
        model.loaded.connect(self._show)

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        self._head.setProperty("look", "heading")
        top.addWidget(self._head)
        top.addWidget(self.left, 1)
        top.addWidget(QLabel("→"))
        top.addWidget(self.right, 1)
        self._note.setProperty("look", "small")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 2, 20, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(self._grid)
        column.addWidget(self._note)

    @property
    def _runs(self) -> SideBySide:
        board = self._model.boards.get(TOOL_RUNS.id)
        found = board.extra if board else None
        return found if isinstance(found, SideBySide) else SideBySide(())

    def _on_chosen(self, _at: int) -> None:
        self._chosen = (str(self.left.currentData()), str(self.right.currentData()))
        self._show()

    def _show(self) -> None:
        runs = self._runs
        ids = {one.id for one in runs.runs}
        if not ids.issuperset(self._chosen):
            self._chosen = runs.first
        for combo, held in zip((self.left, self.right), self._chosen, strict=True):
            fill(combo, [(one.id, self._called(one)) for one in runs.runs], held)
            combo.setEnabled(len(ids) > 1)
        self._tell(runs.compared(*self._chosen))

    @staticmethod
    def _called(one: Entity) -> str:
        name = text_of(one, "name") or text_of(one, "started")[:16].replace("T", " ")
        return f"{number_of(SHEET, one)} {name}"

    def _tell(self, found: Compared | None) -> None:
        say = self._speech
        layouts.empty(self._grid)
        if found is None:
            self._note.setText(say(NONE))
            return
        rows = [one for one in found.rows if one.id in SHOWN]
        for at, row in enumerate(rows):
            name = QLabel(say(row.name))
            name.setProperty("look", "small")
            self._grid.addWidget(name, 0, at)
            arrow = " → " if theme.percent() <= _LINE_TO_PERCENT else "\n→ "
            value = QLabel(f"{_thousands(row.left)}{arrow}{_thousands(row.right)}")
            self._grid.addWidget(value, 1, at)
            self._grid.addWidget(self._difference(row), 2, at)
            self._grid.setColumnStretch(at, 1)
        reasons = [say(one) for one in found.reasons]
        mark = f"⚠ {'; '.join(reasons)}" if reasons else f"✓ {say(SAME)}"
        self._note.setText(mark)

    @staticmethod
    def _difference(row: Row) -> QLabel:
        more = row.more
        label = QLabel("—" if more is None else "=" if more == 0 else f"{more:+,d}")
        worse = row.id in ("minutes", "rejected", "errors") and (more or 0) > 0
        shade = "P1" if worse else "ok" if more is not None and more < 0 else "muted"
        label.setStyleSheet(f"color: {theme.token(shade).name()}")
        return label

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._head.setText(self._speech(HEAD))
        for combo, words in ((self.left, LEFT), (self.right, RIGHT)):
            combo.setAccessibleName(self._speech(words))
            combo.setToolTip(self._speech(words))
        self._show()
