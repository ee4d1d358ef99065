"""A report as a workbook: one sheet a table, ready to print, the same bytes each time."""

import re
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from firstline.domain.words import Text
from firstline.report.frozen.table import Made, Table, fact_table
from firstline.report.patient import Patient
from firstline.report.tables import inert

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

_LONGEST = 32_000
_WIDE = 1.3  # characters of a column for each percent of the page
_REFUSED = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_A4 = 9
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")


def write_sheets(path: Path, made: Made) -> None:
    """Write the workbook. Raises OSError."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - most runs write no workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Patient(path) as file:
        book = Workbook(file, options)
        try:
            moment = made.now.astimezone(UTC).replace(tzinfo=None)
            comment = f"snapshot SHA-256 {made.mark}"
            title = f"{made.title.in_(made.language)} — {made.subject}"
            book.set_properties({"title": title, "comments": comment, "created": moment})
            bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
            wrap = book.add_format({"text_wrap": True, "valign": "top"})
            tables = (*made.tables, _hashes(made))
            for one, name in zip(tables, names(tables, made), strict=True):
                _sheet(book, one, name, made, (bold, wrap))
        finally:
            book.close()


def _sheet(
    book: "Workbook", one: Table, name: str, made: Made, styles: "tuple[Format, Format]"
) -> None:
    bold, wrap = styles
    sheet = book.add_worksheet(name)
    first = 0
    if one.note is not None:
        sheet.write_string(0, 0, inert(one.note.in_(made.language))[:_LONGEST])
        first = 1
    sheet.freeze_panes(first + 1, 0)
    sheet.repeat_rows(first)
    sheet.set_paper(_A4)
    if len(one.heads) > 5:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    for column, (head, width) in enumerate(one.heads):
        sheet.set_column(column, column, max(8, width * _WIDE))
        sheet.write_string(first, column, head.in_(made.language), bold)
    for number, row in enumerate(one.rows, first + 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, _safe(cell)[:_LONGEST], wrap)


def _safe(cell: str) -> str:
    """Return a cell as `inert` does; a number below zero runs nothing and stays as it is."""
    return cell if _NUMBER.fullmatch(cell) else inert(cell)


def names(tables: Sequence[Table], made: Made) -> list[str]:
    """Return a name for each sheet: 31 characters at most, none twice in any case of letters."""
    found: list[str] = []
    for one in tables:
        plain = one.name.in_(made.language).translate(_REFUSED).strip("' ")[:31] or "-"
        taken, name, n = {held.casefold() for held in found}, plain, 2
        while name.casefold() in taken:
            name, n = f"{plain[:27]} {n}", n + 1
        found.append(name)
    return found


def _hashes(made: Made) -> Table:
    rows = [
        [Text("截至", "As of").in_(made.language), made.now.isoformat()],
        [Text("快照 SHA-256", "Snapshot SHA-256").in_(made.language), made.mark],
        *(["", one.in_(made.language)] for one in made.sign),
    ]
    return fact_table(Text("快照与签字", "Snapshot, signatures"), rows)
