"""Shows the timeline as the requester or the vendor may see it, and says so above it."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from firstline.domain.ticket.audience import NAMES, OURS, seen_by
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets.plain_label import PlainLabel

SHOWN = Text("时间线:{name};其余已隐去", "Timeline: {name}; the rest is hidden")
BACK = Text("看全部", "Show all")


class AudienceBar(QWidget):
    """Hidden while we see everything; another ticket is shown whole again."""

    chosen = Signal()

    def __init__(self, speech: Speech, parent: QWidget) -> None:
        super().__init__(parent)
        self._speech = speech
        self.audience = OURS
        self._ticket = ""
        self.said, self.back = PlainLabel(parent=self), QPushButton(self)
        self.said.setWordWrap(True)
        self.said.setProperty("look", "warn")
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.back.clicked.connect(lambda: self.choose(OURS))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        row.addWidget(self.back)
        speech.switched.connect(self.retranslate)
        self.hide()

    def ask(self, beside: QWidget) -> QMenu:
        """Open the list of audiences below the button."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for key, name in NAMES.items():
            action = menu.addAction(self._speech(name))
            action.setCheckable(True)
            action.setChecked(key == self.audience)
            action.triggered.connect(lambda _on=False, one=key: self.choose(one))
            group.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(beside.mapToGlobal(QPoint(0, beside.height())))
        return menu

    def choose(self, audience: str) -> None:
        """Show the timeline as this audience may see it."""
        self.audience = audience
        self.retranslate()
        self.chosen.emit()

    def view(self, ticket: Ticket) -> Ticket:
        """Return the ticket as it is to be shown."""
        if ticket.id != self._ticket:
            other, self._ticket = bool(self._ticket), ticket.id
            if other and self.audience != OURS:
                self.audience = OURS
                self.retranslate()
        return seen_by(ticket, self.audience)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        name = NAMES[self.audience]
        said = self._speech(Text(SHOWN.zh.format(name=name.zh), SHOWN.en.format(name=name.en)))
        self.said.setText(said)
        self.said.setAccessibleName(said)
        self.back.setText(self._speech(BACK))
        self.back.setAccessibleName(self._speech(BACK))
        self.setVisible(self.audience != OURS)
