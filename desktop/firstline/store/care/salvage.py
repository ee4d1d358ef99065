"""Reads what can still be read: of a damaged database, of its snapshots and of the journal."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.entity import entity_from_json
from firstline.store.file import journal

UNKNOWN = ""
STATES = ("waiting", "held", "refused", "settled", "withdrawn")
_FAILURES = 20_000  # reads that may fail before the rest of a table is given up
TAIL = 1 << 40  # an edit whose place is not known stands after those whose place is
_CARVED = re.compile(rb'\{"act":"')
_DERIVED = (
    "search_index",
    "article_index",
    "due_times",
)  # settings that describe caches, which are made anew
_KEYED: Mapping[str, tuple[str, ...]] = {  # tables without a row id, with their keys
    "base": ("kind", "id"), "draft": ("key",), "seen": ("id",), "setting": ("key",),
    "file": ("sha256",), "file_at": ("sha256", "portal"), "file_used": ("sha256",),
    "pin": ("ticket",), "pack": ("sha256",), "search_gap": ("key",),
}  # fmt: skip
Row = dict[str, Any]


@dataclass(slots=True)
class SavedEdit:
    """An edit whose content is proved by its hash, with the best known state and place."""

    id: str
    doc: str
    state: str
    place: int
    not_before: int = 0
    reason: str = ""
    code: str = ""
    portal: str = ""
    tries: int = 1  # where it is not known: it may have been sent
    settled_at: int | None = None


@dataclass(slots=True)
class Saved:
    """All that was read, from every source together."""

    edits: dict[str, SavedEdit] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    tables: dict[str, dict[tuple[Any, ...], Row]] = field(default_factory=dict)
    bad_edits: set[str] = field(default_factory=set)
    unreadable: int = 0

    @property
    def lost(self) -> set[str]:
        """Return the ids of the edits that are known by name alone."""
        return self.bad_edits - set(self.edits)

    def join(self, other: "Saved") -> None:
        """Take from `other` what is not here yet."""
        for edit in other.edits.values():
            self.add(edit)
        self.numbers = other.numbers | self.numbers
        for table, rows in other.tables.items():
            self.tables[table] = rows | self.tables.get(table, {})
        self.bad_edits |= other.bad_edits
        self.unreadable += other.unreadable

    def add(self, edit: SavedEdit) -> None:
        """Take `edit` unless a better source gave it already."""
        self.edits.setdefault(edit.id, edit)


def from_database(path: Path, saved: Saved) -> bool:
    """Add what can be read of the database file `path`; return whether SQL could read it at all.

    The file may be changed by reading it: give a copy. Rows behind damaged pages are found by
    halving the range of row ids until the damage is cut out.
    """
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError), closing(_open(path)) as raw:
        known = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema")}
        if "edit" not in known:
            return False
        most = path.stat().st_size // 32 + 1000
        for row in _by_row_id(raw, "edit", "n", most, saved):
            _take_edit(row, saved)
        for row in _by_row_id(raw, "ticket_number", "n", most, saved):
            if isinstance(row.get("id"), str) and isinstance(row.get("n"), int):
                saved.numbers.setdefault(row["id"], row["n"])
        for table, keys in _KEYED.items():
            if table not in known:
                continue  # an earlier format
            held = saved.tables.setdefault(table, {})
            for row in _rows_of(raw, table, keys, most, saved):
                if _is_sound(table, row):
                    held.setdefault(tuple(row[key] for key in keys), row)
        return True
    return False


def from_journal(folder: Path, saved: Saved) -> None:
    """Add every whole line of the journal; a later state of an edit overrules an earlier one.

    An edit that the database gave keeps the database's state, and takes the journal's place,
    which is proved by the line's hash.
    """
    before = set(saved.edits)
    doubtful = {one.id for one in saved.edits.values() if one.state == UNKNOWN}
    for one in journal.read(folder):
        if isinstance(one, journal.Bad) or one.state not in STATES:
            continue
        if one.doc:
            place = one.n or TAIL
            saved.add(SavedEdit(one.edit_id, one.doc, one.state, place))
            saved.edits[one.edit_id].place = place
            entity = json.loads(one.doc).get("entity")
            if one.number[:2] == "L-" and one.number[2:].isdigit() and isinstance(entity, str):
                saved.numbers.setdefault(entity, int(one.number[2:]))
        held = saved.edits.get(one.edit_id)
        if held and (one.edit_id not in before or one.edit_id in doubtful):
            held.state, held.code, held.reason = one.state, one.code, one.reason


def carve(path: Path, saved: Saved) -> None:
    """Add edits found in the raw bytes of `path`, where no SQL can read it any more.

    A stored edit stands behind its own SHA-256, so what is found is proved. Those longer than a
    page are not found.
    """
    data = path.read_bytes()
    decode = json.JSONDecoder().raw_decode
    for found in _CARVED.finditer(data):
        text = data[found.start() : found.start() + 8192].decode(errors="ignore")
        with suppress(ValueError, KeyError, TypeError):
            value, end = decode(text)
            doc = text[:end].encode()
            if hashlib.sha256(doc).digest() == data[found.start() - 64 : found.start() - 32]:
                saved.add(SavedEdit(value["id"], doc.decode(), "waiting", TAIL))


def _open(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.text_factory = lambda data: data.decode(errors="replace")
    raw.row_factory = sqlite3.Row
    for pragma in ("cell_size_check=ON", "wal_autocheckpoint=0", "trusted_schema=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _take_edit(row: Row, saved: Saved) -> None:
    edit_id, doc, digest = row.get("id"), row.get("doc"), row.get("sha256")
    if not isinstance(edit_id, str) or not isinstance(doc, str):
        return
    if hashlib.sha256(doc.encode()).digest() != digest or f'"id":"{edit_id}"' not in doc:
        saved.bad_edits.add(edit_id)
        return
    state = row.get("state")
    settled_at = row.get("settled_at")
    saved.add(
        SavedEdit(
            edit_id, doc, state if state in STATES else UNKNOWN, int(row["n"]),
            _number(row, "not_before"), _text(row, "reason"), _text(row, "code"),
            _text(row, "portal"), _number(row, "tries"),
            settled_at if isinstance(settled_at, int) else None,
        )
    )  # fmt: skip


def _number(row: Row, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) else 0


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _by_row_id(
    raw: sqlite3.Connection, table: str, key: str, most: int, saved: Saved
) -> Iterator[Row]:
    failures = 0
    ranges = [(0, most)]
    with suppress(sqlite3.DatabaseError):
        top = raw.execute(f"SELECT max({key}) FROM {table} NOT INDEXED").fetchone()[0]
        ranges = [(0, min(most, int(top or 0)))]
    sql = f"SELECT * FROM {table} NOT INDEXED WHERE {key} BETWEEN ? AND ?"
    while ranges:
        low, high = ranges.pop()
        rows, failed = _read(raw, sql, (low, high))
        if not failed:
            yield from rows
        elif low == high or failures > _FAILURES:
            saved.unreadable += high - low + 1
        else:
            failures += 1
            middle = (low + high) // 2
            ranges += [(middle + 1, high), (low, middle)]


def _rows_of(
    raw: sqlite3.Connection, table: str, keys: Iterable[str], most: int, saved: Saved
) -> Iterator[Row]:
    """Return the rows of a table; copies have row ids since format 2, and are pulled anew."""
    if table != "base" or not _has_column(raw, table, "key"):
        yield from _both_ways(raw, table, keys, saved)
        return
    for row in _by_row_id(raw, table, "key", most, saved):
        row.pop("key", None)
        yield row | {"pulled": 0}


def _has_column(raw: sqlite3.Connection, table: str, name: str) -> bool:
    return any(row[1] == name for row in raw.execute(f"PRAGMA table_info({table})"))


def _both_ways(
    raw: sqlite3.Connection, table: str, keys: Iterable[str], saved: Saved
) -> Iterator[Row]:
    """Read a table forwards up to the damage, then backwards down to it."""
    for way in ("", " DESC"):
        order = ", ".join(f"{key}{way}" for key in keys)
        sql = f"SELECT * FROM {table} ORDER BY {order}"
        rows, failed = _read(raw, sql)
        yield from rows
        if not failed:
            return
    saved.unreadable += 1


def _read(
    raw: sqlite3.Connection, sql: str, values: tuple[int, ...] = ()
) -> tuple[list[Row], bool]:
    rows: list[Row] = []
    try:
        for row in raw.execute(sql, values):
            rows.append(dict(row))  # noqa: PERF401 - what came before an error is kept
    except (sqlite3.DatabaseError, OverflowError, MemoryError):
        return rows, True
    return rows, False


def _is_sound(table: str, row: Row) -> bool:
    """Whether a row that no hash proves can at least be read."""
    try:
        if table == "base" and row["doc"]:  # what is left out the portal brings again
            doc = json.loads(row["doc"])
            ticket_from_json(doc) if row["kind"] == "ticket" else entity_from_json(doc)
        if table == "setting":
            json.loads(row["value"])
            return row["key"] not in _DERIVED
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return False
    return "\ufffd" not in str(row)
