"""Paid requests from the terminal: checked, estimated, approved by another, and what it cost."""

import json
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from cli_run import NOW, Ran, Run

SECONDS = count()


@pytest.fixture
def act(run: Run, profile: Path) -> Any:
    """Return what runs `firstline` as somebody, a second later each time."""

    def call(who: str, *words: str) -> Ran:
        profile.mkdir(exist_ok=True)
        (profile / "settings.toml").write_text(f"user = {json.dumps(who)}\n", encoding="utf-8")
        return run(*words, "--json", at=NOW + timedelta(seconds=next(SECONDS)))

    return call


ASK = ("paid", "request", "onsite", "--purpose", "换网卡", "--estimate", "8000")
TRIED = ("--attempts", "2", "--minutes", "50", "--result", "没有解决")


def test_on_site_from_the_gate_to_the_invoice(act: Any) -> None:
    act("ann", "ledger", "grant", "预算", "20000", "--unit", "CNY")
    refused = act("ann", *ASK)
    assert refused.code == 1
    assert "请先远程" in refused.err
    done = act("ann", *ASK, *TRIED, "--budget", "预算")
    assert done.code == 0, done.err
    assert "没有台账包括“现场支持”" in done.err
    assert "还剩 20000.00 元" in done.err
    one = done.json
    assert (one["state"], one["gate"], one["estimate_fen"]) == (
        "requested",
        "remote_failed",
        800_000,
    )
    number = one["number"]
    booking = ("paid", "book", number, "--for", "2026-12-01T09:00")
    assert act("ann", *booking).code == 1
    assert act("ann", "paid", "approve", number).code == 1
    ok = act("li", "paid", "approve", number)
    assert (ok.json["state"], ok.json["approver"]) == ("approved", "li")
    assert act("li", "ledger", "show", "预算").json["reserved"] == 8000
    assert act("ann", *booking).json["state"] == "booked"
    cost = act("ann", "paid", "actual", number, "9200.50", "--hours", "6", "--travel", "600",
               "--accepted-by", "ann", "--invoice", "FP-1").json  # fmt: skip
    assert (cost["variance_fen"], cost["variance_percent"]) == (120_050, "15.01")
    assert cost["flags"] == ["over_estimate"]
    held = act("ann", "ledger", "show", "预算").json
    assert (held["balance"], held["reserved"]) == (10_799.5, 0)
    assert act("ann", "paid", "list", "--open").json["total"] == 0
    assert act("ann", "paid", "list").json["total"] == 1


def test_a_p1_passes_the_gate_and_a_phone_call_approves(act: Any, new: Any) -> None:
    ticket = new(impact=1, urgency=1)
    assert ticket["priority"] == "P1"
    one = act("ann", *ASK, "--ticket", ticket["number"], "--p1").json
    assert one["gate"] == "p1_not_by_remote"
    assert act("ann", "paid", "approve", one["number"], "--by", "li").code == 2
    ok = act("ann", "paid", "approve", one["number"], "--by", "li", "--proof", "14:02 电话")
    assert (ok.json["state"], ok.json["flags"]) == ("approved", ["approved_by_word"])
    assert (
        act("li", "paid", "reject", one["number"], "--reason", "推迟").json["state"] == "rejected"
    )


def test_a_ticket_that_is_no_p1_is_no_emergency(act: Any, new: Any) -> None:
    ticket = new(impact=3, urgency=3)
    refused = act("ann", *ASK, "--ticket", ticket["number"], "--p1")
    assert refused.code == 1
    assert act("ann", "paid", "list").json == {"requests": [], "total": 0}
