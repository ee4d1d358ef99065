"""`firstline contract`, `package` and `supplement`, as a person and a script call them."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from cli_run import NOW, Run

CHINA = ZoneInfo("Asia/Shanghai")
DEAL = ("HT-7", "--title", "U8 年度支持", "--party", "用友", "--start", "2026-01-01",
        "--end", "2026-12-31", "--notice", "2026-10-02", "--price", "60000",
        "--tax", "6")  # fmt: skip
GOLD = ("金牌服务", "--code", "GOLD-26", "--contract", "HT-7", "--contents", "onsite",
        "--systems", "U8", "--rank", "1", "--channel", "400 专线")  # fmt: skip
CLAUSE = ("3.2", "--contract", "HT-7", "--text", "P1 半小时", "--systems", "U8",
          "--valid-from", "2026-03-01", "--targets", "P1 响应 30分")  # fmt: skip


def test_a_contract_stands_with_its_money_and_its_file_by_hash(run: Run, tmp_path: Path) -> None:
    made = run("contract", "add", *DEAL, "--json").json
    assert (made["price"], made["price_fen"], made["gross_fen"]) == (60000, 6_000_000, 6_360_000)
    assert (made["stage"], made["days_left"]) == ("ending", 37)
    file = tmp_path / "合同.pdf"
    file.write_bytes(b"%PDF")
    kept = run("contract", "document", "HT-7", file, "--json").json
    assert kept["sha256"] == hashlib.sha256(b"%PDF").hexdigest()
    again = run("contract", "add", *DEAL, "--note", "甲", "--json").json
    assert again["id"] == made["id"], "the same number is the same contract"
    assert run("contract", "list", "--json").json["total"] == 1
    assert run("contract", "add", "HT-8", "--party", "x", "--start", "2026-02-01", "--end",
               "2026-01-01").code == 2  # fmt: skip


def test_a_service_is_covered_until_the_last_second_of_the_package(run: Run) -> None:
    run("contract", "add", *DEAL)
    run("package", "add", *GOLD)
    last = datetime(2026, 12, 31, 23, 59, 59, tzinfo=CHINA)
    ask = ("ledger", "check", "onsite", "--product", "U8", "--json")
    yes = run(*ask, at=last)
    assert (yes.code, yes.json["by"], yes.json["code"]) == (0, "金牌服务", "package_in_force")
    assert yes.json["grounds"][0]["package_code"] == "GOLD-26"
    no = run(*ask, at=last + timedelta(seconds=1))
    assert (no.code, no.json["code"], no.json["by"]) == (1, "contract_over", None)
    assert run("ledger", "check", "onsite", "--product", "T+", "--json").json["code"] == (
        "other_product"
    )


def test_the_hand_off_names_package_and_code(
    run: Run, new: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    run("contract", "add", *DEAL)
    run("package", "add", *GOLD)
    key = new("--product", "U8", "--module", "GL")["number"]
    done = run("ticket", "handoff", key, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    (file,) = (tmp_path / "out").glob("*.zip")
    with ZipFile(file) as pack:
        texts = [pack.read(one).decode("utf-8", "replace") for one in pack.namelist()]
    assert any("金牌服务 [GOLD-26] · HT-7 · 排队名次 1,渠道 400 专线" in one for one in texts)


def test_a_supplement_gives_new_tickets_their_targets(
    run: Run, new: Callable[..., dict[str, Any]]
) -> None:
    run("contract", "add", *DEAL)
    words = ("--product", "U8", "--json")
    first = new("--product", "U8", impact=1, urgency=1)["id"]
    assert (
        run("ticket", "handoff", first, "--received-at", NOW.isoformat(), "--proof", "电话").code
        == 0
    )

    def target(key: str) -> int:
        clocks = run("ticket", "show", key, "--json").json["clocks"]
        (one,) = [each for each in clocks if each["leg"] == "vendor"
                  and each["metric"] == "first_response"]  # fmt: skip
        amount: int = one["target"]["amount"]
        return amount

    assert target(first) == 60
    made = run("supplement", "add", *CLAUSE[:-4], "--valid-from", "2026-11-25", "--targets",
               "P1 响应 30分", "--json")  # fmt: skip
    assert made.code == 0, made.err
    assert target(first) == 60, "an old ticket keeps its targets"
    later = NOW + timedelta(days=2)
    second = new("--product", "U8", impact=1, urgency=1, at=later)["id"]
    run("ticket", "handoff", second, "--received-at", later.isoformat(), "--proof", "电话",
        at=later)  # fmt: skip
    assert target(second) == 30
    told = run("contract", "targets", *words, at=later).json
    assert told["precedence"] == "合同 > 补充协议 > 默认服务级别"
    levels = {(one["priority"], one["metric"]): one["level"] for one in told["targets"]}
    assert levels["P1", "first_response"] == "supplement"
    assert levels["P1", "resolution"] == "default"
    assert run("doctor", "--check", at=later).code == 0, "stored clocks and contracts agree"


def test_overlaps_are_refused_and_leave_nothing(run: Run) -> None:
    run("contract", "add", *DEAL)
    assert run("supplement", "add", *CLAUSE).code == 0
    words = ("5.1", "--contract", "HT-7", "--text", "x", "--valid-from", "2026-05-01")
    refused = run("supplement", "add", *words, "--targets", "P1 响应 20分")
    assert refused.code == 1
    assert "HT-7 5.1" in refused.err
    assert "HT-7 3.2" in refused.err
    listed = run("supplement", "list", "--json").json
    assert listed["total"] == 1
    assert listed["precedence"].startswith("合同 >")
    bad = run("supplement", "add", *words, "--targets", "尽快")
    assert bad.code == 2
    assert "尽快" in bad.err


def test_targets_lie_over_the_agreement_that_is_meant_for_the_product(
    run: Run, profile: Path
) -> None:
    (profile / "packs").mkdir(parents=True)
    own = (
        'schema = "firstline.sla/1"\nid = "mes"\ntitle_zh = "MES"\ntitle_en = "MES"\n'
        'counterparty = "partner"\ntimezone = "Asia/Shanghai"\ncalendar = "cn-2026"\n'
        '[applies]\nproducts = ["MES"]\n[[target]]\npriority = "P1"\nclock = "24x7"\n'
        "respond_minutes = 15\nresolve_minutes = 480\n"
    )
    (profile / "packs" / "mes.toml").write_text(own, "utf-8")
    for product, source in (("MES", "mes"), ("NC", "seed-2023"), ("", "seed-2023")):
        found = run("contract", "targets", "--product", product, "--json").json["targets"]
        assert {one["source"] for one in found} == {source}, product


HEAD = "条款,合同编号,条款原文,改写的时限,适用站点,生效日,截止日(含当天)\n"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "supplements.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    return path


def test_rows_of_one_file_that_overlap_are_refused_both_and_the_others_taken(
    run: Run, tmp_path: Path
) -> None:
    run("contract", "add", *DEAL)
    path = table(
        tmp_path,
        "3.2,HT-7,一,P1 响应 30分,,2026-02-01,2026-06-30",
        "5.1,HT-7,二,P1 响应 20分,,2026-05-01,2026-08-31",
        "6.1,HT-7,三,P2 响应 60分,,2026-05-01,2026-08-31",
        "7.1,HT-7,四,P1 响应 10分,,2026-09-01,2026-12-31",
    )
    done = run("supplement", "import", path, "--json", lang="en")
    assert done.code == 1
    told = done.json
    assert (told["read"], told["created"], len(told["refused"])) == (4, 2, 2)
    for row, mine, other in ((2, "HT-7 3.2", "HT-7 5.1"), (3, "HT-7 5.1", "HT-7 3.2")):
        (reason,) = [one["reason"] for one in told["refused"] if one["row"] == row]
        assert reason.startswith(f"The supplement “{mine}” overlaps with")
        assert other in reason
        assert "P1" in reason
    listed = run("supplement", "list", "--json").json["supplements"]
    assert sorted(one["clause"] for one in listed) == ["6.1", "7.1"]
    assert all("overlap" not in str(one["flags"]) for one in listed)


def test_a_row_that_ends_the_older_clause_lets_the_next_row_begin(run: Run, tmp_path: Path) -> None:
    run("contract", "add", *DEAL)
    first = table(tmp_path, "3.2,HT-7,一,P1 响应 30分,,2026-02-01,")
    assert run("supplement", "import", first).code == 0
    alone = table(tmp_path, "5.1,HT-7,二,P1 响应 20分,,2026-05-01,")
    refused = run("supplement", "import", alone, "--json", lang="en")
    assert refused.code == 1
    assert "HT-7 3.2" in refused.json["refused"][0]["reason"]
    both = table(tmp_path, "5.1,HT-7,二,P1 响应 20分,,2026-05-01,",
                 "3.2,HT-7,一,P1 响应 30分,,2026-02-01,2026-04-30")  # fmt: skip
    done = run("supplement", "import", both, "--json")
    assert done.code == 0, done.out
    assert (done.json["created"], done.json["updated"]) == (1, 1)
