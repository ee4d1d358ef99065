"""What the roof hands to the contact log, the remote sessions and the watch page of the window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from firstline.domain.contact.acts import NewContact
from firstline.domain.contact.log import Channel
from firstline.domain.errors import Problem
from firstline.domain.ticket.ticket import Leg, Ticket
from firstline.domain.watch.round import Looked
from firstline.domain.watch.rule import Rule


@dataclass(frozen=True, slots=True)
class Laid:
    """The contacts that a mail or a chat holds, and the files that belong to the first."""

    contacts: tuple[NewContact, ...]
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Whose mail or chat it is: the other side, the channel if it was chosen, who of it is us."""

    party: Leg
    channel: Channel | None
    us: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The watch rules of the profile, and what this machine is called."""

    host: str
    rules: tuple[Rule, ...]


class RegisterDoors(Protocol):
    """What takes its time is done elsewhere and handed to `then` in the window's thread."""

    def lay_in(
        self, source: Path | str, side: Side, then: Callable[[Laid | Problem], None]
    ) -> None:
        """Read a mail or a chat: a file, or the text of a chat."""

    def digest(self, path: Path, then: Callable[[str | Problem], None]) -> None:
        """Reckon the SHA-256 of a file where it lies."""

    def sheet(self, ticket: Ticket) -> str:
        """Return the contact log of a ticket as a page of HTML."""

    def paper(self, ticket_id: str) -> str:
        """Return the ticket itself as a page of HTML for the printer."""

    def rules(self, then: Callable[[Rules], None]) -> None:
        """Read the watch rules."""

    def look(self, rules: Sequence[Rule], then: Callable[[Sequence[Looked]], None]) -> None:
        """Look at these rules now; alerts are raised and cleared as they follow."""
