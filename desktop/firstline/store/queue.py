"""The queue: which tickets a view shows and in which order, as one indexed query."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.store.rows import ROW_SQL, Row, row_from_sql

if TYPE_CHECKING:
    from firstline.domain.query import Query

SORTS: Mapping[str, tuple[tuple[str, ...], bool]] = {  # columns, whether newest comes first
    "sla": (("sla_sort",), False),
    "newest": (("created",), True),
    "updated": (("updated",), True),
    "priority": (("priority", "sla_sort"), False),
    "number": (("number_sort",), False),
    "title": (("title COLLATE NOCASE",), False),
    "site": (("site", "sla_sort"), False),
    "assignee": (("assignee", "sla_sort"), False),
    "status": (("status_rank", "sla_sort"), False),
}
CHOICES = ("site", "product", "module", "assignee", "requester", "status", "priority", "type")


@dataclass(frozen=True, slots=True)
class Totals:
    """The three figures of the status strip."""

    open: int
    overdue: int
    at_risk: int


def order_by(sort: str, *, descending: bool) -> str:
    """Return the ORDER BY of one of SORTS; ties follow the order of arrival.

    `newest` and `updated` start with the newest; `descending` turns any order round. Raises
    BadInput for a sort that does not exist.
    """
    if sort not in SORTS:
        names = ", ".join(SORTS)
        raise BadInput(
            Text(f"不能按“{sort[:40]}”排序。", f"Cannot sort by “{sort[:40]}”."),
            next_step=Text(f"可用:{names}。", f"Use one of: {names}."),
        )
    columns, newest_first = SORTS[sort]
    way = " DESC" if descending != newest_first else ""
    return ", ".join(f"{column}{way}" for column in (*columns, "key"))


def condition(
    raw: sqlite3.Connection, query: "Query | None", now: datetime, me: str
) -> tuple[str, Mapping[str, Any]]:
    """Return `query` as an SQL condition over table `ticket`, with its values.

    Days begin in the zone of `now`.
    """
    if query is None or not query.terms:
        return "1", {}
    from firstline.store.query_sql import condition as written  # noqa: PLC0415

    return written(raw, query, now, me)


def select_keys(
    raw: sqlite3.Connection, where: str, values: Mapping[str, Any], order: str, limit: int | None
) -> list[int]:
    """Return the keys of the tickets that `where` holds for, in `order`.

    SQLite writes them as one JSON array: for a million keys twice as fast as a row each.
    """
    most = -1 if limit is None else limit
    inner = f"SELECT key FROM ticket WHERE {where} ORDER BY {order} LIMIT {most:d}"
    text = raw.execute(f"SELECT json_group_array(key) FROM ({inner})", values).fetchone()[0]
    keys: list[int] = json.loads(text)
    return keys


def rows(raw: sqlite3.Connection, keys: Sequence[int]) -> list[Row]:
    """Return the rows of `keys` in their order; a key that is gone is left out."""
    sql = f"{ROW_SQL} WHERE t.key IN (SELECT value FROM json_each(?))"
    found = {line[0]: line for line in raw.execute(sql, (json.dumps(list(keys)),))}
    return [row_from_sql(found[key]) for key in keys if key in found]


def row(raw: sqlite3.Connection, ticket_id: str) -> Row | None:
    """Return the row of one ticket, or None."""
    found = raw.execute(f"{ROW_SQL} WHERE t.id=?", (ticket_id,)).fetchone()
    return row_from_sql(found) if found else None


def count(raw: sqlite3.Connection, where: str, values: Mapping[str, Any]) -> int:
    """Return how many tickets `where` holds for."""
    found: int = raw.execute(f"SELECT count(*) FROM ticket WHERE {where}", values).fetchone()[0]
    return found


def totals(raw: sqlite3.Connection, now: int) -> Totals:
    """Return how many tickets are open, overdue and at risk at the epoch second `now`."""
    return Totals(
        count(raw, "is_open=1", {}),
        count(raw, "is_open=1 AND sla_late<=:now", {"now": now}),
        count(raw, "is_open=1 AND sla_late>:now AND sla_risk<=:now", {"now": now}),
    )


def next_change(raw: sqlite3.Connection, now: int) -> int | None:
    """Return the next epoch second at which a ticket becomes at risk or overdue (sla.md R15)."""
    found = raw.execute(
        "SELECT min(at) FROM ("
        " SELECT min(sla_late) AS at FROM ticket WHERE is_open=1 AND sla_late>:now UNION ALL"
        " SELECT min(sla_risk) FROM ticket WHERE is_open=1 AND sla_risk>:now)",
        {"now": now},
    ).fetchone()[0]
    return None if found is None else int(found)


def choices(raw: sqlite3.Connection, field: str) -> list[str]:
    """Return the known values of a field, each once, in order; empty ones are left out."""
    if field in ("tag", "tags"):
        sql = "SELECT DISTINCT tag FROM ticket_tag ORDER BY tag"
    elif field in CHOICES:
        sql = f"SELECT DISTINCT {field} FROM ticket WHERE {field} <> '' ORDER BY {field}"
    else:
        names = ", ".join((*CHOICES, "tags"))
        raise BadInput(
            Text(f"“{field[:40]}”没有可选值。", f"There are no choices for “{field[:40]}”."),
            next_step=Text(f"可用:{names}。", f"Use one of: {names}."),
        )
    return [line[0] for line in raw.execute(sql)]
