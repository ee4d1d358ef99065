"""Taking a bundle in: whose key signed it, what it brings, and one act once the key is trusted."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from firstline.domain.errors import Problem
from firstline.domain.ticket.bundle import Look
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.sync.bundle import BundleModel, Ordinary, Sealed, bring_words
from firstline.widgets import theme
from firstline.widgets.plain_label import PlainLabel

HEADING = Text("收下", "Take in")
WHAT = Text(
    "别的服务台写的交换包,或门户的 U 盘包。", "Another desk's bundle, or a pack of the portal."
)
CHOOSE = Text("选择文件…", "Choose a file…")
KIND = Text("数据包", "Packs")
FIELD = Text("口令(向对方电话询问)", "Passphrase (ask by telephone)")
LOOK = Text("打开", "Open")
SEALED = Text("这个包是加密的。", "This bundle is sealed.")
ORDINARY = Text("这是门户的 U 盘包:收下就照它的内容处理。",
                "This is a pack of the portal: taking it does what it is for.")  # fmt: skip
KNOWN = Text("这个密钥本机已认可。", "This key was accepted here.")
UNKNOWN = Text(
    "本机第一次见到这个密钥。请打电话给对方,逐组核对指纹。",
    "This key is new here. Call its owner and compare the fingerprint, group by group.",
)
COMPARED = Text("我已核对指纹,是对方的密钥", "I compared the fingerprint; it is theirs")
TAKE = Text("收下", "Take it in")
SHOW = Text("打开工单", "Open the ticket")


class BundleIn(QFrame):
    """Nothing of a file is taken before the button is pressed."""

    open_wanted = Signal(str)

    def __init__(self, desktop: Desktop, model: BundleModel) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desktop, self._speech, self._model = desktop, desktop.speech, model
        self._said: Text | Problem | None = None
        self._path: Path | None = None
        self.heading, self.what, self.file, self.facts = (PlainLabel() for _ in range(4))
        self.fingerprint, self.trust, self.result = PlainLabel(), PlainLabel(), PlainLabel()
        self.field, self.compared = QLineEdit(), QCheckBox()
        self.choose, self.look, self.take, self.show_ = (QPushButton() for _ in range(4))
        self._lay()
        self.choose.clicked.connect(self.ask_file)
        self.look.clicked.connect(self._look_again)
        self.field.returnPressed.connect(self._look_again)
        self.compared.toggled.connect(self._fill)
        self.take.clicked.connect(self._take)
        self.show_.clicked.connect(lambda: self.open_wanted.emit(model.came))
        model.looked.connect(self._on_looked)
        model.taken.connect(self._on_taken)
        self._speech.switched.connect(self.retranslate)
        self.retranslate()

    def _lay(self) -> None:
        self.heading.setProperty("look", "heading")
        self.what.setProperty("look", "muted")
        self.field.setEchoMode(QLineEdit.EchoMode.Normal)
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.what, self.file, self.facts, self.fingerprint, self.trust, self.result):
            label.setWordWrap(True)
        first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.choose)
        first.addWidget(self.file, 1)
        second.addWidget(self.field, 1)
        second.addWidget(self.look)
        third.addWidget(self.take)
        third.addWidget(self.show_)
        third.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addWidget(self.what)
        column.addLayout(first)
        column.addLayout(second)
        for part in (self.facts, self.trust, self.fingerprint, self.compared):
            column.addWidget(part)
        column.addLayout(third)
        column.addWidget(self.result)
        column.addStretch(1)

    def ask_file(self) -> None:
        """Ask for a file and show what it brings."""
        say = self._speech
        found, _ = QFileDialog.getOpenFileName(self, say(CHOOSE), "", f"{say(KIND)} (*.deskpack)")
        if found:
            self.open_file(Path(found))

    def open_file(self, path: Path) -> None:
        """Show what this file brings."""
        self._path, self._said, self._model.found, self._model.came = path, None, None, ""
        self.field.clear()
        self.compared.setChecked(False)
        self._model.look(path)
        self._fill()

    def retranslate(self) -> None:
        """Say everything in the language and the type in use."""
        say = self._speech
        for label, told in ((self.heading, HEADING), (self.what, WHAT)):
            label.setText(say(told))
        for button, told in ((self.choose, CHOOSE), (self.look, LOOK), (self.take, TAKE),
                             (self.show_, SHOW), (self.compared, COMPARED)):  # fmt: skip
            button.setText(say(told))
            button.setAccessibleName(say(told))
        self.field.setAccessibleName(say(FIELD))
        self.field.setPlaceholderText(say(FIELD))
        self.fingerprint.setFont(theme.font(15, bold=True))
        self._fill()

    def _fill(self) -> None:
        say, found = self._speech, self._model.found
        look = found if isinstance(found, Look) else None
        sealed = isinstance(found, Sealed)
        self.file.setText(self._path.name if self._path else "")
        self.field.setVisible(sealed)
        self.look.setVisible(sealed)
        self.facts.setText(self._facts(look))
        self.facts.setVisible(bool(self.facts.text()))
        strange = look is not None and not look.trusted
        self.trust.setText(say(UNKNOWN if strange else KNOWN))
        self._look_of(self.trust, "warning" if strange else "small")
        self.fingerprint.setText(look.key if look else "")
        for part in (self.trust, self.fingerprint):
            part.setVisible(look is not None)
        self.compared.setVisible(strange)
        ready = isinstance(found, Ordinary) or (look is not None and self._may_take(look))
        shines = "primary" if ready and self._said is None else ""
        self.take.setVisible(isinstance(found, Look | Ordinary))
        self.take.setEnabled(ready and self._said is None)
        self._look_of(self.take, shines)
        self.show_.setVisible(bool(self._model.came))
        self._tell()

    def _may_take(self, look: Look) -> bool:
        return look.trusted or self.compared.isChecked()

    def _facts(self, look: Look | None) -> str:
        say, found = self._speech, self._model.found
        if isinstance(found, Sealed):
            return say(SEALED)
        if isinstance(found, Ordinary):
            return say(ORDINARY)
        if look is None:
            return ""
        made = look.made_at[:16].replace("T", " ")
        head = Text(f"{look.maker or '—'} 写于 {made}", f"By {look.maker or '—'}, {made}")
        return "\n".join((look.title, say(head), say(bring_words(look))))

    def _tell(self) -> None:
        said = self._said
        told = said.in_(self._speech.language) if said is not None else ""
        self.result.setText(told)
        self.result.setVisible(said is not None)
        self._look_of(self.result, "warning" if isinstance(said, Problem) else "heading")

    def _look_of(self, part: PlainLabel | QPushButton, look: str) -> None:
        if part.property("look") != look:
            part.setProperty("look", look)
            part.style().unpolish(part)
            part.style().polish(part)

    def _look_again(self) -> None:
        if self._path is not None:
            self._said = None
            self._model.look(self._path, self.field.text().strip())

    def _on_looked(self, found: object) -> None:
        if isinstance(found, Problem):
            self._said = found
            if self.field.isVisible():  # a passphrase that did not open it may be typed again
                self._model.found = Sealed()
        self._fill()
        first = self.field if isinstance(found, Sealed) else self.compared
        if first.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.take.isVisible():
            self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        typed = self.field.text().strip() or None
        self._model.take(typed, accept=self.compared.isChecked())

    def _on_taken(self, said: object) -> None:
        if isinstance(said, Text | Problem):
            self._said = said
        self._fill()
        if self.show_.isVisible():
            self.show_.setFocus(Qt.FocusReason.OtherFocusReason)
