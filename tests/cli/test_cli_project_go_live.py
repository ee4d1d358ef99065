"""Coverage of a migration and runs of its tool from a terminal."""

from pathlib import Path

from cli_run import Run

CONDITIONS = "每晚全量备份 => 备份日志\n切换前做过恢复演练 => 演练记录"


def covered(run: Run, project: str = "U8 上云") -> str:
    made = run(
        "coverage", "add", "迁移保险", "--vendor", "厂商", "--promise", "失败时免费回退",
        "--conditions", CONDITIONS, "--claim", "400 热线,24 小时内", "--project", project, "--json",
    )  # fmt: skip
    assert made.code == 0, made.err
    return str(made.json["number"])


def test_a_condition_without_evidence_puts_the_cover_at_risk_before_the_cutover(
    run: Run, tmp_path: Path
) -> None:
    key = covered(run)
    found = run("coverage", "show", key, "--json").json
    assert found["at_risk"]
    assert found["label"] == "厂商服务,不是保险单"
    assert [one["stops"] for one in found["flags"]] == [True, True]
    start = ("runbook", "start", "u8-cloud", "--name", "U8 上云", "--json")
    book = run(*start).json["number"]
    reasons = run("runbook", "gate", book, "G3", "--json").json["reasons"]
    assert sum(one["code"] == "register_coverage" for one in reasons) == 2
    assert (
        "保障有风险" in run("runbook", "live", book).err or run("runbook", "live", book).code == 1
    )
    proof = tmp_path / "drill.txt"
    proof.write_text("恢复用时 92 分钟", "utf-8")
    assert run("coverage", "prove", key, "1", "--evidence", "备份日志 11-20 正常").code == 0
    done = run("coverage", "prove", key, "2", "--evidence", proof, "--json").json
    assert not done["at_risk"]
    assert done["condition_list"][1]["sha256"]
    reasons = run("runbook", "gate", book, "G3", "--json").json["reasons"]
    assert not any(one["code"] == "register_coverage" for one in reasons)
    assert run("coverage", "doubt", key, "1", "--reason", "日志是上个月的").code == 0
    assert run("coverage", "list", "--json").json["coverages"][0]["at_risk"]
    assert run("coverage", "prove", key, "3", "--evidence", "x").code == 2


def test_conditions_become_items_of_the_checklist_and_a_tick_proves_them(run: Run) -> None:
    key = covered(run)
    book = run("runbook", "start", "u8-cloud", "--name", "U8 上云", "--json").json["number"]
    assert run("coverage", "items", key, book, "--gate", "G9").code == 1
    assert run("coverage", "items", key, book).code == 0
    assert run("coverage", "items", key, book).code == 1  # they are there already
    shown = run("runbook", "show", book, "--json").json
    items = [one for one in shown["items"] if one["ref"].startswith("coverage:")]
    assert [one["title_zh"] for one in items] == ["每晚全量备份", "切换前做过恢复演练"]
    assert {(one["gate"], one["severity"]) for one in items} == {("G3", "blocker")}
    reasons = run("runbook", "gate", book, "G3", "--json").json["reasons"]
    assert not any(one["code"] == "register_coverage" for one in reasons)  # the items hold it
    assert {one["item"] for one in reasons} >= {one["id"] for one in items}
    assert run("runbook", "check", book, items[0]["id"]).code == 0  # a claim proves nothing
    assert not run("coverage", "show", key, "--json").json["condition_list"][0]["proved"]
    assert run("runbook", "check", book, items[0]["id"], "--evidence", "日志").code == 0
    found = run("coverage", "show", key, "--json").json
    assert [one["proved"] for one in found["condition_list"]] == [True, False]
    assert found["condition_list"][0]["item"] == f"{book} {items[0]['id']}"
    assert found["at_risk"]
    assert run("runbook", "check", book, items[1]["id"], "--evidence", "记录").code == 0
    assert not run("coverage", "list", "--json").json["coverages"][0]["at_risk"]


def test_a_coverage_of_another_project_holds_nothing_here(run: Run) -> None:
    covered(run, "别的项目")
    book = run("runbook", "start", "u8-cloud", "--name", "U8 上云", "--json").json["number"]
    reasons = run("runbook", "gate", book, "G3", "--json").json["reasons"]
    assert not any(one["code"] == "register_coverage" for one in reasons)


def ran(run: Run, name: str, hours: int, errors: int, **more: str) -> str:
    words = [f"--{key}={value}" for key, value in more.items()]
    done = run(
        "toolrun", "add", "数据迁移平台", "--version", more.pop("version", "5.2.1"), "--name", name,
        "--result", "ok", "--started", "2026-11-20T08:00",
        "--ended", f"2026-11-20T{8 + hours:02}:00",
        "--rows-read", "1000", "--rows-written", str(1000 - errors), "--rejected", str(errors),
        "--errors", str(errors), "--operator", "周工", *words, "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    return str(done.json["number"])


def test_two_rehearsals_stand_side_by_side(run: Run, tmp_path: Path) -> None:
    extract, log = tmp_path / "u8.dmp", tmp_path / "run.log"
    extract.write_bytes(b"x" * 100)
    log.write_text("ERROR 12 rows", "utf-8")
    first, second = ran(run, "演练一", 6, 12), ran(run, "演练二", 4, 3)
    for key in (first, second):
        done = run("toolrun", "files", key, "--input", extract, "--log", log, "--json").json
        assert done["input"] == "u8.dmp"
        assert len(done["input_sha256"]) == len(done["log_sha256"]) == 64
        assert done["flags"] == []
    found = run("toolrun", "compare", first, second, "--json").json
    assert (found["comparable"], found["reasons"]) == (True, [])
    rows = {one["what"]: one for one in found["rows"]}
    assert (rows["minutes"]["left"], rows["minutes"]["right"]) == ("360", "240")
    assert (rows["minutes"]["difference"], rows["errors"]["difference"]) == (-120, -9)
    assert "-120" in run("toolrun", "compare", first, second).out


def test_other_versions_or_inputs_are_told_before_anybody_compares(
    run: Run, tmp_path: Path
) -> None:
    first = ran(run, "一", 6, 0)
    second = ran(run, "二", 4, 0, version="5.3.0")
    found = run("toolrun", "compare", first, second, "--json").json
    assert not found["comparable"]
    assert "工具版本不同" in found["reasons"]
    assert "不知道输入是不是同一份" in found["reasons"]
    extract = tmp_path / "u8.dmp"
    extract.write_bytes(b"x")
    run("toolrun", "files", first, "--input", extract)
    found = run("toolrun", "compare", first, second, "--json").json
    assert "输入不同" not in found["reasons"]  # one was not hashed: nobody knows
    assert " ok " not in run("toolrun", "compare", first, second).out


def test_a_run_without_a_version_or_with_an_end_before_its_begin_is_refused(run: Run) -> None:
    base = ("toolrun", "add", "平台", "--operator", "周工", "--started", "2026-11-20T08:00")
    assert run(*base).code == 2
    early = ("--version", "1", "--result", "ok", "--ended", "2026-11-20T07:00")
    assert run(*base, *early).code == 2
    assert run(*base, "--version", "1", "--result", "ok").code == 2
    assert run(*base, "--version", "1", "--input-sha256", "abc").code == 2
    going = run(*base, "--version", "1", "--json").json
    assert (going["result"], going["minutes"]) == ("running", None)


def test_rows_that_are_neither_written_nor_rejected_are_told(run: Run) -> None:
    done = run(
        "toolrun", "add", "平台", "--version", "1", "--operator", "周工", "--started",
        "2026-11-20T08:00", "--rows-read", "100", "--rows-written", "90", "--rejected", "3",
        "--json",
    ).json  # fmt: skip
    assert "uncounted" in [one["code"] for one in done["flags"]]
    assert "7" in next(one["why"] for one in done["flags"] if one["code"] == "uncounted")
