"""The verification report: what an auditor signs says everything, and nothing that is not so."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from report_desk import NOW

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.reconcile import record
from firstline.domain.reconcile.values import (
    Cell,
    Counts,
    Difference,
    Holds,
    Input,
    Kind,
    Result,
    Total,
)
from firstline.report.frozen.reports import made_of, read_report
from firstline.report.frozen.shot import Shot
from firstline.report.frozen.table import Made
from firstline.report.frozen.verification import verification_shot
from firstline.report.frozen.writing import write_document, write_report

ZONE = "Asia/Shanghai"
OPTIONS = {
    "key": ["单据号"], "measure": ["金额"], "words": ["摘要"], "key_columns": ["单据号"],
    "columns": ["金额", "摘要"], "group": ["期间"], "date": "",
    "tolerance": {"金额": {"absolute": "0.01", "percent": "0"}},
    "equations": [{"text": "借方=贷方", "each_row": False}],
    "rules": {"nfc": True, "case": False}, "date_precision": "second",
    "not_compared": {"source": ["备注"], "target": []}, "numbers_of_workbooks": "15 digits",
}  # fmt: skip
FOUND = (
    Difference(1, Kind.MISSING, ("A1",), ("2026-01",), (Cell("金额", "5.00", None),), (2, None)),
    Difference(2, Kind.DIFFERENT, ("A2",), ("2026-01",), (Cell("金额", "1.00", "1.02"),), (3, 3)),
)
RESULT = Result(
    (Input("u8.csv", 10, "aa" * 32, "csv"), Input("cloud.csv", 11, "bb" * 32, "csv")), OPTIONS,
    Counts(source=3, target=2, matched=2, missing=1, different=1),
    (Total((), "rows", "3", "2", "-1"),
     Total(("2026-01",), "金额", "12345678901234567.01", "12345678901234561.03",
           str(Decimal("-5.98")))),
    (Holds("借方=贷方", "source", ("2026-01",), "7", "8", holds=False),),
    columns={"金额": 1}, sorted_sha256=("cc" * 32, "dd" * 32), blanks={"金额": (0, 1)},
)  # fmt: skip


def stamp(n: int, actor: str) -> Stamp:
    return Stamp(f"0190-{n:04}", NOW + timedelta(minutes=n), actor)


def entity(edits: Sequence[Edit]) -> Entity:
    found = rebase_entity(None, edits)
    assert found is not None
    return found


def kept(*, explained: Sequence[int] = (), signed: bool = False) -> Entity:
    """Return a kept comparison, some differences explained by 李娜, signed by 王芳."""
    digest = record.digest_of(RESULT, FOUND)
    edits = [record.keep(RESULT, FOUND, digest, "=期初余额", stamp(1, "李娜"))]
    for n in explained:
        one = record.kept_from(entity(edits))
        assert one is not None
        edits.append(record.explain(one, [n], f"说明 {n}", stamp(1 + n, "李娜")))
    if signed:
        held = entity(edits)
        one = record.kept_from(held)
        assert one is not None
        edits.append(record.sign(one, held.events, "已看", stamp(9, "王芳")))
    return entity(edits)


def made(held: Entity, language: str = "zh_CN") -> Made:
    return made_of(verification_shot(held, NOW, ZONE, "en" if language == "en" else "zh_CN"))


def table(one: Made, english: str) -> list[list[str]]:
    return next([list(row) for row in two.rows] for two in one.tables if two.name.en == english)


def never(_html: str, _path: Path, _size: str) -> None:
    raise AssertionError("no page was asked for")


def test_everything_that_decides_the_result_stands_in_the_report() -> None:
    one = made(kept(), "en")
    inputs = table(one, "Inputs")
    assert [row[1] for row in inputs] == ["u8.csv", "cloud.csv"]
    assert "aa" * 32 in inputs[0][4]
    assert "cc" * 32 in inputs[0][4]
    assert "bb" * 32 in inputs[1][4]
    assert "dd" * 32 in inputs[1][4]
    options = {row[0]: row[1] for row in table(one, "Options")}
    assert options["Key"] == "单据号"
    assert options["Tolerances"] == "金额 0.01"
    assert options["Columns not compared"] == "Source: 备注"
    rules = {row[0]: row[1] for row in table(one, "Normalisation")}
    assert rules["Composed characters as NFC"] == "on"
    assert rules["Upper and lower case are the same"] == "off"
    assert len(rules) == 12
    assert table(one, "Control totals")[1] == [
        "2026-01", "金额", "12345678901234567.01", "12345678901234561.03", "-5.98", "NO",
    ]  # fmt: skip
    assert table(one, "Equations") == [["借方=贷方", "source", "2026-01", "7", "8", "NO"]]
    assert one.more["evidence"][1] == {
        "item": "target", "name": "cloud.csv", "sha256": "bb" * 32,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("explained", "signed", "verdict", "left"),
    [
        ((), False, "Open: 2 of 2 differences are unexplained.", 2),
        ((2,), False, "Open: 1 of 2 differences are unexplained.", 1),
        ((1, 2), False, "Zero unexplained differences (all 2 explained); not signed yet.", 0),
        ((1, 2), True, "Zero unexplained differences (all 2 explained), signed by 王芳.", 0),
    ],
)
def test_zero_unexplained_is_said_only_where_it_is_so(
    explained: Sequence[int], signed: bool, verdict: str, left: int
) -> None:
    one = made(kept(explained=explained, signed=signed), "en")
    assert table(one, "Verdict")[0] == ["Verdict", verdict]
    said = [row[5] for row in table(one, "Difference statement")]
    assert [row.split(" — ")[0] for row in said] == [
        f"说明 {n}" if n in explained else "UNEXPLAINED" for n in (1, 2)
    ]
    assert all("李娜" in row for row in said if row != "UNEXPLAINED")
    assert (one.more["unexplained"], one.more["signed_by"]) == (left, "王芳" if signed else None)


def test_a_signature_that_no_longer_counts_says_why() -> None:
    held = kept(explained=(1, 2), signed=True)
    one = record.kept_from(held)
    assert one is not None
    late = record.explain(one, [1], "又想了想", stamp(20, "李娜"))
    after = rebase_entity(held, [late])
    assert after is not None
    told = made(after, "en")
    assert table(told, "Verdict")[0][1].endswith("not signed yet.")
    assert table(told, "Signatures in the record")[0][3] == (
        "It was signed before the last explanation."
    )


def test_differences_beyond_the_record_are_said_to_be_open() -> None:
    held = kept(explained=(1, 2))
    more = replace(held, fields={**held.fields, "found": 7})
    one = made(more, "en")
    assert "Open: 5 of 7" in table(one, "Verdict")[0][1]
    statement = next(two for two in one.tables if two.name.en == "Difference statement")
    assert statement.note is not None
    assert statement.note.en.startswith("5 more")


def test_the_same_snapshot_gives_the_same_workbook_later_and_after_changes(tmp_path: Path) -> None:
    one = made(kept(explained=(1,)))
    first = tmp_path / "a.xlsx"
    told = write_report(first, one, never)
    snapshot = tmp_path / "a.xlsx.snapshot.json"
    assert [two["name"] for two in told["files"]] == ["a.xlsx", "a.xlsx.snapshot.json"]
    again = tmp_path / "b.xlsx"
    write_document(again, read_report(snapshot, "zh_CN"), never)
    assert again.read_bytes() == first.read_bytes()
    english = read_report(snapshot, "en")
    assert english.mark == one.mark
    assert english.content != one.content
    other = made(kept(explained=(1, 2)))
    assert (other.mark, other.content) != (one.mark, one.content)


def test_a_spreadsheet_opens_it_and_runs_nothing(tmp_path: Path) -> None:
    for language in ("zh_CN", "en"):
        file = tmp_path / f"{language}.xlsx"
        write_document(file, made(kept(explained=(1, 2), signed=True), language), never)
        book = openpyxl.load_workbook(file)
        assert len(book.sheetnames) == len({one.casefold() for one in book.sheetnames}) == 10
        for sheet in book.worksheets:
            foot = sheet.oddFooter
            assert foot is not None
            assert foot.right.text == "&P / &N"
            assert all(cell.data_type in "sn" for row in sheet.iter_rows() for cell in row)
        totals = book["控制总数" if language == "zh_CN" else "Control totals"]
        assert [totals.cell(4, n).value for n in (3, 5)] == ["12345678901234567.01", "-5.98"]
        last = book.worksheets[-1]
        said = [cell.value for row in last.iter_rows() for cell in row if cell.value]
        assert any("审计人" in str(one) or "Auditor" in str(one) for one in said)


def test_a_snapshot_holds_all_that_is_needed(tmp_path: Path) -> None:
    shot = verification_shot(kept(), NOW, ZONE, "zh_CN")
    raw = json.loads(shot.text())
    assert raw["format"] == "firstline.report-snapshot/1"
    assert replace(shot, language="en").text() == shot.text()
    assert isinstance(shot, Shot)
