"""The three views: what each reader sees, and that management's names no person."""

import json

from cli_run import Run

PEOPLE = ("李娜", "周海波", "郑晓梅", "何志强", "许可欣", "沈嘉怡", "王磊", "王敏")


def _figures(run: Run, reader: str) -> dict[str, str]:
    told = run("report", "view", reader, "--json", lang="en").json
    return {one["name"]: one["value"] for one in told["figures"]}


def test_each_reader_sees_their_own_and_management_no_names(run: Run) -> None:
    assert run("demo").code == 0
    queue = run("ticket", "list", "status:open", "--json").json["total"]
    late = run("ticket", "list", "sla:overdue", "--json").json["total"]
    today, lead = _figures(run, "today"), _figures(run, "lead")
    assert (today["Open tickets"], today["Overdue"]) == (str(queue), str(late))
    assert lead["Vendor: answered in time"] != "—"
    assert int(lead["High risks open"]) > 0
    management = run("report", "view", "management", "--json").json
    told = json.dumps(management, ensure_ascii=False)
    assert not [one for one in PEOPLE if one in told]
    names = {one["name"] for one in management["figures"]}
    assert {"本季付费服务", "服务行动的成效", "90 天内要决定的合同"} <= names
    assert any(one.startswith("本月可用率") for one in names)


def test_an_empty_desk_has_no_shares_and_nothing_is_red(run: Run) -> None:
    told = run("report", "view", "management", "--json").json["figures"]
    assert {one["shade"] for one in told} <= {"", "ok"}
    assert [one["value"] for one in told[:2]] == ["—", "—"]
