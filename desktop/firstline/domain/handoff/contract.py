"""Which service packages a hand-off names: package, code and contract, and what they buy (S24)."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.contracts.contract import contracts
from firstline.domain.contracts.package import in_force, packages, said_for_vendor
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Language

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity


def packages_in_force(
    ticket: Ticket, read: "Callable[[str], Sequence[Entity]]", now: datetime, zone: tzinfo,
    language: Language,
) -> str:  # fmt: skip
    """Return the packages that hold for the ticket's product and site today, "" for none.

    `read` gives the records of a kind. The service code is no part of it: it is told by phone.
    """
    known = contracts(read("contract"))
    day = now.astimezone(zone).date()
    found = in_force(packages(read("package"), known), ticket.product, ticket.site, day)
    return said_for_vendor(found, language).replace("\n", "; ")
