"""Fixtures of the store's tests: a profile folder, an open store, a maker of edits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
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
