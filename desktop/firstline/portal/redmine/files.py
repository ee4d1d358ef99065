"""Files to and from a Redmine: bytes first for a token, and down from the server itself alone."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from firstline.domain.fold import is_hash
from firstline.domain.ticket import Attachment
from firstline.domain.words import Text
from firstline.portal.base import Broken, Moved
from firstline.portal.redmine.calls import Calls, Denied
from firstline.portal.refusals import KEPT

_BLOCK = 1024 * 1024


@dataclass(slots=True)
class Files:
    """Where the files lie that the next push may name, by hash."""

    paths: dict[str, tuple[Path, Moved]] = field(default_factory=dict)

    def note(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Remember a file; the push that names it sends its bytes."""
        self.paths[file.sha256] = (path, moved)

    def send(self, calls: Calls, sha256: str, name: str) -> str | Denied:
        """Send a file's bytes and return the token for them.

        Redmine's token ends in the SHA-256 of what it got. Raises Broken where that is another.
        """
        path, moved = self.paths[sha256]
        with path.open("rb") as body:
            token = calls.send_file(name, body, moved)
        if isinstance(token, Denied):
            return token
        digest = token.partition(".")[2]
        if is_hash(digest) and digest != sha256:
            raise _not_the_file()
        return token


def download(calls: Calls, sha256: str, remote: str, part: Path, moved: Moved) -> None:
    """Fetch what `part` lacks of the file `remote`; the hash is checked where it is known.

    Raises Broken for bytes that are not the file; `part` is then gone.
    """
    number = remote.rpartition(":")[2]
    told = calls.file(number)
    if told is None:
        raise _not_there()
    size, held = int(told.get("filesize") or 0), part.stat().st_size if part.exists() else 0
    if held > size:
        held = 0
    if held < size or not part.exists():
        with calls.content(number, held) as (goes_on, chunks):
            _write(chunks, part, "ab" if goes_on else "wb", moved)
    if part.stat().st_size != size or (is_hash(sha256) and hash_of(part) != sha256):
        part.unlink()
        raise _not_the_file()


def _write(chunks: Iterator[bytes], part: Path, mode: str, moved: Moved) -> None:
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
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _not_the_file() -> Broken:
    return Broken(
        Text("文件在传送中变了样。", "The file's bytes changed on the way."), KEPT,
        Text("程序会重新传送这个文件。", "The program transfers the file anew."),
    )  # fmt: skip


def _not_there() -> Broken:
    return Broken(
        Text("Redmine 上没有这个文件了。", "Redmine does not have this file any more."), KEPT
    )
