"""Keeps the full-text index true: triggers note what changed, slices bring the index up to it."""

import json
import sqlite3
from collections.abc import Callable, Collection, Sequence
from functools import partial
from types import MappingProxyType

from firstline.store.exchange.pour import pour
from firstline.store.queue.rows import readable
from firstline.store.search.entry import Entry, Known, entry_of
from firstline.store.search.folding import FOLDING, Initials
from firstline.store.watch import NOTHING, Changed

BLOCK_KEYS = 4096
_MARK = "search_index"

TABLE = (
    "CREATE VIRTUAL TABLE search USING fts5("
    "number, title, said, labels, requester, initials, far_initials,"
    " tokenize='ascii', prefix='2 3', columnsize=0)"
)
BLOCKS = "CREATE TABLE search_block(block INTEGER PRIMARY KEY, newest INTEGER NOT NULL) STRICT"
PENDING = "CREATE TABLE search_pending(key INTEGER PRIMARY KEY) STRICT"
# No OR IGNORE in them: the conflict rule of the writing statement, an upsert, would take its place.
TRIGGERS = {
    f"search_after_{act.split()[0].lower()}": (
        f"CREATE TRIGGER search_after_{act.split()[0].lower()} AFTER {act} ON ticket_doc"
        f" BEGIN INSERT INTO search_pending(key) SELECT {row}.key"
        f" WHERE NOT EXISTS (SELECT 1 FROM search_pending WHERE key={row}.key); END"
    )
    for act, row in (("INSERT", "new"), ("UPDATE OF doc", "new"), ("DELETE", "old"))
}
PARTS = {"search": TABLE, "search_block": BLOCKS, "search_pending": PENDING, **TRIGGERS}
_PENDING = "SELECT p.key, d.doc FROM search_pending p LEFT JOIN ticket_text d ON d.key = p.key"
_LISTED = "(SELECT value FROM json_each(?))"
_COLUMNS = (
    "rowid", "number", "title", "said", "labels", "requester", "initials", "far_initials",
)  # fmt: skip
_FEW = 4  # so that a backlog shrinks with every act, and no act is slow
_NOTHING_KNOWN: Known = MappingProxyType({})


def is_whole(raw: sqlite3.Connection) -> bool:
    """Whether the index's tables and triggers are the ones this program makes. Quick."""
    marks = ",".join("?" * len(PARTS))
    sql = f"SELECT name, sql FROM sqlite_schema WHERE name IN ({marks})"
    there = {name: _plain(text) for name, text in raw.execute(sql, tuple(PARTS))}
    return there == {name: _plain(text) for name, text in PARTS.items()} and _mark(raw) == FOLDING


def faults(raw: sqlite3.Connection) -> tuple[str, ...]:
    """Return what is wrong with the index: parts, rows, structure; empty when it is sound.

    Reads all of it; for after a migration and for the doctor.
    """
    if not is_whole(raw):
        return ("parts",)
    found = []
    missing = (
        "SELECT count(*) FROM ticket_doc WHERE key NOT IN (SELECT id FROM search_content)"
        " AND key NOT IN (SELECT key FROM search_pending)"
    )
    extra = (
        "SELECT count(*) FROM search_content WHERE id NOT IN (SELECT key FROM ticket_doc)"
        " AND id NOT IN (SELECT key FROM search_pending)"
    )
    try:
        if raw.execute(missing).fetchone()[0]:
            found.append("missing rows")
        if raw.execute(extra).fetchone()[0]:
            found.append("extra rows")
        raw.execute("INSERT INTO search(search) VALUES('integrity-check')")
    except sqlite3.DatabaseError as error:
        found.append(str(error))
    return tuple(found)


def mend(raw: sqlite3.Connection) -> None:
    """Make the index anew and note every ticket as not yet in it; call inside a transaction.

    `index_pending` then fills it in slices.
    """
    for name in TRIGGERS:
        raw.execute(f"DROP TRIGGER IF EXISTS {name}")
    _drop_table(raw)
    for name, sql in PARTS.items():
        if name not in TRIGGERS and name != "search":
            raw.execute(f"DROP TABLE IF EXISTS {name}")
            raw.execute(sql)
    raw.execute(TABLE)
    for sql in TRIGGERS.values():
        raw.execute(sql)
    raw.execute("INSERT INTO search_pending(key) SELECT key FROM ticket_doc")
    _write_mark(raw)


def keep_whole(raw: sqlite3.Connection) -> bool:
    """Mend the index if its parts are not what they should be; return whether it had to be.

    Call inside a transaction, at every start.
    """
    if is_whole(raw):
        return False
    mend(raw)
    return True


def distrust(raw: sqlite3.Connection) -> None:
    """Before migrations: should they be cut short, the next start makes the index anew."""
    if raw.execute("SELECT 1 FROM sqlite_schema WHERE name='setting'").fetchone():
        raw.execute("DELETE FROM setting WHERE key=?", (_MARK,))


def trust(raw: sqlite3.Connection) -> tuple[str, ...]:
    """After migrations: check the whole index, mend it if need be, and return what was wrong.

    A migration may have dropped triggers (sqlite-utils' `transform` does) or moved rows.
    """
    raw.execute("BEGIN IMMEDIATE")
    try:
        _write_mark(raw)
        found = faults(raw)
        if found:
            mend(raw)
        raw.execute("COMMIT")
    except BaseException:
        raw.execute("ROLLBACK")
        raise
    return found


def has_pending(raw: sqlite3.Connection) -> bool:
    """Whether some tickets are not yet in the index as they are now."""
    return raw.execute("SELECT 1 FROM search_pending LIMIT 1").fetchone() is not None


def index_pending(raw: sqlite3.Connection, initials: Initials | None, limit: int = 500) -> int:
    """Bring up to `limit` tickets into the index as they are now; return how many were taken.

    Call inside a transaction: a crash then only means to take them again. Without `initials`
    there is no search by pinyin.
    """
    return _take(raw, initials, f"{_PENDING} ORDER BY p.key DESC LIMIT ?", (limit,))


def steps(
    raw: sqlite3.Connection, initials: Initials | None, limit: int, few: int
) -> tuple[list[Callable[[], Changed]], bool]:
    """Return steps of `few` that index `limit` tickets that wait, and whether more wait.

    Their words are read here, before the file is locked; a ticket that changes before its step is
    read again there.
    """
    lines = raw.execute(f"{_PENDING} ORDER BY p.key DESC LIMIT ?", (limit,)).fetchall()
    known = {doc: _read(doc, initials) for _, doc in lines if doc is not None}
    keys = sorted(key for key, _ in lines)

    def act(some: Sequence[int]) -> Changed:
        where = f"{_PENDING} WHERE p.key IN {_LISTED}"
        _take(raw, initials, where, (json.dumps(some),), known)
        return NOTHING

    several = [keys[start : start + few] for start in range(0, len(keys), few)]
    return [partial(act, some) for some in several], len(lines) == limit


def add(raw: sqlite3.Connection, fresh: Sequence[tuple[int, Entry]]) -> None:
    """Bring new tickets, by their keys in order, into the index with the rows that are theirs.

    Call inside the transaction that writes these rows.
    """
    if not fresh:
        return
    span = fresh[0][0], fresh[-1][0]  # a ticket that has just gone may have had one of these keys
    there = raw.execute("SELECT id FROM search_content WHERE id BETWEEN ? AND ?", span).fetchall()
    raw.executemany("DELETE FROM search WHERE rowid=?", there)
    _put(raw, fresh, (json.dumps([key for key, _ in fresh]),))


def index_tickets(
    raw: sqlite3.Connection, initials: Initials | None, ticket_ids: Collection[str],
    known: Known = _NOTHING_KNOWN,
) -> int:  # fmt: skip
    """Bring these tickets, and a few that wait, into the index; for the act that changed them.

    Whose text is `known` need not be read again.
    """
    inner = f"SELECT key FROM ticket WHERE id IN {_LISTED}"
    where, values = f"{_PENDING} WHERE p.key IN ({inner})", (json.dumps(tuple(ticket_ids)),)
    taken = _take(raw, initials, where, values, known) if ticket_ids else 0
    return taken + index_pending(raw, initials, _FEW)


def _take(
    raw: sqlite3.Connection, initials: Initials | None, sql: str, values: tuple[str | int, ...],
    known: Known = _NOTHING_KNOWN,
) -> int:  # fmt: skip
    # full text takes rows in their order at a third of the cost: out of it, each is a part alone
    taken = sorted(raw.execute(sql, values).fetchall())
    if not taken:
        return 0
    keys = (json.dumps([key for key, _ in taken]),)
    there = raw.execute(f"SELECT id FROM search_content WHERE id IN {_LISTED}", keys).fetchall()
    raw.executemany("DELETE FROM search WHERE rowid=?", there)
    entries = [
        (key, known.get(doc) or _read(doc, initials)) for key, doc in taken if doc is not None
    ]
    _put(raw, entries, keys)
    return len(taken)


def _put(raw: sqlite3.Connection, entries: Sequence[tuple[int, Entry]], keys: tuple[str]) -> None:
    """Write entries in the order of their keys; `keys`, a JSON list, then wait no more."""
    newest: dict[int, int] = {}
    for key, one in entries:
        block = key // BLOCK_KEYS
        newest[block] = max(newest.get(block, 0), one.created)
    pour(raw, "search", _COLUMNS, [(key, *one.words) for key, one in entries])
    raw.execute(f"DELETE FROM search_pending WHERE key IN {_LISTED}", keys)
    raw.executemany(
        "INSERT INTO search_block(block, newest) VALUES(?,?)"
        " ON CONFLICT(block) DO UPDATE SET newest=max(newest, excluded.newest)",
        newest.items(),
    )


@readable
def _read(doc: str, initials: Initials | None) -> Entry:
    from firstline.store.shown.ticket_text import read_ticket  # noqa: PLC0415 - not for the first picture

    return entry_of(read_ticket(doc), initials)


def _drop_table(raw: sqlite3.Connection) -> None:
    """Drop the full-text table even when its insides are damaged or gone."""
    try:
        raw.execute("DROP TABLE IF EXISTS search")
    except sqlite3.DatabaseError:
        for part in ("data", "idx", "content", "docsize", "config"):
            raw.execute(f"DROP TABLE IF EXISTS search_{part}")
        raw.execute("DROP TABLE IF EXISTS search")


def _mark(raw: sqlite3.Connection) -> int:
    found = raw.execute("SELECT value FROM setting WHERE key=?", (_MARK,)).fetchone()
    return int(found[0]) if found else 0


def _write_mark(raw: sqlite3.Connection) -> None:
    sql = (
        "INSERT INTO setting(key, value) VALUES(?,?)"
        " ON CONFLICT(key) DO UPDATE SET value=excluded.value"
    )
    raw.execute(sql, (_MARK, str(FOLDING)))


def _plain(sql: str) -> str:
    return " ".join(sql.split())
