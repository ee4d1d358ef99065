"""What a round is asked to do, and what it says when it ends: plain frozen values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from firstline.domain.errors import NOTHING, Problem
from firstline.domain.words import Text

PAGE_ROWS = 100  # one transaction while the window is in use (house law 1)
QUIET_ROWS = 334  # of a thousand changes two pages are read while others are written
FIRST_ROWS = 500  # a page of a first pull, two at work: 1000 take 3 % less time and 10 MB more

Tell = Callable[[int | None, int | None], None]
"""Told how many records of how many have come or gone, None where that is not known.

Twice None says that nothing moves now: a pull is held open.
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """How much is sent at once: so many edits and so many bytes."""

    ops: int = 200
    size: int = 1024 * 1024

    def smaller(self) -> "Batch":
        """Return half of it, never less than one edit."""
        return Batch(max(self.ops // 2, 1), max(self.size // 2, 1024))

    def larger(self, most: "Batch") -> "Batch":
        """Return twice of it, never more than `most`."""
        return Batch(min(self.ops * 2, most.ops), min(self.size * 2, most.size))

    def within(self, most: "Batch") -> "Batch":
        """Return it, cut to `most`."""
        return Batch(min(self.ops, most.ops), min(self.size, most.size))


MOST = Batch()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody wants to see: of which ticket, and its hash."""

    ticket_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What one round is to do. `wait_s` holds the pull open that long when there is nothing new.

    `at_once` also sends what could still be undone, because a person asked for it. `mass_ok` is a
    person's yes to a page that drops much of the store. `send` False only reads (TooOld).
    """

    batch: Batch = MOST
    greet: bool = True
    send: bool = True
    at_once: bool = False
    mass_ok: bool = False
    wait_s: float = 0.0
    rows: int = PAGE_ROWS
    first_rows: int = FIRST_ROWS
    files: bool = True
    sweep: bool = True


@dataclass(frozen=True, slots=True)
class RoundReport:
    """How a round ended. `pulled` counts copies, `pushed` edits that were applied or merged.

    `held` and `refused` count answers of this round; `waiting` is what is still to be sent and
    was due, `undecided` what the portal has not decided. `problem` is why the round broke off;
    all that was counted before it stands. `asks` is the mass change that a person must allow.
    """

    pulled: int = 0
    pushed: int = 0
    held: int = 0
    refused: int = 0
    waiting: int = 0
    undecided: int = 0
    quarantined: int = 0
    files_sent: int = 0
    files_fetched: int = 0
    files_failed: int = 0
    problem: Problem | None = None
    asks: bool = False
    anew: str = ""  # why the copy is pulled anew, "" when it is not
    too_old: bool = False
    skew_s: float | None = None
    retry_after_s: float | None = None
    batch: Batch = MOST
    first: bool = False  # whether a first pull is still under way
    next_due: datetime | None = None  # when the next edit may be sent
    oldest: datetime | None = None  # when the oldest unsent edit was made
    file_problem: Text = NOTHING  # why a file could not be carried

    @property
    def moved(self) -> bool:
        """Whether anything was carried."""
        done = (
            self.pulled,
            self.pushed,
            self.held,
            self.refused,
            self.files_sent,
            self.files_fetched,
        )
        return any(done)


NOTHING_DONE = RoundReport()
