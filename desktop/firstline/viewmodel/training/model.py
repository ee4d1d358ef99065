"""The training book on screen: read apart from the window, filtered here, judged when looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.curriculum import Course, Courses
from firstline.domain.entity import Entity
from firstline.domain.learning.action_list import ToDo, to_do
from firstline.domain.learning.book import Book, Row, book_of, rows
from firstline.domain.learning.howto import WITHIN, Proposal, proposals
from firstline.domain.learning.material import Material, materials
from firstline.domain.learning.patch import patched
from firstline.domain.learning.person import Person, plain_name, plain_number
from firstline.domain.learning.places import Tie, ties
from firstline.domain.learning.session import Session, sessions
from firstline.domain.learning.standing import WINDOW, Cell, State
from firstline.domain.learning.taking_back import imports
from firstline.domain.learning.taking_in import unknowns
from firstline.domain.learning.transfer import Capability, capabilities
from firstline.domain.ledger import book as ledger
from firstline.domain.ledger.ending import Ending, ending
from firstline.domain.training import KIND
from firstline.domain.uncollected import uncollected
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.queue import Later
from firstline.viewmodel.training.doors import TrainingDoors

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from firstline.store.store import Store
    from firstline.store.watch import Changed
    from firstline.viewmodel.acts import Acted

SETTLE_MS = 300  # several commits in a row are read once
MOST = 5000  # actions held; what is later than so many others is no matter of this week
FIRST = 60  # actions that a glimpse shows
KINDS = frozenset({KIND, ledger.KIND})


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in one go, as of `today`; a `glimpse` is what stood there the last time."""

    courses: Courses
    book: Book
    items: tuple[Capability, ...]
    vouchers: tuple[Ending, ...]
    sessions: tuple[Session, ...]
    imports: tuple[Entity, ...]
    unknown: tuple[Entity, ...]
    materials: Mapping[str, Sequence[Material]]
    today: date
    glimpse: bool = False
    proposals: tuple[Proposal, ...] = ()
    ties: Mapping[str, Tie] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What follows from all cells: the actions, and each person's states by the person's id."""

    actions: tuple[ToDo, ...]
    total: int
    states: Mapping[str, frozenset[State]]
    gaps: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Filters:
    """Whom the page shows; "" is everybody. `words` are looked for in names and numbers."""

    role: str = ""
    team: str = ""
    site: str = ""
    state: str = ""
    words: str = ""


class TrainingModel(QObject):
    """Holds what was read; the cells of one person are judged when somebody looks at them."""

    changed = Signal()  # another book, or other filters
    weighed = Signal()  # the actions and the counts are there

    def __init__(
        self, desktop: Desktop, later: Later, doors: TrainingDoors, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desktop = desktop
        self.doors = doors
        self._later = later
        self.awake = False  # on screen
        self.read: Read | None = None
        self.weights = Weighed((), 0, {}, {})
        self.is_weighed = False  # whether the actions were counted since the page was made
        self.filters = Filters()
        self.people: Sequence[Person] = ()
        self.codes: Sequence[str] = ()
        self._rows: dict[str, Row] = {}
        self._asked = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self.refresh)
        self._own = False  # whether the timer runs for an act of ours alone
        desktop.changed.connect(self._on_changed)
        desktop.acted.connect(self._on_acted)

    @property
    def now(self) -> datetime:
        """The present instant in the zone in which times are shown."""
        return self.desktop.ticking.now().astimezone(self.desktop.zone)

    @property
    def today(self) -> date:
        """The day that everything shown is judged by."""
        return self.read.today if self.read else self.now.date()

    @property
    def is_glimpse(self) -> bool:
        """Whether what is shown was not read anew yet: to be looked at, and not acted on."""
        return self.read is not None and self.read.glimpse

    @property
    def courses(self) -> Courses:
        """The courses of the packs in use, by code."""
        return self.read.courses if self.read else {}

    @property
    def book(self) -> Book | None:
        """The book, None before it was read."""
        return self.read.book if self.read else None

    def course(self, code: str) -> Course | None:
        """Return the course with this code."""
        return self.courses.get(code)

    def person(self, key: str) -> Person | None:
        """Return the person with this id, whatever the filters are."""
        known = self.read.book.people if self.read else ()
        return next((one for one in known if one.id == key), None)

    def row(self, person: Person) -> Row:
        """Return how one person stands to each course; judged once a book."""
        held = self._rows.get(person.id)
        if held is None and self.read is not None:
            held = self._rows[person.id] = self.read.book.row(person, self.read.today)
        return held or Row(person, {})

    def cell(self, person: Person, code: str) -> Cell | None:
        """Return how one person stands to one course, None where no role asks for it."""
        return self.row(person).cells.get(code)

    def choose(self, **chosen: str) -> None:
        """Show those who fit; what is not named stays as it is."""
        self.filters = replace(self.filters, **chosen)
        self._sift()
        self.changed.emit()

    def say(self, words: Text) -> None:
        """Tell what was done that changes no record."""
        from firstline.viewmodel.acts import Acted  # noqa: PLC0415 - as the desktop does

        self.desktop.acted.emit(Acted(words, (), (), undone=True))

    def refresh(self) -> None:
        """Read everything again; what is on screen stays until it has come."""
        if not self.awake:
            return
        self._asked += 1
        asked, today, zone = self._asked, self.now.date(), self.desktop.zone
        courses = self.doors.courses()

        def arrived(read: Read) -> None:
            if asked == self._asked:
                self._take(read)

        if self.read is None:
            self._later(lambda store: glimpse(store, courses, today), self._glimpsed)

        self._later(lambda store: look(store, courses, today, zone), arrived)

    def _glimpsed(self, found: "tuple[Read, Weighed] | None") -> None:
        if found is not None and self.read is None:
            self.read, self.weights = found
            self.is_weighed = True
            self._sift()
            self.changed.emit()
            self.weighed.emit()

    def _take(self, read: Read) -> None:
        self.read = read
        self._rows = {}
        self._sift()
        self.changed.emit()

        def arrived(weights: Weighed) -> None:
            if self.read is read:
                self.weights, self.is_weighed = weights, True
                if self.filters.state:
                    self._sift()
                    self.changed.emit()
                self.weighed.emit()

        self._later(lambda store: weigh(read, store), arrived)

    def _sift(self) -> None:
        if self.read is None:
            return
        found, today, filters = [], self.read.today, self.filters
        words = plain_name(filters.words)
        for one in self.read.book.people:
            if not one.is_here(today) or not _fits(one, filters):
                continue
            if words and words not in f"{plain_name(one.name)} {plain_number(one.number)}":
                continue
            if filters.state and State(filters.state) not in self.weights.states.get(one.id, ()):
                continue
            found.append(one)
        self.people = found
        roles = {filters.role} if filters.role else {role for one in found for role in one.roles}
        needs = self.read.book.needs
        asked = {need.course for role in roles for need in needs.get(role, ())}
        self.codes = [code for code in self.read.courses if code in asked]

    def _on_changed(self, changed: "Changed") -> None:
        ours = changed.everything or bool(changed.kinds & KINDS)
        if self.awake and ours:
            self._own = not self._soon.isActive()
            if self._own:
                self._soon.start()

    def _on_acted(self, acted: "Acted") -> None:
        """Show an act of ours at once; only what it does not show is read anew."""
        if not self.awake or self.read is None or self.read.glimpse:
            return
        book, touched, store = self.read.book, set[str](), self.desktop.store
        paid = False
        for key in acted.tickets:
            held = store.record(KIND, key)
            if held is None and store.record(ledger.KIND, key) is not None:
                paid = True  # shown with the next reading, which the change has asked for
                continue
            found = patched(book, key, held, self.read.today)
            if found is None:
                return
            book, numbers = found
            touched |= numbers
        if self._own and not paid:
            self._soon.stop()
        self.read = replace(self.read, book=book)
        ids = {one.id for one in book.people if plain_number(one.number) in touched}
        for key in ids:
            self._rows.pop(key, None)
        self.weights = weighed_again(self.weights, self.read, ids)
        self._sift()
        self.changed.emit()
        self.weighed.emit()


def look(store: "Store", courses: Courses, today: date, zone: "ZoneInfo") -> Read:
    """Read the book and what belongs to it from the store."""
    with uncollected():
        records = store.records(KIND)
        book = book_of(courses, records, today)
        items = capabilities(records, book.people, today)
        books = ledger.ledgers(store.records(ledger.KIND))
        vouchers = ending(books, today, zone)
        held = sessions(records, book)
        morrow = datetime.combine(today + timedelta(days=1), time(0), zone)
        asked = store.how_to(morrow - WITHIN, morrow)
        return Read(
            courses, book, tuple(items), tuple(vouchers), tuple(held), tuple(imports(records)),
            tuple(unknowns(records)), materials(records), today,
            proposals=tuple(proposals(asked, book.people, courses, morrow)),
            ties=ties(records, books, zone),
        )  # fmt: skip


def glimpse(
    store: "Store", courses: Courses, today: date
) -> tuple[Read, Weighed] | None:  # fmt: skip
    """Return what a large book said when it was read last; None where there is no copy of it."""
    from firstline.store.training_copy import drop_copy, read_copy  # noqa: PLC0415 - seldom

    if store.hides_names:
        drop_copy(store.folder)  # it may hold what is to be hidden
        return None
    found = read_copy(store.folder)
    if found is None:
        return None
    book, first = found
    people = {one.id: one for one in book.people}
    read = Read(courses, book, (), (), (), (), (), {}, today, glimpse=True)
    wanted: dict[str, list[str]] = {}
    for key, code in first:
        wanted.setdefault(key, []).append(code)
    several = []
    for key, codes in wanted.items():
        if key in people:
            cells = book.row(people[key], today).cells
            several.append(Row(people[key], {code: cells[code] for code in codes if code in cells}))
    actions = tuple(sorted(to_do(several, today, WINDOW), key=_by_day))
    return read, Weighed(actions, len(actions), {}, {})


def weigh(read: Read, store: "Store") -> Weighed:
    """Judge every cell of everybody who works here; of a large book a copy is kept."""
    from firstline.store.training_copy import write_copy  # noqa: PLC0415 - as above

    found = _weighed(read, rows(read.book, read.today))
    first = [(one.person.id, one.cell.need.course) for one in found.actions[:FIRST]]
    if not store.hides_names:
        write_copy(store.folder, read.book, first)
    return found


def weighed_again(before: Weighed, read: Read, ids: set[str]) -> Weighed:
    """Return what follows once the cells of these people have changed."""
    people = (one for one in read.book.people if one.id in ids and one.is_here(read.today))
    fresh = _weighed(read, (read.book.row(one, read.today) for one in people))
    kept = [one for one in before.actions if one.person.id not in ids]
    actions = sorted((*kept, *fresh.actions), key=_by_day)
    total = before.total - (len(before.actions) - len(kept)) + fresh.total
    return Weighed(tuple(actions), total, {**before.states, **fresh.states},
                   {**before.gaps, **fresh.gaps})  # fmt: skip


def _weighed(read: Read, several: Iterable[Row]) -> Weighed:
    states: dict[str, frozenset[State]] = {}
    gaps: dict[str, int] = {}
    actions: list[ToDo] = []
    with uncollected():
        for row in several:
            cells, key = row.cells.values(), row.person.id
            states[key] = frozenset([one.state for one in cells])
            gaps[key] = sum(
                one.need.must and not one.holds and one.state is not State.WAIVED for one in cells
            )
            actions += to_do((row,), read.today, WINDOW)
        actions.sort(key=_by_day)
    return Weighed(tuple(actions[:MOST]), len(actions), states, gaps)


def _by_day(one: ToDo) -> tuple[date, str, str, str]:
    return (one.due, one.person.team, one.person.name, one.cell.need.course)


def _fits(one: Person, filters: Filters) -> bool:
    return (
        (not filters.role or filters.role in one.roles)
        and (not filters.team or filters.team == one.team)
        and (not filters.site or filters.site == one.site)
    )
