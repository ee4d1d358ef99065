"""Mails and pasted chats as contacts: dates as written, guesses said aloud, nothing dropped."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.contact.log import Channel, Direction
from firstline.domain.errors import BadInput
from firstline.domain.ticket.ticket import Leg
from firstline.intake.chat_text import read_chat
from firstline.intake.contact_files import Told, lay_in
from firstline.intake.mail_file import read_mail

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 14:00 there
TOLD = Told(Leg.VENDOR, frozenset({"李娜", "desk@plant.example"}))


def mail(folder: Path, head: str, body: bytes = b"x", name: str = "m.eml") -> Path:
    path = folder / name
    path.write_bytes(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
    return path


def test_a_mail_in_gb2312_with_a_file(tmp_path: Path) -> None:
    head = (
        "From: =?gb2312?B?zfW5pA==?= <wang@vendor.example>\nTo: desk@plant.example\n"
        "Date: Tue, 24 Nov 2026 10:05:00 +0800\nSubject: =?utf-8?B?5pyI57uT?=\n"
        "Message-ID: <a1@vendor.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"'
    )
    body = (
        b'--b\r\nContent-Type: text/plain; charset="gb2312"\r\n\r\n'
        + "请先备份账套,稍后远程。".encode("gb18030")
        + b"\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        + b'Content-Disposition: attachment; filename="patch.txt"\r\n\r\nfix\r\n--b--\r\n'
    )
    found = lay_in(mail(tmp_path, head, body), TOLD, ZONE, NOW)
    (one,) = found.contacts
    assert (one.channel, one.direction, one.person) == (Channel.MAIL, Direction.IN, "王工")
    assert one.at == datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
    assert one.summary == "月结\n\n请先备份账套,稍后远程。"
    assert (one.ref, one.guessed, one.is_reply) == ("<a1@vendor.example>", "", False)
    assert [name for name, _ in found.files] == ["m.eml", "patch.txt"]


def test_our_own_mail_goes_out_and_html_is_read(tmp_path: Path) -> None:
    head = (
        "From: desk@plant.example\nTo: a@v.example\nDate: Tue, 24 Nov 2026 10:05:00 +0800\n"
        "Subject: x\nContent-Type: text/html; charset=utf-8"
    )
    path = mail(tmp_path, head, b"<p>log <b>attached</b></p><script>evil()</script>")
    (one,) = lay_in(path, TOLD, ZONE, NOW).contacts
    assert (one.direction, one.person, one.summary) == (
        Direction.OUT,
        "a@v.example",
        "x\n\nlog attached",
    )


@pytest.mark.parametrize(
    ("date", "at", "guessed"),
    [
        ("Date: Tue, 24 Nov 2026 10:05:00 -0000\n",
         datetime(2026, 11, 24, 10, 5, tzinfo=ZONE), "zone"),
        ("Date: rubbish\nReceived: from a by b; Tue, 24 Nov 2026 03:00:00 +0000\n",
         datetime(2026, 11, 24, 3, 0, tzinfo=UTC), ""),
        ("", datetime(2026, 11, 20, 0, 0, tzinfo=UTC), "file"),
    ],
)  # fmt: skip
def test_what_a_mail_does_not_say_of_its_time_is_said(
    tmp_path: Path, date: str, at: datetime, guessed: str
) -> None:
    path = mail(tmp_path, f"{date}From: a@v.example\nSubject: s")
    os.utime(path, (1_795_132_800, 1_795_132_800))
    found = read_mail(path, ZONE)
    assert (found.at, found.guessed) == (at, guessed)


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no mail"):
        read_mail(mail(tmp_path, "hello there"), ZONE)
    with pytest.raises(BadInput):
        read_mail(tmp_path / "none.eml", ZONE)


CHAT = """王工 2026-11-24 10:05
请先备份
然后发日志
李娜 2026-11-24 10:07:30
备份好了,会议改到
14:30
王工 2026-11-24 10:30
收到
"""


def test_a_chat_with_dates(tmp_path: Path) -> None:
    path = tmp_path / "群聊.txt"
    path.write_bytes(CHAT.encode("gb18030"))
    found = lay_in(path, TOLD, ZONE, NOW)
    told = [
        (one.person, one.direction, f"{one.at:%H:%M:%S}", one.summary) for one in found.contacts
    ]
    assert told == [
        ("王工", Direction.IN, "10:05:00", "请先备份\n然后发日志"),
        ("李娜", Direction.OUT, "10:07:30", "备份好了,会议改到\n14:30"),
        ("王工", Direction.IN, "10:30:00", "收到"),
    ]
    assert not any(one.guessed for one in found.contacts)
    assert len({one.ref for one in found.contacts}) == 3
    assert found.files == (("群聊.txt", CHAT.encode()),)


@pytest.mark.parametrize(
    ("text", "at", "guessed"),
    [
        ("王工 11月24日 10:05\n好", "2026-11-24 10:05", "year"),
        ("王工 12月24日 10:05\n好", "2025-12-24 10:05", "year"),
        ("王工 11/10 10:05\n好", "2026-11-10 10:05", "year,order"),
        ("王工 昨天 下午3:05\n好", "2026-11-23 15:05", "relative"),
        ("王工 10:05\n好", "2026-11-24 10:05", "day"),
        ("王工 23:50\n好", "2026-11-23 23:50", "day"),
        ("[2026-11-24 10:05:01] 王工: 好", "2026-11-24 10:05", ""),
        ("王工(2026/11/24 10:05):好", "2026-11-24 10:05", ""),
        ("2026年11月24日 10:05 王工\n好", "2026-11-24 10:05", ""),
        ("Wang 2026-11-24 1:05 PM\n好", "2026-11-24 13:05", ""),
    ],
)
def test_ways_in_which_chats_write_a_time(text: str, at: str, guessed: str) -> None:
    (one,) = read_chat(text, ZONE, NOW)
    assert (one.text, f"{one.at:%Y-%m-%d %H:%M}", one.guessed) == ("好", at, guessed)


def test_midnight_passes_where_no_date_stands() -> None:
    found = read_chat("王工 23:50\n还在查\n李娜 00:10\n好", ZONE, NOW)
    assert [f"{one.at:%d %H:%M}" for one in found] == ["23 23:50", "24 00:10"]


def test_words_of_one_person_at_once_are_one_and_later_ones_another() -> None:
    found = read_chat(
        "王工 2026-11-24 10:05\na\n王工 2026-11-24 10:06\nb\n王工 2026-11-24 10:40\nc", ZONE, NOW
    )
    assert [one.text for one in found] == ["a\nb", "c"]


def test_a_line_that_only_looks_like_a_head_stays_words() -> None:
    found = read_chat("王工 2026-11-24 10:05\n会议改到 14:30\n25:99 不是时间\n好", ZONE, NOW)
    assert [one.text for one in found] == ["会议改到 14:30\n25:99 不是时间\n好"]
    last = read_chat("王工 10:05\n会议改到 14:30", ZONE, NOW)
    assert [one.text for one in last] == ["会议改到 14:30"]


def test_a_text_without_names_and_times_is_refused() -> None:
    with pytest.raises(BadInput, match="No line says"):
        read_chat("你好\n在吗", ZONE, NOW)
