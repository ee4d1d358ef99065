"""The form of a remote session: begin, end, note or correct, one after the other in one place."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.authorisations.remote_session import NAMES, RemoteSession
from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.remote_form import (
    CORRECTABLE,
    FIELDS,
    HINTS,
    LABELS,
    MODES,
    Mode,
    leaves,
    made,
)
from firstline.viewmodel.directory.register_doors import RegisterDoors
from firstline.viewmodel.plain import tip
from firstline.widgets import icons
from firstline.widgets.combo import Combo, narrow

SAVE = {
    Mode.START: Text("登记开始", "Record the start"), Mode.END: Text("登记结束", "Record the end"),
    Mode.NOTE: Text("记下", "Keep"), Mode.CORRECT: Text("更正", "Correct"),
}  # fmt: skip
SAID = {
    Mode.START: Text("已登记远程会话开始", "Remote session begun"),
    Mode.END: Text("已登记远程会话结束", "Remote session ended"),
    Mode.NOTE: Text("已记一条", "Noted"), Mode.CORRECT: Text("已更正", "Corrected"),
}  # fmt: skip
CANCEL = Text("取消", "Cancel")
FILE = Text("选择录像文件", "Choose the recording")
NO_LEAVE = Text("没有有效的授权:先在交接包页登记", "No authorisation holds: record one first")
NO_LEAVE_HINT = Text(
    "没有有效授权就不能开始。在“交给厂商”(Ctrl+Shift+H)第 2 步登记,批准人不能是自己。",
    "Without a valid authorisation nothing begins. Record one in step 2 of “Hand over to the "
    "vendor” (Ctrl+Shift+H); nobody approves their own.",
)
_LINES = ("when", "tool", "watcher", "purpose", "done", "changed", "recording", "sha256",
          "entitlement", "text", "value", "reason")  # fmt: skip


class RemoteForm(QFrame):
    """Shows the fields of one act; Enter records it, Esc closes it."""

    recorded = Signal()
    closed = Signal()

    def __init__(self, desktop: Desktop, doors: RegisterDoors) -> None:
        super().__init__()
        self.setObjectName("tinted")
        self._desktop, self._speech, self._doors = desktop, desktop.speech, doors
        self._ticket_id = ""
        self._held: RemoteSession | None = None
        self._leaves: list[Authorisation] = []
        self.mode = Mode.START
        self.leave, self.field = Combo(), Combo()
        for combo in (self.leave, self.field):
            narrow(combo)
        self.lines = {name: QLineEdit() for name in _LINES}
        self.file = QToolButton()
        self.file.setProperty("look", "quiet")
        self.file.clicked.connect(self._choose_file)
        self.problem, self.hint = QLabel(), QLabel()
        self.problem.setProperty("look", "warning")
        self.save, self.cancel = QPushButton(), QPushButton()
        self.save.setProperty("look", "primary")
        self.save.clicked.connect(self.record)
        self.cancel.clicked.connect(self.close_form)
        for line in self.lines.values():
            line.returnPressed.connect(self.record)
        self._build()
        self.hide()

    def _build(self) -> None:
        self._form = QFormLayout()
        self._form.setSpacing(6)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        film = QWidget()
        row = QHBoxLayout(film)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.lines["recording"], 1)
        row.addWidget(self.file)
        parts: dict[str, QWidget] = {"leave": self.leave, "field": self.field, **self.lines}
        parts["recording"] = film
        names = ("leave", "field", *_LINES)
        self._rows = {name: (QLabel(), parts[name]) for name in names}
        for label, part in self._rows.values():
            self._form.addRow(label, part)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.cancel)
        acts.addWidget(self.save)
        self.hint.setProperty("look", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addLayout(self._form)
        for label in (self.hint, self.problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        column.addLayout(acts)

    def open(self, mode: Mode, ticket_id: str, held: RemoteSession | None = None) -> None:
        """Show the fields of `mode`, empty."""
        self.mode, self._ticket_id, self._held = mode, ticket_id, held
        for line in self.lines.values():
            line.clear()
        self.problem.hide()
        for name, (_, part) in self._rows.items():
            self._form.setRowVisible(part, name in FIELDS[mode])
        self.retranslate()
        self.show()
        first = FIELDS[mode][0]
        wanted = {"leave": self.leave, "field": self.field}.get(first) or self.lines[first]
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Close without recording."""
        self.hide()
        self.closed.emit()

    @property
    def values(self) -> Mapping[str, str]:
        """What was filled in."""
        told = {name: line.text().strip() for name, line in self.lines.items()}
        told["field"] = str(self.field.currentData() or "")
        return {name: told[name] for name in FIELDS[self.mode] if name in told}

    def record(self) -> None:
        """Record it; what is wrong is said beneath the fields and nothing typed is lost."""
        desktop = self._desktop
        at = self.leave.currentIndex()
        leave = self._leaves[at] if 0 <= at < len(self._leaves) else None
        desk = (desktop.stamp, desktop.ticking.now(), desktop.zone)
        try:
            ticket = desktop.store.ticket(self._ticket_id)
            edits = made(self.mode, self.values, ticket, self._held, leave, desk)
        except Problem as problem:
            self.problem.setText(problem.in_(self._speech.language))
            self.problem.show()
            return
        if desktop.perform(*edits, text=SAID[self.mode]):
            self.close_form()
            self.recorded.emit()

    def use_recording(self, path: Path) -> None:
        """Take this file as the recording; its hash is reckoned apart from the window."""
        self.lines["recording"].setText(str(path))
        self._doors.digest(path, self._on_digest)

    def _on_digest(self, found: str | Problem) -> None:
        if isinstance(found, Problem):
            self.problem.setText(found.in_(self._speech.language))
            self.problem.show()
            return
        self.lines["sha256"].setText(found)

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._speech(FILE))
        if chosen:
            self.use_recording(Path(chosen))

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for name, (label, _) in self._rows.items():
            label.setText(say(LABELS[name]))
        for name, line in self.lines.items():
            line.setAccessibleName(say(LABELS[name]))
            line.setPlaceholderText(say(HINTS.get(name, Text("", ""))))
        for combo, name in ((self.leave, "leave"), (self.field, "field")):
            combo.setAccessibleName(say(LABELS[name]))
        self.file.setIcon(icons.icon("folder-search"))
        self.file.setAccessibleName(say(FILE))
        self.file.setToolTip(say(FILE))
        self.save.setText(say(SAVE[self.mode]))
        self.cancel.setText(say(CANCEL))
        self._fill_fields()
        self._fill_leaves()

    def _fill_fields(self) -> None:
        held = self.field.currentData()
        self.field.clear()
        for name in CORRECTABLE:
            self.field.addItem(self._speech(NAMES[name]), name)
        self.field.setCurrentIndex(max(0, self.field.findData(held)))

    def _fill_leaves(self) -> None:
        desktop, say = self._desktop, self._speech
        ticket = desktop.store.find(self._ticket_id) if self._ticket_id else None
        found = leaves(desktop.store, ticket.product if ticket else "", desktop.ticking.now())
        at = self.leave.currentIndex()
        self._leaves = [one for one, _ in found]
        self.leave.clear()
        self.leave.addItems([say(words) for _, words in found] or [say(NO_LEAVE)])
        self.leave.setCurrentIndex(at if 0 <= at < self.leave.count() else 0)
        self.leave.setEnabled(bool(found))
        self.leave.setToolTip(tip(self.leave.currentText()))
        lacking = self.mode is Mode.START and not found
        self.hint.setText(say(NO_LEAVE_HINT) if lacking else "")
        self.hint.setVisible(lacking)
        self.save.setEnabled(not lacking)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isVisible():
            self.close_form()
            return
        super().keyPressEvent(event)


def modes(session: RemoteSession) -> tuple[tuple[Mode, Text], ...]:
    """Return what can be done with a session."""
    names = (Mode.END, Mode.NOTE, Mode.CORRECT) if session.runs else (Mode.NOTE, Mode.CORRECT)
    return tuple((one, MODES[one]) for one in names)
