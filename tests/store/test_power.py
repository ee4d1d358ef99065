"""A disk that loses its power at any step keeps every acknowledged act (T5)."""

import json
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from store_makers import NOW, RoundTheClock

from firstline.store.file.connection import FILE
from firstline.store.store import Store
from power_disk import STYLES, Disk
from power_trace import Reader, Step

SCRIPT = Path(__file__).parents[2] / "build_scripts" / "power_test.py"
IMAGES = int(os.environ.get("FIRSTLINE_IMAGES", "100"))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
@pytest.mark.parametrize(("seed", "images"), [(1, IMAGES), (2, IMAGES), (4, IMAGES // 2)])
def test_a_power_cut_loses_nothing_that_was_acknowledged(
    tmp_path: Path, seed: int, images: int
) -> None:
    """While a profile is restored, worked on, and fed by a pull."""
    command = [sys.executable, str(SCRIPT), "--images", str(images), "--seed", str(seed)]
    done = subprocess.run(
        [*command, "--each", str(images)], capture_output=True, text=True, check=False,
        timeout=280, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert (counts["images"], counts["lost"]) == (images, 0)
    assert counts["acknowledged"] > images


def test_a_sync_beside_keeps_what_was_there_when_it_began() -> None:
    disk = Disk()
    for step in (
        Step("make", "a"), Step("sync", "."), Step("write", "a", 0, b"x" * 512),
        Step("syncing", "a", 7), Step("write", "a", 512, b"y" * 512),
    ):  # fmt: skip
        disk.take(step)
    chance = random.Random(1)  # noqa: S311 - the same every time
    assert disk.image(chance, "lost") == {"a": b""}
    disk.take(Step("synced", "a", 7))
    assert disk.image(chance, "lost") == {"a": b"x" * 512}
    assert disk.image(chance, "kept") == {"a": b"x" * 512 + b"y" * 512}


def test_a_call_that_another_came_between_counts_when_it_has_ended(tmp_path: Path) -> None:
    def hexed(text: str) -> str:
        return "".join(f"\\x{one:02x}" for one in text.encode())

    here = hexed(f"{tmp_path}/log")
    trace = tmp_path / "trace"
    trace.write_text(
        f"2 fsync(4<{here}> <unfinished ...>\n"
        f'1 pwrite64(3<{here}>, "{hexed("ab")}", 2, 10 <unfinished ...>\n'
        "2 <... fsync resumed>) = 0\n"
        "1 <... pwrite64 resumed>) = 2\n"
    )
    steps = list(Reader(tmp_path, tmp_path / "acks").steps(trace))
    written = Step("write", "log", 10, b"ab")
    assert steps == [Step("syncing", "log", 2), Step("synced", "log", 2), written]


def test_the_disk_loses_what_was_not_flushed_and_keeps_what_was() -> None:
    disk = Disk()
    for step in (
        Step("make", "a"), Step("write", "a", 0, b"x" * 4096), Step("sync", "a"),
        Step("sync", "."), Step("write", "a", 0, b"y" * 4096),
        Step("make", "b"), Step("write", "b", 0, b"z"), Step("sync", "b"),
    ):  # fmt: skip
        disk.take(step)
    chance = random.Random(1)  # noqa: S311 - the same every time
    assert disk.image(chance, "lost") == {"a": b"x" * 4096}
    assert disk.image(chance, "kept") == {"a": b"y" * 4096, "b": b"z"}
    seen = {disk.image(chance, style)["a"] for style in STYLES for _ in range(40)}
    assert any({*one} == {*b"xy"} for one in seen if one), "no image has a torn page"


def test_a_first_start_that_was_cut_off_before_the_first_step_starts_again(
    tmp_path: Path,
) -> None:
    """The list of steps is made before the first of them, and may be all that is there."""
    (tmp_path / "profile").mkdir()
    with closing(sqlite3.connect(tmp_path / "profile" / FILE)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute(
            "CREATE TABLE _sqlite_migrations(id INTEGER PRIMARY KEY, migration_set TEXT,"
            " name TEXT, applied_at TEXT)"
        )
    with Store.open(tmp_path / "profile", RoundTheClock(), now=NOW) as store:
        assert store.quick_check() == ()


def test_a_first_page_that_was_torn_is_begun_again(tmp_path: Path) -> None:
    """SQLite's own journal stands beside it, and says that there was nothing before."""
    (tmp_path / "profile").mkdir()
    sizes = (0, 1, 0, 512, 4096)  # records, a number, pages before, a sector, a page
    head = bytes.fromhex("d9d505f920a163d7") + struct.pack(">5I", *sizes)
    (tmp_path / "profile" / f"{FILE}-journal").write_bytes(head.ljust(512, b"\0"))
    (tmp_path / "profile" / FILE).write_bytes(b"SQLite format 3\0".ljust(3584, b"\0"))
    with Store.open(tmp_path / "profile", RoundTheClock(), now=NOW) as store:
        assert store.quick_check() == ()
