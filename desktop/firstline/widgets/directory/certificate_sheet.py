"""The sheet for a new certificate: who passed what and when; kept as it is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.directory.certificates import CertificatesModel
from firstline.widgets.combo import Combo
from firstline.widgets.settings.rows import fill

TITLE = Text("登记证书", "Record a certificate")
WHO_GRANTS = Text(
    "登记别人的,同时由您授予;登记自己的,要由他人授予。",
    "Somebody else's is granted by you with it; your own waits for somebody else.",
)
COURSE = Text("课程", "Course")
LINES: tuple[tuple[str, Text, Text], ...] = (
    (
        "person",
        Text("人员", "Person"),
        Text("姓名,与其设置里的一致", "as in that person's settings"),
    ),
    ("on", Text("通过日期", "Passed on"), Text("2026-11-28", "2026-11-28")),
    ("until", Text("有效到", "Holds until"), Text("按课程", "by the course")),
    ("score", Text("分数", "Score"), Text("0–100,可不填", "0–100, may be empty")),
    ("products", Text("产品", "Products"), Text("不填则全部,如 U8、T+", "empty: all; e.g. U8, T+")),
    ("modules", Text("模块", "Modules"), Text("不填则全部,如 GL、ST", "empty: all; e.g. GL, ST")),
    ("sites", Text("站点", "Sites"), Text("不填则全部", "empty: all")),
    ("proof", Text("凭据", "Proof"), Text("签到表、证书编号…", "attendance list, number …")),
)
SAVE, CANCEL = Text("登记", "Record"), Text("取消", "Cancel")


class CertificateSheet(QFrame):
    """Says beneath what is wrong, and loses nothing; Return records, Esc closes."""

    closed = Signal(str)  # the id of what was recorded, "" for none

    def __init__(self, desktop: Desktop, model: CertificatesModel) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._speech = desktop.speech
        self._model = model
        self.course = Combo()
        self.course.setSizeAdjustPolicy(
            Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.editors = {name: QLineEdit() for name, _, _ in LINES}
        self._labels = {name: QLabel() for name in ("course", *self.editors)}
        self._title, self._why, self.problem = QLabel(), QLabel(), QLabel()
        self.save, self.cancel = QPushButton(), QPushButton()
        self._lay()
        self.save.clicked.connect(self.record)
        self.cancel.clicked.connect(lambda: self.closed.emit(""))
        self.course.activated.connect(self._on_typed)
        for editor in self.editors.values():
            editor.textEdited.connect(self._on_typed)
            editor.returnPressed.connect(self.record)

    def _lay(self) -> None:
        self._title.setProperty("look", "heading")
        self._why.setProperty("look", "small")
        self.problem.setProperty("look", "warning")
        for label in (self._why, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.problem.hide()
        rows = QFormLayout()
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in self._fields():
            self._labels[name].setBuddy(field)
            rows.addRow(self._labels[name], field)
        self.save.setProperty("look", "primary")
        ends = QHBoxLayout()
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._why)
        column.addLayout(rows)
        column.addWidget(self.problem)
        column.addLayout(ends)
        column.addStretch(1)

    def _fields(self) -> list[tuple[str, QLineEdit | Combo]]:
        found: list[tuple[str, QLineEdit | Combo]] = list(self.editors.items())
        found.insert(1, ("course", self.course))
        return found

    def open(self) -> None:
        """Begin, or go on with what was typed."""
        self.problem.hide()
        self.fill()
        self.editors["person"].setFocus(Qt.FocusReason.OtherFocusReason)

    def fill(self) -> None:
        """Show what was typed before; a new sheet is of today."""
        typed, say = self._model.typed(), self._speech
        for name, editor in self.editors.items():
            if not editor.hasFocus():
                editor.setText(typed[name])
        if not typed["on"] and not self.editors["on"].hasFocus():
            self.editors["on"].setText(self._model.today.isoformat())
        choices: list[tuple[object, str]] = [
            (one.code, f"{one.code} {say(one.title)}" + (f" ({one.opens})" if one.opens else ""))
            for one in self._model.courses.values()
        ]
        fill(self.course, choices, typed["course"])
        completer = QCompleter(self._model.people(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.editors["person"].setCompleter(completer)
        self._show_end()

    def values(self) -> dict[str, str]:
        """Return what stands in the sheet."""
        found = {name: one.text() for name, one in self.editors.items()}
        return {**found, "course": str(self.course.currentData() or "")}

    def record(self) -> None:
        """Record it; what is wrong is said beneath."""
        try:
            made = self._model.record(self.values())
        except Problem as problem:
            self.problem.setText(problem.in_(self._speech.language))
            self.problem.show()
            return
        for editor in self.editors.values():
            editor.clear()
        self.closed.emit(made)

    def _on_typed(self) -> None:
        self._model.type(self.values())
        self._show_end()

    def _show_end(self) -> None:
        """Show until when it holds if nobody says otherwise."""
        end = self._model.until(self.values()["course"], self.editors["on"].text())
        hint = self._speech(next(hint for name, _, hint in LINES if name == "until"))
        self.editors["until"].setPlaceholderText(f"{hint} {end}".strip())

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self._title.setText(say(TITLE))
        self._why.setText(say(WHO_GRANTS))
        self._labels["course"].setText(say(COURSE))
        self.course.setAccessibleName(say(COURSE))
        for name, words, hint in LINES:
            self._labels[name].setText(say(words))
            self.editors[name].setAccessibleName(say(words))
            self.editors[name].setPlaceholderText(say(hint))
        for button, words in ((self.save, SAVE), (self.cancel, CANCEL)):
            button.setText(say(words))
            button.setAccessibleName(say(words))
        if self.isVisible():
            self.fill()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit("")
            return
        super().keyPressEvent(event)
