"""Fixtures of the store's tests: a profile folder, an open store, a maker of edits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from far_end import PORTAL, FarEnd
from store_makers import Maker, open_store

from firstline.store.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "配置 profile"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder) as opened:
        yield opened


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def end() -> FarEnd:
    return FarEnd()


@pytest.fixture
def tied(store: Store) -> Store:
    """Return a store with a portal of our own."""
    store.put("portals", [{"name": PORTAL, "kind": "native"}])
    return store
