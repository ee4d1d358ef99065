"""Redaction: no canary gets out, and a clean log stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canaries import CANARIES, HARMLESS
from firstline.domain.errors import BadInput
from firstline.domain.handoff.leaving import Leaving, marks
from firstline.domain.handoff.redaction import Redactor, Rules, luhn, resident
from firstline.domain.handoff.redaction_pack import parse_rules
from firstline.domain.words import Language, Text

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "resources" / "packs" / "redaction" / "redaction.toml"
CLEAN_LOG = ROOT / "tests" / "data" / "intake" / "servicenow_incident_log.csv"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return parse_rules(PACK.read_text("utf-8"), PACK.name)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize(("canary", "line"), CANARIES, ids=lambda one: str(one)[:24])
def test_no_canary_gets_out(rules: Rules, canary: str, line: str, language: Language) -> None:
    out = Redactor(rules, names=("测试员",), language=language).text(line)
    assert canary not in out.replace(":x", ":" + canary if canary != "x" else ":")
    if canary != "x":
        assert canary not in out


def test_all_canaries_in_one_log_and_the_report_counts_them(rules: Rules) -> None:
    redactor = Redactor(rules, names=("测试员",))
    out = redactor.text("\n".join(line for _, line in CANARIES))
    assert not [canary for canary, _ in CANARIES if len(canary) > 1 and canary in out]
    removed = redactor.report()
    assert sum(one.count for one in removed) >= len(CANARIES) - 10
    assert all(1 <= one.values <= one.count for one in removed)


@pytest.mark.parametrize("line", HARMLESS, ids=lambda one: one[:24])
def test_harmless_lines_stay(rules: Rules, line: str) -> None:
    assert Redactor(rules).text(line) == line


def test_a_clean_log_has_few_false_hits(rules: Rules) -> None:
    lines = CLEAN_LOG.read_text("utf-8").splitlines(keepends=True)
    redactor = Redactor(rules)
    out = list(redactor.lines(lines))
    changed = sum(one != two for one, two in zip(lines, out, strict=True))
    assert changed <= len(lines) // 1000


def test_the_same_value_has_the_same_placeholder_in_one_package(rules: Rules) -> None:
    one = Redactor(rules)
    first = one.text("10.1.1.1 10.2.2.2 10.1.1.1\n")
    assert first == "<IP#1> <IP#2> <IP#1>\n"
    assert one.text("10.2.2.2") == "<IP#2>"
    assert Redactor(rules).text("10.2.2.2") == "<IP#1>"
    assert one.text("+86 138-0000-0000 13800000000").count("#1") in (1, 2)


@pytest.mark.parametrize("language", get_args(Language))
def test_redacting_twice_changes_nothing_more(rules: Rules, language: Language) -> None:
    for _, line in CANARIES:
        once = Redactor(rules, names=("测试员",), language=language).text(line)
        for again in get_args(Language):
            assert Redactor(rules, names=("测试员",), language=again).text(once) == once


def test_an_english_package_has_english_placeholders_that_are_marked(rules: Rules) -> None:
    every = replace(rules, rules=tuple(replace(one, enabled=True) for one in rules.rules))
    lines = "\n".join(line for _, line in CANARIES)
    for language, foreign in (("en", r"<[^<>\s]*[^\x00-\x7f][^<>\s]*>"), ("zh_CN", r"<removed>")):
        leaving = Leaving(every, "P-1", ("测试员",), language)  # type: ignore[arg-type]
        left = leaving.text(lines, Text("", ""))
        assert not re.findall(foreign, left)
        shown = [left[start:end] for start, end in marks(left)]
        assert len(shown) > 20
        assert "<removed>" in shown or "<已隐去>" in shown
    assert {one.replace.en for one in rules.rules if not one.replace.en.isascii()} == set()


def test_the_same_value_keeps_its_number_in_either_language(rules: Rules) -> None:
    line = "138-0000-0000 zhang@example.com 13800000000"
    zh, en = (Redactor(rules, language=one).text(line) for one in get_args(Language))
    assert (zh, en) == ("<手机号#1> <邮箱#1> <手机号#1>", "<mobile#1> <mail#1> <mobile#1>")


def test_a_pack_of_ones_own_needs_no_english_word(rules: Rules) -> None:
    text = PACK.read_text("utf-8").replace('replace_en = "<mobile#n>"\n', "")
    own = parse_rules(text, "own.toml")
    assert Redactor(own, language="en").text("13800000000") == "<手机号#1>"
    with pytest.raises(BadInput, match=r"<phone#n>"):
        parse_rules(text.replace('"<mail#n>"', '"mail address"'), "own.toml")


def test_a_pack_switches_its_rules_on_and_off(rules: Rules) -> None:
    line = "差 12,480.36,IP 10.1.1.1"
    assert Redactor(rules).text(line) == "差 12,480.36,IP <IP#1>"
    text = PACK.read_text("utf-8").replace("enabled = false", "enabled = true")
    chosen = parse_rules(text.replace('"RD05"\n', '"RD05"\nenabled = false\n'), PACK.name)
    assert Redactor(chosen).text(line) == "差 <金额>,IP 10.1.1.1"


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    rules = parse_rules(PACK.read_text("utf-8"), PACK.name)
    assert isinstance(Redactor(rules).text(text), str)


@pytest.mark.parametrize(
    "unit", ["a", "a-", "a.b=", "pwd=", '"', "password: x ", "1", ":", "@", " "]
)
def test_a_line_of_any_length_is_done_in_one_pass(rules: Rules, unit: str) -> None:
    line = unit * (200_000 // len(unit))
    assert len(Redactor(rules).text(line)) <= len(line) + 20 * line.count("=") + 20 * 20_000


def test_a_stream_is_redacted_line_by_line(rules: Rules) -> None:
    taken = []

    def source() -> Iterator[str]:
        for n in range(3):
            taken.append(n)
            yield f"10.0.0.{n}\n"

    out = Redactor(rules).lines(source())
    assert next(out) == "<IP#1>\n"
    assert taken == [0]


def test_a_rule_that_breaks_its_promise_is_refused() -> None:
    text = PACK.read_text("utf-8").replace('must_match = ["差 12,480.36"]', 'must_match = ["差"]')
    with pytest.raises(BadInput, match=r"does not find"):
        parse_rules(text, "own.toml")
    broken = PACK.read_text("utf-8").replace("jdbc:[a-z0-9", "jdbc:[[a-z0-9(")
    with pytest.raises(BadInput, match=r"own\.toml:"):
        parse_rules(broken, "own.toml")


def test_check_digits() -> None:
    assert luhn("4111 1111 1111 1111")
    assert not luhn("4111 1111 1111 1112")
    assert not luhn("0000000000000000")
    assert resident("11010519491231002X")
    assert not resident("110105194912310021")
