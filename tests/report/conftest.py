"""Fixtures of the reports' tests: a store with the demo company, and an empty one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from report_desk import fill_demo, open_store

from firstline.store.store import Store


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("demo")) as store:
        fill_demo(store)
        yield store


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "empty") as store:
        yield store
