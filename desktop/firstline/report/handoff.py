"""Writes a hand-off package as one zip: documents, files, checksums, in an order that is fixed."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firstline.domain.errors import Refused
from firstline.domain.handoff_package import Origin, Package
from firstline.domain.handoff_text import fields_json, redaction_json
from firstline.domain.words import Text
from firstline.report.handoff_page import markdown, page
from firstline.report.whole_file import in_one_piece

_CHUNK_BYTES = 1024 * 1024
_FOLDERS = {Origin.LOG: "logs", Origin.ATTACHMENT: "attachments"}
_FIRST_YEAR = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier day
_NOTHING = Text("没有导出任何内容。", "Nothing was exported.")


@dataclass(frozen=True, slots=True)
class Written:
    """A package on the disk."""

    path: Path
    sha256: str
    size: int


def write_package(package: Package, folder: Path) -> Written:
    """Write the package into `folder`, made if need be, and return what was written.

    The same package gives the same bytes. Whether it may leave is `check_may_leave`, asked before.
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
    in_one_piece(path, lambda part: _zip(package, part))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(path, digest, path.stat().st_size)


def _zip(package: Package, part: Path) -> int:
    moment = max(package.made_at.timetuple()[:6], _FIRST_YEAR)
    sums: list[str] = []
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(_texts(package)):
            archive.writestr(_entry(name, moment), data)
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}")
        for one in sorted(package.files, key=lambda one: one.name):
            name = f"attachments/{one.name}"
            sums.append(f"{_copy(archive, _entry(name, moment), one.source, one.sha256)}  {name}")
        listed = "\n".join(sorted(sums, key=lambda one: one[66:])) + "\n"
        archive.writestr(_entry("SHA256SUMS", moment), listed.encode())
    return len(sums)


def _texts(package: Package) -> Iterator[tuple[str, bytes]]:
    yield "handoff.md", markdown(package).encode()
    yield "handoff.html", page(package).encode()
    yield "fields.json", fields_json(package).encode()
    yield "redaction.json", redaction_json(package).encode()
    for one in package.texts:
        yield f"{_FOLDERS[one.origin]}/{one.name}", one.data


def _entry(name: str, moment: tuple[int, ...]) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, moment)  # type: ignore[arg-type] # six numbers
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = 3  # the same on every system
    made.external_attr = 0o644 << 16
    return made


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, source: str, sha256: str) -> str:
    """Copy a confirmed file; only the very bytes that a person looked at may go."""
    digest = hashlib.sha256()
    with archive.open(entry, "w") as out, Path(source).open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != sha256:
        raise Refused(
            Text(f"{entry.filename} 在确认之后变了。",
                 f"{entry.filename} changed after it was confirmed."),
            _NOTHING,
        )  # fmt: skip
    return sha256
