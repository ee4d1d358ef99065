"""The health report: risks, availability and measurements, and nothing better than it was."""

from pathlib import Path
from typing import Any

import openpyxl
from cli_run import Run


def rows(file: Path, sheet: str) -> list[list[Any]]:
    found = openpyxl.load_workbook(file)[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def report(run: Run, file: Path, *words: str) -> None:
    done = run("audit", "report", "U8", "--out", file, *words)
    assert done.code == 0, done.err


def test_findings_and_risks_stand_by_severity_owner_and_cell(run: Run, tmp_path: Path) -> None:
    run("audit", "look", "U8", "A05", "pass", "--evidence", "日志")
    words = ("--severity", "high", "--owner", "赵敏", "--due", "2026-11-01")
    run("audit", "finding", "add", "共享口令", *words)
    run("audit", "finding", "add", "旧补丁", "--severity", "low")
    risk = run("risk", "add", "断电", "--probability", "4", "--impact", "5", "--json").json[
        "number"
    ]
    file = tmp_path / "h.xlsx"
    report(run, file)
    counts = {row[0]: row[1:] for row in rows(file, "发现项 按严重程度")}
    assert counts["高"] == ["1", "1", "1", "0", "0"]
    assert counts["低"] == ["1", "1", "0", "0", "0"]
    matrix = rows(file, "风险矩阵")
    assert matrix[3][0] == "4"
    assert matrix[3][5] == f"20 高\n{risk}"
    assert rows(file, "未关闭的风险")[1][2] == "4 × 5 = 20 高"
    assert rows(file, "安全审计")[5][8] == "无趋势"
    assert run("report", "verify", file).code == 0


def test_availability_is_reckoned_from_the_log_or_not_measured(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "h.xlsx"
    report(run, file, "--month", "2026-09")
    assert [row[1] for row in rows(file, "可用率与错误预算")[2:]] == ["未测量", "未测量"]
    run("outage", "add", "U8", "--from", "2026-09-03T08:00", "--to", "2026-09-03T12:00")
    report(run, file, "--month", "2026-09")
    month = rows(file, "可用率与错误预算")[2]
    assert month[1].startswith("99.444 %")
    assert "未达到" in month[1]
    assert month[2:6] == ["99.900 %", "240", "43.2", "-196.8"]
    report(run, file, "--month", "2026-09", "--target", "99")
    assert "达到" in rows(file, "可用率与错误预算")[2][1]
    assert run("audit", "report", "U8", "--out", file, "--target", "101").code == 2


def test_unlike_workloads_have_no_verdict_in_the_report(run: Run, tmp_path: Path) -> None:
    samples = tmp_path / "ms.csv"
    samples.write_text("before,after\n" + "5000,1000\n" * 40, "utf-8")
    for phase, rate in (("before", "100"), ("after", "150")):
        words = ("--phase", phase, "--load", "40", "--window", "09-10", "--environment", "生产")
        key = run("measure", "add", "查库存", *words, "--per-minute", rate, "--json").json["number"]
        assert run("measure", "samples", key, samples, "--column", phase).code == 0
    file = tmp_path / "h.xlsx"
    report(run, file)
    line = rows(file, "前后对比")[1]
    assert line[1:3] == ["40 / 5000 / 5000", "40 / 1000 / 1000"]
    assert line[3:] == ["p50 −80.0 %, p95 −80.0 %, 吞吐 +50.0 %", "p50 变快, p95 变快"]
    run("measure", "set", key, "load=80")
    report(run, file)
    line = rows(file, "前后对比")[1]
    assert line[3] == "—"
    assert line[4].startswith("不可比")
