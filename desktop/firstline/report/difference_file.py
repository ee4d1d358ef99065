"""The differences of a reconciliation as a file that is evidence: .csv, .xlsx or .json, hashed."""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from firstline.domain.errors import BadInput, Refused
from firstline.domain.reconcile.plan import NO_VERDICT
from firstline.domain.reconcile.rules import RULES, Rule
from firstline.domain.reconcile.values import KINDS, Difference, Result
from firstline.domain.words import Language, Text
from firstline.report.patient import Patient
from firstline.report.tables import inert
from firstline.report.whole_file import in_one_piece

ENDINGS = (".csv", ".xlsx", ".json")
_MOST_ROWS = 1_048_575
_MOST_COLUMNS = 16_384
_MOST_CHARACTERS = 32_767
_NUMBER = re.compile("-[0-9][0-9,]*(?:[.][0-9]+)?")
_CHUNK = 1 << 20
_NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - a file made twice is the same to the byte


def check_ending(path: Path) -> None:
    """Raise BadInput where no difference file can be written to `path`, before any work is done."""
    if path.suffix.lower() not in ENDINGS:
        said = path.suffix[:20] or path.name[:40]
        raise BadInput(
            Text(f"差异文件不能写成“{said}”。", f"There is no difference file “{said}”."),
            NO_VERDICT,
            Text("可用:.csv、.xlsx、.json。", "Use one of: .csv, .xlsx, .json."),
        )
    if path.is_dir():
        raise BadInput(Text(f"{path} 是文件夹。", f"{path} is a folder."), NO_VERDICT)


def write_differences(
    path: Path, result: Result, differences: Iterable[Difference], language: Language
) -> tuple[str, int]:
    """Write one line a difference, and return the file's SHA-256 and how many lines there are.

    The hashes of both inputs stand in the headings (.csv), on a sheet of their own (.xlsx), or in
    the document (.json). No spreadsheet runs what a cell says. The same result and language make
    the same file to the byte. Raises BadInput for another ending, Refused where nothing can be
    written; what was there before then stays.
    """
    check_ending(path)
    write = {".csv": _csv, ".xlsx": _xlsx, ".json": _json}[path.suffix.lower()]
    count = in_one_piece(
        path, partial(write, result=result, differences=differences, language=language)
    )
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest(), count


def _headings(result: Result, language: Language) -> list[str]:
    keys = [str(one) for one in result.options["key_columns"]]
    first, second = (
        f"{name.in_(language)} · {one.name} · SHA-256 {one.sha256}"
        for name, one in zip(
            (Text("源行号", "Source row"), Text("目标行号", "Target row")),
            result.inputs, strict=True,
        )
    )  # fmt: skip
    lead = [Text("序号", "Number"), Text("差异", "Difference")]
    sides = (Text("源", "source"), Text("目标", "target"))
    return [
        *(one.in_(language) for one in lead), *keys, first, second,
        Text("不一致的列", "Columns that differ").in_(language),
        *(f"{name} · {side.in_(language)}" for name in result.options["columns"] for side in sides),
        Text("说明", "Note").in_(language),
    ]  # fmt: skip


def _line(one: Difference, keys: int, names: Sequence[str], language: Language) -> list[str | int]:
    cells = {cell.column: cell for cell in one.cells}
    key = [*one.key, *[""] * keys][:keys]
    values: list[str] = []
    for name in names:
        cell = cells.pop(name, None)
        values += [cell.source or "", cell.target or ""] if cell else ["", ""]
    rest = [f"{name}: {cell.source} ≠ {cell.target}" for name, cell in cells.items()]
    rows: list[str | int] = ["" if row is None else row for row in one.rows]
    changed = ", ".join(one.columns)
    note = "; ".join(part for part in (one.note, *rest) if part)
    return [one.number, KINDS[one.kind].in_(language), *key, *rows, changed, *values, note]


def _lines(
    result: Result, differences: Iterable[Difference], language: Language
) -> Iterator[list[str | int]]:
    keys, names = len(result.options["key_columns"]), result.options["columns"]
    for one in differences:
        yield [_inert(cell) if isinstance(cell, str) else cell
               for cell in _line(one, keys, names, language)]  # fmt: skip


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet runs; a negative number is none that it would."""
    return cell if _NUMBER.fullmatch(cell) else inert(cell)


def _csv(
    part: Path, *, result: Result, differences: Iterable[Difference], language: Language
) -> int:
    count = 0
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([inert(one) for one in _headings(result, language)])
        for line in _lines(result, differences, language):
            writer.writerow(line)
            count += 1
    return count


def _json(
    part: Path, *, result: Result, differences: Iterable[Difference], language: Language
) -> int:
    del language  # a document is for programs
    count = 0
    with part.open("w", encoding="utf-8", newline="\n") as file:
        head = json.dumps(result.to_json(), ensure_ascii=False, sort_keys=True)
        file.write(head[:-1] + ', "differences": [')
        for count, one in enumerate(differences, 1):
            text = json.dumps(one.to_json(), ensure_ascii=False, sort_keys=True)
            file.write(("\n" if count == 1 else ",\n") + text)
        file.write("\n]}\n")
    return count


def _xlsx(
    part: Path, *, result: Result, differences: Iterable[Difference], language: Language
) -> int:
    from xlsxwriter import Workbook  # noqa: PLC0415 - most runs write no workbook

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    with Patient(part) as file:
        book = Workbook(file, options)
        book.set_properties({"created": _NO_DATE})
        try:
            head = book.add_format({"bold": True, "bottom": 1})
            sheet = book.add_worksheet(Text("差异", "Differences").in_(language))
            count = _fill(sheet, head, result, _lines(result, differences, language), language)
            _basis(book.add_worksheet(Text("依据", "Basis").in_(language)), head, result, language)
        finally:
            book.close()
    return count


def _fill(
    sheet: Any, head: Any, result: Result, lines: Iterable[list[str | int]], language: Language
) -> int:
    headings = _headings(result, language)
    _check_room(len(headings), _MOST_COLUMNS)
    sheet.freeze_panes(1, 2)
    for place, name in enumerate(headings):
        sheet.set_column(place, place, 14)
        sheet.write_string(0, place, inert(name)[:_MOST_CHARACTERS], head)
    count = 0
    for count, line in enumerate(lines, 1):
        _check_room(count, _MOST_ROWS)
        for place, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(count, place, cell)
            elif cell:
                sheet.write_string(count, place, cell[:_MOST_CHARACTERS])
    return count


def _check_room(count: int, most: int) -> None:
    if count > most:
        raise Refused(
            Text(f"工作表放不下(最多 {most})。", f"A sheet does not hold it (at most {most})."),
            next_step=Text("请写成 .csv。", "Write a .csv."),
        )


def _basis(sheet: Any, head: Any, result: Result, language: Language) -> None:
    """Write what the result rests on: inputs, rules, counts and control totals."""
    sheet.set_column(0, 5, 24)
    for row, cells in enumerate(_basis_lines(result, language)):
        for place, cell in enumerate(cells):
            sheet.write_string(
                row, place, inert(cell)[:_MOST_CHARACTERS], head if not row else None
            )


def _basis_lines(result: Result, language: Language) -> Iterator[list[str]]:
    def said(zh: str, en: str) -> str:
        return Text(zh, en).in_(language)

    yield [said("依据", "Basis"), said("源", "Source"), said("目标", "Target"),
           said("差", "Difference")]  # fmt: skip
    first, second = result.inputs
    yield [said("文件", "File"), first.name, second.name]
    yield ["SHA-256", first.sha256, second.sha256]
    yield [said("字节", "Bytes"), str(first.bytes), str(second.bytes)]
    counts = result.to_json()["rows"]
    for name, value in counts.items():
        yield [str(name), str(value)]
    rate = result.to_json()["error_rate"]
    yield [said("错误率", "Error rate"), f"{rate['percent'] or '-'} %",
           f"{rate['found']} / {rate['base']}"]  # fmt: skip
    yield [said("结论", "Verdict"), result.verdict]
    for rule, on in result.options["rules"].items():
        yield [RULES[Rule(rule)].in_(language), said("是", "yes") if on else said("否", "no")]
    for one in result.totals:
        yield [" / ".join((*one.group, one.measure)), one.source, one.target, one.difference]
    for held in result.equations:
        mark = "=" if held.holds else "≠"
        yield [" / ".join((held.side, *held.group, held.equation)), held.left, held.right, mark]
