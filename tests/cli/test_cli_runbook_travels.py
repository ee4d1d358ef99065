"""Runbooks by a real portal, by stick, through the doctor and out of a backup."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from cli_run import Run
from portal_process import PortalProcess
from two_desks import Desk, joined


def told(desk: Desk | Run, key: str, item: str) -> dict[str, object]:
    shown = desk("runbook", "show", key, "--json").json
    found: dict[str, object] = next(one for one in shown["items"] if one["id"] == item)
    return found


def test_a_runbook_goes_on_at_a_second_desk_and_by_stick(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far"), desk("near")
    joined(portal, far, "far")
    joined(portal, near, "near")
    made = far("runbook", "start", "u8-cloud", "--name", "U8 上云", "--json")
    key = made.json["number"]
    assert far("sync").code == 0
    assert near("sync").code == 0
    words = ("--reason", "厂商补", "--until", "2099-12-31")
    assert near("runbook", "waive", key, "M02", "--by", "王总", *words).code == 0
    assert far("runbook", "waive", key, "M02", "--by", "李娜", *words).code == 0
    assert far("runbook", "check", key, "M01").code == 0
    proof = tmp_path / "范围.txt"
    proof.write_text("签字", "utf-8")
    assert far("runbook", "check", key, "M01", "--evidence", proof).code == 0
    assert near("runbook", "reopen", key, "M03", "--reason", "旧版").code == 0
    assert far("runbook", "check", key, "M03", "--evidence", "登记表").code == 0
    assert near("sync").code == 0

    stick = tmp_path / "far.deskpack"
    out = far("pack", "export", stick, "--json")
    assert (out.code, out.json["files"]) == (0, 1), out.err
    carried = near("pack", "import", stick, "--json")
    assert carried.code == 0, carried.err
    back = far("pack", "import", Path(carried.json["answer"]), "--json")
    assert (back.code, back.json["held"]) == (0, 0), (back.out, back.err)
    assert far("sync").code == 0
    assert near("sync").code == 0
    for one in (far, near):
        assert told(one, key, "M01")["state"] == "done"
        assert told(one, key, "M02")["state"] == "waived"
        assert told(one, key, "M03")["state"] == "open"
    assert told(far, key, "M01") == told(near, key, "M01")
    assert far("conflict", "list", "--json").json["conflicts"] == []


def test_a_runbook_survives_the_doctor_and_comes_back_from_a_backup(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    key = run("runbook", "start", "upgrade-erp", "--name", "升级", "--json").json["number"]
    assert run("runbook", "check", key, "U02", "--evidence", "核对过").code == 0
    before = told(run, key, "U02")
    copy = tmp_path / "copy.zip"
    assert run("backup", copy).code == 0
    (database,) = profile.glob("*.db")
    with sqlite3.connect(database) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_schema SET sql='damaged' WHERE name='ticket'")
    raw.close()
    assert run("doctor").code == 1
    assert told(run, key, "U02") == before
    assert run("runbook", "check", key, "U03").code == 0
    assert run("restore", copy).code == 0
    assert told(run, key, "U02") == before
    assert told(run, key, "U03")["state"] == "open"
