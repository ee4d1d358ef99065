"""A ticket as the search index holds it: its words folded, and the initials of its names."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from firstline.domain.instants import epoch
from firstline.domain.ticket.ticket import EventKind, Ticket
from firstline.store.search.folding import (
    Initials,
    initial_pairs,
    joined_pairs,
    pairs_of_name,
    spread,
    spread_name,
)

_FAR_CHARACTERS = 200  # of a long text, so many are also found by their initials
_NOTES = (EventKind.CHANGED, EventKind.ATTACHED, EventKind.DETACHED)
Words = tuple[str, str, str, str, str, str, str]


class Entry(NamedTuple):
    """When a ticket was made, in epoch seconds, and its words, column by column."""

    created: int
    words: Words


Known = Mapping[str, Entry]
"""Entries by the text of the ticket they follow from: no other text can be taken for it."""


def entry_of(ticket: Ticket, initials: Initials | None) -> Entry:
    """Return all that the index holds of a ticket."""
    return Entry(epoch(ticket.created_at), entry(ticket, initials))


def entry(ticket: Ticket, initials: Callable[[str], str] | None) -> Words:
    """Return a ticket's words as the index holds them, column by column."""
    said = [ticket.body, *[event.text for event in ticket.events if event.kind not in _NOTES]]
    labels = (
        *ticket.tags, *[one.name for one in ticket.attachments], ticket.assignee, ticket.case_no,
        ticket.site, ticket.product, ticket.module,
        *[event.data["ref"] for event in ticket.events if "ref" in event.data],  # call numbers
    )  # fmt: skip
    names = (ticket.title, ticket.requester, ticket.assignee, *ticket.tags)
    words = "\n".join([one for one in said if one])
    return (
        spread(ticket.number),
        spread(ticket.title),
        spread(words),
        " ".join([spread_name(one) for one in labels if one]),
        spread_name(ticket.requester),
        joined_pairs([pairs_of_name(one, initials) for one in names]) if initials else "",
        initial_pairs(words[:_FAR_CHARACTERS], initials, in_context=False) if initials else "",
    )
