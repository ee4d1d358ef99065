"""Super-users on screen: coverage and people read apart from the window, rates page by page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firstline.domain.errors import Problem
from firstline.domain.query.query import parse_query
from firstline.domain.routing import roster
from firstline.domain.ticket import first_line
from firstline.domain.ticket.first_line import Closed, Period, Rate
from firstline.domain.training import superuser
from firstline.domain.training.coverage import Spot
from firstline.domain.training.seen import Seen, seen
from firstline.domain.training.superuser import SuperUser
from firstline.domain.training.training import KIND
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from firstline.store.store import Store
    from firstline.store.watch import Changed

PAGE = 500
PERIODS: tuple[tuple[str, Text], ...] = (
    ("30", Text("近 30 天", "Last 30 days")),
    ("90", Text("近 90 天", "Last 90 days")),
    ("quarter", Text("本季度", "This quarter")),
    ("before", Text("上季度", "Last quarter")),
    ("365", Text("近 365 天", "Last 365 days")),
)
BACKED = Text("已写明备份人员", "Backup named")
_KINDS = frozenset({KIND, roster.KIND})
_DONE = "status:resolved,closed"


class SuperusersModel(QObject):
    """Reads while somebody looks; a ticket that changed is counted anew, the others are not."""

    changed = Signal()  # another coverage or other people
    rated = Signal()  # the rates are there, or of another period or site

    def __init__(self, desktop: Desktop, later: Later, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desktop = desktop
        self._later = later
        self.awake = False
        self.seen: Seen | None = None
        self.period = PERIODS[1][0]
        self.site = ""
        self.is_counted = False
        self._closed: dict[str, Closed] = {}
        self._run = self._asked = 0
        desktop.changed.connect(self._on_changed)

    @property
    def today(self) -> date:
        """The day that everything shown is judged by."""
        if self.seen is not None:
            return self.seen.today
        return self.desktop.ticking.now().astimezone(self.desktop.zone).date()

    @property
    def people(self) -> Sequence[SuperUser]:
        """The super-users, by site, shift and name."""
        return self.seen.people if self.seen else ()

    @property
    def empty(self) -> Sequence[Spot]:
        """The empty cells of critical modules: each is a stop (requirements S66)."""
        return self.seen.map.empty if self.seen else ()

    @property
    def span(self) -> Period:
        """The days that the rates are of."""
        return period_of(self.period, self.today)

    def person(self, key: str) -> SuperUser | None:
        """Return the super-user with this key."""
        return next((one for one in self.people if one.key == key), None)

    def rate(self, person: str | None = None) -> Rate:
        """Return the first-line rate of the period and site, of one person where named."""
        return first_line.rate(self._closed.values(), self.span, person=person, site=self.site)

    def sites(self) -> Mapping[str, Rate]:
        """Return the rates of each site in the period."""
        return first_line.by_site(self._closed.values(), self.span)

    def choose(self, *, period: str | None = None, site: str | None = None) -> None:
        """Show the rates of another period or site ("" for all)."""
        self.period = self.period if period is None else period
        self.site = self.site if site is None else site
        self.rated.emit()

    def look(self, *, looking: bool) -> None:
        """Say whether somebody looks; what changed meanwhile is read then."""
        self.awake = looking
        if looking:
            self.refresh()
            self._count()

    def refresh(self) -> None:
        """Read coverage and people again; what is on screen stays until it has come."""
        self._asked += 1
        asked = self._asked
        today = self.desktop.ticking.now().astimezone(self.desktop.zone).date()

        def arrived(found: Seen) -> None:
            if asked == self._asked:
                self.seen = found
                self.changed.emit()

        self._later(lambda store: read(store, today), arrived)

    def name_backup(self, key: str, backup: str) -> bool:
        """Name who stands in for a person; what is wrong is told, and nothing is changed."""
        one, desktop = self.person(key), self.desktop
        if one is None:
            return False
        try:
            held = desktop.store.record(KIND, key)
            edit = superuser.name_backup(one, held, backup, desktop.stamp())
        except Problem as problem:
            desktop.problem.emit(problem)
            return False
        return not edit.changes or desktop.perform(edit, text=BACKED)

    def _count(self) -> None:
        """Count all closed tickets, a page at a time; a later count stops an earlier one."""
        self._run += 1
        run, now = self._run, self.desktop.ticking.now()
        zone, found = self.desktop.zone, dict[str, Closed]()

        def step(left: list[int]) -> None:
            if run != self._run:
                return
            if not left:
                self._closed, self.is_counted = found, True
                self.rated.emit()
                return
            taken, rest = left[:PAGE], left[PAGE:]

            def on_page(page: dict[str, Closed]) -> None:
                found.update(page)
                step(rest)

            self._later(lambda store: closed_page(store, taken, zone), on_page)

        query = parse_query(_DONE)
        self._later(lambda store: list(store.queue(query, sort="newest", now=now)), step)

    def _on_changed(self, changed: "Changed") -> None:
        if not self.awake:
            return
        if changed.everything or changed.kinds & _KINDS:
            self.refresh()
        if changed.everything or (changed.tickets and not self.is_counted):
            self._count()
        elif changed.tickets:
            self._recount(changed.tickets)

    def _recount(self, tickets: frozenset[str]) -> None:
        for key in tickets:
            ticket = self.desktop.store.find(key)
            one = first_line.closed_one(ticket, self.desktop.zone) if ticket else None
            if one is not None:
                self._closed[key] = one
            else:
                self._closed.pop(key, None)
        self.rated.emit()


def period_of(name: str, today: date) -> Period:
    """Return the period of PERIODS that is called `name`, as of the day `today`."""
    if name in ("quarter", "before"):
        return first_line.quarter(today, back=int(name == "before"))
    return first_line.last_days(today, int(name))


def read(store: "Store", today: date) -> Seen:
    """Read coverage and people from the store."""
    return seen(store.records(KIND), store.records(roster.KIND), today)


def closed_page(store: "Store", keys: Sequence[int], zone: "ZoneInfo") -> dict[str, Closed]:
    """Return those of a page of tickets that count for the rate, by id."""
    tickets = (store.find(row.id) for row in store.rows(list(keys)))
    found = (first_line.closed_one(one, zone) for one in tickets if one is not None)
    return {one.ticket: one for one in found if one is not None}
