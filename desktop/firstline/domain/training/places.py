"""Places in courses with their vouchers: each act changes the booking and its ledger together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.edits.tied import tied
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ledger import of_booking
from firstline.domain.ledger.book import ABSENCES, RELEASED, Ledger
from firstline.domain.ledger.of_booking import (
    Fate,
    Held,
    Place,
    attended,
    released,
    stayed_away,
)
from firstline.domain.training import acts
from firstline.domain.training.acts import booking_ids, why_cancelled
from firstline.domain.training.book import BOOKING, Book
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import Person, plain_number
from firstline.domain.training.session import Session, keep, mark, record_id, session_from
from firstline.domain.words import Language, Text

_UNCHANGED = Text("什么都没有改。", "Nothing was changed.")
CAME = Text("到场", "came")
AWAY = Text("缺席", "stayed away")


@dataclass(frozen=True, slots=True)
class Tools:
    """What the acts work with: records by id, every ledger, the zone, stamps, the language."""

    record: Callable[[str], Entity | None]
    ledgers: Sequence[Ledger]
    zone: tzinfo
    stamp: Callable[[], Stamp]
    language: Language


@dataclass(frozen=True, slots=True)
class Tie:
    """One booking as vouchers see it: who booked it, why it was cancelled, what it holds where."""

    booking: str
    by: str
    cancelled: str
    held: tuple[Held, ...] = ()


def place_of(person: Person, course: str, on: date, booking: str) -> Place:
    """Return what a ledger says of a booking: whose, which course, which day."""
    return Place(booking, on, f"{person.label} · {course} · {on}")


def ties(records: Iterable[Entity], ledgers: Iterable[Ledger], zone: tzinfo) -> dict[str, Tie]:
    """Return the bookings that hold a voucher or were cancelled, by id."""
    held: dict[str, list[Held]] = {}
    for one in of_booking.holdings(ledgers, zone):
        mine = held.setdefault(one.booking, [])
        if mine and mine[0].turn < one.turn:
            mine.clear()
        if not mine or mine[0].turn == one.turn:
            mine.append(one)
    found = {}
    for entity in records:
        if entity.fields.get("what") != BOOKING:
            continue
        why, mine = why_cancelled(entity), held.get(entity.id, [])
        if why or mine:
            first = min(entity.events, key=lambda one: (one.at, one.id), default=None)
            by = first.actor if first else ""
            found[entity.id] = Tie(entity.id, by, why, tuple(mine))
    return found


def tie_of(found: Mapping[str, Tie], person: Person, course: str, on: date) -> Tie | None:
    """Return the tie of this place, under any number of the person; None where there is none."""
    ids = booking_ids(person, course, on)
    return next((found[one] for one in ids if one in found), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that is wanted: where, and which ledger pays how much of it; None for no voucher."""

    place: str = ""
    ledger: Ledger | None = None
    amount: str = "1"


def booked(
    tools: Tools, person: Person, course: Course, on: date, book: Book, wanted: Wanted
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that book a place and reserve for it, to be performed in one step.

    A booking that was cancelled is put back, one that stands stays. Raises what `acts.book` and
    `of_booking.reserve` raise, and Refused for a session that was cancelled.
    """
    made = acts.book(person, course, on, tools.stamp(), book, place=wanted.place)
    spot = _session(tools, course.code, on)
    if spot is not None and spot.cancelled:
        raise Refused(
            Text(f"这一场已取消:{spot.cancelled}", f"This session was cancelled: {spot.cancelled}"),
            Text("没有预订。", "Nothing was booked."),
        )
    held = tools.record(made.entity)
    edit = made if held is None else acts.again(held, tools.stamp())
    found = [edit] if held is None or edit.changes else []
    if wanted.ledger is not None:
        place = place_of(person, course.code, on, made.entity)
        paid = of_booking.reserve(
            tools.ledgers, wanted.ledger, place, wanted.amount, tools.stamp(), tools.zone
        )  # fmt: skip
        found += tied(edit, [paid] if paid else [])
    return tuple(found)


def cancelled(
    tools: Tools, held: Entity, person: Person | None, reason: str, fate: str = ""
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that cancel a booking and settle what was reserved for it.

    It is released or forfeited as each ledger's conditions say, or as `fate` of ABSENCES does.
    Raises BadInput without a reason and for another fate; Refused for one that was cancelled
    before, and for somebody who is marked as having come: what was attended is used.
    """
    if fate not in ("", *ABSENCES):
        raise BadInput(Text(f"只能是 {', '.join(ABSENCES)}。", f"One of {', '.join(ABSENCES)}."))
    course, on = str(held.fields.get("course") or ""), str(held.fields.get("on") or "")
    day = date.fromisoformat(on)
    spot = _session(tools, course, day)
    number = plain_number(str(held.fields.get("number") or ""))
    numbers = {number, *(person.former if person else ())}
    if person is not None:
        numbers.add(plain_number(person.number))
    if spot is not None and numbers & spot.came:
        raise Refused(
            Text("已登记到场,不能取消。", "They came, so the booking cannot be cancelled."),
            _UNCHANGED,
            Text("如果登记错了,先改为缺席。", "If that is wrong, mark them absent first."),
        )  # fmt: skip
    edit = acts.cancel(held, tools.stamp(), reason)
    label = person.label if person else number
    place = Place(held.id, day, f"{label} · {course} · {on}")
    today = edit.made_at.astimezone(tools.zone).date()
    back = of_booking.cancelled(
        tools.ledgers, place, reason.strip(), tools.stamp, tools.zone, today=today, fate=fate
    )
    return (edit, *tied(edit, back))


def called_off(
    tools: Tools, one: Session, course: Course, book: Book, reason: str
) -> tuple[Edit, ...]:  # fmt: skip
    """Return the edits that cancel a session with every booking of it, and release its vouchers.

    Raises BadInput without a reason; Refused for a session that was cancelled or that people came
    to.
    """
    if one.came:
        raise Refused(
            Text("已有人到场,不能取消这一场。", "People came, so the session cannot be cancelled."),
            _UNCHANGED,
        )
    held = tools.record(one.id)
    if held is None:
        opened = keep(None, course, one.on, {"place": one.place}, tools.stamp())
        shown = rebase_entity(None, (opened,))
        found: list[Edit] = [opened]
    else:
        shown, found = held, []
    if shown is not None:
        found.append(acts.cancel(shown, tools.stamp(), reason))
    for person in book.people:
        for booking in book.bookings.get((plain_number(person.number), one.course), ()):
            record = tools.record(booking.id)
            if booking.on == one.on and record is not None:
                found += cancelled(tools, record, person, reason, RELEASED)
    return tuple(found)


def marked(tools: Tools, one: Session, person: Person, *, came: bool) -> tuple[Edit, ...]:
    """Return the edits that say that somebody came, or stayed away, and settle the voucher.

    To have come uses it; to have stayed away releases or forfeits it, as the ledger's conditions
    say. A place that was cancelled is used by nobody, but where two desks said both, this decides.
    Raises BadInput for a session to come, Refused for one that was cancelled.
    """
    edit = mark(one, tools.record(one.id), person, came, tools.stamp())
    return (edit, *tied(edit, settled(tools, person, one.course, one.on, came=came)))


def settled(
    tools: Tools, person: Person, course: str, on: date, *, came: bool
) -> tuple[Edit, ...]:  # fmt: skip
    """Return what settles the voucher of somebody who came on that day, or stayed away."""
    said = (CAME if came else AWAY).in_(tools.language)
    for booking in booking_ids(person, course, on):
        held = of_booking.of_booking(tools.ledgers, booking, tools.zone)
        if not held:
            continue
        place, record = place_of(person, course, on, booking), tools.record(booking)
        off = record is not None and bool(why_cancelled(record))
        over = (Fate.RELEASED,) if came else (Fate.RELEASED, Fate.USED)
        if off and all(one.fate in over for one in held):
            return ()
        act = attended if came else released if off else stayed_away
        return act(tools.ledgers, place, said, tools.stamp, tools.zone)
    return ()


def _session(tools: Tools, course: str, on: date) -> Session | None:
    held = tools.record(record_id(course, on))
    return session_from(held) if held else None
