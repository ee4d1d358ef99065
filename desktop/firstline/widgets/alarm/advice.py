"""What to do about an alarm: who has the ball, the next act, and the hotline card to read out."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from firstline.domain.contact.contact import Contact
from firstline.domain.contact.hotline import HotlineCard
from firstline.domain.words import Text
from firstline.viewmodel.alarm.alarm import Advice
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, layouts, theme

READ_OUT = Text("照着念(约 30 秒)", "Read out (about 30 seconds)")
COPY = Text("复制", "Copy")
NO_NUMBER = Text(
    "还没有登记热线号码,请在联系人里登记。",
    "No hotline number is listed yet; add it to the contacts.",
)


class AdviceBox(QFrame):
    """Shows one advice; empty until it is told one."""

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._advice: Advice | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_advice(self, advice: Advice | None) -> None:
        """Show `advice`, or nothing."""
        self._advice = advice
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language and the colours in use."""
        layouts.empty(self._column)
        if self._advice is None:
            return
        self._column.addWidget(self._label(self._advice.act, "heading"))
        self._column.addWidget(self._label(self._advice.ball, "muted"))
        if self._advice.hotline is not None:
            self._column.addWidget(self._card(self._advice.hotline))

    def _card(self, card: HotlineCard) -> QFrame:
        made = QFrame()
        made.setObjectName("noteCard")
        column = QVBoxLayout(made)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(5)
        column.addLayout(self._why(card.why))
        for one in card.contacts:
            column.addWidget(self._contact(one))
        if not card.contacts:
            column.addWidget(self._label(NO_NUMBER, "muted"))
        head = QHBoxLayout()
        head.addWidget(self._label(READ_OUT, "small"), 1)
        copy = QPushButton(self._speech(COPY))
        copy.setProperty("look", "link")
        copy.setAccessibleName(self._speech(Text("复制三十秒说明", "Copy the words to read out")))
        copy.clicked.connect(lambda: self._copy(card))
        head.addWidget(copy)
        column.addLayout(head)
        column.addWidget(self._label(card.script))
        return made

    def _why(self, why: Text) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        mark = QLabel()
        mark.setPixmap(icons.pixmap("phone", theme.px(16), "P2"))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label(why), 1)
        return row

    def _contact(self, one: Contact) -> QLabel:
        extra = [one.hours, one.needs]
        zh = " · ".join((one.phone, one.name, *(text for text in extra if text)))
        return self._label(Text(zh, zh), "heading")

    def _label(self, text: Text, look: str = "") -> QLabel:
        made = QLabel(self._speech(text))
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setAccessibleName(made.text())
        if look:
            made.setProperty("look", look)
        return made

    def _copy(self, card: HotlineCard) -> None:
        QGuiApplication.clipboard().setText(self._speech(card.script))
