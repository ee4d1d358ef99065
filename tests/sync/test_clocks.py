"""No wall clock orders anything (T9): wrong, skewed and jumping clocks end as true ones do."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from firstline.domain.errors import Problem
from firstline.sync.report import Asked
from simulate import Theatre
from simulation import acts as sim_acts

DAY, YEAR = timedelta(days=1), timedelta(days=365)
SKEWS = {
    "a day apart": (DAY, timedelta(), -DAY),
    "ten years back": (-10 * YEAR, -10 * YEAR, timedelta()),
    "fifty years on": (50 * YEAR, timedelta(), 50 * YEAR),
    "no clock": (timedelta(days=-20454), timedelta(hours=3), timedelta()),
    "after 2038": (12 * YEAR, 12 * YEAR, -DAY),
}
JUMPS = {
    "back a day in the push": ("push.after", -DAY),
    "on ten years in the pull": ("arrive.before", 10 * YEAR),
    "back fifty years at the mark": ("sending.after", -50 * YEAR),
    "back an hour, the end of summer time": ("settle.before", timedelta(hours=-1)),
}
NAMES = tuple(one for one in sim_acts.ACTS if one != "again")


@pytest.fixture
def theatre() -> Iterator[Theatre]:
    one = Theatre()
    yield one
    one.close()


def played(
    theatre: Theatre, seed: int, skews: tuple[timedelta, ...], jump: tuple[str, timedelta] | None
) -> list[str]:
    """Play the same acts and rounds with these clocks; return what the server holds, undated."""
    world = theatre.world(seed, 0)
    world.weather.share = 0.0
    clients = [world.join(f"p{n}") for n in range(3)]
    for client, skew in zip(clients, skews, strict=True):
        client.skew = skew
        if jump:
            client.jump = jump
    world.begin()
    chance = random.Random(seed)  # noqa: S311 - replayable
    for _ in range(40):
        client = chance.choice(clients)
        client.chance = random.Random(chance.random())  # noqa: S311 - replayable
        if chance.random() < 0.6:
            with suppress(Problem):
                sim_acts.ACTS[chance.choice(NAMES)][1](client)
        else:
            client.round(Asked())
        world.now += timedelta(seconds=70)
    world.heal()
    docs = [repr(_undated(doc)) for _, doc in sorted(world.server.docs().items())]
    assert all(not one.store.outstanding().waiting for one in clients)
    world.close()
    return docs


def _undated(value: object) -> object:
    if isinstance(value, dict):
        return {k: _undated(v) for k, v in value.items() if not k.endswith("at")}
    return [_undated(one) for one in value] if isinstance(value, list) else value


NO_SKEW = (timedelta(),) * 3


@pytest.mark.parametrize("name", SKEWS)
def test_skewed_clocks_end_as_true_ones(theatre: Theatre, name: str) -> None:
    for seed in range(3):
        assert played(theatre, seed, SKEWS[name], None) == played(theatre, seed, NO_SKEW, None)


@pytest.mark.parametrize("name", JUMPS)
def test_a_clock_that_jumps_in_a_round_changes_nothing(theatre: Theatre, name: str) -> None:
    for seed in range(3):
        assert played(theatre, seed, NO_SKEW, JUMPS[name]) == played(theatre, seed, NO_SKEW, None)
