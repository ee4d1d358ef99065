"""Sorts more rows than memory holds: a throw-away SQLite file, gone whatever ends the work."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from operator import le

from firstline.domain.errors import Problem, Refused
from firstline.domain.reconcile.shelf import Laid
from firstline.domain.reconcile.values import Difference, difference_from
from firstline.domain.words import Text

_PRAGMAS = (
    "journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "temp_store=FILE",
    "cache_size=-16384", "mmap_size=0", "page_size=8192",
)  # fmt: skip
_SIDES = ("source", "target")
_STEPS = 200_000  # of SQLite's machine, between two looks at whether to go on
_AT_ONCE = 500


class TemporaryShelf:
    """Rows of both sides and the differences, in a file without a name; sorted only where need be.

    The system deletes such a file when the program ends, killed or not: rows of a customer's books
    are not left lying about.

    `go_on` is asked now and then, also while SQLite sorts; a Problem that it raises ends the work.
    """

    def __init__(self, go_on: Callable[[], None]) -> None:
        self._go_on = go_on
        self._stopped: Problem | None = None
        self._raw = sqlite3.connect("", isolation_level=None)
        for one in _PRAGMAS:
            self._raw.execute(f"PRAGMA {one}")
        for side in _SIDES:
            self._raw.execute(f"CREATE TABLE {side} (k TEXT, v TEXT, said TEXT, n INTEGER)")
        self._raw.execute("CREATE TABLE difference (body TEXT)")
        self._raw.execute("BEGIN")
        self._raw.set_progress_handler(self._look, _STEPS)
        self._last: list[str] = ["", ""]
        self._in_order = [True, True]
        self._kept: list[tuple[str]] = []

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()

    def _look(self) -> int:
        try:
            self._go_on()
        except Problem as problem:
            self._stopped = problem
            return 1
        return 0

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if self._stopped is not None:
                raise self._stopped from error
            raise _no_room(error) from error

    def lay(self, side: int, rows: Iterable[Laid]) -> None:
        """Lay some rows of a side down. Raises Refused where the disk is full."""
        page = list(rows)
        if not page:
            return
        if self._in_order[side]:
            keys = [self._last[side], *(one[0] for one in page)]
            self._in_order[side] = all(le(*both) for both in pairwise(keys))
            self._last[side] = keys[-1]
        with self._explained():
            self._raw.executemany(f"INSERT INTO {_SIDES[side]} VALUES (?,?,?,?)", page)

    def ordered(self, side: int) -> Iterator[Laid]:
        """Yield the rows of a side by key, then as they came."""
        order = "rowid" if self._in_order[side] else "k, n"
        with self._explained():
            cursor = self._raw.execute(f"SELECT k, v, said, n FROM {_SIDES[side]} ORDER BY {order}")
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from rows

    def keep(self, difference: Difference) -> None:
        """Keep a difference."""
        body = json.dumps(difference.to_json(), ensure_ascii=False)
        self._kept.append((body,))
        if len(self._kept) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        with self._explained():
            self._raw.executemany("INSERT INTO difference VALUES (?)", self._kept)
        self._kept.clear()

    def differences(self) -> Iterator[Difference]:
        """Yield the differences in their order."""
        self._flush()
        with self._explained():
            for (body,) in self._raw.execute("SELECT body FROM difference ORDER BY rowid"):
                yield difference_from(json.loads(body))


def _no_room(error: sqlite3.Error) -> Refused:
    return Refused(
        Text(f"临时文件写不下去({str(error)[:80]})。",
             f"The temporary file cannot be written ({str(error)[:80]})."),
        Text("没有得出结论。", "There is no verdict."),
        Text("请检查临时文件夹所在磁盘的空间。", "Look at the room on that disk."),
    )  # fmt: skip


@contextmanager
def temporary_shelf(go_on: Callable[[], None] = lambda: None) -> Iterator[TemporaryShelf]:
    """Give a shelf, gone afterwards."""
    shelf = TemporaryShelf(go_on)
    try:
        yield shelf
    finally:
        shelf.close()
