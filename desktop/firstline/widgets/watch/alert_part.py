"""The alerts: what stands, the gravest first, and beside them the evidence and the acts on one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.watch.alert import STANDINGS, Alert, Standing
from firstline.domain.watch.rule import Severity
from firstline.domain.words import Text
from firstline.viewmodel import times
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.watching import WatchModel
from firstline.widgets import layouts, theme
from firstline.widgets.empty import Empty
from firstline.widgets.entry import enter_at
from firstline.widgets.plain_table import Cell, PlainTable

HEADS = (Text("严重", "Severity"), Text("告警", "Alert"), Text("状态", "State"),
         Text("从", "Since"), Text("机器", "Machine"))  # fmt: skip
EMPTY = Text("没有告警。窗口开着时,本机启用的规则按各自的间隔查看,只读不写。",
             "No alerts. While the window is open, this machine's rules are looked at; nothing is "
             "written.")  # fmt: skip
RULES = Text("看规则", "See the rules")
ACK = Text("确认", "Acknowledge")
TICKET, OPEN = Text("变成工单", "Make a ticket"), Text("打开工单", "Open its ticket")
NOTE = Text("正在做什么(可不写)", "What is being done (may be empty)")
LARGE = 150
_MARKS = {
    Severity.CRITICAL: ("‼ ", "P1"), Severity.WARNING: ("! ", "P2"), Severity.INFO: ("", "muted"),
}  # fmt: skip
_SHADES = {Standing.RAISED: "P1", Standing.ACKNOWLEDGED: "text", Standing.CLEARED: "ok"}
_SIGNS = {Standing.RAISED: "● ", Standing.ACKNOWLEDGED: "○ ", Standing.CLEARED: "✓ "}


class AlertPart(QWidget):
    """The leaf of the alerts."""

    rules_wanted = Signal()

    def __init__(self, desktop: Desktop, model: WatchModel) -> None:
        super().__init__()
        self._desktop, self._speech, self._model = desktop, desktop.speech, model
        self.table = PlainTable(1, (104, 300, 110, 110, 130), (4, 3))
        self._title, self._facts = QLabel(), QLabel()
        self._evidence, self._advice = QLabel(), QLabel()
        self.note = QLineEdit()
        self._noted = ""  # the alert that it is about
        self.ack, self.ticket = QPushButton(), QPushButton()
        self.empty = Empty(self._speech)
        self._stack = QStackedWidget()
        self._panel = QFrame()
        self._lay()
        self.table.chosen.connect(self._show_one)
        self.ack.clicked.connect(self.acknowledge)
        self.note.returnPressed.connect(self.acknowledge)
        self.ticket.clicked.connect(self.make_ticket)
        self.empty.wanted.connect(self.rules_wanted)
        model.loaded.connect(self._on_loaded)

    def _lay(self) -> None:
        self._panel.setObjectName("pane")
        self._title.setProperty("look", "heading")
        self._facts.setProperty("look", "muted")
        self._evidence.setObjectName("tinted")
        self._evidence.setContentsMargins(8, 6, 8, 6)
        for one in (self._title, self._facts, self._evidence, self._advice):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ticket.setProperty("look", "primary")
        acts = QHBoxLayout()
        acts.addWidget(self.ticket)
        acts.addWidget(self.ack)
        acts.addStretch(1)
        inner = layouts.pile(self._title, self._facts, self._evidence, self._advice, self.note)
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(layouts.scrolled(inner), 1)
        column.addLayout(acts)
        both = QWidget()
        side = QHBoxLayout(both)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.table, 1)
        side.addWidget(self._panel)
        self._stack.addWidget(both)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        enter_at(self, self.table)

    def _on_loaded(self) -> None:
        rows = [(one.id, self._cells(one)) for one in self._model.alerts]
        self.table.show_rows([self._speech(one) for one in HEADS], rows)
        self._stack.setCurrentIndex(0 if rows else 1)

    def _cells(self, one: Alert) -> tuple[Cell, ...]:
        say = self._speech
        gone = one.standing is Standing.CLEARED
        mark, shade = _MARKS[one.severity]
        since = times.brief(one.since, self._desktop.ticking.now(), self._desktop.zone)
        return (
            Cell(f"{mark}{say(one.grave)}", "muted" if gone else shade, bold=not gone),
            Cell(f"{say(one.title)} · {say(one.seen)}", "muted" if gone else "text",
                 one.standing is Standing.RAISED),
            Cell(f"{_SIGNS[one.standing]}{say(STANDINGS[one.standing])}", _SHADES[one.standing]),
            Cell(say(since), "muted"), Cell(one.host, "muted"),
        )  # fmt: skip

    def _one(self) -> Alert | None:
        return self._model.alert(self.table.key())

    def _show_one(self, _key: str) -> None:
        one, say = self._one(), self._speech
        self._panel.setEnabled(one is not None)
        if one is None:
            for label in (self._title, self._facts, self._evidence, self._advice):
                label.clear()
            return
        self._title.setText(say(one.title))
        told = [say(one.seen), f"{one.number} · {one.rule} · {one.host}"]
        if one.times > 1:
            told.append(say(Text(f"第 {one.times} 次", f"time no. {one.times}")))
        if one.by:
            note = f":{one.note}" if one.note else ""
            told.append(say(Text(f"{one.by} 已确认{note}", f"Seen by {one.by}{note}")))
        number = self._model.ticket_number(one)
        if number:
            told.append(say(Text(f"工单 {number}", f"ticket {number}")))
        self._facts.setText("\n".join(told))
        self._evidence.setText(one.evidence)
        self._evidence.setVisible(bool(one.evidence))
        self._advice.setText(say(Text(f"怎么办:{one.advice.zh}", f"What to do: {one.advice.en}")))
        self._advice.setVisible(bool(one.advice.zh))
        if self._noted != one.id:  # a note that is being written outlives whatever arrives
            self._noted = one.id
            self.note.clear()
        stands = one.standing is not Standing.CLEARED
        for part in (self.ack, self.note):
            part.setVisible(one.standing is Standing.RAISED)
        self.ticket.setVisible(stands or bool(number))
        self.ticket.setText(say(OPEN if number else TICKET))
        self.ticket.setAccessibleName(f"{say(OPEN if number else TICKET)}: {say(one.title)}")

    def acknowledge(self) -> None:
        """Acknowledge the chosen alert, with the note beside it."""
        one = self._one()
        if one is not None:
            self._model.acknowledge(one, self.note.text())
            self.note.clear()

    def make_ticket(self) -> None:
        """Make a ticket of the chosen alert, or open the one there is."""
        one = self._one()
        if one is not None:
            self._model.to_ticket(one)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.table.setAccessibleName(say(Text("告警", "Alerts")))
        self.ack.setText(say(ACK))
        self.ack.setAccessibleName(say(ACK))
        self.note.setPlaceholderText(say(NOTE))
        self.note.setAccessibleName(say(NOTE))
        self.empty.tell("circle-check", EMPTY, RULES)
        for column in (3, 4):  # the words need the room where the text is large
            self.table.setColumnHidden(column, theme.percent() > LARGE)
        self._panel.setFixedWidth(theme.px(360))
        self._on_loaded()
