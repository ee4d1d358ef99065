"""Why a priority was changed by hand: asked for afterwards, an open gap until it is given (S11)."""

from firstline.domain.edits.edit import Edit, Stamp, edit_of, event_of
from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Ticket
from firstline.domain.words import Text

FIELD = "priority_reason"
BY_HAND = "set_directly"
ACT = "reason"
LONGEST = 200


def owed(ticket: Ticket) -> Event | None:
    """Return the last change of priority by hand for which nobody gave a reason, None without one.

    A ticket that has ended owes none, nor does the vendor's own view.
    """
    if not ticket.is_open:
        return None
    found: Event | None = None
    for one in ticket.events:
        if one.kind is EventKind.PRIORITY and one.leg is not Leg.VENDOR:
            found = one if one.reason == BY_HAND else None
        elif one.kind is EventKind.CHANGED and one.data.get("field") == FIELD:
            found = None
    return found


def give(ticket: Ticket, reason: str, stamp: Stamp) -> Edit:
    """Return the edit that says why the priority was changed. Raises BadInput for no words."""
    words = clean(reason, LONGEST, FIELD, lines=False)
    if not words:
        raise BadInput(Text("写一句为什么改级别。", "Say in a few words why it was changed."))
    event = event_of(stamp, 0, EventKind.CHANGED, data={"field": FIELD, "old": "", "new": words})
    return edit_of(stamp, ticket.id, ACT, (), (event,))
