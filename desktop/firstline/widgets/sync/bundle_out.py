"""Writing a bundle: for whom, what of the ticket leaves, sealed or not, and what was written."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from firstline.domain.errors import Problem
from firstline.domain.handoff.passphrase import LEAST, checked
from firstline.domain.ticket.bundle import Made
from firstline.domain.ticket.exchange_words import AUDIENCES
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.sync import bundle as words
from firstline.viewmodel.sync.bundle import CHOICES, BundleModel
from firstline.widgets import icons
from firstline.widgets.combo import Combo
from firstline.widgets.plain_label import PlainLabel

HEADING = Text("发出", "Send")
NOBODY = Text("先在队列里选一张工单,再按 Ctrl+Shift+X。",
              "Choose a ticket in the queue first, then press Ctrl+Shift+X.")  # fmt: skip
WHO = Text("给谁", "For whom")
SEAL = Text("用口令加密", "Seal it under a passphrase")
OPEN = Text("不加密:谁拿到都能读,会记入日志。", "Not sealed: anybody can read it. It is logged.")
APART = Text(
    "电话告诉对方口令,不要和文件放在一起;本机不保存。",
    "Tell the passphrase by telephone, never beside the file; it is kept nowhere.",
)
FIELD = Text(f"口令,自己写至少 {LEAST} 个字符", f"Passphrase; of your own, {LEAST} signs or more")
FRESH = Text("换一个口令", "Another passphrase")
SAVE = Text("保存交换包…", "Save the bundle…")
ENDING = ".deskpack"
KIND = Text("交换包", "Bundle")


class BundleOut(QFrame):
    """Follows the ticket of the model; the passphrase lives in its field alone."""

    def __init__(self, desktop: Desktop, model: BundleModel) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desktop, self._speech, self._model = desktop, desktop.speech, model
        self._problem: Problem | None = None
        self._made: Made | None = None
        self.heading, self.ticket, self.who, self.leaves = (PlainLabel() for _ in range(4))
        self.hint, self.warning, self.done = PlainLabel(), PlainLabel(), PlainLabel()
        self.audience, self.sealed = Combo(), QCheckBox()
        self.field, self.fresh, self.save = QLineEdit(), QToolButton(), QPushButton()
        self.sealed.setChecked(True)
        self._lay()
        for _ in CHOICES:
            self.audience.addItem("")
        self.audience.currentIndexChanged.connect(self._changed)
        self.sealed.toggled.connect(self._changed)
        self.fresh.clicked.connect(self._renew)
        self.field.textEdited.connect(self._changed)
        self.save.clicked.connect(self._choose)
        model.written.connect(self._on_written)
        self._speech.switched.connect(self.retranslate)
        self.setFocusProxy(self.audience)
        self.retranslate()

    def _lay(self) -> None:
        self.heading.setProperty("look", "heading")
        self.leaves.setProperty("look", "muted")
        self.hint.setProperty("look", "small")
        self.warning.setProperty("look", "warning")
        self.fresh.setProperty("look", "quiet")
        self.fresh.setIcon(icons.icon("refresh-cw"))
        self.save.setProperty("look", "primary")
        self.done.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.ticket, self.leaves, self.hint, self.warning, self.done):
            label.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self.fresh)
        save = QHBoxLayout()
        save.addWidget(self.save)
        save.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for part in (self.heading, self.ticket, self.who, self.audience, self.leaves, self.sealed):
            column.addWidget(part)
        column.addLayout(line)
        for part in (self.hint, self.warning):
            column.addWidget(part)
        column.addLayout(save)
        column.addWidget(self.done)
        column.addStretch(1)

    def open(self, ticket_id: str) -> None:
        """Offer the thread of this ticket, under a new passphrase."""
        self._model.ticket_id = ticket_id
        self._made = self._problem = None
        self._renew()
        self.audience.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Forget the passphrase that was shown."""
        self.field.clear()
        self._made = None

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self.heading.setText(say(HEADING))
        self.who.setText(say(WHO))
        for at, one in enumerate(CHOICES):
            self.audience.setItemText(at, say(AUDIENCES[one]))
        self.audience.setAccessibleName(say(WHO))
        self.sealed.setText(say(SEAL))
        self.sealed.setAccessibleName(say(SEAL))
        for part, told in ((self.field, FIELD), (self.fresh, FRESH)):
            part.setAccessibleName(say(told))
            part.setToolTip(say(told))
        self.save.setText(say(SAVE))
        self.save.setAccessibleName(say(SAVE))
        self._fill()

    def _fill(self) -> None:
        say, model = self._speech, self._model
        ticket = self._desktop.store.find(model.ticket_id) if model.ticket_id else None
        self.ticket.setText(f"{ticket.number}  {ticket.title}" if ticket else say(NOBODY))
        for part in (self.who, self.audience, self.leaves, self.sealed, self.save):
            part.setVisible(ticket is not None)
        sealed = self.sealed.isChecked() and ticket is not None
        self.field.setVisible(sealed)
        self.fresh.setVisible(sealed)
        self.leaves.setText(say(words.LEAVES[self._choice]))
        self.hint.setText(say(APART if sealed else OPEN))
        self.hint.setVisible(ticket is not None)
        problem = self._problem
        self.warning.setText(problem.in_(say.language) if problem else "")
        self.warning.setVisible(problem is not None)
        self.done.setText(self._done_words(self._made) if self._made else "")
        self.done.setVisible(self._made is not None)

    @property
    def _choice(self) -> str:
        return CHOICES[max(0, self.audience.currentIndex())]

    def _done_words(self, made: Made) -> str:
        say = self._speech
        said = [
            say(Text(f"已写出 {made.events} 条记录、{made.files} 个附件:{made.path}",
                     f"{made.events} entries and {made.files} files are in {made.path}")),
            say(words.removed_words(made)),
        ]  # fmt: skip
        if made.left_behind:
            left = made.left_behind
            said.append(say(Text(f"{left} 个附件没有写入:不在本机,或太大。",
                                 f"{left} files stayed: not here, or too large.")))  # fmt: skip
        return "\n".join(one for one in said if one)

    def _changed(self) -> None:
        self._problem = self._made = None
        self._fill()

    def _renew(self) -> None:
        if self._model.doors is not None:
            self.field.setText(self._model.doors.passphrase())
        self._changed()

    def _choose(self) -> None:
        ticket = self._desktop.store.find(self._model.ticket_id)
        if ticket is None or self._typed() == "":
            return
        say = self._speech
        first = Path.home() / f"{ticket.number}-{self._choice}{ENDING}"
        chosen, _ = QFileDialog.getSaveFileName(
            self, say(SAVE), str(first), f"{say(KIND)} (*{ENDING})"
        )
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix == ENDING else path.with_name(path.name + ENDING))

    def save_to(self, path: Path) -> None:
        """Write the bundle to `path`."""
        typed = self._typed()
        if typed != "":
            self._model.write(self._choice, path, typed)

    def _typed(self) -> str | None:
        """Return the passphrase, None for none, and "" for one that will not do."""
        if not self.sealed.isChecked():
            return None
        try:
            return checked(self.field.text())
        except Problem as problem:
            self._problem = problem
            self._fill()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return ""

    def _on_written(self, made: object) -> None:
        self._made = made if isinstance(made, Made) else None
        self._problem = made if isinstance(made, Problem) else None
        self._fill()
