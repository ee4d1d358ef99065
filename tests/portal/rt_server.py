"""A real Request Tracker 5 for tests, from Debian's packages, on loopback and for one run."""

import contextlib
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from firstline.domain.portal_entry import PortalEntry
from firstline.portal.access import Access
from firstline.portal.base import Portal
from firstline.portal.open import open_portal
from firstline.portal.session import Session
from portals import rt5

NOBODYS_TOKEN = "1-14-00000000000000000000000000000000"  # noqa: S105 - no token at all


@dataclass(frozen=True)
class RtServer:
    """A running Request Tracker, with its data in `folder`."""

    folder: Path
    url: str
    tokens: Mapping[str, str]

    @property
    def address(self) -> tuple[str, int]:
        """Return where it listens."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def portal(self, name: str, url: str = "", queue: str = "General") -> Portal:
        """Return the way in of one of its users, through `url` if given."""
        entry = PortalEntry("rt", "rt", url or self.url, place=queue)
        return open_portal(entry, self.tokens.get(name, NOBODYS_TOKEN))

    def session(self, name: str = "root") -> Session:
        """Return a plain session of one of its users."""
        headers = {"Authorization": f"token {self.tokens[name]}"}
        return Session(Access(self.url, headers))

    def change(self, number: int, user: str = "root", **fields: object) -> Any:
        """Change a ticket as somebody does in RT's own pages; return RT's words."""
        return self.session(user).json("PUT", f"REST/2.0/ticket/{number}", json=fields)

    def say(self, number: int, text: str, user: str = "root", how: str = "correspond") -> None:
        """Answer or note as somebody does in RT's own pages."""
        said = {"Content": text, "ContentType": "text/plain"}
        self.session(user).ask("POST", f"REST/2.0/ticket/{number}/{how}", json=said)

    def delete(self, number: int) -> None:
        """Delete a ticket."""
        self.session().ask("DELETE", f"REST/2.0/ticket/{number}")

    def restart(self, *, kill: bool = False) -> None:
        """End it, with no time to finish if `kill`, and start it again with its data."""
        rt5.stop(self.folder, kill=kill)
        rt5.start(self.folder, self.address[1])


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


@contextlib.contextmanager
def rt_server(folder: Path) -> Iterator[RtServer]:
    """Run a fresh Request Tracker in `folder`; skips where it is not installed."""
    if not rt5.installed():
        pytest.skip("Request Tracker 5 is not installed: build_scripts/portals/rt5.py install")
    said = rt5.start(folder, free_port())
    try:
        yield RtServer(folder, str(said["url"]), said["tokens"])  # type: ignore[arg-type]
    finally:
        rt5.stop(folder)
