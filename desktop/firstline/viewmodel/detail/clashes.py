"""Fields that moved on both sides, as they stand side by side, and the edit that ends each."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.edits.conflicts import Take, find, id_of, resolve, takes_both
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.ticket.ticket import Conflict, EventKind, Ticket
from firstline.domain.words import Text
from firstline.viewmodel import phrases
from firstline.viewmodel.detail.detail import Maker

if TYPE_CHECKING:
    from firstline.viewmodel.desk import Desktop

LONG = 80  # a text with more characters, or with a line break, is compared line by line
TAKES: dict[Take, Text] = {
    "mine": Text("保留我的", "Keep mine"),
    "theirs": Text("采用对方", "Take theirs"),
    "both": Text("两者都留", "Keep both"),
}


@dataclass(frozen=True, slots=True)
class Clash:
    """One field with both values in words; `raw` are the values as they are stored."""

    id: str
    ticket_id: str
    edit: str
    field: Text
    mine: Text
    theirs: Text
    raw: tuple[str, str]
    long: bool
    both: bool
    at: datetime
    by: str  # who set the value that stands, "" where the log does not say


def clashes(ticket: Ticket) -> tuple[Clash, ...]:
    """Return every clash of `ticket`, in the order in which they came."""
    return tuple(_clash(ticket, one) for one in ticket.conflicts)


def _clash(ticket: Ticket, one: Conflict) -> Clash:
    long = any(len(text) > LONG or "\n" in text for text in (one.mine, one.theirs))
    return Clash(
        id_of(one), ticket.id, one.edit,
        phrases.FIELDS.get(one.field, Text(one.field, one.field)),
        phrases.field_value(one.field, one.mine), phrases.field_value(one.field, one.theirs),
        (one.mine, one.theirs), long, takes_both(one), one.at, _setter(ticket, one),
    )  # fmt: skip


def _setter(ticket: Ticket, one: Conflict) -> str:
    """Return who set the value that stands, as far as the log tells."""
    for event in reversed(ticket.events):
        if event.id.startswith(f"{one.edit}."):
            continue
        told = event.kind is EventKind.CHANGED and event.data.get("field") == one.field
        ranked = event.kind is EventKind.PRIORITY and one.field == "priority"
        if told or (ranked and event.priority == one.theirs):
            return event.actor
    return ""


def resolver(clash_id: str, take: Take) -> Maker:
    """Return what ends the clash on its ticket with the value that `take` says."""

    def make(ticket: Ticket, stamp: Stamp) -> Edit | None:
        return resolve(ticket, find(ticket, clash_id), take, stamp)

    return make


def settle(desktop: "Desktop", clash: Clash, take: Take) -> bool:
    """End the clash by an edit that can be undone; False when that is refused."""
    return desktop.act(resolver(clash.id, take), clash.ticket_id)


def first(desktop: "Desktop", ticket_id: str, take: Take) -> bool:
    """End the first clash of the ticket that `take` fits; False where there is none."""
    ticket = desktop.store.find(ticket_id)
    found = clashes(ticket) if ticket else ()
    fit = [one for one in found if take != "both" or one.both]
    return settle(desktop, fit[0], take) if fit else False
