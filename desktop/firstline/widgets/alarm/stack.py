"""The cards of alarms and news at the foot of the window, at the right above the strip."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from firstline.domain.alarm.alarm import Notice, Way, clock_of
from firstline.domain.alarm.news import Bulletin
from firstline.domain.overrides import override
from firstline.domain.reminding.reminder import Round
from firstline.viewmodel.alarm.alarm import AlarmModel
from firstline.viewmodel.speech import Speech
from firstline.widgets import theme
from firstline.widgets.alarm.card import AlarmCard
from firstline.widgets.alarm.news_card import NewsCard
from firstline.widgets.alarm.reminder_card import ReminderCard

MOST_CARDS = 3
_GAP, _STRIP, _RAIL = 14, 44, 48
_LEFT, _TOP = 170, 60  # where else it stands, so that a field that is typed into stays free
_MOVES = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move)
Card = AlarmCard | NewsCard | ReminderCard


class AlarmStack(QFrame):
    """Holds up to three cards at the right above the strip, the newest below.

    What `composer` returns stays free: who writes an answer goes on writing.
    """

    opened = Signal(str)
    listed = Signal(object)  # the alarm to begin with, None for the newest
    due_opened = Signal(object)  # Reminder

    def __init__(
        self, speech: Speech, model: AlarmModel, above: QWidget,
        composer: Callable[[], QWidget | None] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__(above)
        self._composer = composer
        self._watched: QWidget | None = None
        self._speech = speech
        self._model = model
        self._above = above
        self._held: list[Card] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._place)
        speech.switched.connect(self.retranslate)
        model.changed.connect(self._on_changed)
        above.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self.hide()

    @property
    def cards(self) -> list[AlarmCard]:
        """The cards of alarms that are shown."""
        return [one for one in self._held if isinstance(one, AlarmCard)]

    @property
    def news(self) -> list[NewsCard]:
        """The cards of news that are shown."""
        return [one for one in self._held if isinstance(one, NewsCard)]

    @property
    def due(self) -> list[ReminderCard]:
        """The cards of what comes due that are shown."""
        return [one for one in self._held if isinstance(one, ReminderCard)]

    def seen_due(self) -> None:
        """Drop the cards of what comes due: the list of it is on screen."""
        for card in self.due:
            self.drop(card)

    def tell(self, notice: Notice) -> AlarmCard:
        """Show a notification; the oldest gives way, and stays in the list of the bell."""
        card = AlarmCard(self._speech, self._model, notice)
        card.opened.connect(self._open)
        card.listed.connect(self._list)
        card.done.connect(self.drop)
        card.advised.connect(lambda: QTimer.singleShot(0, card, lambda: self._fit(card)))
        fresh = {clock_of(one) for one in notice.alarms}
        for old in self.cards:  # a later mark of the same clock says more
            if old.notice.way is Way.CARD and clock_of(old.notice.alarms[0]) in fresh:
                self.drop(old)
        self._put(card)
        return card

    def tell_news(self, bulletin: Bulletin) -> NewsCard:
        """Show what others did; it takes the place of what was told of the same tickets."""
        card = NewsCard(self._speech, bulletin)
        card.opened.connect(lambda ticket: self._open_news(card, ticket))
        card.done.connect(self.drop)
        for old in self.news:
            if old.tickets <= card.tickets:
                self.drop(old)
        self._put(card)
        return card

    def remind(self, told: Round) -> ReminderCard:
        """Show what comes due; a later mark of the same thing takes the place of an earlier."""
        card = ReminderCard(self._speech, told)
        card.opened.connect(self.due_opened)
        card.listed.connect(lambda: self._list_due(card))
        card.done.connect(self.drop)
        fresh = {one.series for one in told.reminders}
        for old in self.due:
            if {one.series for one in old.told.reminders} <= fresh:
                self.drop(old)
        self._put(card)
        return card

    def looked_at(self, is_unread: Callable[[str], bool]) -> None:
        """Drop the news of which every ticket was looked at."""
        for card in self.news:
            if not any(is_unread(one) for one in card.tickets):
                self.drop(card)

    def _put(self, card: Card) -> None:
        while len(self._held) >= MOST_CARDS:
            self.drop(self._held[0])
        self._held.append(card)
        self._column.addWidget(card)
        card.installEventFilter(self)
        self.show()
        self._place()

    def drop(self, card: Card) -> None:
        """Take a card away."""
        if card in self._held:
            self._held.remove(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.setVisible(bool(self._held))
        self._place()

    def retranslate(self) -> None:
        """Say everything in the language and the look in use."""
        for one in self._held:
            one.retranslate()
        self._place()

    def _open(self, ticket: str) -> None:
        sender = self.sender()
        if isinstance(sender, AlarmCard) and sender.notice.way is Way.CARD:
            self.drop(sender)
        self.opened.emit(ticket)

    def _open_news(self, card: NewsCard, ticket: str) -> None:
        if len(card.tickets) == 1:
            self.drop(card)
        self.opened.emit(ticket)

    def _list(self, alarm: object) -> None:
        sender = self.sender()
        if isinstance(sender, AlarmCard):
            self.drop(sender)
        self.listed.emit(alarm)

    def _list_due(self, card: ReminderCard) -> None:
        self.drop(card)
        self.listed.emit(None)

    def _fit(self, card: AlarmCard) -> None:
        """Tell what to do on the page of the bell where the window is too low for it."""
        room = self._above.height() - theme.px(60)
        if card in self.cards and not card.advice.isHidden() and self.sizeHint().height() > room:
            card.advice.hide()
            self.listed.emit(card.notice.alarms[0])
        self._place()

    def _on_changed(self, changed: object) -> None:
        """Drop a card whose promise was kept or has ended meanwhile."""
        tickets: frozenset[str] = getattr(changed, "tickets", frozenset())
        everything = getattr(changed, "everything", False)
        for card in self.cards:
            first = card.notice.alarms[0]
            touched = everything or first.ticket in tickets
            if card.notice.way is Way.CARD and touched and not self._model.still_runs(first):
                self.drop(card)

    def _place(self) -> None:
        self.adjustSize()
        right = self._above.width() - theme.px(_GAP)
        bottom = self._above.height() - theme.px(_STRIP)
        composer = self._kept_free()
        if composer is not None and composer.isVisible():
            corner = composer.mapTo(self._above, QPoint())
            if corner.x() - theme.px(_GAP) - self.width() >= theme.px(_RAIL):
                right = corner.x() - theme.px(_GAP)  # over the list: its last rows can wait
            else:
                bottom = corner.y() - theme.px(_GAP)
        first = QPoint(max(0, right - self.width()), max(0, bottom - self.height()))
        places = (first, QPoint(theme.px(_LEFT), first.y()), QPoint(first.x(), theme.px(_TOP)))
        field, size = self._typed_into(), self.size()
        self.move(next((one for one in places if not QRect(one, size).intersects(field)), first))
        self.raise_()

    def _typed_into(self) -> QRect:
        """Return where the field with the cursor stands; an empty place where there is none."""
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit | QPlainTextEdit) or not self._above.isAncestorOf(field):
            return QRect()
        return QRect(field.mapTo(self._above, QPoint()), field.size())

    def _on_focus(self, _before: QWidget | None, _now: QWidget | None) -> None:
        if self.isVisible():
            self._soon.start()

    def _kept_free(self) -> QWidget | None:
        """Return the composer, followed from now on: it comes, goes and moves."""
        found = self._composer()
        if found is not None and found is not self._watched:
            self._watched = found
            found.installEventFilter(self)
        return found

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._watched:
            if kind in _MOVES and self.isVisible():
                self._soon.start()
        elif kind in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            if watched is self._above:
                self._place()
            else:  # while the column lays the cards out, placing would crush them
                self._soon.start()
        return super().eventFilter(watched, event)
