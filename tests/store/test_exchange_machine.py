"""The promise of the exchange as a machine: whatever is lost, doubled or late, nothing is lost."""

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from exchange_stage import ExchangeStage, made, resolved
from far_end import LATER, PORTAL, pages
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_makers import NOW, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.arbiter import Outcome, contains
from firstline.domain.edits.codec import ticket_from_json, ticket_to_json
from firstline.domain.edits.conflicts import Take, resolve
from firstline.domain.edits.exchange import Pushed
from firstline.domain.errors import Refused
from firstline.domain.ticket.ticket import Ticket
from firstline.store.care import checks
from firstline.store.queue.rows import TICKET_COLUMNS, ticket_values, timers_from_text

NAMES = ("a", "b")
EXAMPLES = int(os.environ.get("FIRSTLINE_MACHINE", "60"))
names, picks, whether = st.sampled_from(NAMES), st.integers(0, 5), st.booleans()


class ExchangeMachine(ExchangeStage, RuleBasedStateMachine):
    """One profile, one portal, one other person, and a line between them that fails."""

    def __init__(self) -> None:
        ExchangeStage.__init__(self, Path(tempfile.mkdtemp()))
        RuleBasedStateMachine.__init__(self)
        self.late: list[Pushed] = []
        self.stale: dict[str, Ticket] = {}
        self.parted: set[str] = set()

    @initialize()
    def begin(self) -> None:
        """Open an empty profile with a portal."""
        self.store = open_store(self.folder)
        self.store.put("portals", [{"name": PORTAL, "kind": "native"}])
        self.greet()
        self.perform(self.maker.open("a", site="一厂"))
        self.exchange()
        self.backup = self.end.copy()

    # --- what people do ---

    @rule(name=names)
    def open(self, name: str) -> None:
        """Open a ticket here, once."""
        if not any(one.entity == ticket_id(name) for one in self.performed.values()):
            self.perform(self.maker.open(name, site="一厂"))

    @rule(name=names, act=st.sampled_from(("site", "p", "tag", "say", "move")), pick=picks,
          stale=whether)  # fmt: skip
    def act(self, name: str, act: str, pick: int, stale: bool) -> None:
        """Do something to what is shown, or to what was shown a while ago."""
        shown = self.store.find(ticket_id(name))
        ticket = self.stale.get(name, shown) if stale else shown
        if shown is None or ticket is None:
            return
        self.stale[name] = shown
        with suppress(Refused):
            self.perform(made(ticket, act, pick, self.maker))

    @rule(name=names, act=st.sampled_from(("site", "p", "tag", "say", "move")), pick=picks)
    def act_elsewhere(self, name: str, act: str, pick: int) -> None:
        """Let the other person do something at the portal."""
        held = self.end.copies.get(("ticket", ticket_id(name)))
        if held and held.doc:
            with suppress(Refused):
                self.end.edit(made(ticket_from_json(held.doc), act, pick, self.other))

    @rule(pick=picks, take=st.sampled_from(("mine", "theirs")))
    def resolve(self, pick: int, take: Take) -> None:
        """Resolve a conflict that is shown."""
        lines = self.store.conflicts()
        if lines:
            one = lines[pick % len(lines)]
            with suppress(Refused):
                ticket = self.store.ticket(one.ticket_id)
                self.perform(resolve(ticket, one.conflict, take, self.maker.stamp()))

    @rule(pick=st.integers(0, 40))
    @precondition(lambda self: self.performed)
    def withdraw(self, pick: int) -> None:
        """Take an edit back; one that was sent is refused."""
        edit = sorted(self.performed)[pick % len(self.performed)]
        before = self.store.edit(edit)
        assert before
        with suppress(Refused):
            self.store.withdraw(edit, NOW)
            assert before.state == "refused" or not before.tries

    @rule(pick=st.integers(0, 40))
    @precondition(lambda self: self.performed)
    def reinstate(self, pick: int) -> None:
        """Put an edit back."""
        with suppress(Refused):
            self.store.reinstate(sorted(self.performed)[pick % len(self.performed)], NOW)

    @rule()
    def retry(self) -> None:
        """Try what was refused once more."""
        for one in self.store.edits(states=("refused",)):
            known = set(self.ids())
            with suppress(Refused):
                self.store.retry(one.edit.id, NOW)
            for fresh in set(self.ids()) - known:
                stored = self.store.edit(fresh)
                assert stored
                self.performed[fresh] = stored.edit

    # --- the line ---

    @rule()
    def push_well(self) -> None:
        """Send all that is due, and hear the answer."""
        self.push("fine", 9, 9)

    @rule()
    def pull_well(self) -> None:
        """Take all that is new."""
        self.pull(9, 9, again=False)

    @rule(fate=st.sampled_from(("lost", "unheard", "twice", "late", "open")),
          most=st.integers(1, 5), forbid=st.integers(0, 9))  # fmt: skip
    def push(self, fate: str, most: int, forbid: int) -> None:
        """Send what is due; the request or the answer may be lost, late or doubled."""
        ops = self.store.outgoing(PORTAL, now=LATER, most=most)
        self.check_order([one.n for one in ops])
        if ops and forbid < len(ops) and ops[forbid].edit.id not in self.end.results:
            self.end.forbidden.add(ops[forbid].edit.id)
        self.store.sending(ops, LATER)
        if fate == "lost":
            return
        pushed = self.end.push(ops, self.store.position(PORTAL).device)
        if fate == "open":
            answers = [replace(one, outcome=Outcome.IN_PROGRESS) for one in pushed.answers]
            pushed = Pushed(tuple(answers), ())
        if fate == "late":
            self.late.append(pushed)
        elif fate != "unheard":
            for _ in range(1 + (fate == "twice")):
                self.store.settle(PORTAL, pushed, LATER)

    @rule(pick=picks)
    @precondition(lambda self: self.late)
    def hear_late(self, pick: int) -> None:
        """Hear an answer that was on its way for long, perhaps again."""
        pushed = self.late[pick % len(self.late)]
        if pick % 2:
            self.late.remove(pushed)
        self.store.settle(PORTAL, pushed, LATER)

    @rule(limit=st.integers(1, 3), most=st.integers(1, 4), again=whether)
    def pull(self, limit: int, most: int, again: bool) -> None:
        """Take some pages, perhaps each one twice."""
        cursor = self.store.position(PORTAL).cursor
        for n, page in enumerate(pages(self.end, cursor, limit)):
            for _ in range(1 + again):
                self.store.arrive(PORTAL, page, LATER)
            if n == most:
                break

    @rule(name=names, hide=whether)
    def part(self, name: str, hide: bool) -> None:
        """Delete a ticket at the portal, or hide it."""
        held = self.end.copies.get(("ticket", ticket_id(name)))
        if held and held.doc:
            self.end.remove(ticket_id(name), hide=hide)
            self.parted.add(ticket_id(name))

    @rule()
    def keep_backup(self) -> None:
        """Back the portal up."""
        self.backup = self.end.copy()

    @rule()
    def restore_portal(self) -> None:
        """Let the portal go back in time; answers of the old time are not heard any more."""
        self.end.restore(self.backup)
        self.late.clear()
        self.greet()

    @rule()
    def lose_cursor(self) -> None:
        """Let the portal ask for a new first pull."""
        self.store.pull_anew(PORTAL, "cursor-expired", LATER)

    @rule()
    def restart(self) -> None:
        """Close the program and open it again."""
        self.store.close()
        self.store = open_store(self.folder)

    # --- what must hold ---

    @invariant()
    def nothing_performed_disappears(self) -> None:
        """Every edit is there in one of five states, and what stands is shown."""
        stored = {one.edit.id: one for one in self.every()}
        assert set(self.performed) <= set(stored)
        for one in stored.values():
            shown = self.store.find(one.edit.entity)
            if one.edit.entity in self.parted:
                continue
            if one.state in ("waiting", "held", "settled") and one.edit.events:
                assert shown is not None, one
                said = {event.text for event in shown.events}
                told = {e.text for e in one.edit.events if e.text} <= said
                assert told or shown.conflicts or resolved(shown, one.edit), one
            if one.state == "settled" and shown:
                assert contains(ticket_to_json(shown), one.edit) or resolved(shown, one.edit), one

    @invariant()
    def base_and_edits_are_shown(self) -> None:
        """Show what follows from the copy and the edits alone, with its row and its clocks."""
        raw = self.store.connection.raw
        columns = ",".join(TICKET_COLUMNS)
        sql = f"SELECT t.sync, d.timers, {columns} FROM ticket t JOIN ticket_doc d ON d.key=t.key"
        for sync, timers, *row in raw.execute(sql).fetchall():
            ticket = self.store.ticket(row[TICKET_COLUMNS.index("id")])
            assert ticket == checks.expected(raw, ticket.id)
            fresh = RoundTheClock().timers(ticket)
            assert timers_from_text(timers) == fresh
            assert tuple(row) == ticket_values(ticket, fresh)
            ids = [event.id for event in ticket.events]
            assert len(ids) == len(set(ids))
            states = {one.state for one in self.store.edits(ticket=ticket.id)}
            order = ("refused", "held", "waiting")
            assert sync == next((one for one in order if one in states), "synced")
        for name in NAMES:
            if self.store.find(ticket_id(name)) is None:
                assert checks.expected(raw, ticket_id(name)) is None

    @invariant()
    def what_is_held_says_why(self) -> None:
        """Show the conflict of a held edit, or an edit that resolves it."""
        for one in self.store.edits(states=("held",)):
            shown = self.store.find(one.edit.entity)
            clash = shown and any(two.edit == one.edit.id for two in shown.conflicts)
            assert clash or (shown and resolved(shown, one.edit)) or one.edit.entity in self.parted

    def teardown(self) -> None:
        """Mend the line: at last all is sent, and both sides show the same."""
        try:
            self.late.clear()
            self.greet()
            for _ in range(40):
                if not self.exchange():
                    break
            else:
                raise AssertionError("the queue never empties")
            self.compare()
            assert self.store.quick_check() == ()
        finally:
            self.store.close()
            shutil.rmtree(self.folder)


ExchangeMachine.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=30, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
TestExchangeMachine = ExchangeMachine.TestCase
