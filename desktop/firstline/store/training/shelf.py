"""The training book of a profile: opened from its copy, or read; and its people before the rest."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from firstline.domain.edits.entity import Entity
from firstline.domain.training.book import Book
from firstline.domain.training.curriculum import Courses
from firstline.domain.training.need import WHAT as NEED
from firstline.domain.training.person import WHAT as PERSON
from firstline.domain.training.training import KIND
from firstline.store.shown.masks import mask_of
from firstline.store.shown.plain_record import plain_edit
from firstline.store.shown.record import composed
from firstline.store.training.book import Records, book_from, is_whole, read_records
from firstline.store.training.copy import (
    FILE,
    FOLDER,
    Kept,
    Stamp,
    Tally,
    drop_copy,
    is_current,
    read_copy,
    stamp_of,
    still_counts,
    write_copy,
)

if TYPE_CHECKING:
    from firstline.store.reading import Reading

_OPEN = "state IN ('waiting','held','refused')"
_SLICE = 500
_ANY = (
    "SELECT 1 FROM base WHERE kind=:kind AND kind<>'ticket'"
    " UNION ALL SELECT 1 FROM edit WHERE kind=:kind AND kind<>'ticket' LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Whole:
    """The book, the records that it was made of, and where the file stood before it was read."""

    book: Book
    records: Records
    stamp: Stamp


def read_whole(store: "Reading", courses: Courses, today: date) -> Whole:
    """Read every record of training and make the book; a second or two for a hundred thousand."""
    with store.connection.read() as raw:
        stamp = stamp_of(raw)
        records = read_records(raw, mask_of(raw))
    return Whole(book_from(courses, records, today), records, stamp)


def open_copy(store: "Reading", courses: Courses, today: date) -> tuple[Kept, bool] | None:
    """Return the book as it was kept, and whether it is as good as the records; None without one.

    Some twenty milliseconds for a hundred thousand completions. A copy that may hold what is to
    be hidden is taken away.
    """
    with store.connection.read() as raw:
        if mask_of(raw) is not None:
            drop_copy(store.folder)
            return None
        kept = read_copy(store.folder, courses, today)
        return (kept, kept.same_courses and is_current(raw, kept.stamp)) if kept else None


def is_empty(store: "Reading") -> bool:
    """Whether nothing of training is on record."""
    with store.connection.read() as raw:
        return raw.execute(_ANY, {"kind": KIND}).fetchone() is None


def has_copy(store: "Reading") -> bool:
    """Whether a book was kept, so that it is a large one."""
    return (store.folder / FOLDER / FILE).is_file()


def is_as_good(store: "Reading", kept: Kept) -> bool:
    """Whether nothing of training was written since the copy was made; a moment."""
    with store.connection.read() as raw:
        return mask_of(raw) is None and kept.same_courses and is_current(raw, kept.stamp)


def still_holds(store: "Reading", kept: Kept) -> bool:
    """Whether a copy that was taken for the records still is, with the rows counted."""
    with store.connection.read() as raw:
        return is_current(raw, kept.stamp) and still_counts(raw, kept.stamp)


def keep(store: "Reading", whole: Whole, courses: Courses, tally: Tally) -> bool:
    """Keep the book for the next opening; not where names are hidden, or the disk says no."""
    with store.connection.read() as raw:
        hidden = mask_of(raw) is not None
    return not hidden and write_copy(
        store.folder, whole.book, whole.records, courses, whole.stamp, tally
    )


def read_staff(store: "Reading", courses: Courses, today: date) -> Book:
    """Return the people and what their roles ask, without anything that they passed."""
    with store.connection.read() as raw:
        mask = mask_of(raw)
        found = [*_sought(raw, PERSON), *_sought(raw, NEED)]
        shown = [mask.entity(one) for one in found] if mask else found
    return book_from(courses, Records(shown, {}, 0), today)


def _sought(raw: sqlite3.Connection, what: str) -> Iterable[Entity]:
    """Return the records of one sort, sought in the texts as they are written.

    One that is written otherwise is left out: it comes with the rest.
    """
    edits = raw.execute(
        f"SELECT entity, id, doc, sha256 FROM edit WHERE kind=? AND kind<>'ticket' AND {_OPEN}"
        " AND instr(doc, ?)>0",
        (KIND, f'["what","{what}"'),
    ).fetchall()
    copies = raw.execute(
        "SELECT id FROM base WHERE kind=? AND kind<>'ticket' AND state='put' AND instr(doc, ?)>0",
        (KIND, f'"what":"{what}"'),
    )
    found: dict[str, Entity] = {}
    odd = {one[0] for one in copies}
    odd |= _several(raw, [one[0] for one in edits])
    for key, edit_id, doc, sha256 in edits:
        made = plain_edit(doc, edit_id, key) if key not in odd and is_whole(doc, sha256) else None
        if made is None:
            odd.add(key)
        else:
            found[key] = made.entity()
    found.update(composed(raw, KIND, odd))
    return found.values()


def _several(raw: sqlite3.Connection, ids: list[str]) -> set[str]:
    """Return which of these records have a copy, or more edits than one."""
    found: set[str] = set()
    for start in range(0, len(ids), _SLICE):
        mine = ids[start : start + _SLICE]
        marks = ",".join("?" * len(mine))
        rows = raw.execute(
            f"SELECT entity FROM edit WHERE kind=? AND kind<>'ticket' AND entity IN ({marks})"
            f" GROUP BY entity HAVING count(*)>1 UNION ALL SELECT id FROM base"
            f" WHERE kind=? AND kind<>'ticket' AND id IN ({marks})",
            (KIND, *mine, KIND, *mine),
        )
        found |= {one[0] for one in rows}
    return found
