"""How a hand-off's zip is saved: under a passphrase, or in the clear after a second yes."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from firstline.domain.errors import Problem
from firstline.domain.handoff.passphrase import APART, LEAST, OPENS, checked
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons
from firstline.widgets.detail.flow import Flow
from firstline.widgets.plain_label import PlainLabel


class Stage(Enum):
    """What is asked or shown."""

    SEALED = "sealed"
    PLAIN = "plain"
    DONE = "done"


HEADINGS = {
    Stage.SEALED: Text("zip 的口令", "The zip's passphrase"),
    Stage.PLAIN: Text("真的不加密?", "Really without encryption?"),
    Stage.DONE: Text("已加密保存。口令只显示这一次:",
                     "Saved, encrypted. The passphrase, shown this once:"),
}  # fmt: skip
HINTS = {
    Stage.SEALED: Text(f"{APART.zh}{OPENS.zh}", f"{APART.en} {OPENS.en}"),
    Stage.PLAIN: Text(
        "谁拿到这个 zip 都能读:邮箱、U 盘、聊天群里都一样。会以您的名字记入时间线。",
        "Whoever gets this zip can read it, in a mailbox, on a stick or in a chat. It is noted in "
        "the timeline under your name.",
    ),
    Stage.DONE: APART,
}
GO = {
    Stage.SEALED: Text("加密保存…", "Save encrypted…"),
    Stage.PLAIN: Text("不加密,保存…", "Save unencrypted…"),
    Stage.DONE: Text("记下了,关闭", "Noted; close"),
}
OTHER = {
    Stage.SEALED: Text("不加密…", "Without encryption…"),
    Stage.PLAIN: Text("返回加密", "Back to encryption"),
    Stage.DONE: Text("", ""),
}
CANCEL = Text("取消", "Cancel")
FRESH = Text("换一个口令", "Another passphrase")
FIELD = Text(f"口令,自己写至少 {LEAST} 个字符", f"Passphrase; of your own, {LEAST} signs or more")


class HandoffSealForm(QWidget):
    """The passphrase lives in this form alone, until it is closed; nothing keeps it."""

    wanted = Signal(object)  # the passphrase, None in the clear: where to is asked next
    closed = Signal()

    def __init__(self, speech: Speech, passphrase: Callable[[], str]) -> None:
        super().__init__()
        self._speech = speech
        self._passphrase = passphrase
        self.stage = Stage.SEALED
        self.heading, self.hint, self.problem = PlainLabel(), PlainLabel(), PlainLabel()
        self.field = QLineEdit()
        self.fresh = QToolButton()
        self.go, self.other, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self._lay()
        self.fresh.clicked.connect(self._renew)
        self.go.clicked.connect(self._on_go)
        self.other.clicked.connect(self._on_other)
        self.cancel.clicked.connect(self.close_form)
        self.field.returnPressed.connect(self._on_go)
        self.field.textEdited.connect(self.problem.hide)
        speech.switched.connect(self.retranslate)
        self.setFocusProxy(self.field)
        self.hide()
        self.retranslate()

    def _lay(self) -> None:
        self.heading.setProperty("look", "heading")
        self.hint.setProperty("look", "small")
        self.problem.setProperty("look", "warning")
        for label in (self.heading, self.hint, self.problem):
            label.setWordWrap(True)
        self.fresh.setIcon(icons.icon("refresh-cw"))
        self.fresh.setProperty("look", "quiet")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.field, 1)
        line.addWidget(self.fresh)
        bar = QWidget()
        bar.setContentsMargins(3, 3, 3, 3)  # room for the ring of focus
        acts = Flow(bar, 8)
        for button in (self.go, self.other, self.cancel):
            acts.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(line)
        column.addWidget(self.problem)
        column.addWidget(self.hint)
        column.addWidget(bar)

    def open_form(self) -> None:
        """Offer to save under a new passphrase."""
        self._renew()
        self._enter(Stage.SEALED)

    def show_done(self, passphrase: str) -> None:
        """Show the passphrase of what was saved, until the form is closed."""
        self.field.setText(passphrase)
        self._enter(Stage.DONE)

    def close_form(self) -> None:
        """Forget the passphrase and go."""
        self.field.clear()
        self.problem.hide()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        speech, stage = self._speech, self.stage
        self.heading.setText(speech(HEADINGS[stage]))
        self.hint.setText(speech(HINTS[stage]))
        self.go.setText(speech(GO[stage]))
        self.other.setText(speech(OTHER[stage]))
        self.cancel.setText(speech(CANCEL))
        for button in (self.other, self.cancel):
            button.setMinimumHeight(self.go.sizeHint().height())
        self.field.setAccessibleName(speech(FIELD))
        self.field.setToolTip(speech(FIELD))
        self.fresh.setAccessibleName(speech(FRESH))
        self.fresh.setToolTip(speech(FRESH))

    def _enter(self, stage: Stage) -> None:
        self.stage = stage
        self.problem.hide()
        self.field.setVisible(stage is not Stage.PLAIN)
        self.field.setReadOnly(stage is Stage.DONE)
        self.fresh.setVisible(stage is Stage.SEALED)
        self.other.setVisible(stage is not Stage.DONE)
        self.cancel.setVisible(stage is not Stage.DONE)
        look = "" if stage is Stage.PLAIN else "primary"  # the safe way is the one that shines
        self.go.setProperty("look", look)
        self.go.style().unpolish(self.go)
        self.go.style().polish(self.go)
        self.retranslate()
        self.show()
        first = {Stage.PLAIN: self.other, Stage.DONE: self.go}.get(stage, self.field)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _renew(self) -> None:
        self.field.setText(self._passphrase())
        self.problem.hide()

    def _on_go(self) -> None:
        if self.stage is Stage.DONE:
            self.close_form()
        elif self.stage is Stage.PLAIN:
            self.wanted.emit(None)
        else:
            self._on_sealed()

    def _on_sealed(self) -> None:
        try:
            passphrase = checked(self.field.text())
        except Problem as problem:
            language = self._speech.language
            said = f"{problem.sentence.in_(language)} {problem.next_step.in_(language)}"
            self.problem.setText(said.strip())
            self.problem.show()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.wanted.emit(passphrase)

    def _on_other(self) -> None:
        self._enter(Stage.SEALED if self.stage is Stage.PLAIN else Stage.PLAIN)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc go one step back here; a passphrase that was not noted stays."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.stage is Stage.PLAIN:
            self._enter(Stage.SEALED)
        elif self.stage is Stage.SEALED:
            self.close_form()
