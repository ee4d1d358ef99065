"""The index of records of other kinds than tickets: whether it is there, and how it is made."""

import sqlite3

# A file without them is whole and only slow: beside a million tickets the few others are sought.
INDEXES = {
    "record_base": "CREATE INDEX record_base ON base(kind, id) WHERE kind<>'ticket'",
    "record_edit": "CREATE INDEX record_edit ON edit(kind, entity) WHERE kind<>'ticket'",
}


def is_indexed(raw: sqlite3.Connection) -> bool:
    """Whether records of other kinds than tickets are found by an index of their own. Quick."""
    marks = ",".join("?" * len(INDEXES))
    sql = f"SELECT count(*) FROM sqlite_schema WHERE type='index' AND name IN ({marks})"
    return bool(raw.execute(sql, tuple(INDEXES)).fetchone()[0] == len(INDEXES))


def index(raw: sqlite3.Connection) -> None:
    """Make the indexes that are missing; call inside a transaction. Reads every copy and edit."""
    for sql in INDEXES.values():
        raw.execute(sql.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
