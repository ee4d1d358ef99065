"""Request Tracker 5 as a far end of the contract suite: a real server from Debian's packages."""

import contextlib
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from contract_desks import ME, OTHER, STRANGER, Desk

from firstline.domain.portal_entry import PortalEntry
from firstline.portal.access import Access
from firstline.portal.base import Portal
from firstline.portal.open import open_portal
from firstline.portal.session import Session
from portals import rt5

NAMES = {ME: "agent1", OTHER: "agent2"}


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
        return open_portal(entry, self.tokens.get(name, "1-14-00000000000000000000000000000000"))

    def session(self, name: str = "root") -> Session:
        """Return a plain session of one of its users."""
        headers = {"Authorization": f"token {self.tokens[name]}"}
        return Session(Access(self.url, headers))

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


@contextlib.contextmanager
def rt(folder: Path) -> Iterator[Desk]:
    """Run Request Tracker 5 for the contract suite."""
    with rt_server(folder) as server:
        root = server.session()
        yield Desk(
            "rt", lambda user, url: server.portal(NAMES.get(user, STRANGER), url), server.address,
            people=("张敏", "李工"),
            delete=lambda _, remote: _ignore(root.ask("DELETE", f"REST/2.0/ticket/{remote}")),
            hide=lambda _, remote: _ignore(
                root.ask("PUT", f"REST/2.0/ticket/{remote}", json={"Queue": "Vault"})
            ),
        )  # fmt: skip


def _ignore(_: object) -> None:
    return None
