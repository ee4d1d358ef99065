"""Contacts, sessions, rules and alerts by a real portal, by stick, the doctor and a backup."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli_run import Run
from portal_process import PortalProcess
from two_desks import Desk, joined


def state(desk: Desk | Run, key: str) -> dict[str, Any]:
    """Return all that the registers say, as far as it does not depend on the desk or the hour."""
    contacts = desk("ticket", "contacts", key, "--json").json["contacts"]
    sessions = desk("session", "list", "--json").json["sessions"]
    rules = desk("watch", "list", "--json").json["rules"]
    alerts = desk("watch", "alerts", "--all", "--json").json["alerts"]
    return {
        "contacts": sorted((one["summary"], one["channel"], one["ref"]) for one in contacts),
        "sessions": [(one["number"], one["done"], one["corrections"]) for one in sessions],
        "rules": [one["id"] for one in rules if one["own"]],
        "alerts": [(one["number"], one["state"], one["note"], one["ticket"]) for one in alerts],
    }


def begun(desk: Desk | Run, folder: Path, number: str) -> str:
    """Log a call, begin a session under an authorisation, and let a rule raise an alert."""
    call = ("--channel", "hotline", "--ref", "58846", "--summary", "报 P1")
    assert desk("ticket", "contact", number, *call).code == 0
    leave = desk(
        "authorisation", "new", "--requested-by", "赵主任",
        "--purpose", "查", "--scope", "日志", "--person", "陈工",
        "--company", "服务商", "--until", "2099-12-31T00:00", "--approver", "李总", "--tool",
        "ToDesk", "--escort", "王芳", "--json",
    ).json["number"]  # fmt: skip
    made = desk("session", "start", number, "--authorisation", leave, "--json")
    assert made.code == 0, made.err
    rule = ("--watch", "file", "--title", "备份", "--set", "max_age_h=4")
    assert desk("watch", "add", "b", *rule, "--place", folder / "*.bak").code == 0
    assert desk("watch", "run", "b").code == 1
    session: str = made.json["number"]
    return session


def test_two_desks_write_offline_and_meet_by_portal_and_stick(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    far, near = desk("far-r"), desk("near-r")
    joined(portal, far, "far-r")
    joined(portal, near, "near-r")
    new = ("ticket", "new", "--title", "月结报错", "--impact", "2", "--urgency", "2", "--json")
    key = far(*new).json["id"]
    session = begun(far, tmp_path, key)
    assert far("sync").code == 0
    assert near("sync").code == 0
    alert = near("watch", "alerts", "--json").json["alerts"][0]["number"]
    assert near("session", "end", session, "--done", "看了日志").code == 0
    assert far("session", "note", session, "要口令,没有给").code == 0
    assert near("watch", "ack", alert, "--note", "在看").code == 0
    assert far("watch", "ticket", alert).code == 0
    words = ("--channel", "phone", "--party", "internal", "--summary")
    assert near("ticket", "contact", key, *words, "告知车间").code == 0
    assert near("sync").code == 0

    stick = tmp_path / "far.deskpack"
    assert far("pack", "export", stick).code == 0
    carried = near("pack", "import", stick, "--json")
    assert carried.code == 0, carried.err
    assert far("pack", "import", Path(carried.json["answer"])).code == 0
    assert far("sync").code == 0
    assert near("sync").code == 0
    assert state(far, key) == state(near, key)
    told = state(far, key)
    assert len(told["contacts"]) == 4, "two calls, and the session's beginning and end"
    assert told["sessions"][0][1] == "看了日志"
    assert told["alerts"][0][1:3] == ("acknowledged", "在看")
    assert told["alerts"][0][3]
    assert far("conflict", "list", "--json").json["conflicts"] == []


def test_they_survive_the_doctor_and_come_back_from_a_backup(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    new = ("ticket", "new", "--title", "月结报错", "--impact", "2", "--urgency", "2", "--json")
    key = run(*new).json["id"]
    session = begun(run, tmp_path, key)
    before = state(run, key)
    assert run("search", "58846", "--json").json["hits"], "a call number is found"
    copy = tmp_path / "copy.zip"
    assert run("backup", copy).code == 0
    (database,) = profile.glob("*.db")
    with sqlite3.connect(database) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_schema SET sql='damaged' WHERE name='ticket'")
    raw.close()
    assert run("doctor").code == 1
    assert state(run, key) == before
    assert run("session", "end", session, "--done", "x").code == 0
    assert run("restore", copy).code == 0
    assert state(run, key) == before
