"""The search line: what is typed, in both languages and half typed, becomes the right terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.query.names import FIELDS, VALUES
from firstline.domain.query.query import (
    Query,
    Term,
    completions,
    describe,
    parse_query,
    term_to_text,
    to_text,
)
from firstline.domain.ticket.statuses import CHART


def terms(text: str) -> tuple[Term, ...]:
    return parse_query(text).terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status:open", Term("status", ("open",))),
        ("状态:处理中", Term("status", ("in_progress",))),
        ("状态：处理中", Term("status", ("in_progress",))),
        ("status:In_Progress", Term("status", ("in_progress",))),
        ('status:"in progress"', Term("status", ("in_progress",))),
        ("优先级:P1", Term("priority", ("P1",))),
        ("优先级：Ｐ１", Term("priority", ("P1",))),
        ("p:1", Term("priority", ("P1",))),
        ("p:1,紧急,2", Term("priority", ("P1", "P2"))),
        ("P：１，２", Term("priority", ("P1", "P2"))),
        ("站点:二厂", Term("site", ("二厂",))),
        ("site:一厂,二厂", Term("site", ("一厂", "二厂"))),
        ('site:"东莞 仓"', Term("site", ("东莞 仓",), phrase=True)),
        ("负责人:无", Term("assignee", ("",))),
        ("assignee:none", Term("assignee", ("",))),
        ("报告人:王芳", Term("requester", ("王芳",))),
        ("类型:故障", Term("type", ("incident",))),
        ("sla:将超时", Term("sla", ("risk",))),
        ("时限:已超时,risk", Term("sla", ("overdue", "risk"))),
        ("is:mine", Term("is", ("mine",))),
        ("是:我的", Term("is", ("mine",))),
        ("-标签:月结", Term("tag", ("月结",), negated=True)),
        ("编号:L-12", Term("number", ("L-12",))),
        ("创建:7d", Term("created", ("7d",))),
        ("created:>2026-07-01", Term("created", (">2026-07-01",))),
        ("更新：今天", Term("updated", ("今天",))),
        ("库存", Term("text", ("库存",))),
        ("text:库存", Term("text", ("库存",))),
        ("-打印机", Term("text", ("打印机",), negated=True)),
        ('"库存 对账"', Term("text", ("库存 对账",), phrase=True)),
        ("“库存 对账”", Term("text", ("库存 对账",), phrase=True)),
        ('-"库存 对账"', Term("text", ("库存 对账",), negated=True, phrase=True)),
        ("Ｐ１", Term("text", ("P1",))),
        ("ORA-01555", Term("text", ("ORA-01555",))),
        ("打印,报错", Term("text", ("打印,报错",))),
    ],
)
def test_one_term(text: str, expected: Term) -> None:
    assert parse_query(text) == Query((expected,))


def test_several_terms_are_all_kept_in_order() -> None:
    assert [one.field for one in terms("status:open sla:risk 库存 -tag:x 账")] == [
        "status", "sla", "text", "tag", "text",
    ]  # fmt: skip


def test_every_status_is_known_by_its_code_and_both_its_names() -> None:
    for one in VALUES["status"]:
        for word in (one.id, one.text.zh, one.text.en):
            assert terms(f'status:"{word}"') == (Term("status", (one.id,)),)


def test_the_chart_has_no_status_that_the_line_does_not_know() -> None:
    assert {str(one) for one in CHART} <= {one.id for one in VALUES["status"]}


def test_every_field_is_known_by_all_its_names() -> None:
    for field in FIELDS.values():
        value = VALUES[field.id][0].id if field.id in VALUES else "7d"
        for word in (field.id, *field.text, *field.also):
            assert [one.field for one in terms(f"{word}:{value}")] == [field.id], word


@pytest.mark.parametrize(
    "text",
    ["", " ", "　", "status:", "状态：", "-", "--", '"', '-"', '""', "“", "site:,", "is:，",
     "created:>", "created:", "p:", "-status:", "text:", "created:>="],
)  # fmt: skip
def test_half_typed_asks_for_nothing_and_warns_of_nothing(text: str) -> None:
    assert parse_query(text) == Query()


def test_a_value_half_typed_means_all_it_may_become() -> None:
    assert terms("status:wait") == (Term("status", ("waiting_requester", "waiting_customer_info")),)
    assert terms("is:un") == (Term("is", ("unassigned", "unread")),)
    assert terms('"hello wor') == (Term("text", ("hello wor",), phrase=True),)


def test_an_unknown_value_is_left_out_and_said() -> None:
    query = parse_query("status:bogus 库存")
    assert query.terms == (Term("text", ("库存",)),)
    assert "bogus" in query.warnings[0].zh
    assert "bogus" in query.warnings[0].en
    assert "2026-13-01" in parse_query("created:2026-13-01").warnings[0].en


def test_an_unknown_field_is_searched_as_text_and_said() -> None:
    query = parse_query("colour:red")
    assert query.terms == (Term("text", ("colour:red",)),)
    assert "colour" in query.warnings[0].en


@pytest.mark.parametrize(
    "text", ["ORA-01555:", "http://10.0.0.9/x", "C:\\U8SOFT\\Admin", "10:30", "::", "Caused by:"]
)
def test_error_texts_and_paths_are_plain_text_without_warning(text: str) -> None:
    query = parse_query(text)
    assert query.warnings == ()
    assert {one.field for one in query.terms} == {"text"}


def test_a_pasted_novel_is_cut_and_said() -> None:
    query = parse_query("库存 " * 1_000_000)
    assert query.terms == (Term("text", ("库存",)),)
    assert query.warnings


@given(
    st.text(
        alphabet=st.sampled_from('状态:：,，-"“”「」 status12>=.库p\\/(*)\x00\u3000Ｐ'), max_size=40
    )
)
def test_nothing_typed_raises_and_what_is_understood_is_written_back(text: str) -> None:
    query = parse_query(text)
    again = parse_query(to_text(query))
    assert again.terms == query.terms
    for one in query.terms:
        assert describe(one).zh
        assert term_to_text(one)
    completions(text)


@given(st.text(max_size=200))
def test_any_text_at_all_is_taken(text: str) -> None:
    parse_query(to_text(parse_query(text)))
    completions(text)


def test_chips_speak_both_languages() -> None:
    assert describe(terms("-status:new,处理中")[0]) == (
        "非 状态:新建、处理中", "not Status: New, In progress",
    )  # fmt: skip
    assert describe(terms("assignee:none")[0]).zh == "负责人:无"


def test_completions_offer_fields_and_values() -> None:
    assert [one.insert for one in completions("库存 状")] == ["status:"]
    assert [one.insert for one in completions("-sta")] == ["-status:"]
    assert [one.insert for one in completions("sla:r")] == ["sla:risk"]
    assert "状态:new,closed" in [one.insert for one in completions("状态：new,")]
    assert completions("") == ()
    for one in completions("status:"):
        assert terms(one.insert)
