"""The contact log from the terminal: logged, laid in, told as a sheet, and reckoned by channel."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

New = Callable[..., dict[str, Any]]
LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def handed(run: Run, new: New) -> Run:
    new(title="月结报错")
    done = run("ticket", "handoff", "L-1", "--received-at", "2026-11-24T11:05", "--proof", "回执")
    assert done.code == 0, done.err
    return run


def call(run: Run, *words: str | Path) -> dict[str, Any]:
    done = run("ticket", "contact", "L-1", "--json", *words, at=LATER)
    assert done.code == 0, done.err
    found: dict[str, Any] = done.json
    return found


def test_a_call_is_logged_and_moves_no_clock(handed: Run) -> None:
    told = call(
        handed, "--channel", "hotline", "--direction", "out", "--person", "王工", "--ref", "8891",
        "--summary", "说已派单", "--next", "等回电", "--at", "2026-11-24T11:20",
    )  # fmt: skip
    (one,) = told["contacts"]
    assert (one["channel"], one["party"], one["clock_event"]) == ("hotline", "vendor", None)
    clocks = handed("ticket", "show", "L-1", "--json", at=LATER).json["clocks"]
    vendor = next(
        one for one in clocks if (one["leg"], one["metric"]) == ("vendor", "first_response")
    )
    assert vendor["achieved_at"] is None
    sheet = handed("ticket", "show", "L-1", at=LATER).out
    assert "热线 · 我方 → 厂商 · 王工 · 号 8891 · 下一步:等回电" in sheet


def test_with_reply_the_vendors_clock_is_met(handed: Run) -> None:
    call(handed, "--channel", "hotline", "--person", "王工", "--summary", "先反结账", "--reply",
         "--at", "2026-11-24T11:20")  # fmt: skip
    clocks = handed("ticket", "show", "L-1", "--json", at=LATER).json["clocks"]
    vendor = next(
        one for one in clocks if (one["leg"], one["metric"]) == ("vendor", "first_response")
    )
    assert (vendor["achieved_at"], vendor["state"]) == ("2026-11-24T11:20:00+08:00", "met")
    told = handed("ticket", "replies", "--json", at=LATER).json
    assert told["lines"] == [
        {"leg": "vendor", "channel": "hotline", "n": 1, "median_s": 900, "p95_s": 900,
         "slowest_s": 900, "unproven": 0},
    ]  # fmt: skip
    assert "0:15:00*" in handed("ticket", "replies", at=LATER).out


def test_what_is_refused_keeps_nothing(handed: Run, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("x", "utf-8")
    for words in (
        ["--summary", "x"],
        ["--channel", "hotline"],
        ["--channel", "mail", "--summary", "x", "--reply", "--attach", str(file)],
        ["--channel", "hotline", "--summary", "x", "--at", "2027-01-01T00:00"],
    ):
        refused = handed("ticket", "contact", "L-1", *words, at=LATER)
        assert refused.code in (1, 2)
        assert refused.line
    shown = handed("ticket", "show", "L-1", "--json", at=LATER).json
    assert not shown["attachments"]
    assert not handed("ticket", "contacts", "L-1", "--json").json["contacts"]


def test_a_mail_and_a_chat_are_laid_in_once(handed: Run, tmp_path: Path) -> None:
    mail = tmp_path / "re.eml"
    mail.write_bytes(
        b"From: Wang <w@v.example>\r\nDate: Tue, 24 Nov 2026 11:10:00 +0800\r\nSubject: step 1\r\n"
        b"Message-ID: <1@v>\r\n\r\nback up first"
    )
    chat = tmp_path / "chat.txt"
    chat.write_text("王工 11:12\n在吗\n李娜 11:13\n在", "utf-8")
    call(handed, "--from", mail)
    told = call(handed, "--from", chat, "--channel", "wecom", "--us", "李娜")
    assert [(one["channel"], one["direction"], one["guessed"]) for one in told["contacts"]] == [
        ("mail", "in", []), ("wecom", "in", ["day"]), ("wecom", "out", ["day"]),
    ]  # fmt: skip
    again = handed("ticket", "contact", "L-1", "--from", chat, "--us", "李娜", "--json", at=LATER)
    assert again.json["total"] == 3
    assert "2 条早已登记" in again.err
    assert "有推测" in again.err
    names = [one["name"] for one in handed("ticket", "show", "L-1", "--json").json["attachments"]]
    assert names == ["re.eml", "chat.txt"]
    refused = handed("ticket", "contact", "L-1", "--from", chat, "--reply", at=LATER)
    assert refused.code == 2


def test_a_guessed_time_is_no_reply(handed: Run, tmp_path: Path) -> None:
    chat = tmp_path / "one.txt"
    chat.write_text("王工 11:12\n先备份", "utf-8")
    refused = handed("ticket", "contact", "L-1", "--from", chat, "--reply", at=LATER)
    assert refused.code == 1
    assert "没有写日期" in refused.line


def test_the_case_as_a_sheet(handed: Run, tmp_path: Path) -> None:
    file = tmp_path / "rec.txt"
    file.write_text("talk", "utf-8")
    first = call(handed, "--channel", "phone", "--party", "internal", "--summary", "<b>停线</b>",
                 "--at", "2026-11-24T11:10", "--attach", file)["contacts"][0]  # fmt: skip
    call(handed, "--channel", "phone", "--party", "internal", "--summary", "只停一条线",
         "--corrects", first["id"], "--at", "2026-11-24T11:10")  # fmt: skip
    page, shape = tmp_path / "case.html", tmp_path / "case.json"
    assert handed("ticket", "contacts", "L-1", "--out", page).code == 0
    html = page.read_text("utf-8")
    assert "&lt;b&gt;停线" in html
    assert "已被更正" in html
    assert "rec.txt" in html
    assert handed("ticket", "contacts", "L-1", "--out", shape).code == 0
    assert json.loads(shape.read_text("utf-8"))["total"] == 2
    assert handed("ticket", "contacts", "L-1", "--out", tmp_path / "x.doc").code == 2
    assert "[已更正]" in handed("ticket", "contacts", "L-1").out


def test_an_answer_that_is_logged_may_say_its_channel(handed: Run) -> None:
    words = ("ticket", "log", "L-1", "responded", "--leg", "vendor", "--at", "2026-11-24T11:20",
             "--proof", "录音 8891", "--channel", "hotline")  # fmt: skip
    done = handed(*words, at=LATER)
    assert done.code == 0, done.err
    told = handed("ticket", "replies", "--json", at=LATER).json
    assert [(one["leg"], one["channel"], one["n"], one["unproven"]) for one in told["lines"]] == [
        ("vendor", "hotline", 1, 0),
    ]  # fmt: skip
    assert "热线" in handed("ticket", "replies", at=LATER).out
    assert handed("ticket", "log", "L-1", "note", "--channel", "hotline").code == 2
    assert handed(*words[:-1], "pigeon").code == 2
