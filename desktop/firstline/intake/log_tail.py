"""The end of a log, or the hours around a fault: read-only, in bounded memory, in any encoding."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.binary import begins_as_binary, reads_as_binary
from firstline.intake.reading.encodings import of_sample
from firstline.intake.reading.faults import bad_file, unreadable

TAIL_BYTES = 2 * 1024 * 1024
MOST_BYTES = 16 * 1024 * 1024
_SAMPLE = 1 << 16
_STAMP_WITHIN = 400  # characters of a line in which its time stands
_STAMP = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")
_UTF8 = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")  # such as a Chinese character
_LINES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Window:
    """What is wanted of a log: its last bytes, or what was stamped from `since` until `until`."""

    most_bytes: int = TAIL_BYTES
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tail:
    """What was read: `read_bytes` of `size` in all, from `start`; `wrong` lines hold rubbish.

    `looked_at` counts every byte that was read to find it.
    """

    text: str
    encoding: str
    size: int
    start: int
    read_bytes: int
    looked_at: int
    wrong: int = 0
    unstamped: bool = False

    @property
    def remark(self) -> Text:
        """Say what of the file was not taken, and what of it could not be read."""
        zh, en = [], []
        if self.read_bytes < self.size:
            zh.append(f"取了 {_size(self.read_bytes)},全文 {_size(self.size)}")
            en.append(f"{_size(self.read_bytes)} of {_size(self.size)}")
        if self.unstamped:
            zh.append("行里没有时间,只按大小取了末尾")
            en.append("its lines bear no time, so the end was taken by size")
        if self.wrong:
            zh.append(f"{self.wrong} 行有无法读出的字节")
            en.append(f"{self.wrong} lines hold bytes that cannot be read")
        zh.append(self.encoding)
        en.append(self.encoding)
        return Text(";".join(zh), "; ".join(en))


class _Counted:
    """A file that is only read, and counts what was."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.size = size
        self.looked_at = 0

    def read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        data = self._file.read(length)
        self.looked_at += len(data)
        return data


def read_tail(path: Path, window: Window, zone: tzinfo) -> Tail:
    """Return what `window` wants of the log at `path`; a stamp without a zone is in `zone`.

    Never more than MOST_BYTES are held, whatever the file's size; by time the place is found by
    halving. Raises BadInput for a file that cannot be opened and for one that is no text.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _read(_Counted(file, size), path, window, zone)
    except OSError as error:
        raise unreadable(path, error) from error


def _read(file: _Counted, path: Path, window: Window, zone: tzinfo) -> Tail:
    most = max(1, min(window.most_bytes, MOST_BYTES))
    encoding, bom = _encoding(file, path)
    start, exact, unstamped = max(bom, file.size - most), False, False
    if window.since is not None or window.until is not None:
        found = _place(file, encoding, window.since, zone, bom)
        unstamped = found is None
        start, exact = found or (start, False)
    start += (start - bom) % 2 if encoding.startswith("utf-16") else 0
    data = file.read(start, most)
    if start > bom and not exact:
        data, cut = _whole_lines(data, encoding)
        start += cut
    if start + len(data) < file.size:
        data = _ended(data, encoding)
    text, wrong = _decoded(data, encoding)
    if window.until is not None and not unstamped:
        text = "".join(_until(text.splitlines(keepends=True), window.until, zone))
    if reads_as_binary(text):
        raise _binary(path)
    return Tail(
        text, encoding.upper(), file.size, start, len(data), file.looked_at, wrong, unstamped
    )


def _encoding(file: _Counted, path: Path) -> tuple[str, int]:
    """Return the encoding by its mark, its empty bytes, or what most lines of the end are."""
    head = file.read(0, _SAMPLE)
    end = file.read(max(0, file.size - _SAMPLE) & ~1, _SAMPLE) if file.size > _SAMPLE else head
    if not head.strip(b"\x00 \r\n\t") and not end.strip(b"\x00 \r\n\t"):
        raise bad_file(path, "文件是空的。", "the file is empty.")
    if begins_as_binary(head):
        raise _binary(path)
    found = of_sample(head) or of_sample(end)
    if found is not None:
        return found.name.removesuffix("-sig"), found.bom
    lines = [one for one in end.split(b"\n")[1:-1] or [end] if not one.isascii()]
    utf8 = sum(_decodes(one, "utf-8") for one in lines)
    return ("utf-8" if 2 * utf8 >= len(lines) else "gb18030"), 0


def _binary(path: Path) -> BadInput:
    return bad_file(path, "这是二进制文件,不是文字。", "this is a binary file, not text.")


def _whole_lines(data: bytes, encoding: str) -> tuple[bytes, int]:
    """Drop what stands before the first line break: it is part of a line that was cut."""
    mark = "\n".encode(encoding)
    at = data.find(mark)
    while at >= 0 and at % len(mark):
        at = data.find(mark, at + 1)
    if at < 0 or at + len(mark) >= len(data):  # one endless line: its beginning is lost anyway
        return data, 0
    return data[at + len(mark) :], at + len(mark)


def _ended(data: bytes, encoding: str) -> bytes:
    """Drop what stands after the last line break: half of a secret is found by no rule."""
    mark = "\n".encode(encoding)
    at = data.rfind(mark)
    while at >= 0 and at % len(mark):
        at = data.rfind(mark, 0, at + len(mark) - 1)
    return data if at < 0 else data[: at + len(mark)]


def _decoded(data: bytes, encoding: str) -> tuple[str, int]:
    """Return the text and how many lines hold rubbish; a line in another encoding is none."""
    if encoding.startswith("utf-16"):
        text = data.decode(encoding, "replace")
        return text, sum("\ufffd" in one for one in text.splitlines())
    lines, wrong = [], 0
    for line in data.split(b"\n"):
        # a line of UTF-8 often passes for GB18030 as well, and hardly ever the other way round
        plain = encoding == "utf-8" or _UTF8.search(line)
        order = ("utf-8", "gb18030") if plain else ("gb18030", "utf-8")
        fits = next((one for one in order if _decodes(line, one)), "")
        wrong += not fits
        lines.append(line.decode(fits or encoding, "replace"))
    return "\n".join(lines), wrong


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _place(
    file: _Counted, encoding: str, since: datetime | None, zone: tzinfo, bom: int
) -> tuple[int, bool] | None:
    """Return where the first line of `since` or later begins, and whether exactly there.

    A log is written in order, so halving finds it. None where nothing bears a time.
    """
    if since is None:
        return bom, True
    low, high, seen = bom, file.size, False
    while high - low > _SAMPLE:
        middle = (low + high) // 2
        middle -= (middle - bom) % 2
        stamp = _first_stamp(file.read(middle, _SAMPLE), encoding, zone)
        seen = seen or stamp is not None
        if stamp is None or stamp >= since:
            high = middle
        else:
            low = middle
    at = low
    for line in _lines(file.read(low, 2 * _SAMPLE), encoding):
        stamp = _stamp_of(line.decode(encoding, "replace"), zone)
        seen = seen or stamp is not None
        if stamp is not None and stamp >= since:
            return at, True
        at += len(line)
    return (low, False) if seen else None


def _lines(block: bytes, encoding: str) -> Iterator[bytes]:
    """Yield the lines of a block, their ends included."""
    mark = "\n".encode(encoding)
    start = 0
    while start < len(block):
        at = block.find(mark, start)
        while at >= 0 and at % len(mark):
            at = block.find(mark, at + 1)
        end = len(block) if at < 0 else at + len(mark)
        yield block[start:end]
        start = end


def _first_stamp(block: bytes, encoding: str, zone: tzinfo) -> datetime | None:
    lines = block.decode(encoding, "replace").splitlines()[1 : _LINES_LOOKED_AT + 1]
    return next((found for one in lines if (found := _stamp_of(one, zone))), None)


def _stamp_of(line: str, zone: tzinfo) -> datetime | None:
    found = _STAMP.search(line[:_STAMP_WITHIN])
    if not found:
        return None
    try:
        return datetime(*map(int, found.groups()), tzinfo=zone)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def lines_since(text: str, since: datetime, zone: tzinfo) -> list[str]:
    """Return the lines from the first that is stamped `since` or later; all, where none is stamped.

    A log whose newest stamp is older has none.
    """
    lines, stamped = text.splitlines(), False
    for n, line in enumerate(lines):
        stamp = _stamp_of(line, zone)
        if stamp is not None and stamp >= since:
            return lines[n:]
        stamped = stamped or stamp is not None
    return [] if stamped else lines


def _until(lines: list[str], until: datetime, zone: tzinfo) -> Iterator[str]:
    """Yield the lines before the first that is stamped later; a stack trace follows its line."""
    for line in lines:
        stamp = _stamp_of(line, zone)
        if stamp is not None and stamp > until:
            return
        yield line


def _size(count: int) -> str:
    for unit in ("B", "KB", "MB"):
        if count < 1024:
            return f"{count} {unit}"
        count //= 1024
    return f"{count} GB"


def text_of(path: Path, zone: tzinfo) -> Tail | None:
    """Return a file's text, at most its last MOST_BYTES; None for what no rule can read."""
    try:
        return read_tail(path, Window(MOST_BYTES), zone)
    except BadInput:
        return None
