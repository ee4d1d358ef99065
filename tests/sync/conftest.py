"""Fixtures of the sync tests: a desk in memory and two people at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sync_makers import Person, open_profile

from firstline.portal.memory_desk import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk()


@pytest.fixture
def ann(tmp_path: Path, desk: MemoryDesk) -> Iterator[Person]:
    with open_profile(tmp_path / "ann", "ann") as store:
        yield Person(store, desk, "ann")


@pytest.fixture
def bob(tmp_path: Path, desk: MemoryDesk) -> Iterator[Person]:
    with open_profile(tmp_path / "bob", "bob") as store:
        yield Person(store, desk, "bob")
