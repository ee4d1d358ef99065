"""One postman at a time on one profile: window and terminal take turns."""

from collections.abc import Iterator
from contextlib import contextmanager

from firstline.store.file.lock import WriterLock
from firstline.store.store import Store

FILE = "sync.lock"


@contextmanager
def turn(store: Store, patience_s: float = 0.0) -> Iterator[bool]:
    """Hold the profile's turn to send to portals; False where somebody else has it.

    A desk without idempotency keys would get a comment twice from two postmen who both look for
    their mark before either has sent it. The turn ends with the process that holds it.
    """
    lock = WriterLock(store.folder / FILE)
    try:
        with lock.held(patience_s) as got:
            yield got
    finally:
        lock.close()
