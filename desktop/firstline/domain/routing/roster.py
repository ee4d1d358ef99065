"""The roster: who can do what, where, in which shift, and who is on leave; one record a person."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from firstline.domain.contact.contact import days_at, spans, weekdays
from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.errors import BadInput
from firstline.domain.ids import derived_id
from firstline.domain.routing.shifts import Shift, Turn, turn_at
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from firstline.domain.edits.entity import Entity

KIND = "roster"
ANY = "*"
MOST = 64  # entries of one list, so that a wrong file cannot fill a record
LISTS = ("skills", "sites", "shifts", "leave", "owner_of")
FIELDS = ("name", *LISTS, "days", "hours", "rota_from", "capacity")
_SKILL = re.compile(r"([^/:]+)(?:/([^/:]+))?(?::([123]))?")
_LEAVE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Skill:
    """A level, 1 to 3, in a module of a product; "*" stands for any product, "" for all modules."""

    product: str
    module: str
    level: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the roster.

    `sites` are those they serve, none for all. They work the hours of `hours` (as a contact's), or
    else `shifts`, which take turns week by week from the Monday on or before `rota_from`, on the
    weekdays of `days` (1 is Monday), none for all. `capacity` is how many open tickets they can
    hold, 0 for no limit. `owner_of` are the sites, or "*", whose queue they own.
    """

    id: str
    name: str
    skills: tuple[Skill, ...] = ()
    sites: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    days: frozenset[int] = frozenset()
    hours: str = ""
    rota_from: date | None = None
    leave: tuple[tuple[date, date], ...] = ()
    capacity: int = 0
    owner_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides who is on duty: the plant's zone, its shifts, and which days are worked."""

    zone: "ZoneInfo"
    shifts: Sequence[Shift]
    is_workday: Callable[[date], bool]


def record_id(name: str) -> str:
    """Return the id of a person's record: the same on every desk, so that imports meet."""
    return derived_id(KIND, name.casefold())


def person_from(entity: "Entity") -> Person:
    """Return the person a record holds. Raises BadInput for one that cannot be read."""
    held = entity.fields
    lists = {name: _words(held.get(name)) for name in LISTS}
    return Person(
        entity.id, str(held.get("name") or ""), tuple(_skill(one) for one in lists["skills"]),
        lists["sites"], lists["shifts"], _days(str(held.get("days") or "")),
        str(held.get("hours") or ""), _day(str(held.get("rota_from") or "")),
        tuple(_leave(one) for one in lists["leave"]), _whole(held.get("capacity")),
        lists["owner_of"],
    )  # fmt: skip


def people(records: Iterable["Entity"]) -> list[Person]:
    """Return the roster by id; a record of a later version that cannot be read is left out."""
    found = []
    for one in sorted(records, key=lambda record: record.id):
        if one.fields.get("gone"):
            continue
        try:
            found.append(person_from(one))
        except BadInput:
            continue
    return found


def check(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields as they are stored. Raises BadInput with the reason for what is wrong."""
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise BadInput(
            Text(f"没有“{unknown[0][:40]}”这一栏。", f"There is no column “{unknown[0][:40]}”."),
            next_step=Text(f"可用:{', '.join(FIELDS)}。", f"Use: {', '.join(FIELDS)}."),
        )
    kept: dict[str, Value] = {}
    for name in FIELDS:
        value = values.get(name)
        kept[name] = _words(value) if name in LISTS else " ".join(str(value or "").split())[:200]
    if not kept["name"]:
        raise BadInput(Text("名单里的人要有姓名。", "A person of the roster needs a name."))
    _read(kept)
    kept["capacity"] = _whole(kept["capacity"])
    return kept


def change(entity: "Entity | None", values: Mapping[str, Value], stamp: Stamp) -> Edit | None:
    """Return the edit that makes or changes a person, None where nothing differs.

    Raises BadInput as `check` does.
    """
    kept = check(values)
    held = entity.fields if entity else {}
    changes = [
        Change(name, value, held.get(name)) for name, value in kept.items()
        if (value or None) != (held.get(name) or None)
    ]  # fmt: skip
    if entity is not None and held.get("gone"):
        changes.append(Change("gone", "", held.get("gone")))
    if not changes:
        return None
    act = "set" if entity else "open"
    key = record_id(str(kept["name"]))
    return Edit(stamp.id, key, act, stamp.at, stamp.actor, KIND, tuple(changes))


def absence(person: Person, now: datetime, plan: Plan) -> Text | None:
    """Return why the person is not on duty at `now`, None for somebody who is.

    A night belongs to the day it began on, its leave too. Without hours nobody is on duty.
    """
    if not (person.hours or person.shifts):
        return Text("没有登记班次", "no shift on record")
    local = now.astimezone(plan.zone)
    turn = None if person.hours else turn_at(plan.shifts, local)
    on = _by_hours(person, local, plan) if person.hours else _by_shifts(person, turn)
    days = on or (turn.begin.date() if turn else local.date(),)
    if all(_on_leave(person, day) for day in days):
        return Text("休假", "on leave")
    return None if on else Text("不在班", "off shift")


def _by_hours(person: Person, local: datetime, plan: Plan) -> tuple[date, ...]:
    """Return the days whose hours hold at `local`, none for hours of a later version."""
    try:
        return days_at(person.hours, local, plan.is_workday)
    except BadInput:
        return ()


def _by_shifts(person: Person, turn: Turn | None) -> tuple[date, ...]:
    """Return the day of `turn` if the person works it."""
    if turn is None:
        return ()
    day = turn.begin.date()
    return (day,) if turn.shift.id == _shift_of(person, day) and _works(person, day) else ()


def _on_leave(person: Person, day: date) -> bool:
    return any(first <= day <= last for first, last in person.leave)


def _works(person: Person, day: date) -> bool:
    return not person.days or day.isoweekday() in person.days


def _shift_of(person: Person, day: date) -> str:
    """Return the shift of that week: they take turns from Monday to Monday."""
    if person.rota_from is None or len(person.shifts) == 1:
        return person.shifts[0]
    first = person.rota_from.toordinal() - person.rota_from.weekday()
    weeks = (day.toordinal() - first) // _WEEK
    return person.shifts[weeks % len(person.shifts)]


# --- how it is written ---


def _read(kept: Mapping[str, Value]) -> None:
    """Raise BadInput for any part that cannot be read."""
    for one in _words(kept["skills"]):
        _skill(one)
    for one in _words(kept["leave"]):
        _leave(one)
    _days(str(kept["days"]))
    spans(str(kept["hours"]))
    _day(str(kept["rota_from"]))
    _whole(kept["capacity"])


def _words(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        parts = [str(one) for one in value]
    else:
        parts = re.split(r"[;；,，、]", str(value or ""))
    kept = (" ".join(one.split())[:80] for one in parts)
    return tuple(dict.fromkeys(one for one in kept if one))[:MOST]


def _skill(text: str) -> Skill:
    found = _SKILL.fullmatch(text.replace("：", ":").strip())
    if found is None:
        raise _bad(
            text, Text("技能写成 U8/库存:3 或 U8:2", "a skill is written U8/Stock:3 or U8:2")
        )
    return Skill(found[1].strip(), (found[2] or "").strip(), int(found[3] or 1))


def _leave(text: str) -> tuple[date, date]:
    found = _LEAVE.fullmatch(text.strip())
    first, last = (_day(found[1]), _day(found[2] or found[1])) if found else (None, None)
    if first is None or last is None or last < first:
        raise _bad(text, Text("休假写成 2026-10-01..2026-10-07",
                              "leave is written 2026-10-01..2026-10-07"))  # fmt: skip
    return first, last


def _days(text: str) -> frozenset[int]:
    """Return the weekdays of `1-5,7`; Monday is 1."""
    found = weekdays(text.replace(" ", ""))
    if found is None:
        raise _bad(text, Text("工作日写成 1-5", "weekdays are written 1-5"))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _bad(text, Text("日期写成 2026-01-05", "a date is written 2026-01-05")) from error


def _whole(value: Value) -> int:
    text = str(value or 0)
    if not text.isdecimal() or int(text) > 1000:
        raise _bad(text, Text("上限是 0 到 1000 的整数", "a capacity is a number from 0 to 1000"))
    return int(text)


def _bad(text: str, how: Text) -> BadInput:
    said = text[:60]
    return BadInput(Text(f"看不懂“{said}”:{how.zh}。", f"“{said}” makes no sense: {how.en}."))
