"""What a shift hands over is read from: every open ticket, and every one that changed since."""

import sqlite3

from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.store.queue.rows import Clocks, ticket_from_text, timers_from_text

MOST_OPEN = 2000
"""More open tickets than that are no shift's to hand over: the most urgent stand for them."""
_KEYS = (
    "SELECT key FROM ticket INDEXED BY ticket_by_updated WHERE updated>=:since UNION"
    " SELECT key FROM (SELECT key FROM ticket INDEXED BY ticket_by_sla WHERE is_open=1"
    "  ORDER BY sla_sort LIMIT :most)"
)


def touched(
    raw: sqlite3.Connection, clocks: Clocks, since: int
) -> list[tuple[Ticket, tuple[Timer, ...]]]:
    """Return these tickets in the order of their keys; `since` is an epoch second."""
    sql = f"SELECT timers, doc FROM ticket_text WHERE key IN ({_KEYS}) ORDER BY key"
    found = []
    for timers, doc in raw.execute(sql, {"since": since, "most": MOST_OPEN}):
        ticket = ticket_from_text(doc)  # clocks that were put off are reckoned here
        found.append((ticket, timers_from_text(timers) if timers else clocks.timers(ticket)))
    return found
