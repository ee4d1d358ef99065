"""Fields: what a value may be, and what is taken out of it before anybody reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.errors import BadInput
from firstline.domain.ticket.fields import ALL_FIELDS, LIMITS, NAMES, Value, check, clean, visible
from firstline.domain.ticket.ticket import Priority, Status, TicketType

BIDI = "\u202e\u2066\u200b\ufeff\u200f"


def test_every_field_has_a_name_in_both_languages() -> None:
    assert set(NAMES) == set(ALL_FIELDS)
    assert all(one.zh and one.en for one in NAMES.values())


@pytest.mark.parametrize(
    ("name", "given_", "kept"),
    [
        ("title", "  月末结账 \u202egpj.exe\x00 ", "月末结账 gpj.exe"),
        ("title", "one\r\ntwo\tthree\rfour\u2028five", "one two three four five"),
        ("body", "one\r\ntwo\tthree\rfour", "one\ntwo\tthree\nfour"),
        ("site", "总\ufeff部", "总部"),
        ("title", "\U0001f468\u200d\U0001f527", "\U0001f468\u200d\U0001f527"),
        ("title", "a\U000e0041b\ud800c", "abc"),
        ("impact", "2", 2),
        ("urgency", 3, 3),
        ("priority", "p1", Priority.P1),
        ("status", "IN_PROGRESS", Status.IN_PROGRESS),
        ("type", "Question", TicketType.QUESTION),
        ("vendor_priority", None, None),
        ("vendor_priority", "", None),
        ("tags", "月结,GL、U8; GL", ("月结", "GL", "U8")),
        ("tags", (" a ", "", "a"), ("a",)),
        ("modifiers", None, ()),
        ("body", None, ""),
        ("site", 3, "3"),
    ],
)
def test_values_are_kept_as_the_field_stores_them(name: str, given_: Value, kept: Value) -> None:
    assert check(name, given_) == kept
    assert type(check(name, given_)) is type(kept)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("impact", 0, "Impact must be 1, 2 or 3"),
        ("impact", True, "Impact must be 1, 2 or 3"),
        ("urgency", "4", "Urgency must be 1, 2 or 3"),
        ("priority", "P9", "Use one of: P1, P2, P3, P4"),
        ("priority", None, "Priority cannot be"),
        ("status", "parked", "with_vendor"),
        ("title", "", "must not be empty"),
        ("title", BIDI, "must not be empty"),
        ("title", "字" * 401, "longer than 400"),
        ("title", "x" * 10_000_000, "longer than 400"),
        ("site", "x" * 201, "longer than 200"),
        ("tags", ("x" * 201,), "longer than 200"),
        ("colour", "red", "no field named"),
        ("events", "x", "no field named"),
    ],
)
def test_values_that_do_not_fit_are_refused_with_a_sentence(
    name: str, value: Value, said: str
) -> None:
    with pytest.raises(BadInput) as met:
        check(name, value)
    assert said in met.value.in_("en")
    assert met.value.exit_code == 2
    assert len(met.value.in_("zh_CN")) < 400


def test_limits_are_inclusive() -> None:
    assert check("title", "字" * 400) == "字" * 400
    assert check("body", "x" * LIMITS["body"]) == "x" * LIMITS["body"]


@given(st.text(max_size=80))
def test_cleaning_is_done_once_for_all(text: str) -> None:
    kept = clean(text, 400, "title")
    assert clean(kept, 400, "title") == kept
    assert kept.isprintable() or not any(ord(char) < 32 or char in BIDI for char in kept)
    kept.encode("utf-8")  # no lone surrogate is left


@given(st.text(alphabet="abc字 \n\t", max_size=80))
def test_ordinary_text_loses_nothing_but_its_edges(text: str) -> None:
    assert clean(text, 1000, "body", lines=True) == text.strip()


_HARD = ["Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Lo", "Co"]


@given(st.text(st.characters(categories=_HARD)))  # type: ignore[arg-type]  # names of categories
def test_what_is_printable_is_clean(text: str) -> None:
    plain = " ".join(visible(text).replace("\t", "\n").split("\n")).strip()
    assert clean(text, 1000, "title") == plain
