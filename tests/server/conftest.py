"""Fixtures of the server's tests: a portal on loopback, over SQLite in memory."""

from collections.abc import Iterator

import pytest
from portal_served import Served, serving


@pytest.fixture
def served() -> Iterator[Served]:
    """Serve a portal in memory."""
    with serving() as one:
        yield one
