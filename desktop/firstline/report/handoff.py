"""Writes a hand-off package as one zip, sealed or not: documents, files, checksums, in order."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firstline.domain.errors import Refused
from firstline.domain.handoff.package import Origin, Package
from firstline.domain.handoff.text import fields_json, redaction_json
from firstline.domain.words import Text
from firstline.report.handoff_page import markdown, page
from firstline.report.whole_file import hash_of, in_one_piece
from firstline.report.zips import FIRST_MOMENT, Sealing, new_zip

_CHUNK_BYTES = 1024 * 1024
_FOLDERS = {Origin.LOG: "logs", Origin.ATTACHMENT: "attachments"}
_NOTHING = Text("没有导出任何内容。", "Nothing was exported.")


@dataclass(frozen=True, slots=True)
class Written:
    """A package on the disk."""

    path: Path
    sha256: str
    size: int
    sealed: bool = False


def write_package(package: Package, folder: Path, sealing: Sealing | None = None) -> Written:
    """Write the package into `folder`, made if need be, and return what was written.

    With `sealing` it is sealed (requirements S44): cipher text alone reaches the disk. Without,
    the same package gives the same bytes. Whether it may leave is `check_may_leave`, asked before.
    Raises Refused when a file of it has changed or cannot be read, or the zip cannot be written.
    """
    path = folder / package.file_name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refused(
            Text(f"不能建立文件夹 {folder}({why})。", f"{folder} cannot be made ({why})."), _NOTHING
        ) from error
    in_one_piece(path, lambda part: _zip(package, part, sealing))
    return Written(path, hash_of(path), path.stat().st_size, sealing is not None)


def _zip(package: Package, part: Path, sealing: Sealing | None) -> int:
    moment = max(package.made_at.timetuple()[:6], FIRST_MOMENT)
    sums: list[str] = []
    with new_zip(part, moment, sealing) as put:
        for name, data in sorted(_texts(package)):
            put(name, (data,))
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}")
        for one in sorted(package.files, key=lambda one: one.name):
            name = f"attachments/{one.name}"
            put(name, _copied(name, one.source, one.sha256))
            sums.append(f"{one.sha256}  {name}")
        listed = "\n".join(sorted(sums, key=lambda one: one[66:])) + "\n"
        put("SHA256SUMS", (listed.encode(),))
    return len(sums)


def _texts(package: Package) -> Iterator[tuple[str, bytes]]:
    yield "handoff.md", markdown(package).encode()
    yield "handoff.html", page(package).encode()
    yield "fields.json", fields_json(package).encode()
    yield "redaction.json", redaction_json(package).encode()
    for one in package.texts:
        yield f"{_FOLDERS[one.origin]}/{one.name}", one.data


def _copied(name: str, source: str, sha256: str) -> Iterator[bytes]:
    """Yield a confirmed file; only the very bytes that a person looked at may go."""
    digest = hashlib.sha256()
    with Path(source).open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != sha256:
        raise Refused(
            Text(f"{name} 在确认之后变了。", f"{name} changed after it was confirmed."), _NOTHING
        )
