"""The how-to questions among the tickets: what people asked who had not learned it."""

import sqlite3
from datetime import datetime

from firstline.domain.instants import epoch, from_epoch
from firstline.domain.training.howto import TAG, Asking

_SQL = (
    "SELECT id, number, title, created, requester, product, module, site, tags FROM ticket"
    " WHERE created>=? AND created<=? AND status NOT IN ('cancelled','duplicate')"
    " AND (type='question' OR instr(tags, ?)>0) ORDER BY created"
)


def how_to(raw: sqlite3.Connection, since: datetime, now: datetime) -> list[Asking]:
    """Return the questions between both instants, the oldest first; other types with their tag."""
    rows = raw.execute(_SQL, (epoch(since), epoch(now), TAG)).fetchall()
    return [Asking(row[0], row[1], row[2], from_epoch(row[3]), *row[4:8]) for row in rows]
