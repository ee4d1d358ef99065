"""One record beside its board: why it stands so, fields, acts, history."""

import json
from collections.abc import Callable

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

from firstline.domain.health.columns import Sheet
from firstline.domain.health.history import history
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.health.board import Line
from firstline.viewmodel.health.model import HealthModel
from firstline.widgets import layouts
from firstline.widgets.health.record_fields import RecordFields

NEW, SAVE, CANCEL = Text("新登记", "New"), Text("登记", "Record"), Text("取消", "Cancel")
REMOVE = Text("移除", "Take off")
REVIEW, NOTE = Text("登记评审", "Record a review"), Text("评审意见", "What was found")
ENDED = Text("已恢复", "It ended now")
PAST = Text("历史", "History")
MINE, THEIRS = Text("用我的", "Take mine"), Text("用对方的", "Take theirs")
_MOST_PAST = 12


class RecordPanel(QFrame):
    """Edits the chosen record in place, or takes a new one; what is typed survives a restart."""

    made = Signal(str)
    left_new = Signal()

    def __init__(self, desktop: Desktop, model: HealthModel, sheet: Sheet) -> None:
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
        self.note, self.act = QLineEdit(), QPushButton()
        self._lay()
        self.fields.left.connect(self._keep)
        self.fields.typed.connect(self._keep_draft)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self._on_cancel)
        self.remove.clicked.connect(self._on_remove)
        self.act.clicked.connect(self._on_act)
        self.note.returnPressed.connect(self._on_act)

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
        acts = QHBoxLayout()
        acts.addWidget(self.note, 1)
        acts.addWidget(self.act)
        ends = QHBoxLayout()
        ends.addWidget(self.save)
        ends.addWidget(self.cancel)
        ends.addStretch(1)
        ends.addWidget(self.remove)
        column.addWidget(self._head)
        column.addWidget(self._why)
        column.addLayout(self._flags)
        column.addLayout(self._clashes)
        column.addLayout(acts)
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

    def start_new(self) -> None:
        """Take a new record; what was typed last time and not recorded is there again."""
        self.fields.keep()
        self.new, self._line = True, None
        firsts = {one.id: one.first for one in self._sheet.columns}
        text = self._desktop.store.draft(self._draft_key)
        held = json.loads(text) if text else {}
        self.fields.show_values({**firsts, **held}, new=True)
        self._fill()
        first = self.fields.fields[self._sheet.columns[0].id]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        say, line = self._speech, self._line
        entity = line.entity if line else None
        shown = self.new or entity is not None
        for part in (self.fields, self._head, self._why):
            part.setVisible(shown)
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
            self._why.setText("")
        if line is None or entity is None:
            return
        self._head.setText(f"{line.number}  {say(line.title)}")
        self._why.setText(say(line.why))
        self._why.setVisible(bool(line.why.zh))
        for flag in line.flags:
            glyph = "✗" if flag.stops else "⚠"
            label = QLabel(f"{glyph} {say(flag.why)}")
            label.setProperty("look", "late" if flag.stops else "warn")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._flags.addWidget(label)
        for clash in entity.conflicts:
            self._clashes.addWidget(self._clash(clash.field, clash.mine, clash.theirs))
        self.fields.show_values(entity.fields, new=False)
        zone = self._desktop.zone
        past = [
            f"{at.astimezone(zone):%Y-%m-%d %H:%M} {who}: {say(words)}"
            for at, who, words in reversed(history(entity))
        ]
        self._past.setText("\n".join([say(PAST), *past[:_MOST_PAST]]))

    def _show_act(self) -> None:
        risk = self._sheet.kind == "risk"
        entity = self._line.entity if self._line else None
        running = (
            self._sheet.kind == "outage" and entity is not None and not entity.fields.get("to")
        )
        shown = not self.new and entity is not None
        self.note.setVisible(shown and risk)
        self.act.setVisible(shown and (risk or running))
        words = REVIEW if risk else ENDED
        self.act.setText(self._speech(words))
        self.act.setAccessibleName(self._speech(words))

    def _clash(self, field: str, mine: str, theirs: str) -> QFrame:
        say = self._speech
        card = QFrame()
        card.setObjectName("clash")
        column = QVBoxLayout(card)
        name = say(self._sheet.column(field).name)
        words = QLabel(f"⚠ {name}: {mine} / {theirs}")
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(words)
        row = QHBoxLayout()
        for take, said in (("mine", MINE), ("theirs", THEIRS)):
            button = QPushButton(say(said))
            button.setAccessibleName(f"{name}: {say(said)}")
            button.clicked.connect(self._taker(field, take))
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _taker(self, field: str, take: str) -> Callable[[], None]:
        def run() -> None:
            if self._line is not None:
                self._model.resolve(self._sheet, self._line.key, field, take)

        return run

    # --- acting ---

    @property
    def _draft_key(self) -> str:
        return f"health:{self._sheet.kind}"

    def _keep(self, name: str) -> None:
        if self.new or self._line is None or self._line.entity is None:
            return
        value = self.fields.value(name)
        if not self._model.change(self._sheet, self._line.key, {name: value}):
            held = self._line.entity.fields
            self.fields.show_values({**held}, new=False)

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

    def _on_act(self) -> None:
        if self._line is None:
            return
        if self._sheet.kind == "outage":
            self._model.end_outage(self._line.key)
        elif self._model.review(self._line.key, self.note.text()):
            self.note.clear()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for button, words in ((self.save, SAVE), (self.cancel, CANCEL), (self.remove, REMOVE)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        self.note.setPlaceholderText(say(NOTE))
        self.note.setAccessibleName(say(NOTE))
        self.fields.retranslate()
        self._fill()
