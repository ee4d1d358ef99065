"""Records of other kinds than tickets: shown by the same law, the portal's copy with our edits."""

import sqlite3

from firstline.domain.entity import Entity
from firstline.store import overlay
from firstline.store.copies import bases_of

# A file without them is whole and only slow: beside a million tickets the few others are sought.
INDEXES = {
    "record_base": "CREATE INDEX record_base ON base(kind, id) WHERE kind<>'ticket'",
    "record_edit": "CREATE INDEX record_edit ON edit(kind, entity) WHERE kind<>'ticket'",
}
_IDS = (
    "SELECT id FROM base WHERE kind=:kind AND {other} AND doc<>'' UNION SELECT entity FROM edit"
    " WHERE kind=:kind AND {other} AND state IN ('waiting','held','refused') ORDER BY 1"
)


def is_indexed(raw: sqlite3.Connection) -> bool:
    """Whether records of other kinds than tickets are found by an index of their own. Quick."""
    marks = ",".join("?" * len(INDEXES))
    sql = f"SELECT count(*) FROM sqlite_schema WHERE type='index' AND name IN ({marks})"
    return bool(raw.execute(sql, tuple(INDEXES)).fetchone()[0] == len(INDEXES))


def index(raw: sqlite3.Connection) -> None:
    """Make the indexes that are missing; call inside a transaction. Reads every copy and edit."""
    for sql in INDEXES.values():
        raw.execute(sql.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))


def record(raw: sqlite3.Connection, kind: str, record_id: str) -> Entity | None:
    """Return the record as it is shown, or None."""
    base = bases_of(raw, kind, (record_id,)).get(record_id)
    stored, _ = overlay.edits_of(raw, kind, (record_id,))
    return overlay.composed_entity(base, stored.get(record_id, []))


def records(raw: sqlite3.Connection, kind: str) -> list[Entity]:
    """Return all records of a kind as they are shown, by id."""
    sql = _IDS.format(other="kind='ticket'" if kind == "ticket" else "kind<>'ticket'")
    ids = [row[0] for row in raw.execute(sql, {"kind": kind})]
    bases = bases_of(raw, kind, ids)
    stored, _ = overlay.edits_of(raw, kind, ids)
    found = (overlay.composed_entity(bases.get(one), stored.get(one, [])) for one in ids)
    return [one for one in found if one is not None]
