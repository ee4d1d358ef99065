"""Bundles: one ticket's thread for headquarters, a plant or a partner, and theirs taken in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.sync.bundle import BundleDoors, BundleModel
from firstline.widgets import icons, layouts
from firstline.widgets.detail.label import grow_icons
from firstline.widgets.plain_label import PlainLabel
from firstline.widgets.sync.bundle_in import BundleIn
from firstline.widgets.sync.bundle_out import BundleOut

TITLE = Text("交换包", "Bundles")
PURPOSE = Text(
    "一张工单在工厂、总部和伙伴之间用文件往来:签名,按对象脱敏,合并时什么都不丢、不重复。",
    "One ticket by file between plant, headquarters and partner: signed, redacted for whom it is, "
    "merged without loss or doubles.",
)
BACK = Text("返回", "Back")
OWN = Text(
    "本机密钥指纹(对方会向您核对):{key}", "This device's fingerprint, which they ask for: {key}"
)


class BundlePage(QFrame):
    """Send at the left, take in at the right; Esc goes back to the queue."""

    open_ticket = Signal(str)
    closed = Signal()

    def __init__(self, desktop: Desktop, doors: BundleDoors | None) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self._speech = desktop.speech
        self._key: str | Problem = ""
        self.model = BundleModel(desktop, doors, self)
        self.title, self.purpose, self.own = PlainLabel(), PlainLabel(), PlainLabel()
        self.back = QToolButton()
        self.out, self.into = BundleOut(desktop, self.model), BundleIn(desktop, self.model)
        self._lay()
        self.back.clicked.connect(self._leave)
        self.into.open_wanted.connect(self.open_ticket)
        self.model.key_known.connect(self._on_key)
        self._speech.switched.connect(self.retranslate)
        self.model.ask_key()
        self.retranslate()

    def _lay(self) -> None:
        self.title.setProperty("look", "title")
        self.purpose.setProperty("look", "muted")
        self.own.setProperty("look", "small")
        self.back.setProperty("look", "quiet")
        self.back.setIcon(icons.icon("arrow-left"))
        for label in (self.purpose, self.own):
            label.setWordWrap(True)
        self.own.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QWidget()
        both = QHBoxLayout(inner)
        both.setContentsMargins(20, 12, 20, 12)
        both.setSpacing(16)
        both.addWidget(self.out, 1)
        both.addWidget(self.into, 1)
        self.own.setContentsMargins(20, 0, 20, 12)
        column = QVBoxLayout()
        column.addWidget(layouts.scrolled(inner), 1)
        column.addWidget(self.own)
        body = QWidget()
        column.setContentsMargins(0, 0, 0, 0)
        body.setLayout(column)
        head = layouts.title_line(self.back, self.title, None)
        layouts.headed(self, head, body, self.purpose)
        grow_icons(self)

    def send(self, ticket_id: str) -> None:
        """Offer the thread of this ticket."""
        self.out.open(ticket_id)

    def ask_file(self) -> None:
        """Show the page and ask for a file to take in."""
        self.into.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.into.ask_file()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        say = self._speech
        self.title.setText(say(TITLE))
        self.purpose.setText(say(PURPOSE))
        self.back.setAccessibleName(say(BACK))
        self.back.setToolTip(f"{say(BACK)} (Esc)")
        if isinstance(self._key, Problem):
            self.own.setText(self._key.in_(say.language))
        else:
            self.own.setText(say(OWN.fill(key=self._key or "…")))

    def _on_key(self, key: object) -> None:
        if isinstance(key, str | Problem):
            self._key = key
        self.retranslate()

    def _leave(self) -> None:
        self.out.forget()
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)
