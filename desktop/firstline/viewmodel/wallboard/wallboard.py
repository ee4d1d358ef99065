"""The wall display: figures, the page of rows it shows now, and how old what it shows is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.instants import epoch
from firstline.domain.query.query import parse_query
from firstline.domain.sla.countdown import NOTHING, Countdown, describe
from firstline.domain.sla.live import live_state, remaining
from firstline.store.queue.board import NOTHING_COUNTED, Board
from firstline.viewmodel.clock import SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.queue import views
from firstline.viewmodel.wallboard.wall_cutover import WallLine, find_cutover, wall_line

if TYPE_CHECKING:
    from firstline.domain.runbook.book import Book
    from firstline.store.queue.rows import Row
    from firstline.store.store import Store
    from firstline.store.watch import Changed

ROWS = 6
MOST_PAGES = 4  # a minute shows the 24 most urgent; nobody waits longer before a wall
PAGE_S = 15
LOOK_S = 15  # the figures are counted again at least this often
OLD_S, EXPIRED_S = 2 * 60, 15 * 60
SHIFT_S, SHIFT_PX = 10 * 60, 2
HINT_S = 4
WISH = "wallboard"
_PLACES = ((0, 0), (SHIFT_PX, 0), (SHIFT_PX, SHIFT_PX), (0, SHIFT_PX))


class Freshness(StrEnum):
    """How far what is shown may be believed (ux.md, wallboard)."""

    FRESH = "fresh"
    OLD = "old"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at the store; `pulled` is the oldest last success of its portals, None for never.

    `changed` is when a ticket changed last, `at` when the store was looked at; epoch seconds.
    """

    at: int
    board: Board = NOTHING_COUNTED
    rows: "tuple[Row, ...]" = ()
    alone: bool = True
    pulled: int | None = None
    changed: int | None = None
    cutover: "Book | None" = None


class WallboardModel(QObject):
    """Looks at the store off the window's thread, and turns the pages; it never writes."""

    changed = Signal()

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._looking = False
        self._stale = False  # something changed while the last look was under way
        self._hint_until = 0
        self._began = self.now
        self.seen: Seen | None = None

    def start(self) -> None:
        """Begin to look and to tick, once a second."""
        self._desktop.changed.connect(self._on_changed)
        self._desktop.preferred.connect(self.look)
        self._desktop.speech.switched.connect(self.changed)
        self._desktop.ticking.ticked.connect(self._on_tick)
        self._desktop.ticking.wish(WISH, SECOND)
        self.look()

    def stop(self) -> None:
        """Look no longer."""
        self._desktop.ticking.wish(WISH, 0)
        self._desktop.ticking.ticked.disconnect(self._on_tick)
        self._desktop.changed.disconnect(self._on_changed)
        self._desktop.preferred.disconnect(self.look)
        self._desktop.speech.switched.disconnect(self.changed)

    @property
    def now(self) -> int:
        """The present epoch second."""
        return self._desktop.ticking.epoch()

    @property
    def local(self) -> datetime:
        """The present instant on the wall's clock."""
        return self._desktop.ticking.now().astimezone(self._desktop.zone)

    @property
    def pages(self) -> int:
        """How many pages of rows there are, at least one."""
        rows = len(self.seen.rows) if self.seen else 0
        return max(1, -(-rows // ROWS))

    @property
    def page(self) -> int:
        """Which page is shown, from 0; each stays for 15 seconds."""
        return (self.now - self._began) // PAGE_S % self.pages

    @property
    def rows(self) -> "tuple[Row, ...]":
        """The rows of the page that is shown."""
        if self.seen is None:
            return ()
        return self.seen.rows[self.page * ROWS : (self.page + 1) * ROWS]

    @property
    def age(self) -> int:
        """How old the data are, in seconds: since the last success with the slowest portal.

        Without a portal this profile is the truth, and they are as old as the last look at it.
        """
        if self.seen is None:
            return 0
        since = self.seen.at
        if not self.seen.alone:
            since = min(since, self.seen.pulled or 0)
        return max(0, self.now - since)

    @property
    def freshness(self) -> Freshness:
        """Whether the data are old (over 2 minutes) or expired (over 15 minutes)."""
        if self.age > EXPIRED_S:
            return Freshness.EXPIRED
        return Freshness.OLD if self.age > OLD_S else Freshness.FRESH

    @property
    def shift(self) -> tuple[int, int]:
        """By how many pixels the picture stands aside now, against burn-in."""
        return _PLACES[self.now // SHIFT_S % len(_PLACES)]

    @property
    def hinting(self) -> bool:
        """Whether the wall says how it is left."""
        return self.now < self._hint_until

    def hint(self) -> None:
        """Say how the wall is left, for some seconds."""
        self._hint_until = self.now + HINT_S
        self.changed.emit()

    def countdown(self, row: "Row") -> Countdown:
        """Return what is left of the row's nearest clock at this second."""
        timer = row.timer
        if timer is None:
            return NOTHING
        calendars = self._desktop.desk.calendars
        left = remaining(timer, self.now, calendars)
        return describe(left, live_state(timer, self.now, calendars), timer.target_s)

    def cutover(self) -> "WallLine | None":
        """Return what the wall says of the cutover that goes on, at this second."""
        book = self.seen.cutover if self.seen else None
        return wall_line(book, self.local, self._desktop.zone) if book else None

    def look(self) -> None:
        """Look at the store; a look under way is not doubled."""
        if self._looking:
            self._stale = True
            return
        self._looking, self._stale = True, False
        now = self.local
        me_first = parse_query(views.BUILT_IN[1].query)

        def see(store: "Store") -> object:
            day = now.replace(hour=0, minute=0, second=0, microsecond=0)
            keys = store.queue(me_first, sort="sla", now=now, limit=ROWS * MOST_PAGES)
            alone, pulled = _pulled(store)
            return Seen(
                epoch(now), store.board(now, day, day.replace(day=1)), tuple(store.rows(keys)),
                alone, pulled, store.last_change(), find_cutover(store, now),
            )  # fmt: skip

        self._later(see, self._arrived)

    def failed(self) -> None:
        """Take in that a look failed: what is shown stays, and grows old."""
        self._looking = False

    def _arrived(self, seen: Seen) -> None:
        self._looking = False
        self.seen = seen
        self.changed.emit()
        if self._stale:
            self.look()

    def _on_changed(self, _changed: "Changed") -> None:
        self.look()

    def _on_tick(self) -> None:
        self._desktop.look_around()
        seen = self.seen
        if seen is None or self.now - seen.at >= LOOK_S or self._passed(seen):
            self.look()
        self.changed.emit()

    def _passed(self, seen: Seen) -> bool:
        """Whether a deadline went by since the last look."""
        due = seen.board.next_due
        return due is not None and seen.at < due <= self.now


def _pulled(store: "Store") -> tuple[bool, int | None]:
    """Return whether no portal is set up, and else when the slowest of them was in step last."""
    names = [str(one["name"]) for one in store.get("portals", [])]
    found = [store.position(one).pulled_at for one in names]
    if not found:
        return True, None
    known = [one for one in found if one is not None]
    return False, min(known) if len(known) == len(found) else None
