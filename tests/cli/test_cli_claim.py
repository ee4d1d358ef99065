"""Claims for missed promises: what counts and why, and what a settled one changes."""

from pathlib import Path
from typing import Any

import pytest
from cli_run import Run
from openpyxl import load_workbook

CONTRACT = ("contract", "add", "HT-1", "--party", "用友", "--start", "2026-01-01",
            "--end", "2026-12-31")  # fmt: skip


@pytest.fixture
def demo(run: Run) -> Run:
    assert run("demo").code == 0
    assert run(*CONTRACT).code == 0
    (told,) = run("claim", "list", "--json").json["claims"]  # the demo company claims some already
    assert run("claim", "set", told["number"], "state=dropped").code == 0
    return run


def _weighed(run: Run) -> tuple[set[str], dict[str, str]]:
    told: dict[str, Any] = run("report", "claim", "HT-1", "--period", "2026Q3", "--json").json
    good = {f"{one['clock']['number']} {one['clock']['metric']}" for one in told["breaches"]}
    return good, {one["clock"]["number"]: one["out"][1] for one in told["left_out"]}


def test_the_candidates_of_the_golden_quarter_and_the_disputed_one(demo: Run) -> None:
    proven = {"T02 resolution", "T05 first_response", "T10 first_response", "T27 resolution"}
    good, out = _weighed(demo)
    assert good == proven
    assert out.keys() == {"T15", "T25", "T33"}
    assert "pauses" in out["T15"]
    assert "dispute" in out["T25"]
    assert demo("contract", "set", "HT-1", "rated_by=customer").code == 0
    good, out = _weighed(demo)
    assert good == proven | {"T25 first_response", "T25 resolution"}
    assert demo("contract", "set", "HT-1", "claim_days=90").code == 0
    good, out = _weighed(demo)  # on 2026-11-24: only what was judged since 2026-08-26
    assert good == {"T05 first_response", "T25 first_response", "T25 resolution"}
    assert "deadline" in out["T02"]


def test_a_claim_needs_its_clause_counts_once_and_extends_once(demo: Run, tmp_path: Path) -> None:
    made = demo("claim", "draft", "HT-1", "2026Q3", "--json").json
    number = made["number"]
    assert made["days"] is None, "no formula is supposed"
    assert demo("claim", "draft", "HT-1", "2026Q3").code == 1, "it is in a claim already"
    refused = demo("claim", "set", number, "state=sent", "sent_on=2026-11-24", lang="en")
    assert refused.code == 2
    assert "clause" in refused.err
    demo("contract", "set", "HT-1", "claim_clause=8.2", "remedy_days=3", "remedy_most=10")
    demo("claim", "set", number, "state=dropped")
    made = demo("claim", "draft", "HT-1", "2026Q3", "--json").json
    assert (made["clause"], made["days"]) == ("8.2", 10), "4 × 3, at most 10"
    number = made["number"]
    assert demo("claim", "extend", number).code == 1, "nothing is settled"
    settled = ("state=settled", "granted_days=7", "settled_on=2026-11-24")
    assert demo("claim", "set", number, *settled).code == 0
    assert demo("claim", "extend", number, "--json").json["end"] == "2027-01-07"
    assert demo("claim", "extend", number).code == 1
    shown = demo("contract", "show", "HT-1", "--json").json
    assert (shown["end"], shown["until"]) == ("2026-12-31", "2027-01-07")
    out = tmp_path / "claim.pdf"
    assert demo("report", "claim", number, "--out", out).code == 0
    assert demo("report", "verify", out, "--json").json["equal"]
    assert demo("report", "claim", number, "--out", tmp_path / "claim.xlsx").code == 0


def test_what_is_unproven_or_of_another_contract_is_no_ground(demo: Run) -> None:
    demo("contract", "set", "HT-1", "systems=T+")
    good, out = _weighed(demo)
    assert good == {"T27 resolution"}
    assert "outside" in out["T02"]
    demo("ticket", "new", "--title", "停", "--impact", "1", "--urgency", "1", "--product", "T+",
         "--at", "2026-09-20T08:00+08:00")  # fmt: skip
    demo("ticket", "log", "L-1", "handed_off", "--at", "2026-09-20T08:10+08:00",
         "--received-at", "2026-09-20T08:10+08:00")  # fmt: skip
    demo("ticket", "log", "L-1", "resolved", "--at", "2026-09-21T08:10+08:00")
    good, out = _weighed(demo)
    assert good == {"T27 resolution"}
    assert "unproven" in out["L-1"]


def test_the_letter_encloses_what_the_standstill_cost(run: Run, tmp_path: Path) -> None:
    assert run("demo").code == 0
    (held,) = run("claim", "list", "--json").json["claims"]
    table = tmp_path / "claim.xlsx"
    assert run("report", "claim", held["number"], "--out", table).code == 0
    told = {
        str(row[0]): str(row[1])
        for sheet in load_workbook(table).worksheets for row in sheet.iter_rows(values_only=True)
        if len(row) > 1 and "自己估算" in str(row[1])
    }  # fmt: skip
    assert "T02" in told, "a P1 of a process with a rate"
    assert "30,000.00 元/小时" in told["T02"]
    assert "来源" in told["T02"]
