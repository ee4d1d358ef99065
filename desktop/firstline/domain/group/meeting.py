"""A meeting of a working group: computed from its series, moved or cancelled, held and minuted."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import Entity
from firstline.domain.group.meeting_series import IsWorkday, slots
from firstline.domain.ids import derived_id
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.group.working_group import Charter

KIND = "meeting"
ATTEND, TOPIC = "attend", "topic"
AHEAD = timedelta(days=120)  # so far meetings are shown before anybody touched them
BACK = timedelta(days=14)  # so long one that nobody touched can still be minuted


class State(StrEnum):
    """How a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


STATES: Mapping[State, Text] = {
    State.PLANNED: Text("已安排", "Planned"),
    State.HELD: Text("已开", "Held"),
    State.CANCELLED: Text("已取消", "Cancelled"),
}
PRESENCE: Mapping[str, Text] = {
    "present": Text("到场", "Present"),
    "online": Text("线上", "Online"),
    "deputy": Text("替补到场", "Deputy came"),
    "excused": Text("请假", "Excused"),
    "absent": Text("缺席", "Absent"),
}
THERE = frozenset({"present", "online", "deputy"})


@dataclass(frozen=True, slots=True)
class Topic:
    """What somebody wants on the agenda beside the open data."""

    id: str
    words: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting; `nominal` is the day that its series gave, None for one of its own.

    `agenda` is what was frozen when it was held, as JSON texts. `recorded` says that the record
    exists: a meeting that nobody touched is computed alone.
    """

    id: str
    group: str
    at: datetime
    minutes: int = 30
    title: str = ""
    series: str = ""
    nominal: date | None = None
    place: str = ""
    state: State = State.PLANNED
    notes: str = ""
    attendance: Mapping[str, str] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    agenda: tuple[str, ...] = ()
    history: tuple[Event, ...] = ()
    recorded: bool = False

    @property
    def number(self) -> str:
        """What a terminal calls it by; it follows from the id."""
        return f"M-{self.id.replace('-', '')[-6:].upper()}"

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return self.at + timedelta(minutes=self.minutes)

    @property
    def reason(self) -> str:
        """Why it was moved or cancelled last, "" where it was not."""
        told = [one.text for one in self.history if one.data.get("what") in ("moved", "cancelled")]
        return told[-1] if told else ""


def record_id(group: str, series: str, nominal: date) -> str:
    """Return the id of a meeting of a series, the same on every desk."""
    return derived_id(KIND, group, series, nominal.isoformat())


def computed(
    charter: "Charter", first: date, last: date, is_workday: IsWorkday
) -> Iterator[Meeting]:  # fmt: skip
    """Yield the meetings that the group's series give on [first, last]."""
    for series in charter.series:
        for slot in slots(series, first, last, is_workday):
            yield Meeting(
                record_id(charter.id, series.key, slot.nominal), charter.id, series.start(slot.day),
                series.minutes, "", series.key, slot.nominal, series.place,
            )  # fmt: skip


def meetings(
    charter: "Charter", records: Iterable[Entity], now: datetime, is_workday: IsWorkday,
    ahead: timedelta = AHEAD,
) -> list[Meeting]:  # fmt: skip
    """Return the group's meetings by time: those recorded, and those that its series give.

    These are the next ones, and those of the last two weeks that nobody wrote of yet. What a
    record says of a meeting outranks the series: moved, cancelled and held ones stand.
    """
    held = {one.id: one for one in records if one.fields.get("group") == charter.id}
    today = now.date()
    found: dict[str, Meeting] = {}
    if not charter.closed:
        for one in computed(charter, today - BACK, today + ahead, is_workday):
            found[one.id] = one
    for key, entity in held.items():
        meeting = meeting_from(entity, found.get(key))
        if meeting is not None:
            found[key] = meeting
    return sorted(found.values(), key=lambda one: (one.at, one.id))


def upcoming(found: Iterable[Meeting], now: datetime) -> Meeting | None:
    """Return the meeting that comes next or is going on; one past its end is not."""
    return next((one for one in found if one.state is State.PLANNED and one.ends > now), None)


def meeting_from(entity: Entity, plan: Meeting | None = None) -> Meeting | None:
    """Return the meeting that a record holds; `plan` is what its series computes. None if odd."""
    held = entity.fields
    planned = _instant(held.get("planned_at")) or (plan.at if plan else None)
    at = _instant(held.get("at")) or planned
    if at is None:
        return None
    states = tuple(str(one) for one in State)
    state = str(held.get("state") or "")
    nominal = str(held.get("nominal") or "")
    agenda = held.get("agenda")
    return Meeting(
        entity.id, str(held.get("group") or ""), at,
        whole_of(held.get("minutes")) or (plan.minutes if plan else 30),
        str(held.get("title") or ""), str(held.get("series") or ""), _day(nominal),
        str(held.get("place") or (plan.place if plan else "")),
        State(state) if state in states else State.PLANNED, str(held.get("notes") or ""),
        {name: said for name, said in _under(held, ATTEND) if said},
        tuple(_topics(held)), agenda if isinstance(agenda, tuple) else (),
        tuple(one for one in entity.events if one.kind is EventKind.ENTRY), recorded=True,
    )  # fmt: skip


def _under(held: Mapping[str, Value], kind: str) -> Iterator[tuple[str, str]]:
    for name in sorted(held):
        if name.startswith(f"{kind}.") and isinstance(held[name], str):
            yield name.removeprefix(f"{kind}."), str(held[name])


def _topics(held: Mapping[str, Value]) -> Iterator[Topic]:
    for name in sorted(held):
        value = held[name]
        if name.startswith(f"{TOPIC}.") and isinstance(value, tuple) and value:
            words, by = (*value, "")[:2]
            yield Topic(name.removeprefix(f"{TOPIC}."), words, by)


def frozen(lines: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Return lines of an agenda as the record keeps them."""
    return tuple(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in lines)


def thawed(lines: Iterable[str]) -> list[dict[str, str]]:
    """Return what `frozen` kept; a line that cannot be read is left out."""
    found = []
    for one in lines:
        try:
            raw = json.loads(one)
        except (ValueError, RecursionError):
            continue
        if isinstance(raw, dict):
            found.append({str(name): str(value) for name, value in raw.items()})
    return found


def _instant(value: Value) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def whole_of(value: Value) -> int:
    """Return the whole number in `value`, 0 for anything else."""
    return int(str(value)) if str(value or "").isdecimal() else 0
