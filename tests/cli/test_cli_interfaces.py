"""Interfaces and their data from a terminal: registers, probes, and what files of others say."""

import socket
from pathlib import Path

from cli_run import Run

KEY = "Zx81kQ0pL3m9T7vB2nC5dF6g"
WMS = ("interface", "add", "WMS 库存同步", "--source", "WMS", "--target", "U8",
       "--auth", "api_key", "--keyring-name", "wms.gateway", "--owner", "王磊")  # fmt: skip


def test_an_interface_is_probed_and_the_result_is_kept(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        made = run(*WMS, "--endpoint", f"tcp://127.0.0.1:{port}", "--json")
        assert made.json["probe"]["result"] == "not_tested"
        done = run("interface", "probe", "WMS 库存同步", "--json")
        assert (done.code, done.json["probes"][0]["result"]) == (0, "ok")
    failed = run("interface", "probe", made.json["number"], lang="en")
    assert (failed.code, "failed" in failed.out) == (1, True)
    run("interface", "set", "WMS 库存同步", "endpoint=http://no-such-host.invalid/api")
    away = run("interface", "probe", "WMS 库存同步", lang="en")
    assert (away.code, "not tested" in away.out, "failed" in away.out) == (0, True, False)
    shown = run("interface", "show", "WMS 库存同步", "--json").json
    assert [one["result"] for one in shown["probes"]] == ["ok", "failed", "not_tested"]
    assert "probe_failed" in [one["code"] for one in shown["flags"]]
    assert run("interface", "probe").code == 2
    assert run("interface", "probe", "--project", "none").code == 0


def test_no_secret_gets_into_the_record_by_any_way(run: Run, profile: Path, tmp_path: Path) -> None:
    assert run(*WMS).code == 0
    for words in (
        ("interface", "add", "POS", "--endpoint", f"https://pos/api?token={KEY}"),
        ("interface", "add", "POS", "--note", f"密码:{KEY}"),
        ("interface", "add", "POS", "--keyring-name", KEY),
        ("interface", "set", "WMS 库存同步", f"fields={KEY}"),
    ):
        done = run(*words)
        assert done.code == 2
        assert KEY not in done.out + done.err
        assert "钥匙串" in done.err
    assert (
        "“地址”" in run("interface", "set", "WMS 库存同步", f"endpoint=http://a/?token={KEY}").err
    )
    file = tmp_path / "interfaces.csv"
    file.write_text(f"名称,地址,备注\nPOS,http://pos/api,ok\nMES,http://mes/api,{KEY}\n", "utf-8")
    done = run("interface", "import", file, "--json")
    assert (done.code, done.json["created"], done.json["refused"][0]["row"]) == (1, 1, 3)
    assert run("interface", "list", "--json").json["total"] == 2
    assert not any(KEY.encode() in one.read_bytes() for one in profile.glob("*.db*"))


def test_a_mapping_comes_from_a_table_is_checked_and_shown_with_its_case(
    run: Run, tmp_path: Path
) -> None:
    begun = ("measure", "baseline", "WMS", "--count", "映射=200", "--messages", "10000",
             "--peak-on", "2026-11-30", "--json")  # fmt: skip
    held = run(*begun).json
    assert (held["due"], held["peak_on"]) == ("2026-12-08", "2026-11-30")
    file = tmp_path / "mapping.csv"
    file.write_text(
        "来源字段,目标字段,转换,默认值,负责人,测试值,应得,诊断项\n"
        "cInvCode,sku,trim|pad:8,,王磊, 123 ,00000123,WMS\n"
        "iQuantity,qty,number:2,,王磊,1.5,1.5,WMS\n"
        "cWhCode,wh,查对照表,,赵敏,01,HQ,WMS\n"
        "cBatch,batch,upper|oops:1,,赵敏,a,A,WMS\n",
        "utf-8",
    )
    done = run("mapping", "import", file, "--json").json
    assert (done["created"], [one["row"] for one in done["refused"]]) == (3, [5])
    found = run("mapping", "check", "--case", "WMS", "--json")
    assert (found.code, found.json["counts"]) == (1, {"passed": 1, "failed": 1, "unchecked": 1})
    shown = run("measure", "case", "list", "--json").json["cases"][0]
    assert shown["mapping"] == {"passed": 1, "failed": 1, "unchecked": 1}
    assert [one["code"] for one in shown["flags"]] == ["after_peak", "peak_near", "mapping"]
    assert shown["counts"][0]["per_1000_messages"] == "20.00"
    assert run("mapping", "import", file, "--json").json["unchanged"] == 3
    run("mapping", "set", "iQuantity", "expected=1.50")
    run("mapping", "set", "cWhCode", "actual=HQ")
    assert run("mapping", "check", lang="en").code == 0
    assert "20.00‰" in run("measure", "case", "list").out


def test_slow_statements_are_evidence_and_compared_by_mark(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text(
        "sql,calls,total_ms\nselect * from t where name='张三丰',100,500000\n", "utf-8"
    )
    after.write_text("sql,calls,total_ms\nSELECT * FROM t WHERE name='李四',102,102000\n", "utf-8")
    words = ("--transaction", "查库存", "--window", "09:00-10:00", "--environment", "U8", "--json")
    assert run("measure", "add", "查库存", "--phase", "before").code == 0
    first = run("slowsql", "import", before, *words)
    assert (first.code, first.json["format"], first.json["statements"][0]["mean_ms"]) == (
        0, "plain", "5000.000",
    )  # fmt: skip
    second = run("slowsql", "import", after, "--phase", "after", *words).json
    assert run("slowsql", "import", before, *words).json["id"] == first.json["id"]
    assert run("slowsql", "list", "--json").json["total"] == 2
    pair = (first.json["number"], second["number"])
    found = run("slowsql", "compare", *pair, "--json")
    assert (found.code, found.json["comparable"]) == (0, True)
    (told,) = found.json["statements"]
    assert (told["state"], told["cut_percent"]) == ("faster", "80.0")
    assert "-80.0 %" in run("slowsql", "compare", *pair).out
    assert " 400.0 %" in run("slowsql", "compare", *pair[::-1]).out
    assert run("measure", "list", "--json").json["measurements"][0]["slow_sql"] == [pair[0]]
    run("slowsql", "set", pair[1], "window=21:00-22:00")
    unlike = run("slowsql", "compare", *pair, "--json")
    assert (unlike.code, unlike.json["statements"][0]["state"]) == (1, "unsaid")
    assert not any("张三丰".encode() in one.read_bytes() for one in profile.glob("*.db*"))


def day_file(path: Path, night_ms: int) -> Path:
    lines = ["时间,时延,丢包,带宽"]
    for minute in range(24 * 60):
        took = night_ms if minute < 6 * 60 or minute >= 22 * 60 else 40 + minute % 40
        lines.append(f"2026/11/23 {minute // 60:02d}:{minute % 60:02d},{took},0.1%,50")
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_day_of_samples_is_judged_by_shift_and_stops_the_cloud_gate(
    run: Run, tmp_path: Path
) -> None:
    assert run("runbook", "start", "cutover-erp", "--name", "上云").code == 0
    words = ("--name", "出口", "--limits", "cloud", "--project", "上云", "--json")
    done = run("network", "import", day_file(tmp_path / "bad.csv", 200), *words)
    assert done.code == 1, done.err
    told = [(one["shift"], one["n"], one["p95_ms"], one["state"]) for one in done.json["by_shift"]]
    assert told == [("early", 480, "77", "ok"), ("late", 480, "77", "ok"),
                    ("night", 480, "200", "bad")]  # fmt: skip
    gate = run("runbook", "gate", "上云", "G1", "--json")
    assert "register_network" in gate.out
    shown = run("network", "show", "出口", lang="en")
    assert "p95 200 ms" in shown.out
    done = run("network", "import", day_file(tmp_path / "good.csv", 60), *words)
    assert (done.code, done.json["flags"]) == (0, [])
    assert run("network", "list", "--json").json["total"] == 1
    assert "register_network" not in run("runbook", "gate", "上云", "G1", "--json").out
    assert run("network", "profiles", "--json").json["total"] == 3
    broken = tmp_path / "broken.csv"
    broken.write_text("time,latency_ms\n2026-11-23 00:00,fast\n", "utf-8")
    assert run("network", "import", broken, "--name", "x").code == 2


def test_an_extract_blocks_the_closure_until_it_is_destroyed(run: Run) -> None:
    assert run("runbook", "start", "cutover-erp", "--name", "上云").code == 0
    words = (
        "--who",
        "陈工",
        "--place",
        "U 盘",
        "--encrypted",
        "yes",
        "--project",
        "上云",
        "--json",
    )
    made = run("extract", "add", "工资表", *words)
    assert [one["code"] for one in made.json["flags"]] == ["no_destruction"]
    gate = ("runbook", "gate", "上云", "G6", "--json")
    assert "register_extract" in run(*gate).out
    assert run("extract", "set", "工资表", "destroy_by=2026-11-23").code == 0
    assert "register_extract" in run(*gate).out
    bare = run("extract", "destroy", "工资表", "--by", "王磊", "--json")
    assert (bare.code, bare.json["flags"][0]["code"]) == (1, "no_proof")
    assert "register_extract" not in run(*gate).out
    assert run("extract", "set", "工资表", "proof=记录 7").code == 0
    assert run("extract", "list", "--json").json["extracts"][0]["flags"] == []


def test_a_migration_is_scored_with_reasons_and_recorded_once_a_day(run: Run) -> None:
    words = ("migration", "score", "--project", "上云", "--record", "--json")
    found = run(*words).json
    assert (found["score"], found["level"], len(found["factors"])) == (100, "high", 6)
    run("runbook", "start", "cutover-erp", "--name", "上云")
    run("interface", "add", "WMS", "--project", "上云")
    better = run(*words).json
    assert better["score"] == 80
    assert {one["factor"]: one["value"] for one in better["factors"]}["rehearsal"] == "2"
    kept = run("migration", "list", "--json").json["scores"]
    assert [(one["score"], len(one["reasons"])) for one in kept] == [(80, 6)]
    shown = run("migration", "show", kept[0]["number"], lang="en")
    assert shown.code == 0
    assert "complete rehearsals" in run("migration", "score", "--project", "上云", lang="en").out
