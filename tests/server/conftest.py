"""Fixtures of the server's tests: a portal on loopback, and every database it may stand on."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from portal_databases import cluster, emptied
from portal_desk import Desk, new_desk
from portal_served import Served, serving


@pytest.fixture
def served() -> Iterator[Served]:
    """Serve a portal in memory."""
    with serving() as one:
        yield one


@pytest.fixture(scope="session")
def postgres_once() -> Iterator[str]:
    """Run one PostgreSQL for all tests."""
    # Not under pytest's own folder: PostgreSQL's user may not enter that of root.
    with tempfile.TemporaryDirectory(prefix="firstline-postgres-") as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "cluster") as address:
            yield address


@pytest.fixture
def postgres(postgres_once: str) -> str:
    """Return the address of an empty database on PostgreSQL."""
    return emptied(postgres_once)


@pytest.fixture(params=["memory", "file", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database of every sort."""
    if request.param == "memory":
        return "sqlite://"
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'portal.db'}"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def desk(address: str) -> Iterator[Desk]:
    """Return a portal with empty tables, on every sort of database."""
    one = new_desk(address)
    yield one
    one.core.database.close()
