"""Request Tracker behind the portals' one protocol: who we are there, pull, push and files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256 as hashed
from pathlib import Path

from firstline.domain.edits.exchange import Hello, Op, Page, Pushed
from firstline.domain.errors import NOTHING
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text
from firstline.portal.access import Access
from firstline.portal.base import Broken, Capabilities, CursorLost, Delta, Lost, Moved, SignIn
from firstline.portal.parts import write_part
from firstline.portal.rt.calls import ROOT, Calls
from firstline.portal.rt.feed import read_cursor
from firstline.portal.rt.fields import Hand
from firstline.portal.rt.files import content
from firstline.portal.rt.people import People
from firstline.portal.rt.pull import Desk, changes, first_page
from firstline.portal.rt.push import push
from firstline.portal.rt.wire import Person, person_in
from firstline.portal.session import Session

_MOST_FILE = 256 * 1024 * 1024
_USUAL = "General"  # the queue of a stock RT
_QUEUES_HOLD = timedelta(minutes=15)


def connect(access: Access, entry: PortalEntry, token: str) -> "RequestTracker":
    """Return RT at `access`, opened with an authentication token; nothing is asked yet."""
    url = access.url.strip().rstrip("/")
    for end in ("/REST/2.0", "/REST"):
        url = url.removesuffix(end)
    headers = {"Authorization": f"token {token}"}
    session = Session(replace(access, url=url, headers=headers))
    return RequestTracker(session, url, token, entry.place)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RequestTracker:
    """One agent's way to one RT. See `base.Portal` for the promises.

    `queue` is where new tickets go, "" for the usual one. RT tells who we are only by the token,
    whose second part is the user's number. What is remembered between calls (who we are, who is
    who, where files lie) only saves asking again.
    """

    def __init__(
        self, session: Session, url: str, token: str, queue: str = "",
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:  # fmt: skip
        self.can = Capabilities(Delta.FEED, most_ops=50, text_before_files=False, sweeps=True)
        self._session = session
        self._server = url.casefold()
        self._number = token.split("-")[1] if token.count("-") == 2 else ""
        self._queue = queue
        self._clock = clock
        calls = Calls(session)
        self._desk = Desk(calls, People(calls), self._server)
        self._me: Person | None = None
        self._scope = ""
        self._asked: datetime | None = None  # when the queues were asked for
        self._files: dict[str, Path] = {}

    def hello(self, device: str, head: int = 0) -> Hello:  # noqa: ARG002 - RT knows no devices
        """Prove that this is RT and who we are there; the queues are asked for now and then."""
        me, skew_s = self._who()
        self._me = me
        now = self._clock()
        if self._asked is None or not timedelta() <= now - self._asked < _QUEUES_HOLD:
            queues = self._desk.people.queues()
            self._queue = self._queue or (_USUAL if _USUAL in queues else next(iter(queues), ""))
            seen = "\x1f".join((me.name, *sorted(queues)))
            self._scope, self._asked = hashed(seen.encode()).hexdigest()[:16], now
        return Hello(self._server, scope=self._scope, skew_s=skew_s, user=me.name)

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:  # noqa: ARG002
        """Return the next page; None begins the first pull, the newest open tickets first.

        Raises CursorLost where we may see other queues than before, or RT went back in time.
        """
        self._greeted()
        if cursor is None:
            return first_page(self._desk, None, self._scope, limit)
        place = read_cursor(cursor)
        if place.scope != self._scope:
            raise CursorLost(Lost.SCOPE)
        if place.first is not None:
            return first_page(self._desk, place, self._scope, limit)
        return changes(self._desk, place, limit)

    def push(self, ops: Sequence[Op], device: str) -> Pushed:  # noqa: ARG002
        """Send edits; each is looked for before it is sent again, and every one is answered."""
        me = self._greeted()
        return push(Hand(self._desk, me, self._queue, self._files), ops)

    def sweep(self) -> Iterator[str]:
        """Yield the ids of all tickets that may be seen: moved and hidden ones are missing."""
        last = 0
        while ids := self._desk.calls.ids(last):
            yield from map(str, ids)
            last = ids[-1]

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:  # noqa: ARG002
        """Note where the file is: RT takes it with the comment that names it, by the next push."""
        self._files[file.sha256] = path

    def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:  # noqa: ARG002
        """Fetch a file whole: RT gives it as one JSON answer, which has no middle to go on from."""
        kind, _, number = remote.partition("/")
        if kind != "attachment" or not number.isdecimal():
            raise Broken(Text("门户上还没有这个文件。", "The portal has not got this file yet."))
        path = f"{ROOT}attachment/{number}"
        with self._session.stream("GET", path, most=_MOST_FILE) as flow:
            write_part(part, content(flow.chunks()), moved)

    def stop(self) -> None:
        """End the call that is under way."""
        self._session.stop()

    # --- inside ---

    def _greeted(self) -> Person:
        if self._me is None:
            self.hello("")
        return self._me or Person()

    def _who(self) -> tuple[Person, float | None]:
        if not self._number.isdecimal():
            raise SignIn(
                Text("这不是 RT 的令牌。", "This is no token of RT."),
                NOTHING,
                Text(
                    "请在 RT 的“设置 › 认证令牌”里新建一个,形如 1-14-…。",
                    "Make one in RT under Settings › Auth Tokens; it looks like 1-14-….",
                ),
            )
        before = self._clock()
        reply = self._session.ask("GET", f"{ROOT}user/{self._number}")
        me = self._desk.calls.read(person_in, [self._desk.calls.json(reply)])[0]
        return me, _skew(reply.headers.get("Date", ""), before, self._clock())


def _skew(date: str, before: datetime, after: datetime) -> float | None:
    """Return RT's clock minus ours in seconds, as far as a second tells; None without a date."""
    try:
        told = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    middle = before + (after - before) / 2
    return (told - middle).total_seconds() if told.tzinfo else None
