"""How it stands between this desk and a portal, as one value that a chip can show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.domain.errors import NOTHING
from firstline.domain.words import Text


class SyncKind(StrEnum):
    """What the chip says (ux.md, Offline); counts of unsent and held edits are the store's."""

    ALONE = "alone"  # no portal is set up
    IDLE = "idle"  # in step since `since`
    SYNCING = "syncing"  # `done` of `total`, where they are known
    OFFLINE = "offline"  # the portal cannot be reached; `problem` says why
    SIGN_IN = "sign_in"  # the token is refused: nothing is tried again until a person acts
    ASKING = "asking"  # a page would drop much of the copy: a person decides
    REFUSED = "refused"  # untrusted certificate, too old, not a portal: `next_step` says what to do


@dataclass(frozen=True, slots=True)
class SyncState:
    """The state of one portal; `since` is the last success, `next_try` when it is asked again."""

    portal: str
    kind: SyncKind
    done: int | None = None
    total: int | None = None
    since: datetime | None = None
    next_try: datetime | None = None
    problem: Text = NOTHING
    next_step: Text = NOTHING
    warning: Text = NOTHING  # what to know although the rest goes on: unsent for a day, stuck
    first: bool = False  # a first pull: worth a bar, since it takes its time
