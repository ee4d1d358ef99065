"""A working store killed two hundred times loses nothing that it acknowledged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "build_scripts" / "kill_test.py"
KILLS = int(os.environ.get("FIRSTLINE_KILLS", "200"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "--kills", str(KILLS), "--seed", "1"]
    done = subprocess.run(
        [*command, "--profile", str(tmp_path / "profile")],
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["kills"] == KILLS
    assert counts["lost"] == counts["doubled"] == 0
    assert counts["acknowledged"] > KILLS // 4  # a slow machine acts less before each kill
