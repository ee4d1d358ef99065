"""A disk that is full and files that are damaged around a round: nothing is lost (T6, T7)."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from firstline.store.care import doctor
from firstline.system.pinyin import initials

SCRIPT = Path(__file__).parents[2] / "build_scripts" / "sync_faults.py"
pytest.importorskip("resource")


@pytest.mark.slow
@pytest.mark.parametrize("words", [("--full", "262144"), ("--damage", "8")])
def test_a_round_outlives_a_full_disk_and_damage(tmp_path: Path, words: tuple[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False,
        timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["lost"] == 0
    assert counts["acknowledged"] > 0


@pytest.mark.parametrize(
    ("sound", "harmed"), [("乙".encode(), b"\xe4\x39\x99"), (b'"channel"', b'"bhannel"')]
)
def test_a_copy_with_a_turned_bit_does_not_keep_the_doctor_from_mending(
    tmp_path: Path, sound: bytes, harmed: bytes
) -> None:
    """It is no text any more, or no ticket; the portal brings it again."""
    from sync_faults import DESK, LATER, Scene

    scene = Scene(tmp_path / "profile")
    with scene.open() as store:
        scene.round(store)
    with closing(sqlite3.connect(scene.folder / "firstline.db")) as raw, raw:
        (key, doc) = raw.execute("SELECT max(rowid), CAST(doc AS BLOB) FROM base").fetchone()
        broken = doc.replace(sound, harmed, 1)
        assert broken != doc
        raw.execute("UPDATE base SET doc=CAST(? AS TEXT) WHERE rowid=?", (broken, key))
    doctor.repair(scene.folder, DESK, LATER, me="worker", initials=initials)
    scene.check()
