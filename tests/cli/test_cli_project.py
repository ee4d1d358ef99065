"""Projects from a terminal: phases are recorded, moved, filtered, and come from a table."""

from pathlib import Path

from cli_run import Run


def test_a_system_goes_through_its_phases_and_the_list_is_filtered_by_them(run: Run) -> None:
    made = run(
        "phase", "add", "U9 总部", "--phase", "implement", "--project", "上云", "--json"
    ).json
    assert (made["phase"], made["since"], made["days"]) == ("implement", "2026-11-24", 0)
    run("phase", "add", "T+ 东莞", "--phase", "run", "--since", "2024-01-01", "--json")
    moved = run("phase", "move", made["number"], "uat", "--on", "2026-11-20", "--json").json
    assert (moved["phase"], moved["since"], moved["days"]) == ("uat", "2026-11-20", 4)
    assert [(one["from"], one["to"]) for one in moved["transitions"]] == [
        (None, "implement"), ("implement", "uat"),
    ]  # fmt: skip
    found = run("phase", "list", "--phase", "uat", "--json").json
    assert (found["total"], found["phases"][0]["subject"]) == (1, "U9 总部")
    assert run("phase", "list", "--json").json["total"] == 2
    assert run("phase", "list", "--project", "别处", "--json").json["total"] == 1  # of none
    assert run("phase", "move", made["number"], "uat", "--on", "2027-01-01").code == 2
    assert run("phase", "move", made["number"], "live").code == 2
    assert "用户验收测试" in run("phase", "list").out
    assert "implement → UAT" in run("phase", "show", made["number"], lang="en").out


def test_phases_come_from_a_table(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "phases.csv"
    file.write_text("subject,phase,project\nU8,run,\nNC,upgrade,NC 升级\nX,living,\n", "utf-8")
    done = run("phase", "import", str(file), "--json")
    assert (done.code, done.json["created"], len(done.json["refused"])) == (1, 2, 1)
    again = run("phase", "import", str(file), "--json")
    assert (again.json["created"], again.json["unchanged"]) == (0, 2)
