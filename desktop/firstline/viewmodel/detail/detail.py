"""What the head of the detail pane says and which changes it offers; each applies at once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import set_field, set_priority
from firstline.domain.edits.moves import move
from firstline.domain.ticket.ball import PARTY_NAMES, Ball, Party
from firstline.domain.ticket.statuses import CHART
from firstline.domain.ticket.ticket import Leg, Priority, Status, Ticket
from firstline.domain.words import Text
from firstline.viewmodel import phrases, times

Maker = Callable[[Ticket, Stamp], Edit | None]
UNASSIGNED = Text("未分派", "Unassigned")
FOLDED = ("type", "site", "product", "module", "requester", "channel", "case_no")


def meta(ticket: Ticket, now: datetime) -> Text:
    """Return the line under the title: number, site, requester, age."""
    age = times.age(ticket.created_at, now)
    zh = [ticket.number, ticket.site, ticket.requester and f"报告人 {ticket.requester}", age.zh]
    en = [ticket.number, ticket.site, ticket.requester and f"from {ticket.requester}", age.en]
    return Text(" · ".join(one for one in zh if one), " · ".join(one for one in en if one))


def more(ticket: Ticket) -> Text:
    """Return what the fold says while it is closed: type, product and module."""
    kind = phrases.TYPES[ticket.type]
    place = [one for one in (ticket.product, ticket.module) if one]
    return Text(" · ".join([kind.zh, *place]), " · ".join([kind.en, *place]))


def statuses(ticket: Ticket) -> tuple[tuple[Status, Text], ...]:
    """Return the status that stands and the moves that the chart allows; no others."""
    return tuple((one, CHART[one].name) for one in (ticket.status, *CHART[ticket.status].next))


def priorities() -> tuple[tuple[Priority, Text], ...]:
    """Return the four priorities with their names."""
    return tuple(phrases.PRIORITIES.items())


def assignees(known: Sequence[str], me: str, ticket: Ticket) -> list[str]:
    """Return the names to choose from: mine first, then the known ones, each once."""
    names = [me, ticket.assignee, *known]
    return [one for one in dict.fromkeys(names) if one]


def to_status(to: Status, of: str = "") -> Maker:
    """Return what moves a ticket to `to`; a ticket that is there already is left alone."""

    def make(ticket: Ticket, stamp: Stamp) -> Edit | None:
        return None if ticket.status is to else move(ticket, to, stamp, of=of)

    return make


def to_priority(to: Priority) -> Maker:
    """Return what gives a ticket the priority `to` by hand."""

    def make(ticket: Ticket, stamp: Stamp) -> Edit | None:
        if ticket.priority is to:
            return None
        return set_priority(ticket, to, stamp, reason="set_directly")

    return make


def to_vendor_priority(to: str) -> Maker:
    """Return what records the vendor's own view of the priority (sla.md R12)."""

    def make(ticket: Ticket, stamp: Stamp) -> Edit | None:
        if not to or ticket.vendor_priority == to:
            return None
        return set_priority(ticket, Priority(to), stamp, leg=Leg.VENDOR)

    return make


def to_field(name: str, value: str) -> Maker:
    """Return what gives the plain field `name` the value `value`."""

    def make(ticket: Ticket, stamp: Stamp) -> Edit | None:
        return (
            None if str(getattr(ticket, name)) == value else set_field(ticket, name, value, stamp)
        )

    return make


def ball_words(held: Ball) -> Text:
    """Return who has the ball, by name where one is known."""
    name = PARTY_NAMES[held.party]
    if held.party is Party.NOBODY or not held.who:
        return name
    return Text(f"{name.zh} · {held.who}", f"{name.en} · {held.who}")


def ball_since(held: Ball, now: datetime) -> Text:
    """Return why, and for how long."""
    age = times.age(held.since, now)
    return Text(f"{held.why.zh}\u00a0· {age.zh}", f"{held.why.en}\u00a0· {age.en}")
