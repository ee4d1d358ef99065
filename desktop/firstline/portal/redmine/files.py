"""Files to and from a Redmine: bytes first for a token, and down from the server itself alone."""

from dataclasses import dataclass, field
from pathlib import Path

from firstline.domain.edits.fold import is_hash
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.portal.base import Broken, Moved
from firstline.portal.parts import hash_of, not_the_file, write_part
from firstline.portal.redmine.calls import Calls, Denied
from firstline.portal.refusals import KEPT


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
            raise not_the_file()
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
            write_part(part, chunks, moved, "ab" if goes_on else "wb")
    if part.stat().st_size != size or (is_hash(sha256) and hash_of(part) != sha256):
        part.unlink()
        raise not_the_file()


def _not_there() -> Broken:
    return Broken(
        Text("Redmine 上没有这个文件了。", "Redmine does not have this file any more."), KEPT
    )
