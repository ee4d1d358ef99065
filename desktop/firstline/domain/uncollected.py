"""A stretch of work in which no cyclic garbage is looked for: fresh values by the thousand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MOST = gc.get_threshold()
"""How many more objects were made than freed, and how many younger looks there were, before a
generation is looked through: Python's own measure."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cyclic garbage inside the block; any thread may ask.

    Values hold none, and to look through thousands of fresh ones costs as much as making them.
    The measure is moved and not the switch: whether garbage is looked for at all is for the
    window's thread to say (app/garbage.py), and no block that ends elsewhere may say it again.
    Where two blocks overlap, the end of the first ends both.
    """
    gc.set_threshold(0)
    try:
        yield
    finally:
        gc.set_threshold(*MOST)
