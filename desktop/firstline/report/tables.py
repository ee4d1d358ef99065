"""Exports tickets as a table or as whole JSON: .csv, .xlsx, .json, written in one piece or not."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TextIO

from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.errors import BadInput, Refused
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Language, Text
from firstline.report.columns import COLUMNS, Cell, Line
from firstline.report.patient import Patient
from firstline.report.whole_file import KEPT, in_one_piece

FORMAT = "firstline.tickets/1"
ENDINGS = (".csv", ".xlsx", ".json")
# What a spreadsheet would run: formula signs, full-width ones too, and what hides them.
_RUNS = re.compile("'*\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
_MOST_ROWS = 1_048_575
_MOST_CHARS = 32_767
_CUT = "…"
Rows = Iterable[tuple[Ticket, Iterable[Timer]]]


def export(path: Path, tickets: Rows, language: Language, *, zone: tzinfo, now: datetime) -> int:
    """Write `tickets`, each with its clocks, to `path` and return how many there were.

    The ending decides: .csv (UTF-8 with a mark, so that Excel shows Chinese), .xlsx, or .json,
    which holds the whole tickets and can be imported again without loss. Instants of the tables
    stand in `zone`; `now` decides which open clocks are late. Tickets are taken one at a time; the
    file appears in one piece, and where anything fails, what was there before stays. Raises
    BadInput for another ending or a folder, Refused when the file cannot be written.
    """
    writers: dict[str, Callable[[Path, Iterable[tuple[Ticket, Iterable[Timer]]]], int]] = {
        ".csv": partial(_csv, language=language, zone=zone, now=now),
        ".xlsx": partial(_xlsx, language=language, zone=zone, now=now),
        ".json": _json,
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        said = path.suffix[:20] or path.name[:40]
        raise BadInput(
            Text(f"不支持导出为“{said}”。", f"There is no export to “{said}”."),
            next_step=Text("可用:.csv、.xlsx、.json。", "Use one of: .csv, .xlsx, .json."),
        )
    if path.is_dir():
        raise BadInput(Text(f"{path} 是文件夹。", f"{path} is a folder."))
    return in_one_piece(path, lambda part: write(part, tickets))


def inert(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: an apostrophe before what could be a formula.

    Our import takes one apostrophe off again (reliability.md 6.5).
    """
    return f"'{text}" if _RUNS.match(text) else text


def _lines(tickets: Rows, language: Language, zone: tzinfo, now: datetime) -> Iterator[list[Cell]]:
    for ticket, timers in tickets:
        line = Line(ticket, tuple(timers), language, zone, now)
        yield [column.cell(line) for column in COLUMNS]


def _csv(part: Path, tickets: Rows, *, language: Language, zone: tzinfo, now: datetime) -> int:
    count = 0
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.heading.in_(language) for column in COLUMNS])
        for cells in _lines(tickets, language, zone, now):
            writer.writerow([_as_text(cell) for cell in cells])
            count += 1
    return count


def _as_text(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return "" if cell is None else cell


def _json(part: Path, tickets: Rows) -> int:
    with part.open("w", encoding="utf-8", newline="\n") as file:
        return write_json(file, (ticket for ticket, _ in tickets))


def write_json(file: TextIO, tickets: Iterable[Ticket]) -> int:
    """Write whole tickets, logs included, one a line; return how many there were."""
    count = 0
    file.write(f'{{"format": "{FORMAT}", "tickets": [')
    for ticket in tickets:
        text = json.dumps(ticket_to_json(ticket), ensure_ascii=False, sort_keys=True)
        file.write((",\n" if count else "\n") + text)
        count += 1
    file.write(f'\n], "total": {count}}}\n')
    return count


def _xlsx(part: Path, tickets: Rows, *, language: Language, zone: tzinfo, now: datetime) -> int:
    with Patient(part) as file:
        return _write_book(file, tickets, language, zone, now)


def _write_book(
    file: Patient, tickets: Rows, language: Language, zone: tzinfo, now: datetime
) -> int:
    from xlsxwriter import Workbook  # noqa: PLC0415 - most runs write no workbook

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    book = Workbook(file, options)
    try:
        sheet = book.add_worksheet("工单" if language == "zh_CN" else "Tickets")
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 1)
        for index, column in enumerate(COLUMNS):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.heading.in_(language), head)
        count = 0
        for count, cells in enumerate(_lines(tickets, language, zone, now), 1):
            _check_room(count)
            for index, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(count, index, cell.replace(tzinfo=None), day)
                elif isinstance(cell, str) and cell:
                    sheet.write_string(count, index, _fitting(inert(cell)))
                elif isinstance(cell, int):
                    sheet.write_number(count, index, cell)
        sheet.autofilter(0, 0, max(1, count), len(COLUMNS) - 1)
    finally:
        book.close()
    return count


def _check_room(count: int) -> None:
    if count > _MOST_ROWS:
        raise Refused(
            Text(f"工作表最多 {_MOST_ROWS} 行。", f"A sheet holds {_MOST_ROWS} rows at most."),
            KEPT,
            Text("请导出为 .csv。", "Export to .csv."),
        )


def _fitting(text: str) -> str:
    """Return what of a text a cell can hold; the whole text is in .csv and .json."""
    return text if len(text) <= _MOST_CHARS else text[: _MOST_CHARS - 1] + _CUT
