"""A download's part on the disk: written as the bytes come, forced there, known by its hash."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from firstline.domain.words import Text
from firstline.portal.base import Broken, Moved
from firstline.portal.refusals import KEPT


def write_part(
    part: Path, chunks: Iterable[bytes], moved: Moved, mode: Literal["ab", "wb"] = "wb"
) -> None:
    """Write what comes into `part`; however it ends, what has come is on the disk."""
    with part.open(mode) as target:
        try:
            for one in chunks:
                target.write(one)
                moved(len(one))
        finally:
            target.flush()
            os.fsync(target.fileno())


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in blocks."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def not_the_file() -> Broken:
    """Return the problem of bytes that are not the file that was asked for."""
    return Broken(
        Text("文件内容与它的指纹不符。", "The file's bytes do not match its hash."), KEPT,
        Text("程序会重新传送这个文件。", "The program transfers the file anew."),
    )  # fmt: skip
