"""The promise of sync as a machine (T3): two people, one desk, and a restart at any moment."""

import os
import random
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from firstline.domain.errors import Problem
from firstline.store.care import checks
from firstline.sync.report import Asked
from simulate import Theatre
from simulation import acts as sim_acts
from simulation.check import check
from simulation.client import Client
from simulation.events import EVENTS
from simulation.wire import FAULTS

EXAMPLES = int(os.environ.get("FIRSTLINE_EXAMPLES", "60"))
WHO = st.integers(0, 1)
PICK = st.integers(0, 1 << 16)


class SyncMachine(RuleBasedStateMachine):
    """Lets hypothesis choose what the simulation draws; checked after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.theatre = Theatre()
        self.world = self.theatre.world(0, 0)
        self.world.wild = True
        self.world.weather.share = 0.0
        for n in range(2):
            self.world.join(f"p{n}")

    def client(self, who: int, pick: int) -> Client:
        """Return the person, who will choose by `pick`."""
        client = self.world.clients[who]
        client.chance = random.Random(pick)  # noqa: S311 - replayable
        return client

    @rule(who=WHO, name=st.sampled_from(sorted(sim_acts.ACTS)), pick=PICK, wait=st.booleans())
    def act(self, who: int, name: str, pick: int, wait: bool) -> None:
        """Let a person do something, and perhaps let the time to undo pass."""
        with suppress(Problem):
            sim_acts.ACTS[name][1](self.client(who, pick))
        self.world.now += timedelta(seconds=11 if wait else 1)

    @rule(who=WHO, pick=PICK)
    def sync(self, who: int, pick: int) -> None:
        """Carry a round that goes well."""
        assert self.client(who, pick).round(Asked()) is not None

    @rule(who=WHO, pick=PICK, fault=st.sampled_from([one for one, _ in FAULTS]))
    def sync_badly(self, who: int, pick: int, fault: str) -> None:
        """Carry a round in which every call goes wrong in one way."""
        self.world.weather.only = fault
        self.client(who, pick).round(Asked())
        self.world.weather.only = ""

    @rule(who=WHO, pick=PICK, point=st.integers(0, 24))
    def sync_and_die(self, who: int, pick: int, point: int) -> None:
        """Let the program die at a fault point of a round."""
        client = self.client(who, pick)
        client.dies_in = point
        client.round(Asked())
        client.dies_in = None

    @rule(who=WHO)
    def restart(self, who: int) -> None:
        """Close the program and open it again."""
        self.world.clients[who].store.close()
        self.world.clients[who].open()

    @rule(who=WHO)
    def crash(self, who: int) -> None:
        """Let it die without a word."""
        self.world.clients[who].crash()

    @rule(who=WHO, name=st.sampled_from(sorted(one for one in EVENTS if one != "clone")))
    def happen(self, who: int, name: str) -> None:
        """Let something happen to the world: a backup, a restore, a deletion, a clock."""
        self.world.chance.seed(who)
        EVENTS[name][1](self.world, self.world.clients[who])

    @rule()
    @precondition(lambda self: self.world.weather.late)
    def arrive_late(self) -> None:
        """Let a request arrive that was thought lost."""
        self.world.weather.deliver(1)

    @invariant()
    def what_is_shown_is_the_copy_with_our_edits(self) -> None:
        """Show the pure rebase of what the store holds."""
        for client in self.world.clients:
            raw = client.store.connection.raw
            for (ticket_id,) in raw.execute("SELECT id FROM ticket").fetchall():
                shown = client.store.ticket(ticket_id)
                assert shown == checks.expected(raw, ticket_id)
                ids = [one.id for one in shown.events]
                assert len(ids) == len(set(ids))

    @invariant()
    def what_was_acknowledged_is_there(self) -> None:
        """Hold every edit that was ever performed, unless a disk was put back."""
        for client in self.world.clients:
            raw = client.store.connection.raw
            held = {row[0] for row in raw.execute("SELECT id FROM edit")}
            outcomes = self.world.server.outcomes()
            assert set(client.performed) <= held | set(outcomes) | self.world.gone

    def teardown(self) -> None:
        """Let the faults stop; then nothing is lost, doubled, overwritten or stuck."""
        try:
            self.world.heal()
            world = self.world
            check(world.server, world.clients, world.gone, web=world.web)
            for client in self.world.clients:
                assert client.store.quick_check() == ()
        finally:
            self.world.close()
            self.theatre.close()


TestSyncMachine = SyncMachine.TestCase
TestSyncMachine.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=25, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
