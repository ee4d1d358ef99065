"""A stretch of work that several threads share, in which none waits long for its turn."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

TURN_S = 0.0002
"""So long a thread that computes may keep Python to itself while another wants it."""
_gate = Lock()
_before: list[float] = []  # the measure that holds outside, once for each block that is open


@contextmanager
def brisk() -> Iterator[None]:
    """Let threads change over quickly inside the block; any thread may ask.

    Who calls SQLite gives Python away and wants it back after each statement. By Python's own
    measure it then waits five milliseconds for a thread that computes, longer than most statements
    take, and two threads are no faster than one.
    """
    with _gate:
        _before.append(_before[0] if _before else sys.getswitchinterval())
        sys.setswitchinterval(min(_before[0], TURN_S))
    try:
        yield
    finally:
        with _gate:
            outside = _before.pop()
            if not _before:
                sys.setswitchinterval(outside)
