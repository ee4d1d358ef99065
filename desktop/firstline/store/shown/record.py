"""Records of other kinds than tickets: shown by the same law, the portal's copy with our edits."""

import sqlite3
from typing import TYPE_CHECKING

from firstline.domain.digests import digest as sha256_of
from firstline.domain.edits.entity import Entity
from firstline.store.exchange.copies import bases_of
from firstline.store.shown import overlay
from firstline.store.shown.masks import ERASURE, mask_of

if TYPE_CHECKING:
    from firstline.domain.privacy.mask import Mask

_COPIES = "SELECT id, doc, state FROM base WHERE kind=:kind AND {other} AND doc<>''"
_IDS = (
    "SELECT id FROM base WHERE kind=:kind AND kind<>'ticket'"
    " UNION SELECT entity FROM edit WHERE kind=:kind AND kind<>'ticket'"
)
_EDITS = (
    "SELECT entity, id, doc, sha256 FROM edit WHERE kind=:kind AND {other}"
    " AND state IN ('waiting','held','refused')"
)


def record(raw: sqlite3.Connection, kind: str, record_id: str) -> Entity | None:
    """Return the record as it is shown, or None."""
    base = bases_of(raw, kind, (record_id,)).get(record_id)
    stored, _ = overlay.edits_of(raw, kind, (record_id,))
    mask = None if kind == ERASURE else mask_of(raw)
    return overlay.composed_entity(base, stored.get(record_id, []), mask)


def records(raw: sqlite3.Connection, kind: str) -> list[Entity]:
    """Return all records of a kind as they are shown, by id; names that are hidden as aliases."""
    mask = None if kind == ERASURE else mask_of(raw)
    return plain_records(raw, kind, mask)


def plain_records(raw: sqlite3.Connection, kind: str, mask: "Mask | None" = None) -> list[Entity]:
    """Return all records of a kind, under a mask or under none.

    There may be a hundred thousand: those that are as they came, or as one edit made them, are
    read by plain_record, the others by overlay.
    """
    from firstline.store.shown.plain_record import (  # noqa: PLC0415 - a start has but few
        of_copy,
        of_edit,
        singles,
    )

    other = "kind='ticket'" if kind == "ticket" else "kind<>'ticket'"
    alone, several = singles(raw.execute(_EDITS.format(other=other), {"kind": kind}))
    found: dict[str, Entity] = {}
    left = several
    for key, doc, state in raw.execute(_COPIES.format(other=other), {"kind": kind}):
        if key in alone or key in several:
            left.add(key)
            alone.pop(key, None)
        elif state == "put":
            made = of_copy(doc)
            if made is None:
                left.add(key)
            else:
                found[key] = made
    for key, (_, edit_id, doc, sha256) in alone.items():
        whole = sha256_of(doc.encode()) == sha256
        made = of_edit(doc, edit_id, key) if whole else None
        if made is None:
            left.add(key)
        else:
            found[key] = made
    if mask is not None:
        found = {key: mask.entity(one) for key, one in found.items()}
    found.update(composed(raw, kind, left, mask))
    return [found[key] for key in sorted(found)]


def few_records(raw: sqlite3.Connection, kind: str) -> list[Entity]:
    """Return what `records` does, each composed: for few, and without what is loaded for many."""
    mask = None if kind == ERASURE else mask_of(raw)
    ids = {row[0] for row in raw.execute(_IDS, {"kind": kind})}
    found = composed(raw, kind, ids, mask)
    return [found[key] for key in sorted(found)]


def composed(
    raw: sqlite3.Connection, kind: str, ids: set[str], mask: "Mask | None" = None
) -> dict[str, Entity]:
    """Return these records by id, each composed of its copy and its edits."""
    if not ids:
        return {}
    bases = bases_of(raw, kind, ids)
    stored, _ = overlay.edits_of(raw, kind, ids)
    found = {one: overlay.composed_entity(bases.get(one), stored.get(one, []), mask) for one in ids}
    return {key: one for key, one in found.items() if one is not None}
