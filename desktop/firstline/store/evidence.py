"""The bytes of evidence that other desks need: screenshots of tests, proofs of outcomes."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from firstline.domain.edits.kinds import EVIDENCE
from firstline.domain.ticket.ticket import Attachment
from firstline.store import files
from firstline.store.knowledge.documents import LARGEST_FETCHED, MOST_FETCHED, moment
from firstline.store.shown.shown import Desk

_LISTED = ", ".join(f"'{one}'" for one in EVIDENCE)
_NAMED = (
    "SELECT DISTINCT json_extract(e.value, '$.data.sha256'),"
    " json_extract(e.value, '$.data.name'), json_extract(e.value, '$.data.size'),"
    " json_extract(e.value, '$.data.media') FROM base b, json_each(b.doc, '$.events') e"
    f" WHERE b.kind IN ({_LISTED}) AND b.kind<>'ticket' AND b.doc<>'' AND b.state='put'"
    " AND json_extract(e.value, '$.kind')='attached' ORDER BY 1"
)


@dataclass(frozen=True, slots=True)
class Named:
    """The files that records of EVIDENCE name, as of one moment."""

    at: int
    files: tuple[Attachment, ...]


def fresh(held: Named | None, desk: Desk) -> Named:
    """Return the files that are named now: `held` itself where no record has changed since."""
    at = moment(desk.raw)
    if held is not None and held.at == at:
        return held
    rows = desk.raw.execute(_NAMED).fetchall()
    found = [
        Attachment(str(sha256), str(name or ""), _size(size), str(media or ""))
        for sha256, name, size, media in rows if sha256
    ]  # fmt: skip
    return Named(at, tuple(found))


def missing(held: Named, folder: Path) -> list[Attachment]:
    """Return the files that are not here and may come by themselves, some at a time."""
    found = [
        one for one in held.files
        if one.size <= LARGEST_FETCHED and files.find(folder, one.sha256) is None
    ]  # fmt: skip
    return found[:MOST_FETCHED]


def hashes(raw: sqlite3.Connection) -> set[str]:
    """Return the SHA-256 of every such file, so that none is let go for room."""
    return {str(row[0]) for row in raw.execute(_NAMED) if row[0]}


def _size(said: object) -> int:
    text = str(said or "")
    return int(text) if text.isdecimal() else 0
