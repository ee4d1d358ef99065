"""The package as a value: title, fields, expected replies, and what may leave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.domain.desk import Desk
from firstline.domain.edits import edits
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Refused
from firstline.domain.handoff.draft import draft_text, typed_in
from firstline.domain.handoff.fields import checked, cut, expected, prefill, suggest_title
from firstline.domain.handoff.leaving import Leaving, first_number, marks
from firstline.domain.handoff.package import (
    Order,
    Origin,
    Package,
    RawFile,
    RawText,
    assemble,
    check_may_leave,
    package_id,
)
from firstline.domain.handoff.redaction import Rules
from firstline.domain.handoff.redaction_pack import parse_rules
from firstline.domain.handoff.text import body, codes
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "resources" / "packs" / "redaction" / "redaction.toml"
CLEAN_LOG = ROOT / "tests" / "data" / "intake" / "servicenow_incident_log.csv"
NOW = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
HERE = Text("这里", "here")
RULES: Rules = parse_rules(PACK.read_text("utf-8"), PACK.name)


def ticket(**fields: str) -> Ticket:
    values = {"title": "结不了账", "product": "U8", "module": "GL", **fields}
    made = rebase(None, (edits.open_ticket(Stamp("e-1", NOW, "李娜"), "t-1", values),))
    assert made is not None
    return made


def order(**changes: object) -> Order:
    plain = Order("HP-1", ticket(), NOW, "李娜", "zh_CN", {"version": "V16.1"})
    return replace(plain, **changes)  # type: ignore[arg-type]


def made(one: Order) -> Package:
    return assemble(one, Leaving(RULES, one.id))


def test_the_title_is_product_module_and_symptom_within_twenty() -> None:
    assert made(order()).title == "U8 GL 结不了账"
    assert suggest_title(ticket(title="U8 的 GL 结不了账")) == "U8 的 GL 结不了账"
    long = made(order(ticket=ticket(title="很长的标题" * 10))).title
    assert len(long) == 20
    assert long.endswith("…")
    assert made(order(title="找 13800000000")).title.startswith("找 <手机号#")
    with pytest.raises(BadInput, match="21 characters"):
        made(order(title="x" * 21))


@pytest.mark.parametrize("pad", range(20))
def test_a_secret_in_a_long_title_is_never_cut_in_half(pad: int) -> None:
    title = made(order(ticket=ticket(title="标" * pad + " 13800000000 打不开了打不开了"))).title
    assert "138" not in title
    assert len(title) <= 20
    assert title.count("<") == title.count(">")


@given(st.text(alphabet="标<手机号#1> ", max_size=60))
def test_a_cut_title_fits(text: str) -> None:
    assert len(cut(text)) <= 20


def test_what_is_missing_is_marked() -> None:
    package = made(order())
    assert {one.id for one in package.missing} >= {"symptom", "contact", "actions"}
    assert "【版本】V16.1" in body(package)
    assert "【联系人与值守时间】(缺)" in body(package)
    assert "【损失估计】" not in body(package)
    assert "(missing)" in body(replace(package, language="en"))


def test_known_fields_are_filled_in_and_internal_notes_stay() -> None:
    one = ticket(body="步骤如下\n保存时报错 310036\n谢谢", assignee="李娜")
    for index, internal in enumerate((False, True)):
        said = edits.reply(one, f"话 {index}", Stamp(f"r-{index}", NOW, "李娜"), internal=internal)
        one = rebase(one, (said,)) or one
    known = prefill(one, Desk(), UTC, "zh_CN", "赵")
    assert known["message"] == "保存时报错 310036"
    assert known["actions"] == "11-28 01:00 话 0"
    assert known["contact"] == "李娜"
    with pytest.raises(BadInput, match="colour"):
        checked({"colour": "red"})
    with pytest.raises(BadInput, match="4000"):
        checked({"steps": "x" * 4001})


def test_without_an_agreement_nothing_is_expected() -> None:
    assert expected(ticket(), Desk(), NOW, UTC) == ()


def test_who_reviewed_it_and_what_was_looked_at() -> None:
    package = made(order())
    with pytest.raises(Refused, match="reviewed"):
        check_may_leave(package, NOW)
    check_may_leave(replace(package, reviewed_by="赵"), NOW)
    shot = RawFile("a.png", "", "0" * 64, 3)
    with pytest.raises(Refused, match="not text"):
        check_may_leave(replace(package, reviewed_by="赵", files=(shot,)), NOW)
    with pytest.raises(Refused, match="authorisation"):
        check_may_leave(replace(package, reviewed_by="赵", files=(replace(shot, seen=True),)), NOW)


def test_names_of_files_stay_apart_after_redaction() -> None:
    texts = tuple(RawText(f"1380000000{n}.log", "x", Origin.LOG) for n in range(3))
    same = (RawText("a.log", "1", Origin.LOG), RawText("A.log", "2", Origin.ATTACHMENT))
    names = [one.name for one in made(order(texts=(*texts, *same))).texts]
    assert len({one.casefold() for one in names}) == 5
    assert not [one for one in names if "138" in one or "<" in one]


def test_no_name_of_a_file_leads_out_of_its_folder() -> None:
    names = ("../../x.log", "C:\\a\\b.log", "/etc/passwd", "..", "a:b.txt", "x\n.log")
    texts = tuple(RawText(name, "x", Origin.LOG) for name in names)
    package = made(order(texts=texts, ticket=replace(ticket(), number="YY/7 #1")))
    for one in package.texts:
        assert not set(one.name) & set("/\\:<>#\n")
        assert not one.name.startswith(".")
    assert package.file_name == "handoff-YY_7__1-HP-1.zip"


def test_a_latin_name_is_no_part_of_a_word() -> None:
    leaving = Leaving(RULES, "HP-1", ("Li", "Wang Lei", "x"))
    assert leaving.text("client lines, policy", HERE) == "client lines, policy"
    assert len(marks(leaving.text("li asked wang lei, LI answered", HERE))) == 3


def test_what_hides_from_the_eye_or_is_wide_hides_from_no_rule() -> None:
    leaving = Leaving(RULES, "HP-1")
    wide = ("\uff11\uff13\uff18" + "\uff10" * 8, "zhang\uff20corp.cn")
    for text in ("138\u200b00000000", *wide):
        left = leaving.text(text, HERE)
        assert len(marks(left)) == 1, left
        assert "<" in left[:1]


def test_the_name_of_the_contact_stays_and_his_number_goes() -> None:
    one = order(values={"contact": "李娜 13800000000", "symptom": "李娜 说打不开"})
    package = assemble(one, Leaving(RULES, one.id, ("李娜",)))
    values = {filled.field.id: filled.value for filled in package.fields}
    assert values["contact"].startswith("李娜 <手机号#")
    assert values["symptom"].startswith("<名单#")


def test_a_clean_log_has_few_false_hits_and_a_preview_has_twenty_lines() -> None:
    lines = CLEAN_LOG.read_text("utf-8").splitlines(keepends=True)
    leaving = Leaving(RULES, "HP-1")
    out = leaving.text("".join(lines), HERE).splitlines(keepends=True)
    assert sum(one != two for one, two in zip(lines, out, strict=True)) <= len(lines) // 1000
    leaving.text("10.1.1.1\n" * 50, HERE)
    assert len(leaving.preview) == 20


def test_packages_count_from_different_numbers() -> None:
    first = [first_number(f"HP-{n}") for n in range(100)]
    assert len(set(first)) > 85
    assert package_id("0193-7f3abc", NOW) == "HP-20261128-7F3ABC"


def test_a_text_is_split_into_codes_that_make_it_again() -> None:
    text = "".join(f"第 {n} 行:总账打不开\n" for n in range(100))
    parts = codes(text, 700)
    assert all(len(one.encode()) <= 700 for one in parts)
    assert parts[0].startswith(f"[1/{len(parts)}]\n")
    assert "".join(one.split("\n", 1)[1] for one in parts) == text
    assert codes("短", 700) == ("短",)


def test_a_draft_is_read_back_and_rubbish_is_none() -> None:
    assert typed_in(draft_text("题", {"version": "V1"})) == ("题", {"version": "V1"})
    assert draft_text("", {}) == ""
    for rubbish in ("", "{", "[]", '{"values": 3}'):
        assert typed_in(rubbish) == ("", {})


def test_what_is_due_is_counted_as_if_received_now() -> None:
    late = expected(replace(ticket(), status="cancelled"), Desk(), NOW + timedelta(1), UTC)  # type: ignore[arg-type]
    assert late == ()
