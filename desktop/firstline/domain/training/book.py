"""The training book: people, what their roles ask, what they passed; every cell of the matrix."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from firstline.domain.edits.entity import Entity
from firstline.domain.ticket.ticket import EventKind
from firstline.domain.training.called import Finder, finder_of, keys_of
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.laid import Filed, Key, courses_of
from firstline.domain.training.need import Need, Needs, needs
from firstline.domain.training.opened import cell_of, cells_of, of_strangers, stranger
from firstline.domain.training.person import Person, day_of, people, plain_number
from firstline.domain.training.role_words import role_key
from firstline.domain.training.standing import (
    NOTHING,
    WINDOW,
    Booking,
    Cell,
    Facts,
    Waiver,
    judge,
    longest,
)
from firstline.domain.training.training import (
    Certificate,
    certificate_from,
    counts,
    opens_steps,
    same_person,
)

BOOKING, WAIVER = "booking", "waiver"
_Held = dict[Key, list[Certificate]]
_Noted = TypeVar("_Noted", Booking, Waiver)


@dataclass(frozen=True, slots=True)
class Row:
    """One person and how they stand to every course that is asked of them, or that opens steps."""

    person: Person
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that the matrix is reckoned from, by the keys it is asked with.

    `passed` holds the granted completions and `pending` those that wait for a grant, by plain
    number and course. `strangers` are certificates that open steps, of people on no list of
    staff, by what they call their person.
    """

    people: tuple[Person, ...]
    needs: Needs
    passed: Mapping[tuple[str, str], list[Certificate]]
    pending: Mapping[tuple[str, str], list[Certificate]]
    bookings: Mapping[tuple[str, str], list[Booking]]
    waivers: Mapping[tuple[str, str], list[Waiver]]
    strangers: Mapping[str, list[Certificate]] = field(default_factory=dict)

    def row(self, person: Person, today: date, window: timedelta = WINDOW) -> Row:
        """Return how one person stands on the day `today`, course by course.

        A certificate that opens steps is there though no role asks for its course: it ends, too.
        """
        key = plain_number(person.number)
        if not key:
            return Row(person, cells_of(self.strangers.get(person.id, ()), today, window))
        cells = {
            course: judge(need, began, self._facts(key, course, need, today), today, window)
            for course, (need, began) in self.asked(person).items()
        }
        for course in courses_of(self.passed, key):
            if course not in cells and (several := self.passed.get((key, course))):
                facts = self._facts(key, course, _ANY, today)
                cell = cell_of(course, several, facts, today, window)
                if cell is not None:
                    cells[course] = cell
        return Row(person, cells)

    def openers(self, person: Person) -> list[Certificate]:
        """Return the granted completions of one person that open steps, ended ones too."""
        key = plain_number(person.number)
        held = (self.passed.get((key, one), ()) for one in courses_of(self.passed, key))
        return [one for several in held for one in several if opens_steps(one)]

    def asked(self, person: Person) -> dict[str, tuple[Need, date | None]]:
        """Return what is asked of a person and since when, by course; the strictest role counts."""
        asked: dict[str, tuple[Need, date | None]] = {}
        for role in person.roles:
            began = person.began(role)
            for need in self.needs.get(role, ()):
                held = asked.get(need.course)
                if held is None or _stricter(need, began, *held):
                    asked[need.course] = (need, began)
        return asked

    def facts(self, person: Person, need: Need, today: date) -> Facts:
        """Return what is on record of one person and one course."""
        return self._facts(plain_number(person.number), need.course, need, today)

    def has_passed(self, person: Person, course: str, today: date) -> bool:
        """Whether they ever passed the course, or it was waived for them by name."""
        key = (plain_number(person.number), course)
        waived = any(one.holds(today) for one in self.waivers.get(key, ()))
        return waived or bool(self.passed.get(key))

    def _facts(self, number: str, course: str, need: Need, today: date) -> Facts:
        key = (number, course)
        passed, pending = self.passed.get(key), self.pending.get(key)
        booked, waived = self.bookings.get(key), self.waivers.get(key)
        if not (passed or pending or booked or waived):
            return NOTHING
        best = None
        if passed:  # nearly always one, and there are hundreds of thousands of cells
            best = passed[0] if len(passed) == 1 else longest(passed, need)
        coming = [one for one in booked if one.on >= today] if booked else []
        standing = [one for one in waived if one.holds(today)] if waived else []
        return Facts(
            best,
            pending[0] if pending else None,
            min(coming, key=lambda one: one.on, default=None),
            standing[0] if standing else None,
        )


_ANY = Need("", "")


def _stricter(need: Need, began: date | None, held: Need, since: date | None) -> bool:
    """Whether a role asks more strictly than another one asked: a must, then the earlier due."""
    if need.must != held.must:
        return need.must
    ours = (began or date.max).toordinal() + need.grace_days
    return ours < (since or date.max).toordinal() + held.grace_days


def book_of(courses: Courses, records: Iterable[Entity], today: date) -> Book:
    """Return the book of all training records as of the day `today`."""
    kinds: dict[str, list[Entity]] = {}
    for one in records:
        kinds.setdefault(str(one.fields.get("what") or ""), []).append(one)
    staff = people(kinds.get("person", ()))
    completions = kinds.get("completion", ())
    passed, pending = certified(completions, staff, today)
    bookings, waivers = noted(kinds.get(BOOKING, ()), kinds.get(WAIVER, ()), staff)
    return Book(
        tuple(staff), needs(courses, kinds.get("need", ())), Filed(passed), pending, bookings,
        waivers, of_strangers(completions, keys_of(staff), today),
    )  # fmt: skip


def certified(
    records: Iterable[Entity], staff: Sequence[Person], today: date
) -> tuple[_Held, _Held]:
    """Return the completions that somebody else granted, and those that wait for it."""
    finder = finder_of(staff)
    passed: _Held = {}
    pending: _Held = {}
    for cert in filter(None, map(certificate_from, records)):
        number = finder(cert.number, cert.person)
        if number is None or cert.revoked_at is not None or cert.on > today:
            continue
        held = passed if counts(cert) else pending
        held.setdefault((number, cert.course), []).append(cert)
    return passed, pending


def noted(
    booked: Iterable[Entity], waived: Iterable[Entity], staff: Sequence[Person]
) -> tuple[dict[Key, list[Booking]], dict[Key, list[Waiver]]]:
    """Return the bookings that stand, and the waivers that somebody else gave."""
    finder = finder_of(staff)
    names = {plain_number(one.number): (one.name, one.label) for one in staff}
    bookings = _by_key(filter(None, map(booking_from, booked)), finder)
    waivers = _by_key(filter(None, map(waiver_from, waived)), finder)
    for (number, _), several in waivers.items():
        known = names.get(number, ())
        several[:] = [one for one in several if not any(same_person(one.by, name)
                                                        for name in known)]  # fmt: skip
    return bookings, {key: several for key, several in waivers.items() if several}


def _by_key(several: Iterable[_Noted], finder: Finder) -> dict[Key, list[_Noted]]:
    found: dict[Key, list[_Noted]] = {}
    for one in several:
        number = finder(one.number, "")
        if number is not None:
            found.setdefault((number, one.course), []).append(one)
    return found


def everybody(
    book: Book, today: date, *, role: str = "", team: str = "", site: str = ""
) -> Iterator[Row]:
    """Yield the rows of which something may come due: those of strangers, too, who have no role."""
    yield from rows(book, today, role=role, team=team, site=site)
    if not (role or team or site):
        for key, several in book.strangers.items():
            yield book.row(stranger(key, several), today)


def rows(
    book: Book, today: date, *, role: str = "", team: str = "", site: str = ""
) -> Iterator[Row]:
    """Yield the rows of those who work here, of one role, team or site where one is named."""
    role = role_key(role)
    for one in book.people:
        if not one.is_here(today) or (role and role not in one.roles):
            continue
        if (team and team.casefold() != one.team.casefold()) or (
            site and site.casefold() != one.site.casefold()
        ):
            continue
        row = book.row(one, today)
        if role:
            asked = {need.course for need in book.needs.get(role, ())}
            row = Row(one, {code: cell for code, cell in row.cells.items() if code in asked})
        yield row


def booking_from(entity: Entity) -> Booking | None:
    """Return the booking that a record holds; None for another record or a cancelled one."""
    held = entity.fields
    on = day_of(held.get("on"))
    if held.get("what") != BOOKING or on is None or held.get("cancelled") or held.get("withdrawn"):
        return None
    return Booking(entity.id, str(held.get("number") or ""), str(held.get("course") or ""), on,
                   str(held.get("place") or ""))  # fmt: skip


def waiver_from(entity: Entity) -> Waiver | None:
    """Return the waiver that a record holds; None for another record, or one that was ended.

    Who waives is who wrote it into the log, as the portal knows them, not what a field says.
    """
    held = entity.fields
    first = next((one for one in entity.events if one.kind is EventKind.ENTRY), None)
    if held.get("what") != WAIVER or held.get("ended") or first is None or not first.actor.strip():
        return None
    until, named = day_of(held.get("until")), held.get("until")
    if named and until is None:
        return None
    return Waiver(entity.id, str(held.get("number") or ""), str(held.get("course") or ""),
                  first.actor, str(held.get("reason") or ""), until)  # fmt: skip
