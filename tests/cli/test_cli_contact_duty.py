"""`contact` and `duty`, as a super-user and a script call them."""

import os
from datetime import timedelta
from pathlib import Path

from cli_run import NOW, Run


def test_a_contact_is_added_verified_and_taken_off(run: Run) -> None:
    made = run("contact", "add", "用友热线", "--party", "hotline", "--phone", "4006-600-588",
               "--hours", "24x7", "--needs", "服务识别码", "--json").json  # fmt: skip
    assert (made["unverified"], made["reachable"], made["verified_on"]) == (True, True, None)
    run("contact", "add", "本地服务商", "--party", "partner", "--hours", "W 08:30-17:30")
    assert run("contact", "verify", "用友热线", "--json").json["unverified"] is False
    later = run("contact", "list", "--json", at=NOW + timedelta(days=181)).json
    assert [one["name"] for one in later["contacts"]] == ["用友热线", "本地服务商"]
    assert [one["unverified"] for one in later["contacts"]] == [True, True]
    night = NOW + timedelta(hours=15)  # two in the morning
    assert run("contact", "list", "--reachable", "--json", at=night).json["total"] == 1
    assert run("contact", "set", "本地服务商", "phone=0755-1", "--json").json["phone"] == "0755-1"
    assert run("contact", "remove", "本地").code == 0
    assert run("contact", "list", "--json").json["total"] == 1
    assert "用友热线" in run("contact", "list").out


def test_what_is_wrong_is_one_sentence(run: Run) -> None:
    assert run("contact", "add", "x", "--hours", "always").code == 2
    assert run("contact", "verify", "nobody").code == 1
    assert run("contact", "add", "x").code == 0
    assert run("contact", "set", "x", "id=5").code == 2
    assert "字段" in run("contact", "set", "x", "colour=red").line


def test_the_card_is_written_as_page_and_as_text(run: Run, tmp_path: Path) -> None:
    run("contact", "add", "<b>热线</b>", "--party", "hotline", "--phone", "4006-600-588")
    out = tmp_path / "card.html"
    assert run("contact", "card", "--out", out, "--paper", "二号柜", "--json").json["contacts"] == 1
    page = out.read_text("utf-8")
    assert "size:A6" in page
    assert "<b>热线" not in page
    assert "4006-600-588" in page
    assert "<script" not in page
    assert run("contact", "card", "--out", tmp_path / "card.txt", lang="en").code == 0
    text = (tmp_path / "card.txt").read_text("utf-8")
    assert "Vendor hotline" in text
    assert "二号柜" in text  # remembered
    assert "unverified" in text
    assert run("contact", "card", "--out", tmp_path / "card.docx").code == 2


def test_a_system_is_ready_when_its_duties_are_proved(run: Run) -> None:
    first = run("duty", "prove", "U8 总部", "disk", "--note", "D: 42 %", "--json").json
    assert first["ready"] is False
    for one in ("backup", "restore", "hardware", "contact", "service"):
        run("duty", "prove", "U8  总部", one)
    (system,) = run("duty", "list", "--json").json["systems"]
    assert (system["system"], system["ready"]) == ("U8 总部", True)
    late = run("duty", "list", "--json", at=NOW + timedelta(days=3)).json["systems"][0]
    assert [one["id"] for one in late["duties"] if one["state"] == "stale"] == ["backup"]
    assert "还不能交给厂商" in run("duty", "list", at=NOW + timedelta(days=3)).out
    run("duty", "prove", "U8 总部", "disk", "--failed")
    assert run("duty", "list", "--json").json["systems"][0]["ready"] is False
    assert run("duty", "prove", "U8 总部", "nc_logs").code == 1
    assert run("duty", "prove", " ", "disk").code == 2


def test_a_backup_folder_is_looked_at_and_noted(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "backup" / "006" / "20261123"
    folder.mkdir(parents=True)
    (folder / "UFDATA.BAK").write_bytes(b"x" * 100)
    at = (NOW - timedelta(hours=9)).timestamp()
    os.utime(folder / "UFDATA.BAK", (at, at))
    bad = run("duty", "check", tmp_path / "backup", "--system", "U8 总部", "--json")
    assert (bad.code, bad.json["verdict"]) == (1, "incomplete")
    (folder / "UfErpAct.Lst").write_text("cAcc_Id=006")
    good = run("duty", "check", tmp_path / "backup", "--system", "U8 总部", "--json",
               at=NOW + timedelta(minutes=1))  # fmt: skip
    assert (good.code, good.json["verdict"]) == (0, "ok")
    (system,) = run("duty", "list", "--json", at=NOW + timedelta(minutes=2)).json["systems"]
    assert next(one for one in system["duties"] if one["id"] == "backup")["state"] == "ready"
    assert run("duty", "check", tmp_path / "nowhere").code == 2
