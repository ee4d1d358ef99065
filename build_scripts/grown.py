"""A store of a million tickets in minutes: a hundred thousand true ones, copied row by row."""

from datetime import datetime
from pathlib import Path

from firstline.domain.query.query import parse_query
from firstline.store.store import Store
from synthetic import desk_for, filled_store

TRUE_ONES = 100_000
_SHIFT_S = 61 * 86_400  # each copy is two months older than the one before


def grown_store(folder: Path, count: int, now: datetime) -> Store:
    """Return an open store of `count` tickets in `folder`, made at need.

    Up to TRUE_ONES every ticket was performed edit by edit; beyond, the rows of the first ones
    are copied with other ids, numbers and titles. Their search index is complete. What was cut
    short goes on where it stood.
    """
    held = _held(folder, now)
    if held < min(count, TRUE_ONES) or held > count:
        filled_store(folder, min(count, TRUE_ONES), now).close()
        held = min(count, TRUE_ONES)
    store = Store.open(folder, desk_for(folder), now=now)
    while held < count:
        held = _copy(store, held, min(TRUE_ONES, count - held))
    while store.catch_up(2000):
        pass
    with store.connection.read() as raw:
        raw.execute("ANALYZE")
    return store


def _held(folder: Path, now: datetime) -> int:
    if not folder.exists():
        return 0
    with Store.open(folder, desk_for(folder), now=now) as store:
        return store.count(parse_query(""), now=now)


def _copy(store: Store, held: int, count: int) -> int:
    """Copy the first `count` tickets behind the `held` ones, as one transaction."""
    values = {"held": held, "count": count, "older": held // TRUE_ONES * _SHIFT_S}
    with store.connection.write():
        raw = store.connection.raw
        names = [row[1] for row in raw.execute("PRAGMA table_info(ticket)")]
        changed = {
            "key": "key + :held", "id": "id || '-' || :held", "number": "number || '-' || :held",
            "number_sort": "number_sort || '-' || :held", "title": "title || ' ' || key % 1000",
            "created": "created - :older", "updated": "updated - :older",
        }  # fmt: skip
        taken = ", ".join(changed.get(name, name) for name in names)
        raw.execute(
            f"INSERT INTO ticket({', '.join(names)})"
            f" SELECT {taken} FROM ticket WHERE key <= :count ORDER BY key",
            values,
        )
        raw.execute(
            "INSERT INTO ticket_doc(key, timer, timers, doc)"
            " SELECT key + :held, timer, timers, doc FROM ticket_doc WHERE key <= :count",
            values,
        )
        raw.execute(
            "INSERT INTO ticket_tag(tag, key)"
            " SELECT tag, key + :held FROM ticket_tag WHERE key <= :count",
            values,
        )
    return held + count
