"""A checked copy of the file, made before its format changes."""

import sqlite3
from datetime import datetime
from pathlib import Path

from firstline.store import faults
from firstline.store.file.on_disk import make_folder, sync_file, sync_folder


def keep_before(raw: sqlite3.Connection, path: Path, version: int, now: datetime) -> Path:
    """Copy the file beside itself before a migration, check the copy, and return its path.

    Raises StoreProblem when the copy is not sound: then the migration does not start.
    """
    folder = path.with_name("backups")
    make_folder(folder)
    target = folder / f"format-{version}-{now:%Y%m%dT%H%M%S}.db"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    raw.execute("VACUUM INTO ?", (str(part),))
    copy = sqlite3.connect(part)
    try:
        found = [row[0] for row in copy.execute("PRAGMA quick_check(5)")]
    finally:
        copy.close()
    if found != ["ok"]:
        raise faults.damaged(path, "; ".join(found))
    sync_file(part)
    part.replace(target)
    sync_folder(folder)
    return target
