"""The detail pane: one ticket alive, with its clocks, its timeline and the composer."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from firstline.domain.errors import Problem
from firstline.domain.overrides import override
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ball import ball
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.clock import HALF_MINUTE, SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.detail.composer import NOTE, REPLY
from firstline.viewmodel.detail.timeline import Entry
from firstline.viewmodel.later import Later
from firstline.widgets import theme
from firstline.widgets.detail.acts import DetailActs
from firstline.widgets.detail.attachments import Drops
from firstline.widgets.detail.audience_place import AudiencePlace
from firstline.widgets.detail.ball import BallChip
from firstline.widgets.detail.choice import Initials
from firstline.widgets.detail.clash_place import ClashPlace
from firstline.widgets.detail.composer import Composer
from firstline.widgets.detail.fold import DetailFold
from firstline.widgets.detail.head import DetailHead, line
from firstline.widgets.detail.insets import DetailInsets
from firstline.widgets.detail.label import grow_icons
from firstline.widgets.detail.legs import LegsView
from firstline.widgets.detail.similar_box import SimilarBox
from firstline.widgets.detail.timeline import Timeline
from firstline.widgets.major.place import MajorPlace

EMPTY = Text(
    "选一张工单,这里显示时钟、时间线和回复", "Pick a ticket to see its clocks and timeline"
)
WISH = "detail"


class DetailPane(QFrame):
    """Shows one ticket and every act on it; follows the store, the language and the clock."""

    closed = Signal()
    triage_wanted = Signal(str)  # the ticket's id; the shell opens the triage sheet
    book_wanted = Signal(str)  # contact or sessions: the shell opens that book of the ticket

    def __init__(
        self,
        desktop: Desktop,
        *,
        initials: Initials | None = None,
        later: Later | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self._desktop = desktop
        self._speech = desktop.speech
        self._ticket: Ticket | None = None
        self.head = DetailHead(desktop, initials, self)
        self.clashes = ClashPlace(desktop, self)
        self.major = MajorPlace(desktop, self)
        self.ball = BallChip(desktop, self)
        self.fold = DetailFold(desktop, initials, self)
        self.legs = LegsView(desktop, self)
        self.similar = SimilarBox(desktop, self, slim=True)
        self.timeline = Timeline(desktop.speech, self)
        self.composer = Composer(desktop, later, self)
        self.audience = AudiencePlace(desktop.speech, self)
        self.acts = DetailActs(desktop.speech, self.fold.toggle, self)
        self._build()
        self.insets = DetailInsets(desktop, self)
        self._connect()
        grow_icons(self)
        self.retranslate()

    def _build(self) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 4, 16, 12)
        inner.setSpacing(8)
        for part in (self.clashes, self.major, self.ball, self.acts):
            inner.addWidget(part)
        for below in (self.fold, self.legs, self.similar, self.audience, self.timeline):
            inner.addWidget(below)
        inner.addStretch(1)
        self.area = scroll_area(inner, self)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.area, 1)
        self._inner, self._column, self._tight = inner, column, False
        column.addWidget(line(self))
        column.addWidget(self.composer)
        self.empty = _empty(self)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)
        self._page = page

    def _connect(self) -> None:
        desktop = self._desktop
        desktop.changed.connect(self._follow)
        desktop.preferred.connect(self._reload)
        desktop.ticking.ticked.connect(self._tick)
        self._speech.switched.connect(self.retranslate)
        self.legs.asked.connect(self._ask_clock)
        self.legs.unfolded.connect(self._bring_into_view)
        self.timeline.opened.connect(self._open)
        self.acts.wanted.connect(self._act)
        self.audience.chosen.connect(self._reload)
        Drops(self).took.connect(self.composer.take)

    @property
    def ticket_id(self) -> str:
        """The ticket that is shown, "" when none is."""
        return self._ticket.id if self._ticket else ""

    def show_ticket(self, ticket_id: str | None) -> None:
        """Show the ticket, or nothing; what was being written on another one is kept."""
        found = self._desktop.store.find(ticket_id) if ticket_id else None
        other = found is None or found.id != self.ticket_id
        if other:
            self.insets.hide()
            self.composer.flush()
        self._ticket = found
        self._pages.setCurrentWidget(self._page if found else self.empty)
        if found is None:
            self.composer.show_ticket("")
            self._desktop.ticking.wish(WISH, 0)
            return
        if other:
            self.composer.show_ticket(found.id)
            self.area.verticalScrollBar().setValue(0)
        self._fill(found)
        if self.isVisible():
            _see(self._desktop, found)

    def reply(self) -> None:
        """Write a reply (R)."""
        if self._ticket:
            self.composer.write(REPLY)

    def note(self) -> None:
        """Write an internal note (I)."""
        if self._ticket:
            self.composer.write(NOTE)

    def edit_title(self) -> None:
        """Edit the title in place (F2)."""
        if self._ticket:
            self.head.edit_title()

    def choose_priority(self) -> None:
        """Open the list of priorities."""
        self._choose(self.head.priority)

    def choose_status(self) -> None:
        """Open the list of legal statuses (S)."""
        self._choose(self.head.status)

    def choose_assignee(self) -> None:
        """Put the cursor into the assignee (A)."""
        if self._ticket:
            self.head.assignee.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.head.assignee.selectAll()

    def triage(self) -> None:
        """Ask the shell for the triage sheet of this ticket."""
        if self._ticket:
            self.triage_wanted.emit(self._ticket.id)

    def flush(self) -> None:
        """Store what is being written at once."""
        self.composer.flush()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setAccessibleName(self._speech(Text("工单详情", "Ticket detail")))
        self.empty.setText(self._speech(EMPTY))
        self.acts.retranslate()
        self._reload()

    def _choose(self, combo: "QWidget") -> None:
        if self._ticket:
            combo.setFocus(Qt.FocusReason.ShortcutFocusReason)
            combo.showPopup()  # type: ignore[attr-defined] # both are combos

    def _fill(self, ticket: Ticket) -> None:
        now, zone = self._desktop.ticking.now(), self._desktop.zone
        self.head.show_ticket(ticket)
        self.clashes.show_ticket(ticket)
        self.major.show_ticket(ticket)
        self.ball.show_ball(ball(ticket))
        self.fold.show_ticket(ticket)
        self.legs.show_ticket(ticket)
        self.similar.show_ticket(ticket)
        today = now.astimezone(zone).date()
        self.timeline.show_ticket(self.audience.view(ticket), today, zone)
        self._wish()

    def _reload(self) -> None:
        if self._ticket:
            self.show_ticket(self._ticket.id)

    def _follow(self, changed: object) -> None:
        everything = getattr(changed, "everything", False)
        if self._ticket and (everything or self._ticket.id in getattr(changed, "tickets", ())):
            self._reload()

    def _tick(self) -> None:
        if self._ticket and self.isVisible():
            self.head.tick()
            self.ball.tick()
            self._wish()

    def _wish(self) -> None:
        fine = self.legs.tick()
        step = (SECOND if fine else HALF_MINUTE) if self.isVisible() else 0
        self._desktop.ticking.wish(WISH, step)

    def _ask_clock(self, timer: Timer) -> None:
        if self._ticket:
            self.insets.ask_clock(self._ticket, timer)

    def _act(self, name: str) -> None:
        if self._ticket and name == "why":
            self.insets.ask_priority(self._ticket)
        elif name == "triage":
            self.triage()
        elif name == "audience":
            self.audience.ask(self.acts.buttons["audience"])
        else:
            self.book_wanted.emit(name)

    def _open(self, entry: Entry) -> None:
        if self._ticket:
            self.insets.open(entry, self._ticket)

    def _bring_into_view(self, widget: QWidget) -> None:
        QTimer.singleShot(0, widget, lambda: self.area.ensureWidgetVisible(widget, 0, 12))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.flush()
            self.closed.emit()
            return
        super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._ticket:
            _see(self._desktop, self._ticket)
            self._wish()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.flush()
        self._desktop.ticking.wish(WISH, 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """Let the head scroll with the rest where it would leave too little room for it."""
        tight = self.height() < theme.px(480)
        if tight == self._tight:
            return
        self._tight = tight
        if tight:
            self._inner.insertWidget(0, self.head)
        else:
            self._column.insertWidget(0, self.head)
        self.head.set_inset(inset=not tight)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        looks = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in looks and hasattr(self, "_tight"):
            grow_icons(self)
            self._fit_head()
            self._reload()


def scroll_area(inner: QVBoxLayout, parent: QWidget) -> QScrollArea:
    """Return a page that scrolls up and down only, without a frame or a colour of its own."""
    body = QWidget()
    body.setLayout(inner)
    area = QScrollArea(parent)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)
    for one in (area.viewport(), body):
        one.setAutoFillBackground(False)
    return area


def _empty(parent: QWidget) -> QLabel:
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setProperty("look", "muted")
    made.setWordWrap(True)
    made.setMargin(32)
    return made


def _see(desktop: Desktop, ticket: Ticket) -> None:
    row = desktop.store.row(ticket.id)
    if row is None or not row.unread:  # nothing to note: a commit would hold up the picture
        return
    try:
        desktop.store.seen(ticket.id, desktop.ticking.now())
    except Problem as problem:
        desktop.problem.emit(problem)
