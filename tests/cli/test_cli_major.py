"""A major incident from the terminal: declared, updated, reviewed, and only then closed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]


def log(run: Run, *words: str, **at: Any) -> dict[str, Any]:
    done = run("ticket", "log", "L-1", *words, "--json", **at)
    assert done.code == 0, done.err
    found: dict[str, Any] = done.json
    return found


@pytest.fixture
def declared(run: Run, new: New) -> Run:
    new(title="全厂停机", impact=1, urgency=1)
    log(run, "major", "--set", "commander=周海波", "--set", "scribe=李娜")
    return run


def test_the_drill(declared: Run) -> None:
    run = declared
    major = run("ticket", "show", "L-1", "--json").json["major"]
    assert (major["commander"], major["every_minutes"]) == ("周海波", 30)
    assert major["update_due_at"] == "2026-11-24T11:30:00+08:00"
    late = NOW + timedelta(minutes=31)
    assert run("ticket", "show", "L-1", "--json", at=late).json["major"]["update_missed"] is True
    (due,) = [
        one
        for one in run("alarm", "list", "--json", at=late).json["alarms"]
        if one["metric"] == "update"
    ]
    assert (due["state"], due["headline_zh"]) == ("due", "重大故障该通报了")
    log(run, "hypothesis", "--text", "UPS 失效", at=late)
    log(run, "decision", "--text", "切换备机", at=late)
    log(run, "stand_in", "--text", "手工领料单", at=late)
    shown = log(run, "update", "--set", "impact=两条线", "--set", "known=主机断电", "--set",
                "next=11:50", at=late)["major"]  # fmt: skip
    assert shown["update_due_at"] == "2026-11-24T11:50:00+08:00"
    assert shown["update_missed"] is False
    assert [one["text"] for one in shown["decisions"]] == ["切换备机"]
    assert shown["stand_in"] == "手工领料单"
    assert shown["updates"][0]["impact"] == "两条线"


def test_closing_needs_the_review(declared: Run) -> None:
    run = declared
    assert run("ticket", "set", "L-1", "status=resolved").code == 0
    refused = run("ticket", "set", "L-1", "status=closed")
    assert refused.code == 1
    assert "复盘还没有记录" in refused.line
    assert run("ticket", "show", "L-1", "--json").json["status"] == "resolved"
    assert run("ticket", "log", "L-1", "review", "--set", "found=电话").code == 2
    done = log(
        run, "review", "--set", "timeline=10:00 停 / 11:20 恢复", "--set", "found=车间来电",
        "--set", "restored=切换备机", "--set", "whys=断电", "--set", "whys=UPS 失效", "--set",
        "whys=电池过期", "--set", "improvements=换电池 | 王磊 | 2026-12-10",
    )  # fmt: skip
    assert done["major"]["review"]["whys"] == "断电\nUPS 失效\n电池过期"
    assert run("ticket", "set", "L-1", "status=closed").code == 0


def test_a_mistake_is_withdrawn_with_a_reason(declared: Run) -> None:
    run = declared
    assert run("ticket", "set", "L-1", "status=cancelled").code == 1
    assert run("ticket", "log", "L-1", "withdraw_major").code == 2
    assert "major" not in log(run, "withdraw_major", "--text", "误报")
    assert run("ticket", "set", "L-1", "status=cancelled").code == 0


def test_a_plain_ticket_has_no_updates(run: Run, new: New) -> None:
    assert "major" not in new(title="打印机")
    refused = run("ticket", "log", "L-1", "update", "--text", "x")
    assert refused.code == 1
    assert "不是重大故障" in refused.line


def test_the_sheet_tells_it(declared: Run) -> None:
    assert "指挥:周海波" in declared("ticket", "show", "L-1").out
