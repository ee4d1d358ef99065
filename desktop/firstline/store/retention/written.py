"""Which files this device wrote outside the profile: packages, exports, personal data as files.

A small setting of this device, so that a rule can find them again; a file that was changed since
is somebody's own and is never touched.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from firstline.domain.retention.category import Category
from firstline.store.settings import get_setting, put_setting

SETTING = "written_files"
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Written:
    """One file that was written: where, its hash and size, when, and what it belongs to."""

    path: str
    sha256: str
    size: int
    at: str
    category: str
    ticket: str = ""
    number: str = ""
    authorisation: str = ""


def of(path: Path, category: Category, now: datetime, **more: str) -> Written:
    """Return what is remembered of a file that was just written. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    whole = path.resolve()
    return Written(str(whole), found.hexdigest(), whole.stat().st_size, now.isoformat(),
                   str(category), **more)  # fmt: skip


def every(raw: sqlite3.Connection) -> list[Written]:
    """Return what was written, the oldest first; what cannot be read is left out."""
    found = []
    for one in get_setting(raw, SETTING, []):
        made = _read(one)
        if made is not None:
            found.append(made)
    return found


def note(raw: sqlite3.Connection, one: Written) -> None:
    """Remember a file; one written anew to the same place takes the place of the former."""
    _put(raw, [*(each for each in every(raw) if each.path != one.path), one])


def forget(raw: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Remember these files no longer."""
    gone = set(paths)
    _put(raw, [one for one in every(raw) if one.path not in gone])


def _put(raw: sqlite3.Connection, found: list[Written]) -> None:
    put_setting(raw, SETTING, [asdict(one) for one in found[-MOST:]])


def _read(one: Any) -> Written | None:
    try:
        made = Written(**one)
        datetime.fromisoformat(made.at)
        Category(made.category)
    except (TypeError, ValueError):
        return None
    return made
