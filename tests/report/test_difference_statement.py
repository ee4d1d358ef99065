"""The difference statement: all that was found, why, who signed, and nothing that could run."""

from datetime import UTC, datetime, timedelta

import pytest

from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.reconcile import record
from firstline.domain.reconcile.record import Kept, kept_from
from firstline.domain.reconcile.values import (
    Cell,
    Counts,
    Difference,
    Input,
    Kind,
    Result,
    Total,
)
from firstline.domain.words import Language
from firstline.report.difference_statement import statement_page

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
RESULT = Result(
    (Input("u8.csv", 10, "a" * 64), Input("cloud.csv", 11, "b" * 64)),
    {"key": ["id"], "group": ["账套"], "rules": {"zeros": True, "case": False}},
    Counts(3, 3, 3, different=2),
    (Total((), "rows", "3", "3", "0"), Total(("001",), "借方", "1", "1.01", "0.01"),
     Total(("002",), "借方", "9", "9", "0")),
)  # fmt: skip
FOUND = (
    Difference(1, Kind.DIFFERENT, ("V1",), ("001",), (Cell("借方", "1", "1.01"),), (2, 2)),
    Difference(2, Kind.DIFFERENT, ("<b>V2",), ("001",), (Cell("摘要", "<i>", "=1"),), (3, 3)),
)


def kept(*, explained: int = 0, signed: bool = False) -> Kept:
    def stamp(n: int, who: str) -> Stamp:
        return Stamp(f"e{n}", AT + timedelta(minutes=n), who)

    digest = record.digest_of(RESULT, FOUND)
    edits = [record.keep(RESULT, FOUND, digest, "期初", stamp(0, "李娜"))]

    def now() -> tuple[Entity, Kept]:
        entity = rebase_entity(None, edits)
        assert entity is not None
        found = kept_from(entity)
        assert found is not None
        return entity, found

    found = now()[1]
    edits += [
        record.explain(found, [number], f"原因 {number}", stamp(number, "李娜"))
        for number in range(1, explained + 1)
    ]
    if signed:
        entity, found = now()
        edits.append(record.sign(found, entity.events, "零未说明", stamp(9, "王芳")))
    return now()[1]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_says_what_it_rests_on_and_what_is_open(language: Language) -> None:
    page = statement_page(kept(explained=1), language, UTC)
    for part in ("a" * 64, "b" * 64, "0.01", "001", "原因 1", "李娜", kept().digest):
        assert part in page
    assert "002" not in page
    assert ("未说明 1 处" if language == "zh_CN" else "1 of them unexplained") in page
    assert ("还没有签字" if language == "zh_CN" else "Nobody has signed") in page
    assert "&lt;b&gt;V2" in page
    assert "<i>" not in page


def test_a_signature_is_shown_with_its_standing_and_the_page_is_the_same_each_time() -> None:
    page = statement_page(kept(explained=2, signed=True), "zh_CN", UTC)
    assert "王芳 2026-11-24 10:09 零未说明 有效" in page
    assert page == statement_page(kept(explained=2, signed=True), "zh_CN", UTC)
