"""A file that appears in one piece, on the disk, or not at all; and the hash of one."""

import errno
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from firstline.domain.errors import Problem, Refused
from firstline.domain.words import Text

KEPT = Text("原来的文件没有动。", "The file that was there is as it was.")


def in_one_piece(path: Path, write: Callable[[Path], int]) -> int:
    """Let `write` fill a file beside `path`, then put it in its place; return what `write` says.

    Raises Refused with the reason where that cannot be; what was there before then stays.
    """
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        count = write(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return count


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def _unwritable(path: Path, error: OSError) -> Problem:
    why = {
        errno.ENOSPC: Text("磁盘已满", "the disk is full"),
        errno.EDQUOT: Text("磁盘配额已满", "the disk quota is used up"),
        errno.EROFS: Text("磁盘是只读的", "the disk is read-only"),
        errno.EACCES: Text("没有写权限", "no permission to write"),
        errno.EPERM: Text("没有写权限", "no permission to write"),
        errno.ENOENT: Text("没有这个文件夹", "there is no such folder"),
        errno.ENAMETOOLONG: Text("文件名太长", "the name is too long"),
    }.get(error.errno or 0, Text(error.strerror or "I/O", error.strerror or "I/O"))
    return Refused(
        Text(f"写不了 {path}:{why.zh}。", f"{path} cannot be written: {why.en}."),
        KEPT,
        Text("请换一个位置再试。", "Try another place."),
    )
