"""Renewals, lifecycles, decisions, budgets and applications from the command line."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cli_run import NOW, Run

CHINA = ZoneInfo("Asia/Shanghai")
DEAL = ("HT-7", "--title", "U8 年度支持", "--party", "用友", "--start", "2026-01-01",
        "--end", "2027-01-31", "--notice", "2026-12-31", "--price", "60000")  # fmt: skip
VISIT = ("现场一次", "--what", "service", "--service", "onsite", "--price", "8000",
         "--as-of", "2026-01-01", "--source", "报价单")  # fmt: skip
GOLD = ("金牌", "--what", "package", "--contents", "onsite", "--price", "60000",
        "--as-of", "2026-01-01", "--source", "报价单")  # fmt: skip


def test_renewals_are_listed_compared_decided_and_written_as_a_calendar(
    run: Run, tmp_path: Path
) -> None:
    run("contract", "add", *DEAL)
    found = run("renewal", "list", "--json").json["renewals"]
    assert [(one["what"], one["days_left"]) for one in found] == [("notice", 37), ("end", 68)]
    states = [[(mark["days"], mark["state"]) for mark in one["marks"]] for one in found]
    assert states == [
        [(90, "come"), (60, "come"), (30, "ahead")], [(90, "come"), (60, "ahead"), (30, "ahead")],
    ]  # fmt: skip
    due = run("alarm", "due", "--json").json["reminders"]
    assert {(one["section"], one["mark"]) for one in due} >= {("contracts", "60")}
    out = tmp_path / "renewals.ics"
    assert run("renewal", "calendar", "--out", out).code == 0
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 2
    assert run("renewal", "calendar", "--out", tmp_path / "x.txt").code == 2
    assert run("renewal", "decide", "HT-7", "drop").code == 2, "a decision needs its reason"
    done = run("renewal", "decide", "HT-7", "drop", "--reason", "需求少", "--json").json
    assert (done["choice"], done["reason"]) == ("drop", "需求少")
    assert run("renewal", "list", "--json").json["total"] == 0


def test_the_decision_sheet_by_stated_demand_and_by_none(run: Run) -> None:
    run("price", "add", *VISIT)
    run("price", "add", *GOLD)
    none = run("decide", "package", "--json").json
    assert none["best"] is None
    assert "没有数据就不推荐" in none["why"][0]
    found = run("decide", "package", "--demand", "onsite=6", "--json").json
    gold = found["options"][1]
    assert gold["services"][0]["break_even"] == "7.5"
    assert gold["services"][0]["break_even_exact"] == "15/2"
    assert (gold["cost_fen"], found["options"][0]["cost_fen"]) == (6_000_000, 4_800_000)
    assert found["best"] == "不买服务包,用一次付一次"
    assert "不参与计算" in found["hint"]
    assert "7.5" in run("decide", "package", "--demand", "onsite=6").out
    assert run("decide", "package", "--demand", "onsite").code == 2
    run("contract", "add", *DEAL)
    run("package", "add", "金牌", "--contract", "HT-7", "--contents", "onsite")
    ways = run("renewal", "compare", "HT-7", "--demand", "onsite=9", "--json").json
    costs = {one["way"]: one["cost_fen"] for one in ways["options"]}
    assert costs == {"renew": 6_000_000, "change": 6_000_000, "drop": 7_200_000}
    assert "续约" in run("renewal", "compare", "HT-7", "--demand", "onsite=6").out


def test_a_visit_that_was_paid_is_demand(run: Run) -> None:
    run("price", "add", *VISIT)
    run("ledger", "set", "包内现场", "unit=visit", "covers=onsite")
    run("ledger", "grant", "包内现场", "3")
    run("ledger", "consume", "包内现场", "2")
    assert run("decide", "package", "--json").json["demand"] == {"onsite": 2}
    later = NOW + timedelta(days=366)
    assert run("decide", "package", "--json", at=later).json["demand"] == {}


def test_lifecycles_say_stage_and_last_free_upgrade_or_ask_the_vendor(run: Run) -> None:
    run("contract", "add", *DEAL)
    add = ("lifecycle", "add", "U8", "--version", "V16.1", "--system", "总部")
    made = run(*add, "--released-on", "2023-03-01", "--source", "光盘", "--contract", "HT-7",
               "--json").json  # fmt: skip
    assert (made["stage"], made["last_free_upgrade"]) == ("sps", "2027-01-31")
    assert [one["from"] for one in made["stages"]] == [
        "2023-03-01", "2027-03-01", "2029-03-01", "2032-03-01",
    ]  # fmt: skip
    other = run("lifecycle", "add", "T+", "--version", "13", "--json").json
    assert (other["stage"], other["last_free_upgrade"]) == ("unknown", None)
    assert "请问厂商" in other["why"]
    (rule,) = run("lifecycle", "rules", "--json").json["rules"]
    assert (rule["as_of"], rule["verified"]) == ("2024-01-23", False)
    renewals = run("renewal", "list", "--json").json["renewals"]
    assert "upgrade" in [one["what"] for one in renewals]


def test_own_lifecycle_packs_stand_over_the_shipped_one(run: Run, profile: Path) -> None:
    folder = profile / "packs" / "lifecycle"
    folder.mkdir(parents=True)
    (folder / "t.toml").write_text(
        'schema = "firstline.lifecycle/1"\nid = "t-plus"\ntitle_zh = "T+"\ntitle_en = "T+"\n'
        'products = ["T+"]\nas_of = "2025-01-01"\nsource_zh = "厂商来信"\nsource_en = "letter"\n'
        '[[stage]]\nid = "sps"\ntitle_zh = "支持"\ntitle_en = "support"\nfree_upgrade = true\n',
        "utf-8",
    )
    (folder / "bad.toml").write_text("x = 1\n", "utf-8")
    listed = run("lifecycle", "rules", "--json")
    assert {one["id"] for one in listed.json["rules"]} == {"t-plus", "u8plus-2024"}
    assert "bad.toml" in listed.err


def test_a_budget_reserve_says_its_base_and_its_band(run: Run) -> None:
    made = run("budget", "add", "U9 项目", "--base", "2000000", "--percent", "9.99", "--json").json
    assert (made["low_fen"], made["high_fen"]) == (20_000_000, 30_000_000)
    assert [one["code"] for one in made["flags"]] == ["below_band"]
    for percent in ("10", "15"):
        fixed = run("budget", "set", "U9 项目", f"percent={percent}", "--json").json
        assert (fixed["in_band"], fixed["flags"]) == (True, [])
    assert fixed["reserve_fen"] == 30_000_000
    assert fixed["base_is"] == "project_without_licence"
    assert run("budget", "add", "无基数", "--percent", "12").code == 2
    for share in ("100.01", "1000", "-5"):  # no part of a sum is more than the sum
        refused = run("budget", "set", "U9 项目", f"percent={share}", lang="en")
        assert refused.code == 2
        assert "Reserve %" in refused.err
    assert run("budget", "set", "U9 项目", "percent=100").code == 0
    assert run("budget", "add", "零", "--base", "0", "--percent", "12").code == 2


def test_an_application_from_what_is_missing_to_what_it_brought(run: Run, tmp_path: Path) -> None:
    made = run("application", "add", "U8 预评估", "--sort", "preassess", "--party", "服务商",
               "--json").json  # fmt: skip
    key = made["number"]
    for word in ("企业概况", "目标与范围", "痛点", "系统台账", "12 个月工单统计"):
        assert word in made["missing"]
    assert "向谁申请" not in made["missing"]
    run("lifecycle", "add", "U8", "--version", "V16.1")
    run("risk", "add", "断电", "--probability", "4", "--impact", "4")
    run("ticket", "new", "--title", "月结", "--impact", "2", "--urgency", "2")
    run("application", "set", key, "company=机电厂,三百人", "goal=查清库存差异", "pains=库存对不上",
        "limits=可给脱敏库", "contact=李娜", "wish=2027-01-31", "clause=3.1")  # fmt: skip
    full = run("application", "show", key, "--json").json
    assert full["missing"] == []
    page = tmp_path / "letter.html"
    assert run("application", "letter", key, "--out", page).code == 0
    said = page.read_text("utf-8")
    for word in ("服务预评估申请", "查清库存差异", "U8 V16.1", "断电(16)", "共 1 张"):
        assert word in said
    assert run("application", "letter", key, "--out", page, lang="en").code == 0
    assert "Service pre-assessment" in page.read_text("utf-8")
    grant = ("application", "grant", key, "诊断", "2", "--unit", "day", "--covers", "consulting",
             "--expires", "2027-02-28")  # fmt: skip
    assert run(*grant).code == 1, "nothing is granted before the result"
    assert run("application", "set", key, "state=submitted").code == 2
    run("application", "set", key, "state=submitted", "submitted_on=2026-11-24", "due=2026-12-24")
    late = run("application", "show", key, "--json", at=NOW + timedelta(days=31)).json
    assert [one["code"] for one in late["flags"]] == ["overdue"]
    done = run("application", "set", key, "state=granted", "decided_on=2026-11-24",
               "result=两天免费诊断", "--json").json  # fmt: skip
    assert [one["code"] for one in done["flags"]] == ["no_grant"]
    brought = run(*grant, "--json").json
    assert brought["granted"][0]["expires"] == "2027-02-28"
    last = datetime(2027, 2, 28, 23, 59, 59, tzinfo=CHINA)
    ask = ("ledger", "check", "consulting", "--json")
    assert run(*ask, at=last).json["covered"]
    assert not run(*ask, at=last + timedelta(seconds=1)).json["covered"]
    again = run(*grant, "--json").json
    assert run("ledger", "show", "诊断", "--json").json["balance"] == 2, "told twice, counted once"
    assert len(again["granted"]) == 1
    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1")
    kept = run("application", "document", key, report, "--json").json
    assert kept["sha256"] == hashlib.sha256(b"%PDF-1").hexdigest()
    found = run("application", "finding", key, "编码重复", "--severity", "low", "--owner", "王敏",
                "--json")  # fmt: skip
    assert (found.json["findings"], found.json["findings_open"]) == (1, 1)
    number = run("audit", "finding", "list", "--json").json["findings"][0]["number"]
    run("audit", "finding", "set", number, "state=fixed", "evidence=复测记录")
    closed = run("application", "show", key, "--json").json
    assert (closed["findings"], closed["findings_open"], closed["flags"]) == (1, 0, [])


def test_other_applications_ask_for_what_they_need(run: Run) -> None:
    plan = run("application", "add", "扶持计划", "--sort", "support_plan", "--json").json
    assert {"预算与自筹", "证据附件", "承诺与回报", "规模与行业"} <= set(plan["missing"])
    voucher = run("application", "add", "培训券", "--sort", "voucher", "--json").json
    assert "申请什么" in voucher["missing"]
    assert "承诺与回报" not in voucher["missing"]
