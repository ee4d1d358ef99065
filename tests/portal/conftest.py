"""What the portal tests share: a folder that costs no disk, and one native portal that runs."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from native_desk import NativeServer, native_server, sqlite_url
from rt_server import RtServer, rt_server

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """Make a folder in memory where the system has one: these tests are not about the disk."""
    where = _IN_MEMORY if _IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="firstline-", dir=where) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def native(quick_folder: Path) -> Iterator[NativeServer]:
    """Run a native portal for the whole run; every test has people and plants of its own."""
    with native_server(sqlite_url(quick_folder), quick_folder / "files") as server:
        yield server


@pytest.fixture(scope="session")
def rt(quick_folder: Path) -> Iterator[RtServer]:
    """Run a Request Tracker for the whole run; every test makes tickets of its own."""
    with rt_server(quick_folder / "rt") as server:
        yield server
