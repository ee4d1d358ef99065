"""Every worked case and settled edge of the clock, each with the rule that it proves.

`tests/data/sla/cases.jsonl` holds one case a line, ready for `firstline sla evaluate`: `worked` is
what was worked out by hand from the rules, `expect` the whole output.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from clock_oracle import naive
from firstline.domain.errors import BadInput
from firstline.domain.instants import UTC, parse_instant
from firstline.domain.sla.calendar import CalendarYear
from firstline.domain.sla.case import case_of, parse_case, run_case, run_lines
from firstline.domain.sla.timer import Metric
from firstline.domain.words import Text
from firstline.system.resources import resource_path

DATA = Path(__file__).parents[1] / "data" / "sla"
LINES = (DATA / "cases.jsonl").read_text(encoding="utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
BAD: list[dict[str, str]] = [
    json.loads(line) for line in (DATA / "bad.jsonl").read_text(encoding="utf-8").splitlines()
]
FILES = {"seed-2023": "sla_seed_2023.toml", "ola-sample": "ola_sample.toml"}


def resolve(ref: str) -> str:
    path = resource_path("packs", FILES.get(ref) or f"calendar_{ref.replace('-', '_')}.toml")
    if not path.is_file():
        raise BadInput(Text(f"没有名为“{ref}”的包。", f"no pack named {ref!r}."))
    return path.read_text(encoding="utf-8")


def _name(case: dict[str, Any]) -> str:
    return f"{case['rule']} {case['name']}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_whole_output_is_as_expected(case: dict[str, Any]) -> None:
    assert run_case(case_of(case, "case", resolve)) == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_expected_output_holds_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    assert case["worked"]
    for key, wanted in case["worked"].items():
        name, _, agreement = key.partition("@")
        metric, _, cycle = name.partition("/")
        (clock,) = (
            one
            for one in case["expect"]["clocks"]
            if one["metric"] == metric
            and one["cycle"] == int(cycle or 1)
            and agreement in ("", one["agreement"])
        )
        assert {one: clock[one] for one in wanted} == wanted


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_expected_output_is_what_a_minute_by_minute_walk_finds(case: dict[str, Any]) -> None:
    read = case_of(case, "case", resolve)
    instants = [read.as_of, *(one.at for one in read.events)]
    if any(one.second for one in instants):
        pytest.skip("the walk knows whole minutes")
    if len({one.id for one in read.agreements}) < len(read.agreements):
        pytest.skip("the walk knows one version")
    by_id = {one.id: one for one in read.agreements}
    for clock in case["expect"]["clocks"]:
        if clock["metric"] == "next_reply":
            continue
        agreement = by_id[clock["agreement"]]
        years: tuple[CalendarYear, ...] = ()
        if agreement.needs_calendar:
            years = tuple(read.calendars[agreement.calendar].years.values())
        found = naive(
            read.events, agreement, years, Metric(clock["metric"]), int(read.as_of.timestamp())
        )
        assert found["state"] == clock["state"]
        for key in ("started", "due", "achieved"):
            text = clock[f"{key}_at"]
            wanted = None if text is None else int(parse_instant(text, UTC).timestamp())
            assert found[key] == wanted, key
        if clock["started_at"]:
            for key in ("counted", "gross", "remaining"):
                assert found[key] == clock[f"{key}_s"], key


def test_every_rule_and_every_worked_case_is_there() -> None:
    rules = {one for case in CASES for one in case["rule"].replace(",", " ").split()}
    assert {f"V{n}" for n in range(1, 20)} <= rules
    assert {f"R{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18)} <= rules


def test_a_file_of_lines_gives_a_result_a_line_and_an_error_for_a_bad_one() -> None:
    found = list(run_lines([LINES[0], "", "{", LINES[1]], "cases.jsonl", resolve))
    assert [good for _, good in found] == [True, False, True]
    assert found[0][0] == CASES[0]["expect"]
    assert str(found[1][0]["error"]).startswith("cases.jsonl:3: 1:2: not valid JSON")


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad["fault"][:60])
def test_bad_input_is_one_line_that_names_the_file_the_place_and_the_fault(
    bad: dict[str, str],
) -> None:
    with pytest.raises(BadInput) as caught:
        run_case(parse_case(bad["case"], "case.json", resolve))
    sentence = caught.value.sentence
    assert sentence.en.startswith("case.json")
    assert bad["fault"] in sentence.en
    assert sentence.zh.startswith("case.json")
    assert "\n" not in sentence.en + sentence.zh


def test_the_order_of_the_keys_is_that_of_the_table() -> None:
    (clock, *_) = CASES[0]["expect"]["clocks"]
    found = run_case(case_of(CASES[0], "case", resolve))
    clocks = found["clocks"]
    assert isinstance(clocks, list)
    assert list(clocks[0]) == list(clock) == [
        "agreement", "leg", "metric", "cycle", "state", "started_at", "due_at", "achieved_at",
        "target", "counted_s", "gross_s", "remaining_s", "provisional", "trace",
    ]  # fmt: skip
