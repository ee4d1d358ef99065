"""Extracts from files: cells as people read them, and no verdict on a file that would harm."""

import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook

from firstline.domain.errors import BadInput
from firstline.domain.health import scope
from firstline.intake.health.extract import Asked, examine_file
from firstline.intake.health.files import read_records, read_samples
from firstline.intake.health.scanner import read_scan


def write_book(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_is_compared_as_people_read_it(tmp_path: Path) -> None:
    file = write_book(
        tmp_path / "stock.xlsx", ["code", "made", "price"], [1001, date(2026, 1, 2), 1.5],
        ["1001", "2026-01-02", "1.5"], [1002, None, 2],
    )  # fmt: skip
    found, sha256 = examine_file(file, Asked(key="code,made,price", required="made"))
    assert [(one.rule, one.row) for one in found.defects] == [("duplicate", 3), ("blank", 4)]
    assert len(sha256) == 64


def test_a_workbook_that_would_harm_gets_one_sentence(tmp_path: Path) -> None:
    good = write_book(tmp_path / "good.xlsx", ["code"], ["A1"])
    name, laughs = "xl/worksheets/sheet1.xml", tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(laughs, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part) if part != name else _laughing())
    with pytest.raises(BadInput) as told:
        examine_file(laughs, Asked(key="code"))
    assert told.value.sentence.en.count(". ") == 0
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part) + b" " * (40 << 20 if part == name else 0))
    with pytest.raises(BadInput):
        examine_file(bomb, Asked(key="code"))


def _laughing() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{10 * ("&" + before + ";")}">' for before, name in pairwise("abcdefghi")
    )
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><x>&i;</x>'.encode()


@pytest.mark.parametrize(
    "asked",
    [
        Asked(), Asked(key="nowhere"), Asked(code="code"), Asked(orphans="code"),
        Asked(key="code", against=Path("x.csv")), Asked(orphans="code", against=Path("none.csv")),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(tmp_path: Path, asked: Asked) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("code,name\n1,2\n", "utf-8")
    with pytest.raises(BadInput):
        examine_file(file, asked)


def test_two_columns_of_one_heading_are_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("code,code\n1,2\n", "utf-8")
    with pytest.raises(BadInput, match="several times"):
        examine_file(file, Asked(key="code"))


def test_records_samples_and_scans_are_read_by_their_headings(tmp_path: Path) -> None:
    file = tmp_path / "objects.csv"
    file.write_bytes("对象,负责人,别的\n供应商,赵敏,x\n".encode("gb18030"))
    (one,) = read_records(file, scope.SHEET)
    assert one.values == {"object": "供应商", "owner": "赵敏"}
    samples = tmp_path / "ms.csv"
    samples.write_text("ms\n12\n\n13.5\n", "utf-8")
    assert read_samples(samples, "MS") == ["12", "13.5"]
    scan = tmp_path / "scan.csv"
    scan.write_text("主机,端口,漏洞名称,风险等级\na,1,x,高危\nb,2,,低\nc,3,y,11\n", "utf-8")
    graded = [(row.values.get("severity"), row.reason is None) for row in read_scan(scan)]
    assert graded == [("high", True), (None, False), (None, False)]
