"""Whatever the network does, nothing is lost, doubled or stuck (reliability.md T8)."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fault_proxy import Direction, Fault
from native_desk import NativeServer
from network_faults import NAMED, SILENT
from network_run import Ground, at, cycle, first_pull, until

CUTS = 42  # of each exchange of a round, in each direction
FIRST_CUTS = 5  # of each exchange of a first pull, in each direction
_HELLO, _OPS, _CHANGES = range(3)


def lay(server: NativeServer, folder: Path, name: str) -> Iterator[Ground]:
    with ExitStack() as stack:
        yield Ground.on(server, folder / name, stack, name)


@pytest.fixture(scope="module")
def ground(native: NativeServer, quick_folder: Path) -> Iterator[Ground]:
    yield from lay(native, quick_folder, "cuts")


@pytest.fixture(scope="module")
def impatient(native: NativeServer, quick_folder: Path) -> Iterator[Ground]:
    """Lay a ground on which Ann gives up a line that is silent for a second."""
    for one in lay(native, quick_folder, "impatient"):
        one.stall_s = 1.0
        yield one


@pytest.fixture(scope="module")
def small(native: NativeServer, quick_folder: Path) -> Iterator[Ground]:
    """Lay a ground with a few tickets, for first pulls."""
    for one in lay(native, quick_folder, "small"):
        for _ in range(4):
            cycle(one)
        yield one


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("exchange", [_HELLO, _OPS, _CHANGES])
def test_a_cut_after_any_byte_of_a_round(
    ground: Ground, exchange: int, direction: Direction
) -> None:
    whole = cycle(ground).lengths[exchange][direction == "response"]
    chance = random.Random(f"{exchange}/{direction}")  # noqa: S311 - the same bytes every time
    for nth in range(CUTS):
        byte = nth * whole // CUTS + chance.randrange(max(1, whole // CUTS))
        told = cycle(ground, at(exchange, Fault(cut=direction, at=byte, rst=nth % 3 == 0)))
        assert told.faults == 1
        assert told.rounds <= 2, byte


@pytest.mark.parametrize("direction", ["request", "response"])
def test_a_cut_in_any_page_of_a_first_pull(small: Ground, direction: Direction) -> None:
    lengths = first_pull(small).lengths
    assert len(lengths) >= 4
    for exchange, both in enumerate(lengths):
        whole = both[direction == "response"]
        for nth in range(FIRST_CUTS):
            byte = (2 * nth + 1) * whole // (2 * FIRST_CUTS)
            told = first_pull(small, at(exchange, Fault(cut=direction, at=byte)))
            assert told.faults == 1
            assert told.rounds <= 2


@pytest.mark.parametrize("name", NAMED)
def test_a_named_fault(ground: Ground, small: Ground, name: str) -> None:
    for exchange in (_HELLO, _OPS, _CHANGES):
        told = cycle(ground, at(exchange, NAMED[name]))
        assert told.faults == 1
        assert told.rounds <= 2
    first_pull(small, at(1, NAMED[name]))


@pytest.mark.parametrize("name", NAMED)
def test_a_fault_that_lasts_a_while(ground: Ground, name: str) -> None:
    told = cycle(ground, until(4, NAMED[name]))
    assert told.faults >= 1
    assert told.rounds <= 6


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("exchange", [_HELLO, _OPS, _CHANGES])
def test_silence_is_given_up(impatient: Ground, name: str, exchange: int) -> None:
    told = cycle(impatient, at(exchange, SILENT[name]))
    assert told.faults == 1
