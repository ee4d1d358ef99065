"""A page made ready: all that follows from its copies alone, before the file is touched."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from firstline.domain.edits.exchange import CopyState, Page
from firstline.domain.ticket.ticket import Ticket
from firstline.store.exchange import landing
from firstline.store.exchange.landing import Prepared
from firstline.store.search.entry import entry_of
from firstline.store.shown.shown import Desk, Written, written

MOST_NAMED = 200  # a larger change is told as one of everything


def _at_once() -> None:
    """Wait for nobody."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A page read and computed before the file is locked, so that others wait for little."""

    copies: tuple[Prepared | None, ...]
    shown: Mapping[str, Written]


def prepare(desk: Desk, page: Page, between: Callable[[], None] = _at_once) -> Ready:
    """Do all the work on a page that needs nothing of what we know, nor the file.

    In a large page the clocks of closed tickets are put off.
    """
    large = len(page.copies) > MOST_NAMED
    read: list[Prepared | None] = []
    shown: dict[str, Written] = {}
    for copy in page.copies:
        between()
        one = landing.prepare(copy)
        if one is not None and isinstance(one.made, Ticket):
            # what changes later is few, and soon found as any act is
            words = entry_of(one.made, desk.initials) if large and page.first else None
            shown[one.id] = written(
                one.made, desk, one.doc, put_off=large, words=words, copied=True
            )
            one = Prepared(one.id, one.doc)
        read.append(one)
    return Ready(tuple(read), shown)


def ready_of(desk: Desk, page: Page) -> Ready:
    """Return the page as `prepare` makes it, or made it already while it waited."""
    return page.digested if isinstance(page.digested, Ready) else prepare(desk, page)


def parts_of(page: Page, ready: Ready, few: int) -> list[tuple[Page, Ready]]:
    """Return a page of a first pull as pages of `few` copies, the last alone with its cursor.

    Its copies are laid over what is known by themselves: the same page once more, after a crash
    between two parts, finds them as they are. A page that takes anything away stays whole.
    """
    plain = page.first and all(one.state is CopyState.PUT for one in page.copies)
    if not plain or len(page.copies) <= few:
        return [(page, ready)]
    starts = range(0, len(page.copies), few)
    return [
        (
            replace(page, copies=page.copies[start : start + few], digested=None),
            replace(ready, copies=ready.copies[start : start + few]),
        )
        for start in starts
    ]
