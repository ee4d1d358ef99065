"""The training book on screen: read apart from the window, filtered here, judged when looked at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from firstline.domain.ledger import book as ledger
from firstline.domain.training.book import Book, Row
from firstline.domain.training.curriculum import Course, Courses
from firstline.domain.training.need import Need
from firstline.domain.training.patch import ids_of, patched
from firstline.domain.training.person import Person, plain_name, plain_number
from firstline.domain.training.standing import Cell
from firstline.domain.training.training import KIND
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop
from firstline.viewmodel.later import Later
from firstline.viewmodel.training.doors import TrainingDoors
from firstline.viewmodel.training.reading import (
    Beside,
    Opened,
    Read,
    Weighed,
    completed,
    look,
    opened,
    staff,
    still_exact,
    weigh,
    weighed_again,
)

if TYPE_CHECKING:
    from firstline.store.training.shelf import Whole
    from firstline.store.watch import Changed
    from firstline.viewmodel.acts import Acted

SETTLE_MS = 300  # several commits in a row are read once
KINDS = frozenset({KIND, ledger.KIND})


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
        self._ready: Opened | None = None  # a copy that was read before anybody came
        self._asked, self._stale = 0, False  # stale: it changed while it was off the screen
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
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
    def is_unread(self) -> bool:
        """Whether only the people and what is asked of them were read so far."""
        return self.read is not None and self.read.unread

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
        """Return the person with this id, whatever the filters are; a stranger of the list, too."""
        known = (*(self.read.book.people if self.read else ()), *self.weights.strangers)
        return next((one for one in known if one.id == key), None)

    def row(self, person: Person) -> Row:
        """Return how one person stands to each course; judged once a book."""
        held = self._rows.get(person.id)
        if held is None and self.read is not None and not self.read.unread:
            held = self._rows[person.id] = self.read.book.row(person, self.read.today)
        return held or Row(person, {})

    def cell(self, person: Person, code: str) -> Cell | None:
        """Return how one person stands to one course, None where no role asks for it."""
        return self.row(person).cells.get(code)

    def asked(self, person: Person) -> Mapping[str, Need]:
        """Return what is asked of a person, by course."""
        found = self.read.book.asked(person) if self.read else {}
        return {code: need for code, (need, _) in found.items()}

    def choose(self, **chosen: str) -> None:
        """Show those who fit; what is not named stays as it is."""
        self.filters = replace(self.filters, **chosen)
        self._sift()
        self.changed.emit()

    def say(self, words: Text) -> None:
        """Tell what was done that changes no record."""
        from firstline.viewmodel.acts import Acted  # noqa: PLC0415 - as the desktop does

        self.desktop.acted.emit(Acted(words, (), (), undone=True))

    def wake(self) -> None:
        """Be on screen: what changed meanwhile is read, and nothing where nothing did."""
        self.desktop.look_around()  # what another program wrote a moment ago
        self.awake, read = True, self.read
        if read is None or read.glimpse or self._stale or read.today != self.now.date():
            self.refresh()

    def prepare(self) -> None:
        """Read the kept copy apart from the window, for the first opening."""
        today, courses = self.now.date(), self.doors.courses()

        def arrived(found: Opened | None) -> None:
            if self.read is None:
                self._ready = found

        self._later(lambda store: opened(store, courses, today, warm=True), arrived)

    def _opened(self, courses: Courses, today: date) -> Opened | None:
        store, ready = self.desktop.store, self._ready
        self._ready = None
        if ready is not None and ready.read.today == today and still_exact(store, ready):
            return ready
        return opened(store, courses, today)

    def rest(self) -> None:
        """Be off the screen; nothing is read until `wake`."""
        self.awake = False

    def refresh(self) -> None:
        """Read everything again; what is on screen stays until it has come."""
        if not self.awake:
            return
        self._asked += 1
        self._stale = False
        today, courses = self.now.date(), self.doors.courses()
        if self.read is None:
            found = self._opened(courses, today)
            if found is not None:
                self._open(found)
                if found.exact:
                    return
            else:
                self._later(lambda store: staff(store, courses, today), self._met)
        self._look(courses, today)

    def _look(self, courses: Courses, today: date) -> None:
        asked, zone = self._asked, self.desktop.zone

        def arrived(found: "tuple[Read, Whole]") -> None:
            if asked == self._asked:
                self._take(*found)

        self._later(lambda store: look(store, courses, today, zone), arrived)

    def _open(self, found: Opened) -> None:
        """Show a copy; one that is as good as the records lacks only what stands beside them."""
        self.read, self.weights, self.is_weighed = found.read, found.weights, True
        self._show()
        self.weighed.emit()
        if not found.exact:
            return
        asked, zone = self._asked, self.desktop.zone

        def arrived(held: Beside | None) -> None:
            if asked != self._asked or self.read is None:
                return
            if held is None:
                self.read = replace(self.read, glimpse=True)
                self._show()
                self._look(found.read.courses, found.read.today)
                return
            self.read = replace(self.read, beside=held)
            self.changed.emit()
            self._weigh(self.read, None)

        self._later(lambda store: completed(store, found, zone), arrived)

    def _met(self, read: Read) -> None:
        """Show the people while what they passed is still read."""
        if self.read is None:
            self.read = read
            self._show()

    def _take(self, read: Read, whole: "Whole | None") -> None:
        self.read = read
        self._show()
        self._weigh(read, whole)

    def _weigh(self, read: Read, whole: "Whole | None") -> None:
        asked = self._asked

        def arrived(weights: Weighed) -> None:
            if asked != self._asked or self.read is None:
                return
            if self.book is not read.book:  # somebody acted meanwhile
                self._weigh(self.read, None)
                return
            self.weights, self.is_weighed = weights, True
            if self.filters.state:
                self._sift()
                self.changed.emit()
            self.weighed.emit()

        self._later(lambda store: weigh(read, store, whole), arrived)

    def _show(self) -> None:
        self._rows = {}
        self._sift()
        self.changed.emit()

    def _sift(self) -> None:
        if self.read is None:
            return
        read, filters = self.read, self.filters
        self.people = found = list(_sifted(read, filters, self.weights))
        roles = {filters.role} if filters.role else {role for one in found for role in one.roles}
        asked = {need.course for role in roles for need in read.book.needs.get(role, ())}
        self.codes = [code for code in read.courses if code in asked]

    def _on_changed(self, changed: "Changed") -> None:
        ours = changed.everything or bool(changed.kinds & KINDS)
        if ours and not self.awake:
            self._stale = True
        elif ours:
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
        ids = ids_of(book.people, touched)
        for key in ids:
            self._rows.pop(key, None)
        self.weights = weighed_again(self.weights, self.read, ids)
        self._sift()
        self.changed.emit()
        self.weighed.emit()


def _sifted(read: Read, filters: Filters, weights: Weighed) -> Iterator[Person]:
    words = plain_name(filters.words)
    for one in read.book.people:
        if not one.is_here(read.today) or not _fits(one, filters):
            continue
        if words and words not in f"{plain_name(one.name)} {plain_number(one.number)}":
            continue
        if not filters.state or filters.state in weights.states.get(one.id, ()):
            yield one


def _fits(one: Person, filters: Filters) -> bool:
    return (
        (not filters.role or filters.role in one.roles)
        and (not filters.team or filters.team == one.team)
        and (not filters.site or filters.site == one.site)
    )
