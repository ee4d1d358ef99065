"""The first-line solution rate: tickets solved here, of all that were closed in a period (S66)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from firstline.domain.errors import NOTHING
from firstline.domain.ticket.statuses import was_handed_off
from firstline.domain.ticket.ticket import EventKind, Status, Ticket
from firstline.domain.training.person import plain_name
from firstline.domain.words import Text

FEW = 20
"""Below so many closed tickets a rate says little; it is shown with that word (S66)."""
_SMALL = Text(f"不足 {FEW} 张,这个率说明不了多少。", f" Fewer than {FEW}: the rate says little.")
_COUNTED = frozenset({Status.RESOLVED, Status.CLOSED})
_ENDS = frozenset({EventKind.RESOLVED, EventKind.CLOSED})


@dataclass(frozen=True, slots=True)
class Closed:
    """One closed ticket: whose, where, on which day, and whether it was solved here."""

    ticket: str
    number: str
    person: str
    site: str
    on: date
    here: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """`solved` of `closed` tickets; the ids are those of the two, so that each can be looked at."""

    solved: tuple[Closed, ...] = ()
    handed: tuple[Closed, ...] = ()

    @property
    def closed(self) -> int:
        """The denominator."""
        return len(self.solved) + len(self.handed)

    @property
    def percent(self) -> int | None:
        """The rate in whole percent, rounded down; None where nothing was closed."""
        return 100 * len(self.solved) // self.closed if self.closed else None

    @property
    def is_few(self) -> bool:
        """Whether there are too few tickets for a rate to say much."""
        return self.closed < FEW


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `first` through the day `last`."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


def last_days(today: date, days: int) -> Period:
    """Return the last `days` days, today included."""
    return Period(today - timedelta(days=days - 1), today)


def quarter(today: date, back: int = 0) -> Period:
    """Return the quarter of `today`, or the one `back` quarters before it."""
    year, at = divmod(today.year * 4 + (today.month - 1) // 3 - back, 4)
    first = date(year, at * 3 + 1, 1)
    after = date(year + (at == 3), (at + 1) % 4 * 3 + 1, 1)
    return Period(first, after - timedelta(days=1))


def closed_one(ticket: Ticket, zone: tzinfo) -> Closed | None:
    """Return a ticket as it counts for the rate, None for one that does not.

    Denominator: the tickets that stand resolved or closed, counted on the day of their last
    solution (where they were closed without one: of their closing), the day being that of `zone`.
    Open, cancelled and duplicate ones do not count, nor one that was reopened and is open now.
    Numerator: those that were never handed to the vendor, whoever solved them. The person is the
    assignee and the site the ticket's, as they stand (requirements S66).
    """
    if ticket.status not in _COUNTED:
        return None
    ends = [event for event in ticket.events if event.kind in _ENDS]
    solutions = [event.at for event in ends if event.kind is EventKind.RESOLVED]
    at: datetime = max(solutions or [event.at for event in ends], default=ticket.updated_at)
    return Closed(ticket.id, ticket.number, ticket.assignee, ticket.site,
                  at.astimezone(zone).date(), not was_handed_off(ticket))  # fmt: skip


def rate(
    several: Iterable[Closed], period: Period, *, person: str | None = None, site: str = ""
) -> Rate:
    """Return the rate of a period; of one person ("" is nobody) or one site where named."""
    found = [
        one for one in several
        if period.has(one.on)
        and (person is None or plain_name(one.person) == plain_name(person))
        and (not site or one.site.casefold() == site.casefold())
    ]  # fmt: skip
    return Rate(tuple(one for one in found if one.here),
                tuple(one for one in found if not one.here))  # fmt: skip


def by_person(several: Iterable[Closed], period: Period, site: str = "") -> Mapping[str, Rate]:
    """Return the rates of each assignee who closed something in the period, by plain name."""
    found = [one for one in several if period.has(one.on)]
    names = sorted({plain_name(one.person) for one in found})
    rates = {name: rate(found, period, person=name, site=site) for name in names}
    return {name: one for name, one in rates.items() if one.closed}


def by_site(several: Iterable[Closed], period: Period) -> Mapping[str, Rate]:
    """Return the rates of each site, "" for tickets without one."""
    found = [one for one in several if period.has(one.on)]
    return {
        site: rate([one for one in found if one.site == site], period)
        for site in sorted({one.site for one in found})
    }


def short(one: Rate) -> Text:
    """Return the rate with both its numbers, and a mark where they are few."""
    if not one.closed:
        return Text("—", "—")
    mark = " *" if one.is_few else ""
    said = f"{one.percent} %({len(one.solved)}/{one.closed}){mark}"
    return Text(said, said.replace("%(", "% ("))


def why(one: Rate, period: Period) -> Text:
    """Return where the rate comes from, in one sentence; a small number of tickets says so."""
    span = f"{period.first} – {period.last}"
    if not one.closed:
        return Text(f"{span}:没有关闭的工单,没有率可算。",
                    f"{span}: no ticket was closed, so there is no rate.")  # fmt: skip
    done, many, gone = len(one.solved), one.closed, len(one.handed)
    few = _SMALL if one.is_few else NOTHING
    return Text(
        f"{span}:关闭 {many} 张,其中 {done} 张没有交给厂商就解决,{gone} 张交接过。{few.zh}",
        f"{span}: {many} closed, {done} of them solved without the vendor, {gone} handed over."
        f"{few.en}",
    )
