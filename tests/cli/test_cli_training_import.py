"""`training import`: people and completions from files, unknown people put aside, and undone."""

from pathlib import Path
from typing import Any

import pytest
from cli_run import Run
from openpyxl import Workbook

PEOPLE = (
    "工号,姓名,部门,工厂,班次,岗位,入职日期\n"
    "W01,周敏,仓库,一厂,早,warehouse,2026-01-05\n"
    "W02,孙静,仓库,一厂,夜,warehouse;superuser,2026/11/20\n"
    "F01,陈霞,财务,一厂,早,finance,2026-03-01\n"
)
HISTORY = (
    "员工编号,学员,课程代码,完成日期,成绩,证书编号,结果\n"
    "W01,周敏,WHS-101,2026-03-01,88,C-1,通过\n"
    "W02,孙静,SUP-102,2026-11-21,91,C-2,合格\n"
    ",陈霞,fin-101,2026-04-02,77,,\n"
    "X99,谁,WHS-101,2026-03-01,60,,\n"
    "W01,周敏,WHS-102,2026-03-02,40,,不合格\n"
    "W01,周敏,ABC-1,2026-03-02,40,,\n"
)


@pytest.fixture
def lists(tmp_path: Path) -> tuple[str, str]:
    people, history = tmp_path / "people.csv", tmp_path / "history.csv"
    people.write_text(PEOPLE, "utf-8-sig")
    history.write_bytes(HISTORY.encode("gb18030"))
    return str(people), str(history)


def cells(run: Run, number: str) -> dict[str, Any]:
    found = run("training", "matrix", "--json").json["matrix"]
    row = next(one for one in found if one["number"] == number)
    return {one["course"]: one for one in row["cells"]}


def sit(profile: Path, user: str = "李总") -> None:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text(f'user = "{user}"\n', "utf-8")


def test_people_and_history_go_in_and_the_same_again_changes_nothing(
    run: Run, profile: Path, lists: tuple[str, str]
) -> None:
    sit(profile)
    people, history = lists
    tried = run("training", "import", people, "--dry-run", "--json").json
    assert (tried["created"], tried["dry_run"], tried["batch"]) == (3, True, None)
    assert run("training", "people", "--json").json["total"] == 0
    done = run("training", "import", people, "--json")
    assert done.code == 0
    assert "“部门” → 班组(猜测)" in done.err
    told = run("training", "import", history, "--json")
    assert told.code == 1  # two rows were refused
    assert [one["row"] for one in told.json["refused"]] == [6, 7]
    assert told.json["quarantined"] == [{"row": 5, "person": "X99"}]
    assert told.json["created"] == 3
    assert cells(run, "W01")["WHS-101"]["state"] == "done"
    assert cells(run, "W01")["WHS-102"]["state"] == "overdue"
    assert cells(run, "W02")["WHS-101"]["due"] == "2026-12-20"  # 30 days after the start
    assert cells(run, "F01")["FIN-101"]["score"] == "77"
    for file, total in ((people, 3), (history, 4)):
        again = run("training", "import", file, "--json").json
        assert (again["unchanged"], again["created"], again["updated"]) == (total, 0, 0)
        assert again["batch"] is None
    assert run("training", "imports", "--json").json["total"] == 2
    assert len(run("training", "unknown", "--json").json["unknown"]) == 1


def test_an_imported_certificate_opens_steps_for_its_holder_alone(
    run: Run, profile: Path, lists: tuple[str, str]
) -> None:
    sit(profile)
    for one in lists:
        run("training", "import", one)
    held = run("training", "list", "--person", "孙静", "--json").json["completions"][0]
    assert (held["opens"], held["state"], held["granted_by"]) == ("L1", "valid", "李总")
    sit(profile, "孙静")
    own = run("training", "import", lists[1], "--json").json
    assert own["unchanged"] == 4  # who imports a list with himself in it grants nothing twice


def test_the_importers_own_row_waits_for_somebody_else(
    run: Run, profile: Path, lists: tuple[str, str]
) -> None:
    sit(profile, "周敏")
    for one in lists:
        run("training", "import", one)
    cell = cells(run, "W01")["WHS-101"]
    assert cell["state"] == "overdue"
    assert "授予" in cell["why"]
    assert cells(run, "W02")["SUP-102"]["state"] == "done"


def test_an_import_is_taken_back_and_later_changes_stay(
    run: Run, profile: Path, lists: tuple[str, str], tmp_path: Path
) -> None:
    sit(profile)
    people, history = lists
    first = run("training", "import", people, "--json").json["batch"]
    run("training", "import", history)
    moved = tmp_path / "moved.csv"
    moved.write_text("工号,姓名,班组\nW01,周敏,发货\nW03,吴强,发货\n", "utf-8")
    second = run("training", "import", str(moved), "--json").json
    assert (second["created"], second["updated"]) == (1, 1)
    back = run("training", "undo", second["batch"][:13], "--json").json
    assert (back["taken_back"], back["kept"]) == (2, 0)
    shown = {
        one["number"]: one["team"] for one in run("training", "people", "--json").json["people"]
    }
    assert shown == {"W01": "仓库", "W02": "仓库", "F01": "财务"}
    assert run("training", "undo", second["batch"]).code == 1
    assert run("training", "import", str(moved), "--json").json["created"] == 0  # taken in again
    assert run("training", "people", "--json").json["total"] == 4
    kept = run("training", "undo", first, "--json").json
    assert kept["kept"] == 1  # W01, whom the second list has changed
    assert {one["number"] for one in run("training", "people", "--json").json["people"]} == {
        "W01", "W03",
    }  # fmt: skip
    assert run("training", "import", people).code == 0
    assert cells(run, "W02")["SUP-102"]["state"] == "done"


def test_unknown_people_are_resolved_by_number_dropped_or_when_they_come(
    run: Run, profile: Path, lists: tuple[str, str], tmp_path: Path
) -> None:
    sit(profile)
    run("training", "import", lists[1])  # nobody is known
    rows = run("training", "unknown", "--json").json["unknown"]
    assert len(rows) == 4
    run("training", "import", lists[0])
    assert run("training", "resolve", "--json").json == {"resolved": 3, "left": 1}
    (row,) = run("training", "unknown", "--json").json["unknown"]
    assert run("training", "resolve", row["id"]).code == 1
    assert run("training", "resolve", row["id"], "--person", "Z1").code == 1
    assert run("training", "resolve", row["id"][:13], "--person", "w02", "--json").json["left"] == 0
    assert cells(run, "W02")["WHS-101"]["passed_on"] == "2026-03-01"
    assert run("training", "unknown", "--json").json["total"] == 0
    again = run("training", "import", lists[1], "--json").json
    assert (again["quarantined"], again["created"]) == ([], 0)
    extra = tmp_path / "extra.csv"
    extra.write_text("工号,课程,通过日期\nQ1,WHS-101,2026-05-01\n", "utf-8")
    run("training", "import", str(extra))
    (row,) = run("training", "unknown", "--json").json["unknown"]
    assert run("training", "resolve", row["id"], "--drop", "外包").code == 0
    assert run("training", "unknown", "--json").json["total"] == 0


def test_a_workbook_with_a_mapping_merges_rows_of_one_number(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    sit(profile)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Key", "Wer", "Dept", "Job"), (1001, "Ann Lee", "Ops", "finance"),
                ("1001", "Ann Lee", "Ops", "superuser"), (None, "Bob", "Ops", "")):  # fmt: skip
        sheet.append(row)
    path = tmp_path / "people.xlsx"
    book.save(path)
    given = tmp_path / "map.toml"
    given.write_text('guess = true\n[columns]\nnumber = "Key"\nname = "Wer"\n', "utf-8")
    told = run("training", "import", str(path), "--map", str(given), "--json", lang="en")
    assert told.code == 1
    assert (told.json["merged"], told.json["created"], told.json["updated"]) == (1, 1, 1)
    assert told.json["refused"] == [{"row": 4, "reason": "An employee number is needed."}]
    (who,) = run("training", "people", "--json").json["people"]
    assert (who["number"], set(who["roles"])) == ("1001", {"finance", "superuser"})
    given.write_text('[defaults]\nstatus = "open"\n', "utf-8")
    bad = run("training", "import", str(path), "--map", str(given), lang="en")
    assert bad.code == 2
    assert "is for tickets alone" in bad.line


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\n1,2\n", "no column of employee numbers"),
        ("工号,姓名\nW1,x\n", "neither a column of courses"),
        ("工号,课程,通过日期\nW1,WHS-101,03-04-2026\n", "day-month or month-day"),
    ],
)
def test_what_cannot_be_read_as_a_list_says_so(
    run: Run, tmp_path: Path, text: str, fault: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    told = run("training", "import", str(path), lang="en")
    assert told.code == 2
    assert fault in told.err


def test_a_role_in_the_words_of_the_personnel_office_asks_for_its_courses(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    sit(profile)
    table = tmp_path / "roles.csv"
    rows = ("A1,甲,仓库", "A2,乙,Key user", "A3,丙,会计;保安", "A4,丁,保安")
    table.write_text("\n".join(("工号,姓名,岗位", *rows)), "utf-8")
    told = run("training", "import", str(table), "--json").json
    assert told["idle_roles"] == {"保安": 2}  # nothing is asked of it, which is said
    assert "保安" in run("training", "import", str(table), "--dry-run").err
    people = run("training", "people", "--json").json["people"]
    assert {one["number"]: sorted(one["roles"]) for one in people} == {
        "A1": ["warehouse"], "A2": ["superuser"], "A3": ["finance", "保安"], "A4": ["保安"],
    }  # fmt: skip
    assert cells(run, "A1")["WHS-101"]["state"] == "missing"
    assert run("training", "people", "--role", "仓库", "--json").json["total"] == 1
    assert run("training", "need", "保安", "SUP-101").code == 0
    assert "SUP-101" in cells(run, "A4")
    assert run("training", "import", str(table), "--dry-run", "--json").json["idle_roles"] == {}
    run("training", "person", "A1", "--roles", "采购员")
    people = run("training", "people", "--role", "purchasing", "--json").json["people"]
    assert [one["roles"] for one in people] == [["purchasing"]]


def test_a_history_taken_in_without_a_name_says_so_and_counts_once_a_name_is_set(
    run: Run, profile: Path, lists: tuple[str, str]
) -> None:
    sit(profile, "")
    people, history = lists
    run("training", "import", people)
    tried = run("training", "import", history, "--dry-run")
    assert "3 条通过记录" in tried.err  # said before anything is written
    assert run("training", "import", history, "--json").json["ungranted"] == 3
    assert cells(run, "W01")["WHS-101"]["state"] == "overdue"
    again = run("training", "import", history, "--json").json
    assert (again["updated"], again["ungranted"]) == (0, 3)
    sit(profile, "孙静")
    told = run("training", "import", history, "--json").json
    assert (told["updated"], told["ungranted"]) == (2, 1)  # nobody grants a certificate to herself
    assert cells(run, "W01")["WHS-101"]["state"] == "done"
    assert cells(run, "W02")["SUP-102"]["state"] != "done"


def test_a_history_taken_back_and_in_again_with_a_name_counts(
    run: Run, profile: Path, lists: tuple[str, str]
) -> None:
    sit(profile, "")
    people, history = lists
    run("training", "import", people)
    batch = run("training", "import", history, "--json").json["batch"]
    run("training", "undo", batch)
    sit(profile)
    assert run("training", "import", history, "--json").json["ungranted"] == 0
    assert cells(run, "W01")["WHS-101"]["state"] == "done"


def test_a_dry_run_says_whose_steps_a_list_would_open(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    sit(profile)
    staff = tmp_path / "staff.csv"
    staff.write_text("工号,姓名,岗位\nA1,甲,仓库\nA2,乙,仓库\nA3,丙,仓库", "utf-8")
    run("training", "import", str(staff))
    table = tmp_path / "passed.csv"
    rows = ("A1,甲,SUP-102,2026-11-01", "A2,乙,SUP-102,2026-11-02", "A3,丙,WHS-101,2026-11-02")
    table.write_text("\n".join(("工号,姓名,课程,通过日期", *rows)), "utf-8")
    said = run("training", "import", str(table), "--dry-run", lang="en").err
    assert "2 passes of SUP-102 open steps of class L1" in said
    assert "WHS-101" not in said
