"""The native portal as a far end of the contract suite: the real server in its own process."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.exchange import Op
from firstline.domain.ids import new_id
from firstline.domain.portal_entry import PortalEntry
from firstline.portal.native import NativePortal
from firstline.portal.open import open_portal

ROOT = Path(__file__).resolve().parents[2] / "desktop"
_SERVER = (sys.executable, "-m", "firstline_portal")


def command(*words: str) -> str:
    """Run one command of the server and return what it printed."""
    done = subprocess.run(
        [*_SERVER, *words], capture_output=True, text=True, encoding="utf-8", env=_env(),
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _env() -> dict[str, str]:
    places = [*filter(None, [os.environ.get("PYTHONPATH", "")]), str(ROOT)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}


@dataclass
class NativeServer:
    """A native portal that runs; people are made at need."""

    database: str
    url: str
    files: Path
    process: "subprocess.Popen[str]"

    @property
    def address(self) -> tuple[str, int]:
        """Return where it listens."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def person(self, name: str, role: str = "superuser", *more: str) -> str:
        """Return a new token of a person."""
        words = ["user", "add", name, "--role", role, "--database", self.database, *more]
        return command(*words).splitlines()[-1]

    def portal(self, token: str, url: str = "") -> NativePortal:
        """Return the way in of whoever has the token, through `url` if given."""
        portal = open_portal(PortalEntry("native", "native", url or self.url), token)
        assert isinstance(portal, NativePortal)
        return portal

    def kill(self) -> None:
        """End the server as a power cut would."""
        self.process.kill()
        self.process.wait()

    def again(self) -> None:
        """Start it once more at the same address."""
        self.process = _started(self.database, self.files, self.address[1])[0]


def _started(database: str, files: Path, port: int) -> tuple["subprocess.Popen[str]", str]:
    process = subprocess.Popen(
        [*_SERVER, "serve", "--database", database, "--port", str(port), "--rate", "0",
         "--files", str(files), "--until-eof"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=_env(),
    )  # fmt: skip
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@contextlib.contextmanager
def native_server(database: str, files: Path) -> Iterator[NativeServer]:
    """Run the server on `database` until the block ends; attachments lie in the folder `files`."""
    process, url = _started(database, files, 0)
    server = NativeServer(database, url, files, process)
    try:
        assert url.startswith("http://"), "the portal does not start"
        yield server
    finally:
        with contextlib.suppress(OSError):
            server.process.communicate(timeout=30)
        for pipe in (server.process.stdin, server.process.stdout):
            if pipe is not None:
                pipe.close()


def sqlite_url(folder: Path) -> str:
    """Return the address of a database file in `folder`."""
    return f"sqlite:///{folder / 'portal.db'}"


class Administrator:
    """Who deletes and moves records at the desk."""

    def __init__(self, server: NativeServer) -> None:
        self._server = server
        self._portal = server.portal(server.person("administrator", "it_lead"))
        self._n = 0
        command("plant", "add", "elsewhere", "--database", server.database)

    def delete(self, record: str, _remote: str) -> None:
        """Delete a ticket."""
        self._n += 1
        now = datetime.now(UTC)
        edit = Edit(new_id(now), record, "delete", now, "administrator")
        answer = self._portal.push([Op(edit, self._n)], "administrator").answers[0]
        assert answer.outcome == "applied", answer

    def hide(self, record: str, _remote: str) -> None:
        """Move a ticket where the others do not see it."""
        command("record", "move", "ticket", record, "--plant", "elsewhere", "--database",
                self._server.database)  # fmt: skip
