"""Which installed system the ticket on screen is about, and the version it had then."""

from firstline.domain.health import installed
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text
from firstline.viewmodel.desk import Desktop


def system_of(desktop: Desktop, ticket: Ticket) -> Text | None:
    """Return the system and its version when the ticket was reported; None for unknown."""
    systems = desktop.store.records(installed.SHEET.kind)
    found = installed.known_of(ticket, systems, desktop.zone)
    return found.said if found else None
