"""Rules, holds and destructions by a real portal, by stick, the doctor and a backup (N13)."""

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal_process import PortalProcess
from two_desks import Desk, joined

DATA = b"lock table of the night"
SHA256 = hashlib.sha256(DATA).hexdigest()


def named(folder: Path, name: str) -> None:
    """Write who uses the profile: four eyes need two names."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.toml").write_text(f'user = "{name}"\n', encoding="utf-8")


def closed(desk: Desk, folder: Path) -> str:
    """Record a ticket with a log that a contract has destroyed by a day that has passed."""
    (folder / "locks.log").write_bytes(DATA)
    made = desk("ticket", "new", "--title", "Locks", "--impact", "2", "--urgency", "2",
                "--attach", folder / "locks.log", "--json").json  # fmt: skip
    for status in ("in_progress", "resolved", "closed"):
        assert desk("ticket", "set", made["id"], f"status={status}").code == 0
    agreed = desk("extract", "add", "Locks", "--who", "Chen", "--place", "ticket", "--sha256",
                  SHA256, "--taken-on", "2026-10-01", "--destroy-by", "2026-11-01")  # fmt: skip
    assert agreed.code == 0, agreed.err
    key: str = made["id"]
    return key


def due(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk("retention", "due", "--category", "logs", "--json").json
    return found


def state(desk: Desk) -> tuple[list[Any], list[Any], list[Any]]:
    """Return all that the records of retention say."""
    return (
        desk("retention", "list", "--json").json["rules"],
        desk("retention", "holds", "--all", "--json").json["holds"],
        desk("retention", "destroyed", "--json").json["destroyed"],
    )


def test_a_hold_of_one_desk_stops_the_other_and_a_destruction_is_known_to_both(
    portal: PortalProcess, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    named(tmp_path / "far-n", "Li Na")
    named(tmp_path / "near-n", "Wang Lei")
    far, near = desk("far-n"), desk("near-n")
    joined(portal, far, "far-n")
    joined(portal, near, "near-n")
    key = closed(far, tmp_path)
    assert [one["stops"][0]["by"] for one in due(far)["kept"]] == ["portal"]
    assert far("sync").code == 0
    assert near("sync").code == 0
    assert [one["state"] for one in due(near)["by_hand"]] == ["by_hand"]  # it lies at another desk
    held = near("retention", "hold", "Arbitration", "--ticket", key, "--json").json["number"]
    assert near("retention", "set", "exports", "--days", "60").code == 0
    before = due(far)["digest"]
    assert near("sync").code == 0
    assert far("sync").code == 0
    assert far("retention", "run", before, "--category", "logs").code == 1
    assert [one["name"] for one in due(far)["held"]] == ["locks.log"]
    assert near("retention", "lift", held, "--reason", "Settled").code == 1
    assert far("retention", "lift", held, "--reason", "Settled", "--json").code == 0
    ran = far("retention", "run", due(far)["digest"], "--category", "logs", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["remains"]["portal_copies"] == 1

    stick = tmp_path / "far.deskpack"
    assert far("pack", "export", stick).code == 0
    carried = near("pack", "import", stick, "--json")
    assert carried.code == 0, carried.err
    assert far("pack", "import", Path(carried.json["answer"])).code == 0
    assert far("sync").code == 0
    assert near("sync").code == 0
    assert state(far) == state(near)
    rules, holds, gone = state(near)
    assert next(one for one in rules if one["category"] == "exports")["days"] == 60
    assert holds[0]["lifted"]["by"] == "Li Na"
    assert [(one["name"], one["by"]) for one in gone] == [("locks.log", "Li Na")]
    for one in (far, near):
        assert one("conflict", "list", "--json").json["conflicts"] == []
        assert one("doctor").code == 0


def test_they_survive_the_doctor_and_come_back_from_a_backup(
    desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    profile = tmp_path / "alone"
    named(profile, "Li Na")
    run = desk("alone")
    closed(run, tmp_path)
    assert run("retention", "hold", "Audit", "--site", "Dongguan").code == 0
    assert run("retention", "set", "drafts", "--days", "30").code == 0
    (held,) = run("retention", "holds", "--json").json["holds"]
    lifted = ("retention", "lift", held["number"], "--reason", "x", "--approved-by", "Zhao Min")
    assert run(*lifted).code == 0
    ran = run("retention", "run", due(run)["digest"], "--category", "logs")
    assert ran.code == 0, ran.err
    before = state(run)
    assert run("search", "Dongguan", "--json").json["hits"], "a hold is found by its words"
    copy = tmp_path / "copy.zip"
    assert run("backup", copy, "--json").json["missing"] == []
    (database,) = profile.glob("*.db")
    with sqlite3.connect(database) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_schema SET sql='damaged' WHERE name='ticket'")
    raw.close()
    assert run("doctor").code == 1
    assert state(run) == before
    assert run("restore", copy).code == 0
    assert state(run) == before
