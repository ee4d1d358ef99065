"""The queue: which tickets a view shows and in which order, as one indexed query."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from firstline.domain.errors import BadInput
from firstline.domain.patterns import pattern
from firstline.domain.values import dataclass, field
from firstline.domain.words import Text
from firstline.store.queue.rows import ROW_SQL, Row, row_from_sql

if TYPE_CHECKING:
    from firstline.domain.query.query import Query
    from firstline.store.search.word_probe import Word

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
CHOICES = ("site", "product", "module", "assignee", "requester", "tag")


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as SQL: a condition over table `ticket` and the values it names, and its words.

    `lately` says that it lets few tickets through by when they were last changed.
    """

    where: str = "1"
    values: Mapping[str, Any] = field(default_factory=dict)
    lately: bool = False
    words: "tuple[Word, ...]" = ()


EVERY = Asked()
_WALK, _WALK_SHARE = 10_000, 50  # looking at one ticket costs as much as passing over fifty
_LATELY_SHARE = 20
_SINCE = pattern(r"(?:^|AND )\(\(updated>=:(\w+)\)\)")
_AWAKE = pattern(r" AND key NOT IN \([\d,]+\)$")  # what sleeps is left out of a whole list
_WHOLE_LISTS = ("1", "is_open=1", "is_open=0")
_WORDED = ("text", "requester")


def ask(raw: sqlite3.Connection, query: "Query | None", now: datetime, me: str) -> Asked:
    """Return `query` as SQL; `now` decides what is late, and its zone where days begin."""
    if query is None or not query.terms:
        return EVERY
    from firstline.store.search.query_sql import columns_condition  # noqa: PLC0415 - no first picture

    words: tuple[Word, ...] = ()
    if any(term.field in _WORDED for term in query.terms):
        from firstline.store.search.word_probe import parted  # noqa: PLC0415 - as above

        query, words = parted(raw, query)
    where, values = columns_condition(raw, query, now, me)
    return Asked(where, values, _is_lately(raw, where, values), words)


def _is_lately(raw: sqlite3.Connection, where: str, values: Mapping[str, Any]) -> bool:
    since = _SINCE.search(where)
    if since is None:
        return False
    most = highest_key(raw) // _LATELY_SHARE
    inner = "SELECT 1 FROM ticket INDEXED BY ticket_by_updated WHERE updated>=? LIMIT ?"
    found = raw.execute(f"SELECT count(*) FROM ({inner})", (values[since[1]], most + 1))
    return bool(found.fetchone()[0] <= most)


def source(asked: Asked, sort: str) -> str:
    """Return the table with the index that the list is to be read from.

    A whole list walks the index of its order; a filtered one reads `ticket_list` alone, from end
    to end if need be. Where words or tags name their keys, SQLite chooses.
    """
    if is_whole(asked):
        return f"ticket INDEXED BY ticket_by_{sort}"
    if asked.lately:
        return "ticket INDEXED BY ticket_by_updated"
    return "ticket" if _names_keys(asked) else "ticket INDEXED BY ticket_list"


def is_whole(asked: Asked) -> bool:
    """Whether the columns leave out nothing but one side of the open and the closed."""
    return _AWAKE.sub("", asked.where).strip("()") in _WHOLE_LISTS


def _names_keys(asked: Asked) -> bool:
    return "key IN" in asked.where or "number IN" in asked.where


def select_keys(
    raw: sqlite3.Connection, asked: Asked, sort: str, *, descending: bool, limit: int | None
) -> list[int]:
    """Return the keys of the tickets that `asked` finds, in the order of `sort`."""
    found = select_soon(raw, asked, sort, descending=descending, limit=limit, soon=False)
    return found or []


def select_soon(
    raw: sqlite3.Connection, asked: Asked, sort: str, *, descending: bool, limit: int | None,
    soon: bool = True,
) -> list[int] | None:  # fmt: skip
    """Return as `select_keys` does; None where that may take longer than a person should wait."""
    order = order_by(sort, descending=descending)
    if asked.words:
        from firstline.store.search import worded  # noqa: PLC0415 - not for the first picture

        return worded.select_keys(raw, asked, sort, descending=descending, limit=limit, soon=soon)
    table = source(asked, sort)
    direct = limit is None or asked.lately or is_whole(asked)
    walk = 0 if direct else min(_WALK, highest_key(raw) // _WALK_SHARE)
    if limit and walk > limit:
        keys = key_list(raw, walked(asked, sort, order, limit, walk), asked)
        if len(keys) == limit:
            return keys
    most = -1 if limit is None else limit
    sql = f"SELECT key FROM {table} WHERE {asked.where} ORDER BY {order} LIMIT {most:d}"
    return key_list(raw, sql, asked)


def highest_key(raw: sqlite3.Connection) -> int:
    """Return the highest row key, about the number of tickets, at once."""
    found: int = raw.execute("SELECT coalesce(max(key), 0) FROM ticket").fetchone()[0]
    return found


def walked(asked: Asked, sort: str, order: str, limit: int, walk: int, *, also: str = "1") -> str:
    """Return the SQL that looks at the first `walk` tickets of an order only.

    Where a filter lets many tickets through, they hold enough of them, and nothing else need be
    read or sorted; where it does not, few tickets remain to be sorted. `also` is one more condition
    over table `ticket`, looked at last. The outer limit changes nothing but that SQLite does not
    put both selects into one, which would look at all of them.
    """
    columns = ", ".join(column.partition(" ")[0] for column in SORTS[sort][0])
    passed = asked.where if is_whole(asked) else _leading(asked, SORTS[sort][0][0])
    return (
        f"SELECT key FROM (SELECT key, {columns} FROM (SELECT key AS walked FROM ticket"
        f" INDEXED BY ticket_by_{sort} WHERE {passed} ORDER BY {order} LIMIT {walk:d})"
        f" CROSS JOIN ticket ON key = walked WHERE {asked.where} AND {also} LIMIT {limit:d})"
        f" ORDER BY {order} LIMIT {limit:d}"
    )


def _leading(asked: Asked, column: str) -> str:
    """Return the part of the filter that names one value of an order's first column, else 1.

    All of them stand together there, perhaps far from where the order begins.
    """
    found = re.search(rf"(?:^|AND )({column} IN \(:\w+\))(?: AND|$)", asked.where)
    return found[1] if found else "1"


def key_list(raw: sqlite3.Connection, sql: str, asked: Asked) -> list[int]:
    """Return the keys that `sql` selects, in its order.

    SQLite writes them as one JSON array: for a million keys twice as fast as a row each.
    """
    text = raw.execute(f"SELECT json_group_array(key) FROM ({sql})", asked.values).fetchone()[0]
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


def count(raw: sqlite3.Connection, asked: Asked = EVERY) -> int:
    """Return how many tickets `asked` finds."""
    if asked.words:
        from firstline.store.search import worded  # noqa: PLC0415 - not for the first picture

        return worded.count(raw, asked)
    single = " AND " not in asked.where and " OR " not in asked.where
    table = "ticket" if single else source(asked, "sla")  # one column has an index of its own
    sql = f"SELECT count(*) FROM {table} WHERE {asked.where}"
    found: int = raw.execute(sql, asked.values).fetchone()[0]
    return found


def totals(raw: sqlite3.Connection, now: int) -> Totals:
    """Return how many tickets are open, overdue and at risk at the epoch second `now`."""
    sql = (
        "SELECT (SELECT count(*) FROM ticket INDEXED BY ticket_late WHERE is_open=1),"
        " (SELECT count(*) FROM ticket INDEXED BY ticket_late WHERE is_open=1 AND sla_late<=:now),"
        " (SELECT count(*) FROM ticket INDEXED BY ticket_late WHERE is_open=1 AND sla_late>:now"
        "  AND sla_risk<=:now)"
    )
    return Totals(*raw.execute(sql, {"now": now}).fetchone())


def next_change(raw: sqlite3.Connection, now: int) -> int | None:
    """Return the next epoch second at which a ticket becomes at risk or overdue (sla.md R15)."""
    found = raw.execute(
        "SELECT min(at) FROM ("
        " SELECT min(sla_late) AS at FROM ticket WHERE is_open=1 AND sla_late>:now UNION ALL"
        " SELECT min(sla_risk) FROM ticket WHERE is_open=1 AND sla_risk>:now)",
        {"now": now},
    ).fetchone()[0]
    return None if found is None else int(found)


def choices(raw: sqlite3.Connection, name: str) -> list[str]:
    """Return the known values of a field, each once, in order; empty ones are left out."""
    column = "tag" if name == "tags" else name
    if column not in CHOICES:
        names = ", ".join(CHOICES)
        raise BadInput(
            Text(f"“{name[:40]}”没有可选值。", f"There are no choices for “{name[:40]}”."),
            next_step=Text(f"可用:{names}。", f"Use one of: {names}."),
        )
    from firstline.store.search.query_sql import known_values  # noqa: PLC0415 - as above

    return [value for value in known_values(raw, column) if value]
