"""What a standstill has cost: every business process that it hits, added up in whole fen (S26)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from firstline.domain.edits.entity import Entity
from firstline.domain.health.cost_rate import OWN, SHEET, rates_for, rates_named, yuan
from firstline.domain.health.installed import system_for
from firstline.domain.health.outage import Stretch, instant_of, merged, minutes
from firstline.domain.health.sheet import standing, text_of, whole_of
from firstline.domain.instants import epoch
from firstline.domain.ticket.ticket import EventKind, Priority, Ticket, TicketType
from firstline.domain.words import Text

_HOUR = 3600
TOTAL = "∑"  # the key of the sum in `of_claim`


@dataclass(frozen=True, slots=True)
class Hit:
    """One stretch of standstill, and the rates of the processes that stood still in it."""

    stretch: Stretch
    rates: tuple[Entity, ...]
    running: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process lost: whole seconds, overlaps once, and integer fen."""

    rate: Entity
    seconds: int
    fen: int

    @property
    def process(self) -> str:
        """The name of the business process."""
        return text_of(self.rate, "process")

    @property
    def cny(self) -> Decimal:
        """The loss in CNY with two places."""
        return Decimal(self.fen).scaleb(-2)

    @property
    def said(self) -> Text:
        """Its account: minutes, rate, process and where the rate comes from."""
        hour, took = f"{yuan(self.rate):,.2f}", minutes(self.seconds)
        source = text_of(self.rate, "source")
        return Text(
            f"{took} 分 × {hour} 元/小时 · {self.process} · 来源:{source}",
            f"{took} min × {hour} an hour · {self.process} · source: {source}",
        )


@dataclass(frozen=True, slots=True)
class Loss:
    """What a standstill has cost, process by process; `seconds` is how long it lasted."""

    costs: tuple[Cost, ...]
    seconds: int
    running: bool = False

    @property
    def cny(self) -> Decimal:
        """The sum in CNY with two places."""
        return Decimal(sum(one.fen for one in self.costs)).scaleb(-2)

    @property
    def brief(self) -> Text:
        """The sum and what each process has of it, for a narrow place; one alone in full."""
        if len(self.costs) == 1:
            return self.said
        parts, took = [f"{one.process} {one.cny:,.2f}" for one in self.costs], minutes(self.seconds)
        told = " + ".join(parts)
        return Text(f"{self.cny:,.2f} 元({OWN.zh}),{took} 分:{told}",
                    f"CNY {self.cny:,.2f} ({OWN.en}), {took} min: {told}")  # fmt: skip

    @property
    def said(self) -> Text:
        """The sum with its account, and that it is our own estimate."""
        zh, en = f"{self.cny:,.2f} 元({OWN.zh})", f"CNY {self.cny:,.2f} ({OWN.en})"
        if len(self.costs) == 1:
            (one,) = self.costs
            return Text(f"{zh}:{one.said.zh}", f"{en}: {one.said.en}")
        many = len(self.costs)
        parts = [Text(f"{one.said.zh} = {one.cny:,.2f}", f"{one.said.en} = {one.cny:,.2f}")
                 for one in self.costs]  # fmt: skip
        return Text(
            f"{zh},{many} 个业务流程合计:" + ";".join(one.zh for one in parts),
            f"{en}, {many} business processes in all: " + "; ".join(one.en for one in parts),
        )


def added_up(hits: Iterable[Hit]) -> Loss:
    """Return the loss of all `hits`: of each process the union of its stretches × its rate.

    What runs is told by whole minutes. Each process is rounded to the fen, half up, and the sum
    is the sum of what is printed.
    """
    held = list(hits)
    rates = {rate.id: rate for hit in held for rate in hit.rates}
    running = any(hit.running for hit in held)
    costs = []
    for id_, rate in rates.items():
        own = [hit for hit in held if any(one.id == id_ for one in hit.rates)]
        seconds = _length(own)
        costs.append(Cost(rate, seconds, _fen(seconds, whole_of(rate, "cny_per_hour") or 0)))
    costs.sort(key=lambda one: (-one.fen, one.process.casefold(), one.rate.id))
    return Loss(tuple(costs), _length(held), running)


def _length(hits: Sequence[Hit]) -> int:
    seconds = sum(end - start for start, end in merged(hit.stretch for hit in hits))
    return seconds - (seconds % 60 if any(hit.running for hit in hits) else 0)


def _fen(seconds: int, fen_per_hour: int) -> int:
    """Return seconds ÷ 3600 × the rate in fen, half up: 95 min at 30,000.00 are 47,500.00."""
    return (2 * seconds * fen_per_hour + _HOUR) // (2 * _HOUR)


def of_ticket(ticket: Ticket, read: Callable[[str], Sequence[Entity]], now: datetime
              ) -> Loss | None:  # fmt: skip
    """Return what the standstill of a P1 or P2 incident has cost, None where no rate fits.

    Its outages in the log count, overlapping ones once for each process and planned ones not at
    all; without one the time from the report to the restoration does.
    """
    found = added_up(_hits(ticket, read, now))
    return found if found.costs else None


def of_claim(
    tickets: Iterable[Ticket], read: Callable[[str], Sequence[Entity]], now: datetime
) -> dict[str, Text]:
    """Return the losses of tickets in words by their number, and of several the sum as `TOTAL`.

    In the sum two tickets of one standstill count once.
    """
    told: dict[str, Text] = {}
    every: list[Hit] = []
    for one in tickets:
        hits = _hits(one, read, now)
        found = added_up(hits)
        if found.costs:
            told[one.number] = found.said
            every += hits
    return {**told, TOTAL: added_up(every).said} if len(told) > 1 else told


def shown(found: Loss | None) -> Mapping[str, object] | None:
    """Return the loss of a ticket for JSON; money as text with two places."""
    if found is None:
        return None
    return {"loss_cny": str(found.cny), "minutes": minutes(found.seconds),
            "processes": costs_json(found.costs), "basis": "own estimate",
            "running": found.running}  # fmt: skip


def costs_json(costs: Iterable[Cost]) -> list[dict[str, str]]:
    """Return the losses of processes for JSON."""
    return [
        {"process": one.process, "minutes": minutes(one.seconds), "loss_cny": str(one.cny),
         "cny_per_hour": f"{yuan(one.rate):.2f}", "source": text_of(one.rate, "source")}
        for one in costs
    ]  # fmt: skip


def _hits(ticket: Ticket, read: Callable[[str], Sequence[Entity]], now: datetime) -> list[Hit]:
    if ticket.type is not TicketType.INCIDENT or ticket.priority not in (Priority.P1, Priority.P2):
        return []
    own = [
        one for one in standing(read("outage"))
        if text_of(one, "ticket").casefold() in (ticket.number.casefold(), ticket.id)
    ]  # fmt: skip
    rates = read(SHEET.kind)
    if own:
        return [hit for one in own for hit in _of_outage(one, rates, now)]
    system = system_for(ticket.product, ticket.site, read("system"))
    names = (ticket.product, text_of(system, "name") if system else "")
    hit = rates_for(rates, names, ticket.module, ticket.site)
    ended = _restored(ticket)
    start, end = epoch(ticket.created_at), epoch(ended or now)
    return [Hit((start, max(start, end)), hit, ended is None)] if hit else []


def _of_outage(one: Entity, rates: Sequence[Entity], now: datetime) -> list[Hit]:
    """Return the hit of an outage; a planned one lasts no time, one without a start is none."""
    start = instant_of(one.fields.get("from"))
    if start is None:
        return []
    end = start if text_of(one, "planned") == "yes" else instant_of(one.fields.get("to"))
    system, named = text_of(one, "system"), text_of(one, "processes")
    names, scope = (system, system.split(" ")[0]), text_of(one, "scope")
    hit = rates_named(rates, named) if named else rates_for(rates, names, "", scope, whole=True)
    return [Hit((epoch(start), max(epoch(start), epoch(end or now))), hit, end is None)]


def _restored(ticket: Ticket) -> datetime | None:
    if ticket.is_open:
        return None
    ends = (EventKind.RESOLVED, EventKind.CANCELLED, EventKind.DUPLICATE, EventKind.MERGED)
    told = [one.at for one in ticket.events if one.kind in ends]
    return told[-1] if told else ticket.updated_at


@dataclass(frozen=True, slots=True)
class Lost:
    """Unplanned standstill of one system and scope in a period; no costs where no rate fits."""

    system: str
    scope: str
    loss: Loss

    @property
    def seconds(self) -> int:
        """How long it was down, overlaps once."""
        return self.loss.seconds

    @property
    def cny(self) -> Decimal | None:
        """What it cost, None without a rate."""
        return self.loss.cny if self.loss.costs else None


@dataclass(frozen=True, slots=True)
class Period:
    """The losses of a period: by system and scope, and in all, where each process counts once."""

    rows: tuple[Lost, ...]
    whole: Loss

    @property
    def bare(self) -> int:
        """How many systems and scopes were down without a rate that fits."""
        return sum(one.cny is None for one in self.rows)


def losses(
    outages: Iterable[Entity], rates: Sequence[Entity], start: datetime, end: datetime,
    now: datetime,
) -> Period:  # fmt: skip
    """Return what unplanned outages cost in a period, the longest first.

    Overlapping outages count once for each process that they hit; planned ones do not count.
    """
    low, high = epoch(start), min(epoch(end), epoch(now))
    groups: dict[tuple[str, str], list[Hit]] = {}
    named: dict[tuple[str, str], tuple[str, str]] = {}
    for one in standing(outages):
        system, scope = text_of(one, "system"), text_of(one, "scope")
        key = (system.casefold(), scope.casefold())
        for hit in _of_outage(one, rates, now):
            a, b = max(hit.stretch[0], low), min(hit.stretch[1], high)
            if b > a:
                named.setdefault(key, (system, scope))
                groups.setdefault(key, []).append(Hit((a, b), hit.rates))
    rows = [Lost(*named[key], added_up(hits)) for key, hits in groups.items()]
    rows.sort(key=lambda one: (-one.seconds, one.system, one.scope))
    return Period(tuple(rows), added_up(hit for hits in groups.values() for hit in hits))
