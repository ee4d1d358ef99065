"""`report verify`, the scorecard and the verification report, as a project lead uses them."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cli_run import NOW, Run
from reconcile_golden import BOOKS, three_defects, write

STEPS = ("M49", "M50", "M51", "M52", "M53", "M54", "M55", "M56", "M57", "M58", "M59", "M60", "M61")


@pytest.fixture
def number(run: Run, tmp_path: Path) -> str:
    """Return the number of a kept comparison with differences."""
    rows, others = three_defects()
    files = write(tmp_path / "u8.csv", BOOKS, rows), write(tmp_path / "c.csv", BOOKS, others)
    done = run("reconcile", *files, "--key", "单据号", "--measure", "借方,贷方", "--group",
               "账套,会计期间", "--keep", "期初", "--json")  # fmt: skip
    return str(done.json["kept"]["number"])


def rows(file: Path, sheet: str) -> list[list[Any]]:
    found = openpyxl.load_workbook(file)[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_verify_says_equal_and_then_tells_every_way_of_tampering(
    run: Run, number: str, tmp_path: Path
) -> None:
    file = tmp_path / "验证.xlsx"
    told = run("reconcile", "report", number, "--out", file, "--json").json
    assert (told["report"], told["reconciliation"]) == ("verification", number)
    assert told["unexplained"] > 0
    good = run("report", "verify", file, "--json")
    assert (good.code, good.json["equal"], good.json["content_equal"]) == (0, True, True)
    manifest = tmp_path / "验证.xlsx.manifest.json"
    assert run("report", "verify", manifest).code == 0
    whole = file.read_bytes()
    file.write_bytes(whole + b" ")
    bad = run("report", "verify", file, "--json")
    assert (bad.code, bad.json["equal"]) == (1, False)
    assert [one["equal"] for one in bad.json["files"]] == [False, True]
    file.unlink()
    assert run("report", "verify", file, "--json").json["files"][0]["found_sha256"] is None
    file.write_bytes(whole)
    snapshot = tmp_path / "验证.xlsx.snapshot.json"
    text = snapshot.read_text("utf-8")
    snapshot.write_text(text.replace("期初", "期末"), "utf-8")
    forged = run("report", "verify", file, "--json")
    assert forged.code == 1
    assert (forged.json["snapshot_equal"], forged.json["content_equal"]) == (False, False)
    snapshot.write_text(text, "utf-8")
    raw = json.loads(manifest.read_text("utf-8"))
    for wrong in ("../验证.xlsx", "", "a/b.xlsx"):
        raw["files"][0]["name"] = wrong
        manifest.write_text(json.dumps(raw), "utf-8")
        assert run("report", "verify", manifest).code == 2
    for wrong_text in ("[]", "{", '{"format": "firstline.manifest/1"}'):
        manifest.write_text(wrong_text, "utf-8")
        assert run("report", "verify", manifest).code == 2


def test_two_reports_in_a_folder_keep_their_own_snapshots(
    run: Run, number: str, tmp_path: Path
) -> None:
    for ending in ("xlsx", "pdf"):
        done = run("reconcile", "report", number, "--out", tmp_path / f"v.{ending}")
        assert done.code == 0, done.err
        assert run("reconcile", "explain", number, "1", f"补录 {ending}").code == 0
    for ending in ("xlsx", "pdf"):
        assert run("report", "verify", tmp_path / f"v.{ending}").code == 0


def test_a_page_has_numbers_and_the_same_bytes_in_both_languages(
    run: Run, number: str, tmp_path: Path
) -> None:
    for language in ("zh_CN", "en"):
        file = tmp_path / f"{language}.pdf"
        assert run("reconcile", "report", number, "--out", file, lang=language).code == 0
        raw = file.read_bytes()
        assert raw.startswith(b"%PDF")
        assert b"/FontFile2" in raw or b"/FontFile3" in raw
        assert len(re.findall(rb"/Type\s*/Page\b", raw)) > 1
        assert run("report", "verify", file).code == 0


def test_a_snapshot_of_another_report_is_refused(run: Run, number: str, tmp_path: Path) -> None:
    assert run("reconcile", "report", number, "--out", tmp_path / "v.xlsx").code == 0
    snapshot = tmp_path / "v.xlsx.snapshot.json"
    out = ("--out", tmp_path / "x.xlsx")
    assert run("audit", "report", "--from", snapshot, *out).code == 2
    assert run("runbook", "report", "--from", snapshot, *out).code == 2
    assert run("reconcile", "report", "--from", snapshot, number, *out).code == 2
    assert run("reconcile", "report", "--from", snapshot, "--out", tmp_path / "x.ics").code == 2
    assert run("reconcile", "report", "RC-000000", *out).code == 1
    assert not (tmp_path / "x.xlsx").exists()
    assert run("reconcile", "report", "--from", snapshot, *out).code == 0


def cutover(run: Run, number: str) -> str:
    """Return the number of a runbook whose rehearsal took longer than planned, with evidence."""
    words = ("--name", "U8 上云", "--until", "2026-12-31T08:00:00+08:00")
    key = str(run("runbook", "start", "u8-cloud", *words, "--json").json["number"])
    for one in STEPS:
        assert run("runbook", "plan", key, one, "--minutes", "10", "--wave", "一").code == 0
    run("runbook", "check", key, "M32", "--evidence", f"对账 {number} 已看")
    run("runbook", "waive", key, "M04", "--by", "王总", "--reason", "月底", "--until", "2026-12-31")
    then = NOW + timedelta(minutes=5)  # after the plan
    assert run("runbook", "rehearse", key, "--at", "2026-11-20T08:00:00+08:00", at=then).code == 0
    for n, one in enumerate(STEPS):
        for act, minute in (("begin", n * 13), ("finish", n * 13 + 13)):
            at = f"2026-11-20T{8 + minute // 60:02}:{minute % 60:02}:00+08:00"
            assert run("runbook", act, key, one, "--at", at, at=then).code == 0
    assert run("runbook", "end", key, "--at", "2026-11-20T11:00:00+08:00", at=then).code == 0
    return key


def test_a_scorecard_says_where_each_number_is_from_or_that_nobody_measured_it(
    run: Run, number: str, tmp_path: Path
) -> None:
    key = cutover(run, number)
    run("audit", "finding", "add", "打印错位", "--severity", "high", "--project", "U8 上云")
    run("audit", "finding", "add", "别的项目", "--severity", "high", "--project", "别的")
    file = tmp_path / "score.xlsx"
    told = run("runbook", "report", key, "--kind", "scorecard", "--out", file, "--json").json
    assert told["report"] == "scorecard"
    assert number in [one["name"] for one in told["evidence"]]
    difference = rows(file, "差异")[1]
    assert difference[3].startswith(number)
    assert "未签字" in difference[2]
    assert difference[2][0] != "0"
    rehearsal = rows(file, "演练准确度")[1]
    assert rehearsal[2].startswith("30.0 %, 超出")
    assert "13 步,计划 130 分,实际 169 分" in rehearsal[3]
    assert rows(file, "豁免")[1][2] == "1 (M04)"
    assert [row[2] for row in rows(file, "缺陷")[1:]] == ["1,未处理 1,其中超期 0"]
    for sheet in ("采用率", "错误下降", "每个批次"):
        assert rows(file, sheet)[1][2] == "未测量"
    assert rows(file, "采用率")[1][3]
    assert {row[2] for row in rows(file, "周期")[1:]} == {"未测量"}
    assert all(all(row[:4]) for name in ("周期", "每个关口", "回退余量")
               for row in rows(file, name))  # fmt: skip
    assert run("report", "verify", file).code == 0
    english = tmp_path / "en.pdf"
    assert (
        run("runbook", "report", key, "--kind", "scorecard", "--out", english, lang="en").code == 0
    )


def test_a_scorecard_without_evidence_claims_nothing(run: Run, tmp_path: Path) -> None:
    key = str(run("runbook", "start", "u8-cloud", "--name", "空", "--json").json["number"])
    file = tmp_path / "s.xlsx"
    assert run("runbook", "report", key, "--kind", "scorecard", "--out", file).code == 0
    assert rows(file, "差异")[1][:3] == ["未解释差异", "0", "未测量"]
    assert rows(file, "缺陷")[1][2] == "未测量"
    assert rows(file, "演练准确度")[1][2] == "未测量"
    assert {row[2] for row in rows(file, "回退余量")[1:]} == {"未测量"}
