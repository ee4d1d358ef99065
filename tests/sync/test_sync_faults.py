"""A disk that is full and files that are damaged around a round: nothing is lost (T6, T7)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
