"""Recognises a text file's encoding by its content: UTF-8, GB18030 or UTF-16, never by guess."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from firstline.domain.errors import BadInput
from firstline.intake.reading.faults import bad_file, unreadable

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_MOST_RUNS = 20_000
_GB_FOUR = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")
_GB_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_GB_COMMON = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes become characters; `bom` bytes at the start are skipped."""

    name: str
    bom: int = 0


def head_of(path: Path, size: int = _SAMPLE) -> bytes:
    """Return the first bytes of the file. Raises BadInput for a file that cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        raise unreadable(path, error) from error


def recognise(path: Path) -> Encoding:
    """Return the encoding that the whole file can be read in.

    Every byte is looked at, so that a wrong one is met before anything is imported. Raises
    BadInput with the byte's offset and line, and for a file that is no text at all.
    """
    head = head_of(path)
    if not head.strip():
        raise bad_file(path, "文件是空的。", "the file is empty.")
    found = of_sample(head)
    if found is None:
        found = _utf8_or_gb18030(path)
    else:
        _walk(path, found)
    _check_text(path, found)
    return found


def open_text(path: Path, encoding: Encoding) -> TextIO:
    """Open the file as text, its byte order mark skipped and its line ends as they are."""
    try:
        file = path.open("r", encoding=encoding.name, newline="")
    except OSError as error:
        raise unreadable(path, error) from error
    if encoding.bom and encoding.name != "utf-8-sig":
        file.seek(encoding.bom)
    return file


def of_sample(head: bytes) -> Encoding | None:
    """Return the encoding that a mark or empty bytes at a file's beginning show, None for none."""
    return _by_bom(head) or _by_nulls(head)


def _by_bom(head: bytes) -> Encoding | None:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    return None


def _by_nulls(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: ASCII characters leave every other byte empty, always on one side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if not most or least * 20 > most:
        return None
    is_utf8 = _decodes(head, "utf-8")
    if most * 8 >= len(head) or (not is_utf8 and most * 100 >= len(head)):
        return Encoding("utf-16-be" if even > odd else "utf-16-le")
    return None


def _decodes(head: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _utf8_or_gb18030(path: Path) -> Encoding:
    first = _first_wrong(path, "utf-8")
    if first is None:
        return Encoding("utf-8")
    counts = _Counts()
    for chunk in _chunks(path):
        counts.add(chunk)
    if counts.is_utf8:
        raise _wrong_byte(path, "UTF-8", first)
    wrong = _first_wrong(path, "gb18030")
    if wrong is not None or not counts.is_gb:
        raise _wrong_byte(path, "UTF-8、GB18030、UTF-16", wrong or first)
    return Encoding("gb18030")


class _Counts:
    """How much of a file reads like UTF-8 and how much like everyday GB18030."""

    def __init__(self) -> None:
        self.utf8 = self.wrong = self.pairs = self.common = 0
        self._runs: set[bytes] = set()

    def add(self, chunk: bytes) -> None:
        """Count one chunk; what a chunk's border cuts in two does not matter to a share.

        Words count once: “凭证” is the same bytes in every row of a GB18030 ledger, and by chance
        they are UTF-8 of two other letters.
        """
        for run in set(_HIGH.findall(chunk)) - self._runs:
            if len(self._runs) < _MOST_RUNS:
                self._runs.add(run[:200])
            found = _UTF8_PAIR.findall(run)
            self.utf8 += len(found)
            self.wrong += len(run) - sum(map(len, found))
        plain, fours = _GB_FOUR.subn(b" ", chunk)
        pairs = _GB_PAIR.findall(plain)
        self.pairs += len(pairs) + fours
        self.common += fours + sum(1 for one in pairs if _GB_COMMON.fullmatch(one))

    @property
    def is_utf8(self) -> bool:
        """Whether this is UTF-8 with a few damaged bytes, rather than something else."""
        return self.utf8 > 4 * self.wrong

    @property
    def is_gb(self) -> bool:
        """Whether most pairs are everyday characters, as a Western encoding's never are."""
        return 2 * self.common > self.pairs


def _walk(path: Path, encoding: Encoding) -> None:
    wrong = _first_wrong(path, encoding.name, encoding.bom)
    if wrong is not None:
        raise _wrong_byte(path, encoding.name.upper().removesuffix("-SIG"), wrong)


def _first_wrong(path: Path, name: str, skip: int = 0) -> tuple[int, int] | None:
    """Return the offset and the line (from 1) of the first byte that `name` cannot read."""
    decoder = codecs.getincrementaldecoder("utf-8" if name == "utf-8-sig" else name)("strict")
    offset, line = 0, 1
    text = ""
    for chunk in _chunks(path):
        held = len(decoder.getstate()[0])
        data = chunk[skip:] if offset == 0 else chunk
        try:
            text = decoder.decode(data)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(error.encoding, "replace")
            start = offset - held + error.start + (skip if offset == 0 else 0)
            return start, line + before.count("\n")
        line += text.count("\n")
        offset += len(chunk)
    rest = len(decoder.getstate()[0])
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return offset - rest, line
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise unreadable(path, error) from error


def _wrong_byte(path: Path, names: str, place: tuple[int, int]) -> BadInput:
    offset, line = place
    return bad_file(
        path,
        f"第 {line} 行、第 {offset} 字节不是有效的 {names} 文本。",
        f"line {line}, byte {offset} is not valid {names.replace('、', ', ')} text.",
    )


def _check_text(path: Path, encoding: Encoding) -> None:
    with open_text(path, encoding) as file:
        sample = file.read(_SAMPLE)
    if len(_CONTROL.findall(sample)) * 10 > len(sample):
        raise bad_file(path, "这是二进制文件,不是表格文本。", "this is a binary file, not text.")
