"""Extracts to be reconciled: CSV and workbooks as pages of texts, with name, size and hash."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from firstline.domain.errors import NOTHING, BadInput
from firstline.domain.reconcile.cells import CHUNK_BYTES, MOST_CHARACTERS, fingerprint, texts_of
from firstline.domain.reconcile.plan import NO_VERDICT
from firstline.domain.reconcile.shelf import Page
from firstline.domain.reconcile.values import Input
from firstline.domain.words import Text
from firstline.intake.reading.delimited import open_delimited
from firstline.intake.reading.faults import unreadable
from firstline.intake.reading.rows import Broken, Cell, Row, Table
from firstline.intake.reading.workbook import open_workbook
from firstline.intake.reading.workbook_guard import require_results

ROWS = 1_000  # of a page
_PAGE_CHARACTERS = 2_000_000
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


class FileExtract:
    """A CSV file or a sheet of a workbook, read anew at each call of `pages`."""

    def __init__(self, path: Path, sheet: str = "") -> None:
        """Open the file. Raises BadInput for what is no table, or is damaged or hostile."""
        self._path = path
        try:
            self._fingerprint = _fingerprint(path)
            self._table = _table(path, sheet)
        except BadInput as error:
            raise BadInput(error.sentence, NO_VERDICT, error.next_step) from error
        self._sheet = sheet
        self._done = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns."""
        return self._table.headings

    @property
    def fraction(self) -> float:
        """How much has been read, from 0 to 1."""
        return self._table.gauge.fraction

    def told(self) -> Input:
        """Return its name, size and hash. Raises BadInput where it changed while it was read."""
        if self._done and _fingerprint(self._path) != self._fingerprint:
            raise fault(self._path.name, "在读取期间被改动了。", "it changed while it was read.")
        kind = self._path.suffix.lower().lstrip(".")[:10]
        name = f"{self._path.name}#{self._sheet}" if self._sheet else self._path.name
        return Input(name, *self._fingerprint, kind)

    def pages(self, columns: Sequence[int]) -> Iterator[Page]:
        """Yield all rows with these columns as texts. Raises BadInput for a row that is broken."""
        try:
            yield from _pages(self._table, columns)
        except BadInput as error:
            raise BadInput(error.sentence, NO_VERDICT, error.next_step) from error
        self._done = True


def _table(path: Path, sheet: str) -> Table:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_WORKBOOKS):
        table = open_workbook(path, sheet)
        require_results(path)
        return table
    return open_delimited(path)


def _fingerprint(path: Path) -> tuple[int, str]:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise fault(path.name, "这不是文件。", "this is no file.")  # a device has no end
        with path.open("rb") as file:
            return fingerprint(iter(lambda: file.read(CHUNK_BYTES), b""))
    except (OSError, ValueError) as error:
        raise unreadable(path, error if isinstance(error, OSError) else OSError()) from error


def fault(name: str, zh: str, en: str, next_step: Text = NOTHING) -> BadInput:
    """Return the error for an extract: its name and what is wrong with it."""
    return BadInput(Text(f"{name[:120]}:{zh}", f"{name[:120]}: {en}"), NO_VERDICT, next_step)


def _pages(table: Table, columns: Sequence[int]) -> Iterator[Page]:
    numbers: list[int] = []
    rows: list[Sequence[Cell]] = []
    characters = 0
    for line in table.rows():
        if isinstance(line, Broken):
            raise fault(table.path.name, f"第 {line.number} 行:{line.reason.zh}",
                        f"row {line.number}: {line.reason.en}")  # fmt: skip
        numbers.append(line.number)
        rows.append(line.cells)
        characters += _length(table, line)
        if len(numbers) >= ROWS or characters > _PAGE_CHARACTERS:
            yield _page(numbers, rows, columns)
            numbers, rows, characters = [], [], 0
    if numbers:
        yield _page(numbers, rows, columns)


def _length(table: Table, line: Row) -> int:
    """Return how much the row holds. Raises BadInput for a cell that no table would have."""
    length = sum(len(one) for one in line.cells if isinstance(one, str))
    if length > MOST_CHARACTERS and any(
        isinstance(one, str) and len(one) > MOST_CHARACTERS for one in line.cells
    ):
        raise fault(
            table.path.name,
            f"第 {line.number} 行:有单元格超过 {MOST_CHARACTERS} 个字符。",
            f"row {line.number}: a cell has more than {MOST_CHARACTERS} characters.",
        )
    return length


def _page(numbers: Sequence[int], rows: Sequence[Sequence[Cell]], columns: Sequence[int]) -> Page:
    every = list(zip(*rows, strict=True))
    return Page(numbers, [texts_of(every[one]) for one in columns])
