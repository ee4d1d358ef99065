"""Reads a workbook (.xlsx) as a stream: values only, formulas by their last result."""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from firstline.domain.errors import BadInput
from firstline.domain.words import Text
from firstline.intake.reading.encodings import head_of
from firstline.intake.reading.faults import bad_file
from firstline.intake.reading.rows import Gauge, Line, Row, Table, find_table
from firstline.intake.reading.workbook_guard import archive_faults, broken, check_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook

_PAGE = 256
_MOST_ROWS = 1_048_576
# What openpyxl lets through for a damaged workbook.
_DAMAGE = (KeyError, IndexError, AttributeError, TypeError, AssertionError, ParseError,
           struct.error, OverflowError, LookupError)  # fmt: skip


def open_workbook(path: Path, sheet: str = "", heading_row: int | None = None) -> Table:
    """Return the table on `sheet`, or on the first visible sheet that holds anything.

    Raises BadInput for what is no workbook, is damaged or would unpack to an abnormal size.
    """
    head = head_of(path, 8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise bad_file(
            path, "这是旧版 .xls 或加了密码的工作簿。", "this is an old .xls or has a password.",
            Text("请另存为不带密码的 .xlsx。", "Save it as .xlsx without a password."),
        )  # fmt: skip
    check_workbook(path)
    names, epoch = _look(path, sheet)
    gauge = Gauge()
    for name in names:
        try:
            table = find_table(path, _Sheet(path, name, gauge), heading_row, gauge, epoch)
            return replace(table, pads=True)
        except BadInput:
            if name == names[-1]:
                raise
    raise bad_file(path, "工作簿里没有工作表。", "the workbook has no sheet.")


def _look(path: Path, sheet: str) -> tuple[list[str], datetime]:
    with _opened(path) as book:
        titles = [one.title for one in book.worksheets]
        shown = [one.title for one in book.worksheets if one.sheet_state == "visible"]
        epoch = book.epoch
    if not sheet:
        return shown or titles, epoch
    if sheet not in titles:
        known = "、".join(titles)[:200]
        raise bad_file(path, f"没有工作表“{sheet}”(有:{known})。",
                       f"there is no sheet “{sheet}” (there are: {known}).")  # fmt: skip
    return [sheet], epoch


class _Sheet:
    """One sheet's rows, from the start at each call."""

    def __init__(self, path: Path, name: str, gauge: Gauge) -> None:
        self._path = path
        self._name = name
        self._gauge = gauge

    def __call__(self) -> Iterator[Line]:
        """Yield the rows; a gap in the numbering is blank rows."""
        with _opened(self._path) as book:
            page = book[self._name]
            most = max(1, page.max_row or 1)
            page.reset_dimensions()  # some programs write a wrong or a hostile range
            rows = page.iter_rows(values_only=True)
            number = 0
            while cells := self._page(rows):
                for one in cells:
                    number += 1
                    yield Row(number, one)
                self._gauge.fraction = min(1.0, number / most)
                if number > _MOST_ROWS:
                    raise bad_file(self._path, f"超过 {_MOST_ROWS} 行。",
                                   f"more than {_MOST_ROWS} rows.")  # fmt: skip

    def _page(self, rows: Iterator[Any]) -> list[Any]:
        with _faults(self._path):
            return list(islice(rows, _PAGE))


@contextmanager
def _opened(path: Path) -> Iterator["Workbook"]:
    from openpyxl import load_workbook  # noqa: PLC0415 - most starts read no workbook

    with archive_faults(path):
        file = path.open("rb")
    with file:
        with _faults(path):
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _own_faults() -> tuple[type[Exception], ...]:
    """Return openpyxl's own exceptions; asked only when one of some kind was raised."""
    from openpyxl.utils import exceptions as own  # noqa: PLC0415 - as above

    return (own.InvalidFileException, own.CellCoordinatesException, own.IllegalCharacterError,
            own.NamedRangeException, own.SheetTitleException)  # fmt: skip


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Quieten the reader's warnings and turn its errors into one sentence."""
    with archive_faults(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except _DAMAGE as error:
            raise broken(path) from error
        except _own_faults() as error:
            raise broken(path) from error
