"""Two profiles and one portal, driven by commands: nothing is lost, doubled or overwritten."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from portal_process import PortalProcess, portal_process
from two_desks import Desk, joined, new, shown


def test_two_desks_agree_and_a_clash_keeps_both_values(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    li, wang = desk("li"), desk("wang")
    joined(portal, li, "li")
    joined(portal, wang, "wang")
    made = new(li, "扫码枪连不上")
    assert made["sync"] == "waiting"
    first = li("sync", "--json")
    assert (first.code, first.json["pushed"]) == (0, 1), first.err
    assert wang("sync", "--json").json["pulled"] >= 1
    theirs = shown(wang, made["id"])
    assert theirs["title"] == "扫码枪连不上"
    assert theirs["number"] == shown(li, made["id"])["number"] != made["number"]
    assert shown(li, made["number"])["id"] == made["id"]  # the old number still finds it

    # Both without a network: the same field, different fields, comments, a file.
    log = tmp_path / "日志 一.txt"
    log.write_text("错误 310036\n" * 500, "utf-8")
    assert li("ticket", "set", made["id"], "site=一厂", "module=GL").code == 0
    assert li("ticket", "reply", made["id"], "李:已换线").code == 0
    assert wang("ticket", "set", made["id"], "site=二厂", "product=U8").code == 0
    assert wang("ticket", "reply", made["id"], "王:请看日志", "--internal").code == 0
    assert wang("ticket", "attach", made["id"], log).code == 0
    assert li("sync").code == 0
    portal.kill()
    cut = wang("sync")
    assert cut.code == 1
    assert "Traceback" not in cut.err
    held_back = wang("outbox", "list", "--json").json
    assert held_back["total"] == 4
    portal.start()
    clash = wang("sync", "--json")
    assert (clash.code, clash.json["held"], clash.json["waiting"]) == (1, 1, 0)
    (conflict,) = wang("conflict", "list", "--json").json["conflicts"]
    assert (conflict["field"], conflict["mine"], conflict["theirs"]) == ("site", "二厂", "一厂")
    li("sync")
    assert li("conflict", "list", "--json").json["conflicts"] == [conflict]  # for everybody

    done = wang("conflict", "resolve", conflict["id"], "--take", "mine", "--json")
    assert (done.code, done.json["value"]) == (0, "二厂")
    assert wang("sync").code == 0
    assert li("sync").code == 0
    a, b = shown(li, made["id"]), shown(wang, made["id"])
    same = (
        "title",
        "site",
        "module",
        "product",
        "priority",
        "status",
        "number",
        "timeline",
        "sync",
    )
    assert {key: a[key] for key in same} == {key: b[key] for key in same}
    assert (a["site"], a["module"], a["product"], a["sync"]) == ("二厂", "GL", "U8", "synced")
    said = [one.get("text", "") for one in a["timeline"]]
    assert said.count("李:已换线") == said.count("王:请看日志") == 1
    assert li("conflict", "list", "--json").json["total"] == 0


def test_a_second_round_carries_nothing(portal: PortalProcess, desk: Callable[[str], Desk]) -> None:
    run = desk("zhao")
    joined(portal, run, "zhao")
    new(run, "打印机")
    assert run("sync", "--json").json["pushed"] == 1
    again = run("sync", "--json").json
    assert (again["pushed"], again["pulled"]) == (0, 0)


def test_a_portal_that_is_away_keeps_everything_here(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    with portal_process(tmp_path) as away:
        run = desk("qian")
        joined(away, run, "qian")
    made = new(run, "没有网络")
    done = run("sync")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert shown(run, made["id"])["sync"] == "waiting"
    listed = run("portal", "list", "--json").json["portals"][0]
    assert listed["problem"]
    removed = run("portal", "remove", "hq", "--json")
    assert removed.code == 0
    assert shown(run, made["id"])["sync"] == "local"


def test_a_wrong_token_is_refused_and_nothing_is_added(
    portal: PortalProcess, desk: Callable[[str], Desk]
) -> None:
    run = desk("sun")
    done = run("portal", "add", "hq", portal.url, "--kind", "native", "--token-stdin",
               stdin="wrong\n")  # fmt: skip
    assert done.code == 1
    assert run("portal", "list", "--json").json["total"] == 0


def test_without_keyring_and_passphrase_the_token_is_not_kept(
    portal: PortalProcess, desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    token = portal.tell("user", "add", "zhou", "--role", "superuser")
    run = desk("zhou")
    monkeypatch.delenv("FIRSTLINE_PASSPHRASE")
    done = run("portal", "add", "hq", portal.url, "--kind", "native", "--token-stdin",
               stdin=token + "\n")  # fmt: skip
    assert done.code == 1
    assert "plain text" in done.err
    assert run("portal", "list", "--json").json["total"] == 0
    assert not [
        one for one in (tmp_path / "zhou").rglob("*")
        if one.is_file() and token.encode() in one.read_bytes()
    ]  # fmt: skip


def test_the_token_stands_nowhere_in_the_profile(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    token = portal.tell("user", "add", "wu", "--role", "superuser")
    run = desk("wu")
    run("portal", "add", "hq", portal.url, "--kind", "native", "--token-stdin", stdin=token + "\n")
    new(run, "x")
    run("sync")
    run("backup", tmp_path / "wu.backup")
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert not [one for one in files if token.encode() in one.read_bytes()]


@pytest.mark.parametrize(
    "words",
    [
        ("portal", "add", "hq", "http://desk.example.cn", "--kind", "native", "--token-stdin"),
        ("portal", "add", "a/b", "https://desk.example.cn", "--kind", "native", "--token-stdin"),
        ("portal", "add", "hq", "https://desk.example.cn", "--kind", "jira", "--token-stdin"),
        ("portal", "add", "hq", "https://desk.example.cn", "--kind", "rt", "--token-stdin"),
    ],
)
def test_bad_words_are_one_sentence(desk: Callable[[str], Desk], words: tuple[str, ...]) -> None:
    done = desk("bad")(*words)  # the last one: no token on standard input
    assert done.code == 2
    assert done.line


def test_refusals_are_one_sentence(desk: Callable[[str], Desk]) -> None:
    run = desk("alone")
    for words in (("sync",), ("sync", "x"), ("portal", "remove", "x"), ("outbox", "show", "x"),
                  ("conflict", "resolve", "x:site", "--take", "mine")):  # fmt: skip
        done = run(*words)
        assert done.code == 1
        assert done.line
    assert run("outbox", "list", "--json").json == {"edits": [], "total": 0}
    assert json.loads(run("conflict", "list", "--json").out)["conflicts"] == []


def test_an_edit_in_the_outbox_can_be_read_and_taken_back(desk: Callable[[str], Desk]) -> None:
    run = desk("feng")
    made = new(run, "只在本机")
    run("ticket", "reply", made["id"], "这句话还没有送出")
    edits = run("outbox", "list", "--json").json["edits"]
    assert [one["act"] for one in edits] == ["open", "reply"]
    whole = run("outbox", "show", edits[1]["id"], "--json").json
    assert whole["edit"]["events"][0]["text"] == "这句话还没有送出"
    assert run("outbox", "withdraw", edits[1]["id"]).code == 0
    assert [one["act"] for one in run("outbox", "list", "--json").json["edits"]] == ["open"]


def test_a_refused_edit_is_sent_again_and_goes_through(
    portal: PortalProcess, desk: Callable[[str], Desk]
) -> None:
    lead, hand = desk("he"), desk("qian")
    joined(portal, lead, "he")
    made = new(lead, "权限还没有批下来")
    assert lead("sync").code == 0
    token = portal.tell("user", "add", "qian", "--role", "auditor")
    hand("portal", "add", "hq", portal.url, "--kind", "native", "--token-stdin", stdin=f"{token}\n")
    assert hand("sync").code == 0
    assert hand("ticket", "set", made["id"], "site=一厂").code == 0
    assert hand("ticket", "reply", made["id"], "已恢复").code == 0
    assert hand("sync", "--json").json["refused"] == 2
    refused = hand("outbox", "list", "--json").json["edits"]
    assert [one["state"] for one in refused] == ["refused", "refused"]
    again = hand("outbox", "retry", refused[0]["id"])
    assert again.code == 0
    assert hand("sync", "--json").json["refused"] == 2  # not yet: refused again, and not lost
    portal.tell("user", "add", "qian", "--role", "superuser")
    for one in hand("outbox", "list", "--json").json["edits"]:
        assert hand("outbox", "retry", one["id"]).code == 0
    sent = hand("sync", "--json")
    assert (sent.code, sent.json["pushed"], sent.json["refused"]) == (0, 2, 0)
    assert hand("outbox", "list", "--json").json["total"] == 0
    assert lead("sync").code == 0
    there = shown(lead, made["id"])
    assert there["site"] == "一厂"
    assert [one.get("text") for one in there["timeline"]].count("已恢复") == 1


def test_registers_of_health_meet_at_the_real_portal(
    desk: Callable[[str], Desk], portal: PortalProcess, tmp_path: Path
) -> None:
    ann, bob = desk("ann-health"), desk("bob-health")
    for run, user in ((ann, "ann.health"), (bob, "bob.health")):
        joined(portal, run, user)
    samples = tmp_path / "ms.csv"
    samples.write_text("ms\n" + "69520.25\n" * 5000, "utf-8")
    key = ann("risk", "add", "Power", "--impact", "3", "--json").json["number"]
    made = ann("measure", "add", "Stock", "--json").json["number"]
    assert ann("measure", "samples", made, samples, "--column", "ms", "--json").json["n"] == 5000
    counts = [word for n in range(90) for word in ("--count", f"type {n}={n}")]
    assert ann("measure", "baseline", "WMS", *counts).code == 0
    for run in (ann, bob):
        assert run("sync", "--json").json["refused"] == 0
    assert bob("measure", "list", "--json").json["measurements"][0]["n"] == 5000
    assert bob("measure", "case", "list", "--json").json["cases"][0]["before"] == 4005
    ann("risk", "set", key, "impact=5", "owner=Ann")
    bob("risk", "set", key, "impact=4", "mitigation=UPS")
    for run in (ann, bob, ann):
        run("sync")
    for run in (ann, bob):
        found = run("risk", "show", key, "--json").json
        assert (found["impact"], found["owner"], found["mitigation"]) == (5, "Ann", "UPS")
        assert [one["field"] for one in found["conflicts"]] == ["impact"]
    assert bob("risk", "resolve", key, "impact", "--take", "mine", "--json").json["impact"] == 4
    for run in (bob, ann):
        assert run("sync", "--json").code == 0
    found = ann("risk", "show", key, "--json").json
    assert (found["impact"], found["conflicts"]) == (4, [])
