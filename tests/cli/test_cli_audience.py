"""A ticket as the requester or the vendor may see it: what is ours alone is not there (S19)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cli_run import NOW, Run


def test_each_audience_sees_its_own_of_the_one_timeline(
    run: Run, new: Callable[..., dict[str, Any]]
) -> None:
    key = new("--body", "报工没有完工数")["number"]
    run("ticket", "reply", key, "收到,正在处理", at=NOW + timedelta(minutes=1))
    run(
        "ticket",
        "reply",
        key,
        "--internal",
        "客户又漏做备份",
        at=NOW + timedelta(minutes=2),
    )
    run("ticket", "handoff", key, "--received-at", "2026-11-24T11:03", "--case-no", "YY-9",
        "--proof", "热线录音 58846", at=NOW + timedelta(minutes=4))  # fmt: skip
    words = ("--channel", "hotline", "--person", "王工", "--summary", "先反结账再试")
    done = run("ticket", "contact", key, *words, "--direction", "in", "--reply",
               at=NOW + timedelta(minutes=6))  # fmt: skip
    assert done.code == 0, done.err
    later = NOW + timedelta(minutes=10)

    def seen(audience: str, *more: str) -> str:
        shown = run("ticket", "show", key, "--for", audience, *more, at=later)
        assert shown.code == 0, shown.err
        return shown.out

    ours, asker, vendor = (seen(one) for one in ("it", "requester", "vendor"))
    for said in ("客户又漏做备份", "收到,正在处理", "先反结账再试", "热线录音 58846", "YY-9"):
        assert said in ours
    assert "收到,正在处理" in asker
    assert "交接厂商" in asker
    for hidden in ("客户又漏做备份", "先反结账再试", "热线录音 58846", "YY-9", "厂商段"):
        assert hidden not in asker
        assert hidden not in seen("requester", "--json")
    assert "先反结账再试" in vendor
    for hidden in ("客户又漏做备份", "收到,正在处理", "内部段"):
        assert hidden not in vendor
        assert hidden not in seen("vendor", "--json")
    told = run("ticket", "show", key, "--for", "requester", "--json", at=later).json
    assert {one["leg"] for one in told["clocks"]} == {"internal"}
    whole = run("ticket", "show", key, "--json", at=later).json
    mine = [one for one in whole["clocks"] if one["leg"] == "internal"]
    assert told["clocks"] == mine  # reckoned from the whole log
