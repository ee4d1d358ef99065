"""The library of documents as the store holds it: all of them at once, and the search in it."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from firstline.domain.documents.document import KIND, Document, State, document_from
from firstline.domain.documents.formats import media_of
from firstline.domain.documents.library import Library
from firstline.domain.ticket.ticket import Attachment
from firstline.store import files
from firstline.store.search.folding import Initials, fold
from firstline.store.search.search import Hit, marked
from firstline.store.shown.masks import ERASURE
from firstline.store.shown.record import records
from firstline.store.shown.shown import Desk

MOST_FETCHED = 20  # files of one round of exchange
LARGEST_FETCHED = 20 * 1024 * 1024  # bytes; a larger one comes when somebody asks for it
_NAMED = (
    "SELECT json_extract(doc, '$.fields.sha256') FROM base"
    f" WHERE kind='{KIND}' AND kind<>'ticket' AND doc<>''"
    " UNION SELECT f.sha256 FROM edit_file f JOIN edit e ON e.n=f.edit"
    f" WHERE e.kind='{KIND}' AND e.kind<>'ticket' AND e.state<>'withdrawn'"
)


_KINDS = f"kind IN ('{KIND}', '{ERASURE}') AND kind<>'ticket'"  # a name may be hidden meanwhile
_COPIES = f"SELECT kind, id, rev, seq, state FROM base WHERE {_KINDS} ORDER BY kind, id"
_EDITS = f"SELECT n, state FROM edit WHERE {_KINDS} ORDER BY n"
Standing = tuple[Sequence[tuple[object, ...]], Sequence[tuple[object, ...]]]
Words = Sequence[tuple[Document, str, str]]
"""Each document with its folded head (code and title) and what people wrote of it, folded."""


class Shelf:
    """The library as it stood: `standing` says of which copies and edits, `at` when it was so."""

    def __init__(self, at: int, standing: Standing, library: Library) -> None:
        self.at = at
        self.standing = standing
        self.library = library
        self._words: Words | None = None
        self._texts: Sequence[str] | None = None

    def words(self, initials: Initials | None) -> Words:
        """Return what people wrote; folded when somebody first searches."""
        if self._words is None:
            self._words = [(one, _head(one, initials), _rest(one)) for one in self.library]
        return self._words

    def texts(self) -> Sequence[str]:
        """Return the texts of the files in the same order; folded when they are first wanted."""
        if self._texts is None:
            self._texts = [fold(one.text) for one in self.library]
        return self._texts


def moment(raw: sqlite3.Connection) -> int:
    """Return a number that rises with every commit that changed a record."""
    found = raw.execute("SELECT seq FROM sqlite_sequence WHERE name='change_log'").fetchone()
    return int(found[0]) if found else 0


def fresh(held: Shelf | None, desk: Desk) -> Shelf:
    """Return the library as it stands: `held` itself where no document has changed since.

    A library holds some hundred documents: all of them are read.
    """
    at = moment(desk.raw)
    if held is not None and held.at == at:
        return held
    standing = (desk.raw.execute(_COPIES).fetchall(), desk.raw.execute(_EDITS).fetchall())
    if held is not None and held.standing == standing:
        held.at = at
        return held
    return Shelf(at, standing, Library(map(document_from, records(desk.raw, KIND))))


def _head(one: Document, initials: Initials | None) -> str:
    spoken = initials(one.title.zh) if initials else ""
    return fold("\n".join((one.code, *one.title, spoken)))


def _rest(one: Document) -> str:
    return fold("\n".join((
        *one.products, *one.modules, *one.words, one.versions, one.source, one.name, one.note,
        one.version,
    )))  # fmt: skip


def search(
    held: Shelf, text: str, limit: int, initials: Initials | None, *, every: bool = False,
    whole: bool = True,
) -> list[Hit]:  # fmt: skip
    """Return the documents that hold every word of `text`, an exact code first.

    Those to read alone, unless `every`: older versions then stand behind them. Not `whole`, the
    texts of their files are left out, which is quick enough for every key in the palette.
    """
    wanted = list(dict.fromkeys(fold(text[:200]).split()))
    if not wanted or limit <= 0:
        return []
    words = held.words(initials)
    texts = held.texts() if whole else [""] * len(words)
    found: list[tuple[float, Hit]] = []
    for (one, head, rest), inside in zip(words, texts, strict=True):
        current = held.library.state(one) is State.CURRENT
        places = (head, rest, inside)
        if not (current or every) or not all(_stands(word, places) for word in wanted):
            continue
        share = sum(word in head for word in wanted) / len(wanted)
        score = 100.0 if wanted == [one.code.casefold()] else 3.0 + 6.0 * share
        score -= 0.0 if current else 1.0
        line = _snippet(one, wanted)
        found.append((score, Hit(KIND, one.record, one.title.zh, line, score, one.code)))
    return [hit for _, hit in sorted(found, key=lambda pair: -pair[0])[:limit]]


def _stands(word: str, places: Sequence[str]) -> bool:
    return any(word in one for one in places)


def _snippet(one: Document, wanted: Sequence[str]) -> str:
    for told in (*one.title, one.note, one.text):
        plain = fold(told)
        at = min((at for word in wanted if (at := plain.find(word)) >= 0), default=-1)
        if at >= 0 and len(plain) == len(told):  # else what was folded away moved the places
            word = next(one for one in wanted if plain.startswith(one, at))
            return marked(told, at, at + len(word))
    return one.title.en


def hashes(raw: sqlite3.Connection) -> set[str]:
    """Return the SHA-256 of the file of every version, also of those that were superseded."""
    return {row[0] for row in raw.execute(_NAMED) if row[0]}


def missing(held: Shelf, folder: Path) -> list[Attachment]:
    """Return the files of documents to read that are not here and may come by themselves."""
    found = [
        Attachment(one.sha256, one.name, one.size, media_of(one.name))
        for one in held.library.current()
        if one.size <= LARGEST_FETCHED and files.find(folder, one.sha256) is None
    ]
    return found[:MOST_FETCHED]
