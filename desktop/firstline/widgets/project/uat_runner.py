"""The test runner: one case, step by step, in a size for the shop floor; the keyboard is enough."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.health.sheet import text_of
from firstline.domain.overrides import override
from firstline.domain.uat.case import said_in
from firstline.domain.uat.run import VERDICTS, Result, Run, Verdict
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.project.uat import UatActs
from firstline.widgets import icons, theme
from firstline.widgets.entry import enter_at
from firstline.widgets.project.uat_shot import UatShot, shot_in
from firstline.widgets.project.uat_steps import StepTable

BACK = Text("返回用例", "Back to the cases")
ACTUAL = Text("实际结果;不通过、受阻、跳过必须写", "What was seen; needed unless it passed")
HINT = Text(
    "P 通过 · F 不通过 · B 受阻 · S 跳过 · D 建缺陷 · Ctrl+V 贴截图 · Ctrl+Enter 结束 · Esc 返回",
    "P pass · F fail · B blocked · S skip · D defect · Ctrl+V screenshot · Ctrl+Enter finish · "
    "Esc back",
)
DEFECT, FINISH = Text("建缺陷", "Make a defect"), Text("结束测试", "Finish")
BUTTONS: Sequence[tuple[Result, str, Text]] = (
    (Result.PASSED, "P", Text("✓ 通过", "✓ Pass")),
    (Result.FAIL, "F", Text("✗ 不通过", "✗ Fail")),
    (Result.BLOCKED, "B", Text("⊘ 受阻", "⊘ Blocked")),
    (Result.SKIPPED, "S", Text("↷ 跳过", "↷ Skip")),
)
_VERDICT_LOOK = {Verdict.FAILED: "late", Verdict.BLOCKED: "warn", Verdict.INCOMPLETE: "warn"}


class UatRunner(QFrame):
    """Runs one case. A letter in the list records a step; what has to be said is typed first."""

    left = Signal()

    def __init__(self, desktop: Desktop, acts: UatActs) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._acts = acts
        self._run: Run | None = None
        self._wanted: Result | None = None
        self.setAcceptDrops(True)
        self.back, self.defect, self.finish = QPushButton(), QPushButton(), QPushButton()
        self.shots = UatShot(desktop.speech, desktop.store.file_path)
        self._title, self._meta, self._verdict = QLabel(), QLabel(), QLabel()
        self._hint = QLabel()
        self.actual = QLineEdit()
        self.table = StepTable()
        self.buttons = {result: QPushButton() for result, _, _ in BUTTONS}
        self._lay()
        self._connect()
        enter_at(self, self.table)

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 20, 0)
        head.setSpacing(12)
        self._title.setProperty("look", "title")
        self._title.setWordWrap(True)
        for one in (self._title, self._meta, self._verdict):
            one.setTextFormat(Qt.TextFormat.PlainText)
        self._meta.setProperty("look", "muted")
        self._meta.setContentsMargins(20, 0, 20, 2)
        head.addWidget(self._title, 1)
        head.addWidget(self._verdict)
        head.addWidget(self.back)
        under = QHBoxLayout()
        under.setContentsMargins(20, 4, 20, 0)
        under.setSpacing(8)
        under.addWidget(self.actual, 1)
        under.addWidget(self.shots)
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 20, 4)
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button, 1)
        row.addSpacing(12)
        row.addWidget(self.defect, 1)
        row.addWidget(self.finish, 1)
        self.finish.setProperty("look", "primary")
        self._hint.setProperty("look", "small")
        self._hint.setContentsMargins(20, 0, 20, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._meta)
        column.addWidget(self.table, 1)
        column.addWidget(self.shots.picture)
        column.addLayout(under)
        column.addLayout(row)
        column.addWidget(self._hint)

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.defect.clicked.connect(self._on_defect)
        self.finish.clicked.connect(self._on_finish)
        for result, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, said=result: self.record(said))
        self.table.pressed_letter.connect(self._on_letter)
        self.table.currentCellChanged.connect(self._on_step)
        self.actual.returnPressed.connect(self._on_typed)
        self.actual.textEdited.connect(self._keep_draft)
        self._acts.moved.connect(self._show)
        self.shots.wanted.connect(self._acts.want)
        self._acts.files_came.connect(self.shots.look_again)

    # --- showing ---

    def open(self) -> None:
        """Show the run that was begun, at its first step without a result."""
        self._wanted = None
        self.shots.hold(None)
        self._show()
        self._go_on()
        self.table.setFocus()

    def _show(self) -> None:
        self._run = self._acts.run
        run = self._run
        if run is None:
            return
        say = self._speech
        code, title = text_of(run.entity, "code"), said_in(run.entity, "title", say.language)
        self._title.setText(f"{code}  {title}")
        done = len(run.steps) - len(run.open_steps)
        parts = (
            said_in(run.entity, "process", say.language), said_in(run.entity, "role", say.language),
            run.tester, text_of(run.entity, "environment"), run.number,
            f"{done}/{len(run.steps)}",
        )  # fmt: skip
        self._meta.setText("  ·  ".join(one for one in parts if one))
        self._verdict.setText(say(VERDICTS[run.verdict]))
        self._verdict.setProperty("look", _VERDICT_LOOK.get(run.verdict, "heading"))
        self._verdict.style().polish(self._verdict)
        self.table.show_steps(run, say)
        going = run.finished is None
        for one in (*self.buttons.values(), self.actual, self.shots, self.finish):
            one.setEnabled(going)
        self._on_step()

    def _go_on(self) -> None:
        run = self._run
        if run is not None and run.open_steps:
            self.table.go_to(run.open_steps[0])

    def _on_step(self) -> None:
        run, step = self._run, self.table.step
        if run is None:
            return
        held = run.step(step)
        failed = held is not None and held.result in (Result.FAIL, Result.BLOCKED)
        self.defect.setEnabled(failed and all(one.step != step for one in run.defects))
        draft = self._desktop.store.draft(self._draft) if step else ""
        if self.actual.text() != draft:
            self.actual.setText(draft)
        files = held.files if held else ()
        self.shots.tell(files)

    # --- what is typed ---

    @property
    def _draft(self) -> str:
        return f"uat:{self._acts.key}:{self.table.step}"

    def _keep_draft(self) -> None:
        now = self._desktop.ticking.now()
        self._desktop.store.save_draft(self._draft, self.actual.text(), now)

    def _on_typed(self) -> None:
        """Record what was wanted before there was a word about it; without that go to the list."""
        if self._wanted is not None:
            self.record(self._wanted)
        else:
            self.table.setFocus()

    # --- acting ---

    def _on_letter(self, letter: str) -> None:
        results = {key: result for result, key, _ in BUTTONS}
        if letter in results:
            self.record(results[letter])
        elif letter == "D":
            self._on_defect()

    def record(self, result: Result) -> None:
        """Record the chosen step; where a word is needed and missing, ask for it in place."""
        run, step = self._run, self.table.step
        if run is None or run.finished is not None or not step:
            return
        said = self.actual.text().strip()
        if result is not Result.PASSED and not said:
            self._wanted = result
            self.actual.setFocus()
            return
        self._wanted = None
        draft, shot = self._draft, self.shots.shot
        if self._acts.record(step, result, said, shot):
            self._desktop.store.drop_draft(draft)
            self.shots.hold(None)
            self.actual.clear()
            if result in (Result.FAIL, Result.BLOCKED):
                self._on_step()
            else:
                self._go_on()
            self.table.setFocus()

    def _on_defect(self) -> None:
        if self.defect.isEnabled():
            self._acts.make_defect(self.table.step)
            self.table.setFocus()

    def _on_finish(self) -> None:
        if self._acts.finish():
            self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            if self.actual.hasFocus():
                self._wanted = None
                self.table.setFocus()
            else:
                self.left.emit()
        elif control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_finish()
        elif event.matches(QKeySequence.StandardKey.Paste) and self.shots.paste():
            event.accept()
        else:
            super().keyPressEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if shot_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if self.shots.take(event.mimeData()):
            event.acceptProposedAction()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        named = [(self.back, BACK), (self.defect, DEFECT), (self.finish, FINISH)]
        for button, words in named:
            button.setText(say(words))
            button.setAccessibleName(say(words))
        for result, key, words in BUTTONS:
            self.buttons[result].setText(f"{say(words)}  ({key})")
            self.buttons[result].setAccessibleName(say(words))
        for button in (*self.buttons.values(), self.defect, self.finish):
            button.setMinimumHeight(theme.px(40))
            button.setFont(theme.font(15))
        self.back.setIcon(icons.icon("arrow-left"))
        self.shots.retranslate()
        self.actual.setPlaceholderText(say(ACTUAL))
        self.actual.setAccessibleName(say(ACTUAL))
        self.actual.setFont(theme.font(15))
        self._hint.setText(say(HINT))
        self.table.setAccessibleName(say(Text("步骤", "Steps")))
        self._show()
