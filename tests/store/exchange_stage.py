"""What the machine of the exchange stands on: a profile, a portal, and the comparison of both."""

import json
from pathlib import Path

from far_end import LATER, PORTAL, FarEnd, pages
from store_makers import NOW, Maker

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edits import Edit, move, reply, set_field, set_priority, tag
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.store.shown.overlay import StoredEdit
from firstline.store.store import Store


class ExchangeStage:
    """One profile, one portal, one other person."""

    store: Store

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.maker, self.other = Maker(), Maker("王工", "other")
        self.end = FarEnd()
        self.backup = self.end.copy()
        self.performed: dict[str, Edit] = {}

    def exchange(self) -> bool:
        """Push and pull once; return whether anything was left to send."""
        ops = self.store.outgoing(PORTAL, now=LATER)
        self.store.sending(ops, LATER)
        pushed = self.end.push(ops, self.store.position(PORTAL).device)
        self.store.settle(PORTAL, pushed, LATER)
        first = not self.store.position(PORTAL).first_done
        for page in pages(self.end, self.store.position(PORTAL).cursor, 2):
            self.store.arrive(PORTAL, page, LATER)
        return bool(ops) or first

    def compare(self) -> None:
        """Both sides agree on every ticket about which nothing is left to decide."""
        for (_, one), copy in self.end.copies.items():
            open_edits = self.store.edits(ticket=one)
            assert not [two for two in open_edits if two.state == "waiting"]
            if copy.doc:
                assert self.store.find(one) == ticket_from_json(copy.doc)
            elif not open_edits:
                assert self.store.find(one) is None

    # --- short words ---

    def greet(self) -> None:
        """Say hello."""
        hello = self.end.hello(self.store.position(PORTAL).device)
        self.store.greet(PORTAL, hello, LATER)

    def perform(self, edit: Edit) -> None:
        """Perform and remember."""
        self.store.perform(edit, now=NOW)
        self.performed[edit.id] = edit

    def ids(self) -> list[str]:
        """Return the ids of all edits."""
        return [row[0] for row in self.store.connection.raw.execute("SELECT id FROM edit")]

    def every(self) -> list[StoredEdit]:
        """Return all edits."""
        every = ("waiting", "held", "refused", "settled", "withdrawn")
        return self.store.edits(states=every)

    def check_order(self, sent: list[int]) -> None:
        """Expect the edits of a ticket in their order, the opening one first."""
        raw = self.store.connection.raw
        rows = raw.execute(
            "SELECT n, entity, act FROM edit WHERE n IN (SELECT value FROM json_each(?))",
            (json.dumps(sent),),
        ).fetchall()
        told = {n: (entity, act) for n, entity, act in rows}
        last: dict[str, int] = {}
        for n in sent:
            entity, act = told[n]
            assert act != "open" or entity not in last
            assert last.get(entity, 0) < n
            last[entity] = n


def resolved(ticket: Ticket, edit: Edit) -> bool:
    """Whether the log of the ticket says that a conflict of the edit is resolved."""
    return any(one.data.get("resolves") == edit.id for one in ticket.events)


def made(ticket: Ticket, act: str, pick: int, maker: Maker) -> Edit:
    """Return an edit of one kind or another."""
    if act == "site":
        return set_field(ticket, "site", ("一厂", "二厂", "三厂")[pick % 3], maker.stamp())
    if act == "p":
        return set_priority(ticket, tuple(Priority)[pick % 4], maker.stamp())
    if act == "tag":
        return tag(ticket, maker.stamp(), add=("月结", "急")[pick % 2 :][:1])
    if act == "say":
        stamp = maker.stamp()
        return reply(ticket, f"{maker.actor} 说 {stamp.id}", stamp, internal=pick % 2 == 0)
    to = (Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED, Status.WAITING_REQUESTER)[pick % 4]
    return move(ticket, to, maker.stamp(), text=f"改为 {to}")
