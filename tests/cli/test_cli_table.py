"""Tables line up whatever the script, and no title drives the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.cli.table import cut, pad, plain, table, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("库存", 4), ("Ｐ１", 4), ("e\u0301", 1), ("a\u200bb", 2), ("，", 2), ("", 0)],
)  # fmt: skip
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_line_up_and_the_stretch_column_gives_way() -> None:
    shown = table(
        ["编号", "标题", "站点"],
        [["L-1", "库存账不平,差异很大很大很大很大", "一厂"], ["L-200", "short", "东莞仓"]],
        stretch=1,
        columns=36,
    )
    lines = shown.splitlines()
    assert [width(line[: line.index(name)]) for line, name in zip(
        lines, ("站点", "一厂", "东莞仓"), strict=True)] == [30, 30, 30]  # fmt: skip
    assert "…" in lines[1]
    assert max(map(width, lines)) <= 36


@given(st.text(max_size=40), st.integers(1, 30))
def test_cut_and_pad_keep_to_the_columns(text: str, columns: int) -> None:
    shown = cut(plain(text), columns)
    assert width(shown) <= columns
    assert width(pad(shown, columns)) == columns


@given(st.text(max_size=80))
def test_plain_text_is_one_printable_line(text: str) -> None:
    shown = plain(text)
    assert shown.isprintable()
    assert "\n" not in shown
