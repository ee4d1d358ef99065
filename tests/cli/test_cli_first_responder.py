"""A new user's first day with no network: one fault solved here, one handed over complete."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from cli_run import NOW, Run

from firstline.app.packs import load_desk
from firstline.domain.ticket.ticket import Leg
from firstline.store.store import Store
from firstline.system.settings import Settings

New = Callable[..., dict[str, Any]]


def test_record_find_apply_solve(run: Run, new: New) -> None:
    run("knowledge", "import")
    number = new("--product", "U8", title="月末结不了账,提示有未记账单据", impact=2, urgency=2)[
        "number"
    ]
    hits = run("ticket", "similar", number, "--json").json["hits"]
    assert "K08" in [one["id"] for one in hits if one["kind"] == "article"]
    article = run("knowledge", "show", "K08", "--json").json
    assert article["safety"].startswith("L")
    assert run("macro", "run", "take", number).code == 0
    assert run("knowledge", "helped", "K08", "yes", "--ticket", number, "--json").json["yes"] == 1
    solved = run("macro", "run", "restored", number, "--json").json["tickets"][0]
    assert solved["status"] == "resolved"
    assert {one["state"] for one in solved["clocks"] if one["leg"] == "internal"} == {"met"}
    assert run("knowledge", "gaps", "--json").json["helped"] == {"yes": 1, "no": 0}


def test_collect_redact_hand_over_be_woken_and_hand_over_the_shift(
    run: Run, new: New, tmp_path: Path, profile: Path
) -> None:
    number = new("--product", "NC", "--module", "GL", "--body", "联系人 13800000000,报错见日志",
                 title="总账打不开,全厂等", impact=1, urgency=1)["number"]  # fmt: skip
    log = tmp_path / "nc-log.log"
    log.write_bytes(
        "$$userid=demo_li $$msg=Java heap space\npwd=Demo@2026 错误\n".encode("gb18030")
    )
    run("contact", "add", "用友热线", "--party", "hotline", "--phone", "400-000-0001",
        "--hours", "24x7", "--needs", "服务识别码")  # fmt: skip
    grant = run("authorisation", "new", "--requested-by", "赵主任",
                "--purpose", "查内存溢出", "--scope", "nc-log", "--person",
                "陈工", "--company", "服务商", "--until", (NOW + timedelta(days=2)).isoformat(),
                "--approver", "李总", "--json").json  # fmt: skip
    out = tmp_path / "stick"
    packed = run("ticket", "handoff", number, "--out", out, "--log", log, "--authorisation",
                 grant["number"], "--reviewed-by", "赵主任", "--json")  # fmt: skip
    assert packed.code == 0, packed.err
    (package,) = out.glob("*.zip")
    with zipfile.ZipFile(package) as held:
        text = b"".join(held.read(one) for one in held.namelist())
    for secret in ("13800000000", "demo_li", "Demo@2026"):
        assert secret.encode() not in text
    received = NOW + timedelta(minutes=5)
    done = run("ticket", "handoff", number, "--received-at", received.isoformat(), "--case-no",
               "C-2026-117", "--proof", "门户回执", "--json", at=received)  # fmt: skip
    vendor = [one for one in done.json["clocks"] if one["leg"] == "vendor"]
    assert {one["state"] for one in vendor} == {"running"}
    woken = run("alarm", "list", number, "--json", at=received + timedelta(minutes=46)).json
    rung = {(one["leg"], one["threshold"]) for one in woken["alarms"] if one["state"] == "due"}
    assert ("vendor", 0.75) in rung
    card = run("alarm", "card", number)
    assert "400-000-0001" in card.out
    late = received + timedelta(minutes=46)
    desk, _ = load_desk(profile, Settings())
    with Store.open(profile, desk, now=late) as store:
        assert store.totals(late).open == 1
        assert any(timer.leg is Leg.VENDOR for timer in store.timers(store.ticket(number).id))
    sheet = run("shift", "report", "--since", NOW.isoformat(), "--json", at=late).json
    assert number in [one["number"] for one in sheet["watch"]]
    assert run("shift", "report", "--out", tmp_path / "shift.pdf", "--card", at=late).code == 0


def test_the_first_ticket_of_a_fresh_profile_is_answered_by_the_shipped_articles(run: Run) -> None:
    made = run("ticket", "new", "--title", "提示加密点数已饱和", "--impact", "2", "--urgency", "2",
               "--product", "U8", "--json").json  # fmt: skip
    hits = run("ticket", "similar", made["number"], "--json").json["hits"]
    assert ("article", "K01") in [(one["kind"], one["id"]) for one in hits]
