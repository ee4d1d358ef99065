"""Cells of workbooks and databases as texts, the same whichever file they come from."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from firstline.domain.reconcile.amounts import DIGITS, written

MOST_CHARACTERS = 100_000  # of a cell; a spreadsheet's holds 32,767
CHUNK_BYTES = 1 << 20


def fingerprint(chunks: Iterable[bytes]) -> tuple[int, str]:
    """Return the size and the SHA-256 of a file that comes in chunks."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def texts_of(cells: Sequence[object]) -> Sequence[str]:
    """Return a column as texts; what is text already stays."""
    if all(type(one) is str for one in cells):
        return cells  # type: ignore[return-value]
    return [one if type(one) is str else text_of(one) for one in cells]


def text_of(cell: object) -> str:
    """Return a cell as text: numbers of a workbook to the 15 digits that a spreadsheet keeps."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, Decimal):
        return written(cell) if cell.is_finite() and abs(cell.adjusted()) < DIGITS else str(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    text = f"{value:.15g}"
    if "e" in text and abs(value) < 1e40:
        text = f"{value:.0f}" if abs(value) >= 1 else text
    return text
