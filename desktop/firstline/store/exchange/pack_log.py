"""The packs that went out and came in by stick: which, what they held, and what became of them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Direction = Literal["out", "in"]
OPS, ANSWER, CARRIED = "ops", "answer", "carried"


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack. `cursor` is where our pull stood when it was made; `detail` says whose it is.

    `acked_at` is when its answer was taken, "" while there is none.
    """

    sha256: str
    direction: Direction
    kind: str
    portal: str
    from_n: int
    to_n: int
    cursor: str
    made_at: str
    acked_at: str = ""
    detail: str = ""


_COLUMNS = "sha256, direction, kind, portal, from_n, to_n, cursor, made_at, acked_at, detail"


def note(raw: sqlite3.Connection, pack: Pack) -> None:
    """Remember a pack; one that is known already stays as it was."""
    raw.execute(
        f"INSERT OR IGNORE INTO pack({_COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?,?)",
        (pack.sha256, pack.direction, pack.kind, pack.portal, pack.from_n, pack.to_n, pack.cursor,
         pack.made_at, pack.acked_at or None, pack.detail),
    )  # fmt: skip


def acknowledge(raw: sqlite3.Connection, sha256: str, now: datetime) -> None:
    """Note that the answer to this pack was taken."""
    raw.execute(
        "UPDATE pack SET acked_at=? WHERE sha256=? AND acked_at IS NULL", (now.isoformat(), sha256)
    )


def listed(raw: sqlite3.Connection) -> list[Pack]:
    """Return every pack, the oldest first."""
    rows = raw.execute(f"SELECT {_COLUMNS} FROM pack ORDER BY made_at, sha256")
    return [
        Pack(row[0], row[1], row[2], row[3], row[4] or 0, row[5] or 0, row[6] or "", row[7],
             row[8] or "", row[9])
        for row in rows
    ]  # fmt: skip
