"""Canned replies, macros and templates: variables, several acts as one, and wrong packs."""

from itertools import count

import pytest
from domain_tickets import opened, stamp

from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Refused
from firstline.domain.knowledge import canned
from firstline.domain.knowledge.canned import fill, fitting, parse_phrases, run_macro, values_of
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.domain.words import Text
from firstline.system.resources import resource_path

TEXT = resource_path("packs", "phrases", "phrases.toml").read_text("utf-8")
NUMBERS = count(1)
SHIPPED = parse_phrases(TEXT, "phrases.toml")


def after(name: str, ticket: Ticket) -> Ticket:
    values = values_of(ticket, "李娜", stamp(0).at)
    edits = run_macro(SHIPPED.macros[name], SHIPPED, ticket, values, "zh_CN",
                      lambda: stamp(next(NUMBERS)))  # fmt: skip
    shown = rebase(ticket, edits)
    assert shown is not None
    return shown


def test_the_shipped_pack_is_whole_in_both_languages() -> None:
    texts = [(one.title, one.body) for one in SHIPPED.replies.values()]
    texts += [(one.title, one.body) for one in SHIPPED.templates.values()]
    for title, body in texts:
        assert title.zh != title.en
        assert body.zh
        assert body.en
    assert {*SHIPPED.macros} >= {"take", "ask", "restored"}


def test_variables_are_filled_and_what_is_missing_stays_visible() -> None:
    assert fill("{{ number }}/{{me}}/{{case_no}}", {"number": "L-1", "me": "李娜"}) == "L-1/李娜/…"
    told = values_of(opened(), "李娜", stamp(0).at, stamp(0).at)
    assert set(told) == set(canned.VARIABLES)


def test_a_macro_is_several_acts_on_what_the_one_before_left() -> None:
    ticket = opened()
    taken = after("take", ticket)
    assert (taken.assignee, taken.status) == ("李娜", Status.IN_PROGRESS)
    said = [one.text for one in taken.events if one.kind == "responded"]
    assert len(said) == 1
    assert ticket.title in said[0]
    assert "{{" not in said[0]
    worse = after("damage", taken)
    assert worse.priority is Priority.P1
    assert "数据风险" in worse.tags
    assert len(after("month_end", after("month_end", taken)).events) == len(taken.events) + 1


def test_a_macro_sets_no_field_to_a_variable_that_is_empty() -> None:
    ticket = opened()
    made = run_macro(SHIPPED.macros["take"], SHIPPED, ticket, values_of(ticket, "", stamp(0).at),
                     "zh_CN", lambda: stamp(next(NUMBERS)))  # fmt: skip
    taken = rebase(ticket, made)
    assert taken is not None
    assert (taken.assignee, taken.status) == (ticket.assignee, Status.IN_PROGRESS)


def test_a_macro_that_the_chart_forbids_does_nothing() -> None:
    closed = after("restored", after("take", opened()))
    done = rebase(closed, run_macro(
        canned.Macro("close", Text("关", "Close"), status="closed"), SHIPPED, closed, {},
        "zh_CN", lambda: stamp(next(NUMBERS))))  # fmt: skip
    assert done is not None
    with pytest.raises(Refused):
        after("ask", done)


def test_texts_for_the_product_stand_first() -> None:
    ticket = opened(product="T+")
    fit = fitting(SHIPPED.replies.values(), ticket)
    assert fit[0].id == "t_plus_service"
    assert "t_plus_service" not in [one.id for one in fitting(SHIPPED.replies.values(), opened())]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{requester}}", "{{salary}}"),
        ('reply = "taken"', 'reply = "nothing"'),
        ('status = "in_progress"', 'status = "gone"'),
        ('set = { priority = "P1" }', 'set = { priority = "P9" }'),
        ('set = { type = "request" }', 'set = { colour = "red" }'),
        ("internal = true", "internal = 3"),
        ('id = "take"', 'id = "take"\ncolour = 3'),
    ],
)
def test_a_pack_that_is_wrong_names_its_place(old: str, new: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_phrases(TEXT.replace(old, new, 1), "phrases.toml")
    assert "phrases.toml" in caught.value.sentence.en
