"""`ticket handoff --out`: a package in which no canary is left, and what keeps it in the plant."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Run

from canaries import CANARIES as LINES
from canaries import HARMLESS

New = Callable[..., dict[str, Any]]
# Every one is invented. Where each stands is said by `seeded`.
CANARIES = (
    "13800000000", "138-1111-2222", "13922223333", "10.20.30.41", "192.168.7.7", "demo_li",
    "opaDEMO123", "DEMOSECRET456", "Demo@2026", "0512345678", "4111111111111111", "tiger 123",
    "11010519491231002X", "zhang.san@corp.cn", "李小明", "王大锤", "eyJhbGciOi.J9.x-y_z",
)  # fmt: skip
LOG = (
    "2026-11-24 10:40:00 $$host=10.20.30.41 $$userid=demo_li $$msg=Java heap space\n"
    "java.lang.OutOfMemoryError: Java heap space\n"
    "GET /system/token?app_key=opaDEMO123&app_secret=DEMOSECRET456 200\n"
    "Server=DB1;Database=UFSystem;uid=sa;pwd=Demo@2026;\n"
    "联系人 李小明 13922223333,服务识别码:0512345678 错误 824\n"
    "Authorization: Bearer eyJhbGciOi.J9.x-y_z\n"
)
LOGS = {"gb.log": "gb18030", "utf8.log": "utf-8", "wide.log": "utf-16"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
GRANT = (
    "authorisation", "new", "--requested-by", "赵主任",
    "--purpose", "查卡死", "--scope", "nc-log", "--person", "陈工",
    "--company", "服务商", "--until", "2026-11-26T18:00", "--approver", "李总", "--json",
)  # fmt: skip


@pytest.fixture
def seeded(run: Run, new: New, tmp_path: Path) -> Run:
    """Return a run on a desk whose one ticket, L-1, holds canaries in every place."""
    note = tmp_path / "日志 13800000000.txt"
    note.write_text("card=4111111111111111 身份证 11010519491231002X\n", "utf-8")
    shot = tmp_path / "屏幕 zhang.san@corp.cn.png"
    shot.write_bytes(PNG)
    new(
        "--body", "报错 Java heap space,请拨 138-1111-2222\n密码:tiger 123\n报告人 王大锤",
        "--product", "NC", "--module", "GL", "--requester", "王大锤", "--attach", str(note),
        str(shot), title="李小明 13800000000 的总账打不开", impact=1, urgency=1,
    )  # fmt: skip
    run("ticket", "reply", "L-1", "已在 192.168.7.7 重启,邮件 zhang.san@corp.cn")
    run("ticket", "reply", "L-1", "内部:不要外传的话", "--internal")
    packs = tmp_path / "profile" / "packs"
    packs.mkdir(exist_ok=True)
    (packs / "names.txt").write_text("# 本厂人员\n李小明\n", "utf-8")
    for name, encoding in LOGS.items():
        (tmp_path / name).write_bytes(LOG.encode(encoding))
    return run


def handoff(run: Run, tmp_path: Path, *words: str, **options: Any) -> Any:
    return run("ticket", "handoff", "L-1", "--out", tmp_path / "out", *words, **options)


def grant(run: Run, *words: str) -> str:
    done = run(*GRANT, *words)
    assert done.code == 0, done.err
    return str(done.json["number"])


def whole(run: Run, tmp_path: Path, number: str, *words: str) -> Any:
    logs = [word for name in LOGS for word in ("--log", str(tmp_path / name))]
    return handoff(
        run, tmp_path, "--authorisation", number, *logs, "--seen", "屏幕 zhang.san@corp.cn.png",
        "--reviewed-by", "赵主任", "--json", *words,
    )  # fmt: skip


def members(path: str | Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {one: archive.read(one) for one in archive.namelist()}


def test_no_canary_is_left_in_any_file_of_the_package(seeded: Run, tmp_path: Path) -> None:
    done = whole(seeded, tmp_path, grant(seeded))
    assert done.code == 0, done.err
    package = done.json["package"]
    found = members(package["path"])
    assert sorted(found) == sorted([
        "handoff.md", "handoff.html", "fields.json", "redaction.json", "SHA256SUMS",
        "logs/gb.log", "logs/utf8.log", "logs/wide.log",
        *(one for one in found if one.startswith("attachments/")),
    ])  # fmt: skip
    assert sum(one.startswith("attachments/") for one in found) == 2
    everything = "\n".join((package["path"], *found, *(
        data.decode("utf-8", "replace") for data in found.values()
    )))  # fmt: skip
    assert [one for one in CANARIES if one in everything] == []
    assert "不要外传的话" not in everything
    assert "OutOfMemoryError" in found["logs/gb.log"].decode()
    assert found["logs/gb.log"] == found["logs/utf8.log"] == found["logs/wide.log"]
    assert "错误 824" in found["logs/gb.log"].decode()


def test_the_package_says_all_that_the_vendor_asks_for(seeded: Run, tmp_path: Path) -> None:
    done = whole(
        seeded, tmp_path, grant(seeded), "--field", "version=V6.5", "--title", "总账打不开",
        "--field", "contact=赵主任 8:00–20:00",
    )  # fmt: skip
    found = members(done.json["package"]["path"])
    fields = json.loads(found["fields.json"])
    values = {one["id"]: one["value"] for one in fields["fields"]}
    assert (values["product"], values["version"], values["module"]) == ("NC", "V6.5", "GL")
    assert "Java heap space" in values["message"]
    assert values["priority"].startswith("P1")
    assert values["contact"] == "赵主任 8:00–20:00"
    assert values["first_seen"] == "2026-11-24 11:00"
    assert not [one for one in fields["fields"] if one["missing"]]
    assert fields["title"] == "总账打不开"
    assert [one["metric"] for one in fields["expected_reply"]] == ["first_response", "resolution"]
    assert fields["expected_reply"][0]["at"] == "2026-11-24T12:00:00+08:00"
    sums = dict(line.split("  ", 1)[::-1] for line in found["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: sha256(data).hexdigest() for name, data in found.items() if name != "SHA256SUMS"
    }
    page = found["handoff.html"].decode()
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "src=" not in page
    assert "<mark>&lt;手机号#" in page
    report = json.loads(found["redaction.json"])
    assert report["reviewed_by"] == "赵主任"
    assert {one["rule"] for one in report["removed"]} >= {"RD01", "RD04", "RD05", "names"}
    assert 0 < len(report["preview"]) <= 20


def test_one_value_has_one_placeholder_in_a_package_and_another_in_the_next(
    seeded: Run, tmp_path: Path
) -> None:
    number = grant(seeded)
    marks = []
    for _ in range(2):
        found = members(whole(seeded, tmp_path, number).json["package"]["path"])
        lines = {found[f"logs/{one}"].decode().splitlines()[0] for one in LOGS}
        assert len(lines) == 1
        marks.append(lines.pop())
    assert marks[0] != marks[1]


def test_an_english_package_says_in_english_what_was_removed(seeded: Run, tmp_path: Path) -> None:
    done = handoff(seeded, tmp_path, "--json", lang="en")
    assert done.code == 0, done.err
    held = members(done.json["package"]["path"])
    text = b"\n".join(held.values()).decode("utf-8", "replace")
    assert "<mobile#" in text
    assert "<name#" in text
    assert not re.search(r"<[^<>\s]*[\u4e00-\u9fff][^<>\s]*>", text)


def test_the_release_stands_in_the_timeline(seeded: Run, tmp_path: Path) -> None:
    number = grant(seeded)
    done = whole(seeded, tmp_path, number, "--received-at", "2026-11-24T11:00", "--case-no", "YY-7")
    assert done.json["case_no"] == "YY-7"
    assert {one["state"] for one in done.json["clocks"] if one["leg"] == "vendor"} == {"running"}
    package = done.json["package"]
    timeline = seeded("ticket", "show", "L-1", "--json").json["timeline"]
    entry = next(one for one in timeline if one["kind"] == "entry")
    assert entry["data"]["sha256"] == package["sha256"]
    assert package["sha256"] == sha256(Path(package["path"]).read_bytes()).hexdigest()
    assert entry["data"]["recipient"] == "陈工(服务商)"
    assert (entry["data"]["authorisation"], entry["data"]["reviewed_by"]) == (number, "赵主任")
    assert "导出交接包" in seeded("ticket", "show", "L-1").out


def refused(run: Run, tmp_path: Path, said: str, *words: str, **options: Any) -> None:
    done = handoff(run, tmp_path, *words, **options)
    assert done.code in (1, 2)
    assert said in done.err.splitlines()[-1]
    assert not list((tmp_path / "out").glob("*.zip"))
    assert run("ticket", "show", "L-1", "--json").json["status"] != "with_vendor"


def test_logs_and_attachments_need_an_authorisation_that_holds(seeded: Run, tmp_path: Path) -> None:
    log = ("--log", str(tmp_path / "gb.log"), "--reviewed-by", "赵主任")
    refused(seeded, tmp_path, "要有授权", *log)
    refused(seeded, tmp_path, "没有“SQ-0”", *log, "--authorisation", "SQ-0")
    number = grant(seeded)
    held = (*log, "--authorisation", number)
    refused(seeded, tmp_path, "过期", *held, at=NOW + timedelta(days=3))
    refused(seeded, tmp_path, "复核", *held[:2], *held[4:])
    later = grant(seeded, "--from", "2026-11-25T08:00")
    refused(seeded, tmp_path, "才生效", *log, "--authorisation", later)
    other = grant(seeded, "--system", "U8")
    refused(seeded, tmp_path, "不包括 NC", *log, "--authorisation", other)
    assert seeded("authorisation", "revoke", number).code == 0
    refused(seeded, tmp_path, "已撤销", *held)


def test_plain_text_needs_none_and_says_what_stays_behind(seeded: Run, tmp_path: Path) -> None:
    done = handoff(seeded, tmp_path, "--json", "--reviewed-by", "赵主任")
    assert done.code == 0, done.err
    assert len(done.json["package"]["left_out"]) == 2
    assert "没有授权,留在厂内" in done.err
    assert "还没写的:版本" in done.err
    found = members(done.json["package"]["path"])
    assert not [one for one in found if "/" in one]
    everything = b"\n".join(found.values()).decode()
    assert not [one for one in CANARIES if one in everything]


def test_a_picture_that_nobody_looked_at_stays_behind(seeded: Run, tmp_path: Path) -> None:
    words = ("--authorisation", grant(seeded), "--reviewed-by", "赵主任", "--json")
    done = handoff(seeded, tmp_path, *words)
    assert "没有人确认看过" in done.err
    found = members(done.json["package"]["path"])
    assert sum(one.startswith("attachments/") for one in found) == 1
    assert handoff(seeded, tmp_path, *words, "--seen", "x.png").code == 2


def test_a_title_over_twenty_characters_is_refused(seeded: Run, tmp_path: Path) -> None:
    refused(seeded, tmp_path, "21 个字", "--title", "一" * 21, "--reviewed-by", "赵主任")
    refused(seeded, tmp_path, "没有“colour”", "--field", "colour=red", "--reviewed-by", "赵主任")
    done = seeded("ticket", "handoff", "L-1", "--field", "version=1")
    assert done.code == 2
    assert "--out" in done.line


def test_the_same_package_has_the_same_bytes(seeded: Run, tmp_path: Path) -> None:
    done = handoff(seeded, tmp_path, "--json", "--reviewed-by", "赵主任")
    with zipfile.ZipFile(done.json["package"]["path"]) as archive:
        names = archive.namelist()
        assert {one.date_time for one in archive.infolist()} == {(2026, 11, 24, 11, 0, 0)}
        assert {one.create_system for one in archive.infolist()} == {3}  # on every system
    assert names[:-1] == sorted(names[:-1])
    assert names[-1] == "SHA256SUMS"


def test_the_collector_fills_in_what_it_finds(run: Run, new: New, tmp_path: Path) -> None:
    new("--product", "T+", title="补丁中断")
    home = tmp_path / "t" / "TPlusPro"
    home.mkdir(parents=True)
    (home / "PatchBuildInfo.xml").write_text('<Info Version="17.0" PatchNo="P23"/>', "utf-8")
    (home / "instPatch.log").write_text("2026-11-24 10:00:00 失败 10.1.2.3\n", "utf-8")
    done = run("ticket", "handoff", "L-1", "--out", tmp_path / "out", "--collect", tmp_path / "t",
               "--authorisation", grant(run), "--reviewed-by", "赵主任", "--json")  # fmt: skip
    assert done.code == 0, done.err
    assert "没有找到" in done.err
    found = members(done.json["package"]["path"])
    values = {one["id"]: one["value"] for one in json.loads(found["fields.json"])["fields"]}
    assert (values["version"], values["patch"]) == ("17.0", "P23")
    assert "<IP#" in found["logs/instPatch.log"].decode()


def test_what_the_customer_proved_goes_along(run: Run, new: New, tmp_path: Path) -> None:
    new("--product", "U8", title="总账打不开")
    run("duty", "prove", "U8 总部", "backup", "--note", "UFDATA.BAK 3.2 GB 存于 10.1.1.9")
    run("duty", "prove", "NC 集团", "backup")
    done = handoff(run, tmp_path, "--json", "--reviewed-by", "赵主任")
    assert done.code == 0, done.err
    fields = json.loads(members(done.json["package"]["path"])["fields.json"])
    assert "U8 总部: 还差" in fields["duties"]
    assert "NC" not in fields["duties"]
    assert "没有证明" in fields["duties"]
    backup = next(one["value"] for one in fields["fields"] if one["id"] == "backup")
    assert backup.startswith("U8 总部 2026-11-24 11:00 UFDATA.BAK 3.2 GB 存于 <IP#")
    assert "10.1.1.9" not in json.dumps(fields)


def test_the_whole_list_of_canaries_leaves_by_no_door(run: Run, new: New, tmp_path: Path) -> None:
    text = "\n".join([line for _, line in LINES] + HARMLESS) + "\n"
    note = tmp_path / "note.txt"
    note.write_text(text, "utf-8")
    for name, encoding in LOGS.items():
        (tmp_path / name).write_bytes(text.encode(encoding))
    new("--body", text, "--product", "U8", "--requester", "测试员", "--attach", str(note),
        title="总账打不开")  # fmt: skip
    run("ticket", "reply", "L-1", text)
    logs = [word for name in LOGS for word in ("--log", str(tmp_path / name))]
    done = handoff(run, tmp_path, "--authorisation", grant(run), *logs, "--reviewed-by", "赵",
                   "--field", f"changes={text}", "--json")  # fmt: skip
    assert done.code == 0, done.err
    found = members(done.json["package"]["path"])
    everything = b"\n".join(found.values()).decode().replace("20261380000000099", "")  # harmless
    assert [one for one, _ in LINES if len(one) > 1 and one in everything] == []
    kept = found["logs/utf8.log"].decode()
    assert [line for line in HARMLESS if line not in kept] == []


def test_a_package_of_a_ticket_that_the_vendor_has_says_nothing_of_a_clock_not_begun(
    run: Run, new: New, tmp_path: Path
) -> None:
    new()
    first = run("ticket", "handoff", "L-1", "--out", tmp_path / "a")
    assert "厂商尚未收到" in first.out
    at, got = NOW + timedelta(minutes=9), ("--received-at", "2026-11-24T11:05")
    assert "厂商尚未收到" not in run("ticket", "handoff", "L-1", *got, at=at).out
    again = run("ticket", "handoff", "L-1", "--out", tmp_path / "b", at=at)
    assert again.code == 0, again.err
    assert "厂商尚未收到" not in again.out
