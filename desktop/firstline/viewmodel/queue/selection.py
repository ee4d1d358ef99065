"""What can be done to the tickets that are chosen: each act is one step that undo takes back."""

from collections.abc import Callable, Sequence

from firstline.domain.edits import edits
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.viewmodel.desk import Desktop

Maker = Callable[[Ticket, Stamp], Edit | None]


def set_priority(to: Priority) -> Maker:
    """Return the maker of the edit that gives a ticket the priority `to`, if it has another."""
    return lambda ticket, stamp: (
        None
        if ticket.priority is to
        else edits.set_priority(ticket, to, stamp, reason="set_directly")
    )


def move(to: Status) -> Maker:
    """Return the maker of the edit that moves a ticket to `to`, if it stands elsewhere."""
    return lambda ticket, stamp: None if ticket.status is to else edits.move(ticket, to, stamp)


def set_field(name: str, value: str) -> Maker:
    """Return the maker of the edit that writes `value` into a plain field, if it differs."""
    return lambda ticket, stamp: (
        None if getattr(ticket, name) == value else edits.set_field(ticket, name, value, stamp)
    )


def toggle_tag(name: str, *, add: bool) -> Maker:
    """Return the maker of the edit that adds or removes the tag."""

    def make(ticket: Ticket, stamp: Stamp) -> Edit | None:
        if add == (name in ticket.tags):
            return None
        return edits.tag(ticket, stamp, add=(name,) if add else (), remove=() if add else (name,))

    return make


def declare_major(me: str) -> Maker:
    """Return the maker of the edit that declares a ticket a major incident, commanded by me."""
    from firstline.domain.major.acts import write  # noqa: PLC0415
    from firstline.domain.major.major import Entry  # noqa: PLC0415 - seldom

    fields = {"commander": me} if me else {}
    return lambda ticket, stamp: write(ticket, Entry.DECLARED, stamp, fields=fields)


def legal_moves(desktop: Desktop, ticket_ids: Sequence[str]) -> list[Status]:
    """Return the statuses that every one of the tickets may move to, in the chart's order.

    A duplicate needs the other ticket's name, so it is not offered here.
    """
    found: set[Status] | None = None
    for one in ticket_ids:
        ticket = desktop.store.find(one)
        if ticket is not None:
            here = set(CHART[ticket.status].next) | {ticket.status}
            found = here if found is None else found & here
    if found is None:
        return []
    if len(ticket_ids) == 1:
        ticket = desktop.store.find(ticket_ids[0])
        found -= {ticket.status} if ticket else set()
    return [one for one in Status if one in found and one is not Status.DUPLICATE]
