"""The ticket commands on a real profile: what they print, keep and refuse."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]
KEYS = {"id", "number", "title", "type", "status", "priority", "impact", "urgency", "site",
        "product", "module", "requester", "assignee", "created_at", "updated_at", "tags", "sync",
        "clocks"}  # fmt: skip
CLOCK_KEYS = {"agreement", "leg", "metric", "cycle", "state", "started_at", "due_at",
              "achieved_at", "target", "counted_s", "gross_s", "remaining_s",
              "provisional"}  # fmt: skip


def clock(ticket: dict[str, Any], leg: str, metric: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [
        one for one in ticket["clocks"] if (one["leg"], one["metric"]) == (leg, metric)
    ]
    assert len(found) == 1
    return found[0]


def test_a_new_ticket_has_the_keys_of_the_contract(new: New) -> None:
    ticket = new("--site", "一厂", "--product", "U8", "--module", "ST", "--requester", "马建国")
    assert set(ticket) >= KEYS
    assert "timeline" not in ticket
    assert ticket["number"] == "L-1"
    assert (ticket["priority"], ticket["status"]) == ("P3", "new")
    assert ticket["sync"] == "local"
    assert ticket["created_at"] == "2026-11-24T11:00:00+08:00"
    assert all(set(one) == CLOCK_KEYS for one in ticket["clocks"])
    assert clock(ticket, "internal", "first_response")["due_at"] == "2026-11-24T16:00:00+08:00"
    assert clock(ticket, "vendor", "resolution")["state"] == "not_started"


@pytest.mark.parametrize(
    ("impact", "urgency", "kind", "priority"),
    [(1, 1, "incident", "P1"), (2, 1, "incident", "P2"), (3, 3, "incident", "P4"),
     (3, 3, "question", "P3"), (1, 1, "improvement", "P4")],
)  # fmt: skip
def test_the_priority_comes_from_the_triage(
    new: New, run: Run, impact: int, urgency: int, kind: str, priority: str
) -> None:
    ticket = new("--type", kind, impact=impact, urgency=urgency)
    assert ticket["priority"] == priority
    reported = run("ticket", "show", ticket["id"], "--json").json["timeline"][0]
    assert reported["kind"] == "reported"
    assert priority in reported["text"]


def test_show_adds_the_timeline_and_the_trace(run: Run, new: New) -> None:
    new(impact=2, urgency=1)
    shown = run("ticket", "show", "l-1", "--json", at=NOW + timedelta(minutes=10)).json
    assert [one["kind"] for one in shown["timeline"]] == ["reported"]
    response = clock(shown, "internal", "first_response")
    assert response["counted_s"] == 600
    assert response["trace"] == [
        {"from": "2026-11-24T11:00:00+08:00", "to": "2026-11-24T11:10:00+08:00",
         "kind": "counted", "reason": ""},
    ]  # fmt: skip


def test_a_past_report_and_the_zone_of_the_profile(new: New) -> None:
    ticket = new("--at", "2026-11-23T10:00")
    assert ticket["created_at"] == "2026-11-23T10:00:00+08:00"
    assert new("--at", "2026-11-23T10:00Z")["created_at"] == "2026-11-23T10:00:00+00:00"


def test_lists_come_newest_first_and_count_all(run: Run, new: New) -> None:
    for hour in range(3):
        new(title=f"第 {hour} 张", at=NOW + timedelta(hours=hour))
    listed = run("ticket", "list", "--json", "--limit", "2").json
    assert [one["title"] for one in listed["tickets"]] == ["第 2 张", "第 1 张"]
    assert listed["total"] == 3
    assert all(set(one) >= KEYS for one in listed["tickets"])
    assert all(set(one["clocks"][0]) == CLOCK_KEYS for one in listed["tickets"])
    by_number = run("ticket", "list", "--json", "--sort", "number").json["tickets"]
    assert [one["number"] for one in by_number] == ["L-1", "L-2", "L-3"]


def test_a_query_of_several_words_and_an_empty_result(run: Run, new: New) -> None:
    new(title="库存账不平")
    new(title="打印机不出纸")
    assert run("ticket", "list", "status:open 库存", "--json").json["total"] == 1
    assert run("ticket", "list", "status:open", "库存", "--json").json["total"] == 1
    empty = run("ticket", "list", "status:closed", "--json")
    assert (empty.code, empty.json) == (0, {"tickets": [], "total": 0})
    assert run("ticket", "list", "status:closed").code == 0


def test_an_unknown_field_of_a_query_is_said_on_standard_error(run: Run, new: New) -> None:
    new()
    done = run("ticket", "list", "colour:red", "--json")
    assert done.code == 0
    assert done.json["total"] == 0
    assert "colour" in done.line


def test_several_fields_are_one_transaction(run: Run, new: New) -> None:
    new()
    done = run("ticket", "set", "L-1", "title=新标题", "site=二厂", "assignee=李娜", "tags=+甲,+乙",
               "--json")  # fmt: skip
    assert done.json["title"] == "新标题"
    assert (done.json["site"], done.json["assignee"]) == ("二厂", "李娜")
    assert set(done.json["tags"]) == {"甲", "乙"}
    retagged = run("ticket", "set", "L-1", "tags=-甲,+丙", "--json").json["tags"]
    assert set(retagged) == {"乙", "丙"}
    refused = run("ticket", "set", "L-1", "title=不该留下", "status=closed")
    assert refused.code == 1
    assert run("ticket", "show", "L-1", "--json").json["title"] == "新标题"


def test_impact_and_urgency_triage_again(run: Run, new: New) -> None:
    new()
    ticket = run("ticket", "set", "L-1", "impact=1", "urgency=1", "--json").json
    assert (ticket["priority"], ticket["status"]) == ("P1", "triaged")
    events = run("ticket", "show", "L-1", "--json").json["timeline"]
    assert [one["kind"] for one in events] == ["reported", "triaged", "priority"]
    assert "P1" in events[-1]["reason"]


def test_a_priority_set_by_hand_keeps_its_reason(run: Run, new: New) -> None:
    new()
    ticket = run("ticket", "set", "L-1", "priority=p1", "reason=客户在场", "--json").json
    assert ticket["priority"] == "P1"
    assert run("ticket", "show", "L-1", "--json").json["timeline"][-1]["reason"] == "客户在场"


def test_the_state_chart_decides(run: Run, new: New) -> None:
    new()
    new(title="另一张")
    assert run("ticket", "set", "L-1", "status=in_progress").code == 0
    refused = run("ticket", "set", "L-1", "status=new")
    assert refused.code == 1
    assert "等待报告人" in refused.line
    waiting = run("ticket", "set", "L-1", "status=waiting_requester", "--json").json
    assert clock(waiting, "internal", "resolution")["state"] == "paused"
    assert run("ticket", "set", "L-1", "status=resolved").code == 0
    assert run("ticket", "set", "L-1", "status=closed").code == 0
    reopened = run("ticket", "set", "L-1", "status=in_progress", "--json")
    assert reopened.json["status"] == "in_progress"
    assert run("ticket", "set", "L-2", "status=duplicate").code == 2
    double = run("ticket", "set", "L-2", "status=duplicate", "of=L-1", "--json").json
    assert {one["state"] for one in double["clocks"]} == {"cancelled"}


def test_reply_meets_the_first_response_and_a_note_does_not(run: Run, new: New) -> None:
    new(impact=2, urgency=1)
    noted = run("ticket", "reply", "L-1", "先看日志", "--internal", "--json").json
    assert clock(noted, "internal", "first_response")["state"] == "running"
    answered = run("ticket", "reply", "L-1", "马上到", "--json", at=NOW + timedelta(minutes=30))
    assert clock(answered.json, "internal", "first_response")["state"] == "met"


def test_files_are_kept_by_content(run: Run, new: New, tmp_path: Path, profile: Path) -> None:
    one, two = tmp_path / "a.log", tmp_path / "图.png"
    one.write_bytes(b"log\n")
    two.write_bytes(b"\x89PNG")
    new("--attach", str(one), str(two))
    new("--attach", str(one), "--attach", str(two))
    for number in ("L-1", "L-2"):
        files = run("ticket", "show", number, "--json").json["attachments"]
        assert [one["name"] for one in files] == ["a.log", "图.png"]
        assert files[0]["sha256"] == hashlib.sha256(b"log\n").hexdigest()
    added = run("ticket", "attach", "L-1", one, "--json").json
    assert len(added["attachments"]) == 2
    held = [path for path in (profile / "files").rglob("*") if path.is_file()]
    assert len(held) == 2


def test_the_vendor_clock_starts_with_the_receipt(run: Run, new: New) -> None:
    new(impact=2, urgency=1)
    later = NOW + timedelta(minutes=30)
    given = run("ticket", "handoff", "L-1", "--json", at=later)
    assert given.json["status"] == "with_vendor"
    assert clock(given.json, "vendor", "first_response")["state"] == "not_started"
    got = run("ticket", "handoff", "L-1", "--received-at", "2026-11-24T11:40", "--case-no", "YY-1",
              "--proof", "热线 58812", "--json", at=NOW + timedelta(minutes=50)).json  # fmt: skip
    vendor = clock(got, "vendor", "first_response")
    assert (vendor["state"], vendor["started_at"]) == ("running", "2026-11-24T11:40:00+08:00")
    assert got["case_no"] == "YY-1"
    answered = run("ticket", "log", "L-1", "responded", "--leg", "vendor", "--at",
                   "2026-11-24T12:00", "--received-at", "2026-11-24T12:01", "--proof", "截图",
                   "--text", "已收到", "--json", at=NOW + timedelta(minutes=70)).json  # fmt: skip
    assert clock(answered, "vendor", "first_response")["state"] == "met"
    assert clock(answered, "vendor", "first_response")["counted_s"] == 21 * 60


def test_a_receipt_without_proof_is_unproven(run: Run, new: New) -> None:
    new(impact=2, urgency=1)
    run("ticket", "handoff", "L-1", "--received-at", "2026-11-24T11:00")
    done = run("ticket", "log", "L-1", "responded", "--leg", "vendor", "--json",
               at=NOW + timedelta(minutes=5)).json  # fmt: skip
    assert clock(done, "vendor", "first_response")["state"] == "unproven"


def test_a_proof_that_is_a_file_is_kept(run: Run, new: New, tmp_path: Path) -> None:
    new()
    note = tmp_path / "call.txt"
    note.write_text("14:05 接听", "utf-8")
    run("ticket", "handoff", "L-1", "--received-at", "2026-11-24T11:00", "--proof", str(note))
    shown = run("ticket", "show", "L-1", "--json").json
    assert [one["name"] for one in shown["attachments"]] == ["call.txt"]
    handed = next(one for one in shown["timeline"] if one["kind"] == "handed_off")
    assert hashlib.sha256(note.read_bytes()).hexdigest() in handed["proof"]


def test_any_event_can_be_logged(run: Run, new: New) -> None:
    new(impact=2, urgency=1)
    new(title="幸存者")
    calls: list[tuple[str, ...]] = [
        ("triaged",), ("started",), ("responded", "--leg", "internal", "--text", "已回电"),
        ("paused", "--leg", "internal", "--reason", "waiting_requester"),
        ("resumed", "--leg", "internal"),
        ("handed_off", "--received-at", "2026-11-24T11:00", "--proof", "门户回执"),
        ("acknowledged", "--leg", "vendor"),
        ("paused", "--leg", "vendor", "--reason", "waiting_customer_info"),
        ("resumed", "--leg", "vendor"),
        ("priority", "--leg", "vendor", "--priority", "P3"), ("message", "--text", "还没好吗"),
        ("resolved",), ("reopened",), ("resolved",), ("closed",),
    ]  # fmt: skip
    for minute, words in enumerate(calls):
        done = run("ticket", "log", "L-1", *words, "--json", at=NOW + timedelta(minutes=minute))
        assert done.code == 0, (words, done.err)
    ticket = run("ticket", "show", "L-1", "--json", at=NOW + timedelta(hours=1)).json
    kinds = [one["kind"] for one in ticket["timeline"]]
    assert kinds.count("paused") == 4  # waiting for the vendor twice, for each other once
    assert kinds.count("resolved") == 2
    assert ticket["status"] == "closed"
    assert ticket["vendor_priority"] == "P3"
    merged = run("ticket", "log", "L-2", "merged", "--of", "L-1", "--json").json
    assert {one["state"] for one in merged["clocks"]} == {"merged"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("paused", "--leg", "vendor", "--reason", "coffee"), 2),
        (("paused", "--leg", "internal"), 2),
        (("resumed", "--leg", "vendor"), 1),
        (("reopened",), 1),
        (("closed",), 1),
        (("priority",), 2),
        (("duplicate",), 2),
        (("merged", "--of", "L-1"), 2),
        (("merged", "--of", "L-99"), 1),
        (("responded", "--at", "2026-11-20T10:00"), 2),
        (("responded", "--at", "2026-02-30T10:00"), 2),
        (("reported",), 2),
        (("exploded",), 2),
    ],
)
def test_a_wrong_event_changes_nothing(
    run: Run, new: New, words: tuple[str, ...], code: int
) -> None:
    before = new()
    done = run("ticket", "log", "L-1", *words)
    assert done.code == code, done.err
    assert done.line
    assert run("ticket", "show", "L-1", "--json").json["updated_at"] == before["updated_at"]


def test_a_sheet_says_channel_grounds_and_proof_in_words(run: Run, new: New) -> None:
    new("--channel", "hotline", impact=2, urgency=1)
    run("ticket", "set", "L-1", "status=triaged", "priority=P1")
    run("ticket", "handoff", "L-1", "--received-at", "2026-11-24T11:00", "--proof", "热线 58812")
    shown = run("ticket", "show", "L-1", lang="zh_CN").out
    assert "hotline" not in shown
    assert "热线\n" in shown
    assert "凭证 热线 58812" in shown
    assert "Hotline" in run("ticket", "show", "L-1", lang="en").out


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_people_get_tables(run: Run, new: New, lang: str) -> None:
    new(title="库存账不平", impact=2, urgency=1)
    new(title="A long English title " * 10, impact=3, urgency=3)
    listed = run("ticket", "list", lang=lang)
    assert listed.code == 0
    assert "库存账不平" in listed.out
    assert ("30 分" if lang == "zh_CN" else "30m") in listed.out
    shown = run("ticket", "show", "L-1", lang=lang)
    assert ("内部段" if lang == "zh_CN" else "Internal leg") in shown.out
    assert run("ticket", "reply", "L-1", "好", lang=lang).out.strip()


def test_a_terminal_is_not_driven_by_a_title(run: Run, new: New) -> None:
    new(title="红\x1b[31m色\x07\u202e反")
    listed = run("ticket", "list").out
    assert "\x1b" not in listed
    assert "\u202e" not in listed


def test_no_such_ticket(run: Run) -> None:
    for words in (("show", "L-9"), ("set", "L-9", "title=x"), ("reply", "L-9", "x")):
        done = run("ticket", *words)
        assert done.code == 1
        assert "L-9" in done.line


def test_the_same_priority_again_is_no_change_and_one_by_hand_says_so(run: Run, new: New) -> None:
    new()
    run("ticket", "set", "L-1", "priority=P1")
    run("ticket", "set", "L-1", "priority=P1")
    told = run("ticket", "show", "L-1", "--json").json["timeline"]
    given = [one for one in told if one["kind"] == "priority"]
    assert [one["reason"] for one in given] == ["set_directly"]
    assert "直接改定" in run("ticket", "show", "L-1").out
