"""What the hand-off page is handed by the roof: reading, redacting and writing, apart from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from firstline.domain.edits.edit import Stamp
from firstline.domain.errors import Problem
from firstline.domain.handoff.package import Package, RawText
from firstline.domain.handoff.wanted import Wanted
from firstline.domain.words import Text


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a log is wanted: its last `most_bytes`, or from `since` on."""

    most_bytes: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of logs: their texts, facts for the fields, and what could not be read."""

    texts: tuple[RawText, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A package on the disk."""

    path: Path
    sha256: str


class HandoffDoors(Protocol):
    """Each takes its time elsewhere and hands the result to `then` in the window's thread."""

    def make(
        self,
        ticket_id: str,
        wanted: Wanted,
        stamp: Stamp,
        then: Callable[[Package | Problem], None],
    ) -> None:
        """Make the redacted package."""

    def read(self, paths: Sequence[Path], span: Span, then: Callable[[Read], None]) -> None:
        """Read the wanted part of these logs."""

    def collect(self, folder: Path, product: str, span: Span, then: Callable[[Read], None]) -> None:
        """Read what the product's known places hold under `folder`."""

    def unreadable(self, ticket_id: str, then: Callable[[frozenset[str]], None]) -> None:
        """Say which attachments of the ticket no rule can read."""

    def passphrase(self) -> str:
        """Return a new random passphrase that can be read out over the telephone."""

    def write(
        self,
        package: Package,
        folder: Path,
        passphrase: str | None,
        then: Callable[[Saved | Problem], None],
    ) -> None:
        """Write the zip, sealed under the passphrase, or in the clear for None."""

    def page(self, package: Package) -> str:
        """Return the package as one HTML page."""

    def code(self, text: str) -> bytes:
        """Return a QR code as PNG."""
