"""xAPI statements in and out: each id once, unknown people put aside, rubbish refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli_run import Run

PEOPLE = "工号,姓名,部门,工厂,班次,岗位,入职日期\nW01,周敏,仓库,一厂,早,warehouse,2026-01-05\n"
ID = "8f87ccde-bb56-4c2e-ab83-44982ef22df0"


@pytest.fixture(autouse=True)
def staff(run: Run, profile: Path, tmp_path: Path) -> None:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text('user = "李总"\n', "utf-8")
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, "utf-8-sig")
    assert run("training", "import", str(people)).code == 0


def statement(key: str = ID, number: str = "W01", verb: str = "passed", **more: Any) -> Any:
    return {
        "id": key,
        "actor": {"name": "周敏", "account": {"homePage": "https://lms.example", "name": number}},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": "https://lms.example/course/WHS-101"},
        "result": {"success": True, "score": {"scaled": 0.88}},
        "timestamp": "2026-03-01T09:00:00+08:00",
        **more,
    }


def take(run: Run, tmp_path: Path, *several: Any, code: int = 0) -> Any:
    path = tmp_path / "statements.json"
    path.write_text(json.dumps({"statements": several}), "utf-8")
    done = run("training", "xapi", "import", str(path), "--json")
    assert done.code == code, done.err
    return done.json


def test_a_statement_counts_once_whatever_it_says_the_second_time(run: Run, tmp_path: Path) -> None:
    first = take(run, tmp_path, statement(), statement())
    assert (first["created"], first["read"]) == (1, 1)
    assert take(run, tmp_path, statement())["created"] == 0
    assert take(run, tmp_path, statement(timestamp="2026-05-05T09:00:00+08:00"))["created"] == 0
    another = take(run, tmp_path, statement("8f87ccde-bb56-4c2e-ab83-44982ef22df1"))
    assert another["created"] == 0, "the same person, course and day"
    (person,) = run("training", "matrix", "--json").json["matrix"]
    assert next(one["state"] for one in person["cells"] if one["course"] == "WHS-101") == "done"


def test_who_is_unknown_is_put_aside_and_what_failed_does_not_count(
    run: Run, tmp_path: Path
) -> None:
    stranger = statement("8f87ccde-bb56-4c2e-ab83-44982ef22df2", "X99")
    stranger["actor"]["name"] = "谁"
    looked = statement("8f87ccde-bb56-4c2e-ab83-44982ef22df3", verb="experienced")
    lost = statement("8f87ccde-bb56-4c2e-ab83-44982ef22df4", result={"success": False})
    nameless = statement("no uuid")
    told = take(run, tmp_path, stranger, looked, lost, nameless, 7, code=1)
    assert [one["person"] for one in told["quarantined"]] == ["X99"]
    assert [one["row"] for one in told["refused"]] == [3, 4, 5]


def test_what_goes_out_comes_in_elsewhere_and_doubles_nothing(run: Run, tmp_path: Path) -> None:
    take(run, tmp_path, statement())
    assert run("training", "record", "周敏", "WHS-102", "--on", "2026-04-01").code == 0
    out = tmp_path / "out.json"
    assert run("training", "xapi", "export", "--out", str(out)).code == 0
    made = json.loads(out.read_text("utf-8"))
    assert len({one["id"] for one in made}) == 2
    assert ID in {one["id"] for one in made}
    assert made[0]["actor"]["account"]["name"] == "W01"
    again = run("training", "xapi", "import", str(out), "--json")
    assert (again.code, again.json["created"]) == (0, 0)


@pytest.mark.parametrize("text", ["{", "7", '"x"', "[" * 100_000])
def test_rubbish_is_a_sentence(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    done = run("training", "xapi", "import", str(path))
    assert done.code == 2
    assert "Traceback" not in done.err
