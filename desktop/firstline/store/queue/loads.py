"""Who has how many open tickets: one walk over the index of assignees."""

import sqlite3


def loads(raw: sqlite3.Connection) -> dict[str, int]:
    """Return the open tickets by assignee; those of nobody are left out."""
    sql = (
        "SELECT assignee, count(*) FROM ticket INDEXED BY ticket_by_assignee"
        " WHERE is_open=1 AND assignee<>'' GROUP BY assignee"
    )
    return dict(raw.execute(sql).fetchall())
