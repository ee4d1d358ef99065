"""The card of an alarm: open, later, what to do; it takes no focus by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from firstline.domain.alarm.alarm import Alarm, Notice, Way
from firstline.domain.alarm.words import line, title
from firstline.domain.overrides import override
from firstline.domain.words import Text
from firstline.viewmodel.alarm.alarm import AlarmModel
from firstline.viewmodel.plain import tip
from firstline.viewmodel.speech import Speech
from firstline.widgets import icons, theme
from firstline.widgets.alarm.advice import AdviceBox
from firstline.widgets.detail.label import ElidedLabel
from firstline.widgets.plain_label import PlainLabel

OPEN = Text("打开", "Open")
LATER = Text("15 分钟后", "In 15 min")
WHAT = Text("怎么办", "What to do")
CLOSE = Text("关闭提醒", "Close this alarm")
ALL = Text("全部提醒", "All alarms")
MOST_LINES = 4
WIDTH = 400


class AlarmCard(QFrame):
    """One notification; a group and a digest list their tickets, each a way to its own."""

    opened = Signal(str)
    listed = Signal(object)  # the alarm to begin with, None for the newest
    advised = Signal()  # it has grown
    done = Signal(object)  # this card

    def __init__(self, speech: Speech, model: AlarmModel, notice: Notice) -> None:
        super().__init__()
        self._speech = speech
        self._model = model
        self.notice = notice
        self.setObjectName("alarm")
        self.setProperty("hot", "P1" if notice.is_urgent else "P2")
        self.open = QPushButton()
        self.later = QPushButton()
        self.what = QPushButton()
        self.close_button = QToolButton()
        self.advice = AdviceBox(speech)
        self.advice.hide()
        self._title = PlainLabel()
        self._title.setProperty("look", "heading")
        self._title.setWordWrap(True)
        self._lines = [self._line(one) for one in notice.alarms[:MOST_LINES]]
        self._rest = PlainLabel()
        self._rest.setProperty("look", "muted")
        self._lay()
        self._connect()
        self.retranslate()

    @property
    def words(self) -> str:
        """What a screen reader says of it."""
        return ". ".join((self._title.text(), *(one.text() for one in self._lines)))

    def _line(self, alarm: Alarm) -> "ElidedLabel | TicketLink":
        return ElidedLabel() if self.notice.way is Way.CARD else TicketLink(alarm.ticket)

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        self._mark = PlainLabel()
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self.close_button.setProperty("look", "quiet")
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        for one in (self.open, self.later, self.what):
            one.setProperty("look", "chip")
            acts.addWidget(one)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for label in self._lines:
            column.addWidget(label)
        column.addWidget(self._rest)
        column.addWidget(self.advice)
        column.addLayout(acts)

    def _connect(self) -> None:
        first = self.notice.alarms[0]
        single = self.notice.way is Way.CARD
        self.open.clicked.connect(
            (lambda: self.opened.emit(first.ticket)) if single else (lambda: self.listed.emit(None))
        )
        self.later.clicked.connect(self._put_off)
        self.what.clicked.connect(self._advise)
        self.close_button.clicked.connect(lambda: self.done.emit(self))
        for one in self._lines:
            if isinstance(one, TicketLink):
                one.clicked.connect(lambda _on=False, made=one: self.opened.emit(made.ticket))

    def retranslate(self) -> None:
        """Say everything in the language, the colours and the size in use."""
        say, notice = self._speech, self.notice
        self.setFixedWidth(theme.px(WIDTH))
        self._title.setText(say(title(notice)))
        shade = "P1" if notice.is_urgent else "P2"
        self._mark.setPixmap(icons.pixmap("bell", theme.px(18), shade))
        self.close_button.setIcon(icons.icon("x", "muted"))
        for one, alarm in zip(self._lines, notice.alarms, strict=False):
            single = Text(f"{alarm.priority} {alarm.title}", f"{alarm.priority} {alarm.title}")
            one.setText(say(single if notice.way is Way.CARD else line(alarm)))
        more = len(notice.alarms) - MOST_LINES
        self._rest.setText(say(Text(f"还有 {more} 项", f"{more} more")))
        self._rest.setVisible(more > 0)
        single_way = notice.way is Way.CARD
        for button, text in (
            (self.open, OPEN if single_way else ALL), (self.later, LATER), (self.what, WHAT),
        ):  # fmt: skip
            button.setText(say(text))
            button.setAccessibleName(f"{say(text)}: {self._title.text()}")
        self.what.setVisible(single_way)
        self.close_button.setAccessibleName(say(CLOSE))
        self.close_button.setToolTip(say(CLOSE))
        self.setAccessibleName(self.words)
        self.advice.retranslate()

    def _advise(self) -> None:
        shown = self.advice.isHidden()
        if shown:
            self.advice.show_advice(self._model.advice(self.notice.alarms[0]))
        self.advice.setVisible(shown)
        self.advised.emit()

    def _put_off(self) -> None:
        self._model.put_off(self.notice.alarms)
        self.done.emit(self)


class TicketLink(QPushButton):
    """One ticket of several: its line, cut at the width there is."""

    def __init__(self, ticket: str) -> None:
        super().__init__()
        self.ticket = ticket
        self.setProperty("look", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def setText(self, text: str) -> None:
        room = theme.px(WIDTH) - 40
        cut = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        super().setText(cut.replace("&", "&&"))
        self.setToolTip(tip(text) if cut != text else "")
        self.setAccessibleName(text)
