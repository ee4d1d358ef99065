"""A derived copy of the training book beside the profile, so that it opens as it was closed.

It is as good as the records as long as nothing about training was written since; else it may be
shown until they were read. It proves nothing, and may be missing, old or torn at any time.
"""

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from firstline import __version__
from firstline.domain.edits.entity import entity_from_json, entity_to_json
from firstline.domain.training.book import Book
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.need import Need
from firstline.domain.training.person import Person
from firstline.domain.training.standing import Booking, Waiver
from firstline.domain.training.training import KIND
from firstline.store.shown.masks import ERASURE
from firstline.store.training.book import Records
from firstline.store.training.facts import Part, Raw, Shelf, Strangers

FOLDER, FILE = "derived", "training.bin"
FORMAT = b"firstline.training/3\n"
_TOUCHING = frozenset({KIND, ERASURE})
_SUM_BYTES = 4
_COUNTS = (
    "SELECT (SELECT count(*) FROM base WHERE kind=:kind AND kind<>'ticket'),"
    " (SELECT count(*) FROM edit WHERE kind=:kind AND kind<>'ticket')"
)


class Stamp(msgspec.Struct, array_like=True, frozen=True):
    """The last line of the log of changes when the records were read, and how many rows stood.

    The line's own words tell it from one of the same number in another file's log.
    """

    n: int
    line: str
    copies: int = 0
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted on the day `today`: see viewmodel.training.model.Weighed.

    `first` are the most urgent actions, a person's id and a course each; `states` and `gaps` are
    by the person's id.
    """

    today: date
    first: Sequence[tuple[str, str]] = ()
    total: int = 0
    states: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gaps: Mapping[str, int] = field(default_factory=dict)


class _Copy(msgspec.Struct, array_like=True, gc=False):
    program: str
    stamp: Stamp
    courses: int
    tally: Tally
    many: int
    people: list[Person]
    needs: dict[str, list[Need]]
    raws: dict[str, memoryview]
    bookings: list[tuple[str, str, list[Booking]]]
    waivers: list[tuple[str, str, list[Waiver]]]
    others: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """The book as it was read last; `stamp` says as of when."""

    book: Book
    tally: Tally
    stamp: Stamp
    same_courses: bool
    raws: Mapping[str, Raw]
    many: int
    _others: bytes

    def records(self) -> Records:
        """Return all records: the others are decoded now."""
        return Records([entity_from_json(one) for one in json.loads(self._others)], self.raws,
                       self.many)  # fmt: skip


def stamp_of(raw: sqlite3.Connection, *, counted: bool = True) -> Stamp:
    """Return where the file stands; ask before the records are read."""
    found = raw.execute("SELECT n, writer, tickets, kinds FROM change_log ORDER BY n DESC LIMIT 1")
    n, *line = found.fetchone() or (0, "")
    copies, edits = raw.execute(_COUNTS, {"kind": KIND}).fetchone() if counted else (0, 0)
    return Stamp(n, "\n".join(line), copies, edits)


def is_current(raw: sqlite3.Connection, stamp: Stamp) -> bool:
    """Whether nothing about training was written since; False where the log tells no more."""
    lines = raw.execute(
        "SELECT n, writer, tickets, kinds, everything FROM change_log WHERE n>=? ORDER BY n",
        (stamp.n,),
    ).fetchall()
    if not lines or lines[0][0] != stamp.n or "\n".join(lines[0][1:4]) != stamp.line:
        return False
    for _, _, _, told, everything in lines[1:]:
        kinds = json.loads(told)
        if (everything and not kinds) or not _TOUCHING.isdisjoint(kinds):
            return False
    return True


def still_counts(raw: sqlite3.Connection, stamp: Stamp) -> bool:
    """Whether there are as many copies and edits as there were; some milliseconds."""
    copies, edits = raw.execute(_COUNTS, {"kind": KIND}).fetchone()
    return (copies, edits) == (stamp.copies, stamp.edits)


def write_copy(
    folder: Path, book: Book, records: Records, courses: Courses, stamp: Stamp, tally: Tally
) -> bool:  # fmt: skip
    """Keep the book as it was read; False where the disk says no."""
    if not isinstance(book.passed, Part):
        return False
    made = _Copy(
        __version__, stamp, _print(courses), tally, records.many, list(book.people),
        {role: list(several) for role, several in book.needs.items()},
        {key: memoryview(raw) for key, raw in records.raws.items()},
        [(*key, several) for key, several in book.bookings.items()],
        [(*key, several) for key, several in book.waivers.items()],
        json.dumps([entity_to_json(one) for one in records.others]).encode(),
    )  # fmt: skip
    content = msgspec.msgpack.encode(made)
    return _put(folder / FOLDER / FILE, FORMAT + _sum(content) + content)


def drop_copy(folder: Path) -> None:
    """Take the copy away."""
    with suppress(OSError):
        (folder / FOLDER / FILE).unlink(missing_ok=True)


def read_copy(folder: Path, courses: Courses, today: date) -> Kept | None:
    """Return the book as it was read last, None where there is no copy of this version."""
    try:
        content = (folder / FOLDER / FILE).read_bytes()
    except OSError:
        return None
    start = len(FORMAT) + _SUM_BYTES
    told, body = content[len(FORMAT) : start], memoryview(content)[start:]
    if not content.startswith(FORMAT) or told != _sum(body):
        return None
    try:
        held = _DECODER.decode(body)
    except (msgspec.MsgspecError, ValueError):
        return None
    if held.program != __version__:
        return None
    shelf = Shelf(held.raws, held.people, today)
    book = Book(
        tuple(held.people), {role: tuple(several) for role, several in held.needs.items()},
        Part(shelf, 0), Part(shelf, 1), {(one, code): held for one, code, held in held.bookings},
        {(one, code): held for one, code, held in held.waivers}, Strangers(shelf),
    )  # fmt: skip
    same = held.courses == _print(courses)
    return Kept(book, held.tally, held.stamp, same, held.raws, held.many, held.others)


_DECODER = msgspec.msgpack.Decoder(_Copy)


def _print(courses: Courses) -> int:
    """Return the fingerprint of the courses, which decide what roles ask."""
    return zlib.crc32(repr(sorted(courses.items())).encode())


def _sum(content: bytes | memoryview) -> bytes:
    return zlib.crc32(content).to_bytes(_SUM_BYTES)


def _put(path: Path, content: bytes) -> bool:
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        return False
    return True
