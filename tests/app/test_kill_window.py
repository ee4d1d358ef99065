"""The window is killed while it works: nothing is half done, and nothing in the clear is left."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "build_scripts" / "kill_window.py"


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("act", ["reconcile", "handoff"])
def test_a_killed_window_leaves_nothing_half_done(tmp_path: Path, act: str) -> None:
    command = [sys.executable, str(SCRIPT), "--kills", "2", "--only", act]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=280,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert (counts["kills"], counts["half"]) == (2, 0)
