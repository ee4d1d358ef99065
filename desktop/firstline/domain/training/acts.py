"""What people do about training beside passing it: book, cancel, waive, leave."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, setting
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value, clean
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.training.book import BOOKING, WAIVER, Book
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import Person, plain_number
from firstline.domain.training.training import KIND, same_person
from firstline.domain.words import Text

CANCELLED = "cancelled"
_UNCHANGED = Text("什么都没有改。", "Nothing was changed.")


def booking_id(person: Person, course: str, on: date) -> str:
    """Return the id of a booking: two who book the same place offline meet in one."""
    return _booking_id(plain_number(person.number), course, on)


def booking_ids(person: Person, course: str, on: date) -> tuple[str, ...]:
    """Return the ids of what was booked under any number they have or had, today's first."""
    numbers = (plain_number(person.number), *person.former)
    return tuple(_booking_id(one, course, on) for one in dict.fromkeys(numbers))


def _booking_id(number: str, course: str, on: date) -> str:
    return derived_id(KIND, BOOKING, number, course.casefold(), str(on))


def book(
    person: Person, course: Course, on: date, stamp: Stamp, known: Book, *, place: str = ""
) -> Edit:
    """Return the edit that books a place in a course.

    Raises Refused where a course that comes first was neither passed nor waived by name, for
    somebody who has left by then, and BadInput for a day that is past.
    """
    today = stamp.at.date()
    if on < today:
        raise BadInput(Text(f"{on} 已经过去。", f"{on} is past."), _UNCHANGED)
    if not person.is_here(on):
        raise Refused(Text(f"{person.label} 那时已离职。", f"{person.label} has left by then."),
                      _UNCHANGED)  # fmt: skip
    before = course.prerequisite
    if before and not known.has_passed(person, before, today):
        raise Refused(
            Text(f"{person.label} 还没有通过先修课程 {before}。",
                 f"{person.label} has not passed {before}, which comes first."),
            _UNCHANGED,
            Text(f"先修 {before},或由负责人点名免修:firstline training waive。",
                 f"Book {before} first, or have it waived by name: firstline training waive."),
        )  # fmt: skip
    values: dict[str, Value] = {
        "what": BOOKING, "number": person.number, "course": course.code, "on": on.isoformat(),
        "place": clean(place, 200, "place"),
    }  # fmt: skip
    key = booking_id(person, course.code, on)
    return _made(key, {name: one for name, one in values.items() if one}, stamp, "booked")


def again(held: Entity, stamp: Stamp) -> Edit:
    """Return the edit that puts a cancelled booking back."""
    return setting(held, {"cancelled": None, "withdrawn": None}, stamp)


def cancel(held: Entity, stamp: Stamp, reason: str) -> Edit:
    """Return the edit that cancels a booking, or a session; the reason is a line of its log.

    Two desks that cancel it with words of their own meet without a clash. Raises BadInput without
    a reason, Refused for what was cancelled before.
    """
    why = clean(reason, 300, "reason")
    if not why:
        raise BadInput(Text("取消要写原因。", "Say why it is cancelled."), _UNCHANGED)
    if held.fields.get("cancelled"):
        raise Refused(Text("早已取消。", "It was cancelled before."), _UNCHANGED)
    line = Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, reason=why,
                 data={"what": CANCELLED})  # fmt: skip
    return replace(setting(held, {"cancelled": "yes"}, stamp), events=(line,))


def why_cancelled(held: Entity) -> str:
    """Return the reason of a cancelled record, "" of one that stands."""
    said = held.fields.get("cancelled")
    if not said:
        return ""
    lines = [one for one in held.events if one.data.get("what") == CANCELLED and one.reason]
    last = max(lines, key=lambda one: (one.at, one.id), default=None)
    return last.reason if last else str(said)  # older records hold the reason itself


def waive(
    person: Person, course: Course, stamp: Stamp, reason: str, *, until: date | None = None
) -> Edit:
    """Return the edit that says that a course is not asked of one person.

    Raises Refused for one's own and for nobody's (four eyes, requirements N9), BadInput without a
    reason.
    """
    why = clean(reason, 300, "reason")
    if not why:
        raise BadInput(Text("免修要写原因。", "A waiver needs its reason."), _UNCHANGED)
    if not stamp.actor.strip():
        raise Refused(Text("免修人要有名字。", "Who waives must have a name."), _UNCHANGED,
                      Text("请先在设置里填写您的名字。",
                           "Put your name into the settings first."))  # fmt: skip
    if same_person(stamp.actor, person.name) or same_person(stamp.actor, person.label):
        raise Refused(Text("不能给自己免修。", "Nobody waives a course for himself."), _UNCHANGED,
                      Text("请另一位同事来做。", "Let somebody else do it."))  # fmt: skip
    if until is not None and until < stamp.at.date():
        raise BadInput(Text(f"{until} 已经过去。", f"{until} is past."), _UNCHANGED)
    values: dict[str, Value] = {
        "what": WAIVER, "number": person.number, "course": course.code, "reason": why,
        "until": until.isoformat() if until else None,
    }  # fmt: skip
    held = {name: one for name, one in values.items() if one}
    return _made(derived_id(KIND, WAIVER, stamp.id), held, stamp, "waived")


def _made(key: str, values: Mapping[str, Value], stamp: Stamp, what: str) -> Edit:
    line = Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, data={"what": what})
    changes = tuple(Change(name, value) for name, value in values.items())
    return Edit(stamp.id, key, "open", stamp.at, stamp.actor, KIND, changes, (line,))
