"""Whom to call when nothing works: the directory of contacts, fresh or not, and who is on duty."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import opening, setting
from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.sla.calendar import Calendar

KIND = "contact"
STALE_DAYS = 180
"""A contact that nobody has verified for longer is flagged (requirements S85)."""

PARTIES: Mapping[str, Text] = {
    "hotline": Text("厂商热线", "Vendor hotline"),
    "partner": Text("服务商值班", "Partner on duty"),
    "centre": Text("当地服务中心", "Local service centre"),
    "portal": Text("厂商门户", "Vendor portal"),
    "dba": Text("DBA", "DBA"),
    "network": Text("网络", "Network"),
    "power": Text("配电与机房", "Power and server room"),
    "security": Text("信息安全", "Security"),
    "commander": Text("重大故障指挥", "Incident commander"),
    "it_lead": Text("IT 负责人", "IT lead"),
    "other": Text("其他", "Other"),
}
"""The parties in the order in which they stand on the emergency card (templates M.13)."""

ROUND_THE_CLOCK = "24x7"
FRIDAY = 5
_WEEKDAYS = tuple("1234567")
FIELDS = ("name", "party", "phone", "address", "hours", "zone", "needs", "note", "verified_on")


@dataclass(frozen=True, slots=True)
class Contact:
    """One party that can be called.

    `phone` and `address` (a page or mail address) are as a person dials or types them. `hours` is
    `24x7`, or lines such as `1-5 08:30-17:30; 6 09:00-12:00` with Monday as 1 and `W` for the
    working days of the calendar, in `zone`; "" when nobody knows. `needs` is what they will ask.
    """

    id: str
    name: str
    party: str = "other"
    phone: str = ""
    address: str = ""
    hours: str = ""
    zone: str = ""
    needs: str = ""
    note: str = ""
    verified_on: date | None = None
    products: tuple[str, ...] = ()

    @property
    def called(self) -> Text:
        """What kind of party it is."""
        return PARTIES.get(self.party, PARTIES["other"])


def contact_from(entity: "Entity") -> Contact:
    """Return the contact that a record holds; what it lacks is empty, whoever wrote it."""
    held = entity.fields
    texts = {name: str(held.get(name) or "") for name in FIELDS if name != "verified_on"}
    return Contact(entity.id, **texts, verified_on=_day(held.get("verified_on")),
                   products=entity.tags)  # fmt: skip


def contacts(records: Iterable["Entity"]) -> list[Contact]:
    """Return the contacts in the order of the emergency card: by party, then by name."""
    order = list(PARTIES)
    found = (contact_from(one) for one in records if not one.fields.get("withdrawn"))
    return sorted(
        found,
        key=lambda one: (order.index(one.party) if one.party in order else len(order), one.name),
    )


def check(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields as they are stored. Raises BadInput for hours or a party that are wrong."""
    kept: dict[str, Value] = {}
    for name, value in values.items():
        text = " ".join(str(value or "").split())[:200]
        if name == "name" and not text:
            raise BadInput(Text("联系人要有名称。", "A contact needs a name."))
        if name == "party" and text not in PARTIES:
            names = ", ".join(PARTIES)
            raise BadInput(Text(f"类别只能是 {names}。", f"The party must be one of {names}."))
        if name == "hours":
            spans(text)
        if name == "zone" and text:
            _zone(text)
        kept[name] = text
    return kept


def change(
    entity: "Entity | None", contact_id: str, values: Mapping[str, Value], stamp: Stamp
) -> Edit:
    """Return the edit that makes the contact, or changes what differs. Raises BadInput."""
    kept = check(values)
    if entity is None:
        return opening(KIND, contact_id, kept, stamp.id, stamp.at, stamp.actor)
    return setting(entity, kept, stamp)


def verify(entity: "Entity", today: date, stamp: Stamp) -> Edit:
    """Return the edit that says: this was tried today and is right."""
    return setting(entity, {"verified_on": today.isoformat()}, stamp)


def withdraw(entity: "Entity", stamp: Stamp) -> Edit:
    """Return the edit that takes a contact off the directory; its record stays."""
    return setting(entity, {"withdrawn": "yes"}, stamp)


# --- fresh or not ---


def age_days(contact: Contact, today: date) -> int | None:
    """Return for how many days nobody has verified it; None when nobody ever has."""
    return None if contact.verified_on is None else max((today - contact.verified_on).days, 0)


def is_stale(contact: Contact, today: date) -> bool:
    """Whether it is to be verified again: never verified, or longer ago than STALE_DAYS."""
    age = age_days(contact, today)
    return age is None or age > STALE_DAYS


# --- who is on duty ---


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of a day; `days` holds 1–7, none of them for the working days of the calendar."""

    days: frozenset[int]
    start: time
    end: time  # before `start` where the hours end on the next day


def spans(hours: str) -> tuple[Span, ...]:
    """Return what `hours` says; () for nothing and for 24x7. Raises BadInput with the reason."""
    if not hours or hours == ROUND_THE_CLOCK:
        return ()
    found: list[Span] = []
    for line in hours.replace("；", ";").split(";"):
        days, *times = line.replace("–", "-").replace("：", ":").split()
        if not times:
            raise _bad_hours(hours)
        found += [Span(_days(days, hours), *_times(one, hours)) for one in times]
    return tuple(found)


def reachable(
    contact: Contact, now: datetime, zone: ZoneInfo, is_workday: Callable[[date], bool]
) -> bool | None:
    """Whether somebody answers at `now`; None when nobody knows the hours.

    `zone` is where a contact without a zone of its own keeps its hours.
    """
    if contact.hours == ROUND_THE_CLOCK:
        return True
    try:
        here = now.astimezone(_zone(contact.zone) if contact.zone else zone)
        return bool(days_at(contact.hours, here, is_workday)) if spans(contact.hours) else None
    except BadInput:  # a later version's words
        return None


def days_at(hours: str, here: datetime, is_workday: Callable[[date], bool]) -> tuple[date, ...]:
    """Return the days whose hours hold at `here`: a night belongs to the day it began on.

    Nothing where they do not hold or nobody knows them. Raises BadInput as `spans` does.
    """
    today = here.date()
    if hours == ROUND_THE_CLOCK:
        return (today,)
    told, at = spans(hours), here.time()
    return tuple(
        day
        for day, late in ((today, False), (today - timedelta(days=1), True))
        if any(_on(one, day, is_workday) and _within(one, at, late=late) for one in told)
    )


def working_days(calendar: "Calendar | None") -> Callable[[date], bool]:
    """Return whether a day is worked by `calendar`, with Monday to Friday where there is none."""

    def is_workday(day: date) -> bool:
        if calendar is None:
            return day.isoweekday() <= FRIDAY
        start = int(datetime.combine(day, time(), calendar.zone).timestamp())
        return calendar.counted(start, start + 86_400) > 0

    return is_workday


def _on(span: Span, day: date, is_workday: Callable[[date], bool]) -> bool:
    return day.isoweekday() in span.days if span.days else is_workday(day)


def _within(span: Span, at: time, *, late: bool) -> bool:
    over = span.end <= span.start
    if late:  # what is left of yesterday's hours
        return over and at < span.end
    return at >= span.start and (over or at < span.end)


def weekdays(text: str) -> frozenset[int] | None:
    """Return the weekdays of `1-5,7`, Monday as 1; None for what cannot be read."""
    days: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        last = last or first
        if first not in _WEEKDAYS or last not in _WEEKDAYS or last < first:
            return None
        days.update(range(int(first), int(last) + 1))
    return frozenset(days)


def _days(text: str, hours: str) -> frozenset[int]:
    if text.upper() == "W":
        return frozenset()
    days = weekdays(text)
    if not days:
        raise _bad_hours(hours)
    return days


def _times(text: str, hours: str) -> tuple[time, time]:
    start, _, end = text.partition("-")
    try:
        return time.fromisoformat(start), time.fromisoformat("00:00" if end == "24:00" else end)
    except ValueError as error:
        raise _bad_hours(hours) from error


def _bad_hours(hours: str) -> BadInput:
    return BadInput(
        Text(f"看不懂值守时间“{hours[:60]}”。", f"The hours {hours[:60]!r} make no sense."),
        next_step=Text(
            "写法:24x7,或 1-5 08:30-17:30; 6 09:00-12:00(1 是周一,W 是工作日)。",
            "Write 24x7, or 1-5 08:30-17:30; 6 09:00-12:00 (1 is Monday, W a working day).",
        ),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(
            Text(f"没有“{name[:40]}”这个时区。", f"There is no time zone {name[:40]!r}.")
        ) from error


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
