"""A page made ready: all that follows from its copies alone, before the file is touched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from firstline.domain.exchange import Page
from firstline.domain.ticket import Ticket
from firstline.store import landing, search_index
from firstline.store.landing import Prepared
from firstline.store.search_entry import Entry, Known, entry_of
from firstline.store.shown import Desk, Written, written
from firstline.store.watch import NOTHING, Changed

Write = Callable[[Callable[[], Changed]], Changed]
MOST_NAMED = 200  # a larger change is told as one of everything
_WORDS = 500  # so many tickets are brought into the search index at once


@dataclass(frozen=True, slots=True)
class Ready:
    """A page read and computed before the file is locked, so that others wait for little."""

    copies: tuple[Prepared | None, ...]
    shown: Mapping[str, Written]
    words: Known = field(default_factory=dict)  # of a large page, for the search index


def prepare(desk: Desk, page: Page) -> Ready:
    """Do all the work on a page that needs nothing of what we know, nor the file.

    In a large page the clocks of closed tickets are put off.
    """
    large = len(page.copies) > MOST_NAMED
    read: list[Prepared | None] = []
    shown: dict[str, Written] = {}
    words: dict[str, Entry] = {}
    for copy in page.copies:
        one = landing.prepare(copy)
        if one is not None and isinstance(one.made, Ticket):
            shown[one.id] = written(one.made, desk, one.doc, put_off=large)
            if large and page.first:  # what changes later is few, and soon found as any act is
                words[one.doc] = entry_of(one.made, desk.initials)
            one = Prepared(one.id, one.doc)
        read.append(one)
    return Ready(tuple(read), shown, words)


def ready_of(desk: Desk, page: Page) -> Ready:
    """Return the page as `prepare` makes it, or made it already while it waited."""
    return page.digested if isinstance(page.digested, Ready) else prepare(desk, page)


def find_at_once(
    desk: Desk, ready: Ready, write: Callable[[Callable[[], Changed]], Changed]
) -> None:
    """Bring a large page of a first pull into the search index while its values are at hand.

    Each slice of it is one `write`, between which others get their turn. What a crash leaves out
    is put off like any other.
    """
    ids = list(ready.shown) if ready.words else []
    for start in range(0, len(ids), _WORDS):
        some = ids[start : start + _WORDS]

        def act(some: list[str] = some) -> Changed:
            search_index.index_tickets(desk.raw, desk.initials, some, ready.words)
            return NOTHING

        write(act)
