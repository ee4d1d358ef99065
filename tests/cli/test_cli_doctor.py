"""`doctor`: a sound profile passes, damage is told and mended, and nothing is thrown away."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from cli_run import Run

New = Callable[..., dict[str, Any]]


def test_a_sound_profile_passes(run: Run, new: New) -> None:
    new()
    done = run("doctor", "--json")
    assert done.code == 0, done.err
    assert done.json["ok"]
    assert done.json["findings"] == []
    assert "✓" in run("doctor").out


def scribble(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"garbage" * 900)


def test_a_damaged_database_is_mended_and_kept_aside(run: Run, new: New, profile: Path) -> None:
    for number in range(20):
        new("--body", "说明" * 500, title=f"第 {number} 张")
    path = profile / "firstline.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    scribble(path)
    held = path.read_bytes()
    looked = run("doctor", "--check", "--json")
    assert looked.code == 1
    assert looked.json["findings"]
    assert path.read_bytes() == held
    mended = run("doctor", "--json")
    assert mended.code == 1
    assert mended.json["before"]
    assert mended.json["findings"] == []
    assert list(Path(mended.json["kept"]).glob("firstline.db*"))
    assert run("doctor").code == 0
    assert run("ticket", "list", "--json").json["total"] == 20


def test_a_text_in_the_place_of_the_database(run: Run, new: New, profile: Path) -> None:
    new(title="要保住的")
    for one in profile.glob("firstline.db*"):
        one.unlink()
    (profile / "firstline.db").write_text("no database\n" * 400, "utf-8")
    assert run("ticket", "list").code == 1
    assert run("doctor").code == 1
    titles = [one["title"] for one in run("ticket", "list", "--json").json["tickets"]]
    assert titles == ["要保住的"]


def test_bad_settings_and_packs_are_told(run: Run, new: New, profile: Path) -> None:
    new()
    (profile / "settings.toml").write_text("theme = 5", "utf-8")
    done = run("doctor", "--json")
    assert done.code == 1
    assert "settings.toml:1" in done.json["settings"][0]["zh"]
    (profile / "settings.toml").unlink()
    (profile / "packs").mkdir()
    (profile / "packs" / "bad.toml").write_text('schema = "firstline.sla/1"', "utf-8")
    done = run("doctor", lang="en")
    assert done.code == 1
    assert "bad.toml" in done.out


def test_an_empty_place_is_no_damage_and_is_left_empty(run: Run, profile: Path) -> None:
    for words in (("doctor",), ("backup", "x.zip")):
        done = run(*words)
        assert done.code == 1
        assert "--profile" in done.line
    assert not profile.exists()


def mark(path: Path, pragma: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA {pragma}")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_file_of_a_later_version_is_left_alone(run: Run, new: New, profile: Path) -> None:
    new()
    path = profile / "firstline.db"
    mark(path, "user_version = 9000")
    held = path.read_bytes()
    done = run("doctor")
    assert done.code == 1
    assert done.line
    assert path.read_bytes() == held


def test_a_lost_mark_of_ours_is_given_back(run: Run, new: New, profile: Path) -> None:
    new()
    mark(profile / "firstline.db", "application_id = 77")
    assert run("ticket", "list").code == 1
    assert run("doctor").code == 1
    assert run("ticket", "list", "--json").json["total"] == 1
    assert run("doctor").code == 0
