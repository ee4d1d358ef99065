"""Redmine's own interface, as far as we use it: each function is one request and one outcome."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Unpack

from firstline.domain.edits.exchange import CopyState
from firstline.domain.words import Text
from firstline.portal.base import Broken, Moved
from firstline.portal.redmine.wire import Issue
from firstline.portal.refusals import KEPT, makes_no_sense
from firstline.portal.session import Parts, Reply, Session

MOST = 100  # Redmine gives no more at a time, and says nothing when more was asked for
_MANY_MEMBERS = 2000
_LARGEST = 4 * 1024 * 1024 * 1024
_REFUSED = (403, 404, 422)
_FAULT = 500  # of Redmine's own; it may hang on one issue alone, such as one that a plug-in breaks
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of issues; `full` says that more may follow it."""

    issues: tuple[Issue, ...]
    total: int
    full: bool


@dataclass(frozen=True, slots=True)
class Denied:
    """Redmine's refusal of one write: its status and its own words."""

    status: int
    words: tuple[str, ...] = ()


class Faulty(Broken):
    """Redmine reports a fault of its own with one issue; what became of a write is not known."""

    def __init__(self, number: str) -> None:
        name = f" #{number}" if number else ""
        super().__init__(
            Text(f"Redmine 在处理工单{name}时报告内部故障(500)。",
                 f"Redmine reports a fault of its own with ticket{name} (500)."),
            KEPT,
            Text("请联系 Redmine 管理员。", "Ask Redmine's administrator."),
        )  # fmt: skip


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Calls:
    """The requests of one Redmine; `project` narrows what is listed, "" to all that may be seen.

    `wall` is this device's clock. Where the server tells its own (a proxy before it does), `skew_s`
    is what it is ahead of ours.
    """

    def __init__(
        self, session: Session, project: str = "", wall: Callable[[], datetime] = _utc_now
    ) -> None:
        self._session = session
        self.project = project
        self._wall = wall
        self.skew_s: float | None = None

    def server_now(self) -> datetime:
        """Return the server's time; ours where it tells none."""
        return self._wall() + timedelta(seconds=self.skew_s or 0.0)

    def _ask(self, method: str, path: str, **parts: Unpack[Parts]) -> Reply:
        reply = self._session.ask(method, path, **parts)
        with suppress(ValueError, TypeError):
            told = parsedate_to_datetime(reply.headers.get("Date", ""))
            self.skew_s = (told - self._wall()).total_seconds()
        return reply

    def me(self) -> Mapping[str, Any]:
        """Return the user whose key it is, with memberships."""
        reply = self._ask("GET", "users/current.json", params={"include": "memberships"})
        user = self._part(reply, "user")
        if not isinstance(user, dict) or not isinstance(user.get("id"), int):
            raise makes_no_sense(reply.host)
        return user

    def listing(self, path: str, name: str) -> Sequence[Mapping[str, Any]]:
        """Return one of the server's short lists."""
        found = self._part(self._ask("GET", path), name)
        return found if isinstance(found, list) else ()

    def issues(self, limit: int, **filters: str) -> Listed:
        """Return the first page of what the filters find, open or closed unless they say.

        With a `project_id` of "" it looks beyond the project too.
        """
        wanted = min(limit, MOST)
        params = {"status_id": "*", "project_id": self.project, **filters, "limit": str(wanted)}
        if not params["project_id"]:
            del params["project_id"]
        return self._listed(params, wanted)

    def _listed(self, params: Mapping[str, str], wanted: int) -> Listed:
        reply = self._ask("GET", "issues.json", params=params)
        found = self._part(reply, "issues")
        if not isinstance(found, list):
            raise makes_no_sense(reply.host)
        meta = reply.json()
        capped = int(meta.get("limit") or wanted)
        return Listed(tuple(found), int(meta.get("total_count") or 0), len(found) >= capped)

    def newest(self) -> int:
        """Return the highest id of an issue, in any project, that may be seen."""
        params = {"status_id": "*", "sort": "id:desc", "limit": "1"}
        found = self._part(self._ask("GET", "issues.json", params=params), "issues")
        return int(found[0]["id"]) if found else 0

    def issue(self, number: str, *, moves: bool = False) -> Issue | CopyState:
        """Return one issue with journals and files, GONE, or HIDDEN where we may not see it.

        `moves` asks for the statuses that it may have next as well. Raises Faulty where Redmine
        has a fault with it.
        """
        include = "journals,attachments" + (",allowed_statuses" if moves else "")
        reply = self._ask(
            "GET", f"issues/{number}.json", params={"include": include}, allow=(403, 404, _FAULT)
        )
        if reply.status == _FAULT:
            raise Faulty(number)
        if reply.status == 404:
            return CopyState.GONE
        if reply.status == 403:
            return CopyState.HIDDEN
        issue: Issue = self._part(reply, "issue")
        return issue

    def create(self, fields: Fields) -> Issue | Denied:
        """Make an issue."""
        reply = self._ask(
            "POST", "issues.json", json={"issue": dict(fields)}, allow=(*_REFUSED, _FAULT)
        )
        if reply.status == _FAULT:
            raise Faulty("")
        if reply.status in _REFUSED:
            return _denied(reply)
        issue: Issue = self._part(reply, "issue")
        return issue

    def change(self, number: str, fields: Fields) -> Denied | None:
        """Change an issue: fields, a note and files in one atomic step."""
        reply = self._ask(
            "PUT", f"issues/{number}.json", json={"issue": dict(fields)}, allow=(*_REFUSED, _FAULT)
        )
        if reply.status == _FAULT:
            raise Faulty(number)
        return _denied(reply) if reply.status in _REFUSED else None

    def send_file(self, name: str, body: BinaryIO, moved: Moved) -> str | Denied:
        """Send a file's bytes and return the token that a write names it by."""
        reply = self._ask(
            "POST", "uploads.json", params={"filename": name}, body=body, moved=moved,
            headers={"Content-Type": "application/octet-stream"}, allow=_REFUSED,
        )  # fmt: skip
        if reply.status in _REFUSED:
            return _denied(reply)
        token: str = self._part(reply, "upload")["token"]
        return token

    def file(self, number: str) -> Mapping[str, Any] | None:
        """Return what Redmine knows of a file, None where it is not there or not for us."""
        reply = self._ask("GET", f"attachments/{number}.json", allow=(403, 404))
        if reply.status >= 400:
            return None
        found: Mapping[str, Any] = self._part(reply, "attachment")
        return found

    @contextmanager
    def content(self, number: str, begin: int) -> Iterator[tuple[bool, Iterator[bytes]]]:
        """Yield whether a file's bytes come from `begin` on, and the bytes.

        The address is made from our own: a key goes to no host that an answer names.
        """
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if begin:
            headers["Range"] = f"bytes={begin}-"
        path = f"attachments/download/{number}"
        with self._session.stream("GET", path, headers=headers, most=_LARGEST) as flow:
            span = flow.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
            yield flow.status == 206 and span == str(begin), flow.chunks()

    def drop_file(self, number: str) -> Denied | None:
        """Delete a file; one that is not there counts as deleted."""
        reply = self._ask("DELETE", f"attachments/{number}.json", allow=_REFUSED)
        return _denied(reply) if reply.status in (403, 422) else None

    def people(self, project: str) -> dict[int, str]:
        """Return who may be assigned in a project, by id; nobody where we may not ask."""
        found: dict[int, str] = {}
        for offset in range(0, _MANY_MEMBERS, MOST):
            reply = self._ask(
                "GET", f"projects/{project}/memberships.json",
                params={"limit": str(MOST), "offset": str(offset)}, allow=(403, 404),
            )  # fmt: skip
            if reply.status >= 400:
                break
            page = self._part(reply, "memberships")
            members = (one.get("user") or one.get("group") for one in page)
            found |= {one["id"]: one["name"] for one in members if one}
            if len(page) < MOST:
                break
        return found

    def permissions(self, roles: Sequence[int]) -> frozenset[str] | None:
        """Return what these roles allow, None where Redmine does not say."""
        found: set[str] = set()
        for role in roles:
            reply = self._ask("GET", f"roles/{role}.json", allow=(403, 404))
            if reply.status >= 400:
                return None
            found.update(self._part(reply, "role").get("permissions") or ())
        return frozenset(found)

    def _part(self, reply: Reply, name: str) -> Any:
        said = reply.json()
        if not isinstance(said, dict) or name not in said:
            raise makes_no_sense(reply.host)
        return said[name]


def _denied(reply: Reply) -> Denied:
    if not reply.body.strip():
        return Denied(reply.status)
    said = reply.json()
    errors = said.get("errors") if isinstance(said, dict) else None
    words = [str(one)[:300] for one in errors] if isinstance(errors, list) else []
    return Denied(reply.status, tuple(words))
