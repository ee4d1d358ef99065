"""Lines of two sides merge where they do not touch; what is not certain is not merged."""

from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.edits import line_merge
from firstline.domain.edits.line_merge import merge_lines

lines = st.lists(st.sampled_from(["甲", "乙", "丙", "丁", "", "x y"]), max_size=7)
texts = st.builds(lambda rows, end: "\n".join(rows) + end, lines, st.sampled_from(["", "\n"]))
BASE = "一\n二\n三\n四\n五\n六\n"


def test_lines_apart_from_each_other_merge() -> None:
    mine, theirs = BASE.replace("一", "壹"), BASE.replace("六", "陆")
    assert merge_lines(BASE, mine, theirs) == "壹\n二\n三\n四\n五\n陆\n"
    assert merge_lines(BASE, BASE + "七\n", "零\n" + BASE) == "零\n" + BASE + "七\n"


def test_the_same_or_neighbouring_lines_clash() -> None:
    assert merge_lines(BASE, BASE.replace("三", "叁"), BASE.replace("三", "3")) is None
    assert merge_lines(BASE, BASE.replace("三", "叁"), BASE.replace("四", "肆")) is None


def test_a_change_beside_a_line_that_repeats_is_not_merged() -> None:
    base = "同\n二\n三\n四\n同\n六\n"
    assert merge_lines(base, base.replace("二", "贰"), base.replace("四", "肆")) is None


def test_very_long_texts_are_not_merged() -> None:
    base = "".join(f"{n}\n" for n in range(line_merge.MOST_LINES + 1))
    assert merge_lines(base, "x\n" + base, base + "y\n") is None


@given(texts, texts, texts)
def test_both_sides_come_to_the_same(base: str, mine: str, theirs: str) -> None:
    assert merge_lines(base, mine, theirs) == merge_lines(base, theirs, mine)


@given(texts, texts)
def test_one_side_alone_wins(base: str, mine: str) -> None:
    assert merge_lines(base, mine, base) == merge_lines(base, base, mine) == mine
    assert merge_lines(base, mine, mine) == mine


@given(texts, texts, texts)
def test_every_line_of_both_sides_is_in_what_was_merged(base: str, mine: str, theirs: str) -> None:
    merged = merge_lines(base, mine, theirs)
    if merged is not None and mine != base != theirs:
        old = set(base.splitlines())
        added = (set(mine.splitlines()) | set(theirs.splitlines())) - old
        assert added <= set(merged.splitlines())
