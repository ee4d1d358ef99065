"""The service catalogue from the terminal: from the entry to the cost in the budget line (S10)."""

import json
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Ran, Run

SECONDS = count()
ANSWERS = (
    "use=发票识别", "interface=开放接口", "wrong=人工复核,差错不高于 1%", "data=发票影像",
    "personal=no", "basis=不含", "masked=遮盖抬头,李娜检查", "place=本厂机房", "cross_border=no",
    "processors=滨海服务中心", "model_use=no", "retention=30 天,销毁证明", "access=两人,留痕一年",
    "human=会计逐张复核", "exit=导出后删除",
)  # fmt: skip
NEW = ("service-request", "new", "ai-integration", "--purpose", "发票录入", "--vendor", "滨海")


@pytest.fixture
def act(run: Run, profile: Path) -> Any:
    """Return what runs `firstline` as somebody, a second later each time."""

    def call(who: str, *words: str, days: int = 0, lang: str = "zh_CN") -> Ran:
        profile.mkdir(exist_ok=True)
        (profile / "settings.toml").write_text(f"user = {json.dumps(who)}\n", encoding="utf-8")
        at = NOW + timedelta(days=days, seconds=next(SECONDS))
        return run(*words, "--json", at=at, lang=lang)

    return call


@pytest.fixture
def money(act: Any) -> None:
    """Lay a reserve of 240,000 yuan with its ledger."""
    act("ann", "ledger", "grant", "增值服务预算", "240000", "--unit", "CNY")
    act("ann", "budget", "add", "上云", "--base", "2000000", "--percent", "12",
        "--ledger", "增值服务预算")  # fmt: skip


def line(act: Any) -> tuple[int, int, int]:
    (one,) = act("ann", "budget", "list").json["budgets"]
    assert f"{one['remaining_fen'] / 100:.2f}" in one["why"]
    return one["committed_fen"], one["spent_fen"], one["remaining_fen"]


def test_the_catalogue_is_there_at_once_and_takes_entries_of_the_site(
    act: Any, profile: Path
) -> None:
    found = act("ann", "catalogue", "list").json
    assert {one["family"] for one in found["catalogue"]} == {
        "consulting", "process", "ai", "potential",
    }  # fmt: skip
    (ai,) = [one for one in found["catalogue"] if one["code"] == "ai-integration"]
    asked = [one for one in ai["questions"] if one["data_protection"]]
    assert len(asked) == 12
    assert all(one["required"] for one in asked)
    assert (ai["paid"], ai["lead_days"], ai["shipped"]) == ("paid", 30, True)
    assert [one["code"] for one in ai["flags"]] == ["no_price"]
    act("ann", "price", "add", "AI 一项", "--service", "ai", "--price", "45000", "--as-of",
        "2026-11-01", "--source", "报价单")  # fmt: skip
    priced = act("ann", "catalogue", "show", "ai-integration", lang="en").json
    assert priced["price"]["fen"] == 4_500_000
    assert priced["title"] == "AI integration, one use"
    assert act("ann", "catalogue", "add", "条码打印", "--family", "potential").code == 2
    own = act("ann", "catalogue", "add", "条码打印", "--family", "potential", "--paid", "free",
              "--criteria", "能打印\n能回退", "--lead-days", "5", "--source", "服务商")  # fmt: skip
    assert own.code == 0, own.err
    assert act("ann", "catalogue", "list", "--family", "potential").json["total"] == 3
    assert act("ann", "catalogue", "show", "没有").code == 1
    bad = profile / "packs" / "catalogue" / "bad.toml"
    bad.parent.mkdir(parents=True)
    bad.write_text('schema = "x"\n', encoding="utf-8")
    ran = act("ann", "catalogue", "list")
    assert ran.code == 0
    assert "bad.toml" in ran.err


def test_a_shipped_entry_is_made_the_sites_own_and_keeps_its_questions(act: Any) -> None:
    found = act("ann", "catalogue", "adopt", "ai-integration", "lead_days=12", "vendor=滨海").json
    assert (found["shipped"], found["lead_days"], found["vendor"]) == (False, 12, "滨海")
    assert sum(one["data_protection"] for one in found["questions"]) == 12
    assert len(found["criteria"]) == 4
    assert act("ann", "catalogue", "list").json["total"] == 8, (
        "it stands in the shipped one's place"
    )
    assert act("ann", "catalogue", "adopt", "ai-integration").code == 1
    asked = act("ann", *NEW).json
    assert (asked["vendor"], asked["item"]) == ("滨海", "ai-integration")


@pytest.mark.usefixtures("money")
def test_from_the_entry_to_acceptance_and_the_budget_line(act: Any, tmp_path: Path) -> None:
    asked = act("ann", *NEW, "--budget", "上云", *ANSWERS[:-1])
    assert asked.code == 0, asked.err
    assert "还剩 240000.00 元" in asked.err
    number = asked.json["number"]
    assert asked.json["missing"] == ["停用时怎样取回数据、删除并切断接口?"]
    service = ("service-request",)
    quote = (*service, "quote", number, "42000", "--valid", "2026-12-20", "--ref", "BJ-7")
    refused = act("ann", *quote)
    assert refused.code == 1
    assert "停用时怎样取回" in refused.err
    assert act("ann", *service, "send", number).code == 1
    act("ann", *service, "set", number, ANSWERS[-1])
    assert act("ann", *service, "form", number).json["missing"] == []
    assert act("ann", *service, "send", number, "--how", "邮件").json["state"] == "sent"
    file = tmp_path / "quote.pdf"
    file.write_bytes(b"%PDF quote")
    held = act("ann", *quote, "--file", str(file)).json
    assert (held["state"], held["estimate_fen"], held["quotes"][0]["valid"]) == (
        "quoted", 4_200_000, "2026-12-20",
    )  # fmt: skip
    assert len(held["quotes"][0]["sha256"]) == 64
    assert act("ann", *service, "approve", number).code == 1
    assert act("li", *service, "approve", number, days=60).code == 1, "the quote is over"
    ok = act("li", *service, "approve", number).json
    assert (ok["state"], ok["approver"], ok["due"]) == ("approved", "li", "2027-01-05")
    assert line(act) == (4_200_000, 0, 19_800_000)
    act("ann", *service, "order", number, "--for", "2027-01-04")
    late = act("ann", *service, "deliver", number, "--on", "2027-01-05", "--evidence", str(file))
    assert [one["code"] for one in late.json["flags"]] == ["late"]
    assert "sha256" in late.json["entries"][-1]["text"]
    assert act("ann", *service, "check", number, "accuracy", "--evidence", "x").code == 2
    for one in ("accuracy", "data_flow", "off_switch"):
        act("ann", *service, "check", number, one, "--pass", "--evidence", "日志")
    act("bo", *service, "check", number, "deleted", "--fail", "--evidence", "没有证明")
    assert act("ann", *service, "accept", number, "40500.50").code == 1
    act("ann", *service, "waive", number, "deleted", "--by", "许静", "--reason", "下周补")
    done = act("ann", *service, "accept", number, "40500.50", "--invoice", "FP-1").json
    assert (done["state"], done["actual_fen"], done["accepted_by"]) == (
        "accepted", 4_050_050, "ann",
    )  # fmt: skip
    assert {one["id"]: one["by"] for one in done["criteria"]}["deleted"] == "许静"
    assert done["proof"] == "unproven", "accepted says that it came, not what it brought (S3)"
    stated = ("title=省时间", "measure=每单分钟", "baseline=9", "target=4")
    assert act("ann", "outcome", "set", number, *stated).json["state"] == "unproven"
    seen = act("ann", "outcome", "measure", number, "4", "--evidence", "计时表").json
    assert (seen["kind"], seen["state"]) == ("service_request", "proven")
    assert act("ann", *service, "show", number).json["proof"] == "proven"
    assert line(act) == (0, 4_050_050, 24_000_000 - 4_050_050)
    assert act("ann", "ledger", "show", "增值服务预算").json["marks"] == [], "each act came whole"
    assert act("ann", *service, "list", "--open").json["total"] == 0
    used = act("ann", "decide", "package").json["demand"]
    assert used == {"ai": 1}, "a bought service counts as needed"


@pytest.mark.usefixtures("money")
def test_what_is_withdrawn_or_rejected_gives_the_commitment_back(act: Any) -> None:
    for word in ("withdraw", "reject"):
        number = act("ann", *NEW, "--budget", "上云", *ANSWERS).json["number"]
        act("ann", "service-request", "quote", number, "5000", "--valid", "2026-12-20")
        act("li", "service-request", "approve", number, "--by", "wang", "--proof", "电话")
        assert line(act)[0] == 500_000
        gone = act("ann", "service-request", word, number, "--reason", "推迟").json
        assert gone["state"] == {"withdraw": "withdrawn", "reject": "rejected"}[word]
        assert line(act) == (0, 0, 24_000_000)
        assert act("ann", "service-request", "settle", number).json["flags"] == gone["flags"]


def test_the_letter_says_what_lacks_and_is_a_whole_pdf(act: Any, tmp_path: Path) -> None:
    number = act("ann", *NEW, "data=影像与票面字段").json["number"]
    page = tmp_path / "letter.html"
    assert act("ann", "service-request", "letter", number, "--out", str(page)).code == 0
    text = page.read_text("utf-8")
    assert "还缺" in text
    assert "数据保护" in text
    assert act("ann", "service-request", "letter", number, "--out", str(page), lang="en").code == 0
    assert "Protection of data" in page.read_text("utf-8")
    paper = tmp_path / "letter.pdf"
    assert act("ann", "service-request", "letter", number, "--out", str(paper)).code == 0
    assert paper.read_bytes().startswith(b"%PDF")
    for words in ("发票录入", "影像与票面字段"):
        hits = act("ann", "search", words).json["hits"]
        found = [(one["kind"], one["title"]) for one in hits]
        assert ("service_request", "AI 集成(对接一个场景)") in found, words


def test_the_demo_company_has_a_request_at_every_step(run: Run) -> None:
    assert run("demo", lang="en").code == 0
    found = run("service-request", "list", "--json", lang="en").json["requests"]
    assert {one["state"] for one in found} == {
        "asked", "quoted", "approved", "delivered", "accepted",
    }  # fmt: skip
    dues = [date.fromisoformat(one["due"]) for one in found if one["due"]]
    assert dues
    assert all(day.isoweekday() <= 5 for day in dues), "lead times are counted in working days"
    (covered,) = [one for one in found if one["cover"] == "covered"]
    assert (covered["quotes"], covered["approved_fen"]) == ([], None)
    codes = {flag["code"] for one in found for flag in one["flags"]}
    assert {"late", "failed"} <= codes
    assert not codes & {"ledger_differs", "no_budget", "approved_too"}
    own = run("catalogue", "show", "LABEL", "--json", lang="en").json
    assert (own["shipped"], own["price"]["fen"]) == (False, 580_000)
