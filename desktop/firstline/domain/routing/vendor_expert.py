"""The expert whom the vendor assigned: noted by hand on the vendor's leg (requirements S18)."""

from firstline.domain.edits.edit import Edit, Stamp, edit_of, event_of
from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import clean
from firstline.domain.ticket.ticket import EventKind, Leg, Ticket
from firstline.domain.words import Text

FIELD = "vendor_expert"


def name_expert(ticket: Ticket, name: str, stamp: Stamp) -> Edit:
    """Return the edit that notes the expert; no clock moves. Raises BadInput for an empty name."""
    kept = clean(name, 200, "assignee")
    if not kept.strip():
        raise BadInput(Text("请写专家的姓名。", "Give the expert's name."))
    data = {"field": FIELD, "old": vendor_expert(ticket), "new": kept}
    event = event_of(stamp, 0, EventKind.CHANGED, leg=Leg.VENDOR, data=data)
    return edit_of(stamp, ticket.id, "log", (), (event,))


def vendor_expert(ticket: Ticket) -> str:
    """Return the name that was noted last, "" for none."""
    named = [
        one.data.get("new", "") for one in ticket.events
        if one.kind is EventKind.CHANGED and one.data.get("field") == FIELD
    ]  # fmt: skip
    return named[-1] if named else ""
