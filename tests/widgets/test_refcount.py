"""The fault of PySide6 6.12.0 on Python 3.11: each call that returns None drops one reference."""

import subprocess
import sys

_CALLS = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for _ in range(20_000):
    label.setText("x")
print(sys.getrefcount(None) - before)
"""


def test_calls_that_return_none_keep_its_references() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CALLS], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-400:]  # the fault aborts the interpreter
    assert abs(int(done.stdout)) < 1_000
