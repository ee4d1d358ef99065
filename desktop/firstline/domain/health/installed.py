"""Installed systems: product, version and patch, where they run, and what they ran when (S1)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from firstline.domain.edits.edit import words_of
from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.sheet import (
    OPENED,
    Flag,
    day_of,
    number_of,
    of_project,
    standing,
    text_of,
)
from firstline.domain.project.links import parts
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import EventKind, Ticket
from firstline.domain.words import Text

BUILD = ("version", "patch")
_HISTORY = (*BUILD, "version_since")


def _follow(
    kept: dict[str, Value], held: Mapping[str, Value], today: date
) -> dict[str, Value]:  # fmt: skip
    """Return what is kept: another version or patch is there since today, unless a day is told.

    The day on which the old version was released is not that of the new one.
    """
    moved = [one for one in BUILD if one in kept and kept[one] != held.get(one)]
    if not held or not moved:
        return kept
    since = kept.get("version_since") or today.isoformat()
    gone = {"released_on": None} if "version" in moved else {}
    return {**gone, **kept, "version_since": since}


SHEET = Sheet(
    "system", "systems", "SY", Text("系统", "System"),
    (
        Column("name", Text("名称", "Name"), must=True),
        Column("product", Text("产品", "Product"), must=True),
        Column("edition", Text("版别", "Edition")),
        Column("version", Text("版本", "Version")),
        Column("patch", Text("补丁", "Patch level")),
        Column("version_since", Text("本版本自", "This version since"), Shape.DAY),
        Column("released_on", Text("版本发布日", "Released on"), Shape.DAY),
        Column("modules", Text("模块", "Modules")),
        Column("sites", Text("站点", "Sites")),
        Column("hosts", Text("主机与角色(每行一台)", "Hosts and roles"), Shape.LINES),
        Column("db_engine", Text("数据库", "Database")),
        Column("service_hours",
               Text("约定服务时间(日历名或 7×24)", "Service hours (calendar or 24×7)")),
        Column("owner", Text("负责人", "Owner")),
        Column("neighbours", Text("相邻系统", "Neighbour systems")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("name",),
    follow=_follow,
)  # fmt: skip


NAMED: Mapping[str, tuple[str, ...]] = {
    "duty": ("system",), "check": ("system",), "outage": ("system",), "scope": ("system",),
    "environment": ("system",), "finding": ("system",), "lifecycle": ("system",),
    "audit_log": ("system",), "phase": ("subject",), "interface_contract": ("source", "target"),
}  # fmt: skip
"""The columns in which records of other kinds name a system."""


def names(records: Iterable[Entity]) -> list[str]:
    """Return what the systems are called, by name."""
    return sorted({text_of(one, "name") for one in standing(records)}, key=str.casefold)


def linked(entity: Entity, read: Callable[[str], Iterable[Entity]]) -> dict[str, int]:
    """Return how many records of each kind name this system: checks, duties, interfaces, outages.

    Names are compared without regard to case.
    """
    wanted = text_of(entity, "name").casefold()
    found = {
        kind: sum(
            any(text_of(one, column).casefold() == wanted for column in columns)
            for one in standing(read(kind))
        )
        for kind, columns in NAMED.items()
    }
    return {kind: many for kind, many in found.items() if many}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a system ran from `start` on, until the next of them; "" for what nobody recorded."""

    start: datetime
    version: str
    patch: str

    @property
    def said(self) -> str:
        """Version and patch as one word."""
        return " ".join(one for one in (self.version, self.patch) if one)


def ran(entity: Entity, zone: tzinfo) -> tuple[Ran, ...]:
    """Return what it ran, the oldest first, from its log; a day stated for a version counts.

    A version recorded today is there from the act on, not from midnight: a ticket of this morning
    keeps the version of this morning.
    """
    states = _states(entity)
    found = [
        Ran(_begins(at, state["version_since"], zone), state["version"], state["patch"])
        for at, state in states
    ]  # fmt: skip
    found.sort(key=lambda one: one.start)
    kept: list[Ran] = []
    for one in found:
        if not kept or (kept[-1].version, kept[-1].patch) != (one.version, one.patch):
            kept.append(one)
    return tuple(kept)


def _states(entity: Entity) -> list[tuple[datetime, dict[str, str]]]:
    changes = sorted(
        (one for one in entity.events
         if one.kind is EventKind.CHANGED and one.data.get("field") in _HISTORY),
        key=lambda one: one.at,
    )  # fmt: skip
    state = {name: words_of(entity.fields.get(name)) for name in _HISTORY}
    for one in reversed(changes):
        state[one.data["field"]] = one.data.get("old", "")
    opened = next((one.at for one in entity.events if one.data.get("what") == OPENED), None)
    if opened is None:
        return []
    found = [(opened, dict(state))]
    for one in changes:
        state[one.data["field"]] = one.data.get("new", "")
        if one.at == found[-1][0]:
            found[-1] = (one.at, dict(state))
        else:
            found.append((one.at, dict(state)))
    return found


def _begins(at: datetime, since: str, zone: tzinfo) -> datetime:
    try:
        day = date.fromisoformat(since)
    except ValueError:
        return at
    return at if day == at.astimezone(zone).date() else datetime.combine(day, time(), zone)


def ran_at(entity: Entity, at: datetime, zone: tzinfo) -> Ran | None:
    """Return what it ran at an instant, None where nobody recorded it so far back."""
    found = [one for one in ran(entity, zone) if one.start <= at]
    return found[-1] if found else None


def system_for(product: str, site: str, records: Iterable[Entity]) -> Entity | None:
    """Return the one system that a ticket of this product and site is about.

    One that states its sites comes before one that does not; None where none or several fit, for
    no ticket is given a version by guess.
    """
    wanted = product.casefold().strip()
    found = [
        one for one in standing(records)
        if wanted and text_of(one, "product").casefold() == wanted
    ]  # fmt: skip
    here = [one for one in found if site.casefold().strip() in _sites(one)]
    fits = here or [one for one in found if not _sites(one)]
    return fits[0] if len(fits) == 1 else None


def _sites(entity: Entity) -> set[str]:
    return {one.casefold() for one in parts(text_of(entity, "sites"))}


@dataclass(frozen=True, slots=True)
class Known:
    """The system of a ticket, and what it ran when the ticket was reported."""

    entity: Entity
    then: Ran | None

    @property
    def name(self) -> str:
        """What people call the system."""
        return text_of(self.entity, "name")

    @property
    def said(self) -> Text:
        """The system and its version then."""
        told = self.then.said if self.then else ""
        unknown = Text("当时的版本没有登记", "its version then is not on record")
        return Text(f"{self.name} · {told or unknown.zh}", f"{self.name} · {told or unknown.en}")


def known_of(ticket: Ticket, records: Iterable[Entity], zone: tzinfo) -> Known | None:
    """Return the system of a ticket, None where it is not clear which it is."""
    entity = system_for(ticket.product, ticket.site, records)
    return Known(entity, ran_at(entity, ticket.created_at, zone)) if entity else None


def shown(found: Known | None) -> dict[str, str] | None:
    """Return the system of a ticket for JSON: its name, and version and patch as they were."""
    if found is None:
        return None
    then = found.then
    version, patch = (then.version, then.patch) if then else ("", "")
    return {"number": number_of(SHEET, found.entity), "name": found.name, "version": version,
            "patch": patch}  # fmt: skip


def facts(ticket: Ticket, records: Iterable[Entity], zone: tzinfo) -> dict[str, str]:
    """Return version and patch of a ticket's system as fields of a hand-off; {} for unknown."""
    found = known_of(ticket, records, zone)
    then = found.then if found else None
    told = {"version": then.version, "patch": then.patch} if then else {}
    return {name: value for name, value in told.items() if value}


def flags(entity: Entity, records: Sequence[Entity], today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: no version, no owner, or a twin that hides both."""
    found = []
    if not text_of(entity, "version"):
        found.append(Flag("no_version", Text("没有登记版本", "no version on record")))
    since = day_of(entity, "version_since")
    if since and since > today:
        found.append(Flag("planned", Text(f"版本自 {since} 才开始", f"begins on {since}")))
    if not text_of(entity, "owner"):
        found.append(Flag("no_owner", Text("没有负责人", "nobody owns it")))
    sites = _sites(entity)
    for one in standing(records):
        same = text_of(one, "product").casefold() == text_of(entity, "product").casefold()
        if one.id != entity.id and same and (sites & _sites(one) or sites == _sites(one)):
            name = text_of(one, "name")
            found.append(Flag("twin", Text(
                f"与“{name}”产品和站点相同:工单对不上是哪一个",
                f"same product and site as {name}: a ticket cannot tell which",
            )))  # fmt: skip
    return tuple(found)


def systems(
    records: Sequence[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the systems with their flags, by name."""
    found = [(one, flags(one, records, today)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: text_of(pair[0], "name").casefold())


@dataclass(frozen=True, slots=True)
class Rate:
    """Incidents while a version ran: their number, the days, and how many a month of 30 days."""

    ran: Ran
    days: float
    incidents: int

    @property
    def monthly(self) -> str:
        """Incidents in 30 days with one place; "" for less than a day."""
        return f"{self.incidents * 30 / self.days:.1f}" if self.days >= 1 else ""


def rates(
    entity: Entity, incidents: Iterable[datetime], now: datetime, zone: tzinfo
) -> tuple[Rate, ...]:
    """Return how often each version failed; `incidents` are the instants of their reports."""
    told, held = ran(entity, zone), sorted(incidents)
    found = []
    for at, one in enumerate(told):
        after = told[at + 1].start if at + 1 < len(told) else None
        end = min(now, after) if after else now
        many = sum(one.start <= when and (after is None or when < after) for when in held)
        found.append(Rate(one, max(0.0, (end - one.start).total_seconds() / 86_400), many))
    return tuple(found)
