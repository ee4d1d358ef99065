"""Records of other kinds than tickets: shown by the same law, the portal's copy with our edits."""

import sqlite3

from firstline.domain.entity import Entity
from firstline.store import overlay
from firstline.store.copies import bases_of

_IDS = (
    "SELECT id FROM base WHERE kind=:kind AND {other} AND doc<>'' UNION SELECT entity FROM edit"
    " WHERE kind=:kind AND {other} AND state IN ('waiting','held','refused') ORDER BY 1"
)


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
