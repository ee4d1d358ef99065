"""A table in a file: its headings, and its rows as a stream that can be read again."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import clean
from firstline.domain.words import Text
from firstline.intake.reading.faults import bad_file

Cell = str | int | float | bool | datetime | date | time | None
MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` is what a spreadsheet shows at its left."""

    number: int
    cells: Sequence[Cell]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell is not None and str(cell).strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, and why."""

    number: int
    reason: Text


Line = Row | Broken


@dataclass(slots=True)
class Gauge:
    """How much of the file has been read, from 0 to 1."""

    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are read anew at each call of `rows`.

    `epoch` is the day from which a workbook counts its serial dates, None for other files. In a
    table that `pads`, a short row only lacks empty cells at its end.
    """

    path: Path
    headings: tuple[str, ...]
    source: Callable[[], Iterator[Line]]
    heading_row: int
    gauge: Gauge = field(default_factory=Gauge)
    epoch: datetime | None = None
    pads: bool = False

    def rows(self) -> Iterator[Line]:
        """Yield the rows after the headings; blank ones are left out, ragged ones are broken."""
        wide = len(self.headings)
        for line in self.source():
            if line.number <= self.heading_row:
                continue
            if isinstance(line, Row):
                if line.is_blank:
                    continue
                if len(line.cells) != wide:
                    line = _fitted(line, wide, pads=self.pads)  # noqa: PLW2901 - the same row, as wide as the table
            yield line


def find_table(
    path: Path,
    source: Callable[[], Iterator[Line]],
    heading_row: int | None,
    gauge: Gauge,
    epoch: datetime | None = None,
) -> Table:
    """Return the table whose headings stand in `heading_row`, or in the first row with text.

    Raises BadInput when there are none or far too many.
    """
    for line in source():
        if heading_row is not None and line.number < heading_row:
            continue
        if isinstance(line, Broken):
            raise bad_file(path, f"标题行读不出来:{line.reason.zh}",
                           f"the headings cannot be read: {line.reason.en}")  # fmt: skip
        if line.is_blank or _is_separator_note(line):
            continue
        headings = tuple(heading_of(cell) for cell in line.cells)
        while headings and not headings[-1]:
            headings = headings[:-1]
        if len(headings) > MOST_COLUMNS:
            raise bad_file(path, f"超过 {MOST_COLUMNS} 列。", f"more than {MOST_COLUMNS} columns.")
        return Table(path, headings, source, line.number, gauge, epoch)
    raise no_headings(path)


def no_headings(path: Path) -> BadInput:
    """Return the error for a table without a row of headings."""
    return bad_file(path, "没有标题行。", "there is no row of headings.")


def heading_of(cell: Cell) -> str:
    """Return a heading as it is shown: half-width, one line, without what cannot be seen."""
    if cell is None:
        return ""
    text = unicodedata.normalize("NFKC", str(cell)[:400])
    return " ".join(clean(text, 400, "heading").split())


def _is_separator_note(row: Row) -> bool:
    """Whether this is Excel's own hint of the delimiter rather than a heading."""
    first = str(row.cells[0]).strip().lower()
    return row.number == 1 and first.startswith("sep=") and len(first) <= 5


def _fitted(row: Row, wide: int, *, pads: bool) -> Line:
    """Return the row as wide as the headings, or broken where it cannot be."""
    n = len(row.cells)
    if n > wide and Row(row.number, row.cells[wide:]).is_blank:
        return Row(row.number, row.cells[:wide])
    if n < wide and pads:
        return Row(row.number, (*row.cells, *(None,) * (wide - n)))
    zh = f"有 {n} 列,标题有 {wide} 列。"
    return Broken(row.number, Text(zh, f"It has {n} cells; there are {wide} headings."))
