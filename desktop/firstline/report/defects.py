"""The report of a data-quality run as a table (.csv or .xlsx): what was looked for, what found."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from firstline.domain.errors import BadInput
from firstline.domain.health.data_quality import EXPLAINED, RULES, Report
from firstline.domain.words import Language, Text
from firstline.report.patient import Patient
from firstline.report.tables import inert
from firstline.report.whole_file import in_one_piece

HEADS = (
    Text("规则", "Rule"), Text("行", "Row"), Text("列", "Column"), Text("值", "Value"),
    Text("相关行", "Goes with rows"), Text("说明", "What the rule means"),
)  # fmt: skip
_WIDTHS = (14, 8, 24, 48, 16, 60)
_MOST_ROWS = 1_048_575


def write_defects(path: Path, found: Report, language: Language) -> int:
    """Write every defect to `path` in one piece and return how many there were.

    Raises BadInput for another ending than .csv or .xlsx, Refused when it cannot be written.
    """
    writers = {".csv": _csv, ".xlsx": _xlsx}
    write = writers.get(path.suffix.lower())
    if write is None or path.is_dir():
        raise BadInput(
            Text("报告文件要以 .csv 或 .xlsx 结尾。", "The report must end in .csv or .xlsx.")
        )
    rows: list[list[str | int]] = [[one.in_(language) for one in HEADS], *_rows(found, language)]
    return in_one_piece(path, lambda part: write(part, rows))


def _rows(found: Report, language: Language) -> Iterable[list[str | int]]:
    for one in found.defects:
        yield [
            RULES[one.rule].in_(language), one.row, one.column, one.value,
            ", ".join(map(str, one.others)), EXPLAINED[one.rule].in_(language),
        ]  # fmt: skip


def _csv(part: Path, rows: Sequence[Sequence[str | int]]) -> int:
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(
            [inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
        )
    return len(rows) - 1


def _xlsx(part: Path, rows: Sequence[Sequence[str | int]]) -> int:
    from xlsxwriter import Workbook  # noqa: PLC0415 - most runs write no workbook

    with Patient(part) as file:
        book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False,
                               "strings_to_urls": False})  # fmt: skip
        try:
            sheet = book.add_worksheet("DQ")
            sheet.freeze_panes(1, 0)
            for at, width in enumerate(_WIDTHS):
                sheet.set_column(at, at, width)
            for number, row in enumerate(rows[: _MOST_ROWS + 1]):
                for at, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, at, cell)
                    else:
                        sheet.write_string(number, at, inert(cell)[:32_000])
        finally:
            book.close()
    return len(rows) - 1
