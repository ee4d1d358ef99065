"""Reads records of health and risk, extracts and samples from CSV files and workbooks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from firstline.domain.errors import BadInput
from firstline.domain.health.columns import Sheet
from firstline.domain.ticket.fields import Value
from firstline.domain.words import Text
from firstline.intake.reading.delimited import open_delimited
from firstline.intake.reading.faults import bad_file, unreadable
from firstline.intake.reading.rows import Broken, Cell, Table
from firstline.intake.reading.workbook import open_workbook


class Entry(NamedTuple):
    """One row of a table of records: its number, and the values or why it cannot be read."""

    number: int
    values: Mapping[str, Value]
    reason: Text | None = None


def open_table(path: Path) -> Table:
    """Return the table in a CSV file or a workbook. Raises BadInput for what is neither."""
    try:
        return (open_workbook if path.suffix.lower() == ".xlsx" else open_delimited)(path)
    except OSError as error:
        raise unreadable(path, error) from error


def said(cell: Cell) -> str:
    """Return a cell as text; a whole number in a workbook has no point, a day no midnight."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        return str(int(exact)) if exact == exact.to_integral_value() else f"{exact:f}"
    if isinstance(cell, datetime):
        bare_day = not (cell.hour or cell.minute or cell.second or cell.microsecond)
        return cell.date().isoformat() if bare_day else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def column_at(table: Table, name: str) -> int:
    """Return the index of the column with this heading. Raises BadInput with those there are."""
    wanted = " ".join(name.split()).casefold()
    found = [at for at, one in enumerate(table.headings) if one.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    heads = ", ".join(table.headings)[:300]
    if found:
        raise bad_file(table.path, f"标题“{name[:40]}”出现多次。",
                       f"the heading {name[:40]!r} stands several times.")  # fmt: skip
    raise bad_file(table.path, f"没有“{name[:40]}”这一列(有:{heads})。",
                   f"there is no column {name[:40]!r} (there are: {heads}).")  # fmt: skip


def rows_of(table: Table) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield rows as text. Raises BadInput at the first one that cannot be read: no verdict then."""
    try:
        for line in table.rows():
            if isinstance(line, Broken):
                raise bad_file(
                    table.path, f"第 {line.number} 行读不出来:{line.reason.zh}没有作出结论。",
                    f"row {line.number} cannot be read: {line.reason.en} There is no verdict.",
                )  # fmt: skip
            yield line.number, [said(cell) for cell in line.cells]
    except OSError as error:
        raise unreadable(table.path, error) from error


def values_in(table: Table, at: Sequence[int]) -> set[str]:
    """Return the values of these columns together, as `data_quality.examine` compares them."""
    from firstline.domain.health.data_quality import plain  # noqa: PLC0415 - this alone

    return {"\x1f".join(plain(cells[one]) for one in at) for _, cells in rows_of(table)}


def read_records(path: Path, sheet: Sheet) -> Iterator[Entry]:
    """Yield the records of a table whose headings are the names or ids of the sheet's columns.

    Raises BadInput for a file without the column that a record is called by.
    """
    table = open_table(path)
    names = {}
    for column in sheet.columns:
        for word in (column.id, column.name.zh, column.name.en):
            names[word.casefold()] = column.id
    fields = [names.get(one.casefold(), "") for one in table.headings]
    must = sheet.columns[0]
    if must.id not in fields:
        raise bad_file(path, f"没有“{must.name.zh}/{must.id}”这一列。",
                       f"there is no column {must.id!r}.")  # fmt: skip
    try:
        for line in table.rows():
            if isinstance(line, Broken):
                yield Entry(line.number, {}, line.reason)
            else:
                cells = zip(fields, line.cells, strict=False)
                yield Entry(line.number, {name: said(cell) for name, cell in cells if name})
    except OSError as error:
        raise unreadable(path, error) from error


def read_samples(path: Path, column: str) -> list[str]:
    """Return the values of one column. Raises BadInput for a row that cannot be read."""
    table = open_table(path)
    at = column_at(table, column)
    return [cells[at] for _, cells in rows_of(table) if cells[at].strip()]


def no_rows(path: Path) -> BadInput:
    """Return the error for a table that holds no row."""
    return bad_file(path, "一行数据也没有。", "there is not one row.")


def read_text_file(path: Path) -> str:
    """Return a text of UTF-8. Raises BadInput for what is none, or over 4 MB."""
    try:
        if path.stat().st_size > 4 << 20:
            raise bad_file(path, "文件太大(超过 4 MB)。", "the file is too large (over 4 MB).")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad_file(path, "不是 UTF-8 文本。", "it is no text in UTF-8.") from error
    except OSError as error:
        raise unreadable(path, error) from error
