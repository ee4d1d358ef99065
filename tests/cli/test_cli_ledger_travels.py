"""Ledgers and paid requests by a real portal, by stick, the doctor and a backup."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli_run import Run
from portal_process import PortalProcess
from two_desks import Desk, joined

ASK = ("paid", "request", "training", "--purpose", "盘点课", "--estimate", "3000",
       "--requester", "张三", "--json")  # fmt: skip


def state(desk: Desk | Run) -> dict[str, Any]:
    """Return all that ledgers and requests say, as far as it does not depend on the desk."""
    names = [one["name"] for one in desk("ledger", "list", "--json").json["ledgers"]]
    asked = desk("paid", "list", "--json").json["requests"]
    return {
        "ledgers": [desk("ledger", "show", name, "--json").json for name in names],
        "paid": [(one["number"], one["state"], one["approver"], one["flags"]) for one in asked],
    }


def test_two_desks_book_offline_and_meet_by_portal_and_stick(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far-l"), desk("near-l")
    joined(portal, far, "far-l")
    joined(portal, near, "near-l")
    assert far("ledger", "grant", "免费远程", "1", "--unit", "session").code == 0
    assert near("ledger", "consume", "免费远程", "1", "--unit", "session").code == 0
    assert far("ledger", "consume", "免费远程", "1").code == 0
    number = far(*ASK).json["number"]
    assert far("sync").code == 0
    assert near("sync").code == 0
    assert far("paid", "approve", number, "--by", "张三", "--proof", "x").code == 1
    assert near("paid", "approve", number, "--by", "far-l", "--proof", "x").code == 1
    assert near("paid", "approve", number).code == 2, "nobody's name is set"
    ok = near("paid", "approve", number, "--by", "李总", "--proof", "电话", "--json")
    assert ok.json["state"] == "approved", ok.err
    assert near("ledger", "dispute", "免费远程", "--reason", "次数不符").code == 0
    assert near("sync").code == 0
    assert far("ledger", "release", "免费远程", "2").code == 0

    stick = tmp_path / "far.deskpack"
    assert far("pack", "export", stick).code == 0
    carried = near("pack", "import", stick, "--json")
    assert carried.code == 0, carried.err
    assert far("pack", "import", Path(carried.json["answer"])).code == 0
    assert far("sync").code == 0
    assert near("sync").code == 0
    assert state(far) == state(near)
    (ledger,) = state(far)["ledgers"]
    assert (ledger["balance"], ledger["marks"]) == (-1, ["over_used", "disputed"])
    assert len(ledger["entries"]) == 5
    ((_number, standing, approver, flags),) = state(far)["paid"]
    assert (standing, approver, flags) == ("approved", "李总", ["approved_by_word"])
    assert far("conflict", "list", "--json").json["conflicts"] == []


def test_they_survive_the_doctor_and_come_back_from_a_backup(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    run("ledger", "grant", "预算", "100.05", "--unit", "CNY")
    assert run(*ASK).code == 0
    before = state(run)
    copy = tmp_path / "copy.zip"
    assert run("backup", copy).code == 0
    (database,) = profile.glob("*.db")
    with sqlite3.connect(database) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_schema SET sql='damaged' WHERE name='ticket'")
    raw.close()
    assert run("doctor").code == 1
    assert state(run) == before
    assert run("ledger", "consume", "预算", "1").code == 0
    assert run("restore", copy).code == 0
    assert state(run) == before
