"""Matrix, action list, bookings, waivers, knowledge transfer, coverage, and what is written."""

from datetime import timedelta
from pathlib import Path

import pytest
from cli_run import NOW, Run
from openpyxl import load_workbook

PEOPLE = (
    "工号,姓名,班组,站点,班次,角色,入职日期\n"
    "W01,周敏,仓库,一厂,早,warehouse,2026-01-05\n"
    "W02,孙静,收货,二厂,夜,superuser,2026-11-20\n"
)


@pytest.fixture
def staffed(run: Run, profile: Path, tmp_path: Path) -> Run:
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "settings.toml").write_text('user = "李总"\n', "utf-8")
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    assert run("training", "import", str(path)).code == 0
    return run


def test_what_is_due_comes_by_team_with_its_reminder(staffed: Run) -> None:
    told = staffed("training", "due", "--json", lang="en").json
    assert [(one["person"], one["course"], one["state"], one["reminder"])
            for one in told["actions"]] == [
        ("周敏", "WHS-101", "overdue", 0), ("周敏", "WHS-102", "overdue", 0),
        ("周敏", "WHS-103", "overdue", 0), ("孙静", "SUP-101", "missing", 30),
        ("孙静", "SUP-102", "missing", 30),
    ]  # fmt: skip
    assert told["reminders"] == {"90": 0, "30": 2, "7": 0, "0": 3}
    assert told["actions"][0]["why"] == "Not passed; it was due by 2026-02-04, 293 days ago."
    week = staffed("training", "due", "--within", "7", "--json").json
    assert len(week["actions"]) == 3
    said = staffed("training", "due").out
    assert said.index("一厂 · 仓库") < said.index("二厂 · 收货")
    late = staffed("training", "due", "--team", "收货", "--json", at=NOW + timedelta(days=20)).json
    assert {one["reminder"] for one in late["actions"]} == {7}
    assert all(one["this_week"] for one in late["actions"])


def test_a_place_is_booked_and_cancelled_and_a_course_waived_by_name(staffed: Run) -> None:
    refused = staffed("training", "book", "W01", "WHS-102", "--on", "2026-12-01", lang="en")
    assert refused.code == 1
    assert "WHS-101, which comes first" in refused.line
    made = staffed("training", "book", "周敏", "WHS-101", "--on", "2026-12-01", "--json").json
    (row,) = staffed("training", "matrix", "--role", "warehouse", "--json", lang="en").json[
        "matrix"
    ]
    cells = {one["course"]: one for one in row["cells"]}
    assert (cells["WHS-101"]["state"], cells["WHS-101"]["why"]) == (
        "booked", "Booked for 2026-12-01.",
    )  # fmt: skip
    assert staffed("training", "cancel", made["id"][:13], "--reason", "生病").code == 0
    again = staffed("training", "book", "W01", "WHS-101", "--on", "2026-12-01", "--json").json
    assert again["id"] == made["id"]
    assert staffed("training", "waive", "W01", "WHS-101", "--reason", "老手").code == 0
    assert staffed("training", "book", "W01", "WHS-102", "--on", "2026-12-01").code == 0
    gaps = staffed("training", "matrix", "--gaps", "--json").json
    assert gaps["total"] == 2
    assert staffed("training", "waive", "李总", "WHS-101", "--reason", "x").code == 1


def test_a_role_asks_in_its_own_way(staffed: Run) -> None:
    made = staffed("training", "need", "Warehouse", "whs-201", "--grace", "10", "--valid", "12",
                   "--json").json  # fmt: skip
    assert made == {"role": "warehouse", "course": "WHS-201", "strength": "must",
                    "valid_months": 12, "grace_days": 10, "own": True}  # fmt: skip
    found = staffed("training", "needs", "--role", "warehouse", "--json").json["needs"]
    assert {one["course"]: one["strength"] for one in found}["WHS-201"] == "must"
    assert {one["course"]: one["strength"] for one in found}["WHS-202"] == "should"
    assert "WHS-201" in {
        one["course"] for one in staffed("training", "due", "--json").json["actions"]
    }
    staffed("training", "need", "warehouse", "WHS-101", "--strength", "none")
    assert "WHS-101" not in staffed("training", "needs", "--role", "warehouse").out


def test_a_pack_whose_prerequisites_run_in_a_ring_is_left_out_by_name(
    staffed: Run, profile: Path
) -> None:
    own = profile / "packs" / "curriculum"
    own.mkdir(parents=True)
    course = (
        '[[course]]\nrole="a"\ncode="A-{0}"\ntitle_zh="甲"\ntitle_en="A"\nprerequisite="A-{1}"\n'
    )
    text = 'schema = "firstline.curriculum/1"\n' + course.format(1, 2) + course.format(2, 1)
    (own / "ring.toml").write_text(text, "utf-8")
    told = staffed("training", "courses", "--json", lang="en")
    assert told.json["total"] == 51
    assert "The prerequisites run in a ring: A-1 → A-2 → A-1." in told.err


def test_knowledge_of_one_person_alone_and_empty_shifts_are_named(staffed: Run) -> None:
    item = ("training", "transfer", "月末反结账", "--site", "一厂", "--module", "GL", "--critical")
    one = staffed(*item, "--primary", "周敏", "--json", lang="en").json["items"][0]
    assert one["single_point"]
    assert one["why"] == "Single point of knowledge: only 周敏 can do it."
    both = staffed(*item, "--backup", "W02", "--json").json["items"][0]
    assert not both["single_point"]
    assert both["why"].startswith("2 人会:周敏、孙静")  # by name, though told by number
    spots = staffed("training", "coverage", "--json").json
    assert {(one["site"], one["module"]) for one in spots["empty"]} == {
        ("一厂", "GL"),
        ("二厂", "GL"),
    }
    staffed("training", "record", "孙静", "SUP-102", "--on", "2026-11-21", "--module", "GL")
    spots = staffed("training", "coverage", "--json").json
    assert [(one["site"], one["shift"], one["people"]) for one in spots["coverage"]] == [
        ("二厂", "夜", ["孙静"]),
    ]  # fmt: skip
    assert [one["site"] for one in spots["empty"]] == ["一厂"]


def test_a_certificate_that_opens_steps_is_told_though_no_role_asks_for_it(staffed: Run) -> None:
    staffed("training", "record", "周敏", "SUP-102", "--on", "2024-12-20")
    staffed("training", "record", "周敏", "WHS-102", "--on", "2024-12-20")
    staffed("training", "record", "外协 Wu", "SUP-102", "--on", "2024-12-20")  # on no list of staff
    told = staffed("training", "due", "--within", "60").out
    assert [line for line in told.splitlines() if "周敏" in line and "SUP-102" in line]
    assert told.count("WHS-102") == 1  # of her role's courses the list of actions tells
    assert told.count("外协 Wu") == 1


def test_list_bell_coverage_and_lock_tell_the_end_of_a_certificate_alike(
    staffed: Run, profile: Path
) -> None:
    """One rule: a certificate that opens steps, whoever asks for its course."""
    staffed("knowledge", "import")
    for who in ("周敏", "外协 Wu"):
        staffed("training", "record", who, "SUP-102", "--on", "2024-12-20", "--module", "GL")

    def seen(days: int) -> tuple[object, ...]:
        at = NOW + timedelta(days=days)
        told = staffed("training", "due", "--within", "60", "--json", at=at).json["actions"]
        listed = [
            (one["person"], one["state"], one["strength"])
            for one in told
            if one["course"] == "SUP-102" and one["person"] != "孙静"
        ]
        bell = staffed("alarm", "due", "--within", "60", "--json", at=at).json["reminders"]
        rung = sorted({one["series"] for one in bell if "2026-12-14" in one["series"]})
        spots = staffed("training", "coverage", "--json", at=at).json["coverage"]
        there = sorted(name for spot in spots for name in spot["people"])
        steps = staffed("knowledge", "show", "K02", "--json", at=at).json["steps"]
        return listed, rung, there, next(one["open"] for one in steps if one["safety"] == "L1")

    (profile / "settings.toml").write_text('user = "周敏"\n', "utf-8")
    names = ["外协 Wu", "周敏"]
    soon = [(one, "due_soon", "none") for one in names]
    weeks = [f"training:{one}:2026-12-14" for one in (":", "一厂:仓库", "二厂:收货")]
    assert seen(25) == (soon, weeks, ["周敏"], True)  # its last day: 2026-12-19
    gone = [(one, "expired", "none") for one in names]
    listed, _, there, open_ = seen(26)
    assert (listed, there, open_) == (gone, [], False)


def test_a_certificate_that_nobody_needs_is_revoked_or_waived_off_the_list(staffed: Run) -> None:
    staffed("training", "record", "周敏", "SUP-102", "--on", "2024-06-20")
    one = next(
        one
        for one in staffed("training", "due", "--json", lang="en").json["actions"]
        if one["course"] == "SUP-102" and one["person"] == "周敏"
    )
    assert one["why"].endswith("opens L1 steps; revoke it if nobody needs it.")
    held = staffed("training", "list", "--json").json["completions"]
    key = next(one["id"] for one in held if one["course"] == "SUP-102")
    assert staffed("training", "revoke", key, "--reason", "调岗").code == 0
    assert staffed("training", "due", "--team", "仓库").out.count("SUP-102") == 0


def test_the_matrix_and_the_report_are_workbooks_that_open(staffed: Run, tmp_path: Path) -> None:
    staffed("training", "record", "周敏", "WHS-101", "--on", "2026-03-01")
    out = tmp_path / "matrix.xlsx"
    assert staffed("training", "matrix", "--out", str(out)).code == 0
    whole = load_workbook(out)
    assert whole["行动清单"].max_row > 1, "who has gaps has something to do"
    sheet = whole["矩阵"]
    assert sheet.row_dimensions[1].height > 40  # or the courses' titles are cut off
    assert sheet.print_title_rows == "$1:$1"
    heads = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    row = next(one for one in sheet.iter_rows(min_row=2, values_only=True) if one[1] == "周敏")
    assert row[heads.index("WHS-101")] == "● 完成 2028-02-29"
    assert row[heads.index("SUP-101")] is None
    assert staffed("training", "report", "--out", str(out)).code == 0
    book = load_workbook(out)
    assert book.sheetnames == ["矩阵", "行动清单", "知识转移"]
    assert book["行动清单"].max_row == 5
    bad = staffed("training", "report", "--out", str(tmp_path / "x.docx"))
    assert bad.code == 2


def test_pages_and_calendar_say_what_is_booked_and_what_ends(staffed: Run, tmp_path: Path) -> None:
    staffed("training", "book", "W02", "SUP-101", "--on", "2026-12-03", "--place", "二厂会议室")
    made = staffed("training", "record", "周敏", "WHS-101", "--on", "2026-03-01", "--json").json
    ics = tmp_path / "t.ics"
    assert staffed("training", "report", "--out", str(ics)).code == 0
    text = ics.read_bytes().decode("utf-8")
    assert "DTSTART;VALUE=DATE:20261203" in text
    assert "DTSTART;VALUE=DATE:20280229" in text
    assert text.count("BEGIN:VEVENT") == 2
    sheet, paper, whole = (tmp_path / f"{name}.html" for name in ("sheet", "paper", "whole"))
    staffed(
        "training", "report", "--out", str(sheet), "--sign-off", "SUP-101", "--on", "2026-12-03"
    )
    assert "孙静" in sheet.read_text("utf-8")
    staffed(
        "training", "report", "--out", str(sheet), "--sign-off", "SUP-101", "--on", "2026-12-04"
    )
    assert "孙静" not in sheet.read_text("utf-8")
    told = staffed("training", "report", "--out", str(paper), "--certificate", made["id"][:13])
    assert told.code == 0
    assert "2028-02-29" in paper.read_text("utf-8")
    assert "⚠" not in paper.read_text("utf-8")
    late = ("training", "report", "--out", str(paper), "--certificate", made["id"][:13])
    staffed(*late, at=NOW + timedelta(days=900))
    assert "⚠ <b>已过期</b>" in paper.read_text("utf-8")
    staffed("training", "report", "--out", str(whole), lang="en")
    assert "1/3" in whole.read_text("utf-8")
    assert "33.3 %" in whole.read_text("utf-8")
    both = staffed("training", "report", "--out", str(ics), "--sign-off", "SUP-101")
    assert both.code == 2


def test_one_person_is_changed_field_by_field_and_keeps_what_was_passed(staffed: Run) -> None:
    assert staffed("training", "record", "周敏", "WHS-101", "--on", "2026-11-01").code == 0
    told = staffed(
        "training", "person", "W01", "--number", "W11", "--team", "物流", "--roles",
        "warehouse,superuser", "--json",
    ).json  # fmt: skip
    assert (told["number"], told["team"], told["former"]) == ("W11", "物流", ["w01"])
    assert sorted(told["roles"]) == ["superuser", "warehouse"]
    cells = {one["course"]: one["state"] for one in told["cells"]}
    assert (cells["WHS-101"], cells["SUP-101"]) == ("done", "missing")
    again = staffed("training", "person", "W01", "--roles", "", "--left", "2026-12-01", "--json")
    assert (again.json["number"], again.json["roles"]) == ("W11", [])
    assert again.json["left"] == "2026-12-01"
    taken = staffed("training", "person", "W02", "--number", "W01", lang="en")
    assert taken.code == 1
    assert "somebody else's" in taken.line
    new = staffed("training", "person", "W03", "--new", "--name", "马超", "--json").json
    assert (new["number"], new["name"]) == ("W03", "马超")
    assert staffed("training", "person", "W03", "--new").code == 1


def test_an_import_finds_a_person_by_the_new_number_and_by_the_old(
    staffed: Run, tmp_path: Path
) -> None:
    assert staffed("training", "person", "W01", "--number", "W11").code == 0
    path = tmp_path / "more.csv"
    for number, team in (("W11", "甲"), ("W01", "乙")):
        path.write_text(f"工号,班组\n{number},{team}\n", "utf-8")
        assert staffed("training", "import", str(path)).code == 0
        found = staffed("training", "people", "--json").json["people"]
        assert [(one["number"], one["team"]) for one in found if one["name"] == "周敏"] == [
            ("W11", team)
        ]
        assert len(found) == 2


def test_what_comes_next_names_the_lacking_course(staffed: Run) -> None:
    for code in ("WHS-101", "WHS-103"):
        assert staffed("training", "record", "周敏", code, "--on", "2026-11-01").code == 0
    (path,) = staffed("training", "next", "W01", "--json").json["paths"]
    assert path["level"] == 0
    assert path["steps"] == [{"course": "WHS-102", "level": 1, "must": True, "lacking": []}]
    assert staffed("training", "record", "周敏", "WHS-102", "--on", "2026-11-02").code == 0
    (path,) = staffed("training", "next", "W01", "--json").json["paths"]
    assert path["level"] == 1
    assert [(one["course"], one["lacking"]) for one in path["steps"]] == [
        ("WHS-201", []), ("WHS-202", ["WHS-201"]),
    ]  # fmt: skip
    assert "WHS-202 还缺先修 WHS-201" in staffed("training", "next", "W01").out


def test_to_have_come_is_not_to_have_passed(staffed: Run) -> None:
    told = staffed("training", "session", "WHS-101", "--on", "2026-11-20", "--place", "一号室",
                   "--came", "W01", "--away", "孙静", "--json").json  # fmt: skip
    assert [(one["number"], one["presence"]) for one in told["people"]] == [
        ("W01", "came"), ("W02", "away"),
    ] or [(one["number"], one["presence"]) for one in told["people"]] == [
        ("W02", "away"), ("W01", "came"),
    ]  # fmt: skip
    cells = {one["course"]: one["state"] for one in
             staffed("training", "person", "W01", "--json").json["cells"]}  # fmt: skip
    assert cells["WHS-101"] == "overdue"
    ran = staffed("training", "record", "周敏", "WHS-101", "--on", "2026-11-20", "--score", "80")
    assert ran.code == 0
    (one,) = staffed("training", "sessions", "--json").json["sessions"]
    seen = {each["number"]: (each["presence"], each["score"]) for each in one["people"]}
    assert seen == {"W01": ("passed", "80"), "W02": ("away", "")}
    assert "● 周敏 通过" in staffed("training", "sessions").out
    assert staffed("training", "person", "W01", "--json").json["sessions"][0]["score"] == "80"
    early = staffed("training", "session", "WHS-101", "--on", "2026-12-20", "--came", "W01")
    assert early.code == 2
    assert "还没有开始" in early.line


def test_material_says_whether_it_works_offline_and_why_not(staffed: Run) -> None:
    made = staffed("training", "material", "WHS-101", "视频课", "--link", "https://a.example/1",
                   "--licence", "no", "--json").json  # fmt: skip
    assert made["offline"] == "只能在线:许可不允许离线副本"
    refused = staffed("training", "material", "WHS-101", "视频课", "--link", "https://a.example/1",
                      "--licence", "no", "--document", "DOC-1")  # fmt: skip
    assert refused.code == 1
    assert staffed("training", "material", "WHS-101", "手册", "--document", "DOC-1").code == 0
    assert staffed("training", "material", "WHS-101", "坏的", "--link", "ftp://a").code == 2
    found = staffed("training", "materials", "--json", lang="en").json["materials"]
    assert {one["title"]: one["offline"] for one in found} == {
        "手册": "offline: DOC-1 in the library",
        "视频课": "online alone: the licence allows no copy",
    }
    assert staffed("training", "material", "WHS-101", "手册", "--drop").code == 0
    assert len(staffed("training", "materials", "--json").json["materials"]) == 1
