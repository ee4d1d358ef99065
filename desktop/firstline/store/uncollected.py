"""A stretch of work in which no cyclic garbage is looked for: fresh values by the thousand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cyclic garbage inside the block.

    Values hold none, and to look through thousands of fresh ones costs as much as making them.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
