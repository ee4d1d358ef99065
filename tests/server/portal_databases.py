"""The databases of the server's tests: SQLite in memory and in a file, and a real PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from portals import postgres


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL inside the block; skip the test where it is not installed."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed (build_scripts/portals/postgres.py install)")
    try:
        yield postgres.start(folder, postgres.free_port())
    finally:
        postgres.stop(folder)


def emptied(address: str) -> str:
    """Return the address of the database, now without a table."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address
