"""A Redmine whose clock, pages and commits a test moves as it likes: what the real one never shows.

It answers the few calls of a pull on loopback, with the real one's own reading of its filters.
"""

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from redmine_issues import PRIORITIES, STATUSES, TRACKERS
from scripted import Asked, answer, serving

from firstline.portal.access import Access
from firstline.portal.redmine.calls import Calls
from firstline.portal.redmine.names import Names
from firstline.portal.redmine.pull import Puller
from firstline.portal.redmine.reader import Reader
from firstline.portal.session import Session

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


_SEEN = timedelta(seconds=1)  # from the making of an issue until somebody can answer it


@dataclass
class Row:
    """One issue: when it changed last (to the microsecond, as stored) and what was said."""

    updated: datetime
    closed: bool = False
    made: datetime = START
    said: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class Sham:
    """The server: `page` is the most it gives at once, `now` its clock."""

    page: int = 100
    now: datetime = START
    rows: dict[int, Row] = field(default_factory=dict)
    words: int = 0

    def make(self, *, closed: bool = False) -> int:
        """Make an issue."""
        number = max(self.rows, default=0) + 1
        self.rows[number] = Row(self.now, closed, self.now)
        return number

    def say(self, number: int, late_s: float = 0.0) -> None:
        """Add a note; it was begun `late_s` before it is seen, and bears that instant.

        Redmine writes that instant over the issue's stamp, be it the earlier one. Nobody begins a
        note on an issue that is not there yet.
        """
        row = self.rows[number]
        at = max(self.now - timedelta(seconds=late_s), min(self.now, row.made + _SEEN))
        row.said.append((at, f"第 {self.words} 句"))
        row.updated = at
        self.words += 1

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    # --- as an answering machine ---

    def answer(self, asked: Asked) -> bytes:
        """Answer one request."""
        parts = urlsplit(asked.path)
        name = parts.path.strip("/").removesuffix(".json")
        params = {one: values[0] for one, values in parse_qs(parts.query).items()}
        lists = {"issue_statuses": STATUSES, "enumerations/issue_priorities": PRIORITIES,
                 "trackers": TRACKERS}  # fmt: skip
        if name in lists:
            return _said({name.rpartition("/")[2]: lists[name]})
        if name == "users/current":
            return _said({"user": {"id": 6, "login": "agent2", "admin": False}})
        if name == "issues":
            return self._listing(params)
        number = int(name.rpartition("/")[2])
        if number not in self.rows:
            return answer(404, b"")
        return _said({"issue": self._issue(number, journals=True)})

    def _listing(self, params: dict[str, str]) -> bytes:
        wanted = params["status_id"]
        found = [
            number for number, row in self.rows.items()
            if (wanted == "*" or row.closed == (wanted == "closed"))
            and _fits(number, params.get("issue_id", ""))
            and _fits_time(row.updated, params.get("updated_on", ""))
        ]  # fmt: skip
        sort = params["sort"]
        if sort.startswith("updated_on"):
            found.sort(key=lambda one: (self.rows[one].updated, one))
        else:
            found.sort()
        if sort.partition(",")[0].endswith(":desc"):
            found.reverse()
        most = min(int(params["limit"]), self.page)
        issues = [self._issue(one, journals=False) for one in found[:most]]
        return _said({"issues": issues, "total_count": len(found), "offset": 0, "limit": most})

    def _issue(self, number: int, *, journals: bool) -> dict[str, Any]:
        row = self.rows[number]
        issue: dict[str, Any] = {
            "id": number, "project": {"id": 1, "name": "General"}, "tracker": TRACKERS[0],
            "status": STATUSES[4 if row.closed else 0], "priority": PRIORITIES[1],
            "author": {"id": 8, "name": "王小明"}, "subject": f"工单 {number}",
            "description": "", "custom_fields": [], "created_on": _shown(START),
            "updated_on": _shown(row.updated),
        }  # fmt: skip
        if journals:
            issue["journals"] = [
                {"id": place * 1000 + number, "user": {"id": 5, "name": "张敏"}, "notes": text,
                 "created_on": _shown(at), "private_notes": False, "details": []}
                for place, (at, text) in enumerate(row.said, start=1)
            ]  # fmt: skip
        return issue


def _said(value: object) -> bytes:
    return answer(200, json.dumps(value).encode())


def _shown(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _fits(number: int, wanted: str) -> bool:
    if wanted.startswith("><"):
        low, high = wanted[2:].split("|")
        return int(low) <= number <= int(high)
    if wanted.startswith(">="):
        return number >= int(wanted[2:])
    return number <= int(wanted[2:]) if wanted.startswith("<=") else True


def _fits_time(at: datetime, wanted: str) -> bool:
    """Read the filter as Redmine does: a second more at the beginning, the end itself included."""
    low, _, high = wanted.lstrip("><=").partition("|")
    second = timedelta(seconds=1)
    return (not low or at > datetime.fromisoformat(low) - second) and (
        not high or at <= datetime.fromisoformat(high)
    )


@dataclass
class Device:
    """One client: what it knows, by issue, and its clocks."""

    puller: Puller
    asked: list[Asked]
    cursor: str | None = None
    said: dict[int, list[str]] = field(default_factory=dict)

    def pull(self, limit: int = 100, pages: int = 1000) -> int:
        """Take pages until none waits; return how many copies came."""
        count = 0
        for _ in range(pages):
            page = self.puller.page(self.cursor, limit)
            self.cursor = page.cursor
            count += len(page.copies)
            for copy in page.copies:
                texts = [one["text"] for one in (copy.doc or {}).get("events", ()) if "text" in one]
                known = self.said.setdefault(int(copy.remote), [])
                known += [one for one in texts if one not in known]
            if not page.more:
                break
        return count


@contextlib.contextmanager
def sham(server: Sham, skew: Callable[[], float] = lambda: 0.0) -> Iterator[Callable[[], Device]]:
    """Serve, and yield what makes a device; `skew` is what its clock is ahead, in seconds."""

    def one(asked: Asked, sock: socket.socket) -> bool:
        sock.sendall(server.answer(asked))
        return True

    with serving(one) as running:
        session = Session(Access(running.url))

        def device() -> Device:
            calls = Calls(session, "", lambda: server.now + timedelta(seconds=skew()))
            names = Names(calls, "https://r.example.com", {})

            def clock() -> float:
                return (server.now - START).total_seconds()

            puller = Puller(calls, names, Reader(calls, names, clock), clock)
            return Device(puller, running.asked)

        try:
            yield device
        finally:
            session.close()
