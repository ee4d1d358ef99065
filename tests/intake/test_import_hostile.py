"""Hostile and broken files: one plain sentence or a listed row, and never anything else."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_desk import NOW, ZONE, bring_in, counts, every_ticket, reasons, write_csv

from firstline.domain.errors import BadInput
from firstline.intake.tickets.importer import FORMATS, prepare, run
from firstline.store.store import Store


def refused(path: Path, **options: str) -> str:
    """Return the one sentence with which the file is refused."""
    with pytest.raises(BadInput) as caught:
        prepare(path, zone=ZONE, **options)
    said = caught.value.in_("en")
    assert "\n" not in said
    assert caught.value.exit_code == 2
    assert caught.value.in_("zh_CN") != said
    return said


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.csv")
    assert "folder" in refused(tmp_path)
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert "empty" in refused(empty)
    for content in (b"\xef\xbb\xbf", b"\n\n \n", b"\xff\xfe"):
        empty.write_bytes(content)
        assert "empty" in refused(empty) or "headings" in refused(empty)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [])
    file.chmod(0)
    assert "permission" in refused(file)


def test_an_unknown_format_is_told(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [])
    assert "csv, xlsx, servicenow-log, json" in refused(file, format="pdf")
    assert "delimited text" in refused(file, format="xlsx")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20,
        b"SQLite format 3\x00" + bytes(4000),
        b"\x7fELF\x02\x01\x01" + bytes(200) + bytes(range(256)) * 9,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(128, 256)) * 30,
    ],
)
def test_a_binary_file_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    refused(file)


def test_a_wrong_byte_is_told_with_its_line_and_offset(tmp_path: Path) -> None:
    text = "编号,标题\n1,库存账不平\n2,打印机坏了,卡纸\n".encode()
    file = tmp_path / "a.csv"
    place = text.index("打印".encode())
    file.write_bytes(text[:place] + b"\xff" + text[place:])
    said = refused(file)
    assert f"line 3, byte {place}" in said
    assert "UTF-8" in said
    gb = "编号,标题\n1,库存账不平\n2,打印机坏了\n".encode("gb18030")
    file.write_bytes(gb + b"\xff\xff\n")
    assert f"byte {len(gb)}" in refused(file)
    latin = "number,title\n1,caf\xe9 au lait\n2,na\xefve pi\xe8ce d\xe9j\xe0\n".encode("latin-1")
    file.write_bytes(latin)
    assert "line 2" in refused(file)
    wide = "编号,标题\n1,甲\n".encode("utf-16-le")
    file.write_bytes(b"\xff\xfe" + wide + b"\x00\xd8\n\x00")
    assert f"byte {2 + len(wide)}" in refused(file)


def test_a_wrong_byte_far_into_a_large_file_is_met_before_anything_is_written(
    tmp_path: Path,
) -> None:
    line = "1,库存账不平\n".encode()
    file = tmp_path / "a.csv"
    n = (3 << 20) // len(line)
    file.write_bytes("编号,标题\n".encode() + line * n + b"\xfe\n" + line)
    assert f"line {n + 2}, " in refused(file)


def test_a_title_of_ten_megabytes_costs_its_row_only(store: Store, tmp_path: Path) -> None:
    head = ("编号", "标题", "描述")
    rows = [("1", "x" * (10 << 20), ""), ("2", "y" * 401, ""), ("3", "好", "z" * 1_000_001),
            ("4", "好", "行\n" * 2000), ("5", "好", "b" * 999_999)]  # fmt: skip
    result = bring_in(store, write_csv(tmp_path / "a.csv", rows, head=head))
    assert list(reasons(result)) == [2, 3, 4]
    assert [one.number for one in every_ticket(store)] == ["4", "5"]


def test_ten_megabytes_in_quotes_over_many_lines(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    body = ("word " * 200 + "\n") * (10 << 10)
    file.write_text(f'编号,标题\n1,"{body}"\n2,好\n', "utf-8")
    result = bring_in(store, file)
    assert 2 in reasons(result)
    assert store.ticket("2").title == "好"


def test_an_open_quote_costs_its_row_only(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('编号,标题\n1,"没有收尾\n2,好\n3,"也好"\n4,"坏"了\n5,好\n', "utf-8")
    result = bring_in(store, file)
    assert list(reasons(result)) == [2, 5]
    assert [one.number for one in every_ticket(store)] == ["2", "3", "5"]


def test_what_cannot_be_seen_goes(store: Store, tmp_path: Path) -> None:
    title = "发\u202e票\u200b\x00\x07号\ufeff\u2066 <b>x</b>\x1b[31m"
    rows = [("A\u200b1", title), ("A1", "同一个编号"), ("\x00", "空编号")]
    result = bring_in(store, write_csv(tmp_path / "a.csv", rows, head=("编号", "标题")))
    assert store.ticket("A1").title == "发票号 <b>x</b>[31m"
    assert list(reasons(result)) == [3]
    assert result.created == 2


def test_formulas_are_text(store: Store, tmp_path: Path) -> None:
    rows = [("1", "=cmd|'/c calc'!A1"), ("2", "@SUM(1)"), ("3", "-5"), ("4", "'=1+1"),
            ("5", "'引号'")]  # fmt: skip
    bring_in(store, write_csv(tmp_path / "a.csv", rows, head=("编号", "标题")))
    titles = [one.title for one in every_ticket(store)]
    assert titles == ["=cmd|'/c calc'!A1", "@SUM(1)", "-5", "=1+1", "'引号'"]


def test_headings_alone_or_too_many(store: Store, tmp_path: Path) -> None:
    assert counts(bring_in(store, write_csv(tmp_path / "a.csv", []))) == (0, 0, 0, 0, 0)
    head = [f"列{n}" for n in range(600)]
    assert "500 columns" in refused(write_csv(tmp_path / "b.csv", [], head=head))


def test_blank_rows_and_excels_own_hint(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sep=;\n\n编号;标题\n\n1;好\n;;\n2;x\n", "utf-8")
    result = bring_in(store, file)
    assert counts(result) == (2, 2, 0, 0, 0)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), kind=st.sampled_from((None, *FORMATS)))
def test_random_bytes(tmp_path: Path, data: bytes, kind: str | None) -> None:
    _survive(tmp_path / "a.dat", data, kind)


_CELL = st.text(max_size=12) | st.sampled_from(
    ["编号", "标题", "状态", "创建时间", "title", '"', "2026-02-30", "1-2-2026", "=1", "\0", "\r"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(_CELL, max_size=5), max_size=6),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"]),
)
def test_random_tables(
    tmp_path: Path, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = "编号,标题\n".replace(",", delimiter) + "\n".join(delimiter.join(row) for row in rows)
    _survive(tmp_path / "a.csv", text.encode(encoding, "replace"), None)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["title", "number", "events", "id", "created_at", "tickets", "tags", "x"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=_JSON)
def test_random_json(tmp_path: Path, value: object) -> None:
    import json

    _survive(tmp_path / "a.json", json.dumps(value).encode(), "json")


def _survive(file: Path, data: bytes, kind: str | None) -> None:
    file.write_bytes(data)
    with suppress(BadInput):
        plan = prepare(file, format=kind, zone=ZONE)
        result = run(plan, existing=lambda _: None, perform=lambda *_: None, now=NOW)
        assert result.read == result.created + len(result.refused)
        assert all(one.reason.zh and one.reason.en for one in result.refused)
