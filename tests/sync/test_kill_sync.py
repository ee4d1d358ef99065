"""A syncing program killed at every fault point, and at random, loses and doubles nothing (T4)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from firstline.sync.faultpoints import POINTS

SCRIPT = Path(__file__).parents[2] / "build_scripts" / "kill_test.py"
KILLS = int(os.environ.get("FIRSTLINE_SYNC_KILLS", "20"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_kills_at_every_point_and_at_random_lose_and_double_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--sync", "--kills", str(KILLS), "--seed", "1",
         "--profile", str(tmp_path / "kills")],
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["kills"] == len(POINTS) + KILLS
    assert counts["lost"] == counts["doubled"] == counts["stuck"] == 0
    assert counts["acknowledged"] > KILLS
