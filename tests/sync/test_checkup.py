"""The copy looked over: what was deleted without a word goes, and what was lost here comes back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from sync_makers import PORTAL, Person

from firstline.domain.edits.exchange import Copy, Op, Page, Pushed
from firstline.portal.base import Delta
from firstline.portal.memory import MemoryPortal
from firstline.sync.report import Asked


class Swept(MemoryPortal):
    """A portal whose delta tells no deletions, and which has its own ids."""

    def __init__(self, person: Person, sweeps: list[int]) -> None:
        super().__init__(person.desk, person.name)
        self.can = replace(self.can, delta=Delta.UPDATED)
        self.sweeps = sweeps

    def pull(self, cursor: str | None, *, limit: int, wait_s: float = 0.0) -> Page:
        """Tell what is there and nothing of what is gone."""
        page = super().pull(cursor, limit=limit, wait_s=wait_s)
        return replace(page, copies=tuple(self._named(one) for one in page.copies if one.doc))

    def push(self, ops: Sequence[Op], device: str) -> Pushed:
        """Answer with copies that bear our ids of them."""
        done = super().push(ops, device)
        return replace(done, copies=tuple(map(self._named, done.copies)))

    def sweep(self) -> Iterator[str]:
        """Yield the ids of what is there."""
        self.sweeps.append(len(self.sweeps))
        for (_, one), row in self.desk.records.items():
            if not row.gone:
                yield f"remote-{one}"

    def _named(self, copy: Copy) -> Copy:
        return replace(copy, remote=f"remote-{copy.id}")


def test_what_was_deleted_without_a_word_is_found_by_a_sweep(ann: Person) -> None:
    sweeps: list[int] = []
    ann.wrap = lambda _: Swept(ann, sweeps)
    ticket = ann.open("a")
    ann.open("b")
    ann.sync()
    assert len(sweeps) == 1
    ann.desk.delete("ticket", ticket.id)
    ann.sync()
    assert ann.store.find("a") is not None or len(sweeps) == 1
    ann.now += timedelta(hours=2)
    ann.sync()
    assert len(sweeps) == 2
    assert len(ann.store.queue(now=ann.now)) == 1
    ann.now -= timedelta(days=9000)  # a clock that goes back does not put the next one off
    ann.sync()
    assert len(sweeps) == 3


def test_a_sweep_that_would_empty_the_store_asks(ann: Person) -> None:
    sweeps: list[int] = []
    ann.wrap = lambda _: Swept(ann, sweeps)
    for n in range(60):
        ann.open(f"{n}")
    ann.sync()
    for row in list(ann.desk.records):
        ann.desk.delete(*row)
    ann.now += timedelta(hours=2)
    assert ann.sync().asks
    assert len(ann.store.queue(now=ann.now)) == 60
    ann.sync(Asked(mass_ok=True))
    assert len(ann.store.queue(now=ann.now)) == 0


def test_a_copy_that_was_lost_here_comes_back_and_a_missed_change_too(
    ann: Person, bob: Person
) -> None:
    tickets = [ann.open(name) for name in ("a", "b", "c")]
    ann.sync()
    bob.sync()
    bob.sync()
    raw = bob.store.connection.raw
    with bob.store.connection.write():  # what no feed will ever tell again
        raw.execute("DELETE FROM base WHERE id=?", (tickets[0].id,))
        raw.execute("UPDATE base SET rev=rev-1 WHERE id=?", (tickets[1].id,))
    bob.sync()
    known = bob.store.revisions(PORTAL)
    assert tickets[0].id not in {one for _, one, _ in known}
    bob.now += timedelta(days=2)
    report = bob.sync()
    assert report.pulled == 2
    told = {one: rev for _, one, rev in bob.store.revisions(PORTAL)}
    assert told == {one: row.rev for (_, one), row in bob.desk.records.items() if not row.gone}
    assert bob.sync().pulled == 0  # once a day


def test_the_first_pull_is_not_looked_over_again(bob: Person, ann: Person) -> None:
    ann.open("a")
    ann.sync()
    calls: list[int] = []

    class Counted(MemoryPortal):
        def repair(self, known: Iterable[tuple[str, str, int]]) -> tuple[Copy, ...]:
            calls.append(1)
            return super().repair(known)

    bob.wrap = lambda _: Counted(bob.desk, bob.name)
    bob.sync()
    bob.sync()
    assert calls == []
    bob.now += timedelta(days=1)
    bob.sync()
    bob.sync()
    assert calls == [1]
