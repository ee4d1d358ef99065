"""The native portal's client: hello, first pull, changes and edits over one session (sync.md 2)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Unpack

from firstline.domain.edits.exchange import Copy, Hello, Op, Page, Pushed
from firstline.domain.edits.kinds import KINDS
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.ticket.ticket import Attachment
from firstline.portal import native_files, native_repair
from firstline.portal.access import Access
from firstline.portal.base import Capabilities, Delta, Moved, TooLarge
from firstline.portal.native_ahead import Ahead
from firstline.portal.native_packs import Enrolled, enrol, hand_in
from firstline.portal.native_pages import joined, read_page, read_pushed, write_ops
from firstline.portal.native_problems import another_portal, not_the_portal, problem_in
from firstline.portal.native_wire import (
    API,
    JSON_TYPE,
    NDJSON_TYPE,
    PROTOCOL,
    PROTOCOL_HEADER,
    SERVER_HEADER,
    WireHello,
    is_first,
)
from firstline.portal.refusals import makes_no_sense
from firstline.portal.session import Flow, Parts, Reply, Session

_MOST_PAGE = 64 * 1024 * 1024
_LONGEST_WAIT_S = 50.0
_REFUSED = range(300, 600)


def connect(access: Access, entry: PortalEntry, token: str) -> "NativePortal":  # noqa: ARG001
    """Return the portal at `access`; nothing is asked yet."""
    headers = {"Authorization": f"Bearer {token}", PROTOCOL_HEADER: str(PROTOCOL)}
    whole = replace(access, headers=headers)
    return NativePortal(Session(whole), ahead=Ahead(lambda: NativePortal(Session(whole))))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class NativePortal:
    """One person's way to a native portal. See `base.Portal` for the promises.

    `clock` tells the device's time, only to measure its skew. What is remembered between calls
    (the server's id, its clock, the last ETag) saves work and guards; a restart may forget it.
    With `ahead` a pull has its next page on the way while the last one is stored.
    """

    def __init__(
        self, session: Session, clock: Callable[[], datetime] = _utc_now,
        ahead: Ahead | None = None,
    ) -> None:  # fmt: skip
        self.can = Capabilities(
            Delta.FEED,
            frozenset(KINDS),
            keeps_conflicts=True,
            idempotent=True,
            waits=True,
            repairs=True,
            looks_ahead=ahead is not None,
        )
        self._session = session
        self._clock = clock
        self._ahead = ahead
        self._server_id = ""
        self._skew_ms: int | None = None
        self._tag: tuple[str, str] | None = None  # the cursor of an idle pull, and its ETag

    def hello(self, device: str, head: int = 0) -> Hello:
        """Prove that this is the portal, and learn what it has of `device`."""
        before = self._clock()
        self._server_id = ""
        reply = self._ask("GET", "sync/hello", params={"device": device, "head": str(head)})
        after = self._clock()
        try:
            told = WireHello.model_validate_json(reply.body)
            server_time = datetime.fromisoformat(told.server_time)
            skew_s = (server_time - (before + (after - before) / 2)).total_seconds()
        except (ValueError, TypeError) as error:
            raise makes_no_sense(reply.host) from error
        self._server_id, self._skew_ms = told.server_id, round(skew_s * 1000)
        return Hello(
            told.server_id, told.epoch, told.scope_hash, told.device_head, skew_s, told.user,
            told.roles, not told.protocol.min <= PROTOCOL <= told.protocol.max, told.limits,
        )  # fmt: skip

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:
        """Return the next page; None begins the first pull, which any cursor of it resumes.

        With `wait_s` the portal holds the answer until something changes.
        """
        page = self._ahead.take(cursor, limit) if self._ahead else None
        page = page or self._fetched(cursor, limit, wait_s)
        if self._ahead and page.more:
            self._ahead.begin(page.cursor, limit)
        return page

    def foresee(self, digest: Callable[[Page], Page]) -> None:
        """Let `digest`, which any thread may call, see each page that was fetched ahead."""
        if self._ahead:
            self._ahead.digest = digest

    def _fetched(self, cursor: str | None, limit: int, wait_s: float) -> Page:
        first = is_first(cursor)
        params = {"limit": str(limit)} | ({"page" if first else "after": cursor} if cursor else {})
        if wait_s >= 1 and not first:
            params["wait"] = str(int(min(wait_s, _LONGEST_WAIT_S)))
        headers = {"Accept": NDJSON_TYPE}
        if self._tag and self._tag[0] == cursor:
            headers["If-None-Match"] = self._tag[1]
        with self._flow(
            "GET", "snapshot" if first else "changes", params=params, headers=headers,
            wait_s=wait_s, most=_MOST_PAGE,
        ) as flow:  # fmt: skip
            if flow.status == 304 and cursor:
                return Page((), cursor, more=False)
            page = read_page(b"".join(flow.chunks()), self._session.place.host, first=first)
            tag = flow.headers.get("ETag")
        self._tag = (cursor, tag) if tag and page.cursor == cursor and not page.more else None
        return page

    def push(self, ops: Sequence[Op], device: str) -> Pushed:
        """Send edits; a batch that is too large for the portal goes in halves."""
        body = write_ops(ops, device, self._skew_ms)
        try:
            reply = self._ask("POST", "ops", body=body, headers={"Content-Type": JSON_TYPE})
        except TooLarge:
            if len(ops) < 2:
                raise
            middle = len(ops) // 2
            return joined(self.push(ops[:middle], device), self.push(ops[middle:], device))
        return read_pushed(reply.json(), ops, reply.host)

    def sweep(self) -> Iterator[str]:
        """Yield nothing: the feed tells deletions."""
        return iter(())

    def repair(self, known: Iterable[tuple[str, str, int]]) -> tuple[Copy, ...]:
        """Return what makes the copies (kind, id, rev) that we hold equal to the portal's.

        Whole shards are compared by their digest, and only records that differ are told.
        """
        return native_repair.repair(self._json, tuple(known), self._session.place.host)

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Bring a file's bytes to the portal (tus 1.0), from where an earlier try stopped."""
        native_files.upload(self._ask, file, path, moved)

    def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:  # noqa: ARG002
        """Fetch the rest of a file into `part` and check the whole by its hash."""
        native_files.download(self._flow, sha256, part, moved)

    def enrol(self, device: str, name: str, public_key: bytes) -> Enrolled:
        """Tell the portal this device's public key, so that its packs are believed."""
        return enrol(self._json, device, name, public_key, self._session.place.host)

    def hand_in(self, pack: Path, answer: Path) -> None:
        """Bring a pack that came by stick, and write the answer pack to `answer`."""
        hand_in(self._flow, pack, answer)

    def stop(self) -> None:
        """End the call that is under way."""
        self._session.stop()
        if self._ahead:
            self._ahead.stop()

    # --- inside ---

    def _json(self, method: str, path: str, **parts: Unpack[Parts]) -> Any:
        return self._ask(method, path, **parts).json()

    def _ask(self, method: str, path: str, **parts: Unpack[Parts]) -> Reply:
        """Return a whole answer of the portal itself, of a status below 300 or one of `allow`."""
        with self._flow(method, path, **parts) as flow:
            body = b"".join(flow.chunks())
        return Reply(flow.status, flow.headers, body, self._session.place.host)

    @contextmanager
    def _flow(self, method: str, path: str, **parts: Unpack[Parts]) -> Iterator[Flow]:
        wanted = parts.get("allow", ())
        parts["allow"] = _REFUSED
        host = self._session.place.host
        with self._session.stream(method, f"{API}/{path}", **parts) as flow:
            server_id = flow.headers.get(SERVER_HEADER, "")
            if not server_id:
                raise not_the_portal(flow.status, flow.headers, host)
            if self._server_id and server_id != self._server_id:
                raise another_portal(host)
            if flow.status >= 300 and flow.status != 304 and flow.status not in wanted:
                raise problem_in(flow.status, flow.headers, b"".join(flow.chunks()))
            yield flow
