"""Random tables with random defects: what the comparison finds is what a dict finds."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstline.domain.errors import Refused
from firstline.domain.reconcile.plan import Wish
from firstline.domain.reconcile.run import reconcile
from firstline.domain.reconcile.shelf import Page
from firstline.domain.reconcile.values import Difference, Input, Kind, Result
from firstline.domain.words import Text
from firstline.store.reconcile.shelf import temporary_shelf

HEAD = ("id", "part", "group", "qty", "word")
Key = tuple[str, str]
Table = dict[Key, tuple[str, Decimal, str]]


@dataclass
class Given:
    """An extract of rows in memory, a few to a page."""

    rows: list[list[str]]
    size: int = 3
    headings: tuple[str, ...] = HEAD
    fraction: float = 0.0

    def told(self) -> Input:
        return Input("given", 0, "")

    def pages(self, columns: Sequence[int]) -> Iterator[Page]:
        for start in range(0, len(self.rows), self.size):
            some = self.rows[start : start + self.size]
            numbers = range(start + 2, start + 2 + len(some))
            yield Page(numbers, [[row[one] for row in some] for one in columns])


def compare(wish: Wish, source: Given, target: Given) -> tuple[Result, list[Difference]]:
    with temporary_shelf() as shelf:
        result = reconcile(wish, source, target, shelf)
        return result, list(shelf.differences())


KEYS = st.tuples(
    st.text("0123AB-", min_size=1, max_size=3).map(lambda one: one.lstrip("0") or "0"),
    st.sampled_from(["x", "y", "z"]),
)
ROWS = st.tuples(
    st.sampled_from(["g1", "g2"]),
    st.decimals(-999, 999, places=2, allow_nan=False),
    st.sampled_from(["甲", "乙", "a b"]),
)
WISH = Wish(("id", "part"), ("qty",), group=("group",))


def lines(table: Table, written: st.DataObject) -> Given:
    order = written.draw(st.permutations(sorted(table)))
    rows = []
    for key in order:
        group, qty, word = table[key]
        said = written.draw(st.sampled_from([f"{qty}", f" {qty}0", f"{qty:,}"]))
        zeros = written.draw(st.sampled_from(["", "00"])) if key[0].isdigit() else ""
        rows.append([zeros + key[0], f"{key[1]} ", group, said, word])
    return Given(rows, written.draw(st.integers(1, 7)))


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(KEYS, ROWS, max_size=14), st.dictionaries(KEYS, ROWS, max_size=5),
       st.data())  # fmt: skip
def test_what_is_found_is_what_a_dict_finds(
    source: Table, changes: Table, drawn: st.DataObject
) -> None:
    gone = drawn.draw(st.sets(st.sampled_from(sorted(source)))) if source else set()
    target = {key: row for key, row in {**source, **changes}.items() if key not in gone}
    result, found = compare(WISH, lines(source, drawn), lines(target, drawn))
    kinds = {kind: {tuple(_plain(one.key)) for one in found if one.kind is kind} for kind in Kind}
    both = source.keys() & target.keys()
    assert kinds[Kind.MISSING] == source.keys() - target.keys()
    assert kinds[Kind.EXTRA] == target.keys() - source.keys()
    assert kinds[Kind.DIFFERENT] == {key for key in both if source[key] != target[key]}
    assert len(found) == result.counts.found == sum(map(len, kinds.values()))
    assert result.counts.matched == len(both)
    for one in found:
        if one.kind is Kind.DIFFERENT:
            key = _plain(one.key)
            apart = zip(("group", "qty", "word"), source[key], target[key], strict=True)
            assert set(one.columns) == {name for name, a, b in apart if a != b}
    for total in result.totals:
        if total.measure == "qty":
            for table, said in ((source, total.source), (target, total.target)):
                wanted = [row[1] for row in table.values() if total.group in ((), (row[0],))]
                assert Decimal(said) == sum(wanted, Decimal(0))


def _plain(key: tuple[str, ...]) -> Key:
    first, second = (one.strip() for one in key)
    return ((first.lstrip("0") or "0") if first.isdigit() else first), second


def test_order_of_rows_and_size_of_pages_change_nothing() -> None:
    rows = [[f"{n}", "x", "g1", f"{n}.5", "w"] for n in range(50)]
    other = [list(row) for row in rows]
    other[7][3] = "0"
    told = [
        compare(WISH, Given(rows[::step], size), Given(other[::back], size))
        for step, back, size in ((1, 1, 3), (-1, 1, 50), (1, -1, 1))
    ]
    assert len({repr([(one.key, one.columns) for one in found]) for _, found in told}) == 1
    assert len({one.sorted_sha256 for one, _ in told}) == 1


def test_cells_that_run_together_are_not_the_same() -> None:
    wish = Wish(("id", "part"))
    first = Given([["a", "bc", "", "", "x"]])
    second = Given([["ab", "c", "", "", "x"]])
    assert compare(wish, first, second)[0].counts.missing == 1


def test_the_work_can_be_stopped_while_rows_are_walked() -> None:
    def stop(share: float) -> None:
        if share >= 0.8:
            raise Refused(Text("停", "stopped"))

    rows = Given([[f"{n}", "x", "g", "1", "w"] for n in range(5000)], 1000)
    with temporary_shelf() as shelf, pytest.raises(Refused, match="stopped"):
        reconcile(WISH, rows, rows, shelf, stop)


def test_sorting_can_be_stopped() -> None:
    def stop() -> None:
        raise Refused(Text("停", "stopped"))

    rows = [(f"{n * 7919 % 100_000:06}", "v", None, n) for n in range(60_000)]
    with temporary_shelf(stop) as shelf, pytest.raises(Refused, match="stopped"):  # noqa: PT012
        shelf.lay(0, rows)
        next(shelf.ordered(0))


@pytest.mark.skipif(os.name == "nt", reason="there such a file has a name until it is closed")
def test_rows_that_memory_does_not_hold_stand_in_no_file_that_a_kill_would_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    with temporary_shelf() as shelf:
        shelf.lay(0, ((f"{n:05}", "值" * 4000, "", n) for n in range(2500)))
        assert list(tmp_path.iterdir()) == []
        assert [one[3] for one in shelf.ordered(0)] == list(range(2500))
