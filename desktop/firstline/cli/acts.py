"""Several edits of one call as one transaction, each made on what the one before left."""

from collections.abc import Callable
from datetime import datetime

from firstline.cli.session import Session
from firstline.cli.ticket.shapes import ticket_json
from firstline.domain.edits.edits import Edit, Stamp
from firstline.domain.edits.rebase import rebase
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.words import Text

Maker = Callable[[Ticket, Stamp], Edit]


class Draft:
    """A ticket as it would be after the edits made so far; nothing is kept before `keep`."""

    def __init__(self, session: Session, ticket: Ticket) -> None:
        self.ticket = ticket
        self._session = session
        self._edits: list[Edit] = []

    def do(self, make: Maker) -> None:
        """Make one more edit on the ticket as it now stands."""
        edit = make(self.ticket, self._session.stamp())
        self.ticket = rebase(self.ticket, (edit,)) or self.ticket
        self._edits.append(edit)

    def keep(self) -> Ticket:
        """Commit all edits in one transaction and return the ticket as stored."""
        if self._edits:
            self._session.store.perform(*self._edits, now=self._session.now())
        return self._session.ticket(self.ticket.id)


def answer_ticket(session: Session, ticket: Ticket, words: Text) -> None:
    """Print the ticket object as JSON, or `words` about it for a person."""
    now: datetime = session.now()
    sync = session.store.sync_state(ticket.id)
    session.answer(ticket_json(ticket, session.desk, sync, now), lambda: words)
