"""News from others in the window: looked for when something came, told once, quiet when asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.alarm.alarm import Quiet
from firstline.domain.alarm.news import News, bulletins, concerns
from firstline.domain.errors import Problem
from firstline.viewmodel.alarm.quiet import quiet_now
from firstline.viewmodel.clock import HALF_MINUTE
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.alarm.news import Fresh
    from firstline.store.store import Store
    from firstline.store.watch import Changed

SETTLE_MS = 250  # several commits in a row are taken in at once
WISH = "news"


class NewsModel(QObject):
    """Looks at the tickets that changed, apart from the window's thread."""

    came = Signal(object)  # Bulletin

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._changed: set[str] = set()
        self._every = False
        self._missed = False
        self._looking = False
        self._begun = False
        self._quiet_until: int | None = None
        self._on = self.is_on
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self._look)
        desktop.changed.connect(self._on_changed)
        desktop.preferred.connect(self._on_preferred)
        desktop.ticking.ticked.connect(self._on_tick)

    @property
    def is_on(self) -> bool:
        """Whether news is told at all."""
        return bool(self._chosen("news", default=True))

    @property
    def beeps(self) -> bool:
        """Whether a P1 may be heard."""
        return bool(self._chosen("alarm_sound", default=True))

    def begin(self) -> None:
        """Tell what came while no window was open, as one; the first time ever, nothing."""
        self._begun = True
        self._every = self._missed = True
        self._look()

    def is_unread(self, ticket_id: str) -> bool:
        """Whether something of the ticket was not looked at yet."""
        row = self._desktop.store.row(ticket_id)
        return row is not None and row.unread

    def _look(self) -> None:
        if not self._begun or not self._on:
            return
        if self._looking:
            self._soon.start()
            return
        self._looking = True
        tickets = None if self._every else frozenset(self._changed)
        missed, self._every, self._missed = self._missed, False, False
        self._changed.clear()
        now, quiet, wanted = self._desktop.ticking.now(), quiet_now(self._desktop), self._wanted()

        def work(store: "Store") -> "Fresh | Problem":
            try:
                store.begin_news(now)
                return store.look_for_news(tickets, wanted, now, urgent_only=quiet is not None)
            except Problem as problem:
                return problem

        self._later(work, lambda fresh: self._arrived(fresh, quiet, missed=missed))

    def _arrived(self, fresh: "Fresh | Problem", quiet: Quiet | None, *, missed: bool) -> None:
        self._looking = False
        if isinstance(fresh, Problem):  # the alarms tell a file that cannot be used; look again
            self._every = True
            return
        if fresh.waits and quiet is not None:
            self._quiet_until = quiet.over_at(self._desktop.ticking.now())
            self._desktop.ticking.wish(WISH, HALF_MINUTE)
        for bulletin in bulletins(fresh.news, missed=missed):
            self.came.emit(bulletin)

    def _on_changed(self, changed: "Changed") -> None:
        if not (changed.tickets or changed.everything):
            return
        self._changed |= changed.tickets
        self._every = self._every or changed.everything
        if not self._soon.isActive():
            self._soon.start()

    def _on_tick(self) -> None:
        if self._quiet_until is None or self._desktop.ticking.epoch() < self._quiet_until:
            return
        self._quiet_until = None
        self._desktop.ticking.wish(WISH, 0)
        self._every = self._missed = True
        self._look()

    def _on_preferred(self) -> None:
        """Begin anew when it is switched on: what came while it was off is not told."""
        before, self._on = self._on, self.is_on
        if self._on and not before:
            now = self._desktop.ticking.now()
            self._later(lambda store: store.begin_news(now, anew=True), lambda _done: None)

    def _wanted(self) -> Callable[[News], bool]:
        me, mine_only = self._desktop.me, self._chosen("alarms_of", "all") == "mine"
        return lambda one: concerns(one, me, mine_only=mine_only)

    def _chosen(self, name: str, default: object) -> object:
        return getattr(self._desktop.settings, name, default)
