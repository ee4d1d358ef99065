"""How the gates of a project's runbooks stand, with what every register holds against them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from firstline.domain.errors import BadInput
from firstline.domain.health.sheet import text_of
from firstline.domain.runbook.book import book_from
from firstline.domain.runbook.gate import Verdict, verdicts
from firstline.store.gates.gate_stops import gate_stops

if TYPE_CHECKING:
    from firstline.store.reading import Reading

Gates = tuple[tuple[str, Sequence[Verdict]], ...]
"""The verdicts of each runbook by its name."""


def gates(store: "Reading", now: datetime, project: str = "") -> Gates:
    """Return the verdicts of the runbooks of this name, of all with ""."""
    wanted = project.casefold()
    books = [
        one for one in store.records("runbook")
        if not wanted or text_of(one, "name").casefold() == wanted
    ]  # fmt: skip
    if not books:
        return ()
    stops = gate_stops(store, now)
    found = []
    for one in books:
        try:
            book = book_from(one)
        except BadInput:  # of a later version
            continue
        found.append((text_of(one, "name"), verdicts(book, now, stops)))
    return tuple(found)
