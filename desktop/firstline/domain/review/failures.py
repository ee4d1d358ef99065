"""How many incidents a system had in a period, counted from the tickets (S73, A3)."""

from collections.abc import Iterable
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.sla.agreement import RUN, phase_of
from firstline.domain.ticket.ticket import Status, TicketType

if TYPE_CHECKING:
    from firstline.domain.ticket.ticket import Ticket

_OUT = frozenset({Status.CANCELLED, Status.DUPLICATE})


def incidents(
    tickets: Iterable["Ticket"], product: str, first: date, last: date, zone: tzinfo
) -> list["Ticket"]:
    """Return the incidents of a product that were recorded in these days; "" is every product.

    A question, a request or an idea is none, nor what was cancelled or a duplicate, nor a defect of
    a project before its go-live.
    """
    wanted = product.casefold()
    return [
        one for one in tickets
        if one.type is TicketType.INCIDENT and one.status not in _OUT and phase_of(one) == RUN
        and (not wanted or one.product.casefold() == wanted)
        and first <= one.created_at.astimezone(zone).date() <= last
    ]  # fmt: skip
