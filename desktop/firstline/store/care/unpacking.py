"""Reads a backup's file without trusting it: names, sizes, kinds and hashes are all checked."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import stat
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from firstline.domain.errors import BadInput, StoreProblem
from firstline.domain.words import Text
from firstline.store import faults, files
from firstline.store.care import snapshots
from firstline.store.file.connection import FILE

FORMAT = "firstline.backup/1"
MANIFEST = "manifest.json"
_NAME = re.compile(
    r"firstline\.db|journal/outbox(-\d{6})?\.journal|settings\.toml"
    r"|packs/(?:[^/\\:\x00-\x1f]{1,60}/)?[^/\\:\x00-\x1f]{1,120}\.(?:toml|txt)"
    r"|files/[0-9a-f]{2}/[0-9a-f]{64}"
)
_MOST_ENTRIES = 500_000
_MOST_MANIFEST_BYTES = 200 * 1024 * 1024
_RATIO = 250
_RATIO_FROM_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024


def unpack(source: Path, room: Path) -> None:
    """Write what the backup `source` holds into the empty folder `room`, everything checked.

    Raises BadInput for what is no backup, and StoreProblem for a damaged or newer one and for a
    disk without room.
    """
    with source.open("rb") as file:
        head = file.read(16)
    if head == b"SQLite format 3\0":
        _copy_database(source, room / FILE)
        return
    try:
        with zipfile.ZipFile(source) as pack:
            for name, listed in _listed(pack, source).items():
                _take(pack, name, listed, room, source)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        if head[:2] == b"PK":
            raise _damaged(source, type(error).__name__) from error
        raise _no_backup(source) from error
    except (zlib.error, UnicodeDecodeError) as error:
        raise _damaged(source, str(error)) from error


def _copy_database(source: Path, target: Path) -> None:
    log = source.with_name(source.name + "-wal")
    if log.exists() and log.stat().st_size:  # a profile's own file, in use or cut short
        with closing(sqlite3.connect(source, isolation_level=None)) as raw:
            snapshots.snapshot(raw, target)
        return
    snapshots.verify(source)
    shutil.copyfile(source, target)


def _listed(pack: zipfile.ZipFile, source: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return what the manifest lists, after checking every name and size against the pack."""
    infos = pack.infolist()
    names = [info.filename for info in infos]
    if MANIFEST not in names or len(infos) > _MOST_ENTRIES:
        raise _no_backup(source)
    manifest_info = pack.getinfo(MANIFEST)
    if manifest_info.file_size > _MOST_MANIFEST_BYTES:
        raise _no_backup(source)
    try:
        manifest = json.loads(pack.read(MANIFEST))
        listed = {
            str(one["path"]): {"size": int(one["size"]), "sha256": str(one["sha256"])}
            for one in manifest["files"]
        }
        if manifest["format"] != FORMAT:
            raise _no_backup(source)
    except (ValueError, KeyError, TypeError) as error:
        raise _no_backup(source) from error
    if sorted(names) != sorted([*listed, MANIFEST]) or FILE not in listed:
        raise _damaged(source, "manifest")
    for info in infos:
        if info.filename != MANIFEST:
            _check_entry(info, listed[info.filename], source)
    return listed


def _check_entry(info: zipfile.ZipInfo, listed: Mapping[str, Any], source: Path) -> None:
    name, size, packed = info.filename, info.file_size, max(1, info.compress_size)
    kind = stat.S_IFMT(info.external_attr >> 16)
    odd = not _NAME.fullmatch(name) or ".." in name or kind not in (0, stat.S_IFREG)
    misnamed = name.startswith(f"{files.FOLDER}/") and name[-64:] != listed["sha256"]
    swollen = size > _RATIO_FROM_BYTES and size > _RATIO * packed
    if odd or misnamed or swollen or size != listed["size"]:
        raise _damaged(source, name[:80])


def _take(
    pack: zipfile.ZipFile, name: str, listed: Mapping[str, Any], room: Path, source: Path
) -> None:
    """Copy one entry into `room`, never more than it claims, and compare its SHA-256."""
    target = room / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), int(listed["size"])
    if shutil.disk_usage(room).free < left:
        raise faults.full(target)
    with pack.open(name) as file, target.open("xb") as out:
        while chunk := file.read(_CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise _damaged(source, name)
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if left or digest.hexdigest() != listed["sha256"]:
        raise _damaged(source, name)


def _no_backup(source: Path) -> BadInput:
    return BadInput(
        Text(f"{source} 不是本程序的备份。", f"{source} is not a backup of this program."),
        Text("什么都没有改。", "Nothing was changed."),
        Text("请选择 firstline backup 写出的文件。", "Choose a file that firstline backup wrote."),
    )


def _damaged(source: Path, detail: str) -> StoreProblem:
    return StoreProblem(
        Text(
            f"备份 {source.name} 已损坏({detail})。",
            f"The backup {source.name} is damaged ({detail}).",
        ),
        Text("现在的内容没有被改动。", "What is there now was not touched."),
        Text(
            "请换一个备份;配置目录的 backups 里有每天的快照。",
            "Use another backup; the profile's folder backups holds daily snapshots.",
        ),
    )
