"""What the page of training reads and counts: all of it apart from the window but a kept copy."""

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import Entity
from firstline.domain.ledger import book as ledger
from firstline.domain.ledger.ending import Ending, ending
from firstline.domain.training.action_list import ToDo, to_do
from firstline.domain.training.book import Book, Row, everybody
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.howto import WITHIN, Proposal, proposals
from firstline.domain.training.material import Material, materials
from firstline.domain.training.person import Person
from firstline.domain.training.places import Tie, ties
from firstline.domain.training.session import Session, sessions
from firstline.domain.training.standing import WINDOW, State
from firstline.domain.training.taking_back import imports
from firstline.domain.training.taking_in import unknowns
from firstline.domain.training.transfer import Capability, capabilities
from firstline.domain.uncollected import uncollected
from firstline.store.training import shelf
from firstline.store.training.copy import Tally

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from firstline.store.store import Store
    from firstline.store.training.copy import Kept
    from firstline.store.training.shelf import Whole

MOST = 5000  # actions held; what is later than so many others is no matter of this week
FIRST = 60  # actions that a copy holds
SEEN = 40  # people that a window has room for, and more
MANY = 5_000  # completions; a smaller book is read at once, and no copy of it is kept


@dataclass(frozen=True, slots=True)
class Beside:
    """What is read beside the book."""

    items: tuple[Capability, ...] = ()
    vouchers: tuple[Ending, ...] = ()
    sessions: tuple[Session, ...] = ()
    imports: tuple[Entity, ...] = ()
    unknown: tuple[Entity, ...] = ()
    materials: Mapping[str, Sequence[Material]] | None = None
    proposals: tuple[Proposal, ...] = ()
    ties: Mapping[str, Tie] | None = None


AWAITED = Beside()
"""What a reading has beside its book until that was read, too."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in one go, as of `today`.

    A `glimpse` is what stood there the last time; `unread` is people and what their roles ask,
    without what they passed. Neither is acted on.
    """

    courses: Courses
    book: Book
    today: date
    beside: Beside = AWAITED
    glimpse: bool = False
    unread: bool = False

    @property
    def awaits(self) -> bool:
        """Whether what stands beside the book was not read yet."""
        return self.beside is AWAITED

    @property
    def items(self) -> tuple[Capability, ...]:
        """What is handed on, with who is able."""
        return self.beside.items

    @property
    def vouchers(self) -> tuple[Ending, ...]:
        """What ends unused."""
        return self.beside.vouchers

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions, the latest first."""
        return self.beside.sessions

    @property
    def imports(self) -> tuple[Entity, ...]:
        """The lists that were taken in."""
        return self.beside.imports

    @property
    def unknown(self) -> tuple[Entity, ...]:
        """Rows of people whom nobody knows."""
        return self.beside.unknown

    @property
    def materials(self) -> Mapping[str, Sequence[Material]]:
        """What there is to learn from, by course."""
        return self.beside.materials or {}

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Courses that questions propose."""
        return self.beside.proposals

    @property
    def ties(self) -> Mapping[str, Tie]:
        """The vouchers that places are booked with."""
        return self.beside.ties or {}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What follows from all cells: the actions, and each person's states by the person's id."""

    actions: tuple[ToDo, ...]
    total: int
    states: Mapping[str, Collection[str]]
    gaps: Mapping[str, int]
    partial: bool = False
    """Whether only the most urgent actions are there so far."""

    @property
    def strangers(self) -> list[Person]:
        """Those of the actions who are on no list of staff, and so have no number."""
        return [one.person for one in self.actions if not one.person.number]


def look(
    store: "Store", courses: Courses, today: date, zone: "ZoneInfo"
) -> "tuple[Read, Whole]":  # fmt: skip
    """Read the book and what belongs to it from the store."""
    with uncollected():
        whole = shelf.read_whole(store, courses, today)
        beside = _beside(store, whole.records.others, Read(courses, whole.book, today), zone)
        return Read(courses, whole.book, today, beside), whole


def _beside(store: "Store", others: Sequence[Entity], read: Read, zone: "ZoneInfo") -> Beside:
    book, today = read.book, read.today
    morrow = datetime.combine(today + timedelta(days=1), time(0), zone)
    asked = store.how_to(morrow - WITHIN, morrow)
    books = ledger.ledgers(store.records(ledger.KIND))
    return Beside(
        tuple(capabilities(others, book.people, today)),
        tuple(ending(books, today, zone)),
        tuple(sessions(others, book)), tuple(imports(others)), tuple(unknowns(others)),
        materials(others), tuple(proposals(asked, book.people, read.courses, morrow)),
        ties(others, books, zone),
    )  # fmt: skip


def staff(store: "Store", courses: Courses, today: date) -> Read:
    """Return the people and what is asked of them, before anything else was read."""
    with uncollected():
        book = shelf.read_staff(store, courses, today)
        return Read(courses, book, today, glimpse=True, unread=True)


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy of the book on screen; `exact` says that it is as good as the records."""

    read: Read
    weights: Weighed
    kept: "Kept"
    exact: bool
    counted: bool
    """Whether the counts of the copy are those of today."""


def opened(
    store: "Store", courses: Courses, today: date, *, warm: bool = False
) -> Opened | None:  # fmt: skip
    """Return what a large book said when it was read last; None where there is no copy of it.

    With `warm` those whom the window shows first are decoded already.
    """
    found = shelf.open_copy(store, courses, today)
    if found is None:
        return None
    kept, exact = found
    read = Read(courses, kept.book, today, glimpse=not exact)
    people = {one.id: one for one in kept.book.people}
    for one in kept.book.people[: SEEN if warm else 0]:
        kept.book.row(one, today)
    wanted: dict[str, list[str]] = {}
    for key, code in kept.tally.first:
        wanted.setdefault(key, []).append(code)
    several = []
    for key, codes in wanted.items():
        if key in people:
            cells = kept.book.row(people[key], today).cells
            several.append(Row(people[key], {code: cells[code] for code in codes if code in cells}))
    actions = tuple(sorted(to_do(several, today, WINDOW), key=_by_day))
    counted = exact and kept.tally.today == today
    if not counted:
        return Opened(
            read, Weighed(actions, len(actions), {}, {}, partial=True), kept, exact, counted
        )
    weights = Weighed(actions, kept.tally.total, kept.tally.states, kept.tally.gaps, partial=True)
    return Opened(read, weights, kept, exact, counted)


def still_exact(store: "Store", one: Opened) -> bool:
    """Whether what was opened is as good as the records now; a moment."""
    return one.exact and shelf.is_as_good(store, one.kept)


def completed(store: "Store", one: Opened, zone: "ZoneInfo") -> Beside | None:
    """Return what belongs beside an exact copy; None where all must be read after all."""
    if not shelf.still_holds(store, one.kept):
        return None
    with uncollected():
        return _beside(store, one.kept.records().others, one.read, zone)


def weigh(read: Read, store: "Store", whole: "Whole | None") -> Weighed:
    """Judge every cell of everybody who works here; of a large `whole` a copy is kept."""
    found = _weighed(read, everybody(read.book, read.today))
    if whole is not None:
        _keep(store, read, whole, found)
    return found


def standing(store: "Store", courses: Courses, today: date, *, keep: bool) -> Iterator[Row]:
    """Yield how everybody stands who works here, from the copy where it is as good as the records.

    Else they are read, and with `keep` a large book is kept, so that the page opens at once.
    """
    with uncollected():
        found = shelf.open_copy(store, courses, today)
        if found is not None and found[1] and shelf.still_holds(store, found[0]):
            yield from everybody(found[0].book, today)
            return
        whole = shelf.read_whole(store, courses, today)
        read, total = Read(courses, whole.book, today), _Sum(today)
        for row in everybody(whole.book, today):
            total.add(row)
            yield row
        if keep:
            _keep(store, read, whole, total.all())


def _keep(store: "Store", read: Read, whole: "Whole", found: Weighed) -> None:
    if whole.records.many < MANY:
        return
    first = [(one.person.id, one.cell.need.course) for one in found.actions[:FIRST]]
    states = {key: sorted(told) for key, told in found.states.items()}
    tally = Tally(read.today, first, found.total, states, found.gaps)
    shelf.keep(store, whole, read.courses, tally)


def weighed_again(before: Weighed, read: Read, ids: set[str]) -> Weighed:
    """Return what follows once the cells of these people have changed."""
    people = (one for one in read.book.people if one.id in ids and one.is_here(read.today))
    fresh = _weighed(read, (read.book.row(one, read.today) for one in people))
    actions = [one for one in before.actions if one.person.id not in ids]
    gone = len(before.actions) - len(actions)
    for one in fresh.actions:
        insort(actions, one, key=_by_day)
    total = before.total - gone + fresh.total
    return Weighed(tuple(actions), total, {**before.states, **fresh.states},
                   {**before.gaps, **fresh.gaps}, before.partial)  # fmt: skip


def _weighed(read: Read, several: Iterable[Row]) -> Weighed:
    with uncollected():
        total = _Sum(read.today)
        for row in several:
            total.add(row)
        return total.all()


class _Sum:
    """What follows from the rows that were added."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._states: dict[str, Collection[str]] = {}
        self._gaps: dict[str, int] = {}
        self._actions: list[ToDo] = []
        self._many = 0

    def add(self, row: Row) -> None:
        """Count one person's cells."""
        cells, key = row.cells.values(), row.person.id
        self._states[key] = frozenset([str(one.state) for one in cells])
        self._gaps[key] = sum(
            one.need.must and not one.holds and one.state is not State.WAIVED for one in cells
        )
        found = to_do((row,), self._today, WINDOW)
        self._many += len(found)
        self._actions += found
        if len(self._actions) > 2 * MOST:  # the rest is let go, with all the cells it holds
            self._actions = sorted(self._actions, key=_by_day)[:MOST]

    def all(self) -> Weighed:
        """Return it."""
        actions = sorted(self._actions, key=_by_day)
        return Weighed(tuple(actions[:MOST]), self._many, self._states, self._gaps)


def _by_day(one: ToDo) -> tuple[date, str, str, str]:
    return (one.due, one.person.team, one.person.name, one.cell.need.course)
