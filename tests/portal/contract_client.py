"""A device of the contract suite: the least that a client must know to work with any portal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edits import Edit, Stamp, open_ticket, reply
from firstline.domain.edits.exchange import Answer, Copy, CopyState, Op
from firstline.domain.edits.fold import fold
from firstline.domain.ids import new_id
from firstline.domain.ticket.ticket import Event, EventKind, Ticket
from firstline.portal.base import Portal, PortalProblem

FINAL = {Outcome.APPLIED, Outcome.MERGED, Outcome.CONFLICT, Outcome.REJECTED}


def stamp(actor: str = "我") -> Stamp:
    """Return a stamp of now, whose id was never used before."""
    now = datetime.now(UTC)
    return Stamp(new_id(now), now, actor)


def opened(title: str, **fields: str) -> Edit:
    """Return the edit that records a ticket."""
    one = stamp()
    return open_ticket(one, new_id(one.at), {"title": title, **fields})


@dataclass
class Client:
    """What one device knows of a portal; a record met first under the portal's id keeps ours."""

    portal: Portal
    device: str
    cursor: str | None = None
    docs: dict[str, dict[str, Any]] = field(default_factory=dict)
    remotes: dict[str, tuple[str, str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    answers: dict[str, Answer] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def pull(self, limit: int = 100, pages: int = 10_000) -> list[Copy]:
        """Take pages until none waits; return their copies under our ids."""
        taken: list[Copy] = []
        for _ in range(pages):
            page = self.portal.pull(self.cursor, limit=limit)
            self.cursor = page.cursor
            taken += [self.take(one) for one in page.copies]
            if not page.more:
                break
        return taken

    def take(self, copy: Copy) -> Copy:
        """Lay a copy down as the store does."""
        known = {remote: own for own, (remote, _) in self.remotes.items() if remote}
        own = known.get(copy.remote, copy.id) if copy.remote else copy.id
        if copy.remote or copy.version:
            self.remotes[own] = (copy.remote, copy.version)
        if copy.state is not CopyState.PUT:
            self.docs.pop(own, None)
            self.gone.add(own)
        elif copy.doc is not None:
            self.gone.discard(own)
            doc: dict[str, Any] = json.loads(json.dumps(dict(copy.doc)))
            doc["id"] = own
            if copy.carried is not None:
                doc = fold(self.docs.get(own), doc, copy.carried, copy.same)
            self.docs[own] = doc
        return Copy(copy.kind, own, copy.state, copy.rev, copy.seq, copy.doc)

    def ops(self, edits: Sequence[Edit], tries: int = 0) -> list[Op]:
        """Return the edits on their way out."""
        made = []
        for edit in edits:
            n = self.places.setdefault(edit.id, len(self.places) + 1)
            remote, version = self.remotes.get(edit.entity, ("", ""))
            known = self.docs.get(edit.entity)
            made.append(Op(edit, n, remote, version, known, tries))
        return made

    def send(self, *edits: Edit) -> list[Answer]:
        """Push the edits until each has a final answer; return the answers in their order."""
        return self.push(self.ops(edits))

    def push(self, ops: Sequence[Op]) -> list[Answer]:
        """Push, and take what comes back."""
        pushed = self.portal.push(ops, self.device)
        for copy in pushed.copies:
            self.take(copy)
        self.answers |= {one.edit_id: one for one in pushed.answers}
        return [self.answers[one.edit.id] for one in ops]

    def resend(self, edits: Sequence[Edit], most: int = 12) -> list[Answer]:
        """Push as one must on a line that fails: again, by what is known now, until answered."""
        for tries in range(most):
            waiting = [
                one for one in edits
                if one.id not in self.answers or self.answers[one.id].outcome not in FINAL
            ]  # fmt: skip
            if not waiting:
                break
            try:
                self.push(self.ops(waiting, tries))
            except PortalProblem:
                continue
        return [self.answers[one.id] for one in edits]

    def ticket(self, own: str) -> Ticket:
        """Return a ticket as this device knows it."""
        return ticket_from_json(self.docs[own])

    def titled(self, title: str) -> list[Ticket]:
        """Return the tickets with this title."""
        return [self.ticket(one) for one, doc in self.docs.items() if doc.get("title") == title]

    def make(self, title: str, **fields: str) -> Ticket:
        """Record a ticket at the portal and return it as the portal has it."""
        edit = opened(title, **fields)
        answer = self.send(edit)[0]
        assert answer.outcome is Outcome.APPLIED, answer
        return self.ticket(edit.entity)

    def say(self, ticket: Ticket, text: str, *, internal: bool = False) -> Edit:
        """Return the edit that answers a ticket."""
        return reply(ticket, text, stamp(), internal=internal)


def told(ticket: Ticket, text: str) -> list[Event]:
    """Return the messages of a ticket that hold this text."""
    kinds = (EventKind.RESPONDED, EventKind.NOTE, EventKind.MESSAGE)
    return [one for one in ticket.events if one.kind in kinds and one.text.strip() == text]
