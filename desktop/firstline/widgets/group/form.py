"""The form of one act on a working group, in place; what is typed is kept at once."""

import json
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import BadInput, Problem, Refused
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.group.fields import NAMES, Act, Asked, asked
from firstline.viewmodel.group.forms import edit_of, given
from firstline.viewmodel.group.group import GroupModel
from firstline.widgets import layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.settings.rows import fill

SAVE = Text("记录 (Ctrl+Enter)", "Record (Ctrl+Enter)")
CANCEL = Text("收起 (Esc)", "Fold (Esc)")
Field = QLineEdit | QPlainTextEdit | Combo
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
FEW, MANY = 40, 300  # pixels that the fields get at least, and the most that they take
SHARE = 0.36  # of the height of the pane


class GroupForm(QFrame):
    """Ctrl+Enter records, Esc folds; folding keeps what was typed."""

    recorded = Signal()
    folded = Signal()

    def __init__(self, model: GroupModel) -> None:
        super().__init__()
        self.setObjectName("tinted")
        self._model = model
        self._desktop = model.desktop
        self._speech = model.desktop.speech
        self.act, self._ref = Act.TOPIC, ""
        self._draft = Draft(model.desktop, self)
        self.fields: dict[str, Field] = {}
        self._asked: tuple[Asked, ...] = ()
        self._labels: dict[str, QLabel] = {}
        self.head, self.problem = QLabel(), QLabel()
        self.save, self.cancel = QPushButton(), QPushButton()
        self._rows = QFormLayout()
        self._inner = QWidget()
        self._scroll = layouts.scrolled(self._inner)
        self._lay()
        self.save.clicked.connect(self.record)
        self.cancel.clicked.connect(self.fold)
        self._speech.switched.connect(self.retranslate)
        self.hide()

    def _lay(self) -> None:
        self.head.setProperty("look", "heading")
        self.problem.setProperty("look", "warning")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.save.setProperty("look", "primary")
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(6)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._inner.setLayout(self._rows)
        acts = QHBoxLayout()
        acts.addWidget(self.problem, 1)
        acts.addStretch(0)
        acts.addWidget(self.cancel)
        acts.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self._scroll)
        column.addLayout(acts)

    def open(self, act: Act, ref: str) -> None:
        """Show the fields of `act` on the record `ref`, with what was typed before."""
        self._draft.flush()
        self.act, self._ref = act, ref
        held = self._model.charter
        self._asked = asked(act, held)
        place = ref or (held.id if held else "")
        kept = from_draft(self._draft.open(f"group-{act}:{place}"))
        self._build(kept or given(act, self._model, ref))
        self.problem.hide()
        self.retranslate()
        self.show()
        if self.fields:
            next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, values: Mapping[str, str]) -> None:
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self.fields, self._labels = {}, {}
        for one in self._asked:
            label, field = QLabel(), self._field(one, values.get(one.name, ""))
            label.setBuddy(field)
            self._labels[one.name], self.fields[one.name] = label, field
            self._rows.addRow(label, field)
            for part in (label, field):
                part.show()  # in a form that stands open they would count only a turn later
        layouts.chain(*self.fields.values(), self.cancel, self.save)

    def _field(self, one: Asked, value: str) -> Field:
        made: Field
        if one.choices:
            made = Combo()
            fill(made, [(key, self._speech(said)) for key, said in one.choices], value)
            made.activated.connect(self._keep)
        elif one.long:
            made = QPlainTextEdit(value)
            made.setTabChangesFocus(True)
            made.textChanged.connect(self._keep)
        else:
            made = QLineEdit(value)
            made.textChanged.connect(self._keep)
        made.installEventFilter(self)
        return made

    def values(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {name: value_of(one) for name, one in self.fields.items()}

    def record(self) -> None:
        """Record it; what is wrong is said beneath the fields and nothing is lost."""
        try:
            edit = edit_of(self.act, self._model, self._ref, self.values())
        except (BadInput, Refused) as problem:
            self.problem.setText(problem.in_(self._speech.language))
            self.problem.show()
            return
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return
        nothing = not (edit.changes or edit.events)
        if nothing or self._desktop.perform(edit, text=NAMES[self.act]):
            self._draft.drop()
            self._draft.open("")
            self.hide()
            self.recorded.emit()
            self.folded.emit()

    def fold(self) -> None:
        """Fold the form; what was typed is kept."""
        self._draft.flush()
        self.hide()
        self.folded.emit()

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        self.head.setText(say(NAMES[self.act]))
        for button, words in ((self.save, SAVE), (self.cancel, CANCEL)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        for one in self._asked:
            field, said = self.fields[one.name], say(one.label)
            self._labels[one.name].setText(said)
            field.setAccessibleName(said)
            if isinstance(field, Combo):
                fill(field, [(key, say(words)) for key, words in one.choices], value_of(field))
            else:
                field.setPlaceholderText(say(one.hint))
                field.setToolTip(say(one.hint))
            if isinstance(field, QPlainTextEdit):
                field.setFixedHeight(theme.px(120 if len(self._asked) == 1 else 64))
        self._fit()

    def _fit(self) -> None:
        """Take what the fields need, and no more than leaves room for the page beneath."""
        host = self.parentWidget()
        room = int(SHARE * host.height()) if host is not None else MANY
        most = min(theme.px(MANY), max(theme.px(FEW), room))
        self._scroll.setFixedHeight(min(most, self._inner.sizeHint().height() + 2))

    def _keep(self) -> None:
        kept = {name: text for name, text in self.values().items() if text.strip()}
        self._draft.type(json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else "")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            plain = isinstance(watched, QLineEdit)
            if event.key() in _KEYS and (with_control or plain):
                self.record()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.fold()
                return True
        if event.type() == QEvent.Type.FocusOut:
            self._draft.flush()
        return super().eventFilter(watched, event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._draft.flush()


def value_of(field: Field) -> str:
    """Return what a field holds, as text."""
    if isinstance(field, Combo):
        return str(field.currentData() or "")
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def from_draft(text: str) -> dict[str, str]:
    """Return the values of a draft; one that makes no sense is empty."""
    try:
        raw = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in raw.items()} if isinstance(raw, dict) else {}
