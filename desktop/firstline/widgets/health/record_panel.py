"""One record beside its board: why it stands so, fields, acts, history."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.health.columns import Sheet
from firstline.domain.health.history import history
from firstline.domain.health.sheet import in_language
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.acts import Act
from firstline.viewmodel.health.board import Line
from firstline.viewmodel.health.register_model import RegisterModel
from firstline.widgets import layouts
from firstline.widgets.detail.flow import Flow
from firstline.widgets.health.field_clash import FieldClash
from firstline.widgets.health.record_fields import RecordFields
from firstline.widgets.health.system_names import offer_systems

NEW, SAVE, CANCEL = Text("新登记", "New"), Text("登记", "Record"), Text("取消", "Cancel")
REMOVE = Text("移除", "Take off")
PAST = Text("历史", "History")
_MOST_PAST = 12
MANY_ACTS = 2


class RecordPanel(QFrame):
    """Edits the chosen record in place, or takes a new one; what is typed survives a restart."""

    made = Signal(str)
    left_new = Signal()

    def __init__(self, desktop: Desktop, model: RegisterModel, sheet: Sheet) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self._sheet = sheet
        self._line: Line | None = None
        self.new = False
        self.setObjectName("pane")
        self._head, self._why, self._past = QLabel(), QLabel(), QLabel()
        self._flags, self._clashes = QVBoxLayout(), QVBoxLayout()
        self.fields = RecordFields(self._speech, sheet, desktop.zone)
        self.save, self.cancel, self.remove = QPushButton(), QPushButton(), QPushButton()
        self.note = QLineEdit()
        self._acts = model.acts_of(sheet)
        self.acts = [QPushButton() for _ in self._acts]
        self._lay()
        offer_systems(self.fields.fields, sheet.kind, desktop.store.records, self)
        self.fields.left.connect(self._keep)
        self.fields.typed.connect(self._keep_draft)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self._on_cancel)
        self.remove.clicked.connect(self._on_remove)
        for button, act in zip(self.acts, self._acts, strict=True):
            button.clicked.connect(partial(self._on_act, act))
        self.note.returnPressed.connect(self._on_note)

    def _lay(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(9)
        self._head.setProperty("look", "heading")
        self._why.setProperty("look", "small")
        self._past.setProperty("look", "small")
        for one in (self._head, self._why, self._past):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.save.setProperty("look", "primary")
        ends = QHBoxLayout()
        ends.addWidget(self.save)
        ends.addWidget(self.cancel)
        ends.addStretch(1)
        ends.addWidget(self.remove)
        column.addWidget(self._head)
        column.addWidget(self._why)
        column.addLayout(self._flags)
        column.addLayout(self._clashes)
        column.addLayout(_acts_line(self.note, self.acts))
        column.addWidget(self.fields)
        column.addLayout(ends)
        column.addWidget(self._past)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(layouts.scrolled(inner))

    # --- showing ---

    def show_line(self, line: Line | None) -> None:
        """Show a record; a new one that is being typed stays."""
        if self.new:
            return
        if self._line is not None and (line is None or line.key != self._line.key):
            self.fields.keep()
        self._line = line
        self._fill()

    def start_new(self, values: Mapping[str, Value] | None = None) -> None:
        """Take a new record; what was typed last time and not recorded is there again.

        Of `values` the new record is sure, whatever was typed.
        """
        self.fields.keep()
        self.new, self._line = True, None
        firsts = self._model.firsts(self._sheet)
        text = self._desktop.store.draft(self._draft_key)
        held = json.loads(text) if text else {}
        self.fields.show_values({**firsts, **held, **(values or {})}, new=True)
        self._fill()
        first = self.fields.fields[self._sheet.columns[0].id]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        say, line = self._speech, self._line
        entity = line.entity if line else None
        shown = self.new or entity is not None
        self.fields.setVisible(shown)
        for part in (self._head, self._why):  # a line without a record says what it is, too
            part.setVisible(shown or line is not None)
        self.save.setVisible(self.new)
        self.cancel.setVisible(self.new)
        self.remove.setVisible(not self.new and shown)
        layouts.empty(self._flags)
        layouts.empty(self._clashes)
        self._past.setVisible(not self.new and shown)
        self._show_act()
        name = self._sheet.name
        if self.new:
            self._head.setText(f"{say(NEW)}: {say(name)}")
            self._why.hide()
        if line is None:
            return
        self._head.setText(f"{line.number}  {say(line.title)}")
        self._why.setText(say(line.why))
        self._why.setVisible(bool(line.why.zh))
        for flag in line.flags:
            glyph = "✗" if flag.stops else "⚠"
            label = QLabel(f"{glyph} {say(flag.why)}")
            label.setProperty("look", "stop" if flag.stops else "caution")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._flags.addWidget(label)
        if entity is None:
            return
        for clash in entity.conflicts:
            card = FieldClash(say, self._sheet, clash)
            card.taken.connect(self._end_clash)
            self._clashes.addWidget(card)
        self.fields.show_values(in_language(entity.fields, say.language), new=False)
        zone = self._desktop.zone
        past = [
            f"{at.astimezone(zone):%Y-%m-%d %H:%M} {who}: {say(words)}"
            for at, who, words in reversed(history(entity, self._sheet))
        ]
        self._past.setText("\n".join([say(PAST), *past[:_MOST_PAST]]))

    def _show_act(self) -> None:
        entity = self._line.entity if self._line and not self.new else None
        noted = [one for one in self._acts if one.note and entity and one.offered(entity)]
        self.note.setVisible(bool(noted))
        if noted and noted[0].note:
            hint = self._speech(noted[0].note)
            self.note.setPlaceholderText(hint)
            self.note.setAccessibleName(hint)
        for button, act in zip(self.acts, self._acts, strict=True):
            button.setVisible(entity is not None and act.offered(entity))
            words = self._speech(act.name)
            words = words[:1].upper() + words[1:]  # some are named after a choice
            button.setText(words)
            button.setAccessibleName(words)

    def _end_clash(self, field: str, take: str) -> None:
        if self._line is not None:
            self._model.resolve(self._sheet, self._line.key, field, take)

    # --- acting ---

    @property
    def _draft_key(self) -> str:
        return f"health:{self._sheet.kind}"

    def _keep(self, name: str) -> None:
        if self.new or self._line is None or self._line.entity is None:
            return
        value = self.fields.value(name)
        held = in_language(self._line.entity.fields, self._speech.language)
        if value == held.get(name):
            return
        if not self._model.change(self._sheet, self._line.key, {name: value}):
            self.fields.show_values(held, new=False)

    def _keep_draft(self) -> None:
        if self.new:
            text = json.dumps(self.fields.values(), ensure_ascii=False)
            now = self._desktop.ticking.now()
            self._desktop.store.save_draft(self._draft_key, text, now)

    def _on_save(self) -> None:
        made = self._model.add(self._sheet, self.fields.values())
        if made:
            self._desktop.store.drop_draft(self._draft_key)
            self.new = False
            self.made.emit(made)

    def _on_cancel(self) -> None:
        self._desktop.store.drop_draft(self._draft_key)
        self.new = False
        self.left_new.emit()

    def _on_remove(self) -> None:
        if self._line is not None:
            self._model.remove(self._sheet, self._line.key)

    def _on_act(self, act: Act, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's own
        note = self.note.text() if act.note else ""
        if act.filed is not None:
            chosen, _ = QFileDialog.getOpenFileName(self, self._speech(act.name))
            if chosen:
                self.take_file(act, Path(chosen))
            return
        if self._line is not None and self._model.act(self._sheet, self._line.key, act, note):
            self.note.clear()

    def take_file(self, act: Act, path: Path) -> None:
        """Do an act on the record with a file."""
        note, line = self.note.text(), self._line
        if line is not None and self._model.act_with(self._sheet, line.key, act, note, path):
            self.note.clear()

    def _on_note(self) -> None:
        """Do the first act that takes a note: what Enter in the line means."""
        for button, act in zip(self.acts, self._acts, strict=True):
            if act.note and not act.filed and not button.isHidden():
                self._on_act(act)
                return

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for button, words in ((self.save, SAVE), (self.cancel, CANCEL), (self.remove, REMOVE)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.fields.retranslate()
        self._fill()


def _acts_line(note: QLineEdit, acts: Sequence[QPushButton]) -> QVBoxLayout:
    """Return the words for an act beside its button; above them where there are several."""
    column, several = QVBoxLayout(), QWidget()
    if len(acts) < MANY_ACTS:
        line: QLayout = QHBoxLayout(several)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(note)
    else:
        line = Flow(several)
        column.addWidget(note)
    for button in acts:
        line.addWidget(button)
    column.addWidget(several)
    return column
