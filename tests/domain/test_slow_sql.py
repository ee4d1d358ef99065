"""Slow statements without their values, matched by their mark before and after."""

from decimal import Decimal

import pytest
from health_makers import made

from firstline.domain.edits.entity import Entity
from firstline.domain.health import measurement
from firstline.domain.interfaces import slow_sql
from firstline.domain.interfaces.slow_sql import SHEET
from firstline.domain.interfaces.statement import (
    Statement,
    gathered,
    mark_of,
    of_samples,
    redacted,
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("SELECT * FROM T1 WHERE name='张三' AND qty > 12.50",
         "SELECT * FROM T1 WHERE name=? AND qty > ?"),
        ("select N'it''s' , -3, 0xFF, 1e5, t1.col2", "select ? , ?, ?, ?, t1.col2"),
        ("a IN (1,2, 3) -- 王五 13800138000\n/* 李四 */ or b=2", "a IN (?) or b=?"),
        ("select a from #t where x=1", "select a from #t where x=?"),
        ("values (1,'a'),(2,'b')", "values (?)"), ("x='never closed 13800138000", "x=?"),
        ("where p='C:\\' and name='张三'", "where p=?"), ("/* never closed 张三", ""),
        ('select "cName" from "a b 张三"', 'select "cName" from ?'),
        ("select [订单 1], `t`.c where @p1 = :2 and $3",
         "select [订单 1], `t`.c where @p1 = :2 and $3"),
    ],
)  # fmt: skip
def test_no_literal_is_kept(text: str, kept: str) -> None:
    assert redacted(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (r"where n='it\'s 张三' and b=" + '"李四"', "where n=? and b=?"),
        ("# 张三\nselect 1", "select ?"),
    ],
)
def test_mysql_escapes_and_double_quotes(text: str, kept: str) -> None:
    assert redacted(text, backslashes=True) == kept


def test_the_same_statement_with_other_values_has_one_mark() -> None:
    one, two = redacted("SELECT a FROM t WHERE b = 1"), redacted("select a from t where b =  'x'")
    assert mark_of(one) == mark_of(two)
    long = "select " + ", ".join(f"column{n}" for n in range(200))
    assert mark_of(redacted(f"{long}, a")) != mark_of(redacted(f"{long}, b"))
    assert mark_of(one) != mark_of(redacted("select a from t where c = 1"))


def cost(text: str, calls: int, total: int, p95: int | None = None) -> Statement:
    return Statement(mark_of(text), text, calls, Decimal(total),
                     None if p95 is None else Decimal(p95))  # fmt: skip


def test_rows_of_one_statement_are_added_and_a_p95_of_several_is_nobodys() -> None:
    found = gathered([cost("a", 10, 100, 9), cost("b", 1, 500, 500), cost("a", 30, 300, 50)])
    assert [(one.text, one.calls, one.total_ms, one.p95_ms) for one in found] == [
        ("b", 1, Decimal(500), Decimal(500)), ("a", 40, Decimal(400), None),
    ]  # fmt: skip
    assert found[1].mean_ms == 10
    calls = [("q", Decimal(n)) for n in range(1, 101)]
    (one,) = of_samples(calls)
    assert (one.calls, one.total_ms, one.p95_ms) == (100, Decimal(5050), Decimal(95))
    assert of_samples(calls[:19])[0].p95_ms is None


def reading(phase: str, *found: Statement, **more: str) -> Entity:
    values = slow_sql.values_of(found, "plain", (f"{phase}.csv", phase))
    given = {"window": "09:00-10:00", "environment": "U8"} | more
    return made(SHEET, transaction="查库存", phase=phase, **values, **given)


def test_a_reading_is_kept_whole_and_tells_how_much_was_left_out() -> None:
    many = [cost(f"q{n} {'x' * 590}", 40, 1000 - n, n) for n in range(100)]
    held = reading("before", *many)
    assert (held.fields["distinct"], held.fields["calls"]) == (100, 4000)
    assert slow_sql.statements(held) == many[: slow_sql.KEPT]


def test_before_and_after_are_matched_by_mark() -> None:
    before = reading("before", cost("a", 100, 5000), cost("b", 40, 400), cost("c", 5, 90),
                     cost("old", 50, 10))  # fmt: skip
    after = reading("after", cost("a", 100, 1000), cost("b", 41, 820), cost("c", 5, 1),
                    cost("fresh", 50, 9))  # fmt: skip
    found = slow_sql.compare(before, after)
    assert found.reasons == ()
    told = {one.text: (one.state, one.cut) for one in found.changes}
    assert told == {"a": ("faster", 80), "b": ("slower", -100), "c": ("few", None),
                    "old": ("gone", None), "fresh": ("new", None)}  # fmt: skip
    assert found.changes[0].text == "a"


@pytest.mark.parametrize(
    ("calls", "more", "reason"),
    [(111, {}, "10%"), (100, {"window": "14:00-15:00"}, "window"), (100, {"window": ""}, "window"),
     (100, {"environment": "测试"}, "environment")],
)  # fmt: skip
def test_unlike_workloads_get_no_verdict(calls: int, more: dict[str, str], reason: str) -> None:
    before = reading("before", cost("a", 100, 5000))
    found = slow_sql.compare(before, reading("after", cost("a", calls, 1000), **more))
    assert any(reason in one.en for one in found.reasons), found.reasons
    assert (found.changes[0].state, found.changes[0].cut) == ("unsaid", None)
    assert slow_sql.compare(before, reading("after", cost("z", 100, 1))).reasons


def test_a_reading_is_evidence_of_the_measurement_of_its_transaction_and_phase() -> None:
    held = made(measurement.SHEET, transaction="查库存", phase="before")
    mine, other = reading("before", cost("a", 1, 1)), reading("after", cost("a", 1, 1))
    assert slow_sql.of_measurement(held, [other, mine]) == [mine]
