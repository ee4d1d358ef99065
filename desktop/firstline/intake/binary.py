"""Knows files that are no plain text: no rule of redaction can read what is in them."""

import re

SAMPLE_CHARACTERS = 1 << 16
# How pictures, documents, archives, programs and databases begin. A BMP of one colour, or a PDF
# and an RTF, would pass for text otherwise, and what they show would leave without a look at it.
_BEGINNINGS = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\x00{4}|RIFF.{4}WEBP|II\*\x00|MM\x00\*|.{4}ftyp"
    rb"|%PDF-|\{\\rtf|\xd0\xcf\x11\xe0|PK(?:\x03\x04|\x05\x06)|\x1f\x8b|7z\xbc\xaf|Rar!\x1a|BZh\d"
    rb"|\xfd7zXZ|MZ.\x00|\x7fELF|ElfFile\x00|SQLite format 3\x00",
    re.DOTALL,
)
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def begins_as_binary(head: bytes) -> bool:
    """Whether a file whose first bytes are `head` is a picture, a document or another such file."""
    return _BEGINNINGS.match(head) is not None


def reads_as_binary(text: str) -> bool:
    """Whether a tenth or more of what was decoded is no character that a person can read."""
    sample = text[:SAMPLE_CHARACTERS]
    return len(_UNREADABLE.findall(sample)) * 10 > len(sample)
