"""The journal: every edit once more, one checked line each, in a file that is only appended to.

It follows the database: an edit is written here after its commit and before it is acknowledged,
so that a damaged database loses nothing while the journal stands (reliability.md T7).
"""

import json
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from firstline.domain.digests import digest as sha256_of
from firstline.domain.values import dataclass
from firstline.store.file.on_disk import flush, sync_folder

_log = logging.getLogger(__name__)

FILE = "outbox.journal"
_ROTATED = "outbox-{:06d}.journal"
_ROTATE_BYTES = 64 * 1024 * 1024
_PAGE = 2000
_TAIL_BYTES = 64 * 1024

PARTS = (
    """CREATE TABLE journal_pending(
  n INTEGER PRIMARY KEY AUTOINCREMENT, edit INTEGER NOT NULL, fresh INTEGER NOT NULL) STRICT""",
    """CREATE TRIGGER journal_after_insert AFTER INSERT ON edit
  BEGIN INSERT INTO journal_pending(edit, fresh) VALUES(new.n, 1); END""",
    """CREATE TRIGGER journal_after_state AFTER UPDATE OF state ON edit WHEN new.state <> old.state
  BEGIN INSERT INTO journal_pending(edit, fresh) VALUES(new.n, 0); END""",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal: an edit (`doc` is its JSON text) or a later state of one.

    `n` is its place in the order of arrival, `number` the L-number of its ticket; a refusal has
    its `code` and `reason`.
    """

    edit_id: str
    state: str
    doc: str = ""
    number: str = ""
    n: int = 0
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that is torn or changed: in which file, at which line, counted from 1."""

    file: str
    line: int
    last: bool


class Journal:
    """Appends what was committed; one for each connection that writes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._handle = -1
        self._written = 0
        self._whole = False  # whether the file is known to end with a whole line
        self.trouble: OSError | None = None  # why the last line could not be written

    def follow(self, raw: sqlite3.Connection) -> None:
        """Append every committed edit not yet here, flush it to the disk; call under the lock.

        A disk that refuses is noted in `trouble` and tried again at the next commit: the edits
        are in the database already.
        """
        try:
            while lines := self._next(raw):
                self._append([line for _, line in lines])
                self._written = lines[-1][0]
            self.trouble = None
        except OSError as error:
            if self.trouble is None:
                _log.warning("the journal could not be written: %s", error.strerror)
            self.trouble, self._whole = error, False

    def forget(self, raw: sqlite3.Connection) -> None:
        """Forget, inside the next transaction, what is safely written."""
        if self._written:
            raw.execute("DELETE FROM journal_pending WHERE n <= ?", (self._written,))

    def is_behind(self, raw: sqlite3.Connection) -> bool:
        """Whether something waits to be written or forgotten."""
        return raw.execute("SELECT 1 FROM journal_pending LIMIT 1").fetchone() is not None

    def close(self) -> None:
        """Give the file back."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _next(self, raw: sqlite3.Connection) -> list[tuple[int, bytes]]:
        rows = raw.execute(
            "SELECT p.n, p.fresh, e.n, e.id, e.state, CAST(e.doc AS BLOB), t.n, e.code, e.reason"
            " FROM journal_pending p"
            " JOIN edit e ON e.n = p.edit LEFT JOIN ticket_number t ON t.id = e.entity"
            " WHERE p.n > ? ORDER BY p.n LIMIT ?",
            (self._written, _PAGE),
        ).fetchall()
        return [(row[0], seal(_line(row[1:]))) for row in rows]

    def _append(self, lines: Iterable[bytes]) -> None:
        data = b"".join(lines)
        handle = self._open()
        if not self._whole:
            data = _mend_end(self._path) + data
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        flush(handle)
        self._whole = True
        if os.fstat(handle).st_size > _ROTATE_BYTES:
            self._rotate()

    def _open(self) -> int:
        if self._handle >= 0 and not _is_at(self._handle, self._path):
            self.close()  # a restore, or a person, has moved it away
        if self._handle < 0:
            fresh = not self._path.exists()
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._handle = os.open(self._path, flags | getattr(os, "O_CLOEXEC", 0), 0o600)
            self._whole = False
            if fresh:
                sync_folder(self._path.parent)
        return self._handle

    def _rotate(self) -> None:
        self.close()
        n = 1 + max((int(one.stem[7:]) for one in rotated(self._path.parent)), default=0)
        with suppress(OSError):  # another process holds it open: the next one may rename it
            self._path.rename(self._path.with_name(_ROTATED.format(n)))
            sync_folder(self._path.parent)


def rewrite(folder: Path, raw: sqlite3.Connection) -> Path:
    """Write a journal of every edit in the database, in place of the current one; return it.

    Call under the lock, after the earlier files were moved away. `journal_pending` may be emptied
    with the next transaction.
    """
    return put_in_place(drawn_up(folder, raw))


def put_in_place(part: Path) -> Path:
    """Give what `drawn_up` wrote the place of the current journal; return it."""
    path = part.with_name(FILE)
    part.replace(path)
    sync_folder(path.parent)
    return path


def drawn_up(folder: Path, raw: sqlite3.Connection) -> Path:
    """Write a journal of every edit in the database beside the current one; return it."""
    part = (folder / FILE).with_suffix(".part")
    rows = raw.execute(
        "SELECT 1, e.n, e.id, e.state, CAST(e.doc AS BLOB), t.n, e.code, e.reason FROM edit e"
        " LEFT JOIN ticket_number t ON t.id = e.entity ORDER BY e.n"
    )
    with part.open("wb") as file:
        for row in rows:
            file.write(seal(_line(row)))
        file.flush()
        flush(file.fileno())
    return part


def install(raw: sqlite3.Connection) -> None:
    """Make the table and triggers that note what the journal has yet to follow."""
    for sql in PARTS:
        raw.execute(sql)


def seal(data: bytes) -> bytes:
    """Return one line: the JSON text `data`, a tab and its SHA-256."""
    return data + b"\t" + sha256_of(data).hex().encode() + b"\n"


def rotated(folder: Path) -> list[Path]:
    """Return the earlier files of the journal, oldest first."""
    found = folder.glob("outbox-*.journal")
    return sorted(one for one in found if one.stem[7:].isdigit())


def files(folder: Path) -> list[Path]:
    """Return every file of the journal, oldest first."""
    last = folder / FILE
    return [*rotated(folder), *([last] if last.is_file() else [])]


def read(folder: Path) -> Iterator[Line | Bad]:
    """Return every line of the journal in `folder`, oldest first, damaged ones as Bad.

    Nothing raises for what stands in the files; a torn last line is what a power cut leaves.
    """
    for path in files(folder):
        with path.open("rb") as file:
            for n, raw in enumerate(file, 1):
                if raw.strip():
                    yield parse(raw) or Bad(path.name, n, last=not raw.endswith(b"\n"))


def parse(raw: bytes) -> Line | None:
    """Return the line that these bytes hold, or None when they are torn, changed or foreign."""
    data, tab, digest = raw.rstrip(b"\n").rpartition(b"\t")
    if not tab or sha256_of(data).hex().encode() != digest:
        return None
    try:
        value: dict[str, Any] = json.loads(data)
        why = str(value.get("code", "")), str(value.get("reason", ""))
        if "edit" not in value:
            return Line(str(value["id"]), str(value["state"]), "", "", 0, *why)
        doc = json.dumps(
            value["edit"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )  # as the store writes it, so that it has the same hash
        edit_id, number = value["edit"]["id"], value.get("number", "")
        return Line(str(edit_id), str(value["state"]), doc, str(number), int(value["n"]), *why)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ):  # whole, and written by something else
        return None


def _line(row: Sequence[Any]) -> bytes:
    """Return the line of an edit, or of a later state of one, as JSON; its `doc` comes as bytes."""
    fresh, n, edit_id, state, doc, number, code, reason = row
    why = {"code": code, "reason": reason} if code or reason else {}
    if not fresh:
        return json.dumps({"id": edit_id, "state": state, **why}).encode()
    named = f',"number":"L-{number}"' if number else ""
    told = f",{json.dumps(why)[1:-1]}" if why else ""
    return b'{"edit":%b%b' % (doc, f',"n":{n}{named},"state":"{state}"{told}}}'.encode())


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _mend_end(path: Path) -> bytes:
    """Cut off a torn last line; return the line end that a whole last line lacks.

    What a crash or a full disk cut off was not yet forgotten by the database: it comes again, so
    that a power cut leaves no damaged line behind.
    """
    with path.open("r+b") as file:
        start = file.seek(0, os.SEEK_END)
        tail = b""
        while start and b"\n" not in tail:
            step = min(start, _TAIL_BYTES)
            start -= step
            file.seek(start)
            tail = file.read(step) + tail
        last = tail.rpartition(b"\n")[2]
        if last and parse(last) is None:
            file.truncate(start + len(tail) - len(last))
            return b""
        return b"\n" if last else b""
