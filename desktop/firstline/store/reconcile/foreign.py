"""Reads a table of a foreign SQLite file: read-only, without a lock that another program feels."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from firstline.domain.errors import NOTHING, BadInput, Problem
from firstline.domain.reconcile.cells import CHUNK_BYTES, MOST_CHARACTERS, fingerprint, texts_of
from firstline.domain.reconcile.plan import NO_VERDICT
from firstline.domain.reconcile.shelf import Page
from firstline.domain.reconcile.values import Input
from firstline.domain.words import Text

ROWS = 1_000
_PATIENCE_S = 2.0


class SqliteExtract:
    """A table or a view of a SQLite file that is not ours; nothing is ever written to it."""

    def __init__(self, path: Path, table: str = "") -> None:
        """Open the file. Raises BadInput where it is locked, damaged, or which table is unclear."""
        self._path = path
        self._read = self._rows = 0
        with self._explained():
            self._raw = sqlite3.connect(_address(path), uri=True, timeout=_PATIENCE_S)
        try:
            with self._explained():
                self._raw.execute("PRAGMA query_only=ON")
                self._raw.execute("PRAGMA trusted_schema=OFF")
                self._raw.execute("PRAGMA cell_size_check=ON")
                self._raw.execute("PRAGMA mmap_size=0")
                self._raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10 * MOST_CHARACTERS)
                self._raw.execute("BEGIN")
                self._table = self._choose(table)
                cursor = self._raw.execute(f"SELECT * FROM {_quoted(self._table)} LIMIT 0")
                self.headings = tuple(str(one[0]) for one in cursor.description)
            self._told = Input(f"{path.name}#{self._table}", *_fingerprint(path), "sqlite")
        except BaseException:
            self._raw.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()

    @property
    def fraction(self) -> float:
        """How much has been read, from 0 to 1."""
        return self._read / self._rows if self._rows else 0.0

    def told(self) -> Input:
        """Return its name, size and hash. Raises BadInput where it changed while it was read."""
        if self._read and _fingerprint(self._path) != (self._told.bytes, self._told.sha256):
            raise self._fault(Text("在读取期间被改动了。", "it changed while it was read."))
        return self._told

    def pages(self, columns: Sequence[int]) -> Iterator[Page]:
        """Yield all rows with these columns as texts. Raises BadInput for a cell of bytes."""
        names = ", ".join(_quoted(self.headings[one]) for one in columns)
        with self._explained():
            table = _quoted(self._table)
            self._rows = self._raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            cursor = self._raw.execute(f"SELECT {names} FROM {table}")
            while rows := cursor.fetchmany(ROWS):
                first = self._read + 1
                self._read += len(rows)
                self._check(rows, first)
                numbers = range(first, first + len(rows))
                yield Page(numbers, [texts_of(one) for one in zip(*rows, strict=True)])

    def _check(self, rows: Sequence[Sequence[object]], first: int) -> None:
        for number, row in enumerate(rows, first):
            for one in row:
                if isinstance(one, bytes):
                    raise self._fault(Text(f"第 {number} 行有二进制内容。",
                                           f"row {number} holds bytes, not text."))  # fmt: skip
                if isinstance(one, str) and len(one) > MOST_CHARACTERS:
                    raise self._fault(
                        Text(f"第 {number} 行:有单元格超过 {MOST_CHARACTERS} 个字符。",
                             f"row {number}: a cell has more than {MOST_CHARACTERS} characters.")
                    )  # fmt: skip

    def _choose(self, wanted: str) -> str:
        found = [
            str(name) for (name,) in self._raw.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            )
        ]  # fmt: skip
        if wanted in found:
            return wanted
        if not wanted and len(found) == 1:
            return found[0]
        said = Text(f"没有表“{wanted[:60]}”。", f"there is no table “{wanted[:60]}”.")
        if not wanted:
            said = Text("有多张表,请写明是哪一张。", "it has several tables: say which one.")
        if not found:
            said = Text("里面没有表。", "it holds no table.")
        known = ", ".join(found)[:300]
        raise self._fault(said, Text(f"写成 文件#表名。有:{known}。",
                                     f"Write FILE#TABLE. It has: {known}."))  # fmt: skip

    def _fault(self, said: Text, next_step: Text = NOTHING) -> BadInput:
        name = self._path.name[:120]
        return BadInput(Text(f"{name}:{said.zh}", f"{name}: {said.en}"), NO_VERDICT, next_step)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Problem:
            raise
        except (sqlite3.Error, OSError, OverflowError, UnicodeDecodeError) as error:
            raise self._fault(_why(error)) from error


def _address(path: Path) -> str:
    """Return how to open the file so that none appears beside it.

    A file in WAL mode whose log is gone is nobody's at the moment: it is read as it lies, and its
    hash tells whether it changed meanwhile. Opened otherwise, SQLite would put a log beside it.
    """
    with path.open("rb") as file:
        is_wal = file.read(20)[18:19] == b"\x02"
    lies = is_wal and not path.with_name(path.name + "-wal").exists()
    return f"file:{quote(str(path.absolute()))}?{'immutable=1' if lies else 'mode=ro'}"


def _why(error: Exception) -> Text:
    said = str(error)[:100]
    if "locked" in said or "busy" in said:
        return Text("被别的程序锁住了。", "another program holds a lock on it.")
    if "malformed" in said or "not a database" in said:
        return Text("这个 SQLite 文件已损坏。", "this SQLite file is damaged.")
    return Text(f"读不出来({said})。", f"it cannot be read ({said}).")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fingerprint(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of the file as it lies on the disk."""
    try:
        with path.open("rb") as file:
            return fingerprint(iter(lambda: file.read(CHUNK_BYTES), b""))
    except OSError as error:
        raise BadInput(
            Text(f"{path.name[:120]} 读不出来。", f"{path.name[:120]} cannot be read."), NO_VERDICT
        ) from error
