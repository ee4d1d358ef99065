"""Reminders of the window: read in the lane, told at a start, by the clock and each morning."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.contracts.lifecycle_rule import Rule
from firstline.domain.errors import Problem
from firstline.domain.health.check_items import Item
from firstline.domain.reminding.given import Given
from firstline.domain.reminding.reminder import Reminder, next_at, rounds
from firstline.domain.reminding.sources import SOURCES, Source, all_reminders
from firstline.domain.training.curriculum import Courses
from firstline.viewmodel.alarm.quiet import quiet_now
from firstline.viewmodel.clock import HALF_MINUTE
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from firstline.domain.reminding.given import PastDue
    from firstline.domain.retention.rule import Rules
    from firstline.domain.training.book import Row
    from firstline.store.store import Store
    from firstline.store.watch import Changed

SETTLE_MS = 1_000
KEEP_S = 600
WISH = "reminders"
AHEAD_S = 30 * 86_400
"""How far ahead the page of the bell lists what comes due."""


@dataclass(frozen=True, slots=True)
class _Looked:
    found: tuple[Reminder, ...]
    new: tuple[Reminder, ...]
    next_at: int | None


class ReminderModel(QObject):
    """Keeps what each source said, and asks a source again only when its records changed."""

    came = Signal(object)  # Round
    listed = Signal()  # what is shown by the page of the bell is another

    def __init__(
        self, desktop: Desktop, later: Later, items: Sequence[Item], parent: QObject | None = None,
        *, rules: Sequence[Rule] = (), courses: Callable[[], Courses] = dict,
        kept: Callable[[], "Rules"] = dict,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desktop = desktop
        self._later = later
        self._items, self._rules, self._courses = tuple(items), tuple(rules), courses
        self._kept_for = kept  # the shipped rules of retention
        self._kept: dict[Source, tuple[Reminder, ...]] = {}
        self._stale: set[Source] = set(SOURCES)
        self._found: tuple[Reminder, ...] = ()
        self._next: int | None = None
        self._keep_from = 0
        self._begun = self._looking = self._wanted = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(lambda: self._look(tell=self._wanted))
        desktop.changed.connect(self._on_changed)
        desktop.ticking.ticked.connect(self._on_tick)

    def begin(self) -> None:
        """Tell what came while no window was open, as one."""
        self._begun = True
        self._look(tell=True)

    def current(self) -> list[Reminder]:
        """Return what has come and what comes within thirty days, each thing once, by its day."""
        now = self._desktop.ticking.epoch()
        first: dict[str, Reminder] = {}
        for one in self._found:
            held = first.get(one.series)
            if held is None or one.at <= now:  # the last that has come, else the first ahead
                first[one.series] = one
        listed = (one for one in first.values() if one.due <= now + AHEAD_S or one.at <= now)
        return sorted(listed, key=lambda one: (one.due, one.series))

    def _look(self, *, tell: bool) -> None:
        if not self._begun:
            return
        if self._looking:
            self._wanted = self._wanted or tell
            self._soon.start()
            return
        self._looking, self._wanted = True, False
        stale, kept = frozenset(self._stale), dict(self._kept)
        self._stale.clear()
        desktop, now = self._desktop, self._desktop.ticking.now()
        quiet, moment = quiet_now(self._desktop), self._desktop.ticking.epoch()
        keep = self._may_keep()
        mine_only = self._chosen("alarms_of", "all") == "mine"

        def work(store: "Store") -> "_Looked | Problem":
            given = Given(store.records, now, desktop.zone, self._items, self._rules, self._courses,
                          desktop.desk.agreements,
                          partial(_trained, store, self._courses, keep=keep),
                          partial(_retained, store, self._kept_for, now, desktop.zone)
                          )  # fmt: skip
            try:
                for one in stale:
                    kept[one] = tuple(all_reminders(given, (one,)))
                found = [one for several in kept.values() for one in several]
                new: Sequence[Reminder] = ()
                if tell:
                    new = store.tell_reminders(
                        found, now, mine_only=mine_only, urgent_only=quiet is not None
                    )
                upcoming = next_at(found, store.reminders_told(), moment, desktop.zone)
                if quiet is not None and upcoming is not None:  # what waits is told at their end
                    upcoming = min(upcoming, quiet.over_at(now))
            except Problem as problem:
                return problem
            return _Looked(tuple(found), tuple(new), upcoming)

        self._later(work, lambda looked: self._arrived(looked, kept, stale))

    def _arrived(
        self, looked: "_Looked | Problem", kept: dict[Source, tuple[Reminder, ...]],
        stale: frozenset[Source],
    ) -> None:  # fmt: skip
        self._looking = False
        if isinstance(looked, Problem):  # the alarms tell a file that cannot be used; look again
            self._stale |= stale
            return
        self._kept, self._found, self._next = kept, looked.found, looked.next_at
        self._desktop.ticking.wish(WISH, HALF_MINUTE if self._next is not None else 0)
        if self._chosen("alarms", default=True):
            for one in rounds(looked.new, self._desktop.ticking.epoch()):
                self.came.emit(one)
        self.listed.emit()

    def _on_changed(self, changed: "Changed") -> None:
        again = {
            source for source, kinds in SOURCES.items() if changed.everything
            or kinds & changed.kinds
        }  # fmt: skip
        if again:
            self._stale |= again
            self._soon.start()

    def _on_tick(self) -> None:
        if self._next is not None and self._desktop.ticking.epoch() >= self._next:
            self._next = None
            self._stale |= set(SOURCES)  # a day has passed: what stands is another
            self._look(tell=True)

    def _may_keep(self) -> bool:
        """Whether a large training book may be kept again: now and then, not with each act."""
        now = self._desktop.ticking.epoch()
        may = now >= self._keep_from
        if may:
            self._keep_from = now + KEEP_S
        return may

    def _chosen(self, name: str, default: object) -> object:
        return getattr(self._desktop.settings, name, default)


def _retained(
    store: "Store", shipped: "Callable[[], Rules]", now: datetime, zone: ZoneInfo
) -> "PastDue | None":
    """Return what is past its retention period; the rules are read when they are wanted."""
    from firstline.store.retention.look import Asked  # noqa: PLC0415 - not at the start

    rules = shipped()
    return store.past_due_today(Asked(rules, now, zone)) if rules else None


def _trained(
    store: "Store", courses: Callable[[], Courses], today: date, *, keep: bool
) -> "Iterable[Row]":
    """Return how everybody stands; nothing of it is loaded where there is no training."""
    from firstline.store.training.shelf import is_empty  # noqa: PLC0415 - not at the start

    if is_empty(store):
        return ()
    from firstline.viewmodel.training.reading import standing  # noqa: PLC0415 - as above

    return standing(store, courses(), today, keep=keep)
