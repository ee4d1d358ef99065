"""Long work in steps: one transaction while nobody waits, and a shorter one as soon as one does."""

from collections.abc import Callable, Sequence
from functools import partial

from firstline.store.file.lock import WriterLock
from firstline.store.watch import NOTHING, Changed

_FEW, _MANY = 25, 250  # tickets of a step: each costs a little more than its tickets
Step = Callable[[], Changed]


def size(lock: WriterLock) -> int:
    """Return how many tickets a step is to take: as many as a person may have to wait for."""
    return _FEW if lock.is_in_demand() else _MANY


def take(write: Callable[[Step], Changed], lock: WriterLock, steps: Sequence[Step]) -> None:
    """Do `steps` in their order, each whole inside a `write`, as many to one as nobody waits.

    Once somebody has waited, each goes alone for a while: what much was written in takes long to be
    committed, too. Each step must leave the profile as it may stay: another may write
    before the next one, and after a crash there is none. A step that fails undoes those of its own
    transaction.
    """
    reached = 0

    def act(done: int) -> Changed:
        nonlocal reached
        changed, reached = NOTHING, done
        for step in steps[done:]:
            changed |= step()
            reached += 1
            if lock.is_wanted() or lock.is_in_demand():
                break
        return changed

    while reached < len(steps):
        write(partial(act, reached))
