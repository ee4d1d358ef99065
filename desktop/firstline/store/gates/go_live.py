"""What a runbook's act sets in motion: systems go live once their go-live gate lets pass."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from firstline.domain.edits.edit import Edit, Stamp
from firstline.store.gates.gate_stops import gate_stops

if TYPE_CHECKING:
    from firstline.domain.runbook.book import Book
    from firstline.store.reading import Reading


def going_live(
    store: "Reading", book: "Book", now: datetime, stamps: Callable[[], Stamp], zone: tzinfo
) -> list[Edit]:
    """Return the edits by which systems of the runbook's project go live; mostly there are none."""
    from firstline.domain.project.go_live import moves, waiting  # noqa: PLC0415 - at a gate alone
    from firstline.domain.runbook.gate import verdicts  # noqa: PLC0415

    if not any(one.go_live for one in book.template.gates):
        return []
    phases = store.records("phase")
    if not waiting(phases, book.name):
        return []
    return moves(phases, book.name, verdicts(book, now, gate_stops(store, now)), stamps, zone)
