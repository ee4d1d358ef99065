"""The leaf of authorisations: the list with state and destruction, one in full, and its acts."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout

from firstline.domain.authorisations.authorisation import Destruction, Standing
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.authorisations import (
    AuthorisationsModel,
    Row,
    destruction_words,
    facts,
    in_zone,
    state_words,
)
from firstline.widgets import icons, layouts, theme
from firstline.widgets.authorisations.form import LINES, NAMES, Act, ActForm
from firstline.widgets.detail.flow import Flow
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable
from firstline.widgets.shell.toast import announce

HEADS = (
    Text("授权单号", "Number"), Text("状态", "State"), Text("对方", "Recipient"),
    Text("到", "Until"), Text("系统", "Systems"), Text("数据销毁", "Destruction"),
)  # fmt: skip
TITLE = Text("授权", "Authorisations")
NEW = Text("登记授权", "Record an authorisation")
EMPTY = Text("还没有授权:日志和附件要有授权才能外发。",
             "None yet: logs and attachments leave only under an authorisation.")  # fmt: skip
_SIDE_PX, _MOST_PX = 400, 480
_MARKS = {
    Standing.VALID: ("✓", "ok"), Standing.NOT_YET: ("○", "muted"),
    Standing.EXPIRED: ("✗", "muted"), Standing.REVOKED: ("✗", "P2"),
}  # fmt: skip
_SHADES = {
    Destruction.NONE: "muted", Destruction.DUE: "text", Destruction.OVERDUE: "P1",
    Destruction.DONE: "ok",
}  # fmt: skip


class AuthorisationsPart(QFrame):
    """Reads while it is on screen; every form opens in place at the right."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.setObjectName("topped")
        self._desktop, self._speech = desktop, desktop.speech
        self.model = AuthorisationsModel(desktop, self)
        self.late, self.said = QLabel(), QLabel()
        self.new = QPushButton()
        self.table = PlainTable(2, (164, 112, 104, 100, 90, 150), (4, 3, 0))
        self.empty = Empty(self._speech)
        self.title, self.state, self.facts = QLabel(), QLabel(), QLabel()
        self.acts: dict[Act, QPushButton] = {
            act: QPushButton() for act in Act if act is not Act.NEW
        }
        self.form, self._key = ActForm(desktop), ""
        self._bar, self._side, self._left = QFrame(), QStackedWidget(), QStackedWidget()
        self._lay()
        self._connect()
        self.retranslate()

    def _lay(self) -> None:
        self.new.setProperty("look", "primary")
        self.late.setProperty("look", "late")
        self.said.setProperty("look", "small")
        self.title.setProperty("look", "heading")
        for one in (self.late, self.said, self.title, self.state, self.facts):
            one.setTextFormat(Qt.TextFormat.PlainText)
        for one in (self.title, self.state, self.facts):
            one.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.setContentsMargins(20, 10, 20, 10)
        top.setSpacing(12)
        top.addWidget(self.late)
        top.addWidget(self.said, 1)
        top.addWidget(self.new)
        flow = Flow(self._bar)
        for button in self.acts.values():
            flow.addWidget(button)
        panel = QFrame()
        panel.setObjectName("pane")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(10)
        for part in (self.title, self.state, self._bar, self.facts):
            inside.addWidget(part)
        inside.addStretch(1)
        self.form.setObjectName("pane")
        for page in (panel, self.form):
            self._side.addWidget(layouts.scrolled(page))
        self._left.addWidget(self.table)
        self._left.addWidget(self.empty)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(self._left, 1)
        both.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(both, 1)
        enter_at(self, self.table)

    def _connect(self) -> None:
        self.new.clicked.connect(lambda: self.open(Act.NEW))
        self.empty.wanted.connect(lambda: self.open(Act.NEW))
        for act, button in self.acts.items():
            button.clicked.connect(lambda _on=False, what=act: self.open(what))
        self.table.chosen.connect(lambda _key: self._show())
        self.form.closed.connect(self.close_form)
        self.form.wanted.connect(self._do)
        self.model.loaded.connect(self._fill)
        self.model.said.connect(self._on_said)

    def open(self, act: Act) -> None:
        """Open the form of an act in place."""
        row = self.model.row(self.table.key())
        self._key = self.table.key()  # another row may be chosen while the form is open
        held: dict[str, str] = {}
        if row is not None and act is Act.EDIT:
            held = {name: str(getattr(row.one, name)) for name, _, _ in LINES[act]}
        if act is Act.NEW or row is not None:
            self._side.setCurrentIndex(1)
            self._side.show()
            number = "" if act is Act.NEW or row is None else row.one.number
            self.form.open(act, held, number)

    def close_form(self) -> None:
        """Show the chosen one again."""
        self._side.setCurrentIndex(0)
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self, act: Act) -> None:
        model, key, values = self.model, self._key, self.form.values()
        try:
            if act is Act.NEW:
                key = model.record(values)
            elif act is Act.EDIT:
                model.change(key, values)
            elif act is Act.END:
                model.end(key)
            elif act is Act.REVOKE:
                model.revoke(key, values["reason"])
            else:
                model.confirm(key, values)
        except Problem as problem:
            self.form.refuse(problem)
            return
        self.form.clear()
        self.table.go_to(key)
        self.close_form()

    def _fill(self) -> None:
        say, rows = self._speech, self.model.rows
        self.table.show_rows([say(one) for one in HEADS],
                             [(one.one.id, self._cells(one)) for one in rows])  # fmt: skip
        self._left.setCurrentIndex(0 if rows else 1)
        many = self.model.overdue
        words = Text(f"▲ {many} 份外发数据销毁超期",
                     f"▲ Destruction overdue: {many}")  # fmt: skip
        self.late.setText(say(words) if many else "")
        self.late.setVisible(bool(many))

    def _cells(self, row: Row) -> tuple[Cell, ...]:
        say, shown = self._speech, in_zone(row, self._desktop)
        mark, shade = _MARKS[row.standing]
        late = row.destruction is Destruction.OVERDUE
        systems = say(Text("、", ", ")).join(row.one.systems) or say(Text("全部", "all"))
        return (
            Cell(row.one.number, bold=True), Cell(f"{mark} {say(state_words(row))}", shade),
            Cell(row.one.recipient), Cell(f"{shown.one.ends:%m-%d %H:%M}"),
            Cell(systems, "muted"),
            Cell(say(destruction_words(shown)), _SHADES[row.destruction], late),
        )  # fmt: skip

    def _show(self) -> None:
        row = self.model.row(self.table.key())
        self._side.setVisible(row is not None or self._side.currentIndex() == 1)
        if row is None:
            return
        say, shown = self._speech, in_zone(row, self._desktop)
        mark, _ = _MARKS[row.standing]
        self.title.setText(f"{row.one.number} · {row.one.recipient}")
        self.state.setText(f"{mark} {say(state_words(row))}\n{say(destruction_words(shown))}")
        late = row.destruction is Destruction.OVERDUE
        colour = theme.token("P1" if late else "text").name()
        self.state.setStyleSheet(f"color: {colour}; font-weight: 700;")
        self.facts.setText("\n".join(say(one) for one in facts(shown)))
        holds, done = row.standing is Standing.VALID, row.destruction is Destruction.DONE
        self.acts[Act.END].setVisible(holds)
        self.acts[Act.REVOKE].setVisible(row.standing in (Standing.VALID, Standing.NOT_YET))
        self.acts[Act.DESTROYED].setVisible(not holds and not done)

    def _on_said(self, words: Text) -> None:
        self.said.setText(f"✓ {self._speech(words)}")
        announce(self, self.said.text())

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say, small = self._speech, QSize(theme.px(16), theme.px(16))
        self.new.setText(f" {say(NEW)}")
        self.new.setAccessibleName(say(NEW))
        self.new.setIcon(icons.icon("plus", "on_accent"))
        self.new.setIconSize(small)
        for act, button in self.acts.items():
            button.setText(say(NAMES[act]))
            button.setAccessibleName(say(NAMES[act]))
        self.table.setAccessibleName(say(TITLE))
        self.empty.tell("key-round", EMPTY, NEW)
        self._side.setFixedWidth(min(theme.px(_SIDE_PX), _MOST_PX))
        self.said.clear()
        self.form.retranslate()
        if self.model.awake:
            self._fill()
            self._show()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.look(looking=True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.look(looking=False)
