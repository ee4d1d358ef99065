"""One round at a time: what leaves, what arrives, what a failure in any place leads to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sync_makers import PORTAL, Person

from firstline.domain.edits import conflicts
from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edits import reply, set_field, tag
from firstline.domain.edits.exchange import Answer, Hello, Op, Pushed
from firstline.domain.words import Text
from firstline.portal.base import (
    Broken,
    NotPortal,
    Portal,
    SignIn,
    Stopped,
    TooLarge,
    Unreachable,
)
from firstline.portal.memory import MemoryPortal
from firstline.portal.memory_desk import MemoryDesk
from firstline.sync.faultpoints import POINTS
from firstline.sync.report import Asked, Batch
from firstline.sync.round import run_round
from firstline.sync.trip import Hooks

SAID = Text("坏了。", "Broken.")


class Between:
    """A portal with something between it and us; each test changes what it needs."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.can = portal.can
        self.hello, self.pull, self.push = portal.hello, portal.pull, portal.push
        self.sweep, self.upload, self.download = portal.sweep, portal.upload, portal.download
        self.stop = portal.stop


def test_what_one_does_the_other_sees(ann: Person, bob: Person) -> None:
    ticket = ann.open("a", body="一行\n")
    ann.do(reply(ticket, "在看了", ann.stamp()))
    report = ann.sync()
    assert (report.pushed, report.waiting, report.problem) == (2, 0, None)
    assert ann.states() == ["settled", "settled"]
    report = bob.sync()
    assert report.pulled == 1
    assert bob.ticket("a") == ann.ticket("a")
    assert ann.ticket("a").number == "M-1"


def test_what_may_still_be_undone_stays_unless_a_person_asks(ann: Person) -> None:
    ann.open("a")
    ann.now -= timedelta(seconds=5)
    report = ann.sync()
    assert (report.pushed, report.waiting) == (0, 0)
    assert report.next_due is not None
    assert (report.next_due - ann.now).total_seconds() == pytest.approx(4, abs=1)
    assert ann.sync(Asked(at_once=True)).pushed == 1


def test_two_fields_merge_and_one_field_is_held_with_both_values(ann: Person, bob: Person) -> None:
    ann.open("a")
    ann.sync()
    bob.sync()
    hers, his = ann.ticket("a"), bob.ticket("a")
    ann.do(set_field(hers, "site", "北厂", ann.stamp()), tag(hers, ann.stamp(), add=["急"]))
    bob.do(
        set_field(his, "site", "南厂", bob.stamp()), set_field(his, "module", "库存", bob.stamp())
    )
    assert ann.sync().pushed == 2
    report = bob.sync()
    assert (report.pushed, report.held) == (1, 1)
    assert bob.states() == ["held", "settled"]
    ann.sync()
    assert ann.ticket("a") == bob.ticket("a")
    shown = ann.ticket("a")
    assert (shown.site, shown.module, shown.tags) == ("北厂", "库存", ("急",))
    ann.do(conflicts.resolve(shown, shown.conflicts[0], "mine", ann.stamp()))
    ann.sync()
    bob.sync()
    assert bob.states() == ["settled", "settled"]
    assert bob.ticket("a") == ann.ticket("a")
    assert bob.ticket("a").site == "南厂"


@pytest.mark.parametrize("name", ["hello", "push", "pull"])
@pytest.mark.parametrize("problem", [Unreachable(SAID), NotPortal(SAID), SignIn(SAID)])
def test_a_problem_ends_the_round_and_keeps_what_was_done(
    ann: Person, name: str, problem: Unreachable | NotPortal | SignIn
) -> None:
    ann.open("a")

    def fails(*_: object, **__: object) -> None:
        raise problem

    def broken(portal: Portal) -> Portal:
        between = Between(portal)
        setattr(between, name, fails)
        return between

    ann.wrap = broken
    report = ann.sync()
    assert report.problem is problem
    assert report.pushed == (name == "pull")
    assert ann.store.position(PORTAL).problem == SAID.zh
    ann.wrap = lambda portal: portal
    report = ann.sync()
    assert (report.problem, report.waiting) == (None, 0)
    assert ann.states() == ["settled"]
    assert len(ann.desk.answers) == 1


def test_an_answer_that_is_lost_leads_to_one_ticket(ann: Person) -> None:
    ann.open("a")

    def lossy(portal: Portal) -> Portal:
        between = Between(portal)

        def push(ops: Sequence[Op], device: str) -> Pushed:
            portal.push(ops, device)
            raise Unreachable(SAID)

        between.push = push
        return between

    ann.wrap = lossy
    ann.sync()
    assert ann.store.edits()[0].tries == 1
    ann.wrap = lambda portal: portal
    ann.sync()
    assert ann.desk.seq == 1
    assert ann.states() == ["settled"]


def test_an_edit_that_is_not_decided_waits_and_blocks_its_own_ticket_alone(ann: Person) -> None:
    ticket = ann.open("a")
    ann.do(reply(ticket, "一", ann.stamp()))
    ann.open("b")
    calls: list[list[str]] = []

    def slow(portal: Portal) -> Portal:
        between = Between(portal)

        def push(ops: Sequence[Op], device: str) -> Pushed:
            calls.append([one.edit.act for one in ops])
            mine = [one for one in ops if one.edit.entity != ticket.id]
            done = portal.push(mine, device) if mine else Pushed((), ())
            left = tuple(Answer(one.edit.id, Outcome.IN_PROGRESS) for one in ops if one not in mine)
            return Pushed((*left, *done.answers), done.copies, 4.0)

        between.push = push
        return between

    ann.wrap = slow
    report = ann.sync(Asked(Batch(1)))
    assert (report.pushed, report.undecided, report.retry_after_s) == (1, 1, 4.0)
    assert calls == [["open"], ["open"]]  # never again in the same round
    ann.wrap = lambda portal: portal
    ann.now += timedelta(seconds=5)
    assert ann.sync().pushed == 2


def test_a_batch_that_is_too_large_is_halved_and_a_giant_does_not_stop_the_rest(
    ann: Person,
) -> None:
    for n in range(7):
        ann.open(f"{n}")
    giant = ann.open("giant")
    sizes: list[int] = []

    def narrow(portal: Portal) -> Portal:
        between = Between(portal)

        def push(ops: Sequence[Op], device: str) -> Pushed:
            sizes.append(len(ops))
            if len(ops) > 2 or any(one.edit.entity == giant.id for one in ops):
                raise TooLarge(SAID)
            return portal.push(ops, device)

        between.push = push
        return between

    ann.wrap = narrow
    report = ann.sync()
    assert (report.pushed, report.refused, report.waiting) == (7, 1, 0)
    assert ann.store.edits(states=("refused",))[0].code == "too-large"
    assert len(sizes) < 16


def test_a_cut_push_halves_the_next_batch_and_success_lets_it_grow(ann: Person) -> None:
    for n in range(8):
        ann.open(f"{n}")
    sizes: list[int] = []

    def frail(portal: Portal) -> Portal:
        between = Between(portal)

        def push(ops: Sequence[Op], device: str) -> Pushed:
            sizes.append(len(ops))
            if len(ops) > 2:
                raise Unreachable(SAID)
            return portal.push(ops, device)

        between.push = push
        return between

    ann.wrap, batch = frail, Batch(8)
    for _ in range(10):
        report = ann.sync(Asked(batch))
        batch = report.batch
    assert sizes == [8, 4, 2, 4, 2, 4, 2, 2]
    assert report.waiting == 0


def test_a_restored_portal_gets_back_what_it_lost(ann: Person, bob: Person) -> None:
    ticket = ann.open("a")
    ann.sync()
    bob.sync()
    dump = ann.desk.backup()
    ann.do(reply(ticket, "之后", ann.stamp()))
    ann.open("b")
    ann.sync()
    bob.sync()
    bob.do(reply(bob.ticket("a"), "我也是", bob.stamp()))
    bob.sync()
    ann.desk = bob.desk = dump.restored("2")
    for _ in range(3):
        assert ann.sync().problem is None
        assert bob.sync().problem is None
    assert ann.ticket("a") == bob.ticket("a")
    assert ann.ticket("b") == bob.ticket("b")
    assert {one.text for one in ann.ticket("a").events} >= {"之后", "我也是"}
    assert set(ann.states()) == set(bob.states()) == {"settled"}


def test_a_portal_put_back_to_before_the_last_push_shows_itself(ann: Person) -> None:
    ann.open("a")
    ann.sync()
    dump = ann.desk.backup()
    ticket = ann.ticket("a")
    ann.do(reply(ticket, "之后", ann.stamp()))

    def deaf(portal: Portal) -> Portal:
        between = Between(portal)

        def pull(cursor: str | None, *, limit: int, wait_s: float = 0.0) -> None:
            raise Unreachable(SAID)

        between.pull = pull  # type: ignore[assignment]  # the cursor stays behind
        return between

    ann.wrap = deaf
    ann.sync()
    assert ann.states() == ["settled", "settled"]
    ann.wrap, ann.desk = (lambda portal: portal), dump.restored("2")
    ann.sync()
    held = ticket_from_json(ann.desk.docs()["ticket", ticket.id])
    assert "之后" in {one.text for one in held.events}
    assert ann.ticket("a") == held


def test_a_cursor_that_is_lost_begins_anew_in_the_same_round(ann: Person, bob: Person) -> None:
    ann.open("a")
    ann.open("b")
    ann.sync()
    bob.sync()
    ann.desk.delete("ticket", ann.ticket("b").id)
    ann.desk.forget()
    report = bob.sync()
    assert (report.anew, report.problem) == ("cursor-expired", None)
    assert [one.title for one in map(bob.store.ticket, [bob.ticket("a").id])] == ["a"]
    assert bob.store.find("b") is None
    assert len(bob.store.queue(now=bob.now)) == 1


def test_too_old_to_send_reads_on(ann: Person, bob: Person) -> None:
    ann.open("a")
    ann.sync()
    bob.open("b")

    def old(portal: Portal) -> Portal:
        between = Between(portal)

        def hello(device: str, head: int = 0) -> Hello:
            return replace(portal.hello(device, head), too_old=True)

        between.hello = hello
        return between

    bob.wrap = old
    report = bob.sync()
    assert (report.too_old, report.pulled, report.pushed, report.waiting) == (True, 1, 0, 1)
    assert bob.states() == ["waiting"]


def test_another_portal_under_the_name_gets_nothing(ann: Person) -> None:
    ann.open("a")
    ann.sync()
    ann.open("b")
    ann.desk = MemoryDesk("another")
    report = ann.sync()
    assert isinstance(report.problem, NotPortal)
    assert ann.desk.seq == 0
    assert ann.states() == ["settled", "waiting"]


def test_a_pull_that_would_empty_the_store_asks(ann: Person, bob: Person) -> None:
    for n in range(60):
        ann.open(f"{n}")
    ann.sync()
    bob.sync()
    for n in range(55):
        ann.desk.delete("ticket", ann.ticket(f"{n}").id)
    report = bob.sync()
    assert report.asks
    assert len(bob.store.queue(now=bob.now)) == 60
    report = bob.sync(Asked(mass_ok=True))
    assert not report.asks
    assert len(bob.store.queue(now=bob.now)) == 5


def test_pages_are_told_and_a_stop_ends_between_them(ann: Person, bob: Person) -> None:
    for n in range(9):
        ann.open(f"{n}")
    ann.sync()
    heard: list[tuple[int, int | None]] = []
    left = iter((True, True, False))
    report = run_round(
        bob.store, MemoryPortal(bob.desk, "bob"), PORTAL, clock=lambda: bob.now,
        ask=Asked(first_rows=3), tell=lambda *told: heard.append(told),
        hooks=Hooks(going=lambda: next(left)),
    )  # fmt: skip
    assert isinstance(report.problem, Stopped)
    assert report.first
    assert heard == [(3, 9), (6, 9)]
    report = bob.sync(Asked(first_rows=3))  # it goes on where it stopped
    assert report.pulled == 3
    assert not report.first


def test_an_idle_round_is_one_request(ann: Person) -> None:
    ann.sync()
    reached: list[str] = []
    report = ann.sync(Asked(greet=False), reached.append)
    assert not report.moved
    assert [one for one in reached if one.endswith("before")] == [
        "pull.before", "arrive.before", "tried.before",
    ]  # fmt: skip
    assert set(reached) <= set(POINTS)


def test_a_broken_page_changes_nothing(ann: Person, bob: Person) -> None:
    ann.open("a")
    ann.sync()

    def cut(portal: Portal) -> Portal:
        between = Between(portal)

        def pull(cursor: str | None, *, limit: int, wait_s: float = 0.0) -> None:
            portal.pull(cursor, limit=limit)
            raise Broken(SAID)

        between.pull = pull  # type: ignore[assignment]  # it never returns
        return between

    bob.wrap = cut
    assert isinstance(bob.sync().problem, Broken)
    assert bob.store.position(PORTAL).cursor is None
    bob.wrap = lambda portal: portal
    assert bob.sync().pulled == 1
