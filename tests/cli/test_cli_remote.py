"""The register of remote sessions from the terminal: begun under an authorisation, ended, shown."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]


@pytest.fixture
def leave(run: Run, new: New) -> str:
    new("--product", "U8", title="月结报错")
    done = run(
        "authorisation", "new", "--requested-by", "赵主任",
        "--purpose", "查月结", "--scope", "账套 006", "--person", "陈工",
        "--company", "服务商", "--until", "2026-11-24T12:00", "--approver", "李总", "--tool",
        "ToDesk", "--escort", "李娜", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    number: str = done.json["number"]
    return number


def test_a_session_reserves_its_quota_and_is_counted_or_not(run: Run, leave: str) -> None:
    later = NOW + timedelta(minutes=30)
    run("ledger", "grant", "免费远程", "2", "--unit", "session")
    start = ("session", "start", "L-1", "--authorisation", leave, "--json", "--quota")
    assert run(*start, "没有").code == 1
    assert run("session", "list", "--json").json["total"] == 0
    begun = run(*start, "免费远程")
    assert "还剩 2 次" in begun.err
    show = ("ledger", "show", "免费远程", "--json")
    held = run(*show).json
    assert (held["balance"], held["reserved"]) == (1, 1)
    assert {one["ref"] for one in held["entries"]} == {"", begun.json["number"]}
    ending = ("session", "end", begun.json["number"], "--done", "看了日志")
    assert run(*ending, at=later).code == 0
    held = run(*show, at=later).json
    assert (held["balance"], held["reserved"], held["consumed"]) == (1, 0, 1)
    again = run(*start, "免费远程", at=later).json["number"]
    done = run("session", "end", again, "--done", "连不上", "--not-used", at=later)
    assert done.code == 0
    held = run(*show, at=later).json
    assert (held["balance"], held["reserved"], held["consumed"], held["marks"]) == (1, 0, 1, [])


def test_a_session_from_its_beginning_to_its_end(run: Run, leave: str, tmp_path: Path) -> None:
    done = run("session", "start", "L-1", "--authorisation", leave, "--json")
    assert done.code == 0, done.err
    one = done.json
    assert (one["running"], one["tool"], one["watcher"], one["flags"]) == (
        True,
        "ToDesk",
        "李娜",
        [],
    )
    later = NOW + timedelta(minutes=30)
    (running,) = run("session", "list", "--running", "--json", at=later).json["sessions"]
    assert running["seconds"] == 1800
    assert "0:30:00 ●" in run("session", "list", at=later).out
    number = one["number"]
    assert run("session", "note", number, "对方要管理员口令,没有给", at=later).code == 0
    film = tmp_path / "rec.mp4"
    film.write_bytes(b"film")
    ending = ("session", "end", number, "--recording", film, "--done")
    wrong = run(*ending, "x", "--sha256", "0" * 64, at=later)
    assert wrong.code == 1
    ended = run(*ending, "看了日志", "--changed", "U8.ini", "--keep", "--entitlement",
                "免费远程第 1 次", "--json", at=later)  # fmt: skip
    assert ended.code == 0, ended.err
    assert ended.json["sha256"] == sha256(b"film").hexdigest()
    assert ended.json["flags"] == ["changed_without_leave"]
    assert "授权不允许修改" in ended.err
    fixed = run("session", "correct", number, "changed=U8.ini 第 3 行", "--reason", "说全",
                "--json", at=later)  # fmt: skip
    assert fixed.json["corrections"][0]["old"] == "U8.ini"
    sheet = run("session", "show", number, at=later).out
    for words in ("授权: SQ-", "对方要管理员口令", "U8.ini → U8.ini 第 3 行", "免费远程第 1 次"):
        assert words in sheet
    told = run("ticket", "contacts", "L-1", "--json", at=later).json["contacts"]
    assert [(one["channel"], one["ref"]) for one in told] == [("remote", number)] * 2
    files = run("ticket", "show", "L-1", "--json", at=later).json["attachments"]
    assert [one["name"] for one in files] == ["rec.mp4"]


def test_without_a_valid_authorisation_it_is_refused(run: Run, leave: str) -> None:
    assert run("session", "start", "L-1").code == 2
    unknown = run("session", "start", "L-1", "--authorisation", "SQ-0")
    assert (unknown.code, "没有“SQ-0”这张授权" in unknown.line) == (1, True)
    expired = run("session", "start", "L-1", "--authorisation", leave, at=NOW + timedelta(hours=1))
    assert (expired.code, "过期" in expired.line) == (1, True)
    run("authorisation", "revoke", leave)
    revoked = run("session", "start", "L-1", "--authorisation", leave)
    assert (revoked.code, "撤销" in revoked.line) == (1, True)
    assert run("session", "list", "--json").json == {"sessions": [], "total": 0}


def test_one_that_outruns_its_authorisation_is_flagged(run: Run, leave: str) -> None:
    run("session", "start", "L-1", "--authorisation", leave)
    late = NOW + timedelta(hours=1, seconds=1)
    (one,) = run("session", "list", "--json", at=late).json["sessions"]
    assert (one["flags"], one["grave"]) == (["past_end"], True)
    assert "▲ 超出授权的结束时间" in run("session", "list", at=late).out
