"""What was needed in twelve months: sessions, visits and other services, from what is recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from firstline.domain.authorisations.remote_session import RemoteSession
from firstline.domain.ledger.amount import is_money
from firstline.domain.ledger.book import Ledger, What
from firstline.domain.ledger.entitlement import one_unit
from firstline.domain.ledger.paid import PaidRequest, State
from firstline.domain.ledger.share import held_at
from firstline.domain.ledger.sums import standing
from firstline.domain.words import Text

MONTHS_12 = 365
REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a service; `ticket` is an id, "" for none, `spent` what it cost in fen."""

    service: str
    day: date
    ticket: str = ""
    spent: int = 0


@dataclass(frozen=True, slots=True)
class Demand:
    """The uses of twelve months, the oldest first; `tickets` counts those of the time by priority.

    `stated` replaces the counts of services by what a person supposes: a scenario.
    """

    first: date
    last: date
    uses: tuple[Use, ...] = ()
    tickets: Mapping[str, int] = field(default_factory=dict)
    since: date | None = None
    stated: Mapping[str, int] = field(default_factory=dict)

    def count(self, service: str) -> int:
        """Return how often a service was needed."""
        if service in self.stated:
            return self.stated[service]
        return sum(one.service == service for one in self.uses)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that were needed, or are supposed to be."""
        named = (*self.stated, *(one.service for one in self.uses))
        return tuple(dict.fromkeys(one for one in named if self.count(one)))

    @property
    def spent(self) -> int:
        """What the uses cost, in fen."""
        return sum(one.spent for one in self.uses)

    @property
    def known(self) -> bool:
        """Whether anything is recorded or supposed at all."""
        return bool(self.uses or self.stated)

    @property
    def caution(self) -> Text | None:
        """That less than twelve months are recorded, None where they are."""
        if self.stated or self.since is None or self.since <= self.first:
            return None
        days = (self.last - self.since).days
        return Text(f"只有 {days} 天的记录,需求可能偏低",
                    f"only {days} days are recorded: the demand may be understated")  # fmt: skip


def window(today: date) -> tuple[date, date]:
    """Return the first and last day of the twelve months up to today."""
    return today - timedelta(days=MONTHS_12 - 1), today


def uses_of(
    sessions: Iterable[RemoteSession], requests: Sequence[PaidRequest], books: Iterable[Ledger],
    today: date, zone: tzinfo,
) -> tuple[Use, ...]:  # fmt: skip
    """Return the uses of twelve months: sessions, paid services, and what ledgers say was used.

    An entry of a ledger that refers to a paid request or a session is that use, not another.
    """
    first, last = window(today)

    def inside(at: datetime) -> bool:
        return first <= at.astimezone(zone).date() <= last

    found = [Use(REMOTE, one.starts.astimezone(zone).date(), one.ticket)
             for one in sessions if inside(one.starts)]  # fmt: skip
    for one in requests:
        if one.state in (State.BOOKED, State.DONE) and inside(held_at(one)):
            day = held_at(one).astimezone(zone).date()
            found.append(Use(one.service, day, one.ticket, one.actual or 0))
    told = {one.id for one in requests} | {one.number for one in requests}
    for ledger in books:
        found += _of_ledger(ledger, told, first, last, zone)
    return tuple(sorted(found, key=lambda one: (one.day, one.service)))


def _of_ledger(
    ledger: Ledger, told: set[str], first: date, last: date, zone: tzinfo
) -> Iterable[Use]:
    services = [one.casefold() for one in ledger.covers]
    if is_money(ledger.unit) or len(services) != 1 or services == [REMOTE]:
        return  # money is no use, and a session is told by its own record
    step = one_unit(ledger.unit)
    for line in standing(ledger, last, zone).lines:
        day = line.entry.day(zone)
        counts = line.entry.what is What.CONSUME and first <= day <= last
        if counts and line.entry.ref not in told:
            for _ in range(-(-line.counts // step)):
                yield Use(services[0], day, line.entry.ref)
