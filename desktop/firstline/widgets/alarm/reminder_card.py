"""The card of what comes due by the calendar: what it is, what to do, and a way there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from firstline.domain.reminding.reminder import Reminder, Round, title
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.alarm.card import ALL, CLOSE, MOST_LINES, OPEN, WIDTH, TicketLink


class ReminderCard(QFrame):
    """One notification of one reminder or several; each of several is a way to its place."""

    opened = Signal(object)  # Reminder
    listed = Signal()
    done = Signal(object)  # this card

    def __init__(self, speech: Speech, told: Round) -> None:
        super().__init__()
        self._speech = speech
        self.told = told
        self.setObjectName("alarm")
        self.setProperty("hot", "P1" if told.is_urgent else "P3")
        self._single = len(told.reminders) == 1
        self.open, self.close_button = QPushButton(), QToolButton()
        self._title, self._step, self._rest, self._mark = QLabel(), QLabel(), QLabel(), QLabel()
        several = () if self._single else told.reminders[:MOST_LINES]
        self.lines = [self._line(one) for one in several]
        self._lay()
        self.close_button.clicked.connect(lambda: self.done.emit(self))
        self.open.clicked.connect(self._open)
        self.retranslate()

    @property
    def words(self) -> str:
        """What a screen reader says of it."""
        return ". ".join((self._title.text(), *(one.text() for one in self.lines)))

    def _line(self, one: Reminder) -> TicketLink:
        link = TicketLink(one.series)
        link.clicked.connect(lambda: self.opened.emit(one))
        return link

    def _open(self) -> None:
        if self._single:
            self.opened.emit(self.told.reminders[0])
            self.done.emit(self)
        else:
            self.listed.emit()

    def _lay(self) -> None:
        self._title.setProperty("look", "heading")
        for one in (self._title, self._step):
            one.setTextFormat(Qt.TextFormat.PlainText)
            one.setWordWrap(True)
        self._step.setProperty("look", "muted")
        self._rest.setProperty("look", "muted")
        self.open.setProperty("look", "chip")
        self.close_button.setProperty("look", "quiet")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for link in self.lines:
            column.addWidget(link)
        column.addWidget(self._step)
        column.addWidget(self._rest)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say, told = self._speech, self.told
        self.setFixedWidth(theme.px(WIDTH))
        self._title.setText(say(title(told)))
        shade = "P1" if told.is_urgent else "accent"
        self._mark.setPixmap(icons.pixmap("calendar", theme.px(18), shade))
        self.close_button.setIcon(icons.icon("x", "muted"))
        for link, one in zip(self.lines, told.reminders, strict=False):
            link.setText(say(one.title))
        self._step.setText(say(told.reminders[0].step))
        self._step.setVisible(self._single)
        more = len(told.reminders) - MOST_LINES
        self._rest.setText(say(Text(f"还有 {more} 项", f"{more} more")))
        self._rest.setVisible(more > 0)
        self.open.setText(say(OPEN if self._single else ALL))
        self.open.setAccessibleName(f"{self.open.text()}: {self._title.text()}")
        self.close_button.setAccessibleName(say(CLOSE))
        self.close_button.setToolTip(say(CLOSE))
        self.setAccessibleName(self.words)
