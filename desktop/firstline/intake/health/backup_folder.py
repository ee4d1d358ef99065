"""Looks at a folder of U8 backups without touching it: whether pairs are whole, and how old."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

DATA, LIST, YEAR_LIST = "ufdata.bak", "uferpact.lst", "uferpyer.lst"
FRESH = timedelta(days=2)
"""A daily backup that is older has failed at least once."""
_MOST_FOLDERS = 20_000
_SET = re.compile(r"cAcc_Id\s*=\s*['\"]?(\w{1,8})", re.IGNORECASE)
_HEAD_BYTES = 64 * 1024


class Fault(StrEnum):
    """What is wrong with one backup."""

    NO_LIST = "no_list"
    NO_DATA = "no_data"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


LATE = Text(f"已过期(> {FRESH.days} 天)", f"stale (> {FRESH.days} days)")
FAULTS = {
    Fault.NO_LIST: Text("缺少 UfErpAct.Lst", "UfErpAct.Lst is missing"),
    Fault.NO_DATA: Text("缺少 UFDATA.BAK", "UFDATA.BAK is missing"),
    Fault.EMPTY: Text("文件为 0 字节", "a file of 0 bytes"),
    Fault.UNREADABLE: Text("读不了", "cannot be read"),
}


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup of one account set: its folder, size in bytes and the time of its data file."""

    folder: str
    account_set: str
    size: int
    at: datetime | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a folder of backups holds, the newest first, and what stands for the newest day.

    `verdict` is ok, incomplete, failed (0 bytes, unreadable), stale or none; `sha256` is the
    fingerprint of names, sizes and times, not of the data, which is company data and large.
    """

    root: str
    backups: tuple[Backup, ...]
    verdict: str
    unread: tuple[str, ...]
    sha256: str
    late: frozenset[str] = frozenset()  # folders: the newest of their set, and too old


def look(root: Path, now: datetime) -> Looked:
    """Return what stands under `root`. Raises BadInput where there is no such folder.

    Each account set is judged by its newest folder, and the worst of them is the verdict. Only
    names, sizes, times and the head of the list file are read (requirements S20); nothing is
    written, and a folder that the system does not let us read is named.
    """
    if not root.is_dir():
        raise BadInput(Text(f"没有文件夹 {root}。", f"There is no folder {root}."))
    unread: list[str] = []
    found = sorted(
        _backups(root, unread),
        key=lambda one: (one.at or datetime.min.replace(tzinfo=UTC), one.folder),
        reverse=True,
    )
    newest: dict[str, Backup] = {}
    for one in found:
        newest.setdefault(one.account_set, one)
    told = "\n".join(f"{one.folder}|{one.size}|{one.at}|{one.fault}" for one in found)
    digest = hashlib.sha256(told.encode()).hexdigest()
    late = frozenset(one.folder for one in newest.values() if _is_late(one, now))
    return Looked(str(root), tuple(found), _verdict(list(newest.values()), now), tuple(unread),
                  digest, late)  # fmt: skip


def _is_late(one: Backup, now: datetime) -> bool:
    return one.at is None or now - one.at > FRESH


def _verdict(newest: list[Backup], now: datetime) -> str:
    if not newest:
        return "none"
    faults = {one.fault for one in newest}
    if faults & {Fault.EMPTY, Fault.UNREADABLE}:
        return "failed"
    if faults - {None}:
        return "incomplete"
    return "stale" if any(_is_late(one, now) for one in newest) else "ok"


def _backups(root: Path, unread: list[str]) -> Iterator[Backup]:
    walk = os.walk(root, onerror=lambda error: unread.append(str(error.filename)))
    for count, (place, folders, files) in enumerate(walk):
        if count >= _MOST_FOLDERS:
            unread.append(place)
            return
        folders.sort()
        names = {one.casefold(): one for one in files}
        if DATA in names or LIST in names or YEAR_LIST in names:
            yield _backup(root, Path(place), names)


def _backup(root: Path, folder: Path, names: dict[str, str]) -> Backup:
    relative = str(folder.relative_to(root))
    listed = names.get(LIST) or names.get(YEAR_LIST)
    try:
        head = _head(folder / listed) if listed else b""
        told = _SET.search(head.decode("gb18030", "replace"))
        account_set = told[1] if told else _set_of_path(relative)
        if DATA not in names:
            return Backup(relative, account_set, 0, None, Fault.NO_DATA)
        data = (folder / names[DATA]).stat()
        at = datetime.fromtimestamp(data.st_mtime, UTC)
        fault = Fault.NO_LIST if listed is None else None
        if data.st_size == 0 or (listed is not None and not head):
            fault = Fault.EMPTY
    except OSError:
        return Backup(relative, _set_of_path(relative), 0, None, Fault.UNREADABLE)
    return Backup(relative, account_set, data.st_size, at, fault)


def _set_of_path(relative: str) -> str:
    """Return the account set as the folders `<set>/<date>` name it."""
    parts = Path(relative).parts
    return parts[0] if parts else ""


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)
