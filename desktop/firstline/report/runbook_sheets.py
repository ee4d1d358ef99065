"""The go/no-go report of a runbook as a workbook: one sheet a table, the same bytes each time."""

from datetime import UTC
from pathlib import Path
from typing import Any

from firstline.domain.words import Text
from firstline.report.patient import Patient
from firstline.report.runbook_report import Frozen
from firstline.report.runbook_tables import Table, tables
from firstline.report.tables import inert

_LONGEST = 32_000
_WIDE = 1.3  # characters of a column for each percent of the page
_REFUSED = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_sheets(path: Path, told: dict[str, Any], shot: Frozen, mark: str) -> None:
    """Write the workbook; `mark` is the hash of its snapshot. Raises OSError."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - most runs write no workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Patient(path) as file:
        book = Workbook(file, options)
        try:
            made = shot.now.astimezone(UTC).replace(tzinfo=None)
            comment = f"snapshot SHA-256 {mark}"
            book.set_properties({"title": told["name"], "comments": comment, "created": made})
            bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format(
                {"text_wrap": True, "valign": "top"}
            )  # fmt: skip
            for one in (*tables(told, shot.language, shot.zone), _hashes(shot, mark)):
                sheet = book.add_worksheet(one.name.in_(shot.language).translate(_REFUSED)[:31])
                sheet.freeze_panes(1, 0)
                for column, (name, width) in enumerate(one.heads):
                    sheet.set_column(column, column, max(8, width * _WIDE))
                    sheet.write_string(0, column, name.in_(shot.language), bold)
                for number, row in enumerate(one.rows, 1):
                    for column, cell in enumerate(row):
                        sheet.write_string(number, column, inert(cell)[:_LONGEST], wrap)
        finally:
            book.close()


def _hashes(shot: Frozen, mark: str) -> Table:
    heads = ((Text("项目", "What"), 30), (Text("值", "Value"), 70))
    rows = [
        [Text("截至", "As of").in_(shot.language), shot.now.isoformat()],
        [Text("快照 SHA-256", "Snapshot SHA-256").in_(shot.language), mark],
    ]
    return Table(Text("快照", "Snapshot"), heads, rows)
