"""The line under the assignee: whom the roster suggests, one click to take it, and why."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from firstline.domain.routing.routing import Routing
from firstline.domain.routing.words import explanation, suggestion
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.suggested import Suggested

TAKE = Text("分派", "Assign")
WHY = Text("为什么?", "Why?")
KEY = "Ctrl+Shift+W"


class AssigneeHint(QWidget):
    """Hidden where there is no roster, and where the ticket is in somebody's hands."""

    accepted = Signal(str)

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech = desktop.speech
        self._suggested = Suggested(desktop, self)
        self._routing: Routing | None = None
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty("look", "muted")
        self.take, self.why = QPushButton(self), QPushButton(self)
        for one in (self.take, self.why):
            one.setProperty("look", "link")
            one.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.why.setCheckable(True)
        self.reasons = QLabel(self)
        self.reasons.setTextFormat(Qt.TextFormat.PlainText)
        self.reasons.setWordWrap(True)
        self.reasons.setProperty("look", "small")
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reasons.hide()
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        for one in (self.take, self.why):
            row.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.reasons)
        self.take.clicked.connect(self._accept)
        self.why.toggled.connect(self.reasons.setVisible)
        self.hide()

    def show_ticket(self, ticket: Ticket) -> None:
        """Suggest somebody for `ticket`."""
        found = None if ticket.assignee else self._suggested.of(ticket)
        self._routing = found
        self.setVisible(found is not None)
        if found is not None:
            self._tell(found)

    def _tell(self, found: Routing) -> None:
        say = self._speech
        self.words.setText(say(suggestion(found)))
        self.reasons.setText("\n".join(say(one) for one in explanation(found)[1:]))
        self.take.setVisible(bool(found.assignee))
        self.take.setText(say(TAKE))
        self.take.setToolTip(f"{say(TAKE)} ({KEY})")
        self.take.setAccessibleName(f"{say(TAKE)}: {found.assignee}")
        self.why.setText(say(WHY))
        self.why.setAccessibleName(say(WHY))
        self.why.setAccessibleDescription(self.reasons.text())

    def _accept(self) -> None:
        if self._routing is not None and self._routing.assignee:
            self.accepted.emit(self._routing.assignee)
