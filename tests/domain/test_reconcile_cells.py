"""Cells as they are compared: numbers exact, rules each by itself, pages as cell by cell."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.errors import BadInput
from firstline.domain.natural import naturals
from firstline.domain.reconcile.amounts import BadAmount, Tolerance, amount, exactly, written
from firstline.domain.reconcile.cells import text_of
from firstline.domain.reconcile.equations import equation
from firstline.domain.reconcile.normal import Normal
from firstline.domain.reconcile.plan import Wish, plan_for
from firstline.domain.reconcile.rules import STANDARD, Rule
from firstline.domain.reconcile.values import rate

ALL = frozenset(Rule)
CELLS = st.text(
    st.sampled_from("0019,.()-eE+ \t\uff10\uff21\u3000\u00a0Ae\u0301\u00e9nulNUL\\<>/:年月日2")
    | st.characters(exclude_characters="\x1f\x00", exclude_categories=["Cs"]), max_size=12,
)  # fmt: skip
RULES = st.sets(st.sampled_from(sorted(Rule))).map(frozenset)


@pytest.mark.parametrize(
    ("said", "value"),
    [("1,234.50", "1234.5"), ("(1,234.50)", "-1234.5"), ("12.50-", "-12.5"), ("+7", "7"),
     ("-0.00", "0"), ("1E2", "100"), ("1.5e-3", "0.0015"), (".5", "0.5"), ("5.", "5"),
     ("0" * 39 + "1", "1"), ("\u22125", "-5")],
)  # fmt: skip
def test_a_number_has_one_value(said: str, value: str) -> None:
    assert written(amount(said, ALL)) == value


@pytest.mark.parametrize(
    "said",
    ["NaN", "inf", "1E400", "1E99999999999999", "1_0", "0x1", "1,00", "--1", "(-1)", "1-2", "",
     "9" * 41, "1e-41", "1 000", "\u0661", "1.2.3", "¥5", "5%", "."],
)  # fmt: skip
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(BadAmount):
        amount(said, ALL)


@pytest.mark.parametrize(("said", "rule"), [("1,234", Rule.THOUSANDS), ("(5)", Rule.NEGATIVES)])
def test_a_way_of_writing_needs_its_rule(said: str, rule: Rule) -> None:
    amount(said, STANDARD)
    with pytest.raises(BadAmount):
        amount(said, STANDARD - {rule})


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=2,
                            min_value=-(10**30), max_value=10**30)))  # fmt: skip
def test_sums_are_exact(values: list[Decimal]) -> None:
    with exactly():
        total = sum((amount(f"{one:f}", ALL) for one in values), Decimal(0))
        cents = sum(int(f"{one:f}".replace(".", "")) for one in values)
        assert total * 100 == cents


@given(st.lists(CELLS, min_size=1, max_size=8), RULES)
def test_a_page_is_read_as_its_cells_are(cells: list[str], rules: frozenset[Rule]) -> None:
    normal = Normal(rules)
    assert normal.codes(cells) == [Normal(rules).code(one) for one in cells]


@given(st.lists(CELLS, min_size=1, max_size=8), RULES)
def test_a_page_of_numbers_is_read_as_its_cells_are(
    cells: list[str], rules: frozenset[Rule]
) -> None:
    def alone(cell: str) -> Decimal | str | None:
        try:
            return Normal(rules).amount(cell)
        except BadAmount as error:
            return error.reason.en

    singly = [alone(one) for one in cells]
    if any(isinstance(one, str) for one in singly):
        with pytest.raises(BadAmount):
            Normal(rules).amounts(cells)
    else:
        assert Normal(rules).amounts(cells)[0] == singly


@given(CELLS, RULES)
def test_making_comparable_twice_changes_nothing(cell: str, rules: frozenset[Rule]) -> None:
    once = Normal(rules).code(cell)
    assert Normal(rules).code(once) == once


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [("\uff21\uff11", "A1", Rule.WIDTH), ("e\u0301", "\u00e9", Rule.NFC), (" a ", "a", Rule.SPACES),
     ("NULL", "", Rule.NULL), ("0012", "12", Rule.ZEROS), ("2026/1/5", "2026-01-05", Rule.DATES),
     ("2026年1月5日", "2026-01-05 00:00", Rule.DATES), ("a", "A", Rule.CASE)],
)  # fmt: skip
def test_each_rule_makes_its_own_alike(source: str, target: str, rule: Rule) -> None:
    on, off = Normal(ALL), Normal(ALL - {rule})
    assert on.code(source) == on.code(target)
    assert off.code(source) != off.code(target)


@pytest.mark.parametrize(
    ("source", "target"),
    [("1E5", "100000"), ("m\u00b2", "m2"), ("2026-13-01", "2026-1-1"), ("A01", "A1"),
     ("10.0.1", "10.1"), ("①", "1")],
)  # fmt: skip
def test_what_only_looks_alike_stays_different(source: str, target: str) -> None:
    normal = Normal(STANDARD)
    assert not normal.same(normal.code(source), normal.code(target))


def test_numbers_in_columns_of_words_are_the_same_by_value() -> None:
    normal = Normal(STANDARD)
    assert normal.same("10", "10.0")
    assert normal.same("1,000.00", "1000")
    assert not Normal(STANDARD - {Rule.SCALE}).same("10", "10.0")


@pytest.mark.parametrize(
    ("precision", "same"), [("day", True), ("minute", True), ("second", True), ("exact", False)]
)
def test_dates_count_to_their_precision(precision: str, same: bool) -> None:
    normal = Normal(STANDARD, precision)
    first = normal.code("2026-11-28 08:30:15.123")
    assert (first == normal.code("2026/11/28 8:30:15")) is same
    if precision == "day":
        assert first == "2026-11-28"


def test_cells_of_workbooks_are_texts_of_15_digits() -> None:
    assert text_of(0.1 + 0.2) == "0.3"
    assert text_of(5.0) == "5"
    assert text_of(float("nan")) == "nan"
    assert text_of(12345678901234567890) == "12345678901234567890"
    assert text_of(True) == "TRUE"
    assert text_of(1e20) == "100000000000000000000"


def test_tolerances_are_of_the_source() -> None:
    with exactly():
        assert Tolerance(Decimal("0.01")).allows(Decimal("0.1"), Decimal("0.11"))
        assert not Tolerance(Decimal("0.01")).allows(Decimal("0.1"), Decimal("0.111"))
        assert Tolerance(percent=Decimal(1)).allows(Decimal(-100), Decimal(-101))
        assert not Tolerance(percent=Decimal(1)).allows(Decimal(100), Decimal("101.005"))
        assert not Tolerance(percent=Decimal(1)).allows(Decimal(0), Decimal("0.01"))


def test_equations_take_the_longest_heading() -> None:
    heads = ("0-30", "30", "0", "qty-in", "qty", "总额")
    one = equation("0-30 + qty-in - qty = 总额", heads)
    assert one.left == ((1, "0-30"), (1, "qty-in"), (-1, "qty"))
    assert one.right == ((1, "总额"),)
    for wrong in ("0-30", "= 总额", "0-30 = x", "0-30 = 总额 = 0", "0-30 + = 总额", ""):
        with pytest.raises(BadInput):
            equation(wrong, heads)


def test_a_plan_names_what_it_leaves_out() -> None:
    plan = plan_for(Wish(("id",), ("qty",)), ("id", "qty", "name", "only"), ("NAME", "ＩＤ", "qty"))
    assert [one.name for one in plan.words] == ["name"]
    assert plan.left_out == (("only",), ())
    for wish in (
        Wish(()), Wish(("no",)), Wish(("id",), ("id",)), Wish(("id",), ("qty",), date="qty"),
        Wish(("id",), group=("qty",), measure=("qty",)), Wish(("id",), tolerance=("qty",)),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            plan_for(wish, ("id", "qty"), ("id", "qty"))


def test_a_rate_names_its_base_and_never_rounds_to_nothing_or_all() -> None:
    assert rate(200, 1000)["percent"] == "20.0"
    assert rate(1, 3)["percent"] == "33.3"
    assert rate(1, 1_000_000)["percent"] == "<0.1"
    assert rate(999_999, 1_000_000)["percent"] == ">99.9"
    assert rate(0, 5)["percent"] == "0.0"
    assert rate(3, 0)["percent"] is None


def test_nine_comes_before_ten() -> None:
    assert sorted([("A10",), ("A9",), ("B1",)], key=naturals) == [("A9",), ("A10",), ("B1",)]
