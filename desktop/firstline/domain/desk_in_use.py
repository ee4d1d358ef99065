"""The desk in use: what every store of a process reckons with; another takes effect at once."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from firstline.domain.desk import Desk
from firstline.domain.sla.timer import Timer
from firstline.domain.ticket.ticket import Ticket

if TYPE_CHECKING:
    from firstline.domain.edits.entity import Entity


class DeskInUse:
    """What every store of this process reckons with: another desk takes effect in all at once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def fingerprint(self) -> str:
        """Change whenever any pack, the choice among them, or a promise of a contract changes."""
        return self.desk.fingerprint

    def timers(self, ticket: Ticket) -> tuple[Timer, ...]:
        """Return every clock of `ticket`, as of its last event."""
        return self.desk.timers(ticket)

    def heed(self, records: "Callable[[str], Sequence[Entity]]") -> bool:
        """Count by what contracts and supplements promise; return whether anything changed (S60).

        `records` gives the records of a kind.
        """
        from firstline.domain.contracts.terms import terms_of  # noqa: PLC0415 - with these only

        desk = self.desk.with_terms(terms_of(records("contract"), records("supplement")))
        changed = desk.fingerprint != self.desk.fingerprint
        if changed:
            self.desk = desk
        return changed
