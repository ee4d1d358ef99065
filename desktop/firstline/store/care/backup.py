"""One file that holds a whole profile: database, journal, attachments, settings and own packs."""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text
from firstline.store import files
from firstline.store.care.restore import Restored, restore
from firstline.store.care.snapshots import daily, explained, open_alone, reading, snapshot
from firstline.store.care.unpacking import FORMAT, MANIFEST
from firstline.store.file import journal
from firstline.store.file.connection import FILE
from firstline.store.file.on_disk import sync_file, sync_folder
from firstline.store.knowledge import documents
from firstline.store.retention.gone import hashes as destroyed

__all__ = ["BackedUp", "Restored", "backup", "daily", "restore"]
_CHUNK_BYTES = 1024 * 1024

_OWN = (".toml", ".txt")  # packs of one's own, and the names that must not leave


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds; `missing` names the attachments whose bytes are not on this machine."""

    path: Path
    size: int
    tickets: int
    edits: int
    files: int
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "file": str(self.path), "size": self.size, "tickets": self.tickets,
            "edits": self.edits, "files": self.files, "missing": list(self.missing),
        }  # fmt: skip


def backup(folder: Path, target: Path, now: datetime) -> BackedUp:
    """Write everything of the profile in `folder` to the one file `target`, whoever uses it.

    The database is copied from one moment's view and checked; nothing half-written ever bears the
    name `target`. An earlier backup of that name is replaced; any other file is not. Raises
    BadInput, Refused and StoreProblem.
    """
    _check_target(target)
    part = target.with_name(target.name + ".part")
    copy = target.with_name(target.name + ".db.part")
    with explained(target):
        try:
            with reading(folder) as raw:
                pages = _journal_pages(folder)
                snapshot(raw, copy)
            done = _write(folder, part, copy, pages, now)
            sync_file(part)
            part.replace(target)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
            copy.unlink(missing_ok=True)
    return BackedUp(target, target.stat().st_size, *done)


def _check_target(target: Path) -> None:
    if target.is_dir() or not target.name:
        raise BadInput(
            Text(f"{target} 是文件夹,请给出文件名。", f"{target} is a folder; name a file.")
        )
    if not target.parent.is_dir():
        raise BadInput(
            Text(f"没有文件夹 {target.parent}。", f"There is no folder {target.parent}."),
            Text("什么都没有写。", "Nothing was written."),
            Text("请先建好文件夹。", "Make the folder first."),
        )
    if target.exists() and target.stat().st_size and not is_backup(target):
        raise Refused(
            Text(f"{target} 已存在,而且不是备份文件。", f"{target} exists and is not a backup."),
            Text("它没有被改动。", "It was not touched."),
            Text("请换一个文件名。", "Choose another name."),
        )


def is_backup(path: Path) -> bool:
    """Whether `path` looks like a backup that this program wrote."""
    try:
        with zipfile.ZipFile(path) as pack:
            return bool(json.loads(pack.read(MANIFEST)).get("format") == FORMAT)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, NotImplementedError):
        return False


def _journal_pages(folder: Path) -> list[tuple[Path, int]]:
    """Return the journal's files and how much of each to copy: up to the last whole line.

    Taken before the database's view, so that the copy of the database holds all of it.
    """
    return [(one, one.stat().st_size) for one in journal.files(folder)]


def _write(
    folder: Path, part: Path, copy: Path, pages: list[tuple[Path, int]], now: datetime
) -> tuple[int, int, int, tuple[str, ...]]:
    with closing(open_alone(copy)) as raw:
        tickets = raw.execute("SELECT count(*) FROM ticket").fetchone()[0]
        edits = raw.execute("SELECT count(*) FROM edit").fetchone()[0]
        wanted = attached(raw) - destroyed(raw)
        version = raw.execute("PRAGMA user_version").fetchone()[0]
    listed: list[dict[str, Any]] = []
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack:
        _add(pack, FILE, copy, listed)
        for path, size in pages:
            _add(pack, f"journal/{path.name}", path, listed, size)
        for path in _own_files(folder):
            _add(pack, path.relative_to(folder).as_posix(), path, listed)
        held = set()
        for path in files.held(folder):
            _add(pack, path.relative_to(folder).as_posix(), path, listed)
            held.add(path.name)
        manifest = {
            "format": FORMAT, "made_at": now.isoformat(), "database": version, "tickets": tickets,
            "edits": edits, "files": listed,
        }  # fmt: skip
        pack.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return tickets, edits, len(held), tuple(sorted(wanted - held))


def attached(raw: sqlite3.Connection) -> set[str]:
    """Return the SHA-256 of every file that a shown ticket or a document names."""
    rows = raw.execute(
        "SELECT DISTINCT json_extract(a.value, '$.sha256') FROM ticket_text d,"
        " json_each(d.doc, '$.attachments') a"
    )
    return {row[0] for row in rows if row[0]} | documents.hashes(raw)


def _own_files(folder: Path) -> Iterator[Path]:
    if (folder / "settings.toml").is_file():
        yield folder / "settings.toml"
    packs = folder / "packs"
    found = (one for depth in ("*", "*/*") for one in packs.glob(depth))
    yield from sorted(one for one in found if one.suffix in _OWN and one.is_file())


def _add(
    pack: zipfile.ZipFile, name: str, path: Path, listed: list[dict[str, Any]], most: int = -1
) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = (
        zipfile.ZIP_STORED if name.startswith(f"{files.FOLDER}/") else zipfile.ZIP_DEFLATED
    )
    info.external_attr = 0o600 << 16
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, pack.open(info, "w", force_zip64=True) as out:
        for chunk in _chunks(source, most):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    listed.append({"path": name, "size": size, "sha256": digest.hexdigest()})


def _chunks(source: BinaryIO, most: int) -> Iterator[bytes]:
    left = most
    while left and (chunk := source.read(_CHUNK_BYTES if left < 0 else min(left, _CHUNK_BYTES))):
        left -= len(chunk) if left > 0 else 0
        yield chunk
