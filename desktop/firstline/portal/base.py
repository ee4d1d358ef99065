"""The protocol that every portal speaks to the postman, what it can do, and how it fails."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from firstline.domain.edits.exchange import Copy, Hello, Op, Page, Pushed
from firstline.domain.errors import NOTHING, Problem
from firstline.domain.ticket.ticket import Attachment
from firstline.domain.words import Text

Moved = Callable[[int], None]
"""Told how many bytes have moved since the last call, for progress and the stall watchdog."""


class Delta(StrEnum):
    """How a portal tells what changed."""

    FEED = "feed"  # a cursor that misses nothing, deletions included
    UPDATED = "updated"  # by time of change: overlapping, and deletions need a sweep


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the postman may ask of a portal (portals.md 8)."""

    delta: Delta
    kinds: frozenset[str] = frozenset({"ticket"})
    most_ops: int = 200
    most_bytes: int = 1024 * 1024
    keeps_conflicts: bool = False  # on the record, for everybody; else they stay on this device
    idempotent: bool = False  # an edit's id is its key for ever
    waits: bool = False  # a pull may be held open until something happens
    repairs: bool = False  # differences can be found by digests: see Repairing
    looks_ahead: bool = False  # the next page is on its way already: see Foresighted
    attachments: bool = True
    # An edit may name a file that is not there yet; else the files that the edits of a push name
    # are given to `upload` before each push of them, in the same round.
    text_before_files: bool = True
    sweeps: bool = (
        False  # the delta does not tell what was hidden from us: `sweep` says what is there
    )


class Portal(Protocol):
    """One remote desk. Every call may raise PortalProblem; none sleeps or tries again by itself.

    A portal keeps nothing between calls that a restart would miss: cursors and versions are the
    store's. `stop` may be called from another thread and ends a call that is under way.
    """

    @property
    def can(self) -> Capabilities:
        """What this portal can do."""

    def hello(self, device: str, head: int = 0) -> Hello:
        """Prove that this is the portal and that we may come in. The cheapest call there is.

        `head` is the highest place of this device that the portal ever said it has
        (`Hello.device_head`, `Pushed.device_head`): one beyond what it has now proves that it went
        back in time, and it takes a new epoch (sync.md 2.6).
        """

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:
        """Return the next page after `cursor`; None begins the first pull, newest open first.

        Raises CursorLost when the cursor cannot be honoured: the copy is then pulled anew.
        """

    def push(self, ops: Sequence[Op], device: str) -> Pushed:
        """Send edits in their order; every one is answered, and none is done twice.

        Where the portal knows no idempotency keys, the adapter looks for its own mark before it
        sends an edit again (`Op.tries` > 0).
        """

    def sweep(self) -> Iterator[str]:
        """Yield the portal's own ids of all records that are there and may be seen.

        For portals whose delta misses what was deleted (`Delta.UPDATED`) or hidden (`sweeps`);
        others yield nothing.
        """

    def upload(self, file: Attachment, path: Path, moved: Moved) -> None:
        """Bring a file's bytes to the portal, from where an earlier try stopped.

        Where the portal takes files only together with the edit that names them (not
        `text_before_files`), this notes where the file is; the push that follows sends it. The
        file is there when the push has answered for its edit, and not before.
        """

    def download(self, sha256: str, remote: str, part: Path, moved: Moved) -> None:
        """Fetch a file's bytes into `part`, which may hold the beginning already.

        `remote` is the portal's own id of the file, "" where the hash is enough.
        """

    def stop(self) -> None:
        """End the call that is under way, which then raises Stopped."""


class Repairing(Portal, Protocol):
    """A portal whose copies can be compared with ours as a whole (`Capabilities.repairs`)."""

    def repair(self, known: Iterable[tuple[str, str, int]]) -> tuple[Copy, ...]:
        """Return what makes the copies (kind, id, rev) that we hold equal to the portal's."""


class Foresighted(Portal, Protocol):
    """A portal that has the next page on its way already (`Capabilities.looks_ahead`)."""

    def foresee(self, digest: Callable[[Page], Page]) -> None:
        """Let `digest`, which any thread may call, see each page that was fetched ahead."""


class PortalProblem(Problem):
    """The portal could not be asked or did not answer as a portal does; nothing was lost."""

    def __init__(
        self,
        sentence: Text,
        kept: Text = NOTHING,
        next_step: Text = NOTHING,
        *,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(sentence, kept, next_step)
        self.retry_after_s = retry_after_s


class Unreachable(PortalProblem):
    """No connection, no name, a cut or a stall: the network's fault; try again later."""


class Stopped(Unreachable):
    """`stop` ended the call: nothing is wrong with the network, and no back-off is due."""


class Busy(PortalProblem):
    """The portal asks to come back later (429, 503)."""


class NotPortal(PortalProblem):
    """Something else answered: a captive portal, a proxy's page, another service."""


class Untrusted(PortalProblem):
    """The certificate does not stand for this host (reliability.md 6.2)."""


class SignIn(PortalProblem):
    """The token is missing, wrong, expired or revoked: a person must sign in again."""


class Forbidden(PortalProblem):
    """Signed in, and not allowed to do this."""


class TooOld(PortalProblem):
    """This program speaks a protocol that the portal no longer does; reading may go on."""


class TooLarge(PortalProblem):
    """One request was larger than the portal takes (413): send less at a time."""


class Broken(PortalProblem):
    """The answer was cut short or makes no sense; nothing of it was used."""


class Unfit(Broken):
    """The portal is well and will never take this very thing (422): sent again it fails again."""


class Lost(StrEnum):
    """Why a cursor is not honoured (sync.md 2.2)."""

    EXPIRED = "cursor-expired"
    EPOCH = "epoch-changed"
    SCOPE = "scope-changed"


class CursorLost(PortalProblem):
    """The cursor cannot be honoured; the copy is pulled anew, and edits are kept."""

    def __init__(self, why: Lost) -> None:
        super().__init__(
            Text("门户要求重新取回全部数据。", "The portal asks for a new first pull."),
            Text("您的更改都在。", "Your own changes are kept."),
        )
        self.why = why
