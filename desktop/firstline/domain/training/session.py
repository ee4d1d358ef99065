"""A training session: who was booked, who came, who passed; to have come is not to be able to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.training.acts import why_cancelled
from firstline.domain.training.book import Book
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import Person, day_of, plain_number
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

WHAT = "session"
CAME, AWAY = "came:", "away:"
FIELDS: Mapping[str, Text] = {
    "place": Text("地点", "Place"), "teacher": Text("讲师", "Teacher"),
    "note": Text("备注", "Note"),
}  # fmt: skip
Spot = tuple[str, date]
"""The code of a course and a day."""


class Presence(StrEnum):
    """How one person stands to a session."""

    BOOKED = "booked"
    CAME = "came"
    AWAY = "away"
    BOTH = "both"  # two desks said otherwise
    PASSED = "passed"


PRESENCES: Mapping[Presence, Text] = {
    Presence.BOOKED: Text("已预订", "booked"),
    Presence.CAME: Text("到场,未考核", "came, not assessed"),
    Presence.AWAY: Text("缺席", "absent"),
    Presence.BOTH: Text("到场与缺席都有记录", "came and absent"),
    Presence.PASSED: Text("通过", "passed"),
}  # fmt: skip
GLYPHS: Mapping[Presence, str] = {
    Presence.BOOKED: "◷", Presence.CAME: "◐", Presence.AWAY: "×", Presence.BOTH: "?",
    Presence.PASSED: "●",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """One course on one day; `came` and `away` are plain employee numbers.

    `cancelled` is the reason of one that does not take place, "" of one that stands.
    """

    id: str
    course: str
    on: date
    place: str = ""
    teacher: str = ""
    note: str = ""
    came: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class Attendant:
    """One person at a session; `score` is that of the assessment that was passed."""

    person: Person
    presence: Presence
    score: str = ""


def record_id(course: str, on: date) -> str:
    """Return the id of a session: two desks that keep the same one keep one."""
    return derived_id(KIND, WHAT, course.casefold(), on.isoformat())


def session_from(entity: Entity) -> Session | None:
    """Return the session that a record holds, None for another record."""
    held, on = entity.fields, day_of(entity.fields.get("on"))
    if held.get("what") != WHAT or on is None or held.get("withdrawn"):
        return None
    said = {name: str(held.get(name) or "") for name in FIELDS}
    came, away = (
        frozenset(one.removeprefix(mark) for one in entity.tags if one.startswith(mark))
        for mark in (CAME, AWAY)
    )
    why = why_cancelled(entity)
    return Session(
        entity.id, str(held.get("course") or ""), on, came=came, away=away, cancelled=why, **said
    )  # fmt: skip


def sessions(records: Iterable[Entity], book: Book) -> list[Session]:
    """Return the sessions, the latest first: those on record, and those that bookings make."""
    found: dict[Spot, Session] = {}
    for several in book.bookings.values():
        for booking in several:
            spot = (booking.course, booking.on)
            held = found.get(spot)
            if held is None or (booking.place and not held.place):
                found[spot] = Session(record_id(*spot), *spot, booking.place)
    for kept in filter(None, map(session_from, records)):
        found[kept.course, kept.on] = kept
    return sorted(found.values(), key=lambda one: (-one.on.toordinal(), one.course))


def attendants(
    one: Session, book: Book, people: Iterable[Person] | None = None
) -> list[Attendant]:  # fmt: skip
    """Return who of `people`, or of all, was booked or came, each with how it ended, by name.

    To have passed is a completion of that course on that day which somebody else granted.
    """
    found = []
    for person in book.people if people is None else people:
        key = (plain_number(person.number), one.course)
        numbers = {key[0], *person.former}
        booked = any(each.on == one.on for each in book.bookings.get(key, ()))
        came, away = bool(numbers & one.came), bool(numbers & one.away)
        passed = next((each for each in book.passed.get(key, ()) if each.on == one.on), None)
        if passed is not None and (came or booked):
            found.append(Attendant(person, Presence.PASSED, passed.score))
        elif came or away or booked:
            both = Presence.BOTH if away else Presence.CAME
            presence = both if came else Presence.AWAY if away else Presence.BOOKED
            found.append(Attendant(person, presence))
    return sorted(found, key=lambda each: (each.person.name, each.person.number))


def keep(
    held: Entity | None, course: Course, on: date, values: Mapping[str, str], stamp: Stamp,
    *, again: bool = True,
) -> Edit:  # fmt: skip
    """Return the edit that makes a session or changes what is said of it. Raises BadInput.

    One that was cancelled takes place after all, unless `again` is False; its bookings do not.
    """
    kept: dict[str, Value] = {
        name: clean(values[name], 400, name) or None for name in FIELDS if name in values
    }
    if held is not None:
        back = {"withdrawn": None, "cancelled": None} if again else {"withdrawn": None}
        return setting(held, {**kept, **back}, stamp)
    fields: dict[str, Value] = {"what": WHAT, "course": course.code, "on": on.isoformat(), **kept}
    changes = tuple(Change(name, value) for name, value in fields.items() if value)
    key = record_id(course.code, on)
    return Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes)


def mark(one: Session, held: Entity | None, person: Person, came: bool, stamp: Stamp) -> Edit:  # noqa: FBT001
    """Return the edit that says that somebody came, or stayed away; a session to come has none.

    It makes the session's record where bookings alone made it. Raises BadInput, and Refused for a
    session that was cancelled.
    """
    if one.cancelled:
        raise Refused(Text("这一场已取消。", "This session was cancelled."),
                      Text("什么都没有记录。", "Nothing was recorded."))  # fmt: skip
    if one.on > stamp.at.date():
        raise BadInput(Text("这一场还没有开始。", "This session is yet to come."),
                       Text("什么都没有记录。", "Nothing was recorded."))  # fmt: skip
    number = plain_number(person.number)
    added, removed = (CAME, AWAY) if came else (AWAY, CAME)
    changes: tuple[Change, ...] = ()
    if held is None:
        fields = {"what": WHAT, "course": one.course, "on": one.on.isoformat(), "place": one.place}
        changes = tuple(Change(name, value) for name, value in fields.items() if value)
    act = "set" if held else "open"
    return Edit(stamp.id, one.id, act, stamp.at, stamp.actor, KIND, changes,
                add_tags=(f"{added}{number}",),
                remove_tags=(f"{removed}{number}",) if held else ())  # fmt: skip
