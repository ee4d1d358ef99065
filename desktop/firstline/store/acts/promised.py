"""Lets the clocks count what the contracts and supplements in the file promise (S60)."""

import sqlite3
from functools import partial

from firstline.domain.desk_in_use import DeskInUse
from firstline.store.queue.rows import Clocks
from firstline.store.shown import record_index

_PROMISES = (
    "kind IN ('contract','supplement') AND kind<>'ticket'"
    " AND (kind='supplement' OR instr(doc,'targets')>0)"
)
_ANY = f"SELECT 1 FROM base WHERE {_PROMISES} UNION ALL SELECT 1 FROM edit WHERE {_PROMISES}"


def heed(raw: sqlite3.Connection, clocks: Clocks | None) -> None:
    """Let `clocks` count by the contracts and supplements of this file; two looks if none do.

    A file whose records are not indexed yet is left until somebody changes a contract.
    """
    if not isinstance(clocks, DeskInUse) or not record_index.is_indexed(raw):
        return
    if clocks.desk.terms or raw.execute(_ANY).fetchone() is not None:
        from firstline.store.shown import record  # noqa: PLC0415 - where there is a contract

        clocks.heed(partial(record.few_records, raw))
