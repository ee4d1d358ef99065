"""The far ends of the simulation: a desk without clocks, and servers that can go back in time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket
from firstline.portal.base import Portal
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.portal.native_packs import Enrolled
from simulation.counter import Counter

Json = Mapping[str, Any]
Key = tuple[str, str]
ADMIN = "admin"  # who sees everything


@dataclass(frozen=True, slots=True)
class PlainDesk:
    """A desk with no agreements: what the clocks say is no part of this proof."""

    fingerprint: str = "plain"

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:  # noqa: ARG002 - as every desk
        """Return no clock."""
        return ()


class FarEnd(Protocol):
    """What the checks ask of a server."""

    def docs(self) -> Mapping[Key, Json]:
        """Return every record that stands."""

    def outcomes(self) -> Mapping[str, Outcome]:
        """Return what became of each edit that the server knows."""

    def sees(self, user: str, key: Key) -> bool:
        """Whether a user may see a record."""

    def has_file(self, sha256: str) -> bool:
        """Whether the bytes are there."""


class Server(FarEnd, Protocol):
    """What the simulation does to a server, beside the portal protocol."""

    def portal(self, user: str) -> Portal:
        """Return this user's way in."""

    def enrol(self, user: str, device: str, public: bytes) -> Enrolled:
        """Make the public key of a user's device known."""

    def hand_in(self, pack: Path, answer: Path) -> str:
        """Take a pack and write its answer; return whose it is, "" for one that was refused."""

    def keep(self) -> None:
        """Make a backup."""

    def go_back(self) -> bool:
        """Put an earlier backup in the server's place, perhaps long after; False without one."""

    def hide(self, user: str, key: Key, *, hidden: bool) -> None:
        """Change what a user may see."""

    def delete(self, key: Key) -> None:
        """Delete a record."""

    def forget(self) -> None:
        """Forget tombstones, so that old cursors are lost."""

    def give_up(self) -> None:
        """Expect no more records to come back after a restore."""

    def close(self) -> None:
        """End it."""


@dataclass(slots=True)
class MemoryServer:
    """The desk in memory, with its backups."""

    desk: MemoryDesk = field(default_factory=lambda: MemoryDesk("sim"))
    backups: list[MemoryDesk] = field(default_factory=list)
    counter: Counter = field(default_factory=Counter)
    runs: int = 1

    def portal(self, user: str) -> Portal:
        """Return this user's way in."""
        return MemoryPortal(self.desk, user)

    def enrol(self, user: str, device: str, public: bytes) -> Enrolled:
        """Make the public key of a user's device known."""
        return self.counter.enrol(self.desk, user, device, public)

    def hand_in(self, pack: Path, answer: Path) -> str:
        """Take a pack and write its answer."""
        return self.counter.hand_in(self.desk, pack, answer)

    def keep(self) -> None:
        """Make a backup."""
        self.backups.append(self.desk.backup())

    def go_back(self) -> bool:
        """Start the server on its latest backup."""
        if not self.backups:
            return False
        self.runs += 1
        self.desk = self.backups[-1].restored(str(self.runs))
        return True

    def hide(self, user: str, key: Key, *, hidden: bool) -> None:
        """Change what a user may see."""
        self.desk.hide(user, *key, hidden=hidden)

    def delete(self, key: Key) -> None:
        """Delete a record."""
        self.desk.delete(*key)

    def forget(self) -> None:
        """Forget tombstones."""
        self.desk.forget()

    def give_up(self) -> None:
        """Expect no more records to come back."""
        self.desk.expects = False

    def docs(self) -> Mapping[Key, Json]:
        """Return every record that stands."""
        return self.desk.docs()

    def outcomes(self) -> Mapping[str, Outcome]:
        """Return what became of each edit."""
        return {one: answer.outcome for one, (_, answer) in self.desk.answers.items()}

    def sees(self, user: str, key: Key) -> bool:
        """Whether a user may see a record."""
        return not self.desk.view(user, key)[1]

    def has_file(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        return sha256 in self.desk.files

    def close(self) -> None:
        """End it."""
