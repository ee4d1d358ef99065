"""Two connections of one process, and another process that comes and goes, lose nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

_WORKER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
sys.path.insert(0, {tests!r})
from store_makers import RoundTheClock
from firstline.store.store import Store
now = datetime.now(UTC)
Store.open(Path({folder!r}), RoundTheClock(), now=now).close()
store = Store.open(Path({folder!r}), RoundTheClock(), now=now)
sibling = store.sibling(now)
print("ready", flush=True)
sys.stdin.readline()
store.save_draft("new", "after", now)
print("stored", flush=True)
time.sleep(60)
"""

_VISITOR = """
import sqlite3, sys
raw = sqlite3.connect(sys.argv[1])
raw.execute("SELECT count(*) FROM draft").fetchone()
raw.close()
"""


def test_a_visitor_leaves_the_log_of_a_process_that_opened_twice(tmp_path: Path) -> None:
    """What is stored after another program closed the file is there after a kill."""
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER.format(tests=str(Path(__file__).parent),
                                              folder=str(tmp_path))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stdin
    assert worker.stdout
    try:
        assert worker.stdout.readline() == "ready\n"
        subprocess.run([sys.executable, "-c", _VISITOR, str(tmp_path / "firstline.db")], check=True)
        worker.stdin.write("go\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "stored\n"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdin.close()
        worker.stdout.close()
    with closing(sqlite3.connect(tmp_path / "firstline.db")) as raw:
        assert raw.execute("SELECT text FROM draft").fetchall() == [("after",)]
