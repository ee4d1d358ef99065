"""Watching from the terminal: a rule is added, looked at, alerts, is seen, and becomes a ticket."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]


@pytest.fixture
def watched(run: Run, tmp_path: Path) -> Path:
    file = tmp_path / "nc-log.log"
    file.write_text("2026-11-24 10:50:00 java.lang.OutOfMemoryError: heap\n", "utf-8")
    done = run("watch", "add", "nc", "--like", "nc-log", "--place", file, "--json")
    assert done.code == 0, done.err
    assert (done.json["own"], done.json["here"], done.json["find"]) == (
        True,
        True,
        "OutOfMemoryError",
    )
    return file


def test_the_shipped_rules_are_off_until_they_are_taken(run: Run) -> None:
    rules = run("watch", "list", "--json").json["rules"]
    assert len(rules) == 8
    assert not any(one["here"] for one in rules)
    none = run("watch", "run", "--json")
    assert (none.code, none.json["looks"]) == (0, [])
    assert run("watch", "remove", "nc-log").code == 1


def test_from_a_look_to_a_ticket_and_back_to_quiet(run: Run, watched: Path) -> None:
    first = run("watch", "run", "--json")
    assert first.code == 1
    (look,) = first.json["looks"]
    assert (look["verdict"], look["raised"]) == ("bad", True)
    again = run("watch", "run", "--json").json["looks"][0]
    assert (again["raised"], again["alert"]) == (False, True)
    (alert,) = run("watch", "alerts", "--json").json["alerts"]
    assert (alert["state"], alert["times"], alert["severity"]) == ("raised", 1, "critical")
    assert "OutOfMemoryError: heap" in alert["evidence"][1]
    assert run("watch", "ack", alert["number"], "--note", "在重启").code == 0
    assert run("watch", "ack", alert["number"]).code == 1
    made = run("watch", "ticket", alert["number"], "--json")
    assert (made.json["ticket"], made.json["state"]) == ("L-1", "acknowledged")
    ticket = run("ticket", "show", "L-1", "--json").json
    assert ticket["title"].startswith("NC 中间件内存溢出")
    assert "OutOfMemoryError: heap" in ticket["body"]
    assert (ticket["channel"], ticket["product"]) == ("monitor", "NC")
    refused = run("watch", "ticket", alert["number"])
    assert (refused.code, "L-1" in refused.line) == (1, True)
    later = NOW + timedelta(hours=2)
    assert run("watch", "run", at=later).code == 0
    cleared = run("watch", "run", "--json", at=later).json["looks"][0]
    assert cleared["cleared"] is True
    assert run("watch", "alerts", "--json", at=later).json["alerts"] == []
    (gone,) = run("watch", "alerts", "--all", "--json", at=later).json["alerts"]
    assert gone["state"] == "cleared"


def test_what_cannot_be_read_is_said_and_is_no_success(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "no" / "*.bak"
    words = ("--watch", "file", "--title", "备份", "--place", place, "--set", "max_age_h=4")
    added = run("watch", "add", "b", *words)
    assert added.code == 0, added.err
    told = run("watch", "run")
    assert told.code == 1
    assert "读不到:没有文件夹" in told.out
    assert f"? 读不到: {tmp_path}" in told.out


def test_a_rule_is_written_anew_and_removed_with_its_alert(run: Run, watched: Path) -> None:
    run("watch", "run")
    assert (
        run("watch", "add", "nc", "--like", "nc", "--every", "5", "--json").json["every_min"] == 5
    )
    assert run("watch", "list", "--json").json["total"] == 9
    assert run("watch", "remove", "nc").code == 0
    assert run("watch", "list", "--json").json["total"] == 8
    assert run("watch", "alerts", "--json").json["total"] == 0


def test_bad_rules_are_refused_with_the_reason(run: Run) -> None:
    for words in (
        ["x", "--watch", "disk", "--title", "t", "--place", "."],
        ["x", "--watch", "disk", "--title", "t", "--place", ".", "--set", "min_free_gb"],
        ["x", "--watch", "disk", "--title", "t", "--place", ".", "--set", "min_free_gb=1", "--set",
         "port=1"],
        ["x", "--title", "t", "--place", "."],
    ):  # fmt: skip
        done = run("watch", "add", *words)
        assert done.code == 2
        assert done.line
    assert run("watch", "add", "x", "--like", "none").code == 1


def test_a_pack_of_the_profile_is_read_and_a_bad_one_is_said(run: Run, profile: Path) -> None:
    folder = profile / "packs" / "watch"
    folder.mkdir(parents=True)
    head = 'schema = "firstline.watch/1"\nid = "own"\n[[rule]]\nid = "p"\ntitle_zh = "盘"\n'
    (folder / "own.toml").write_text(
        f'{head}watch = "disk"\nplace = "{{profile}}"\nmin_free_gb = 1\nclear_free_gb = 1\n',
        "utf-8",
    )
    (folder / "bad.toml").write_text(f'{head}watch = "disk"\nplace = "x"\n', "utf-8")
    done = run("watch", "run", "--json")
    assert [(one["rule"], one["verdict"]) for one in done.json["looks"]] == [("p", "good")]
    assert "bad.toml" in done.line
