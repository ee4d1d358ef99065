"""A pack of evidence for a negotiation: the figures, their formulas, and the source files (S73)."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from firstline.domain.digests import sha256
from firstline.domain.edits.codec import canonical
from firstline.domain.health.sheet import number_of, text_of
from firstline.domain.review.evidence import MEASURES, SHEET, Evidence
from firstline.domain.words import Language
from firstline.report.tables import inert
from firstline.report.whole_file import in_one_piece
from firstline.report.zips import FIRST_MOMENT, Sealing, new_zip

FORMAT = "firstline.evidence/1"
_HEADS = ("number", "title", "measure", "first", "last", "value", "formula", "source", "owner",
          "file", "sha256")  # fmt: skip


def write_pack(
    path: Path, found: Sequence[Evidence], file: Callable[[str], Path | None], language: Language,
    sealing: Sealing | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write the pack: a table, the source files by content, and the manifest of their hashes.

    `file` returns the file of a SHA-256, None where it is not on this machine. The same evidence
    gives the same bytes, unless `sealing` seals it. Returns the manifest. Raises Refused where
    the file cannot be written.
    """
    rows = [_row(one, language) for one in found]
    parts: dict[str, bytes] = {"evidence.csv": _table(rows)}
    missing = []
    for one in found:
        digest, name = text_of(one.entity, "file_sha256"), text_of(one.entity, "file")
        held = file(digest) if digest else None
        if held is None:
            missing.append(number_of(SHEET, one.entity))
        else:
            parts[f"files/{number_of(SHEET, one.entity)}_{_plain(name)}"] = held.read_bytes()
    manifest = {
        "format": FORMAT, "evidence": [dict(zip(_HEADS, row, strict=True)) for row in rows],
        "files": [{"name": name, "sha256": sha256(body).hexdigest(), "size": len(body)}
                  for name, body in sorted(parts.items())],
        "without_file": missing,
    }  # fmt: skip
    parts["manifest.json"] = canonical(manifest).encode()
    in_one_piece(path, lambda part: _zip(part, parts, sealing))
    return manifest


def _row(one: Evidence, language: Language) -> list[str]:
    told = {name: text_of(one.entity, name) for name in ("title", "first", "last", "source",
                                                         "owner", "file")}  # fmt: skip
    return [
        number_of(SHEET, one.entity), told["title"], MEASURES[one.measure].in_(language),
        told["first"], told["last"], one.value.in_(language), one.sums.in_(language),
        told["source"], told["owner"], told["file"], text_of(one.entity, "file_sha256"),
    ]  # fmt: skip


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADS)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(name: str) -> str:
    kept = "".join(one if one.isalnum() or one in "._-" else "_" for one in name)
    return kept.strip(".")[:80] or "file"


def _zip(path: Path, parts: dict[str, bytes], sealing: Sealing | None) -> int:
    with new_zip(path, FIRST_MOMENT, sealing) as put:
        for name, body in sorted(parts.items()):
            put(name, (body,))
    return len(parts)
