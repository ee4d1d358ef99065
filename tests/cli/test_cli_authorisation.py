"""`authorisation new | list | revoke` as an IT lead calls them."""

from datetime import timedelta

from cli_run import NOW, Run

WORDS = (
    "authorisation", "new", "--purpose", "查卡死", "--scope", "nc-log", "--person", "陈工",
    "--company", "服务商", "--until", "2026-11-26T18:00", "--approver", "李总",
    "--requested-by", "赵主任",
)  # fmt: skip


def test_new_list_and_revoke_without_a_network(run: Run) -> None:
    made = run(*WORDS, "--system", "NC", "--system", "U8", "--json").json
    assert made["state"] == "valid"
    assert made["number"].startswith("SQ-20261124-")
    assert (made["systems"], made["allowed"]) == (["NC", "U8"], ["view", "export"])
    assert made["until"] == "2026-11-26T18:00:00+08:00"
    assert "有效" in run("authorisation", "list").out
    late = run("authorisation", "list", "--json", at=NOW + timedelta(days=3)).json
    assert [one["state"] for one in late["authorisations"]] == ["expired"]
    done = run("authorisation", "revoke", made["number"], "--reason", "换人", "--json").json
    assert (done["state"], done["revoke_reason"]) == ("revoked", "换人")
    assert run("authorisation", "revoke", made["number"]).code == 1
    assert run("authorisation", "list", "--json").json["total"] == 1


def test_what_is_missing_is_said(run: Run) -> None:
    assert "还没有授权" in run("authorisation", "list").out
    assert run("authorisation", "new").code == 2
    assert run(*WORDS[:-3], "", *WORDS[-2:]).code == 2
    nameless = run(*WORDS[:-2])  # this PC does not know who uses it
    assert (nameless.code, "姓名" in nameless.err) == (1, True)
    done = run(*WORDS[:10], "--until", "2026-11-01", *WORDS[12:])
    assert done.code == 2
    assert "晚于" in done.line
    assert run("authorisation", "revoke", "SQ-9").code == 1


def test_shown_changed_ended_and_its_data_destroyed(run: Run) -> None:
    more = ("--tool", "ToDesk", "--destroy-on", "2026-12-01", "--json")
    made = run(*WORDS, *more).json
    number = made["number"]
    assert (made["destruction"], made["destroy_on"]) == ("due", "2026-12-01")
    got = run("authorisation", "set", number, "tool=VPN", "escort=李娜", "--json").json
    assert (got["tool"], got["escort"], got["purpose"]) == ("VPN", "李娜", "查卡死")
    refused = run("authorisation", "set", number, "scope=全部", lang="en")
    assert (refused.code, "was approved and cannot change" in refused.line) == (1, True)
    assert run("authorisation", "set", number, "VPN").code == 2
    assert run("authorisation", "destroyed", number, "--by", "陈工").code == 1  # it still holds
    ended = run("authorisation", "end", number, "--json", at=NOW + timedelta(hours=1)).json
    assert ended["state"] == "expired"
    late = NOW + timedelta(days=20)
    listed = run("authorisation", "list", "--overdue", "--json", at=late).json
    assert [one["number"] for one in listed["authorisations"]] == [number]
    assert "▲ 超期" in run("authorisation", "list", at=late).out
    gone = ("authorisation", "destroyed", number, "--by", "陈工", "--proof", "回函")
    done = run(*gone, "--at", "2026-12-03T09:00", "--json", at=late).json
    assert (done["destruction"], done["destroyed_by"]) == ("done", "陈工")
    assert run("authorisation", "list", "--overdue", "--json", at=late).json["total"] == 0
    assert run("authorisation", "show", number, "--json").json["destroy_proof"] == "回函"


def test_what_is_shown_and_refused_is_said_in_words(run: Run) -> None:
    number = run(*WORDS, "--tool", "ToDesk", "--json").json["number"]
    told = run("authorisation", "show", number).out
    assert f"{number}  [有效]" in told
    assert {
        "目的: 查卡死",
        "系统: 全部",
        "工具与会话方式: ToDesk",
        "结束: 2026-11-26 18:00",
    } <= set(told.splitlines())
    run("authorisation", "revoke", number, "--reason", "换人")
    told = run("authorisation", "show", number, lang="en").out
    assert "[revoked]" in told
    assert "Why revoked: 换人" in told.splitlines()
    assert "没有销毁超期的授权" in run("authorisation", "list", "--overdue").out
    wrong = run("authorisation", "set", number, "colour=red", lang="en")
    assert (wrong.code, wrong.line.startswith("There is no field 'colour'.")) == (2, True)
