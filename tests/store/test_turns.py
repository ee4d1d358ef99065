"""Long work in steps: whole while nobody waits, few steps at a time as soon as somebody does."""

from pathlib import Path

import pytest

from firstline.store.file import turns
from firstline.store.file.lock import WriterLock
from firstline.store.file.turns import Step
from firstline.store.watch import Changed


class Book:
    """Commits as a store does: what a failing act wrote is undone."""

    def __init__(self) -> None:
        self.commits: list[list[int]] = []
        self._open: list[int] = []
        self.full_at = -1

    def step(self, n: int) -> Step:
        """Return the step that writes `n`."""

        def write() -> Changed:
            self._open.append(n)
            return Changed(frozenset({str(n)}))

        return write

    def write(self, act: Step) -> Changed:
        """Commit an act, at the second try where the disk is full."""
        self._open = []
        changed = act()
        if len(self.commits) == self.full_at:
            self.full_at = -1
            self._open = []
            changed = act()
        assert changed.tickets == {str(n) for n in self._open}
        self.commits.append(self._open)
        return changed


def test_nobody_waits_and_all_is_one_transaction(tmp_path: Path) -> None:
    lock, book = WriterLock(tmp_path / "lock", patient=True), Book()
    turns.take(book.write, lock, [book.step(n) for n in range(7)])
    assert book.commits == [[*range(7)]]
    assert turns.size(lock) > 100
    lock.close()


@pytest.mark.parametrize("full_at", [-1, 0, 1])
def test_somebody_waits_and_gets_a_turn_after_each_step(tmp_path: Path, full_at: int) -> None:
    lock, front, book = (
        WriterLock(tmp_path / "lock", patient=True), WriterLock(tmp_path / "lock-front"), Book(),
    )  # fmt: skip
    book.full_at = full_at
    steps = [book.step(n) for n in range(7)]
    with front.held(0.0):  # as if a person stood there
        turns.take(book.write, lock, steps[:2])
    assert book.commits == [[0], [1]]
    turns.take(book.write, lock, steps[2:])  # and will come again
    assert book.commits == [[n] for n in range(7)]
    assert turns.size(lock) < 50
    lock.close()
    front.close()
