"""A portal on loopback for the tests, and a client that speaks plain requests."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from portal_desk import NOW, Desk

from firstline.domain.edits.edit import Edit
from firstline_portal.core import Core, Limits
from firstline_portal.database import Database
from firstline_portal.embedded import Embedded
from firstline_portal.rights import Role


@dataclass
class Client:
    """One person at the portal, by HTTP."""

    url: str
    token: str
    session: requests.Session

    def call(self, method: str, path: str, **words: Any) -> requests.Response:
        """Send one request."""
        headers = {"Authorization": f"Bearer {self.token}", **words.pop("headers", {})}
        return self.session.request(
            method, f"{self.url}/api/v1{path}", headers=headers, timeout=30, **words
        )

    def get(self, path: str, **words: Any) -> requests.Response:
        """Get."""
        return self.call("GET", path, **words)

    def push(self, desk: Desk, *edits: Edit, device: str = "d1") -> dict[str, Any]:
        """Push edits and return the answer."""
        ops = [desk.op(one, device).model_dump(mode="json") for one in edits]
        answer = self.call("POST", "/ops", json={"device": device, "ops": ops})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@dataclass
class Served:
    """A portal that listens."""

    desk: Desk
    url: str
    session: requests.Session
    waiting: Callable[[], int]

    def client(self, name: str = "li", role: Role = Role.SUPERUSER, *plants: str) -> Client:
        """Return a person's client."""
        return Client(self.url, self.desk.token(name, role, *plants), self.session)


@contextmanager
def serving(
    address: str = "sqlite://", limits: Limits | None = None, files: Path | None = None
) -> Iterator[Served]:
    """Serve a new portal inside the block."""
    core = Core(Database(address), limits, files)
    core.prepare(NOW)
    desk = Desk(core)
    portal = Embedded(core, clock=lambda: desk.now)
    portal.start()
    session = requests.Session()
    session.trust_env = False
    try:
        yield Served(desk, portal.url, session, portal.waiting)
    finally:
        session.close()
        portal.stop()


def problem(answer: requests.Response) -> str:
    """Return the name of the problem that the answer tells of, checked for its shape."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    told = json.loads(answer.content)
    assert told["status"] == answer.status_code
    assert told["text"]["zh"]
    assert told["detail"]
    assert told["request_id"] == answer.headers["X-Request-ID"]
    return str(told["type"].rpartition(":")[2])
