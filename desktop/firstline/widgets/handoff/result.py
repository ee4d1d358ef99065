"""Step 3 of a hand-off: the redacted result, what was removed marked, and who reviewed it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.handoff.leaving import marks
from firstline.domain.handoff.package import Package
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.handoff.page import HandoffModel
from firstline.widgets import theme

WHOLE = Text("标题与正文", "Title and body")
PARTS = Text("包里的文字", "Texts of the package")
SHOWN = Text("脱敏后的样子", "What is left")
REMOVED = Text("已隐去", "Removed")
COUNT = Text("{name}:{count} 处,{values} 个值", "{name}: {count}×, {values} different")
NOTHING = Text("规则没有命中。请自己再看一遍。", "No rule found anything. Read it yourself.")
LEFT = Text("未随包", "Stays here")
REVIEWER = Text("复核人", "Reviewed by")
ME = Text("我已复核", "I reviewed it")
WAIT = Text("正在脱敏…", "Redacting…")
_SIDE_PX = 250


class Marker(QSyntaxHighlighter):
    """Marks placeholders, by a ground and by bold letters."""

    @override
    def highlightBlock(self, text: str) -> None:
        made = QTextCharFormat()
        made.setBackground(theme.token("warn_bg"))
        made.setForeground(theme.token("warn_fg"))
        made.setFontWeight(QFont.Weight.Bold)
        for start, end in marks(text):
            self.setFormat(start, end - start, made)


class HandoffResultStep(QWidget):
    """Every text of the package in full; only what was read can be reviewed."""

    reviewed = Signal()

    def __init__(self, desktop: Desktop, model: HandoffModel) -> None:
        super().__init__()
        self._desktop = desktop
        self._speech = desktop.speech
        self._model = model
        self.parts = QListWidget()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self._marker = Marker(self.text.document())
        self._heads = {text: QLabel() for text in (PARTS, SHOWN, REMOVED, REVIEWER)}
        self.counts, self.problem = QLabel(), QLabel()
        self.reviewer = QLineEdit()
        self.me = QPushButton()
        self._lay()
        self.parts.currentRowChanged.connect(self._show_part)
        self.reviewer.textEdited.connect(self._on_reviewer)
        self.me.clicked.connect(self._on_me)
        model.made.connect(self.fill)
        self._speech.switched.connect(self.retranslate)
        self.setFocusProxy(self.text)
        self.retranslate()

    def _lay(self) -> None:
        for label in self._heads.values():
            label.setProperty("look", "heading")
        for label in (self.counts, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.problem.setProperty("look", "warning")
        self.problem.hide()
        self.counts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._heads[REVIEWER].setBuddy(self.reviewer)
        side = QFrame()
        side.setObjectName("card")
        side.setFixedWidth(theme.px(_SIDE_PX))
        self._side = side
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addWidget(self._heads[PARTS])
        column.addWidget(self.parts, 1)
        column.addWidget(self._heads[REMOVED])
        column.addWidget(self.counts)
        column.addStretch(0)
        column.addWidget(self._heads[REVIEWER])
        column.addWidget(self.reviewer)
        column.addWidget(self.me)
        middle = QVBoxLayout()
        middle.setSpacing(6)
        middle.addWidget(self._heads[SHOWN])
        middle.addWidget(self.problem)
        middle.addWidget(self.text, 1)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(16)
        both.addLayout(middle, 1)
        both.addWidget(side)

    def wait(self) -> None:
        """Say that the package is being made."""
        self.parts.clear()
        self.text.setPlainText(self._speech(WAIT))
        self.reviewer.setEnabled(False)
        self.me.setEnabled(False)

    def fill(self) -> None:
        """Show the package, or why there is none."""
        package, problem = self._model.package, self._model.problem
        self.problem.setVisible(package is None and problem is not None)
        if problem is not None:
            self.problem.setText(problem.in_(self._speech.language))
        self.reviewer.setEnabled(package is not None)
        self.me.setEnabled(package is not None)
        self.reviewer.setText(package.reviewed_by if package else "")
        at = max(0, self.parts.currentRow())
        self.parts.blockSignals(True)
        self.parts.clear()
        if package is not None:
            names = [self._speech(WHOLE), *(one.name for one in package.texts)]
            self.parts.addItems([*names, *(one.name for one in package.files)])
            self.parts.setCurrentRow(min(at, self.parts.count() - 1))
        self.parts.blockSignals(False)
        self.counts.setText(self._counted(package) if package else "")
        self._show_part(self.parts.currentRow())

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech = self._speech
        for text, label in self._heads.items():
            label.setText(speech(text))
        self.parts.setAccessibleName(speech(PARTS))
        self.text.setAccessibleName(speech(SHOWN))
        self.reviewer.setAccessibleName(speech(REVIEWER))
        self.me.setText(speech(ME))
        self.restyle()
        if self._model.ticket is not None:
            self.fill()

    def restyle(self) -> None:
        """Take the theme and the text size in use."""
        self._side.setFixedWidth(theme.px(_SIDE_PX))
        self._marker.rehighlight()

    def _show_part(self, row: int) -> None:
        package = self._model.package
        if package is None or row < 0:
            self.text.setPlainText("")
        elif row == 0:
            self.text.setPlainText(f"{package.title}\n\n{self._model.text}")
        elif row <= len(package.texts):
            self.text.setPlainText(package.texts[row - 1].text)
        else:
            one = package.files[row - 1 - len(package.texts)]
            self.text.setPlainText(f"{one.name}\nSHA-256 {one.sha256}")

    def _counted(self, package: Package) -> str:
        speech = self._speech
        lines = [
            speech(COUNT.fill(name=speech(one.title), count=one.count, values=one.values))
            for one in package.removed
        ] or [speech(NOTHING)]
        if package.left_out:
            names = "、".join(one.name for one in package.left_out)
            lines.append(f"{speech(LEFT)}:{names}")
        return "\n".join(lines)

    def _on_reviewer(self, name: str) -> None:
        self._model.review(name)
        self.reviewed.emit()

    def _on_me(self) -> None:
        if not self._desktop.me:
            self.reviewer.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.reviewer.setText(self._desktop.me)
        self._on_reviewer(self._desktop.me)
