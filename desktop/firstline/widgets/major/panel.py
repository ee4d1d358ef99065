"""The panel of a major incident: roles, the next update, what was said, and its acts."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from firstline.domain.edits.entity import Entity
from firstline.domain.major.major import Entry
from firstline.domain.overrides import override
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail import major
from firstline.viewmodel.detail.major import ACT_NAMES, ORDER, Face, Line
from firstline.widgets import icons, layouts, theme
from firstline.widgets.detail.flow import Flow
from firstline.widgets.major.form import MajorForm

TITLE = Text("重大故障", "Major incident")


class MajorPanel(QFrame):
    """Follows one ticket; its forms open in place and keep what is typed."""

    unfolded = Signal(QWidget)

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("major")
        self._desktop = desktop
        self._speech = desktop.speech
        self._ticket: Ticket | None = None
        self._face: Face | None = None
        self._held: dict[str, Sequence[Entity]] = {}
        self._title, self._due, self._roles = QLabel(self), QLabel(self), QLabel(self)
        self._mark = QLabel(self)
        self._title.setProperty("look", "heading")
        self._roles.setProperty("look", "muted")
        self._roles.setWordWrap(True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(3)
        self._row = QWidget(self)
        flow = Flow(self._row)
        self.buttons: dict[Entry, QPushButton] = {}
        for entry in ORDER:
            button = QPushButton(self._row)
            button.clicked.connect(lambda _on=False, one=entry: self.open(one))
            button.hide()
            self.buttons[entry] = button
            flow.addWidget(button)
        self.form = MajorForm(desktop, self)
        self.form.hide()
        self._lay()
        self._speech.switched.connect(self.retranslate)
        desktop.changed.connect(self._forget)

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark)
        head.addWidget(self._title, 1)
        self._due.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._due)
        column.addWidget(self._roles)
        column.addLayout(self._lines)
        column.addWidget(self._row)
        column.addWidget(self.form)

    def show_ticket(self, ticket: Ticket) -> None:
        """Show the major incident of `ticket`; what was typed on another one is kept."""
        if self._ticket is None or self._ticket.id != ticket.id:
            self.form.close_form()
        self._ticket = ticket
        self._face = None
        self.tick()

    def leave(self) -> None:
        """Store what is being typed; the ticket shown is no major incident."""
        self.form.close_form()
        self._ticket = None

    def open(self, entry: Entry) -> None:
        """Open the form of `entry` in place."""
        if self._ticket is not None:
            self.form.open(entry, self._ticket)
            self.unfolded.emit(self.form)

    def tick(self) -> None:
        """Show what time has changed."""
        if self._ticket is None:
            return
        desktop = self._desktop
        calendar = desktop.desk.working_calendar(self._ticket)
        now, zone = desktop.ticking.now(), desktop.zone
        found = major.face(self._ticket, calendar, now, zone, self._read)
        if found is not None and found != self._face:
            lines = self._face is None or self._face.lines != found.lines
            self._face = found
            self._show(found, lines=lines)

    def _read(self, kind: str) -> Sequence[Entity]:
        """Return the records of a kind, read once until something changes."""
        if kind not in self._held:
            self._held[kind] = self._desktop.store.records(kind)
        return self._held[kind]

    def _forget(self) -> None:
        self._held.clear()

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        if self._face is not None:
            self._show(self._face, lines=True)

    def _show(self, shown: Face, *, lines: bool) -> None:
        say = self._speech
        self._mark.setPixmap(icons.pixmap("triangle-alert", theme.px(18), "P1"))
        self._title.setText(say(TITLE))
        self._roles.setText(say(shown.roles))
        self._due.setText(say(shown.due))
        self._due.setProperty("look", "late" if shown.late else "heading")
        self._due.style().unpolish(self._due)
        self._due.style().polish(self._due)
        self.setAccessibleName(f"{say(TITLE)}. {say(shown.roles)}. {say(shown.due)}")
        for entry, button in self.buttons.items():
            button.setText(say(ACT_NAMES[entry]))
            button.setAccessibleName(f"{say(TITLE)}: {say(ACT_NAMES[entry])}")
            button.setVisible(entry in shown.acts)
        self._row.updateGeometry()
        if lines:
            layouts.empty(self._lines)
            for one in shown.lines:
                self._lines.addWidget(self._line(one))

    def _line(self, one: Line) -> QLabel:
        made = QLabel(f"{self._speech(one.name)}: {self._speech(one.said)}")
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retranslate()
