"""`roster` and `ticket assign`: files in, and the same person on two profiles."""

from datetime import datetime
from pathlib import Path

import pytest
from cli_run import Run

CSV = (
    "姓名,技能,站点,值守时间,休假,上限,队列负责\n"
    "王芳,U8/库存:3; U8:2,一厂,24x7,,8,\n"
    "李娜,U8/库存:2,,24x7,,,*\n"
    "周海波,U8/库存:3,,24x7,2026-01-01..2199-12-31,,\n"
    ",U8:1,,24x7,,,\n"
)
TOML = """
[[person]]
name = "王芳"
skills = ["U8/库存:3", "U8:2"]
hours = "24x7"
capacity = 8
sites = ["一厂"]
"""


@pytest.fixture
def staffed(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "roster.csv").write_bytes(CSV.encode("gb18030"))
    done = run("roster", "import", tmp_path / "roster.csv", "--json")
    assert done.code == 0, done.err
    found = done.json
    assert (found["read"], found["created"], len(found["refused"])) == (4, 3, 1)
    assert found["refused"][0]["row"] == 5
    return run


def ticket(run: Run, *words: str) -> str:
    done = run("ticket", "new", "--title", "库存账停", "--impact", "2", "--urgency", "1",
               "--product", "U8", "--module", "库存", *words, "--json")  # fmt: skip
    return str(done.json["id"])


def test_the_same_file_again_changes_nothing(staffed: Run, tmp_path: Path) -> None:
    again = staffed("roster", "import", tmp_path / "roster.csv", "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)
    (tmp_path / "roster.toml").write_text(TOML, encoding="utf-8")
    same = staffed("roster", "import", tmp_path / "roster.toml", "--json").json
    assert (same["unchanged"], same["updated"]) == (1, 0)


def test_holidays_and_make_up_days_are_those_of_the_calendar(run: Run, tmp_path: Path) -> None:
    """Nobody who works the working days is sent for on National Day; on a make-up Saturday, yes."""
    rows = "姓名,技能,值守时间\n王芳,U8/库存:3,W 08:30-17:30\n"
    (tmp_path / "roster.csv").write_text(rows, encoding="utf-8")
    assert run("roster", "import", tmp_path / "roster.csv").code == 0
    run("contact", "add", "服务商", "--hours", "W 08:30-17:30")
    for day, works in (("2026-10-01", False), ("2026-10-10", True), ("2026-10-11", False)):
        at = datetime.fromisoformat(f"{day}T10:00+08:00")
        people = run("roster", "list", "--on-duty", "--json", at=at).json["total"]
        parties = run("contact", "list", "--reachable", "--json", at=at).json["total"]
        assert (people, parties) == (int(works), int(works)), day


def test_who_is_on_duty(staffed: Run) -> None:
    found = staffed("roster", "list", "--json").json["people"]
    assert {one["name"]: one["on_duty"] for one in found} == {
        "王芳": True, "李娜": True, "周海波": False,
    }  # fmt: skip
    assert len(staffed("roster", "list", "--on-duty", "--json").json["people"]) == 2
    assert staffed("roster", "remove", "李娜").code == 0
    assert staffed("roster", "remove", "李娜").code == 1
    assert staffed("roster", "list", "--json").json["total"] == 2


def test_a_ticket_is_assigned_and_explained(staffed: Run) -> None:
    key = ticket(staffed, "--site", "一厂")
    told = staffed("ticket", "assign", key, "--auto", "--dry-run", "--json").json
    assert (told["assignee"], told["rule"], told["assigned"]) == ("王芳", "level", False)
    assert {one["name"]: one["fits"] for one in told["others"]} == {"李娜": True, "周海波": False}
    assert staffed("ticket", "show", key, "--json").json["assignee"] == ""
    assert staffed("ticket", "assign", key, "--auto", "--json").json["assigned"]
    assert staffed("ticket", "show", key, "--json").json["assignee"] == "王芳"
    assert "建议:王芳" in staffed("ticket", "assign", key, "--auto").out
    assert staffed("ticket", "assign", key, "赵主任", "--json").json["assignee"] == "赵主任"


def test_where_nobody_fits_nothing_is_done(staffed: Run) -> None:
    assert staffed("roster", "remove", "李娜").code == 0
    done = staffed(
        "ticket", "new", "--title", "电话坏了", "--impact", "3", "--urgency", "3", "--json"
    )
    refused = staffed("ticket", "assign", done.json["id"], "--auto")
    assert refused.code == 1
    assert "没有" in refused.err


def test_what_it_refuses(run: Run) -> None:
    key = ticket(run)
    assert run("ticket", "assign", key, "--auto").code == 1  # no roster yet
    assert run("ticket", "assign", key).code == 2
    assert run("ticket", "assign", key, "李娜", "--auto").code == 2
    assert run("ticket", "assign", "nothing", "李娜").code == 1


def test_the_vendors_expert_is_noted_by_hand(run: Run) -> None:
    key = ticket(run)
    done = run("ticket", "assign", key, "--vendor-expert", "陈工", "--json").json
    assert done["vendor_expert"] == "陈工"
    shown = run("ticket", "show", key, "--json").json
    assert shown["assignee"] == ""
