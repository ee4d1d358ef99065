"""The card of what others did: a ticket that came, a reply, or several; it takes no focus."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from firstline.domain.alarm.news import Bulletin, Newness, News, line, title
from firstline.domain.words import Text
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.alarm.card import CLOSE, MOST_LINES, OPEN, WIDTH, TicketLink
from firstline.widgets.detail.label import ElidedLabel


class NewsCard(QFrame):
    """One notification of what others did; each ticket of several has a line of its own."""

    opened = Signal(str)
    done = Signal(object)  # this card

    def __init__(self, speech: Speech, bulletin: Bulletin) -> None:
        super().__init__()
        self._speech = speech
        self.bulletin = bulletin
        self.setObjectName("alarm")
        self.setProperty("hot", "P1" if bulletin.is_urgent else "P2")
        self._single = len(bulletin.news) == 1
        self.open = QPushButton()
        self.open.setProperty("look", "chip")
        self.close_button = QToolButton()
        self.close_button.setProperty("look", "quiet")
        self._title, self._rest, self._mark = QLabel(), QLabel(), QLabel()
        self._title.setProperty("look", "heading")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._said = ElidedLabel()
        self._said.setProperty("look", "muted")
        self._rest.setProperty("look", "muted")
        self.lines = [self._line(one) for one in bulletin.news[:MOST_LINES]]
        self._lay()
        self.close_button.clicked.connect(lambda: self.done.emit(self))
        self.open.clicked.connect(lambda: self.opened.emit(bulletin.news[0].ticket))
        self.retranslate()

    @property
    def words(self) -> str:
        """What a screen reader says of it."""
        return ". ".join((self._title.text(), *(one.text() for one in self.lines)))

    @property
    def tickets(self) -> frozenset[str]:
        """The tickets that it tells of."""
        return frozenset(one.ticket for one in self.bulletin.news)

    def _line(self, news: News) -> "ElidedLabel | TicketLink":
        if self._single:
            return ElidedLabel()
        link = TicketLink(news.ticket)
        link.clicked.connect(lambda: self.opened.emit(news.ticket))
        return link

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for one in self.lines:
            column.addWidget(one)
        column.addWidget(self._said)
        column.addWidget(self._rest)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say, bulletin = self._speech, self.bulletin
        first = bulletin.news[0]
        self.setFixedWidth(theme.px(WIDTH))
        self._title.setText(say(title(bulletin)))
        shade = "P1" if bulletin.is_urgent else "P2"
        name = "inbox" if first.newness is Newness.TICKET else "message-square"
        self._mark.setPixmap(icons.pixmap(name, theme.px(18), shade))
        self.close_button.setIcon(icons.icon("x", "muted"))
        for part, one in zip(self.lines, bulletin.news, strict=False):
            part.setText(f"{one.priority} {one.title}" if self._single else say(line(one)))
        self._said.setText(first.text)
        self._said.setVisible(self._single and bool(first.text))
        more = len(bulletin.news) - MOST_LINES
        self._rest.setText(say(Text(f"还有 {more} 项", f"{more} more")))
        self._rest.setVisible(more > 0)
        self.open.setText(say(OPEN))
        self.open.setAccessibleName(f"{say(OPEN)}: {self._title.text()}")
        self.open.setVisible(self._single)
        self.close_button.setAccessibleName(say(CLOSE))
        self.close_button.setToolTip(say(CLOSE))
        self.setAccessibleName(self.words)
