"""The beginning of a PDF's text, within bounds: what is hostile, locked or scanned gives none.

pypdf is pure Python and lives here alone. It only reads: no action, script, font or attachment of a
file is ever run or opened. Its own limits hold for every stream (pypdf.Configuration); ours bound
the file, the pages and the drawing operators that are looked at, so that the end comes soon.
"""

import logging
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from firstline.domain.documents.document import MOST_TEXT

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES = 40 * 1024 * 1024  # of a file whose text is read
MOST_PAGES = 200
MOST_OPERATORS = 400_000  # of all pages; some 2 s on a slow machine
MOST_CONTENT = 8 * 1024 * 1024  # bytes of one page's drawing
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError,
    RuntimeError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


class _EnoughError(Exception):
    """As much was looked at as one file may ask for."""


def pdf_text(data: bytes) -> str:
    """Return up to 4 × MOST_TEXT characters of a PDF's text, "" where none can be read.

    A file that asks for a password, a scan, and one that is damaged or too large give none.
    """
    if len(data) > MOST_BYTES:
        return ""
    from pypdf import PdfReader  # noqa: PLC0415 - with a PDF alone
    from pypdf.errors import DeprecationError, PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a bad file is none of our diary
    texts: list[str] = []
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return ""
        _read(reader, texts)
    except _EnoughError:
        pass  # what was read so far stands
    except (PyPdfError, DeprecationError, *_FAULTS):
        pass  # its reader will tell; the pages before the fault stand
    return "\n".join(texts)


def _read(reader: "PdfReader", texts: list[str]) -> None:
    left, length = MOST_OPERATORS, 0

    def count(*_of: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _EnoughError

    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or length > 4 * MOST_TEXT:
            return
        drawn = page.get_contents()
        if drawn is None or len(drawn.get_data()) > MOST_CONTENT:
            continue
        texts.append(page.extract_text(visitor_operand_before=count))
        length += len(texts[-1])
