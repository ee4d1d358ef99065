"""Beside the cases: the chosen case with its steps, and the signature of its process."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.health.sheet import text_of
from firstline.domain.runbook.runbook import ROLES, SEVERITIES
from firstline.domain.uat.case import said_in, steps_of
from firstline.domain.uat.run import VERDICTS
from firstline.domain.uat.standing import STATES, Process, Standing, State
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.project.uat import UatActs
from firstline.widgets import icons, layouts
from firstline.widgets.combo import Combo
from firstline.widgets.settings.rows import fill

START, GO_ON, RETEST = Text("开始测试", "Start"), Text("继续测试", "Go on"), Text("复测", "Retest")
TESTER, PLACE = Text("测试人,默认本人", "Tester; default you"), Text("环境", "Environment")
SIGN_HEAD = Text("验收签字", "Acceptance")
ROLE, PERSON = Text("签字角色", "Role that signs"), Text("签字人", "Who signs")
NAME, SIGN, BACK = Text("指定", "Name"), Text("签字", "Sign"), Text("撤回", "Withdraw")
BY = Text("现在签字的人", "Who signs now")
NOTE = Text("说明:绕行办法或撤回理由", "A word: a workaround, or why it is withdrawn")
PAPER = Text("签字单…", "Sheet…")
_MOST = 6


class UatSide(QFrame):
    """Tells of the case and the process that are chosen, and takes what is done to them."""

    opened = Signal()
    paper = Signal()

    def __init__(self, desktop: Desktop, acts: UatActs) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._acts = acts
        self.case: Standing | None = None
        self.process: Process | None = None
        self.setObjectName("pane")
        self._head, self._about, self._steps = QLabel(), QLabel(), QLabel()
        self._sign_head, self._rate, self._stops = QLabel(), QLabel(), QLabel()
        self.tester, self.place = QLineEdit(), QLineEdit()
        self.start, self.retest = QPushButton(), QPushButton()
        self.role, self.person, self.by, self.note = Combo(), QLineEdit(), QLineEdit(), QLineEdit()
        self.name, self.sign = QPushButton(), QPushButton()
        self.withdraw, self.sheet = QPushButton(), QPushButton()
        self._lay()
        self.start.clicked.connect(self.begin)
        self.retest.clicked.connect(self._on_retest)
        self.name.clicked.connect(self._on_name)
        self.sign.clicked.connect(self._on_sign)
        self.withdraw.clicked.connect(self._on_withdraw)
        self.sheet.clicked.connect(self.paper)

    def _lay(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for one in (self._head, self._sign_head):
            one.setProperty("look", "heading")
        for one in (self._about, self._steps, self._rate):
            one.setProperty("look", "small")
        self._stops.setProperty("look", "stop")
        for one in (self._head, self._about, self._steps, self._sign_head, self._rate, self._stops):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
        self.start.setProperty("look", "primary")
        names = QHBoxLayout()
        names.addWidget(self.tester, 1)
        names.addWidget(self.place, 1)
        begin = QHBoxLayout()
        begin.addWidget(self.start, 1)
        begin.addWidget(self.retest, 1)
        named = QHBoxLayout()
        named.addWidget(self.person, 1)
        named.addWidget(self.name)
        signed = QHBoxLayout()
        for button in (self.sign, self.withdraw, self.sheet):
            signed.addWidget(button, 1)
        column.addWidget(self._head)
        column.addWidget(self._about)
        column.addLayout(names)
        column.addLayout(begin)
        column.addWidget(self._steps)
        column.addSpacing(8)
        column.addWidget(self._sign_head)
        column.addWidget(self._rate)
        column.addWidget(self._stops)
        column.addWidget(self.role)
        column.addLayout(named)
        column.addWidget(self.by)
        column.addWidget(self.note)
        column.addLayout(signed)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(layouts.scrolled(inner))

    # --- showing ---

    def show_case(self, case: Standing | None) -> None:
        """Tell of a case."""
        self.case = case
        say = self._speech
        for one in (self.start, self.retest, self.tester, self.place):
            one.setVisible(case is not None)
        self._head.setText("")
        self._about.setText("")
        self._steps.setText("")
        if case is None:
            return
        entity = case.case
        self._head.setText(f"{case.code}  {said_in(entity, 'title', say.language)}")
        grave = {str(key): words for key, words in SEVERITIES.items()}
        severity = grave.get(text_of(entity, "severity"))
        last = case.runs[-1] if case.runs else None
        parts = [say(STATES[case.state]), said_in(entity, "role", say.language),
                 say(severity) if severity else "", text_of(entity, "requirements")]  # fmt: skip
        if last is not None:
            parts.append(f"{last.number} {say(VERDICTS[last.verdict])} ({last.tester})")
        self._about.setText("  ·  ".join(one for one in parts if one))
        steps = steps_of(said_in(entity, "steps", say.language))
        self._steps.setText(
            "\n".join(f"{at}. {one.do} → {one.expected}" for at, one in enumerate(steps, 1))
        )
        self.start.setText(say(GO_ON if case.going else START))
        again = (State.FAILED, State.BLOCKED, State.INCOMPLETE)
        self.retest.setVisible(not case.going and case.state in again)

    def show_process(self, process: Process | None) -> None:
        """Tell of the process: its rate, what stops its signature, and who signs."""
        before, self.process = self.process, process
        shown = process is not None
        for one in (self._sign_head, self._rate, self._stops, self.role, self.person, self.name,
                    self.by, self.note, self.sign, self.withdraw, self.sheet):  # fmt: skip
            one.setVisible(shown)
        if process is None:
            return
        say = self._speech
        name = process.name if say.language == "zh_CN" else process.name_en or process.name
        self._sign_head.setText(f"{say(SIGN_HEAD)}: {name}")
        held, lines = process.signature, [say(process.rate)]
        if held is not None:
            state = Text("已签字", "signed") if process.signed else Text("签字已失效", "void")
            lines.append(f"{say(state)}: {held.by} {held.at.astimezone(self._desktop.zone):%m-%d}"
                         f" {held.note}".rstrip())  # fmt: skip
        self._rate.setText("\n".join(lines))
        stops = [f"✗ {say(one.why)}" for one in process.stops]
        more = [f"+{len(stops) - _MOST}"] if len(stops) > _MOST else []
        self._stops.setText("\n".join([*stops[:_MOST], *more]))
        self._stops.setVisible(bool(stops))
        sheet = process.held
        role = text_of(sheet, "role") if sheet else "business"
        fill(self.role, [(key, say(words)) for key, words in ROLES.items()], role)
        if before is None or before.name != process.name or not self.person.hasFocus():
            self.person.setText(text_of(sheet, "person") if sheet else "")
        self.withdraw.setEnabled(held is not None)
        self.sign.setEnabled(not process.signed)

    # --- acting ---

    def begin(self) -> None:
        """Go on with the run of the case that is not finished, or begin one."""
        case = self.case
        if case is None:
            return
        if case.going:
            self._acts.key = case.going[-1].id
            self.opened.emit()
        elif self._acts.begin(case.case, self.tester.text(), self.place.text()):
            self.opened.emit()

    def _on_retest(self) -> None:
        case = self.case
        if case is None or not case.heads:
            return
        worst = next(
            (one for one in case.heads if str(one.verdict) == str(case.state)), case.heads[-1]
        )
        place = self.place.text() or text_of(worst.entity, "environment")
        if self._acts.begin(case.case, self.tester.text(), place, worst):
            self.opened.emit()

    def _on_name(self) -> None:
        if self.process is not None:
            role = str(self.role.currentData() or "")
            self._acts.name_signer(self.process, role, self.person.text())

    def _on_sign(self) -> None:
        if self.process is not None and self._acts.sign(
            self.process, self.by.text(), self.note.text()
        ):
            self.by.clear()
            self.note.clear()

    def _on_withdraw(self) -> None:
        if self.process is not None and self._acts.withdraw(
            self.process, self.by.text(), self.note.text()
        ):
            self.by.clear()
            self.note.clear()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        named = [(self.start, START), (self.retest, RETEST), (self.name, NAME), (self.sign, SIGN),
                 (self.withdraw, BACK), (self.sheet, PAPER)]  # fmt: skip
        for button, words in named:
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.start.setIcon(icons.icon("play", "on_accent"))
        fields = [(self.tester, TESTER), (self.place, PLACE), (self.person, PERSON), (self.by, BY),
                  (self.note, NOTE)]  # fmt: skip
        for field, words in fields:
            field.setPlaceholderText(say(words))
            field.setAccessibleName(say(words))
            field.setToolTip(say(words))
        self.role.setAccessibleName(say(ROLE))
        self.role.setToolTip(say(ROLE))
        self.show_case(self.case)
        self.show_process(self.process)
