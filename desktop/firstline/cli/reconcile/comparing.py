"""Compares two extracts from the terminal, with a bar while it lasts."""

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack

from firstline.cli.exchange import BAR_COLUMNS
from firstline.cli.reconcile.extracts import opened
from firstline.domain.reconcile.plan import Wish
from firstline.domain.reconcile.run import reconcile
from firstline.domain.reconcile.values import Result
from firstline.store.reconcile.shelf import TemporaryShelf, temporary_shelf

PASSWORDS = ("FIRSTLINE_SOURCE_PASSWORD", "FIRSTLINE_TARGET_PASSWORD")  # of live databases


def compare(
    stack: ExitStack, wish: Wish, source: str, target: str
) -> tuple[Result, TemporaryShelf]:
    """Compare two extracts; the shelf with the differences lives as long as the stack."""
    shelf = stack.enter_context(temporary_shelf())
    sides = [
        stack.enter_context(opened(word, os.environ.get(variable)))
        for word, variable in zip((source, target), PASSWORDS, strict=True)
    ]
    bar = _bar()
    result = reconcile(wish, sides[0], sides[1], shelf, bar)
    bar(1.0)
    return result, shelf


def _bar() -> Callable[[float], None]:
    """Return what draws the progress on a terminal, five times a second; in a pipe, nothing."""
    if not sys.stderr.isatty():
        return lambda _share: None
    drawn = [0.0]

    def draw(share: float) -> None:
        now = time.monotonic()
        if now - drawn[0] < 0.2 and share < 1:
            return
        drawn[0] = now
        done = round(share * BAR_COLUMNS)
        bar = "█" * done + "░" * (BAR_COLUMNS - done)
        print(f"\r{bar} {share:4.0%}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)  # noqa: T201

    return draw
