"""`firstline risk`, as a person and a script call it."""

from datetime import timedelta
from pathlib import Path

from cli_run import NOW, Run


def test_a_risk_lives_from_recording_to_closing(run: Run) -> None:
    words = ("停机窗口不够", "--probability", "3", "--impact", "5", "--owner", "王磊")
    made = run("risk", "add", *words, "--blocker", "yes", "--json").json
    assert (made["score"], made["level"], made["stale"]) == (15, "high", False)
    assert made["why"] == "3 × 5 = 15,高(≥ 15 高,≥ 8 中)"
    assert [one["code"] for one in made["flags"]] == ["blocker"]
    key = made["number"]
    later = NOW + timedelta(days=31)
    assert run("risk", "list", "--json", at=later).json["risks"][0]["stale"]
    done = run("risk", "review", key, "--note", "演练过", "--probability", "2", "--json", at=later)
    assert (done.json["score"], done.json["stale"]) == (10, False)
    refused = run("risk", "set", key, "state=closed", at=later)
    assert refused.code == 2
    assert "证据" in refused.line
    closed = run("risk", "close", key, "--evidence", "T12", "--json", at=later).json
    assert (closed["state"], closed["flags"]) == ("closed", [])
    past = run("risk", "show", key, "--json", at=later).json["history"]
    assert [one["by"] for one in past]
    assert "演练过" in str(past)
    assert run("risk", "remove", key).code == 0
    assert run("risk", "list", "--json").json == {"risks": [], "total": 0}
    assert run("risk", "set", key, "withdrawn=", "--json").json["number"] == key


def test_starters_are_taken_in_once(run: Run) -> None:
    first = run("risk", "starters", "--project", "U9", "--json").json
    assert first == {"read": 16, "created": 16, "unchanged": 0}
    again = run("risk", "starters", "--project", "U9", "--json").json
    assert again == {"read": 16, "created": 0, "unchanged": 16}
    found = run("risk", "list", "--project", "u9", "--json").json
    assert (found["total"], found["risks"][0]["number"]) == (16, "R01")
    assert "Interface breaks" in run("risk", "list", lang="en").out
    cells = run("risk", "matrix", "--json").json["cells"]
    (worst,) = [one for one in cells if one["score"] == 16]
    assert worst["risks"] == ["R01", "R02", "R06"]
    assert "R14" in run("risk", "matrix").out
    assert run("risk", "show", "R99").code == 1


def test_everything_that_stops_gates_is_listed(run: Run) -> None:
    assert run("risk", "stops").code == 0
    run("risk", "add", "断电", "--blocker", "yes", "--project", "U9")
    run("environment", "add", "测试库", "--masked", "no", "--data-on", "2026-11-23")
    found = run("risk", "stops", "--project", "u9", "--json")
    assert found.code == 1
    assert {(one["kind"], one["code"]) for one in found.json["stops"]} == {
        ("risk", "blocker"), ("environment", "unmasked"),
    }  # fmt: skip
    assert run("risk", "stops", "--project", "NC", "--json").json["total"] == 1


def test_risks_come_from_a_table_and_a_wrong_row_costs_itself(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "risks.csv"
    file.write_text("风险事件,可能性 1–5,impact,负责人\n断电,2,5,赵敏\n坏行,9,1,\n", "utf-8")
    done = run("risk", "import", file, "--json")
    assert done.code == 1
    assert (done.json["created"], [one["row"] for one in done.json["refused"]]) == (1, [3])
    assert run("risk", "list", "--json").json["risks"][0]["owner"] == "赵敏"
    file.write_text("x,y\n1,2\n", "utf-8")
    assert run("risk", "import", file).code == 2
