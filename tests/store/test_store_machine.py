"""The promise of the store as a machine: whatever is done, what is shown = rebase(base, edits)."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.edits import (
    Edit,
    move,
    reply,
    set_field,
    set_priority,
    tag,
)
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import Refused
from firstline.domain.instants import epoch
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.store.queue.rows import TICKET_COLUMNS, ticket_values, timers_from_text
from firstline.store.store import Store

NAMES = ("a", "b", "c")
Act = Callable[[Ticket, Maker], Edit]


class StoreMachine(RuleBasedStateMachine):
    """Acts at random on a real file and, beside it, on plain lists in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.maker = Maker()
        self.laid: list[Edit] = []
        self.gone: set[str] = set()
        self.numbers: dict[str, str] = {}
        self.stale: dict[str, Ticket] = {}

    @initialize()
    def begin(self) -> None:
        """Open an empty profile."""
        self.store = open_store(self.folder)
        self.other = open_store(self.folder)

    def teardown(self) -> None:
        """Close everything and check the file."""
        assert self.store.quick_check() == ()
        self.store.close()
        self.other.close()
        shutil.rmtree(self.folder)

    @rule(name=st.sampled_from(NAMES), other=st.booleans())
    def open_ticket(self, name: str, other: bool) -> None:
        """Open a ticket, if it is not there yet."""
        if self.shown(name) is None and not self.edits_of(name, gone=True):
            self.perform(self.maker.open(name), other=other)

    @rule(
        name=st.sampled_from(NAMES), other=st.booleans(), stale=st.booleans(),
        act=st.sampled_from(("priority", "site", "tag", "reply", "move")), pick=st.integers(0, 5),
    )  # fmt: skip
    def act(self, name: str, other: bool, stale: bool, act: str, pick: int) -> None:
        """Do something to a ticket, perhaps to what was on the screen a while ago."""
        ticket = self.stale.get(name) if stale else self.shown(name)
        if ticket is None or self.shown(name) is None:
            return
        try:
            edit = ACTS[act](ticket, self.maker, pick)
        except Refused:
            return
        self.perform(edit, other=other)

    @rule(pick=st.integers(0, 30))
    @precondition(lambda self: self.laid)
    def repeat(self, pick: int) -> None:
        """Perform an edit once more: nothing happens."""
        assert not self.store.perform(self.laid[pick % len(self.laid)], now=NOW)

    @rule(pick=st.integers(0, 30))
    @precondition(lambda self: self.laid)
    def undo(self, pick: int) -> None:
        """Take an edit back; a refusal changes nothing."""
        edit = self.laid[pick % len(self.laid)]
        try:
            self.store.withdraw(edit.id, NOW)
        except Refused:
            return
        self.gone.add(edit.id)

    @rule(pick=st.integers(0, 30))
    @precondition(lambda self: self.gone)
    def redo(self, pick: int) -> None:
        """Put an edit back; a refusal changes nothing."""
        edit_id = sorted(self.gone)[pick % len(self.gone)]
        try:
            self.store.reinstate(edit_id, NOW)
        except Refused:
            return
        self.gone.remove(edit_id)

    @rule(name=st.sampled_from(NAMES))
    def look(self, name: str) -> None:
        """Keep a screen open."""
        ticket = self.shown(name)
        if ticket:
            self.stale[name] = ticket

    @rule()
    def restart(self) -> None:
        """Close the program and open it again."""
        self.store.close()
        self.store = open_store(self.folder)

    @invariant()
    def shown_is_rebased(self) -> None:
        """Show the pure rebase of the edits that stand."""
        for name in NAMES:
            held = self.store.find(ticket_id(name))
            if held and name not in self.numbers:
                self.numbers[name] = held.number
            assert held == self.shown(name)
            assert self.other.find(ticket_id(name)) == held

    @invariant()
    def rows_fit_their_tickets(self) -> None:
        """Derive every column of the queue from the ticket and the desk's clocks."""
        raw = self.store.connection.raw
        names = ",".join(TICKET_COLUMNS)
        sql = f"SELECT {names}, d.timers FROM ticket t JOIN ticket_doc d ON d.key=t.key"
        for line in raw.execute(sql):
            ticket = self.store.ticket(line[TICKET_COLUMNS.index("id")])
            timers = RoundTheClock().timers(ticket)
            assert timers_from_text(line[-1]) == timers
            assert line[:-1] == ticket_values(ticket, timers)

    @invariant()
    def the_queue_is_whole_and_sorted(self) -> None:
        """Hold each ticket once, by deadline, with totals that agree with the rows."""
        now = NOW + timedelta(hours=7)
        rows = self.store.rows(self.store.queue(now=now))
        tickets = [one for one in map(self.shown, NAMES) if one]
        assert {row.id for row in rows} == {one.id for one in tickets}
        dues = [row.timer.due for row in rows if row.timer and row.timer.is_open and row.timer.due]
        assert dues == sorted(dues)
        late = [row for row in rows if row.timer and row.timer.is_open and row.timer.until]
        overdue = sum(epoch(now) > (row.timer.until or 0) for row in late if row.timer)
        assert self.store.totals(now).overdue == overdue
        assert self.store.totals(now).open == sum(one.is_open for one in tickets)

    def perform(self, edit: Edit, *, other: bool) -> None:
        """Perform on the store, or on another connection to the same file."""
        (self.other if other else self.store).perform(edit, now=NOW)
        self.laid.append(edit)

    def shown(self, name: str) -> Ticket | None:
        """Return what ought to be shown."""
        return rebase(None, self.edits_of(name), self.numbers.get(name, ""))

    def edits_of(self, name: str, *, gone: bool = False) -> list[Edit]:
        """Return the edits of one ticket that stand, or all of them."""
        return [
            one for one in self.laid
            if one.entity == ticket_id(name) and (gone or one.id not in self.gone)
        ]  # fmt: skip


def _set_priority(ticket: Ticket, maker: Maker, pick: int) -> Edit:
    return set_priority(ticket, tuple(Priority)[pick % 4], maker.stamp())


def _set_site(ticket: Ticket, maker: Maker, pick: int) -> Edit:
    return set_field(ticket, "site", ("一号厂", "二号厂", "")[pick % 3], maker.stamp())


def _tag(ticket: Ticket, maker: Maker, pick: int) -> Edit:
    tags = ("月结", "急")
    return tag(ticket, maker.stamp(), add=tags[: pick % 3], remove=tags[pick % 2 :][:1])


def _reply(ticket: Ticket, maker: Maker, pick: int) -> Edit:
    return reply(ticket, f"回复 {pick}", maker.stamp(), internal=pick % 2 == 0)


def _move(ticket: Ticket, maker: Maker, pick: int) -> Edit:
    to = (Status.IN_PROGRESS, Status.WITH_VENDOR, Status.RESOLVED, Status.CLOSED,
          Status.WAITING_REQUESTER, Status.TRIAGED)[pick]  # fmt: skip
    return move(ticket, to, maker.stamp())


ACTS: dict[str, Callable[[Ticket, Maker, int], Edit]] = {
    "priority": _set_priority,
    "site": _set_site,
    "tag": _tag,
    "reply": _reply,
    "move": _move,
}

StoreMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
TestStoreMachine = StoreMachine.TestCase


def test_the_machine_would_notice_a_lost_edit(tmp_path: Path) -> None:
    """A row lost behind the store's back is seen by the comparison that the machine makes."""
    machine = StoreMachine()
    machine.begin()
    try:
        machine.open_ticket("a", other=False)
        machine.shown_is_rebased()
        machine.act("a", False, False, "site", 0)
        lose_last_edit(machine.store)
        failed = False
        try:
            machine.shown_is_rebased()
        except AssertionError:
            failed = True
        assert failed
    finally:
        machine.teardown()


def lose_last_edit(store: Store) -> None:
    raw = store.connection.raw
    raw.execute("UPDATE ticket_doc SET doc = json_set(doc, '$.site', '')")
