"""What standstill costs a business process, by the site's own rates, and so far (S26)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from firstline.domain.edits.entity import Entity
from firstline.domain.health.columns import PROJECT_NAME, Column, Shape, Sheet
from firstline.domain.health.installed import system_for
from firstline.domain.health.outage import Stretch, instant_of, loss, merged, minutes
from firstline.domain.health.sheet import Flag, day_of, of_project, standing, text_of, whole_of
from firstline.domain.instants import epoch
from firstline.domain.project.links import parts
from firstline.domain.ticket.ticket import EventKind, Priority, Ticket, TicketType
from firstline.domain.words import Text

STALE_DAYS = 365
OWN = Text("自己估算", "own estimate")
SHEET = Sheet(
    "cost_rate", "rates", "RT", Text("停机损失费率", "Cost of standstill"),
    (
        Column("process", Text("业务流程", "Business process"), must=True),
        Column("cny_per_hour", Text("每小时损失(元)", "CNY an hour"), Shape.MONEY, must=True),
        Column("source", Text("来源(谁、怎么算)", "Source: who, and how"), must=True),
        Column("as_of", Text("估算日期", "As of"), Shape.DAY),
        Column("systems", Text("产品或系统", "Products or systems")),
        Column("modules", Text("模块", "Modules")),
        Column("sites", Text("站点", "Sites")),
        Column("owner", Text("负责人", "Owner")),
        Column("note", Text("备注", "Note"), Shape.LINES),
        Column("project", PROJECT_NAME),
    ),
    key=("process",),
)  # fmt: skip


def _names(entity: Entity, column: str) -> set[str]:
    return {one.casefold() for one in parts(text_of(entity, column))}


def rate_for(
    records: Iterable[Entity], systems: Iterable[str], module: str, site: str, *,
    whole: bool = False,
) -> Entity | None:  # fmt: skip
    """Return the rate that fits best: the one that states most of system, module and site.

    A rate that states nothing fits everything. With `whole` a module or site that is not told
    means all of them, as of a system that was down. Of several alike the first by name is taken,
    everywhere the same.
    """
    given = {one.casefold().strip() for one in systems if one.strip()}
    told = {"systems": given, "modules": {module.casefold()}, "sites": {site.casefold()}}
    found = []
    for one in standing(records):
        stated = [(_names(one, column), said) for column, said in told.items()]
        if all(not names or names & said or (whole and said == {""}) for names, said in stated):
            exact = sum(bool(names & said) for names, said in stated)
            found.append((-exact, text_of(one, "process").casefold(), one))
    return min(found, key=lambda one: one[:2])[2] if found else None


def yuan(entity: Entity) -> Decimal:
    """Return the rate in CNY an hour."""
    return Decimal(whole_of(entity, "cny_per_hour") or 0) / 100


@dataclass(frozen=True, slots=True)
class Loss:
    """What a standstill has cost so far: whole seconds, and CNY with two places."""

    rate: Entity
    seconds: int
    cny: Decimal
    running: bool

    @property
    def said(self) -> Text:
        """The sum with its account, and that it is our own estimate."""
        hour, took = f"{yuan(self.rate):,.2f}", minutes(self.seconds)
        process, source = text_of(self.rate, "process"), text_of(self.rate, "source")
        return Text(
            f"{self.cny:,.2f} 元({OWN.zh}):{took} 分 × {hour} 元/小时 · {process} · 来源:{source}",
            f"CNY {self.cny:,.2f} ({OWN.en}): {took} min × {hour} an hour · {process} · source: "
            f"{source}",
        )


def of_ticket(ticket: Ticket, read: Callable[[str], Sequence[Entity]], now: datetime
              ) -> Loss | None:  # fmt: skip
    """Return what the standstill of a P1 or P2 incident has cost, None where no rate fits.

    Its outages in the log count, those of one scope once and planned ones not at all; without one
    the time from the report to the restoration does.
    """
    if ticket.type is not TicketType.INCIDENT or ticket.priority not in (Priority.P1, Priority.P2):
        return None
    system = system_for(ticket.product, ticket.site, read("system"))
    names = (ticket.product, text_of(system, "name") if system else "")
    rate = rate_for(read(SHEET.kind), names, ticket.module, ticket.site)
    if rate is None:
        return None
    spans, running = _spans(ticket, read("outage"), now)
    seconds = sum(end - start for start, end in spans)
    seconds -= seconds % 60 if running else 0  # what runs is told by whole minutes
    return Loss(rate, seconds, loss(seconds, yuan(rate)), running)


def shown(found: Loss | None) -> dict[str, str | bool] | None:
    """Return the loss of a ticket for JSON; money as text with two places."""
    if found is None:
        return None
    return {"loss_cny": str(found.cny), "minutes": minutes(found.seconds),
            "cny_per_hour": str(yuan(found.rate)), "process": text_of(found.rate, "process"),
            "source": text_of(found.rate, "source"), "basis": "own estimate",
            "running": found.running}  # fmt: skip


def _spans(
    ticket: Ticket, outages: Iterable[Entity], now: datetime
) -> tuple[list[Stretch], bool]:  # fmt: skip
    own = [
        one for one in standing(outages)
        if text_of(one, "ticket").casefold() in (ticket.number.casefold(), ticket.id)
    ]  # fmt: skip
    if own:
        down = [one for one in own if text_of(one, "planned") != "yes"]
        return merged(_stretches(down, now)), any(not text_of(one, "to") for one in down)
    ended = _restored(ticket)
    start, end = epoch(ticket.created_at), epoch(ended or now)
    return ([(start, end)] if end > start else []), ended is None


def _stretches(outages: Iterable[Entity], now: datetime) -> list[Stretch]:
    found = []
    for one in outages:
        start = instant_of(one.fields.get("from"))
        if start is not None:
            found.append((epoch(start), epoch(instant_of(one.fields.get("to")) or now)))
    return found


def _restored(ticket: Ticket) -> datetime | None:
    if ticket.is_open:
        return None
    ends = (EventKind.RESOLVED, EventKind.CANCELLED, EventKind.DUPLICATE, EventKind.MERGED)
    told = [one.at for one in ticket.events if one.kind in ends]
    return told[-1] if told else ticket.updated_at


@dataclass(frozen=True, slots=True)
class Lost:
    """Unplanned standstill of one system and scope in a period; `cny` None without a rate."""

    system: str
    scope: str
    seconds: int
    rate: Entity | None
    cny: Decimal | None


def losses(
    outages: Iterable[Entity], rates: Sequence[Entity], start: datetime, end: datetime,
    now: datetime,
) -> tuple[Lost, ...]:  # fmt: skip
    """Return what unplanned outages cost in a period, the longest first.

    Overlapping outages of the same system and scope count once; planned ones do not count.
    """
    low, high = epoch(start), min(epoch(end), epoch(now))
    groups: dict[tuple[str, str], list[Entity]] = {}
    for one in standing(outages):
        if text_of(one, "planned") != "yes":
            key = (text_of(one, "system").casefold(), text_of(one, "scope").casefold())
            groups.setdefault(key, []).append(one)
    found = []
    for held in groups.values():
        clipped = [(max(a, low), min(b, high)) for a, b in _stretches(held, now)]
        seconds = sum(b - a for a, b in merged(clipped))
        if seconds:
            system, scope = text_of(held[0], "system"), text_of(held[0], "scope")
            rate = rate_for(rates, (system, system.split(" ")[0]), "", scope, whole=True)
            cny = loss(seconds, yuan(rate)) if rate else None
            found.append(Lost(system, scope, seconds, rate, cny))
    return tuple(sorted(found, key=lambda one: (-one.seconds, one.system, one.scope)))


def flags(entity: Entity, today: date) -> tuple[Flag, ...]:
    """Return what is to be looked at: a rate without a day, or one that is more than a year old."""
    day = day_of(entity, "as_of")
    if day is None:
        return (Flag("undated", Text("没有写估算日期", "nobody wrote of which day it is")),)
    age = (today - day).days
    if age > STALE_DAYS:
        words = Text(f"是 {day} 的估算,已超过一年", f"of {day}, more than a year old")
        return (Flag("stale", words),)
    return ()


def rates(
    records: Iterable[Entity], today: date, project: str = ""
) -> list[tuple[Entity, tuple[Flag, ...]]]:
    """Return the rates with their flags, by process."""
    found = [(one, flags(one, today)) for one in of_project(records, project)]
    return sorted(found, key=lambda pair: text_of(pair[0], "process").casefold())
