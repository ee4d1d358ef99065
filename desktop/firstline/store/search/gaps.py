"""Searches of the knowledge base that found nothing: what somebody should write about."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.instants import epoch
from firstline.store.search.folding import tokens

_MOST_GAPS = 1_000
_MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Gap:
    """A search that found nothing: as it was typed last, how often, and when (epoch seconds)."""

    text: str
    count: int
    first_at: int
    last_at: int


def normalised(text: str) -> str:
    """Return a search as gaps are counted by: folded, its words in their order, one space."""
    return " ".join(tokens(text))[:_MOST_CHARACTERS]


def note_gap(raw: sqlite3.Connection, text: str, now: datetime) -> None:
    """Note that a search found nothing; the oldest of very many are forgotten."""
    key = normalised(text)
    if not key:
        return
    said = " ".join(text.split())[:_MOST_CHARACTERS]
    raw.execute(
        "INSERT INTO search_gap(key, text, count, first_at, last_at) VALUES(?,?,1,?,?)"
        " ON CONFLICT(key) DO UPDATE SET count=count+1, text=excluded.text,"
        " last_at=max(last_at, excluded.last_at)",
        (key, said, epoch(now), epoch(now)),
    )
    raw.execute(
        "DELETE FROM search_gap WHERE key IN"
        " (SELECT key FROM search_gap ORDER BY last_at DESC, key LIMIT -1 OFFSET ?)",
        (_MOST_GAPS,),
    )


def gaps(raw: sqlite3.Connection) -> list[Gap]:
    """Return the searches that found nothing, the most frequent first."""
    columns = "text, count, first_at, last_at"
    sql = f"SELECT {columns} FROM search_gap ORDER BY count DESC, last_at DESC, key"
    return [Gap(*row) for row in raw.execute(sql)]
