"""The form of one act, in place; what is typed is kept at once."""

import json
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.drafts import Draft
from firstline.viewmodel.wish import Asked, Wish
from firstline.widgets import icons, layouts, theme
from firstline.widgets.combo import Combo
from firstline.widgets.settings.rows import fill

SAVE = Text("记录 (Ctrl+Enter)", "Record (Ctrl+Enter)")
CANCEL = Text("收起 (Esc)", "Fold (Esc)")
CHOOSE = Text("选择文件", "Choose a file")
Field = QLineEdit | QPlainTextEdit | Combo
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WishForm(QFrame):
    """Ctrl+Enter records, Return in one line too, Esc folds; folding keeps what was typed."""

    recorded = Signal()
    folded = Signal()

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.setObjectName("tinted")
        self._desktop = desktop
        self._speech = desktop.speech
        self._wish: Wish | None = None
        self._draft = Draft(desktop, self)
        self.fields: dict[str, Field] = {}
        self._labels: dict[str, QLabel] = {}
        self.head, self.problem = QLabel(), QLabel()
        self.save, self.cancel = QPushButton(), QPushButton()
        self._rows = QFormLayout()
        self._lay()
        self.save.clicked.connect(self.record)
        self.cancel.clicked.connect(self.fold)
        self.hide()

    def _lay(self) -> None:
        self.head.setProperty("look", "heading")
        self.head.setWordWrap(True)
        self.problem.setProperty("look", "warning")
        for one in (self.head, self.problem):
            one.setWordWrap(True)
            one.setTextFormat(Qt.TextFormat.PlainText)
        self.save.setProperty("look", "primary")
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addWidget(self.head)
        self._place(column)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def _place(self, column: QVBoxLayout) -> None:
        """Put the rows into the form; where room is short they may scroll."""
        column.addLayout(self._rows)

    def open(self, wish: Wish) -> None:
        """Show the fields of `wish`, with what was typed before."""
        self._draft.flush()
        self._wish = wish
        kept = from_draft(self._draft.open(wish.key))
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self.fields, self._labels = {}, {}
        for one in wish.asked:
            label, field = QLabel(), self._field(one, (kept or wish.values).get(one.name, ""))
            label.setBuddy(field)
            self._labels[one.name], self.fields[one.name] = label, field
            self._rows.addRow(label, field)
        layouts.chain(*self.fields.values(), self.cancel, self.save)
        self.problem.hide()
        self.retranslate()
        self.show()
        if self.fields:
            next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

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
            made.setCursorPosition(0)  # a long text shows how it begins
            made.textChanged.connect(self._keep)
            if one.file:
                self._add_chooser(made)
        made.installEventFilter(self)
        return made

    def _add_chooser(self, field: QLineEdit) -> None:
        act = QAction(icons.icon("paperclip"), self._speech(CHOOSE), field)
        act.triggered.connect(lambda: self._choose(field))
        field.addAction(act, QLineEdit.ActionPosition.TrailingPosition)

    def _choose(self, field: QLineEdit) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._speech(CHOOSE), str(Path.home()))
        if path:
            field.setText(path)

    def values(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {name: value_of(one) for name, one in self.fields.items()}

    def record(self) -> None:
        """Record it; what is wrong is said beneath the fields and nothing is lost."""
        if self._wish is None:
            return
        try:
            done = self._wish.take(self.values())
        except (Problem, OSError) as problem:
            said = problem.in_(self._speech.language) if isinstance(problem, Problem) else problem
            self.problem.setText(str(said))
            self.problem.show()
            return
        if done:
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
        for button, words in ((self.save, SAVE), (self.cancel, CANCEL)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        if self._wish is None:
            return
        self.head.setText(say(self._wish.title))
        self.setAccessibleName(say(self._wish.title))
        for one in self._wish.asked:
            field, said = self.fields[one.name], say(one.label)
            self._labels[one.name].setText(said)
            field.setAccessibleName(said)
            if isinstance(field, Combo):
                fill(field, [(key, say(words)) for key, words in one.choices], value_of(field))
                field.setIconSize(QSize(theme.px(16), theme.px(16)))
                continue
            field.setPlaceholderText(say(one.hint))
            field.setToolTip(say(one.hint))
            if isinstance(field, QPlainTextEdit):
                field.setFixedHeight(theme.px(self._long_height()))

    def _long_height(self) -> int:
        """Return the height of a field of several lines, in pixels of the usual size."""
        return 58

    def _keep(self) -> None:
        kept = {name: text for name, text in self.values().items() if text.strip()}
        self._draft.type(json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else "")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() in _KEYS and (with_control or isinstance(watched, QLineEdit)):
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
