"""The portal as a process of its own: started, killed and started again on the same address."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[2] / "desktop"
END_S = 30


class Process:
    """`firstline-portal serve` on a database, with everything that it started."""

    def __init__(self, database: str, *words: str, port: int = 0) -> None:
        command = [sys.executable, "-m", "firstline_portal", "serve", "--database", database,
                   "--port", str(port), "--rate", "0", *words]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, start_new_session=True, env={**os.environ, "PYTHONPATH": str(_SOURCE)},
        )  # fmt: skip
        self._told = ""
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url, self.said()

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def said(self) -> str:
        """Return what it wrote to standard error, after its end."""
        return self._told or self._process.communicate(timeout=END_S)[1]

    def kill(self) -> None:
        """Kill it and its workers as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(ValueError):  # its pipes were read and closed already
            self._process.communicate(timeout=END_S)

    def end(self) -> int:
        """Ask it to end; return its exit code."""
        self._process.terminate()
        self._told = self._process.communicate(timeout=END_S)[1]
        return self._process.returncode

    def close_input(self) -> int:
        """Close its standard input; return its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.stdin = None
        return self._process.wait(END_S)


@contextmanager
def running(database: str, *words: str, port: int = 0) -> Iterator[Process]:
    """Run the portal inside the block."""
    one = Process(database, *words, port=port)
    try:
        yield one
    finally:
        one.kill()
