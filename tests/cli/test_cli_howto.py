"""Questions that propose a course, and rates with their limits, from the terminal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli_run import Ran, Run

New = Callable[..., dict[str, Any]]


def sit(run: Run, profile: Path, tmp_path: Path) -> None:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text('user = "李总"\n', "utf-8")
    people = tmp_path / "people.csv"
    people.write_text(
        "工号,姓名,部门,工厂,班次,岗位,入职日期\nW01,周敏,仓库,一厂,早,warehouse,2026-01-05\n"
        "W02,郑洁,仓库,一厂,早,warehouse,2026-01-05\n",
        "utf-8-sig",
    )
    assert run("training", "import", str(people)).code == 0


def test_the_fifth_question_proposes_a_course(
    run: Run, new: New, profile: Path, tmp_path: Path
) -> None:
    sit(run, profile, tmp_path)
    asked = ("--requester", "周敏", "--module", "库存", "--type", "question")
    for number in range(4):
        new(*asked, title=f"盘点单怎么调整 {number}")
    assert run("training", "howto", "--json").json["proposals"] == []
    new("--requester", "周敏", "--module", "库存", "--type", "incident", title="盘点单怎么撤回")
    assert run("training", "howto", "--json").json["total"] == 0, "an incident is no question"
    new(*asked, title="盘点差异怎么过账")
    (found,) = run("training", "howto", "--json").json["proposals"]
    assert (found["team"], found["about"], found["questions"]) == ("仓库", "库存", 5)
    assert found["course"] in {one["code"] for one in
                               run("training", "courses", "--json").json["courses"]}  # fmt: skip
    effect = run("training", "effect", found["course"], "--on", "2026-11-20", "--json")
    assert effect.code == 0
    assert effect.json["before"] == 0


def test_rates_are_recorded_compared_and_judged(run: Run) -> None:
    def add(part: str, whole: str, start: str, end: str, phase: str) -> Ran:
        return run(
            "share", "add", "订单差错率", "--sort", "errors", "--rule", "发错货算差错", "--target",
            "1", "--source", "月报", "--part", part, "--whole", whole, "--start", start, "--end",
            end, "--phase", phase, "--json",
        )  # fmt: skip

    assert add("30", "1000", "2026-10-01", "2026-10-31", "before").code == 0
    made = add("10", "1000", "2026-11-01", "2026-11-30", "after")
    assert made.code == 0, made.err
    assert made.json["percent"] == "1.00"
    assert made.json["met"] is False  # a goal of our own is below it (A9)
    held = run("share", "set", made.json["number"], "operator=le", "--json").json
    assert held["met"] is True
    (change,) = run("share", "compare", "--json").json["changes"]
    assert change["difference_points"] == "-2.00"
    assert change["sure"] is True
    assert add("5", "4", "2026-11-01", "2026-11-30", "after").code == 2
    assert len(run("share", "list", "--json").json["shares"]) == 2


def test_leavers_are_no_part_of_adoption(run: Run, profile: Path, tmp_path: Path) -> None:
    sit(run, profile, tmp_path)
    asked = ("share", "people", "--role", "warehouse", "--on", "2026-11-20", "--json")
    assert run(*asked).json["total"] == 2
    assert run("training", "person", "W02", "--left", "2026-11-01").code == 0
    assert run(*asked).json["total"] == 1
