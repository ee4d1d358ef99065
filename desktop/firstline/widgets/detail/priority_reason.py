"""The line that asks why a priority was changed: one key for a reason used before, or words."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.overrides import override
from firstline.domain.ticket.priority_reason import LONGEST, give, owed
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.widgets.detail.flow import Flow

MEMORY = "priority_reasons"  # the last ones on this device
OFFERED = 3
_DIGITS = ("1", "2", "3")
FIRST = (
    Text("影响面变大", "more people are hit"), Text("截止临近", "a deadline is near"),
    Text("已有绕行", "there is a workaround"),
)  # fmt: skip
HINT = Text("理由,回车记下;Esc 稍后", "Why? Enter keeps it, Esc later")
NAME = Text("改级别的理由", "Reason for the priority")


class PriorityReason(QWidget):
    """Hidden unless the ticket's priority was set by hand and nobody said why."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desktop, self._speech = desktop, desktop.speech
        self._ticket: Ticket | None = None
        self._back: QWidget | None = None
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty("look", "muted")
        self.line = QLineEdit(self)
        self.line.setMaxLength(LONGEST)
        self.line.returnPressed.connect(lambda: self._give(self.line.text()))
        self.line.installEventFilter(self)
        chips = QWidget(self)
        self.offers = [QPushButton(chips) for _ in range(OFFERED)]
        row = Flow(chips)
        for at, one in enumerate(self.offers):
            one.setProperty("look", "link")
            one.clicked.connect(lambda _on=False, at=at: self._give(self._known()[at]))
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.words, self.line, chips):
            column.addWidget(part)
        self.hide()

    def show_ticket(self, ticket: Ticket) -> None:
        """Ask why, where that is open."""
        if self._ticket is None or self._ticket.id != ticket.id:
            self.line.clear()
        self._ticket, event = ticket, owed(ticket)
        self.setVisible(event is not None)
        if event is not None:
            self._tell(str(event.priority))

    def ask(self) -> None:
        """Give the line the keyboard; it goes back to where it was."""
        if self.isHidden():
            return
        self._back = QApplication.focusWidget()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tell(self, to: str) -> None:
        say = self._speech
        told = Text(f"⚠ 直接改为 {to},没有写理由", f"⚠ Set to {to} directly, no reason given")
        self.words.setText(say(told))
        self.line.setPlaceholderText(say(HINT))
        self.line.setAccessibleName(f"{say(NAME)}: {say(told)}")
        for at, (one, text) in enumerate(zip(self.offers, self._known(), strict=False), 1):
            short = text if len(text) <= 24 else f"{text[:23]}…"
            one.setText(f"{at} {short}")
            one.setAccessibleName(f"{say(NAME)} {at}: {text}")
            one.setToolTip(text)

    def _known(self) -> list[str]:
        held = self._desktop.store.get(MEMORY, [])
        kept = [str(one) for one in held] if isinstance(held, list) else []
        return list(dict.fromkeys((*kept, *(self._speech(one) for one in FIRST))))[:OFFERED]

    def _give(self, reason: str) -> None:
        ticket, words = self._ticket, " ".join(reason.split())
        if ticket is None or not words:
            return
        if self._desktop.act(lambda one, stamp: give(one, words, stamp), ticket.id):
            kept = list(dict.fromkeys((words, *self._known())))[: OFFERED + 2]
            self._desktop.store.put(MEMORY, kept)
            self.line.clear()
            self._leave()

    def _leave(self) -> None:
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._back = None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if not self.line.text() and event.text() in _DIGITS:
                self._give(self._known()[_DIGITS.index(event.text())])
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
        return super().eventFilter(watched, event)
