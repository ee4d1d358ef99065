"""What a destruction leaves, counted: the log is chained and cannot be cut, others have copies."""

import sqlite3
from pathlib import Path

from firstline.domain.handoff.release import RELEASED
from firstline.domain.retention.category import Category
from firstline.domain.retention.item import Listing
from firstline.domain.ticket.ticket import EventKind
from firstline.store.care import snapshots
from firstline.store.queue.rows import ticket_from_text
from firstline.store.shown.shown import list_of

_CONTENT = (Category.ATTACHMENTS, Category.LOGS)


def remains(raw: sqlite3.Connection, folder: Path, found: Listing) -> dict[str, int]:
    """Return what stays of what a run of this list destroys, by kind.

    `log_entries` are tickets whose log keeps name, size and hash; `portal_copies` contents that a
    portal is known to have; `packs` those that left by stick; `handoffs` packages that left for a
    vendor; `snapshots` copies of the database on this device, which hold texts and no attachments.
    """
    contents = {one.sha256 for one in found.due if one.category in _CONTENT}
    tickets = {ticket for one in found.due for ticket in one.tickets}
    listed, values = list_of(contents)
    at_portal = f"SELECT count(DISTINCT sha256) FROM file_at WHERE sha256 IN {listed}"
    packs = "SELECT count(*) FROM pack WHERE direction='out'"
    return {
        "log_entries": len({ticket for one in found.due if one.category in _CONTENT
                            for ticket in one.tickets}),
        "portal_copies": raw.execute(at_portal, values).fetchone()[0],
        "packs": raw.execute(packs).fetchone()[0],
        "handoffs": _handoffs(raw, tickets),
        "snapshots": sum(1 for _ in (folder / snapshots.FOLDER).glob("*.db")),
    }  # fmt: skip


def _handoffs(raw: sqlite3.Connection, tickets: set[str]) -> int:
    listed, values = list_of(tickets)
    sql = f"SELECT d.doc FROM ticket t JOIN ticket_text d ON d.key=t.key WHERE t.id IN {listed}"
    return sum(
        event.kind is EventKind.ENTRY and event.data.get("what") == RELEASED
        for row in raw.execute(sql, values) for event in ticket_from_text(row[0]).events
    )  # fmt: skip
