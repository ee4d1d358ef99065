"""The named places where a round may be cut: before and after every send, receive and commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

At = Callable[[str], None]
"""Told the name of each place as it is reached; a test kills, raises or counts there."""

# Every step of a round that leaves this program or ends on the disk (reliability.md 5.2).
STEPS = (
    "hello", "greet", "sending", "push", "settle", "pull", "arrive", "anew", "upload", "sent",
    "sweep", "swept", "download", "fetched", "tried",
)  # fmt: skip
POINTS = tuple(f"{name}.{side}" for name in STEPS for side in ("before", "after"))


def nowhere(point: str) -> None:
    """Do nothing at `point`: what a program in use does."""


@contextmanager
def step(name: str, at: At) -> Iterator[None]:
    """Tell `at` before and after the block; after is not told when the block raises."""
    at(f"{name}.before")
    yield
    at(f"{name}.after")
