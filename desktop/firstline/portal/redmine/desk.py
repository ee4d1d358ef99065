"""One Redmine as a portal: the promises of `base.Portal` kept by its REST interface."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic

from firstline.domain.edits.exchange import Hello, Op, Page, Pushed
from firstline.domain.portal_entry import PortalEntry
from firstline.domain.ticket.ticket import Attachment, Priority, Status, TicketType
from firstline.portal.access import Access
from firstline.portal.base import Capabilities, Delta, Moved
from firstline.portal.redmine import files
from firstline.portal.redmine.calls import Calls
from firstline.portal.redmine.names import Names
from firstline.portal.redmine.pull import Puller
from firstline.portal.redmine.push import Pusher
from firstline.portal.redmine.reader import Reader
from firstline.portal.redmine.wire_words import Table
from firstline.portal.redmine.writing import Writer
from firstline.portal.session import Session

_MOST_OPS = 50  # each is several requests; what is done is told at the end of a push
_LISTS_S = 600.0  # how old the server's lists may be; an entry that is new to us is asked for
_KEY = "X-Redmine-API-Key"


def connect(access: Access, entry: PortalEntry, token: str) -> "RedminePortal":
    """Return the portal at `access`; nothing is asked yet."""
    session = Session(replace(access, headers={_KEY: token}))
    tables = {
        "status": {theirs: ours for theirs, ours in entry.words if ours in set(Status)},
        "priority": {theirs: ours for theirs, ours in entry.words if ours in set(Priority)},
        "type": {theirs: ours for theirs, ours in entry.words if ours in set(TicketType)},
    }
    return RedminePortal(session, entry.url.strip().rstrip("/"), entry.place, tables)


class RedminePortal:
    """One person's way to a Redmine 5. See `base.Portal` for the promises.

    `server` is its address and its identity. `project` (its identifier) narrows what is pulled and
    takes new tickets; "" pulls all that may be seen. `tables` may hold names of this server's own
    for our words, under "status", "priority" and "type". What is remembered between calls spares
    requests; a restart may forget it.
    """

    def __init__(
        self,
        session: Session,
        server: str,
        project: str = "",
        tables: Mapping[str, Table] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.can = Capabilities(Delta.UPDATED, most_ops=_MOST_OPS, text_before_files=False)
        self._session = session
        self._server = server
        self._calls = Calls(session, project)
        self._names = Names(self._calls, server, tables or {})
        self._clock = clock
        self._named_s = clock()
        reader = Reader(self._calls, self._names, clock)
        self._puller = Puller(self._calls, self._names, reader, clock)
        self._files = files.Files()

    def hello(self, device: str, head: int = 0) -> Hello:  # noqa: ARG002 - it keeps no places
        """Prove that this is the Redmine and that the key opens it."""
        me = self._calls.me()
        if self._clock() - self._named_s > _LISTS_S:
            self._named_s = self._clock()
            self._names.read_again()
        scope = f"{me['id']}/{self._calls.project}"
        user = self._names.called(me)
        return Hello(self._server, scope=scope, skew_s=self._calls.skew_s, user=user)

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:  # noqa: ARG002
        """Return the next page; None begins the first pull: lists, then histories."""
        return self._puller.page(cursor, limit)

    def push(self, ops: Sequence[Op], device: str) -> Pushed:  # noqa: ARG002 - it knows no devices
        """Send edits in their order, each looked for first where its answer may have been lost."""
        self._names.ask_rights_again()
        writer = Writer(self._calls, self._names, self._files)
        return Pusher(self._calls, self._names, writer).push(ops)

    def sweep(self) -> Iterator[str]:
        """Yield the ids of all issues that may be seen: the delta tells no deletions."""
        return self._puller.sweep()

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Note where a file lies: the push that names it sends its bytes."""
        self._files.note(file, path, moved)

    def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:
        """Fetch the rest of a file into `part`."""
        files.download(self._calls, sha256, remote or sha256, part, moved)

    def stop(self) -> None:
        """End the call that is under way."""
        self._session.stop()
