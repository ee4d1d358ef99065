"""The tickets that a review of a period reads: what changed since it began, and what is open."""

import sqlite3
from collections.abc import Iterator

from firstline.domain.ticket.ticket import Ticket
from firstline.store.queue.rows import ticket_from_text

_KEYS = (
    "SELECT key FROM ticket INDEXED BY ticket_by_updated WHERE updated>=:since"
    " UNION SELECT key FROM ticket WHERE is_open=1"
)


_HANDED = " AND instr(doc, '\"handed_off\"')>0"


def reviewed(raw: sqlite3.Connection, since: int, *, handed: bool) -> Iterator[Ticket]:
    """Yield these tickets in the order of their keys; `since` is an epoch second.

    With `handed` only those that the vendor may have been given: most of a large desk are not.
    """
    only = _HANDED if handed else ""
    sql = f"SELECT doc FROM ticket_text WHERE key IN ({_KEYS}){only} ORDER BY key"
    for (doc,) in raw.execute(sql, {"since": since}):
        yield ticket_from_text(doc)
