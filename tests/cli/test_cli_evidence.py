"""Evidence with its formula and source, and the watch list of policies."""

import json
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

from cli_run import NOW, Run

QUARTER = ("--first", "2026-07-01", "--last", "2026-09-30")
SOURCE = ("--source", "工单", "--owner", "李娜")


def test_roi_and_failure_rate_by_their_formulas(run: Run) -> None:
    roi = run("evidence", "add", "U9", "--measure", "roi", *QUARTER, *SOURCE, "--benefit",
              "900000", "--cost", "600000", "--json").json  # fmt: skip
    assert roi["figure"] == "50.00 %"
    rate = run("evidence", "add", "U8", "--measure", "failure_rate", *QUARTER, *SOURCE,
               "--incidents", "18", "--systems", "2", "--documents", "36000", "--json",
               lang="en").json  # fmt: skip
    assert rate["figure"] == "3 a system-month; 0.5 per 1,000 documents"
    assert [one["code"] for one in rate["flags"]] == ["no_file"]
    for lacking in (("roi", "--benefit", "5"), ("other", "--value", "7"), ("failure_rate",)):
        done = run("evidence", "add", "x", "--measure", lacking[0], *QUARTER, *SOURCE, *lacking[1:])
        assert done.code == 2


def test_a_changed_source_is_noticed_and_the_pack_holds_it(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "源.csv"
    source.write_text("a,b\n1,2\n", "utf-8")
    made = run("evidence", "add", "U9", "--measure", "roi", *QUARTER, *SOURCE, "--benefit", "9",
               "--cost", "6", "--json").json  # fmt: skip
    number = made["number"]
    assert run("evidence", "check", number, source).code == 1, "nothing is attached"
    assert run("evidence", "attach", number, source, "--json").json["flags"] == []
    assert run("evidence", "check", number, source).code == 0
    out = tmp_path / "pack.zip"
    assert run("evidence", "export", out).code == 0
    with ZipFile(out) as pack:
        manifest = json.loads(pack.read("manifest.json"))
        assert pack.read(f"files/{number}_源.csv") == source.read_bytes()
    assert manifest["without_file"] == []
    first = out.read_bytes()
    run("evidence", "export", out)
    assert out.read_bytes() == first
    source.write_text("a,b\n1,3\n", "utf-8")
    assert run("evidence", "check", number, source).code == 1


def test_incidents_are_counted_without_questions_and_duplicates(run: Run) -> None:
    assert run("demo").code == 0
    told = run("evidence", "incidents", "2026Q3", "--product", "U8", "--json").json
    assert {"T01", "T02"} <= set(told["tickets"])
    assert not {"T37", "T38", "T40", "T44"} & set(told["tickets"]), "none of them is an incident"
    assert told["incidents"] == len(told["tickets"]) == 20


def test_a_source_goes_stale_after_ninety_days_and_a_finding_asks_for_a_task(run: Run) -> None:
    words = ("U8 政策", "--source", "官网", "--owner", "李娜", "--json")
    added = run("policy-watch", "add", *words).json
    number = added["number"]
    assert [one["code"] for one in added["flags"]] == ["never"]
    look = ("policy-watch", "look", number, "--finding", "新时限", "--effect", "pack", "--json")
    assert [one["code"] for one in run(*look).json["flags"]] == ["no_task"]
    task = ("policy-watch", "task", number, "--owner", "王磊", "--due", "2026-12-10", "--json")
    made = run(*task).json
    assert made["flags"] == []
    actions = run("action", "list", "--json").json["actions"]
    assert [(one["number"], one["owner"]) for one in actions] == [(made["task"], "王磊")]
    assert run(*task).code == 1, "one task for one finding"
    assert not _stale(run, 90)
    assert _stale(run, 91)
    due = run("alarm", "due", "--json", at=NOW + timedelta(days=90)).out
    assert "U8 政策" in due


def _stale(run: Run, days: int) -> bool:
    (one,) = run("policy-watch", "list", "--json", at=NOW + timedelta(days=days)).json["sources"]
    return bool(one["stale"])
