"""The alarms of the window: one timer, one look in the lane when an instant comes, no polling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.alarm.alarm import (
    Alarm,
    Quiet,
    Told,
    concerns,
    finder,
    notices,
)
from firstline.domain.alarm.words import what_next, who
from firstline.domain.contact import hotline
from firstline.domain.contact.contact import KIND, contacts
from firstline.domain.contact.hotline import Caller, HotlineCard
from firstline.domain.errors import Problem
from firstline.domain.handoff.draft import draft_key, typed_in
from firstline.domain.instants import epoch
from firstline.domain.words import Text
from firstline.viewmodel.alarm.quiet import quiet_now
from firstline.viewmodel.clock import HALF_MINUTE, SECOND
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.store.alarm.alarm import Looked
    from firstline.store.store import Store
    from firstline.store.watch import Changed

SETTLE_MS = 250  # several commits in a row are taken in at once
SLICES = 1  # of tickets taken in by one look, so that the lane has time for others between
WISH = "alarms"
MOST = 100
RETRY_S = 60


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about one alarm: who has the ball, which act, and the hotline card if needed."""

    ball: Text
    act: Text
    hotline: HotlineCard | None


@dataclass(frozen=True, slots=True)
class _Seen:
    looked: "Looked"
    unseen: int


class AlarmModel(QObject):
    """Looks when the next instant comes or something changed; tells what rings."""

    rang = Signal(object)  # Notice
    counted = Signal(int)  # alarms that nobody has looked at
    changed = Signal(object)  # Changed, of tickets that are shown in a card

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._next: int | None = None
        self._looking = False
        self._again = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self.look)
        desktop.changed.connect(self._on_changed)
        desktop.preferred.connect(self._soon.start)
        desktop.ticking.ticked.connect(self._on_tick)

    @property
    def next_at(self) -> int | None:
        """The epoch second of the next look, None while nothing will ring by itself."""
        return self._next

    def look(self) -> None:
        """Look for what rings now, apart from the window; a second look waits for the first."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        now, find = self._desktop.ticking.now(), finder(self._desktop.desk)
        quiet, wanted = quiet_now(self._desktop), self._wanted()

        def work(store: "Store") -> "_Seen | Problem":
            try:
                looked = store.look_for_alarms(
                    find, wanted, now, urgent_only=quiet is not None, most=SLICES
                )
                return _Seen(looked, store.unseen_alarms())
            except Problem as problem:
                return problem

        self._later(work, lambda seen: self._arrived(seen, quiet))

    def recent(self) -> list[Told]:
        """Return what rang on this device, the newest first."""
        return self._desktop.store.alarms(MOST)

    def see(self) -> None:
        """Note that a person has looked at the list."""
        if self._try(lambda: self._desktop.store.see_alarms(self._desktop.ticking.now())):
            self.counted.emit(self._desktop.store.unseen_alarms())

    def put_off(self, alarms: Sequence[Alarm]) -> None:
        """Let these ring again in a quarter of an hour."""
        now = self._desktop.ticking.now()
        self._try(lambda: self._desktop.store.snooze_alarms(alarms, now))
        self._soon.start()

    def advice(self, alarm: Alarm) -> Advice | None:
        """Return what to do about `alarm`, None where its ticket is gone."""
        store = self._desktop.store
        ticket = store.find(alarm.ticket)
        if ticket is None:
            return None
        caller = Caller(self._desktop.me, str(self._chosen("phone", "")), self._desktop.zone)
        _, typed = typed_in(store.draft(draft_key(ticket.id)))
        found = hotline.card(
            ticket, store.reach(ticket.id), contacts(store.records(KIND)), caller,
            typed.get("version", ""),
        )  # fmt: skip
        return Advice(who(ticket), what_next(ticket, alarm.mark), found)

    def still_runs(self, alarm: Alarm) -> bool:
        """Whether the promise is still open, so that a card about it is worth its place."""
        ticket = self._desktop.store.find(alarm.ticket)
        find = finder(self._desktop.desk)
        timers = self._desktop.store.timers(alarm.ticket)
        return ticket is not None and any(one.mark == alarm.mark for one in find(timers, ticket))

    @property
    def beeps(self) -> bool:
        """Whether a P1 may be heard."""
        return bool(self._chosen("alarm_sound", default=True))

    def _chosen(self, name: str, default: object) -> object:
        return getattr(self._desktop.settings, name, default)

    def _wanted(self) -> Callable[[Alarm], bool]:
        me, mine_only = self._desktop.me, self._chosen("alarms_of", "all") == "mine"
        return lambda one: concerns(one, me, mine_only=mine_only)

    def _arrived(self, seen: "_Seen | Problem", quiet: Quiet | None) -> None:
        self._looking = False
        now = self._desktop.ticking.now()
        if isinstance(seen, Problem):  # a file that is locked or full now may not be so later
            self._next = epoch(now) + RETRY_S
            self._wish()
            self._desktop.problem.emit(seen)
            return
        self._next = seen.looked.next_at
        if quiet is not None:
            over = quiet.over_at(now)
            self._next = over if self._next is None else min(over, self._next)
        self._wish()
        if self._chosen("alarms", default=True):
            for notice in notices(seen.looked.alarms, epoch(now)):
                self.rang.emit(notice)
        self.counted.emit(seen.unseen)
        if self._again or seen.looked.more:
            self._again = False
            self.look()

    def _wish(self) -> None:
        """Wake every second when it is near, else twice a minute: a clock may be set meanwhile."""
        if self._next is None:
            self._desktop.ticking.wish(WISH, 0)
            return
        near = self._next - self._desktop.ticking.epoch() <= HALF_MINUTE
        self._desktop.ticking.wish(WISH, SECOND if near else HALF_MINUTE)

    def _on_tick(self) -> None:
        if self._next is None:
            return
        if self._desktop.ticking.epoch() >= self._next:
            self.look()
        else:
            self._wish()

    def _on_changed(self, changed: "Changed") -> None:
        if changed.tickets or changed.everything:
            self._soon.start()
            self.changed.emit(changed)

    def _try(self, step: Callable[[], None]) -> bool:
        try:
            step()
        except Problem as problem:
            self._desktop.problem.emit(problem)
            return False
        return True
