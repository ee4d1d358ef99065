"""A report becomes files: the document, the snapshot it was made from, and the manifest."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firstline.domain.edits.codec import canonical
from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.report.frozen.docx import write_docx
from firstline.report.frozen.page import page
from firstline.report.frozen.sheets import write_sheets
from firstline.report.frozen.table import Made
from firstline.report.whole_file import hash_of, in_one_piece

MANIFEST = "firstline.manifest/1"
WritePdf = Callable[[str, Path, str], None]
_DATES = re.compile(rb'((?:/(?:Creation|Mod)Date \(D:)|(?:Date="))([0-9T:-]{14,19})')
_IDS = re.compile(rb'(uuid:|<)([0-9a-f-]{36}|[0-9a-f]{72})(?=["> ])')


def write_report(path: Path, made: Made, write_pdf: WritePdf) -> dict[str, Any]:
    """Write the report to `path`, its snapshot and its manifest beside it.

    The ending is .pdf, .html, .xlsx, another that it has, or .ics where it has dates. The same
    snapshot always gives the same bytes. Returns the manifest. Raises BadInput for another ending,
    Refused where a file cannot be written.
    """
    write_document(path, made, write_pdf)
    snapshot = path.with_name(f"{path.name}.snapshot.json")
    _put(snapshot, made.snapshot)
    manifest = {
        "format": MANIFEST, "report": made.report, "language": made.language, **made.more,
        "as_of": made.now.isoformat(), "snapshot_sha256": made.mark,
        "content_sha256": made.content,
        "files": [
            {"name": one.name, "sha256": hash_of(one), "size": one.stat().st_size}
            for one in (path, snapshot)
        ],
    }  # fmt: skip
    _put(path.with_name(f"{path.name}.manifest.json"), canonical(manifest))
    return manifest


def write_document(path: Path, made: Made, write_pdf: WritePdf) -> None:
    """Write the document alone. Raises as `write_report` does."""
    ending = path.suffix.casefold()
    more = (*made.formats, *((".ics",) if made.calendar else ()))
    usable = tuple(dict.fromkeys((".pdf", ".html", ".xlsx", *more)))
    if ending not in usable:
        zh, en = "、".join(usable), " or ".join(", ".join(usable).rsplit(", ", 1))
        raise BadInput(
            Text(f"不支持“{path.suffix[:20]}”。", f"There is no report as “{path.suffix[:20]}”."),
            next_step=Text(f"可用:{zh}。", f"Use {en}."),
        )

    def make(part: Path) -> int:
        if ending == ".xlsx":
            write_sheets(part, made)
        elif ending == ".html":
            part.write_bytes(f"<!DOCTYPE html>\n{page(made)}\n".encode())
        elif ending == ".ics" and made.calendar:
            part.write_bytes(made.calendar().encode())
        elif ending == ".docx":
            write_docx(part, made)
        else:
            write_pdf(page(made), part, "report")
            part.write_bytes(settled(part.read_bytes(), made.now, made.mark))
        return 1

    in_one_piece(path, make)


def settled(pdf: bytes, at: datetime, mark: str) -> bytes:
    """Return a PDF whose dates and ids follow from its content, byte for byte of the same length.

    Qt writes the instant of printing and a random id into each file.
    """
    moment = at.astimezone(UTC)
    compact, iso = f"{moment:%Y%m%d%H%M%S}", f"{moment:%Y-%m-%dT%H:%M:%S}"
    whole = f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:32]}"

    def date(found: re.Match[bytes]) -> bytes:
        said = compact if len(found[2]) == len(compact) else iso
        return found[1] + said[: len(found[2])].encode()

    def name(found: re.Match[bytes]) -> bytes:
        said = whole if len(found[2]) == len(whole) else whole.encode().hex()
        return found[1] + said.encode()

    return _IDS.sub(name, _DATES.sub(date, pdf))


def _put(path: Path, text: str) -> None:
    in_one_piece(path, lambda part: part.write_text(text, "utf-8", newline="\n"))
