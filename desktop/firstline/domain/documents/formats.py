"""Which files may be documents, and how each of them begins: anything else stays outside."""

from collections.abc import Mapping

from firstline.domain.words import Text

_ZIP, _OLE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0",)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
FORMATS: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".docx": (f"{_OFFICE}.wordprocessingml.document", _ZIP),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    ".pptx": (f"{_OFFICE}.presentationml.presentation", _ZIP),
    ".odt": (f"{_OPEN}.text", _ZIP),
    ".ods": (f"{_OPEN}.spreadsheet", _ZIP),
    ".doc": ("application/msword", _OLE),
    ".xls": ("application/vnd.ms-excel", _OLE),
    ".ppt": ("application/vnd.ms-powerpoint", _OLE),
    ".rtf": ("application/rtf", (b"{\\rtf",)),
    ".png": ("image/png", (b"\x89PNG",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".txt": ("text/plain", ()),
    ".md": ("text/markdown", ()),
    ".csv": ("text/csv", ()),
}
"""The media type of each ending, and how such a file begins; texts may begin as they like."""
HEAD_BYTES = 1024
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe")


def ending(name: str) -> str:
    """Return the ending of a file's name, in small letters."""
    stem, dot, last = name.rpartition(".")
    return f".{last.casefold()}" if dot and stem else ""


def media_of(name: str) -> str:
    """Return the media type by the ending, the same on every machine."""
    return FORMATS.get(ending(name), ("application/octet-stream", ()))[0]


def fault_in(name: str, head: bytes) -> Text | None:
    """Return why a file is no document that may come in, None for one that may.

    `head` is how it begins, HEAD_BYTES at most: a program under the name of a manual is told.
    """
    last = ending(name)
    if last not in FORMATS:
        kinds = " ".join(FORMATS)
        return Text(f"“{name[:80]}”不是文档。可用:{kinds}。",
                    f"“{name[:80]}” is no document. Known: {kinds}.")  # fmt: skip
    marks = FORMATS[last][1]
    if not head:
        return Text(f"“{name[:80]}”是空的。", f"“{name[:80]}” is empty.")
    lies = not any(mark in head for mark in marks) if last == ".pdf" else (
        bool(marks) and not head.startswith(marks)
    )  # fmt: skip
    if lies or head.startswith(_PROGRAMS) or (not marks and _is_binary(head)):
        return Text(f"“{name[:80]}”的内容不是 {last} 文件。",
                    f"What is in “{name[:80]}” is no {last} file.")  # fmt: skip
    return None


def _is_binary(head: bytes) -> bool:
    return b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
