"""Fixtures of intake's tests: an open store in a temporary profile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from intake_desk import open_store

from firstline.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "profile") as opened:
        yield opened
