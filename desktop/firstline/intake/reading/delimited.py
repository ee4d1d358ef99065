"""Reads delimited text (comma, semicolon, tab, bar) as a stream; a broken row costs itself only."""

import csv
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from firstline.domain.words import Text
from firstline.intake.reading.encodings import open_text, recognise
from firstline.intake.reading.rows import Broken, Gauge, Line, Row, Table, find_table

DELIMITERS = (",", ";", "\t", "|")
_LINE_LIMIT = 4_300_000  # a body of a million characters, four times over, as `clean` allows
_RECORD_LIMIT = 2 * _LINE_LIMIT
_SAMPLE_LINES = 30
_LONG = Text("这一行太长。", "This row is too long.")
_QUOTES = Text("引号不成对。", "The quotes do not match.")


def open_delimited(
    path: Path, delimiter: str | None = None, heading_row: int | None = None
) -> Table:
    """Return the table in the file; rows are counted as a spreadsheet shows them, headings first.

    The encoding is recognised by content, the delimiter from the first rows unless it is given.
    Raises BadInput for a file that is no text or is empty.
    """
    encoding = recognise(path)
    size = max(1, path.stat().st_size)
    with open_text(path, encoding) as file:
        found = delimiter or _sniff(_sample(file))
    gauge = Gauge()

    def rows() -> Iterator[Line]:
        with open_text(path, encoding) as file:
            for line in _read(file, found):
                if line.number % 256 == 0:
                    gauge.fraction = min(1.0, file.buffer.tell() / size)
                yield line

    return find_table(path, rows, heading_row, gauge)


class _TooLong(Exception):  # noqa: N818 - it never leaves this module
    """One line, or one quoted cell, is longer than any ticket can be."""


class _Lines:
    """The file's lines for the reader, bounded in length, with what the present row has used."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.used: list[str] = []
        self._chars = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(_LINE_LIMIT)
        if not line:
            raise StopIteration
        if len(line) >= _LINE_LIMIT:
            while line and not line.endswith(("\n", "\r")):
                line = self._file.readline(_LINE_LIMIT)
            self.used.append("")
            raise _TooLong
        self.used.append(line)
        self._chars += len(line)
        if self._chars > _RECORD_LIMIT:
            raise _TooLong
        return line

    def next_row(self) -> None:
        """Forget the lines of the row that was read."""
        self.used.clear()
        self._chars = 0

    def give_back(self) -> None:
        """Read all but the first line of the present row again: they are rows of their own."""
        self._again.extendleft(reversed(self.used[1:]))
        self.next_row()


def _read(file: TextIO, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(_LINE_LIMIT)
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLong:
            yield Broken(number, _LONG)
            lines.give_back()
            continue
        except csv.Error:
            yield Broken(number, _QUOTES)
            lines.give_back()
            continue
        lines.next_row()
        yield Row(number, cells)


def _sample(file: TextIO) -> list[str]:
    lines = [file.readline(20_000) for _ in range(_SAMPLE_LINES)]
    return [one for one in lines if one.strip()]


def _sniff(lines: list[str]) -> str:
    """Return the delimiter under which the most rows are as wide as the first one."""
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4]
    return max(DELIMITERS, key=lambda one: _score(lines, one))


def _score(lines: list[str], delimiter: str) -> tuple[int, int]:
    widths = []
    with suppress(csv.Error):
        widths = [len(one) for one in csv.reader(lines, delimiter=delimiter)]
    if not widths or widths[0] < 2:
        return 0, 0
    return sum(one == widths[0] for one in widths), widths[0]
