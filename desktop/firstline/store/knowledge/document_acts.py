"""Takes documents into the store: the bytes first, then the records that name them."""

import os
import shutil
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from firstline.domain.documents.document import Document
from firstline.domain.edits.edit import Edit
from firstline.domain.errors import BadInput, Refused
from firstline.domain.words import Text
from firstline.store import files
from firstline.store.care.checks import sha256_of
from firstline.store.store import Store

COPIES = "opened"  # the folder of the profile in which copies for a viewer lie
_OLD_S = 30 * 24 * 3600
_KEPT = Text("文档库没有被改动。", "The library was not changed.")


def take(
    store: Store, edits: Sequence[Edit], documents: Sequence[Document],
    content: Callable[[Document], bytes | Path], now: datetime,
) -> int:  # fmt: skip
    """Keep the files of `documents`, then perform `edits` as one transaction.

    A file that is here as it was is not read; one that was lost or altered is put back, and
    counted. Cut short before the edits, nothing names the bytes, and taking again completes it.
    Raises
    Refused when a file is not what its document says, BadInput and StoreProblem.
    """
    opened = {one.entity for one in edits}
    mended = 0
    for one in documents:
        state = state_of(store, one)
        if state == "ok":
            continue
        mended += one.record not in opened
        held = store.file_path(one.sha256)
        if state == "changed" and held is not None:
            held.unlink()
        kept = store.keep_file(content(one), one.name)
        if kept.sha256 != one.sha256:
            raise Refused(
                Text(f"“{one.name}”在导入时变了。", f"“{one.name}” changed meanwhile."), _KEPT
            )
    if edits:
        store.perform(*edits, now=now)
    return mended


def state_of(store: Store, one: Document) -> str:
    """Return whether the file is what it was: ok, changed, or missing on this machine."""
    path = store.file_path(one.sha256)
    if path is None:
        return "missing"
    return "ok" if sha256_of(path) == one.sha256 else "changed"


def lay_out(store: Store, one: Document, now: datetime, folder: Path | None = None) -> Path:
    """Write a copy of the file for a viewer, under its own name, and return where it lies.

    It goes into the profile's folder of such copies, which is cleared of those older than 30 days,
    or into `folder`, over no file that is there. The copy is read-only, and on Windows marked as
    come from elsewhere. Raises Refused where the file is not here or is not what its hash says.
    """
    path = store.file_path(one.sha256)
    if path is None:
        raise _missing(one)
    if sha256_of(path) != one.sha256:
        raise _changed(one)
    if folder is None:
        home = store.folder / COPIES
        _clear(home, now)
        place = home / one.sha256[:16]
    else:
        place = folder
    target = place / files.clean_name(one.name or one.record)
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            _copy(path, target)
        elif sha256_of(target) != one.sha256:
            if folder is not None:
                raise _there(target)
            target.chmod(stat.S_IWRITE | stat.S_IREAD)
            _copy(path, target)
    except OSError as error:
        raise BadInput(
            Text(f"不能写入 {place}。", f"{place} cannot be written."), _KEPT
        ) from error  # fmt: skip
    store.file_used(one.sha256, now)
    return target


def _copy(path: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(path, part)
    part.replace(target)
    target.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    if os.name == "nt":
        files.mark_of_the_web(target)


def _clear(home: Path, now: datetime) -> None:
    """Take away copies that were made long ago; one that a viewer holds stays."""
    for one in home.glob("*/*"):
        with suppress(OSError):
            if one.stat().st_mtime < now.timestamp() - _OLD_S:
                one.chmod(stat.S_IWRITE | stat.S_IREAD)
                one.unlink()


def _missing(one: Document) -> Refused:
    return Refused(
        Text(
            f"{one.record} 的文件不在这台电脑上。", f"The file of {one.record} is not on this PC."
        ),
        _KEPT,
        Text(
            "同步一次,或再导入一次带它的文档包。",
            "Sync once, or import the pack that has it again.",
        ),
    )


def _changed(one: Document) -> Refused:
    return Refused(
        Text(f"{one.record} 的文件已损坏或被改过,没有打开。",
             f"The file of {one.record} is damaged or altered and was not opened."),
        _KEPT,
        Text("再导入一次带它的文档包。", "Import the pack that has it again."),
    )  # fmt: skip


def _there(target: Path) -> Refused:
    return Refused(
        Text(f"{target} 已存在,内容不同。", f"{target} exists with another content."),
        Text("它没有被改动。", "It was not touched."),
        Text("请换一个文件夹。", "Choose another folder."),
    )
