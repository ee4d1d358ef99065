"""One problem record: stage, cause and workaround in place, and the tickets behind it."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.errors import Problem
from firstline.domain.knowledge import recurrence
from firstline.domain.knowledge.recurrence import STAGES
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.knowledge.problems import ProblemRow
from firstline.viewmodel.plain import tip
from firstline.widgets import theme
from firstline.widgets.combo import Combo

NAMES = {
    "stage": Text("阶段", "Stage"),
    "cause": Text("原因", "Cause"),
    "workaround": Text("绕行办法", "Workaround"),
    "tickets": Text("工单(回车打开)", "Tickets (Enter opens)"),
}
IMPROVE = Text("派一个行动项…", "Assign an action…")
SAVED = Text("问题记录已更新", "Problem record changed")

_MOST_PX = 90  # of a text: what stands under it needs the rest of a low window


class ProblemPanel(QFrame):
    """Each field applies when it is left, as one act that can be undone."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desktop = desktop
        self._speech = desktop.speech
        self._row: ProblemRow | None = None
        self.title, self._reason = QLabel(), QLabel()
        self.stage = Combo()
        self.texts = {"cause": QPlainTextEdit(), "workaround": QPlainTextEdit()}
        self.tickets = QListWidget()
        self.improve = QPushButton()
        self.improve.clicked.connect(self._improve)
        self._labels = {name: QLabel() for name in NAMES}
        self._lay()
        self.stage.activated.connect(self.keep)
        self.tickets.itemActivated.connect(self._open)
        self.retranslate()

    def _lay(self) -> None:
        for label in (self.title, self._reason):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.title.setProperty("look", "heading")
        self._reason.setProperty("look", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self._reason)
        for name, field in (("stage", self.stage), *self.texts.items(), ("tickets", self.tickets)):
            self._labels[name].setProperty("look", "small")
            column.addSpacing(4)
            column.addWidget(self._labels[name])
            column.addWidget(field, int(name == "tickets"))
        column.addWidget(self.improve, 0, Qt.AlignmentFlag.AlignLeft)
        for field in self.texts.values():
            field.setTabChangesFocus(True)
            field.installEventFilter(self)
        self.tickets.setFrameShape(QFrame.Shape.NoFrame)
        self.tickets.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tickets.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_row(self, row: ProblemRow | None) -> None:
        """Show a record; what somebody is typing into it is left alone."""
        other = row is None or self._row is None or row.problem.id != self._row.problem.id
        if other:
            self.keep()
        before, self._row = self._row, row
        self.setEnabled(row is not None)
        if row is None:
            return
        one, unseen = row.problem, dict[str, Any]()
        self.title.setText(f"{one.number} {one.title}")
        self._reason.setText(one.reason)
        self._reason.setVisible(bool(one.reason))
        self.stage.setCurrentIndex(self.stage.findData(str(one.stage)))
        for name, field in self.texts.items():
            value = str(getattr(one, name))
            seen = "" if other or before is None else str(getattr(before.problem, name))
            if not other and field.hasFocus() and field.toPlainText() != seen:
                unseen[name] = seen  # who types has not seen what came: they merge
            elif field.toPlainText() != value:
                field.setPlainText(value)
        self._row = replace(row, problem=replace(one, **unseen))
        self.tickets.clear()
        for held in row.tickets:
            item = QListWidgetItem(self._speech(held.words))
            item.setToolTip(tip(item.text()))
            item.setData(Qt.ItemDataRole.UserRole, held.id)
            self.tickets.addItem(item)

    def keep(self) -> None:
        """Store what was changed here."""
        if self._row is None:
            return
        one, desktop = self._row.problem, self._desktop
        values = {name: field.toPlainText() for name, field in self.texts.items()}
        values["stage"] = str(self.stage.currentData())
        try:
            edit = recurrence.change(one, values, desktop.stamp())
        except Problem as problem:
            desktop.problem.emit(problem)
            self.stage.setCurrentIndex(self.stage.findData(str(one.stage)))
            return
        if edit is None or not desktop.perform(edit, text=SAVED):
            return
        entity = desktop.store.record(recurrence.KIND, one.id)
        if entity is not None:
            self._row = ProblemRow(recurrence.recurrence_from(entity), self._row.tickets)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.setAccessibleName(say(Text("问题记录", "Problem record")))
        for name, words in NAMES.items():
            self._labels[name].setText(say(words))
        fields = {"stage": self.stage, "tickets": self.tickets, **self.texts}
        for name, field in fields.items():
            field.setAccessibleName(say(NAMES[name]))
        self.improve.setText(say(IMPROVE))
        self.improve.setAccessibleName(say(IMPROVE))
        held = self.stage.currentData()
        self.stage.clear()
        for stage, words in STAGES.items():
            self.stage.addItem(say(words), str(stage))
        self.stage.setCurrentIndex(max(0, self.stage.findData(held)))
        for field in self.texts.values():
            field.setFixedHeight(min(theme.px(84), _MOST_PX))
        if self._row is not None:
            self.show_row(self._row)

    def _improve(self) -> None:
        if self._row is not None:
            self.keep()
            self._desktop.wanted.emit("improve", self._row.problem.id)

    def _open(self, item: QListWidgetItem) -> None:
        self._desktop.wanted.emit("ticket", str(item.data(Qt.ItemDataRole.UserRole)))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)
