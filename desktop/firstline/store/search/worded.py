"""Lists what words find: by whatever is least, the order of the list walked or the hits sorted.

Three ways lead to the same tickets in the same order. Few hits are taken from full text and sorted.
Many are met soon on a walk along the list's own order, where each ticket's entry is looked at by
itself. Where a filter leaves few tickets, each of those is looked at. Only what is left, such as
all of a million hits, asks full text for all of them.
"""

import sqlite3
from math import isqrt

from firstline.store.queue import queue
from firstline.store.queue.queue import Asked
from firstline.store.search.word_probe import holds, together

_SHARE_SORTED = 10  # all of a list: sorting a tenth of the tickets costs as much as passing all
_SHARE_PROBED = 50
_HITS = "SELECT rowid FROM search WHERE search MATCH :together"


def select_keys(
    raw: sqlite3.Connection, asked: Asked, sort: str, *, descending: bool, limit: int | None,
    soon: bool,
) -> list[int] | None:  # fmt: skip
    """Return the keys of the tickets that hold the words of `asked`, as `queue.select_keys` does.

    With `soon` None where all hits would have to be looked at: who waits had better not.
    """
    order = queue.order_by(sort, descending=descending)
    asked = _told(asked)
    many = queue.highest_key(raw)
    # Among `many` tickets with `few` hits as many steps lead to `limit` of them as sorting takes.
    few = many // _SHARE_SORTED if limit is None else isqrt(2 * limit * many)
    most = -1 if limit is None else limit
    if _are_few_hits(raw, asked, few):
        sql = f"SELECT key FROM {_few_hits(asked)}"
        return queue.key_list(raw, f"{sql} ORDER BY {order} LIMIT {most:d}", asked)
    probed = f"{asked.where} AND {holds(asked.words)}"
    if limit is not None and few > limit:
        sql = queue.walked(asked, sort, order, limit, few, also=holds(asked.words))
        keys = queue.key_list(raw, sql, asked)
        if len(keys) == limit:
            return keys
    if _are_few_tickets(raw, asked, sort, many // _SHARE_PROBED):
        sql = f"SELECT key FROM {queue.source(asked, sort)} WHERE {probed}"
        return queue.key_list(raw, f"{sql} ORDER BY {order} LIMIT {most:d}", asked)
    if soon:
        return None
    sql = f"SELECT key FROM {_all_hits(asked, sort)}"
    return queue.key_list(raw, f"{sql} ORDER BY {order} LIMIT {most:d}", asked)


def count(raw: sqlite3.Connection, asked: Asked) -> int:
    """Return how many tickets hold the words of `asked`."""
    asked = _told(asked)
    many = queue.highest_key(raw)
    if asked.where == "1":
        hits = _count_hits(raw, asked)
        return hits if _has_wanted(asked) else queue.count(raw) - hits
    if _are_few_hits(raw, asked, many // _SHARE_SORTED):
        sql = f"SELECT count(*) FROM {_few_hits(asked)}"
    elif _are_few_tickets(raw, asked, "sla", many // _SHARE_PROBED):
        probed = f"{asked.where} AND {holds(asked.words)}"
        sql = f"SELECT count(*) FROM {queue.source(asked, 'sla')} WHERE {probed}"
    else:
        sql = f"SELECT count(*) FROM {_all_hits(asked, 'sla')}"
    found: int = raw.execute(sql, asked.values).fetchone()[0]
    return found


def _told(asked: Asked) -> Asked:
    """Return `asked` with the values of its words, and all of them as one expression."""
    values = {name: value for one in asked.words for name, value in one.values.items()}
    values = {**asked.values, **values, "together": together(asked.words)}
    return Asked(asked.where, values, asked.lately, asked.words)


def _has_wanted(asked: Asked) -> bool:
    return not all(one.negated for one in asked.words)


def _few_hits(asked: Asked) -> str:
    """Return table and condition by which each hit is read by its key."""
    return f"ticket NOT INDEXED WHERE key IN ({_HITS}) AND {asked.where}"


def _all_hits(asked: Asked, sort: str) -> str:
    """Return table and condition by which SQLite asks full text for all hits and keeps them.

    The plus keeps it from reading the tickets by their hits instead, out of the order of the list.
    """
    table = queue.source(asked, sort)
    if sort == "title" and not asked.lately:  # the only order that `ticket_list` does not hold
        table = "ticket INDEXED BY ticket_by_title"
    sign = "" if _has_wanted(asked) else "NOT "
    return f"{table} WHERE {asked.where} AND +key {sign}IN ({_HITS})"


def _are_few_hits(raw: sqlite3.Connection, asked: Asked, few: int) -> bool:
    if not _has_wanted(asked):
        return False
    found = raw.execute(f"SELECT count(*) FROM ({_HITS} LIMIT {few + 1:d})", asked.values)
    return bool(found.fetchone()[0] <= few)


def _are_few_tickets(raw: sqlite3.Connection, asked: Asked, sort: str, few: int) -> bool:
    """Whether the columns alone leave so few tickets that each can be looked at."""
    if queue.is_whole(asked):
        return False
    sql = f"SELECT 1 FROM {queue.source(asked, sort)} WHERE {asked.where} LIMIT {few + 1:d}"
    found = raw.execute(f"SELECT count(*) FROM ({sql})", asked.values)
    return bool(found.fetchone()[0] <= few)


def _count_hits(raw: sqlite3.Connection, asked: Asked) -> int:
    """Return how many hits there are, without those whose ticket has just gone."""
    gone = (
        "SELECT count(*) FROM search_pending p WHERE p.key NOT IN (SELECT key FROM ticket)"
        " AND EXISTS (SELECT 1 FROM search WHERE search MATCH :together AND rowid=p.key)"
    )
    sql = f"SELECT (SELECT count(*) FROM ({_HITS})) - ({gone})"
    found: int = raw.execute(sql, asked.values).fetchone()[0]
    return found
