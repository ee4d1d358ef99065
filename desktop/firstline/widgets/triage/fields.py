"""The left side of the triage sheet: title, five questions, names, combos and details."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.words import Text
from firstline.viewmodel import phrases
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.triage import triage
from firstline.viewmodel.triage.triage import TriageForm
from firstline.widgets import theme
from firstline.widgets.detail.choice import Initials, NameEdit, QuietCombo
from firstline.widgets.triage import questions as triage_questions

TITLE_HINT = Text("一句话:什么坏了", "In one line: what is broken")
BODY_HINT = Text("描述、报错原文(可不填)", "Details, error text (optional)")
REPORTED = Text("报告时间", "Reported at")
NOW = Text("现在", "now")
NAMES = ("requester", "site", "product", "module")
FIELDS = (*NAMES, "type", "channel", "reported")


class TriageFields(QWidget):
    """Holds what is typed; Enter goes on to the next field, one key answers a question."""

    changed = Signal(object)  # TriageForm

    def __init__(
        self, desktop: Desktop, initials: Initials | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._speech = desktop.speech
        self._form = TriageForm()
        self._filling = False
        self._columns = 0
        self.title, self.reported = QLineEdit(self), QLineEdit(self)
        self.title.setMaxLength(400)
        self.questions = triage_questions.rows(desktop.speech, self)
        self.names = {name: self._name_edit(name, initials) for name in NAMES}
        self.type, self.channel = QuietCombo(self), QuietCombo(self)
        self.body = QPlainTextEdit(self)
        self.body.setTabChangesFocus(True)
        self._fields: dict[str, QWidget] = {
            **self.names, "type": self.type, "channel": self.channel, "reported": self.reported,
        }  # fmt: skip
        self._labels = {name: QLabel(self) for name in FIELDS}
        self._build()
        self._connect()
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _name_edit(self, name: str, initials: Initials | None) -> NameEdit:
        return NameEdit(lambda: self._desktop.store.choices(name), initials, self)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addSpacing(2)
        for one in self.questions:
            column.addWidget(one)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setContentsMargins(0, 4, 0, 4)
        column.addLayout(self._grid)
        column.addWidget(self.body, 1)
        for label in self._labels.values():
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", "muted")
        self.arrange(900)

    def _connect(self) -> None:
        for edit in (self.title, self.reported):
            edit.textChanged.connect(self._typed)  # a screen reader sets text without a key
        self.body.textChanged.connect(self._typed)
        self.title.returnPressed.connect(lambda: self.go(0))
        self.reported.returnPressed.connect(self.focusNextChild)
        for field in self.names.values():
            field.textChanged.connect(self._typed)
            field.returnPressed.connect(self.focusNextChild)
        for combo in (self.type, self.channel):
            combo.activated.connect(self._typed)
        for at, row in enumerate(self.questions):
            row.answered.connect(self._answer)
            row.moved.connect(lambda step, here=at: self.go(here + step))

    def show_form(self, form: TriageForm, *, again: bool) -> None:
        """Show `form`; a ticket judged again keeps its time of report."""
        self._form, self._filling = form, True
        self.title.setText(form.title)
        self.body.setPlainText(form.body)
        self.reported.setText(form.reported)
        for name, field in self.names.items():
            field.show_value(getattr(form, name))
        for row in self.questions:
            row.show_answer(getattr(form, row.question.id))
        self._fill_combos()
        self._filling = False
        self.reported.setVisible(not again)
        self._labels["reported"].setVisible(not again)

    def go(self, at: int) -> None:
        """Put the cursor into question `at`, before the first into the title, then the names."""
        if at < 0:
            self.title.setFocus(Qt.FocusReason.TabFocusReason)
        elif at < len(self.questions):
            self.questions[at].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.names["requester"].setFocus(Qt.FocusReason.TabFocusReason)
            self.names["requester"].selectAll()

    def arrange(self, width: int) -> None:
        """Lay everything out for a sheet of `width` pixels."""
        for row in self.questions:
            row.arrange(stacked=width < theme.px(660))
        self.body.setMinimumHeight(theme.px(64))
        self.title.setFont(theme.font(16))
        columns = 1 if width < theme.px(460) else 2
        if columns == self._columns:
            return
        self._columns = columns
        for at, name in enumerate(FIELDS):
            line, column = divmod(at, columns)
            self._grid.addWidget(self._labels[name], line, column * 2)
            self._grid.addWidget(self._fields[name], line, column * 2 + 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, columns - 1)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        self.title.setPlaceholderText(speech(TITLE_HINT))
        self.body.setPlaceholderText(speech(BODY_HINT))
        self.reported.setPlaceholderText(speech(NOW))
        texts = {**phrases.FIELDS, "reported": REPORTED}
        for name in FIELDS:
            self._labels[name].setText(speech(texts[name]))
            self._fields[name].setAccessibleName(speech(texts[name]))
        self.title.setAccessibleName(speech(texts["title"]))
        self.body.setAccessibleName(speech(texts["body"]))
        self._fill_combos()

    def _fill_combos(self) -> None:
        kind, channel = self._form.type, self._form.channel
        self.type.clear()
        for value, text in triage.type_names():
            self.type.addItem(self._speech(text), value)
        self.channel.clear()
        for value in dict.fromkeys((*phrases.CHANNELS, channel)):
            self.channel.addItem(self._speech(phrases.channel(value)) or "—", value)
        self.type.setCurrentIndex(self.type.findData(kind))
        self.channel.setCurrentIndex(self.channel.findData(channel))

    def _typed(self, *_changed: object) -> None:
        if self._filling:
            return
        values: dict[str, Any] = {name: one.text().strip() for name, one in self.names.items()}
        self._form = replace(
            self._form,
            title=self.title.text(),
            body=self.body.toPlainText(),
            reported=self.reported.text(),
            type=str(self.type.currentData()),
            channel=str(self.channel.currentData()),
            **values,
        )
        self.changed.emit(self._form)

    def _answer(self, question: str, value: int | None) -> None:
        self._form = triage.with_answer(self._form, question, value)
        self.changed.emit(self._form)
