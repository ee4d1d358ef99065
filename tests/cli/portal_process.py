"""A real portal in a process of its own, for tests that drive the terminal."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from firstline_portal.main import main

SOURCE = Path(__file__).resolve().parents[2] / "desktop"


@dataclass
class PortalProcess:
    """`firstline-portal serve` on a SQLite file; it may be killed and started again."""

    file: Path
    port: int = 0
    url: str = ""
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self.file}"

    def tell(self, *words: str) -> str:
        """Run another command of the server beside it, and return what it printed."""
        with redirect_stdout(io.StringIO()) as said:
            assert main([*words, "--database", self.database]) == 0
        return said.getvalue().strip()

    def start(self) -> None:
        """Serve, on the same port as before; return when the address is printed."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "firstline_portal", "serve", "--database", self.database,
             "--port", str(self.port)],
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        self.port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """End it at once, without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


@contextmanager
def portal_process(folder: Path) -> Iterator[PortalProcess]:
    """Run a portal in `folder` until the block ends."""
    one = PortalProcess(folder / "portal.db")
    one.start()
    try:
        yield one
    finally:
        one.kill()
