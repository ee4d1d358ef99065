"""The parts of the settings page: a card of rows, each with a name, a hint and a field."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import layouts, theme
from firstline.widgets.plain_label import PlainLabel


class SettingRow(QWidget):
    """One setting: name and hint at the left, its field at the right."""

    def __init__(self, speech: Speech, name: Text, hint: Text, field: QWidget) -> None:
        super().__init__()
        self._speech = speech
        self._texts = (name, hint)
        self.field = field
        self._name = PlainLabel()
        self._hint = PlainLabel()
        self._hint.setProperty("look", "small")
        self._hint.setWordWrap(True)
        self._name.setBuddy(field)
        field.setFixedWidth(theme.px(230))
        field.setMinimumHeight(theme.px(30))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._name)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(field, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()

    def retranslate(self) -> None:
        """Say name and hint in the language in use."""
        name, hint = self._texts
        self._name.setText(self._speech(name))
        self._hint.setText(self._speech(hint))
        self._hint.setVisible(bool(hint.zh))
        self.field.setAccessibleName(self._speech(name))
        self.field.setFixedWidth(theme.px(230))
        self.field.setMinimumHeight(theme.px(30))

    def fits(self, typed: str) -> bool:
        """Whether the search text stands in the row's words, in either language."""
        wanted = typed.strip().casefold()
        return any(wanted in one.casefold() for text in self._texts for one in text)


class Card(QFrame):
    """A titled group of rows."""

    def __init__(self, speech: Speech, title: Text) -> None:
        super().__init__()
        self._speech = speech
        self._title = title
        self.rows: list[SettingRow] = []
        self._head = PlainLabel()
        self._head.setProperty("look", "heading")
        self._frame = QFrame()
        self._frame.setObjectName("card")
        self._column = QVBoxLayout(self._frame)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self._head)
        outer.addWidget(self._frame)

    def add(self, name: Text, hint: Text, field: QWidget) -> SettingRow:
        """Add a row."""
        row = SettingRow(self._speech, name, hint, field)
        self.rows.append(row)
        self.add_widget(row)
        return row

    def add_widget(self, part: QWidget) -> None:
        """Add anything below the last row, parted by a hairline."""
        if self._column.count():
            line = QFrame()
            line.setObjectName("line")
            self._column.addWidget(line)
        self._column.addWidget(part)

    def clear(self) -> None:
        """Take everything out."""
        layouts.empty(self._column)

    def search(self, typed: str) -> None:
        """Show only the rows that fit."""
        for row in self.rows:
            row.setVisible(row.fits(typed))
        if self.rows:
            self.setVisible(any(row.fits(typed) for row in self.rows))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._head.setText(self._speech(self._title))
        for row in self.rows:
            row.retranslate()


def fill(combo: QComboBox, choices: list[tuple[object, str]], value: object) -> None:
    """Fill `combo` with (value, words) and choose `value`, without telling anybody."""
    combo.blockSignals(True)
    combo.clear()
    for one, words in choices:
        combo.addItem(words, one)
    at = next((at for at, (one, _) in enumerate(choices) if one == value), 0)
    combo.setCurrentIndex(at)
    combo.blockSignals(False)
