"""Twelve months of a desk in numbers: tickets by priority, and the demand for services (S59)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.authorisations.remote_session import KIND as SESSION
from firstline.domain.authorisations.remote_session import sessions
from firstline.domain.contracts.demand import Demand, uses_of, window
from firstline.domain.ledger.book import KIND as LEDGER
from firstline.domain.ledger.book import ledgers
from firstline.domain.ledger.paid import KIND as PAID
from firstline.domain.ledger.paid import PaidRequest, paid_requests
from firstline.domain.query.query import parse_query
from firstline.domain.services.form import KIND as SERVICE
from firstline.domain.services.request import requests
from firstline.domain.ticket.ticket import Priority

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.store.store import Store

KINDS = (SESSION, PAID, SERVICE, LEDGER)
Read = Callable[[str], Sequence["Entity"]]


def _paid(read: Read) -> list[PaidRequest]:
    """Return what was paid for, asked for by itself or from the catalogue."""
    return [*paid_requests(read(PAID)), *(one.paid for one in requests(read(SERVICE)))]


def tickets_of_year(store: "Store", now: datetime, zone: tzinfo) -> dict[str, int]:
    """Return how many tickets of the last twelve months there are of each priority."""
    first, last = window(now.astimezone(zone).date())
    days = f"created:{first}..{last}"
    return {
        str(one): store.count(parse_query(f"status:any p:{one[1]} {days}"), now=now)
        for one in Priority
    }


def demand_of_year(
    store: "Store", now: datetime, zone: tzinfo, stated: Mapping[str, int]
) -> Demand:  # fmt: skip
    """Return what was needed in the last twelve months; `stated` counts take the recorded ones'."""
    today, read = now.astimezone(zone).date(), store.records
    first, last = window(today)
    held = sessions(read(SESSION))
    uses = uses_of(held, _paid(read), ledgers(read(LEDGER)), today, zone)
    older = store.count(parse_query(f"status:any created:<{first}"), now=now)
    since = None if older else min((one.day for one in uses), default=None)
    return Demand(first, last, uses, tickets_of_year(store, now, zone), since, stated)
