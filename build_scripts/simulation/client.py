"""One client of the simulation: a real store, a person who acts, and rounds that may be cut."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Ticket
from firstline.portal.base import Portal
from firstline.store.care import ballast
from firstline.store.store import Store
from firstline.sync.report import Asked, Batch, RoundReport
from firstline.sync.round import run_round
from firstline.sync.trip import Hooks
from simulation.desk import PlainDesk

PORTAL = "desk"


class CrashError(Exception):
    """The process dies here."""


@dataclass(slots=True)
class Client:
    """A person at a computer; `salt` makes the ids of edits, `skew` is how far the clock is off."""

    name: str
    folder: Path
    salt: str
    wire: Portal
    chance: random.Random
    true_now: Callable[[], datetime]
    skew: timedelta = timedelta()
    count: int = 0
    performed: dict[str, Edit] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    screen: dict[str, Ticket] = field(default_factory=dict)  # what was on screen a while ago
    hits: dict[str, int] = field(default_factory=dict)  # fault points reached
    store: Store = field(init=False)
    crash_at: float = 0.0  # the chance to die at each fault point
    dies_in: int | None = None  # so many fault points are passed before it dies
    jump: tuple[str, timedelta] | None = None  # the clock jumps once, at this point
    begins: Callable[[], None] = lambda: None  # a round does
    far: bool = False  # has no network: all its work goes and comes by stick
    # A profile that was copied or put back: what the server holds, asked for at its next greeting.
    doubted: Callable[[], frozenset[str]] | None = None
    there: frozenset[str] = frozenset()  # what was known to be at the server when it was greeted

    def now(self) -> datetime:
        """Return what this computer's clock says."""
        return self.true_now() + self.skew

    def open(self) -> None:
        """Start the program; four MiB of reserve for a full disk would only take time here."""
        (self.folder / ballast.NAME).touch()
        self.store = Store.open(self.folder, PlainDesk(), now=self.now(), me=self.name)

    def drop(self) -> None:
        """Let the program die without a word: nothing is written back, nothing is said."""
        connection = self.store.connection
        connection._closed = True  # noqa: SLF001 - as a kill would leave it
        connection._shut(connection.raw)  # noqa: SLF001 - see above
        connection.journal.close()
        connection.lock.close()

    def crash(self) -> None:
        """Die and start again."""
        self.drop()
        self.open()

    def copy_to(self, folder: Path) -> None:
        """Copy the profile as a backup or a disk image would, the program being closed."""
        self.store.close()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        self.open()

    def go_back_to(self, folder: Path) -> None:
        """Put a copy made earlier in the place of the profile."""
        self.drop()
        shutil.rmtree(self.folder)
        shutil.copytree(folder, self.folder)
        self.open()

    # --- rounds ---

    def round(self, ask: Asked | None = None) -> RoundReport | None:
        """Carry one round; None when the program died in it and was started again."""
        rows = self.chance.choice((1, 3, 100))
        size = self.chance.choice((1, 2, 200))
        asked = ask or Asked(
            Batch(size), greet=self.chance.random() < 0.5, rows=rows, first_rows=rows,
            at_once=self.chance.random() < 0.3, mass_ok=True,
        )  # fmt: skip
        self.begins()
        try:
            return run_round(
                self.store, self.wire, PORTAL, clock=self.now, ask=asked, hooks=Hooks(self._at)
            )
        except CrashError:
            self.crash()
            return None

    def _at(self, point: str) -> None:
        self.hits[point] = self.hits.get(point, 0) + 1
        if self.doubted and point == "greet.after":
            self.there, self.doubted = self.doubted(), None
        if self.jump and self.jump[0] == point:
            self.skew, self.jump = self.skew + self.jump[1], None
        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in < 0:
                raise CrashError(point)
        if self.crash_at and self.chance.random() < self.crash_at:
            raise CrashError(point)

    # --- acts ---

    def stamp(self) -> Stamp:
        """Return the next stamp of this person."""
        self.count += 1
        return Stamp(derived_id(self.salt, str(self.count)), self.now(), self.name)

    def word(self) -> str:
        """Return a text that is there once in the whole world."""
        return f"{self.salt}-{self.count + 1}"

    def perform(self, edit: Edit) -> str:
        """Perform and acknowledge."""
        self.store.perform(edit, now=self.now())
        self.performed[edit.id] = edit
        return f"{edit.act} {edit.entity[:6]}"

    def ticket(self) -> Ticket | None:
        """Return a ticket to work on, perhaps as it was on screen a while ago."""
        raw = self.store.connection.raw
        ids = [row[0] for row in raw.execute("SELECT id FROM ticket ORDER BY id")]
        if not ids:
            return None
        found = self.store.find(self.chance.choice(ids))
        if found is None:
            return None
        stale = self.screen.get(found.id)
        if stale is None or self.chance.random() < 0.3:
            self.screen[found.id] = found
        return stale if stale and self.chance.random() < 0.4 else found
