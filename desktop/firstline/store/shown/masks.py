"""Names that are not shown any more: the mask in force, and what must be shown anew under it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from firstline.store.queue.rows import ticket_from_text

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity
    from firstline.domain.privacy.mask import Mask
    from firstline.domain.ticket.ticket import Ticket
    from firstline.store.shown.shown import Desk

ERASURE = "erasure"  # domain.privacy.mask, which only a profile with such records loads
_ANY = (
    "SELECT 1 FROM base WHERE kind=:kind AND kind<>'ticket' AND doc<>''"
    " UNION ALL SELECT 1 FROM edit WHERE kind=:kind AND kind<>'ticket' LIMIT 1"
)


def mask_of(raw: sqlite3.Connection) -> "Mask | None":
    """Return the mask of all records of names, None where there are none."""
    if raw.execute(_ANY, {"kind": ERASURE}).fetchone() is None:
        return None
    from firstline.domain.privacy.mask import mask_from  # noqa: PLC0415 - few profiles have one
    from firstline.store.shown.record import plain_records  # noqa: PLC0415 - it asks for the mask

    return mask_from(plain_records(raw, ERASURE))


def show_anew(desk: "Desk") -> None:
    """Write anew every ticket on which a name may still be shown."""
    from firstline.store.shown import overlay  # noqa: PLC0415 - it asks for the mask

    mask = mask_of(desk.raw)
    if mask is not None:
        rows = desk.raw.execute("SELECT t.id, d.doc FROM ticket t JOIN ticket_text d USING(key)")
        overlay.show(desk, [one for one, doc in rows if mask.may_hit(doc)])


def naming(
    raw: sqlite3.Connection, names: Sequence[str], kinds: Iterable[str]
) -> "tuple[list[Ticket], list[Entity]]":
    """Return the tickets and the records of these kinds that name any of `names`, as shown."""
    from firstline.domain.edits.entity import Entity, entity_to_json  # noqa: PLC0415 - this alone
    from firstline.domain.privacy.mask import mask_from  # noqa: PLC0415
    from firstline.store.shown.record import records  # noqa: PLC0415

    found = mask_from([Entity(ERASURE, "", {"names": "\n".join(names), "alias": "?"})])
    if found is None:
        return [], []
    rows = raw.execute("SELECT doc FROM ticket_text ORDER BY key")
    tickets = [ticket_from_text(doc) for (doc,) in rows if found.may_hit(doc)]
    tickets = [one for one in tickets if found.ticket(one) != one]
    held = [
        one for kind in kinds for one in records(raw, kind)
        if found.pattern.search(json.dumps(entity_to_json(one), ensure_ascii=False))
    ]  # fmt: skip
    return tickets, held


def rest(raw: sqlite3.Connection, names: Sequence[str]) -> dict[str, int]:
    """Return how many edits of the log and copies of the portals still hold any of `names`."""
    told = {}
    for table in ("edit", "base"):
        marks = " OR ".join("instr(doc, ?)>0" for _ in names)
        sql = f"SELECT count(*) FROM {table} WHERE kind<>? AND ({marks})"
        told[table] = raw.execute(sql, (ERASURE, *names)).fetchone()[0]
    return told
