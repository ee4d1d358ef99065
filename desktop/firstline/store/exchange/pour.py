"""Many new rows in one statement: Python is let go while SQLite works, and others' threads run."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

_MOST_ROWS = 500
_MOST_VALUES = 32_766  # of one statement, SQLite's own limit since 3.32
Row = tuple[Any, ...]


def pour(
    raw: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Row],
    *, verb: str = "INSERT",
) -> None:  # fmt: skip
    """Insert `rows` into `table` in their order; call inside a transaction.

    Row by row, the writer would wait for its turn at Python after each one as long as another
    thread computes.
    """
    most = min(_MOST_ROWS, _MOST_VALUES // len(columns))
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        sql = _statement(verb, table, tuple(columns), len(some))
        raw.execute(sql, tuple(chain.from_iterable(some)))


@lru_cache(maxsize=64)
def _statement(verb: str, table: str, columns: tuple[str, ...], count: int) -> str:
    row = f"({','.join('?' * len(columns))})"
    return f"{verb} INTO {table}({','.join(columns)}) VALUES{','.join([row] * count)}"
