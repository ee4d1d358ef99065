"""Scope, compatibility, environments, paths, measures, outages and audits from a terminal."""

from datetime import timedelta
from pathlib import Path

import pytest
from cli_run import NOW, Run


def test_a_scope_is_complete_once_each_object_is_decided_and_owned(run: Run) -> None:
    run("scope", "add", "供应商档案", "--part", "master", "--project", "U9")
    found = run("scope", "list", "--project", "U9", "--json").json
    assert (found["total"], found["complete"]) == (1, 0)
    key = found["objects"][0]["number"]
    assert run("scope", "set", key, "decision=drop", "owner=赵敏").code == 2
    again = ("--decision", "migrate", "--owner", "赵敏", "--project", "u9 ")
    run("scope", "add", "供应商档案", *again)
    found = run("scope", "list", "--json").json
    assert (found["total"], found["complete"]) == (1, 1)
    assert "1 个有决定" in found["why"]


def test_the_matrix_counts_what_nobody_recorded_as_unknown(run: Run) -> None:
    def cell(product: str, version: str, *more: str) -> int:
        words = ("compat", "add", product, "--part", "os", "--version", version, *more)
        return run(*words).code

    known = ("--verdict", "ok", "--source", "安装手册 3.2")
    assert cell("U9 cloud", "Windows Server 2019", *known) == 0
    assert run("compat", "matrix").code == 0
    assert cell("U9 cloud", "Windows Server 2022", "--verdict", "ok") == 2  # without a source
    assert cell("U8+ 16.5", "Windows Server 2022", *known) == 0
    done = run("compat", "matrix", "--json")
    assert (done.code, done.json["total"], done.json["open"]) == (1, 4, 2)
    assert "?" in run("compat", "matrix", lang="en").out
    assert run("compat", "list", "--json").json["total"] == 2


def test_an_unmasked_or_old_copy_is_flagged(run: Run) -> None:
    old = ("--data-on", "2026-10-01", "--masked", "no", "--json")
    made = run("environment", "add", "测试库", *old)
    assert [one["code"] for one in made.json["flags"]] == ["unmasked", "stale"]
    done = run("environment", "set", "测试库", "masked=yes", "data_on=2026-11-20", "--json").json
    assert done["flags"] == []


PATHS = """schema = "firstline.upgrade/1"
id = "sample"
version = "2026.11.1"
source = "样例,不是厂商资料"
[[edge]]
from = "U8 V13"
to = "U8+ V15"
conditions = "先结账"
[[edge]]
from = "U8+ V15"
to = "U8+ V16.5"
"""


def test_a_path_is_planned_from_data_and_an_unknown_one_is_asked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "edges.toml"
    file.write_text(PATHS, "utf-8")
    assert run("path", "import", file, "--json").json["created"] == 2
    assert run("path", "import", file, "--json").json["unchanged"] == 2
    found = run("path", "plan", "u8 v13", "U8+ V16.5", "--json").json
    assert [one["to"] for one in found["hops"]] == ["U8+ V15", "U8+ V16.5"]
    assert "备份 U8 V13" in found["hops"][0]["before"]
    assert found["hops"][0]["source"].endswith("(2026.11.1)")
    asked = run("path", "plan", "U8 V13", "YonSuite", "--json")
    assert asked.code == 1
    assert (asked.json["known"], asked.json["hops"]) == (False, [])
    assert "请问厂商" in asked.json["why"]
    goal = run("path", "goal", "add", "U8 V13", "--to", "YonSuite", "--json").json
    assert [one["code"] for one in goal["flags"]] == ["unknown_path"]
    file.write_text("nonsense", "utf-8")
    assert run("path", "import", file).code == 2


EXTRACT = """编码,名称,单位,仓库
A001,轴承 6204,个,S1
A002,螺栓,,S1
A001,轴承6204,个,S9
a001 ,齿轮,个,S1
"""
STORES = "代码\nS1\nS2\n"


def test_an_extract_is_looked_at_reported_and_recorded(run: Run, tmp_path: Path) -> None:
    file, stores = tmp_path / "存货.csv", tmp_path / "仓库.csv"
    file.write_bytes(EXTRACT.encode("gb18030"))
    stores.write_text(STORES, "utf-8")
    words = (
        "quality",
        file,
        "--key",
        "编码",
        "--near",
        "编码",
        "--required",
        "名称,单位",
        "--code",
        "编码",
        "--name",
        "名称",
        "--orphans",
        "仓库",
        "--against",
        stores,
        "--parent",
        "代码",
    )
    for out in (tmp_path / "缺陷.xlsx", tmp_path / "缺陷.csv"):
        done = run(*words, "--out", out, "--record", "存货", "--json")
        assert done.code == 1
        assert out.stat().st_size > 100
    counts = {one["rule"]: one["count"] for one in done.json["rules"]}
    assert counts == {"duplicate": 1, "near": 1, "blank": 1, "orphan": 1, "collision": 1}
    assert done.json["verdict"] == "defects"
    assert (tmp_path / "缺陷.csv").read_text("utf-8-sig").count("\n") == 6
    runs = run("quality", "--json").json["runs"]
    assert (runs[0]["name"], runs[0]["defects"], runs[0]["flags"][0]["stops"]) == ("存货", 5, True)
    clean = run("quality", file, "--required", "名称", "--record", "存货", "--json")
    assert (clean.code, clean.json["verdict"]) == (0, "clean")
    assert run("quality", "--json").json["runs"][0]["flags"] == []


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1\n", b"a,b\n1,2,3\n", b'a,b\n"1,2\n', b"\xff\xfe\x00", b"a,b\n", b"PK\x03\x04"],
)
def test_a_broken_extract_ends_in_one_sentence_and_no_verdict(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    for name in ("x.csv", "x.xlsx"):
        file = tmp_path / name
        file.write_bytes(content)
        done = run("quality", file, "--key", "a", "--record", "x", "--json")
        assert done.code == 2
        assert not done.out
        assert done.line
    assert run("quality", "--json").json["total"] == 0
    assert run("quality", tmp_path / "none.csv", "--key", "a").code == 2


def test_before_and_after_are_compared_only_under_the_same_load(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ms.csv"
    file.write_text("before,after\n" + "5000,1000\n" * 40, "utf-8")
    keys = []
    for phase, load, rate in (("before", "40", "100"), ("after", "42", "150")):
        words = ("--phase", phase, "--load", load, "--window", "09-10", "--environment", "生产")
        made = run("measure", "add", "查库存", *words, "--per-minute", rate, "--json").json
        taken = run("measure", "samples", made["number"], file, "--column", phase, "--json").json
        assert taken["n"] == 40
        keys.append(made["number"])
    done = run("measure", "compare", *keys, "--json").json
    assert done["cut_percent"] == {"p50": "80.0", "p95": "80.0"}
    assert (done["throughput_gain_percent"], done["better"]["p95"]) == ("50.0", True)
    assert "−80.0 %" in run("measure", "compare", *keys, lang="en").out
    back = run("measure", "compare", *reversed(keys), lang="en").out
    assert "−-" not in back
    assert "+400.0 %" in back
    run("measure", "set", keys[1], "load=80")
    refused = run("measure", "compare", *keys, "--json")
    assert (refused.code, refused.json["comparable"], refused.json["cut_percent"]) == (1, False, {})
    assert run("measure", "list", "--json").json["measurements"][0]["p50"] == "5000"
    file.write_text("before\nfast\n", "utf-8")
    assert run("measure", "samples", keys[0], file, "--column", "before").code == 2


def test_errors_burn_down_against_a_frozen_baseline(run: Run) -> None:
    first = run("measure", "baseline", "WMS 同步", "--count", "映射=150", "--count", "超时=50",
                "--messages", "10000", "--due", "2026-12-08", "--json").json  # fmt: skip
    assert run("measure", "burndown", first["number"]).code == 1
    assert run("measure", "baseline", "wms 同步", "--count", "映射=1").code == 1
    run("measure", "count", first["number"], "--count", "映射=15", "--count", "超时=5",
        "--count", "锁=4", "--messages", "8000")  # fmt: skip
    found = run("measure", "burndown", first["number"], "--json").json
    assert (found["reduction_percent"], found["met"], found["fresh"]) == ("90.0", True, {"锁": 4})
    assert found["counts"][1]["per_1000_messages"] == "3.00"
    said = run("measure", "burndown", first["number"]).out
    assert "基线 200 (20.00‰),剩余 20 (2.50‰)" in said
    assert run("measure", "case", "list", "--json").json["total"] == 1


def test_what_a_column_takes_is_an_example_and_no_step_leads_to_itself(run: Run) -> None:
    wrong = run("outage", "add", "U8", "--from", "2026-09-03T08:00", "--to", "x")
    assert wrong.code == 2
    wrong = run("environment", "add", "E", "--data-on", "昨天")
    assert (wrong.code, "例如 2026-12-31" in wrong.err) == (2, True)
    assert run("path", "add", "A", "--to", "a ", "--source", "手册").code == 2
    assert run("path", "plan", " ", "A").code == 2


def test_availability_is_exact(run: Run) -> None:
    made = run("outage", "add", "U8", "--from", "2026-09-03T08:00", "--to", "2026-09-03T12:00")
    assert ("2026-09-03 08:00" in made.out, "+08:00" in made.out) == (True, False)
    words = ("outage", "availability", "--system", "U8", "--month", "2026-09", "--json")
    found = run(*words, "--rate", "30000")
    assert found.code == 1
    assert found.json["availability_percent"] == "99.444"
    assert (found.json["budget_minutes"], found.json["budget_left_minutes"]) == ("43.2", "-196.8")
    assert (found.json["loss_cny"], found.json["loss_basis"]) == ("120000.00", "自己估算")
    other = run("outage", "availability", "--system", "NC", "--month", "2026-09", "--json")
    assert (other.code, other.json["availability_percent"]) == (0, "100.000")
    running = run("outage", "add", "NC", "--from", "2026-11-24T10:00", "--json").json
    assert (running["running"], running["minutes"]) == (True, "60")
    ended = run("outage", "end", running["number"], "--at", "2026-11-24T10:35", "--json").json
    assert (ended["running"], ended["minutes"]) == (False, "35")
    hours = run("outage", "availability", "--month", "2026-09", "--service", "calendar", "--json")
    assert hours.json["down_minutes"] == "210"  # from 08:30
    run("system", "add", "U8", "--product", "U8", "--service-hours", "cn")
    agreed = run(*words)
    assert (agreed.json["hours_agreed"], agreed.json["down_minutes"]) == (True, "210")
    assert [one["month"] for one in agreed.json["months"]] == ["2026-09"]
    assert not other.json["hours_agreed"]
    for wrong in (("--month", "2026-13"), ("--year", "26"), ("--target", "100")):
        assert run("outage", "availability", *wrong).code == 2


def test_a_check_says_no_trend_and_what_is_due(run: Run) -> None:
    assert run("audit", "look", "U8 总部", "A01", "pass").code == 2
    run("audit", "look", "U8 总部", "H05", "fail", "--evidence", "演练", "--at", "2025-09-01")
    run("audit", "look", "U8 总部", "h05", "pass", "--evidence", "演练 2")
    run("audit", "look", "U8 总部", "A05", "pass", "--evidence", "覆盖表")
    (found,) = run("audit", "status", "--json").json["systems"]
    lines = {one["id"]: one for one in found["lines"]}
    assert lines["H05"]["trend"] == "好转(2025 年不合格)"
    assert lines["A05"]["trend"] == "无趋势"
    assert (lines["A01"]["verdict"], lines["A01"]["flags"][0]["code"]) == ("untested", "never")
    assert (found["tested"], found["items"], found["points"]) == (2, 27, 6.0)
    assert run("audit", "coverage", "U8 总部").code == 0
    assert run("audit", "coverage", "U8 总部", "NC", "--json").json["systems"] == ["NC"]
    assert run("audit", "coverage").code == 0
    for name, now in (("NC 集团", "run"), ("旧财务", "retire")):  # nobody ever looked at either
        assert run("phase", "add", name, "--phase", now, "--since", "2026-01-05").code == 0
    assert run("audit", "coverage", "--json").json["systems"] == ["NC 集团"]
    later = run("audit", "coverage", at=NOW + timedelta(days=120))
    assert later.code == 1
    assert run("audit", "look", "U8", "Z99", "pass", "--evidence", "x").code == 1


SCAN = """Host,Port,CVE,Risk,Name,Solution
10.0.0.5,445,CVE-2017-0144,Critical,SMBv1,关闭
10.0.0.5,445,CVE-2017-0144,Critical,SMBv1 again,关闭
10.0.0.6,1433,,7.5,SQL Server open,限制
10.0.0.7,80,,weird,Banner,
"""


def test_a_scan_is_taken_in_without_doubles(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "scan.csv"
    file.write_text(SCAN, "utf-8")
    first = run("audit", "scan", file, "--json")
    assert first.code == 1  # one row makes no sense
    assert (first.json["created"], first.json["unchanged"]) == (2, 1)
    assert [one["row"] for one in first.json["refused"]] == [5]
    again = run("audit", "scan", file, "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)
    found = run("audit", "finding", "list", "--json").json["findings"]
    assert [(one["severity"], one["due"]) for one in found] == [
        ("critical", "2026-12-01"), ("high", "2026-12-24"),
    ]  # fmt: skip
    key = found[0]["number"]
    run("audit", "finding", "set", key, "state=fixed", "evidence=复测", "owner=赵敏")
    file.write_text(SCAN + "\n", "utf-8")
    back = run("audit", "scan", file, "--json", at=NOW + timedelta(days=3)).json
    assert (back["reopened"], back["created"]) == (1, 0)
    shown = run("audit", "finding", "show", key, "--json").json
    assert (shown["state"], shown["owner"]) == ("open", "赵敏")
    file.write_text("a,b\n1,2\n", "utf-8")
    assert run("audit", "scan", file).code == 2


def test_the_health_report_is_the_same_from_its_snapshot(run: Run, tmp_path: Path) -> None:
    run("audit", "look", "U8 总部", "H05", "fail", "--evidence", "演练", "--at", "2025-09-01")
    run("audit", "look", "U8 总部", "H05", "pass", "--evidence", "=cmd|演练 2")
    run("audit", "finding", "add", "旧 <b>打印</b>服务器", "--severity", "high")
    first, again = tmp_path / "a", tmp_path / "b"
    for folder in (first, again):
        folder.mkdir()
    for ending in ("xlsx", "pdf"):
        told = run("audit", "report", "U8 总部", "--out", first / f"r.{ending}", "--json").json
        run("audit", "look", "U8 总部", "A01", "pass", "--evidence", "后来")
        shot = first / f"r.{ending}.snapshot.json"
        done = run("audit", "report", "--from", shot, "--out", again / f"r.{ending}", "--json",
                   at=NOW + timedelta(days=9))  # fmt: skip
        assert done.json["files"] == told["files"]
        assert (first / f"r.{ending}.manifest.json").exists()
    english = run("audit", "report", "--from", shot, "--out", again / "e.xlsx", lang="en")
    assert english.code == 0
    for wrong in (("--out", first / "x.doc", "U8"), ("--out", first / "x.pdf"),
                  ("--from", first / "r.pdf", "--out", first / "x.pdf")):  # fmt: skip
        assert run("audit", "report", *wrong).code == 2
