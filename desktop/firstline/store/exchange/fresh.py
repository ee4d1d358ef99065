"""A part of a first pull of which nothing is known here yet: its rows are written straight."""

import json
import sqlite3
from collections.abc import Sequence

from firstline.domain.edits.exchange import Page
from firstline.store.exchange import copies
from firstline.store.exchange.pour import pour
from firstline.store.exchange.ready import Ready
from firstline.store.shown import shown
from firstline.store.shown.masks import mask_of
from firstline.store.shown.shown import Desk, Written

_IDS = "FROM json_each(:ids) AS one CROSS JOIN"
_IS_KNOWN = (
    f"SELECT EXISTS (SELECT 1 {_IDS} base b ON b.id=one.value)"
    f" OR EXISTS (SELECT 1 {_IDS} edit e ON e.entity=one.value)"
    f" OR EXISTS (SELECT 1 {_IDS} ticket t ON t.id=one.value)"
)
_BASE = ("kind", "id", "portal", "doc", "version", "rev", "seq", "pulled")


def rows_of(raw: sqlite3.Connection, page: Page, ready: Ready) -> Sequence[Written] | None:
    """Return what is shown of each copy; None where one is no plain ticket or known already.

    Of these no copy, edit or ticket is here and none bears a hidden name, so that nothing can meet
    them. A copy that was made ready is one that stands (`landing.prepare`).
    """
    rows = []
    for copy, one in zip(page.copies, ready.copies, strict=True):
        if one is None or one.fault or one.id != copy.id or copy.remote:
            return None
        row = ready.shown.get(one.id) if copy.kind == "ticket" else None
        if row is None or row.doc is not one.doc or not row.number:
            return None
        rows.append(row)
    ids = [one.id for one in rows]
    if not ids or len({*ids}) < len(ids):
        return None
    known: int = raw.execute(_IS_KNOWN, {"ids": json.dumps(ids)}).fetchone()[0]
    mask = None if known else mask_of(raw)
    hidden = mask is not None and any(mask.may_hit(one.doc) for one in rows)
    return None if known or hidden else rows


def write(
    desk: Desk, portal: str, page: Page, rows: Sequence[Written], mark: int, looked_at: str
) -> None:
    """Write copies with this `mark` and what is shown of them; `looked_at` is as in `shown.put`."""
    values = [
        ("ticket", row.id, portal, row.doc, copy.version, copy.rev, copy.seq, mark)
        for copy, row in zip(page.copies, rows, strict=True)
    ]
    pour(desk.raw, copies.TABLE, _BASE, values)
    shown.put(desk, [(row, "synced", None) for row in rows], looked_at=looked_at)
