"""Ledgers from the terminal: booked, shown with their balance, asked what they cover."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from cli_run import NOW, Run

NAME = "免费远程"
SECONDS = count()


def book(run: Run, *words: str, code: int = 0) -> dict[str, Any]:
    """Run `firstline ledger …` and return the ledger that it answers with."""
    done = run("ledger", *words, "--json", at=NOW + timedelta(seconds=next(SECONDS)))
    assert done.code == code, done.err
    made: dict[str, Any] = done.json
    return made


@pytest.fixture
def quota(run: Run) -> str:
    book(run, "grant", NAME, "3", "--unit", "session", "--expires", "2026-12-31")
    return NAME


def test_the_balance_is_as_the_rule_says(run: Run, quota: str) -> None:
    book(run, "reserve", quota, "2", "--ref", "L-1")
    book(run, "consume", quota, "1.5")
    found = book(run, "show", quota)
    assert {"name", "unit", "balance", "reserved", "entries"} <= found.keys()
    assert (found["name"], found["unit"]) == (NAME, "session")
    assert (found["balance"], found["reserved"], found["available"]) == (1, 0.5, 1)
    kinds = [(one["kind"], one["amount"]) for one in found["entries"]]
    assert kinds == [("grant", 3), ("reserve", 2), ("consume", 1.5)]
    assert found["entries"][1]["ref"] == "L-1"
    assert len({one["id"] for one in found["entries"]}) == 3


def test_what_remains_is_said_before_and_after(run: Run, quota: str) -> None:
    done = run("ledger", "consume", quota, "5")
    assert done.code == 0
    assert done.err.splitlines() == ["此前:“免费远程”还剩 3 次。",
                                     "“免费远程”已超用 2 次。"]  # fmt: skip
    assert "▲ 超用" in run("ledger", "list").out
    assert book(run, "list")["ledgers"][0]["marks"] == ["over_used"]
    english = run("ledger", "show", quota, lang="en")
    assert "Balance -2 = granted 3 - consumed 5 - expired 0 - reserved 0" in english.out


def test_money_is_kept_in_fen(run: Run) -> None:
    book(run, "grant", "预算", "1000.10", "--unit", "元")
    found = book(run, "consume", "预算", "0.2")
    assert (found["unit"], found["balance"], found["balance_fen"]) == ("CNY", 999.9, 99_990)
    assert found["entries"][1]["fen"] == 20
    assert "999.90" in run("ledger", "show", "预算").out


def test_after_its_last_day_a_grant_is_expired_by_an_entry(run: Run, quota: str) -> None:
    later = NOW.replace(year=2027, month=1, day=1)
    found = run("ledger", "show", quota, "--json", at=later).json
    assert (found["balance"], found["expired"]) == (0, 3)
    assert [(one["kind"], one["derived"]) for one in found["entries"]] == [
        ("grant", False), ("expire", True),
    ]  # fmt: skip


def test_a_dispute_and_a_correction(run: Run, quota: str) -> None:
    used = book(run, "consume", quota, "2")["entry"]
    told = book(run, "dispute", quota, used, "--reason", "会话中断")
    assert (told["balance"], told["marks"]) == (1, ["disputed"])
    number = told["entries"][1]["no"]
    fixed = book(run, "correct", quota, number, "1", "--reason", "只有一次")
    assert fixed["balance"] == 2
    assert (fixed["entries"][1]["amount"], fixed["entries"][1]["counts"]) == (2, 1)
    assert fixed["entries"][3]["names"] == used
    over = book(run, "dispute", quota, number, "--reason", "厂商认可", "--close")
    assert "disputed" not in over["marks"]


def test_the_check_explains_and_exits_by_its_verdict(run: Run, quota: str) -> None:
    nothing = run("ledger", "check", "onsite", "--json")
    assert nothing.code == 1
    assert (nothing.json["covered"], nothing.json["code"]) == (False, "no_ledger")
    book(run, "set", quota, "covers=remote", "products=U8", "contract=HT-7 第三条")
    found = run("ledger", "check", "remote", "--product", "U8", "--json")
    assert found.code == 0
    assert found.json["by"] == NAME
    assert found.json["grounds"][0]["available"] == 3
    assert "还剩 3 次" in found.json["because"]
    other = run("ledger", "check", "remote", "--product", "T+", lang="en")
    assert other.code == 1
    assert "✕ Not covered: remote support, because:" in other.out
    assert "is for U8 only, not for T+ (HT-7 第三条)." in other.out
    gone = run("ledger", "check", "remote", "--product", "U8", "--at", "2027-01-01T00:00", "--json")
    assert (gone.code, gone.json["code"]) == (1, "all_expired")
    assert run("ledger", "check", "remote", "--product", "U8", "--at",
               "2026-12-31T23:59:59").code == 0  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("grant", "x", "3"), 1), (("grant", "x", "-3", "--unit", "day"), 2),
        (("grant", "x", "0", "--unit", "day"), 2), (("consume", "x", "1"), 1),
        (("grant", NAME, "1", "--unit", "day"), 2), (("show", "x"), 1),
        (("grant", NAME, "1", "--expires", "morgen"), 2), (("correct", NAME, "x", "1"), 2),
        (("correct", NAME, "FFFFFFFF", "1", "--reason", "x"), 1), (("set", NAME, "unit"), 2),
        (("set", NAME, "unit=day"), 2), (("set", NAME, "sort=gift"), 2), (("dispute", NAME), 2),
    ],
)  # fmt: skip
def test_what_cannot_be_booked_books_nothing(
    run: Run, quota: str, words: tuple[str, ...], code: int
) -> None:
    before = book(run, "show", quota)
    assert run("ledger", *words, "--json").code == code
    assert book(run, "show", quota) == before
    assert book(run, "list")["total"] == 1


def test_no_ledger_is_an_empty_list(run: Run) -> None:
    assert book(run, "list") == {"ledgers": [], "total": 0}
    assert "firstline ledger grant" in run("ledger", "list").out


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_demo_company_has_ledgers_that_show_every_case(run: Run, lang: str) -> None:
    assert run("demo", lang=lang).code == 0
    found = run("ledger", "list", "--json", lang=lang).json["ledgers"]
    assert {one["sort"] for one in found} == {
        "budget", "package", "quota", "saving", "upgrade", "voucher",
    }  # fmt: skip
    held = {one["covers"][0] if one["covers"] else one["sort"]: one for one in found}
    assert (held["remote"]["balance"], held["remote"]["reserved"]) == (3, 1)
    assert held["remote"]["marks"] == ["disputed"]
    assert (held["training"]["balance"], held["training"]["expired"]) == (3, 1.5)
    assert held["onsite"]["marks"] == ["over_used"]
    budget = held["budget"]  # two visits, one service that was accepted, and two that are approved
    assert (budget["consumed_fen"], budget["reserved_fen"]) == (1_865_050 + 1_680_000, 2_140_000)
    assert budget["balance_fen"] == 18_314_950
    assert run("ledger", "check", "remote", lang=lang).code == 0
    assert run("ledger", "check", "onsite", "--product", "U8", lang=lang).code == 1
    assert run("paid", "list", "--json", lang=lang).json["requests"][0]["state"] == "requested"
