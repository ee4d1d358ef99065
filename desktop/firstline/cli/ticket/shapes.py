"""The JSON shapes of commands.md: a ticket with its clocks."""

from datetime import datetime

from firstline.cli.ticket.major_json import major_json
from firstline.domain.desk import Desk
from firstline.domain.edits.codec import Json, event_to_json, ticket_to_json
from firstline.domain.ticket.ticket import Ticket

_LEFT_OUT = ("events",)  # `timeline` shows them


def ticket_json(
    ticket: Ticket, desk: Desk, sync: str, now: datetime, *, whole: bool = False
) -> Json:
    """Return the ticket object; `whole` adds the timeline and the trace of each clock."""
    plain = {name: value for name, value in ticket_to_json(ticket).items() if name not in _LEFT_OUT}
    plain["tags"] = list(ticket.tags)
    plain["sync"] = sync
    plain["clocks"] = [
        _clock(one.to_json(), whole=whole) for one in desk.clocks(ticket, now, trace=whole)
    ]
    major = major_json(ticket, desk, now)
    if major is not None:
        plain["major"] = major
    if whole:
        plain["timeline"] = [event_to_json(one) for one in ticket.events]
    return plain


def _clock(clock: dict[str, object], *, whole: bool) -> dict[str, object]:
    return {name: value for name, value in clock.items() if whole or name != "trace"}
