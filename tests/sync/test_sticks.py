"""Packs and a portal that was put back to a backup: nothing is settled that the portal has lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from firstline.domain.errors import Refused
from firstline.sync.packs import stick
from firstline.sync.report import Asked
from firstline.system import seals
from simulate import Theatre
from simulation import acts as sim_acts
from simulation.client import PORTAL, Client
from simulation.desk import MemoryServer
from simulation.sticks import export, trip
from simulation.world import World


@pytest.fixture
def world() -> Iterator[World]:
    theatre = Theatre()
    made = theatre.world(1, 0)
    made.weather.share = 0.0
    yield made
    made.close()
    theatre.close()


@pytest.fixture
def ann(world: World) -> Client:
    """Somebody who was connected once, and has one ticket there."""
    client = world.join("p0")
    record(world, client)
    client.round(Asked())
    return client


def record(world: World, client: Client) -> None:
    """Let a person record a ticket, and let the time to undo pass."""
    sim_acts.new(client)
    world.now += timedelta(seconds=20)


def states(client: Client) -> list[str]:
    every = ("waiting", "held", "refused", "settled")
    return [one.state for one in client.store.edits(states=every)]


def answered_and_lost(world: World, client: Client) -> Path:
    """Let a pack be answered, and the portal be put back to before; return the answer."""
    record(world, client)
    export(world, client)
    world.server.keep()
    answer = world.sticks.place()
    world.server.hand_in(world.sticks.packs[0], answer)
    world.server.go_back()
    return answer


def test_what_an_answer_settled_is_sent_again_when_the_portal_has_lost_it(
    world: World, ann: Client
) -> None:
    answer = answered_and_lost(world, ann)
    ann.round(Asked(send=False))  # nobody can know yet
    stick.take(ann.store, PORTAL, answer, ann.now(), seals.is_signed)
    assert set(states(ann)) == {"settled"}
    ann.round(Asked())
    assert set(states(ann)) == {"settled"}
    assert len(world.server.docs()) == 2


def test_an_answer_from_before_the_portal_was_put_back_settles_nothing(
    world: World, ann: Client
) -> None:
    answer = answered_and_lost(world, ann)
    assert isinstance(world.server, MemoryServer)
    world.server.desk.change_epoch()
    ann.round(Asked(send=False))  # it hears of that before the answer is brought
    with pytest.raises(Refused, match="from before"):
        stick.take(ann.store, PORTAL, answer, ann.now(), seals.is_signed)
    assert "waiting" in states(ann)
    ann.round(Asked())
    assert set(states(ann)) == {"settled"}
    assert len(world.server.docs()) == 2


def test_by_stick_alone_a_portal_that_was_put_back_gets_all_again(
    world: World, ann: Client
) -> None:
    world.server.keep()
    record(world, ann)
    ann.round(Asked())
    bob = world.join("p1")
    bob.round(Asked())
    world.server.go_back()
    record(world, ann)
    bob.round(Asked())  # the portal learns that it went back; ann has no network
    trip(world, ann)
    assert "waiting" in states(ann)  # what it had lost
    trip(world, ann)
    trip(world, ann)
    assert set(states(ann)) == {"settled"}
    assert len(world.server.docs()) == 3
    assert len(ann.store.queue(now=ann.now())) == 3


def test_what_is_on_a_stick_cannot_be_taken_back(world: World, ann: Client) -> None:
    record(world, ann)
    export(world, ann)
    (waiting,) = ann.store.edits(states=("waiting",))
    with pytest.raises(Refused):
        ann.store.withdraw(waiting.edit.id, ann.now())


def test_after_a_pull_in_another_way_an_answer_leaves_the_cursor_alone(
    world: World, ann: Client
) -> None:
    record(world, ann)
    export(world, ann)
    answer = world.sticks.place()
    world.server.hand_in(world.sticks.packs[0], answer)
    bob = world.join("p1")
    record(world, bob)
    bob.round(Asked())
    ann.round(Asked(send=False))
    cursor = ann.store.position(PORTAL).cursor
    stick.take(ann.store, PORTAL, answer, ann.now(), seals.is_signed)
    assert ann.store.position(PORTAL).cursor == cursor
    assert set(states(ann)) == {"settled"}


def test_the_answer_to_another_device_is_refused(world: World, ann: Client) -> None:
    bob = world.join("p1")
    bob.round(Asked())
    export(world, bob)
    export(world, ann)
    answer = world.sticks.place()
    world.server.hand_in(world.sticks.packs[0], answer)
    with pytest.raises(Refused, match="another device"):
        stick.take(ann.store, PORTAL, answer, ann.now(), seals.is_signed)
