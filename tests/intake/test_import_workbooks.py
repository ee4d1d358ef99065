"""Workbooks: cells as they are, and archives that would harm refused before they are unpacked."""

import random
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from intake_desk import ZONE, bring_in, counts, every_ticket, reasons
from openpyxl import Workbook

from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Priority
from firstline.intake.tickets.importer import prepare
from firstline.store.store import Store

HEAD = ("编号", "标题", "优先级", "创建时间", "描述")


def write_book(path: Path, rows: Sequence[Sequence[object]], head: Sequence[object] = HEAD) -> Path:
    """Write a workbook and return its path."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (head, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


def shared_book(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook with shared texts, dates and numbers."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for n in range(5):
        for column, text in enumerate(HEAD if n == 0 else (str(n), f"标题 {n}", "P3", "", "x")):
            sheet.write(n, column, text)
        if n:
            sheet.write_number(n, 3, 46083.5 + n, day)
    book.close()
    with zipfile.ZipFile(path) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def packed(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write a workbook of these parts and return its path."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def rewritten(path: Path, part: str, change: tuple[bytes, bytes]) -> Path:
    """Return a copy of the workbook with some bytes of one part changed."""
    copy = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            data = old.read(one)
            new.writestr(one, data.replace(*change) if one.filename == part else data)
    return copy


def test_cells_keep_their_kind(store: Store, tmp_path: Path) -> None:
    rows = (
        (1001, "数字编号", 1, datetime(2026, 3, 2, 9, 5), "第一行\n第二行"),  # noqa: DTZ001
        ("1002", 12345, "高", "2026-03-02 09:05", None),
        (1003.0, "序列日期", "低", 46083.5, "x"),
        (None, None, None, None, None),
        ("=1+1", "没有结果的公式", "P3", "2026-03-02", ""),
    )
    result = bring_in(store, write_book(tmp_path / "a.xlsx", rows))
    assert counts(result) == (4, 4, 0, 0, 0)
    first = store.ticket("1001")
    assert (first.title, first.priority, first.body) == ("数字编号", Priority.P1, "第一行\n第二行")
    assert first.created_at.isoformat() == "2026-03-02T09:05:00+08:00"
    assert store.ticket("1002").title == "12345"
    assert store.ticket("1003").created_at.isoformat() == "2026-03-02T12:00:00+08:00"
    assert counts(bring_in(store, tmp_path / "a.xlsx")) == (4, 0, 0, 4, 0)


def test_a_row_number_is_the_one_that_the_spreadsheet_shows(store: Store, tmp_path: Path) -> None:
    rows = ((), ("1", "t", "P3", "2026-03-02"), (), ("2", "", "P3"), ("3", "t", "P7"))
    result = bring_in(store, write_book(tmp_path / "a.xlsx", rows))
    assert list(reasons(result)) == [5, 6]
    assert result.created == 1


def test_a_sheet_can_be_named(store: Store, tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    second = book.create_sheet("工单")
    for row in (("随便",), ("编号", "标题"), ("1", "t")):
        second.append(row)
    first.append(("别的", "标题"))
    first.append(("x", "不要"))
    file = tmp_path / "a.xlsx"
    book.save(file)
    assert bring_in(store, file, map_text='sheet = "工单"\nheader_row = 2').created == 1
    assert [one.title for one in every_ticket(store)] == ["t"]
    with pytest.raises(BadInput, match="no sheet"):
        prepare(file, zone=ZONE, map_text='sheet = "无"')


def test_the_name_of_the_file_does_not_matter(store: Store, tmp_path: Path) -> None:
    file = write_book(tmp_path / "a.xlsx", [("1", "t")]).rename(tmp_path / "a.dat")
    assert bring_in(store, file).created == 1
    with pytest.raises(BadInput, match="workbook"):
        prepare(file, format="csv", zone=ZONE)


def test_an_archive_that_unpacks_to_gigabytes_is_not_opened(tmp_path: Path) -> None:
    file = write_book(tmp_path / "a.xlsx", [("1", "t")])
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            data = old.read(one)
            new.writestr(one, data + b" " * (40 << 20) if "sheet1" in one.filename else data)
    with pytest.raises(BadInput, match="abnormal size"):
        prepare(bomb, zone=ZONE)
    many = tmp_path / "many.xlsx"
    with zipfile.ZipFile(many, "w") as new:
        for n in range(5001):
            new.writestr(f"{n}.txt", b"")
        new.writestr("[Content_Types].xml", b"<x/>")
    with pytest.raises(BadInput, match="abnormal size"):
        prepare(many, zone=ZONE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["sheet1.xml", "sharedStrings.xml", "[Content_Types].xml"])
def test_entities_are_refused_before_they_expand(tmp_path: Path, part: str, encoding: str) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{"&" + before + ";"}{"&" + before + ";"}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 40000} -->'
    laughs = f"{head}<!DOCTYPE x [{entities}]><x>&i;</x>"
    parts = shared_book(tmp_path / "a.xlsx")
    name = next(one for one in parts if one.endswith(part))
    file = packed(tmp_path / "laughs.xlsx", {**parts, name: laughs.encode(encoding)})
    with pytest.raises(BadInput, match="entities"):
        prepare(file, zone=ZONE)


def test_a_hostile_range_costs_nothing(store: Store, tmp_path: Path) -> None:
    file = write_book(tmp_path / "a.xlsx", [("1", "t", "P3", "2026-03-02", "x")])
    sheet = "xl/worksheets/sheet1.xml"
    wide = rewritten(file, sheet, (b'<dimension ref="A1:E2"', b'<dimension ref="A1:XFD1048576"'))
    assert bring_in(store, wide).created == 1


def test_old_and_locked_workbooks_and_other_archives_are_told(tmp_path: Path) -> None:
    old = tmp_path / "a.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(BadInput) as caught:
        prepare(old, zone=ZONE)
    assert ".xlsx" in caught.value.in_("zh_CN")
    other = tmp_path / "a.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(BadInput, match="not a valid"):
        prepare(other, zone=ZONE)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(write_book(tmp_path / "b.xlsx", [("1", "t")]).read_bytes()[:2000])
    with pytest.raises(BadInput, match="not a valid"):
        prepare(cut, zone=ZONE)


def test_a_damaged_workbook_is_a_sentence_or_goes_in(store: Store, tmp_path: Path) -> None:
    rows = [(f"{n}", f"标题 {n}", "P3", "2026-03-02", "x" * n) for n in range(30)]
    whole = write_book(tmp_path / "a.xlsx", rows).read_bytes()
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    file = tmp_path / "damaged.xlsx"
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file.write_bytes(data)
        with suppress(BadInput):
            bring_in(store, file, dry_run=True)


def test_damaged_parts_of_a_workbook_are_a_sentence_or_go_in(store: Store, tmp_path: Path) -> None:
    parts = shared_book(tmp_path / "a.xlsx")
    assert bring_in(store, tmp_path / "a.xlsx", dry_run=True).created == 4
    chance = random.Random(15)  # noqa: S311 - the same damage every time
    names = [name for name in parts if not name.startswith("docProps")]
    for _ in range(250):
        name = chance.choice(names)
        data = bytearray(parts[name])
        for _ in range(chance.choice((1, 4))):
            data[chance.randrange(len(data))] = chance.choice(b'<>"/=0129azA&;\x00\xff -')
        file = packed(tmp_path / "damaged.xlsx", {**parts, name: bytes(data)})
        with suppress(BadInput):
            bring_in(store, file, dry_run=True)
