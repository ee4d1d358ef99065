"""`firstline group`, `meeting`, `decision` and `action`, as a person and a script call them."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]


@pytest.fixture
def group(run: Run) -> dict[str, Any]:
    made: dict[str, Any] = run("group", "new", "用友联合工作组", "--set", "purpose=少停机",
                               "--json").json  # fmt: skip
    key = made["number"]
    for name, side, role in (("王芳", "us", "superuser"), ("赵工", "vendor", "vendor")):
        run("group", "member", key, name, "--side", side, "--role", role)
    return made


def assign(run: Run, due: str, title: str = "换 UPS 电池", **more: Any) -> dict[str, Any]:
    words = ("action", "new", title, "--owner", "王磊", "--due", due, "--group", "用友联合工作组")
    made: dict[str, Any] = run(*words, "--json", **more).json
    return made


def test_a_charter_is_made_filled_and_checked(run: Run, group: dict[str, Any]) -> None:
    key = group["number"]
    assert [one["key"] for one in group["raci"]][:2] == ["classify", "handoff"]
    assert group["next"]["at"] == "2026-11-26T14:00:00+08:00"
    two = run("group", "raci", key, "pay", "it_lead=RA", "finance=A")
    assert two.code == 2
    assert "恰好一个 A" in two.err
    run("group", "raci", key, "patch", "it=R", "it_lead=A", "vendor=C", "--activity", "打补丁")
    run("group", "level", key, "1", "--who", "服务经理", "--when", "P1 超 4 小时")
    run("group", "series", key, "daily", "--every", "weekly", "--on", "1", "--at", "09:15")
    shown = run("group", "show", key, "--json").json
    assert {"key": "patch", "activity": "打补丁", "letters": {"it": "R", "it_lead": "A",
            "vendor": "C"}} in shown["raci"]  # fmt: skip
    assert [one["name"] for one in shown["members"]] == ["王芳", "赵工"]
    assert [one["who"] for one in shown["levels"]] == ["服务经理"]
    assert any("IT 负责人" in one for one in shown["faults"])
    assert run("group", "member", key, "王芳", "--remove").code == 0
    assert run("group", "set", key, "colour=red").code == 2
    assert run("group", "show", "G-000000").code == 1
    assert run("group", "list", "--json").json["total"] == 1
    assert key in run("group", "list").out
    closed = run("group", "close", key, "项目结束", "--json").json
    assert (closed["closed"], closed["next"]) == ("项目结束", None)


@pytest.mark.usefixtures("group")
def test_an_overdue_action_is_on_the_next_agenda_until_it_is_closed(run: Run, new: New) -> None:
    new(title="全厂停机", impact=1, urgency=1)
    action = assign(run, "2026-11-25")
    first = run("meeting", "agenda", "next", "--json").json
    assert [one["section"] for one in first["agenda"]] == ["actions", "urgent"]
    held = run("meeting", "hold", "next", "--json", at=NOW + timedelta(days=2, hours=3)).json
    assert held["state"] == "held"
    week = NOW + timedelta(days=5)
    line = run("meeting", "agenda", "next", "--json", at=week).json["agenda"][0]
    assert (line["section"], line["number"], line["late"]) == ("overdue", action["number"], True)
    assert "逾期 4 天" in line["why_zh"]
    assert "逾期的行动项 1" in run("meeting", "agenda", at=week).out
    key = action["number"]
    assert run("action", "postpone", key, "--to", "2026-12-20", "--reason", "").code == 2
    later = run("action", "postpone", key, "--to", "2026-12-20", "--reason", "缺备件", "--json",
                at=week).json  # fmt: skip
    assert [(one["from"], one["to"], one["text"]) for one in later["history"]] == [
        ("2026-11-25", "2026-12-20", "缺备件")
    ]
    agenda = run("meeting", "agenda", "--json", at=week).json["agenda"]
    assert (agenda[0]["section"], "已延期 1 次" in agenda[0]["why_zh"]) == ("actions", True)
    done = run("action", "close", key, "已更换", "--evidence", "照片 12", "--json", at=week).json
    assert (done["standing"], done["result"], done["evidence"]) == ("unproven", "已更换", "照片 12")
    after = run("meeting", "agenda", "--json", at=week).json["agenda"]
    assert [one["section"] for one in after] == ["urgent"]
    frozen = run("meeting", "show", held["number"], "--json", at=week).json["agenda"]
    assert [one["section"] for one in frozen] == ["overdue", "urgent"]


def test_a_meeting_is_moved_attended_and_minuted(run: Run, group: dict[str, Any]) -> None:
    moved = run("meeting", "move", "next", "--to", "2026-11-27T15:00", "--reason", "盘点", "--json")
    key = moved.json["number"]
    assert (moved.json["at"], moved.json["reason"]) == ("2026-11-27T15:00:00+08:00", "盘点")
    assert run("meeting", "topic", key, "培训计划", "--json").json["topics"] == ["培训计划"]
    seen = run("meeting", "attend", key, "王芳=present", "赵工=online", "--json").json
    assert seen["attendance"] == {"王芳": "present", "赵工": "online"}
    assert run("meeting", "attend", key, "王芳=asleep").code == 2
    run("meeting", "minutes", key, "第一条")
    noted = run("meeting", "minutes", key, "第二条", "--add", "--json").json
    assert noted["notes"] == "第一条\n第二条"
    days = [one["at"][:10] for one in run("meeting", "list", "--json").json["meetings"]]
    assert "2026-11-27" in days
    assert "2026-11-26" not in days
    gone = run("meeting", "cancel", "2026-12-03", "--reason", "停电", "--json").json
    assert gone["state"] == "cancelled"
    assert run("meeting", "cancel", gone["number"], "--reason", "再").code == 1
    own = run("meeting", "new", "--at", "2026-11-25T09:00", "--title", "补丁会", "--json").json
    assert run("meeting", "show", "next", "--json").json["id"] == own["id"]
    assert run("meeting", "new", "--at", "2020-01-01").code == 2
    assert group["id"] == own["group"]


@pytest.mark.usefixtures("group")
def test_a_decision_is_recorded_and_found_again(run: Run) -> None:
    made = run("decision", "new", "U8 升级到 16.5", "--why", "旧版停止补丁", "--by", "双方负责人",
               "--review-on", "2026-11-20", "--meeting", "next", "--json").json  # fmt: skip
    key = made["number"]
    hits = run("search", "补丁", "--json").json["hits"]
    told = [(one["kind"], one["number"]) for one in hits if one["kind"] != "article"]
    assert told == [("decision", key)]
    assert run("search", key, "--in", "decisions", "--json").json["hits"][0]["id"] == made["id"]
    assert run("search", "补丁", "--in", "tickets", "--json").json["total"] == 0
    agenda = run("meeting", "agenda", "--json").json["agenda"]
    assert [(one["section"], one["number"]) for one in agenda] == [("decisions", key)]
    assert run("decision", "list", "--due", "--json").json["total"] == 1
    seen = run("decision", "review", key, "仍然成立", "--again", "2027-05-20", "--json").json
    assert seen["review_on"] == "2027-05-20"
    assert run("meeting", "agenda", "--json").json["agenda"] == []
    other = run("decision", "new", "升级到 17", "--why", "新补丁", "--by", "双方", "--json").json
    run("decision", "replace", key, other["number"], "新版本发布")
    assert run("decision", "withdraw", key, "再次").code == 1
    assert [one["number"] for one in run("decision", "list", "--json").json["decisions"]] == [
        other["number"]
    ]
    assert run("decision", "list", "--all", "--json").json["total"] == 2
    assert "升级到 17" in run("decision", "list").out
    shown = run("meeting", "show", "next", "--json").json
    assert [one["number"] for one in shown["decisions"]] == [key]


def test_improvements_of_a_review_become_actions_once(run: Run, new: New) -> None:
    ticket = new(title="全厂停机", impact=1, urgency=1)["number"]
    assert run("action", "collect", ticket).code == 1
    run("ticket", "log", ticket, "major", "--set", "commander=李总")
    run("ticket", "set", ticket, "status=in_progress")
    run("ticket", "set", ticket, "status=resolved")
    fields = {"timeline": "10:00", "found": "来电", "restored": "切换",
              "improvements": "换电池 | 王磊 | 2026-12-10"}  # fmt: skip
    words = [part for name, text in fields.items() for part in ("--set", f"{name}={text}")]
    whys = [part for text in "一二三" for part in ("--set", f"whys={text}")]
    done = run("ticket", "log", ticket, "review", *words, *whys)
    assert done.code == 0, done.err
    listed = run("action", "list", "--improvements", "--json").json
    assert [(one["title"], one["owner"], one["due"], one["origin"]) for one in listed["actions"]] \
        == [("换电池", "王磊", "2026-12-10", "pir")]  # fmt: skip
    again = run("action", "collect", ticket, "--json").json
    assert (again["created"], again["total"]) == (0, 1)


def test_an_effect_is_measured_and_asked_for(run: Run, group: dict[str, Any]) -> None:
    plan = ("--measure", "UPS 告警数", "--measure-on", "2026-11-24", "--origin", "health")
    words = ("action", "new", "换电池", "--owner", "王磊", "--due", "2026-11-24")
    made = run(*words, *plan, "--json").json
    key = made["number"]
    assert run("action", "effect", key, "太早").code == 1
    assert run("action", "close", key, "已更换", "--json").json["standing"] == "unmeasured"
    (line,) = run("meeting", "agenda", "--json").json["agenda"]
    assert line["section"] == "effects"
    seen = run("action", "effect", key, "告警 9 → 0", "--json").json
    assert (seen["standing"], seen["effect"]) == ("unproven", "告警 9 → 0")
    assert run("action", "list", "--json").json["total"] == 0
    assert run("action", "reopen", key, "又告警", "--json").json["state"] == "open"
    assert run("action", "assign", key, "赵工", "--json").json["owner"] == "赵工"
    assert run("action", "drop", key, "改用新 UPS", "--json").json["state"] == "dropped"
    assert run("action", "show", "A-000000").code == 1
    assert run("action", "list", "--overdue").code == 0
    assert group["number"].startswith("G-")


def test_a_problem_record_gets_its_action(run: Run, new: New) -> None:
    key = run("problem", "new", new()["number"], "--json").json
    words = ("action", "new", "根除", "--owner", "王磊", "--due", "2026-12-01")
    made = run(*words, "--problem", key["number"], "--json").json
    assert (made["origin"], made["ref"]) == ("problem", key["id"])
    assert run("action", "list", "--improvements", "--json").json["total"] == 1
    assert run(*words, "--problem", "PB-000000").code == 1


def test_evidence_may_be_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "照片.txt"
    file.write_bytes(b"photo")
    made = run("action", "new", "换电池", "--owner", "王磊", "--due", "2026-12-01", "--json").json
    done = run("action", "close", made["number"], "好了", "--evidence", file, "--json").json
    assert done["evidence"].startswith("照片.txt (SHA-256 ")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_pages_and_calendar_are_written(
    run: Run, group: dict[str, Any], tmp_path: Path, lang: str
) -> None:
    assign(run, "2026-11-20", title="<换> UPS")
    for what, name in (("agenda", "a.html"), ("minutes", "m.html"), ("agenda", "a.pdf"),
                       ("agenda", "a.ics"), ("minutes", "m.json")):  # fmt: skip
        done = run("meeting", what, "next", "--out", tmp_path / name, lang=lang)
        assert done.code == 0, done.err
    page = (tmp_path / "a.html").read_text("utf-8")
    count = (
        "逾期的行动项 <span class='q'>1<"
        if lang == "zh_CN"
        else "Overdue actions <span class='q'>1<"
    )
    assert count in page
    assert "&lt;换&gt; UPS" in page
    assert "<script" not in page
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "m.json").read_text("utf-8"))["agenda"][0]["section"] == "overdue"
    assert run("meeting", "agenda", "next", "--out", tmp_path / "a.doc").code == 2
    done = run("group", "charter", group["number"], "--out", tmp_path / "c.html", lang=lang)
    assert done.code == 0
    assert "RACI" in (tmp_path / "c.html").read_text("utf-8")
    done = run("group", "calendar", group["number"], "--out", tmp_path / "g.ics", lang=lang)
    assert done.code == 0
    text = (tmp_path / "g.ics").read_bytes().decode("utf-8")
    assert text.count("BEGIN:VEVENT") > 10
    assert "DTSTART:20261126T060000Z" in text
    assert run("group", "calendar", group["number"], "--out", tmp_path / "g.txt").code == 2


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_demo_company_has_a_group_at_work(run: Run, lang: str) -> None:
    assert run("demo", lang=lang).code == 0
    past = run("meeting", "list", "--past", "--json", lang=lang).json["meetings"]
    held = [one for one in past if one["state"] == "held"]
    assert [bool(one["notes"]) for one in held] == [True, True]
    agenda = run("meeting", "agenda", "next", "--json", lang=lang).json["agenda"]
    assert [one["late"] for one in agenda if one["section"] == "overdue"] == [True]
    assert {"actions", "urgent", "vendor", "decisions", "effects"} <= {
        one["section"] for one in agenda
    }
    assert run("decision", "list", "--json", lang=lang).json["total"] == 3
    (group,) = run("group", "list", "--json", lang=lang).json["groups"]
    assert {one["side"] for one in group["members"]} == {"us", "vendor", "partner"}
    before = run("meeting", "show", held[1]["number"], "--json", lang=lang).json
    assert len(before["agenda"]) > 2
    assert len(before["decisions"]) == 1
