"""The form of one entry of a major incident, in place; what is typed is kept at once."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import BadInput, Problem
from firstline.domain.major.major import ENTRY_NAMES, Entry
from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail import major
from firstline.viewmodel.detail.major import Asked
from firstline.viewmodel.drafts import Draft
from firstline.widgets import layouts, theme

SAVE = Text("记录", "Record")
CANCEL = Text("收起", "Fold")
Field = QLineEdit | QPlainTextEdit


class MajorForm(QFrame):
    """Ctrl+Enter records, Esc folds; folding keeps what was typed."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tinted")
        self._desktop = desktop
        self._speech = desktop.speech
        self._ticket_id = ""
        self.entry = Entry.UPDATE
        self._draft = Draft(desktop, self)
        self.fields: dict[str, Field] = {}
        self._asked: tuple[Asked, ...] = ()
        self._head, self.problem = QLabel(self), QLabel(self)
        self._head.setProperty("look", "heading")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("look", "warning")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.save, self.cancel = QPushButton(self), QPushButton(self)
        self.save.setProperty("look", "primary")
        self.save.clicked.connect(self.record)
        self.cancel.clicked.connect(self.close_form)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.cancel)
        acts.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(6)
        for part in (self._head, self.problem):
            column.addWidget(part)
        column.insertLayout(1, self._rows)
        column.addLayout(acts)
        self._speech.switched.connect(self.retranslate)

    def open(self, entry: Entry, ticket: Ticket) -> None:
        """Show the fields of `entry`, with what was typed before or what it starts with."""
        self._draft.flush()
        self.entry, self._ticket_id = entry, ticket.id
        kept = major.from_draft(self._draft.open(major.draft_key(entry, ticket.id)))
        self._asked = major.asked(entry)
        self._build(kept or major.given(ticket, entry, self._desktop.zone))
        self.problem.hide()
        self.retranslate()
        self.show()
        next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, values: dict[str, str]) -> None:
        layouts.empty(self._rows)
        self.fields, self._labels = {}, {}
        for one in self._asked:
            label = QLabel()
            label.setProperty("look", "small")
            field = self._field(one, values.get(one.name, ""))
            label.setBuddy(field)
            self._labels[one.name], self.fields[one.name] = label, field
            self._rows.addWidget(label)
            self._rows.addWidget(field)
        layouts.chain(*self.fields.values(), self.cancel, self.save)

    def _field(self, one: Asked, value: str) -> Field:
        made: Field
        if one.long:
            made = QPlainTextEdit()
            made.setPlainText(value)
            made.setTabChangesFocus(True)
            made.setFixedHeight(theme.px(84))
            made.textChanged.connect(self._keep)
        else:
            made = QLineEdit(value)
            made.textChanged.connect(self._keep)
        made.installEventFilter(self)
        return made

    def values(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {
            name: one.text() if isinstance(one, QLineEdit) else one.toPlainText()
            for name, one in self.fields.items()
        }

    def record(self) -> None:
        """Record the entry; what is wrong is said beneath the fields and nothing is lost."""
        desktop = self._desktop
        now = desktop.ticking.now().astimezone(desktop.zone)
        try:
            ticket = desktop.store.ticket(self._ticket_id)
            edit = major.maker(self.entry, self.values(), now)(ticket, desktop.stamp())
        except BadInput as problem:
            self.problem.setText(problem.in_(self._speech.language))
            self.problem.show()
            return
        except Problem as problem:
            desktop.problem.emit(problem)
            return
        edits = () if edit is None else (edit, *major.follow_ups(desktop, ticket, edit))
        if edits and desktop.perform(*edits, text=ENTRY_NAMES[self.entry]):
            self._draft.drop()
            self._draft.open("")
            self.hide()

    def close_form(self) -> None:
        """Fold the form; what was typed is kept."""
        self._draft.flush()
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self._head.setText(say(ENTRY_NAMES[self.entry]))
        self.save.setText(say(SAVE))
        self.save.setToolTip("Ctrl+Enter")
        self.cancel.setText(say(CANCEL))
        for one in self._asked:
            self._labels[one.name].setText(say(one.label))
            field = self.fields[one.name]
            field.setPlaceholderText(say(one.hint))
            field.setAccessibleName(say(one.label))

    def _keep(self) -> None:
        self._draft.type(major.to_draft(self.values()))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._draft.flush()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_form()
                return True
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.record()
                return True
        return super().eventFilter(watched, event)
