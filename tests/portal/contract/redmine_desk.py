"""A fresh Redmine on loopback for the contract suite, and what an administrator does there."""

import contextlib
import json
import sqlite3
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from firstline.portal.access import Access
from firstline.portal.redmine import RedminePortal
from firstline.portal.session import Session
from portals import redmine

_projects = count(1)
PEOPLE = ("张敏", "李工")  # agent1 and agent2, as the server calls them


@dataclass(frozen=True)
class RedmineServer:
    """One Redmine that runs: its address, its keys by login, and where its data lie."""

    url: str
    keys: Mapping[str, str]
    folder: Path

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        return host, int(port)

    def portal(self, login: str, url: str = "", project: str = "general") -> RedminePortal:
        """Return a person's way in, straight or through `url`."""
        key = self.keys.get(login, "0" * 40)
        session = Session(Access(url or self.url, {"X-Redmine-API-Key": key}))
        return RedminePortal(session, self.url, project)

    def ask(
        self, method: str, path: str, value: object = None, login: str = "admin"
    ) -> dict[str, object]:
        """Do something at the server as somebody who needs no Firstline."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.url}/{path}",
            method=method,
            data=None if value is None else json.dumps(value).encode(),
            headers={
                "X-Redmine-API-Key": self.keys[login],
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            body = answer.read()
        said: dict[str, object] = json.loads(body) if body.strip() else {}
        return said

    def crowd(self, project: str, number: int) -> None:
        """Let many issues of a project have changed within the same second, in the future."""
        with sqlite3.connect(self.folder / "redmine.sqlite", timeout=30) as raw:
            raw.execute(
                "INSERT INTO issues(tracker_id, project_id, subject, status_id, priority_id,"
                " author_id, done_ratio, created_on, updated_on, root_id, lft, rgt)"
                " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?)"
                " SELECT 1, p.id, '同一秒 ' || i, 1, 2, 1, 0, '2030-01-01 00:00:00',"
                " printf('2030-01-01 00:00:00.%06d', (i * 7919) % 1000000), 0, 1, 2"
                " FROM n, projects p WHERE p.identifier=?",
                (number, project),
            )
            raw.execute("UPDATE issues SET root_id=id WHERE root_id=0")
        raw.close()

    def new_project(self) -> str:
        """Make an empty project with the people of General and return its identifier."""
        name = f"p{next(_projects)}"
        self.ask("POST", "projects.json", {"project": {
            "name": name, "identifier": name, "is_public": False, "parent_id": 1,
            "inherit_members": True, "enabled_module_names": ["issue_tracking"],
            "tracker_ids": [1, 2, 3],
        }})  # fmt: skip
        return name

    def delete(self, _record: str, remote: str) -> None:
        """Delete an issue."""
        self.ask("DELETE", f"issues/{remote}.json")

    def hide(self, _record: str, remote: str) -> None:
        """Move an issue where only the administrator sees it."""
        self.ask("PUT", f"issues/{remote}.json", {"issue": {"project_id": "vault"}})


@contextlib.contextmanager
def redmine_server(folder: Path, port: int) -> Iterator[RedmineServer]:
    """Run a fresh Redmine; pytest.skip where it is not installed or may not be started."""
    if not redmine.usable():
        pytest.skip("Redmine 5 is not here: as root, build_scripts/portals/redmine.py install")
    said = redmine.start(folder, port)
    try:
        keys = said["keys"]
        assert isinstance(keys, dict)
        yield RedmineServer(str(said["url"]), keys, folder)
    finally:
        redmine.stop(folder)
