"""`firstline runbook`, as a project lead tries it: from the template to the cutover."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cli_run import Run

HASH = "cd" * 32
STEPS = ("M49", "M50", "M51", "M52", "M53", "M54", "M55", "M56", "M57", "M58", "M59", "M60", "M61")


def start(run: Run, *more: str) -> str:
    made = run("runbook", "start", "u8-cloud", "--name", "U8 上云", *more, "--json").json
    return str(made["number"])


def prove(run: Run, key: str, *gates: str) -> None:
    for one in run("runbook", "show", key, "--json").json["items"]:
        if one["gate"] in gates:
            assert run("runbook", "check", key, one["id"], "--evidence", "签字单 7").code == 0


def rehearse(run: Run, key: str, minutes: int) -> None:
    assert run("runbook", "rehearse", key, "--at", "2026-11-20T08:00:00+08:00").code == 0
    for count, one in enumerate(STEPS):
        at = [f"2026-11-20T{8 + m // 60:02}:{m % 60:02}:00+08:00"
              for m in (count * minutes, count * minutes + minutes)]  # fmt: skip
        assert run("runbook", "begin", key, one, "--at", at[0]).code == 0, one
        assert run("runbook", "finish", key, one, "--at", at[1]).code == 0
    end = f"2026-11-20T{8 + 13 * minutes // 60:02}:{13 * minutes % 60:02}:00+08:00"
    assert run("runbook", "end", key, "--at", end).code == 0


def codes(told: dict[str, Any]) -> set[str]:
    return {one["code"] for one in told["reasons"]}


def test_templates_are_listed_and_one_that_is_not_there_is_refused(run: Run) -> None:
    found = run("runbook", "templates", "--json").json
    assert {one["id"] for one in found["templates"]} == {
        "cutover-erp", "upgrade-erp", "audit-health", "uat",
    }  # fmt: skip
    assert "cutover-erp" in run("runbook", "templates").out
    assert run("runbook", "start", "nothing", "--name", "X").code == 1
    assert run("runbook", "start", "cutover-erp", "--name", " ").code == 2
    back = ("--at", "2026-12-05T20:00", "--until", "2026-12-05T19:00")
    assert run("runbook", "start", "u8-cloud", "--name", "X", *back).code == 2
    assert run("runbook", "list", "--json").json == {"runbooks": [], "total": 0}
    assert run("runbook", "show", "RB-000000").code == 1


def test_a_broken_template_of_one_s_own_is_told_with_its_line(run: Run, profile: Path) -> None:
    folder = profile / "packs" / "checklists"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text('schema = "firstline.template/1"\nid = "x y"\n', "utf-8")
    told = run("runbook", "templates", "--json")
    assert told.json["total"] == 4
    assert "own.toml" in told.line


def test_an_item_is_claimed_then_done_and_a_file_is_kept_by_its_hash(
    run: Run, tmp_path: Path
) -> None:
    key = start(run)
    assert run("runbook", "check", key, "M01", "--json").json["state"] == "claimed"
    gate = run("runbook", "gate", key, "G0", "--json")
    assert gate.code == 1
    assert gate.json["verdict"] == "no_go"
    assert "blocker_claimed" in codes(gate.json)
    sheet = tmp_path / "范围.csv"
    sheet.write_text("物料,迁移\n", "utf-8")
    done = run("runbook", "check", key, "m01", "--evidence", str(sheet), "--json").json
    assert done["state"] == "done"
    assert done["evidence"][0]["name"] == "范围.csv"
    assert re.fullmatch("[0-9a-f]{64}", done["evidence"][0]["sha256"])
    again = run("runbook", "reopen", key, "M01", "--reason", "旧版", "--json").json
    assert again["state"] == "open"
    assert run("runbook", "check", key, "M99").code == 1


def test_a_waiver_lets_a_major_pass_and_two_a_blocker(run: Run) -> None:
    key = start(run)
    words = ("--reason", "月底补", "--until", "2026-12-31", "--json")
    assert run("runbook", "waive", key, "M04", "--by", "王总", *words).json["state"] == "waived"
    assert run("runbook", "waive", key, "M01", "--by", "王总", *words).json["state"] != "waived"
    assert run("runbook", "waive", key, "M01", "--by", "王总", *words).code == 1
    assert run("runbook", "waive", key, "M01", "--by", "李娜", *words).json["state"] == "waived"
    assert run("runbook", "waive", key, "M02", "--by", "王总", "--reason", "x", "--until",
               "soon").code == 2  # fmt: skip
    assert run("runbook", "na", key, "M03", "--by", "王总", "--reason", "无").code == 0
    done = run("runbook", "na", key, "M03", "--by", "李娜", "--reason", "无", "--json").json
    assert (done["state"], set(done["not_applicable"])) == ("n/a", {"王总", "李娜"})


def scored(run: Run, key: str, file: Path) -> None:
    """Check the scorecard of a cutover that ended: cycle, steps, the way back and its margin."""
    assert run("runbook", "report", key, "--kind", "scorecard", "--out", file).code == 0
    book = openpyxl.load_workbook(file)
    told = {
        one.title: [[str(cell.value) for cell in row] for row in one.iter_rows()] for one in book
    }
    assert told["周期"][1][1:3] == ["4.9 天(自然日)", "4.4 天(自然日)"]
    assert told["每个关口"][5][2:] == ["0.0 分钟", "live-1:1/7 步计时,时长之和"]
    assert told["回退余量"][1][1:] == ["≤ 180.0 分钟", "150.0 分钟", "回退演练"]
    assert told["回退余量"][2][2] == "450.0 分钟"
    assert "不可回退点" in told["回退余量"][2][3]


@pytest.mark.slow
def test_from_the_template_to_the_cutover_and_past_the_point_of_no_return(
    run: Run, tmp_path: Path
) -> None:
    key = start(run, "--at", "2026-11-24T10:00:00+08:00", "--until", "2026-11-24T22:00:00+08:00")
    refused = run("runbook", "live", key)
    assert refused.code == 1
    prove(run, key, "G0", "G1", "G2", "G3")
    assert codes(run("runbook", "gate", key, "G2", "--json").json) == {"rehearsals_missing"}
    rehearse(run, key, 10)
    rehearse(run, key, 11)
    assert run("runbook", "gate", key, "G2").code == 0
    wanted = codes(run("runbook", "gate", key, "G3", "--json").json)
    assert {"backup_missing", "drill_missing", "role_unnamed", "window_missing"} <= wanted
    assert run("runbook", "set", key, "validation_minutes=60", "rollback_budget_minutes=180",
               "role.business=王总", "role.pm=赵敏", "role.it=周工").code == 0  # fmt: skip
    assert run("runbook", "backup", key, "--name", "UFDATA 全量", "--sha256", HASH, "--place",
               "异地").code == 0  # fmt: skip
    assert run("runbook", "drill", key, "--minutes", "200", "--at", "2026-11-20").code == 0
    assert "restore_too_long" in codes(run("runbook", "gate", key, "G3", "--json").json)
    shown = run("runbook", "show", key).out
    assert "备份 2026-11-24 11:00  UFDATA 全量  异地  SHA-256" in shown
    assert "恢复演练 2026-11-20 00:00  200 分钟  通过" in shown
    assert "停机窗口 12 时 0 分 · 演练 2 用时 2 时 23 分 · 余量 9 时 37 分" in shown
    assert run("runbook", "drill", key, "--minutes", "120").code == 0
    assert run("runbook", "drill", key, "--kind", "rollback", "--minutes", "150").code == 0
    for role, who in (("business", "王总"), ("pm", "赵敏"), ("it", "周工")):
        assert run("runbook", "vote", key, "G3", "go", "--role", role, "--by", who).code == 0
    gate = run("runbook", "gate", key, "G3")
    assert gate.code == 0, gate.out
    live = run("runbook", "live", key, "--json").json["live"]
    assert live["phase"] == "safe"
    assert live["latest_rollback_at"] == "2026-11-24T18:30:00+08:00"
    assert live["left_seconds"] == 7 * 3600 + 1800
    assert run("runbook", "begin", key, "M50").code == 1
    assert run("runbook", "begin", key, "M49").code == 0
    assert run("runbook", "check", key, "M49", "--evidence", "已停").code == 0
    assert run("runbook", "begin", key, "M50").code == 0
    asked = run("runbook", "ponr", key, "--by", "王总", "--json")
    assert asked.json["live"]["phase"] == "safe"
    assert run("runbook", "ponr", key, "--by", "王总", "--confirm").code == 1
    passed = run("runbook", "ponr", key, "--by", "周工", "--confirm", "--json").json
    assert passed["live"]["phase"] == "forward"
    assert run("runbook", "rollback", key, "--by", "王总", "--reason", "慢").code == 1
    assert run("runbook", "end", key).code == 0
    noted = run(
        "runbook", "review", key, "--text", "早一点停接口", "--owner", "周工", "--json"
    ).json
    assert noted["notes"][0]["owner"] == "周工"
    assert noted["measured"]["mode"] == "live"
    assert "M49" in run("runbook", "review", key).out
    listed = run("runbook", "list", "--json").json
    assert (listed["total"], listed["runbooks"][0]["phase"]) == (1, "ended")
    assert key in run("runbook", "list").out
    assert "M61" in run("runbook", "show", key).out
    scored(run, key, tmp_path / "score.xlsx")


def test_a_report_is_made_again_from_its_snapshot_byte_for_byte(run: Run, tmp_path: Path) -> None:
    key = start(run)
    run("runbook", "check", key, "M01", "--evidence", "=1+1")
    out = tmp_path / "放行.xlsx"
    told = run("runbook", "report", key, "--out", str(out), "--json").json
    assert [one["name"] for one in told["files"]] == ["放行.xlsx", "放行.xlsx.snapshot.json"]
    manifest = json.loads((tmp_path / "放行.xlsx.manifest.json").read_text("utf-8"))
    assert manifest == told
    assert [one["item"] for one in told["evidence"]] == ["M01"]
    first = out.read_bytes()
    run("runbook", "check", key, "M02", "--evidence", "后来")
    again = tmp_path / "again.xlsx"
    assert run("runbook", "report", "--from", str(tmp_path / "放行.xlsx.snapshot.json"), "--out",
               str(again)).code == 0  # fmt: skip
    assert again.read_bytes() == first
    with zipfile.ZipFile(again) as book:
        assert b"2026-11-24T03:00:00Z" in book.read("docProps/core.xml")
    assert run("runbook", "report", key, "--out", str(tmp_path / "x.doc")).code == 2
    assert run("runbook", "report", "--out", str(out)).code == 2
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": 1}', "utf-8")
    assert run("runbook", "report", "--from", str(bad), "--out", str(out)).code == 2
    assert out.read_bytes() == first


def test_the_page_of_a_report_is_made_again_byte_for_byte_in_both_languages(
    run: Run, tmp_path: Path
) -> None:
    key = start(run)
    out = tmp_path / "go.pdf"
    assert run("runbook", "report", key, "--out", str(out)).code == 0
    first = out.read_bytes()
    assert first.startswith(b"%PDF")
    snapshot = str(tmp_path / "go.pdf.snapshot.json")
    other = tmp_path / "other.pdf"
    assert run("runbook", "report", "--from", snapshot, "--out", str(other)).code == 0
    assert other.read_bytes() == first
    english = tmp_path / "en.pdf"
    assert run("runbook", "report", "--from", snapshot, "--out", str(english), "--lang",
               "en").code == 0  # fmt: skip
    assert english.read_bytes() != first


def test_the_dates_of_a_runbook_go_into_a_calendar(run: Run, tmp_path: Path) -> None:
    key = start(run, "--at", "2026-12-05T20:00:00+08:00", "--until", "2026-12-06T08:00:00+08:00")
    assert run("runbook", "plan", key, "M49", "--minutes", "30", "--owner", "周工").code == 0
    assert run("runbook", "plan", key, "M50", "--minutes", "15").code == 0
    assert run("runbook", "plan", key, "M49", "--after", "M55").code == 2  # the order leads back
    words = ("--by", "王总", "--reason", "月底", "--until", "2026-12-31")
    assert run("runbook", "waive", key, "M04", *words).code == 0
    out = tmp_path / "切换.ics"
    assert run("runbook", "report", key, "--out", out).code == 0
    text = out.read_bytes().decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 4
    assert "DTSTART:20261205T123000Z\r\nDTEND:20261205T124500Z" in text  # M50 after M49
    assert "DTSTART;VALUE=DATE:20261231" in text
