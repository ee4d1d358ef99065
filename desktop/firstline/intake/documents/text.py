"""The beginning of a document's text, so that it is found by it."""

import codecs
import re
import zipfile
import zlib
from html import unescape
from io import BytesIO

from firstline.domain.documents.document import MOST_TEXT
from firstline.domain.documents.formats import ending
from firstline.domain.ticket.fields import visible
from firstline.intake.binary import reads_as_binary
from firstline.intake.reading.encodings import of_sample

_MOST_XML = 16 * 1024 * 1024  # bytes read of one part
_MOST_PARTS = 200
_PARTS = {
    ".docx": re.compile(r"word/document\.xml"),
    ".xlsx": re.compile(r"xl/sharedStrings\.xml"),
    ".pptx": re.compile(r"ppt/slides/slide\d+\.xml"),
    ".odt": re.compile(r"content\.xml"),
    ".ods": re.compile(r"content\.xml"),
}
_BREAKS = re.compile(r"</(?:\w+:)?(?:p|si|h|t[rc]|table-cell)>|<(?:\w+:)?(?:br|tab)\b[^>]*>")
_TAGS = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[ \t\u3000]+")
_LINES = re.compile(r"\s*\n\s*")
PLAIN = (".txt", ".md", ".csv")
PDF = ".pdf"
READABLE = (*PLAIN, *_PARTS, PDF)
"""The endings whose text is read; of the others only what people wrote."""


def text_of(data: bytes, name: str) -> str:
    """Return up to MOST_TEXT characters of a file's text, "" where it cannot be read.

    A damaged file is no fault here: its hash was checked, and its reader will tell.
    """
    last = ending(name)
    if last in PLAIN:
        return _kept(_decoded(data))
    if last in _PARTS:
        return _kept(_of_archive(data, _PARTS[last]))
    if last == PDF:
        from firstline.intake.documents.pdf_text import pdf_text  # noqa: PLC0415 - with one alone

        return _kept(pdf_text(data))
    return ""


def _decoded(data: bytes) -> str:
    sample = data[: 8 * MOST_TEXT]
    found = of_sample(sample)
    if found is not None:
        text = sample[found.bom :].decode(found.name, errors="ignore")
    else:
        try:  # the sample may end inside a character
            text = codecs.getincrementaldecoder("utf-8")().decode(sample)
        except UnicodeDecodeError:
            text = sample.decode("gb18030", errors="ignore")
    return "" if reads_as_binary(text) else text


def _of_archive(data: bytes, wanted: re.Pattern[str]) -> str:
    texts: list[str] = []
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [one for one in archive.namelist() if wanted.fullmatch(one)]
            for one in sorted(names, key=_numbered)[:_MOST_PARTS]:
                with archive.open(one) as part:
                    xml = part.read(_MOST_XML).decode("utf-8", errors="ignore")
                texts.append(unescape(_TAGS.sub("", _BREAKS.sub("\n", xml))))
                if sum(map(len, texts)) > 4 * MOST_TEXT:
                    break
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return ""
    return "\n".join(texts)


def _numbered(name: str) -> tuple[int, str]:
    digits = "".join(char for char in name if char.isdigit())
    return (int(digits or "0"), name)


def _kept(text: str) -> str:
    plain = _LINES.sub("\n", _SPACES.sub(" ", visible(text)))
    return plain.strip()[:MOST_TEXT]
