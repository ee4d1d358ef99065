"""The fields of one record, made from the columns of its sheet; each is kept when it is left."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import tzinfo

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Column, Shape, Sheet, said_of
from firstline.domain.instants import parse_instant
from firstline.domain.overrides import override
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.viewmodel.plain import tip
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.combo import Combo
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.settings.rows import fill

LABEL_PX = 124
Field = QLineEdit | QPlainTextEdit | Combo
HINTS: Mapping[Shape, Text] = {
    Shape.DAY: Text("如 2026-12-31", "such as 2026-12-31"),
    Shape.INSTANT: Text("如 2026-12-31 20:00", "as 2026-12-31 20:00"),
    Shape.MONEY: Text("元,如 60000", "CNY, such as 60000"),
    Shape.PERCENT: Text("%,如 12.5", "%, such as 12.5"),
}


class RecordFields(QWidget):
    """A form; `left` tells a column whose value was changed and left, `typed` every key.

    With `above` each name stands over its field: whole questions have room there.
    """

    left = Signal(str)
    typed = Signal()

    def __init__(
        self, speech: Speech, sheet: Sheet, zone: tzinfo, *, above: bool = False
    ) -> None:  # fmt: skip
        super().__init__()
        self._speech = speech
        self._zone = zone
        self.sheet = sheet
        self._above = above
        self._labels: list[tuple[QLabel, Column]] = []
        self._changed: set[str] = set()
        self.fields: dict[str, Field] = {}
        self.locked = False  # whether all of it is there to be read only, from the next showing on
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(7)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        wrap = QFormLayout.RowWrapPolicy
        form.setRowWrapPolicy(wrap.WrapAllRows if above else wrap.WrapLongRows)
        for column in sheet.columns:
            field = self._made(column)
            label = PlainLabel()
            label.setWordWrap(True)
            label.setBuddy(field)
            self._labels.append((label, column))
            self.fields[column.id] = field
            form.addRow(label, field)
            form.setRowVisible(field, not column.raw)

    def _made(self, column: Column) -> Field:
        name = column.id
        if column.shape is Shape.CHOICE:
            combo = Combo()
            combo.activated.connect(lambda _at: self._on_left(name, changed=True))
            return combo
        if column.shape is Shape.LINES:
            text = QPlainTextEdit()
            text.setTabChangesFocus(True)
            text.textChanged.connect(lambda: self._on_typed(name))
            text.installEventFilter(self)
            text.setObjectName(name)
            return text
        line = QLineEdit()
        line.textEdited.connect(lambda _text: self._on_typed(name))
        line.editingFinished.connect(lambda: self._on_left(name))
        return line

    def _on_typed(self, name: str) -> None:
        self._changed.add(name)
        self.typed.emit()

    def _on_left(self, name: str, *, changed: bool = False) -> None:
        if changed:
            self.typed.emit()
        if changed or name in self._changed:
            self._changed.discard(name)
            self.left.emit(name)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched.objectName() in self.fields:
            self._on_left(watched.objectName())
        return super().eventFilter(watched, event)

    def keep(self) -> None:
        """Tell of everything that was typed and not left yet."""
        for name in tuple(self._changed):
            self._on_left(name)

    def value(self, name: str) -> str:
        """Return what a field says."""
        field = self.fields[name]
        if isinstance(field, Combo):
            return str(field.currentData() or "")
        return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()

    def values(self) -> dict[str, Value]:
        """Return what all fields say."""
        return {name: self.value(name) for name in self.fields}

    def show_values(self, values: Mapping[str, Value], *, new: bool) -> None:
        """Show a record; what is being typed stays. What a record is known by cannot be changed."""
        for column in self.sheet.columns:
            name, field = column.id, self.fields[column.id]
            if name in self._changed and not new:
                continue
            said = self._said(column, said_of(column, values.get(name)))
            known = not new and name in self.sheet.key
            locked = self.locked or column.found or known
            if isinstance(field, Combo):
                self._choices(column, field, said)
                field.setEnabled(not locked)
                continue
            field.blockSignals(True)
            if isinstance(field, QPlainTextEdit):
                field.setPlainText(said)
            else:
                field.setText(said)
                field.setToolTip(tip(said))
                field.setCursorPosition(0)
            field.setReadOnly(locked)
            field.blockSignals(False)
        if new:
            self._changed.clear()

    def _said(self, column: Column, text: str) -> str:
        if column.shape is Shape.INSTANT and text:
            with suppress(BadInput):
                at = parse_instant(text, self._zone).astimezone(self._zone)
                return f"{at:%Y-%m-%d %H:%M}"
        return text

    def _choices(self, column: Column, field: Combo, said: str) -> None:
        say, choices = self._speech, column.choices.items()
        known: list[tuple[object, str]] = [(key, say(words)) for key, words in choices]
        if said not in column.choices:
            known.insert(0, (said, said))
        fill(field, known, said)

    def retranslate(self) -> None:
        """Say everything in the language and the size in use."""
        say = self._speech
        for label, column in self._labels:
            name = say(column.name)
            label.setText(f"{name}\N{NO-BREAK SPACE}*" if column.must else name)
            if not self._above:  # a long name takes two lines, not the room of its field
                wide = label.fontMetrics().horizontalAdvance(label.text()) + theme.px(4)
                label.setFixedWidth(min(wide, theme.px(LABEL_PX)))
            field = self.fields[column.id]
            field.setAccessibleName(name)
            hint = HINTS.get(column.shape)
            if hint and isinstance(field, QLineEdit):
                field.setPlaceholderText(say(hint))
            if isinstance(field, QPlainTextEdit):
                field.setFixedHeight(theme.px(62))
