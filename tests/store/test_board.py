"""The figures of the wall display, from a store whose clocks are easy to foresee."""

from datetime import timedelta

import pytest
from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.edits import move
from firstline.domain.errors import StoreProblem
from firstline.domain.instants import epoch
from firstline.domain.major.acts import write
from firstline.domain.major.major import Entry
from firstline.domain.sla.compliance import Compliance
from firstline.domain.ticket.ticket import Status
from firstline.store.queue.board import Board
from firstline.store.store import Store

DAY = NOW.replace(hour=0)
MONTH = DAY.replace(day=1)
HOUR = timedelta(hours=1)


def lay(store: Store, maker: Maker) -> None:
    """P1 has 4 hours, P2 8, P3 24, P4 72, round the clock."""
    opened = {
        "late": (NOW - 5 * HOUR, {"priority": "P1"}),
        "soon": (NOW - 7.5 * HOUR, {"priority": "P2", "assignee": "王磊"}),
        "later": (NOW - HOUR, {"priority": "P3", "assignee": "王磊"}),
        "solved": (NOW - 3 * HOUR, {"priority": "P2"}),
        "solved_late": (NOW - 60 * HOUR, {"priority": "P1"}),
        "last_month": (MONTH - 30 * HOUR, {"priority": "P3"}),
    }
    store.perform(*(maker.open(name, at, **words) for name, (at, words) in opened.items()), now=NOW)
    for name, at in (
        ("solved", NOW - HOUR), ("solved_late", NOW - 40 * HOUR), ("last_month", MONTH - HOUR),
    ):  # fmt: skip
        ticket = store.ticket(ticket_id(name))
        store.perform(move(ticket, Status.RESOLVED, maker.stamp(at)), now=NOW)


def test_the_tiles(store: Store, maker: Maker) -> None:
    assert store.board(NOW, DAY, MONTH) == Board()
    lay(store, maker)
    found = store.board(NOW, DAY, MONTH)
    assert (found.overdue, found.urgent, found.soon) == (1, 1, 1)
    assert found.next_due == epoch(NOW + HOUR / 2) + 1
    assert (found.open, found.unassigned) == (3, 1)
    assert (found.solved, found.fresh) == (1, 4)
    assert found.month == Compliance(met=1, breached=2)  # solved; solved_late and the open one


def test_a_reopened_ticket_was_not_solved(store: Store, maker: Maker) -> None:
    lay(store, maker)
    ticket = store.ticket(ticket_id("solved"))
    store.perform(move(ticket, Status.IN_PROGRESS, maker.stamp(NOW)), now=NOW)
    assert store.board(NOW, DAY, MONTH).solved == 0


def test_the_last_change(store: Store, maker: Maker) -> None:
    assert store.last_change() is None
    store.perform(maker.open("a", NOW - HOUR), now=NOW)
    assert store.last_change() == epoch(NOW - HOUR)


def test_one_that_looks_only_cannot_write(store: Store, maker: Maker) -> None:
    lay(store, maker)
    with store.sibling(NOW) as other:
        other.look_only()
        assert other.board(NOW, DAY, MONTH).open == 3
        with pytest.raises(StoreProblem):
            other.perform(maker.open("b"), now=NOW)
    store.perform(maker.open("c", NOW), now=NOW)
    assert store.board(NOW, DAY, MONTH).open == 4


def test_a_major_incident_is_seen_with_its_next_update(store: Store, maker: Maker) -> None:
    lay(store, maker)
    late = store.ticket(ticket_id("late"))
    words = {"commander": "赵主任"}
    edit = write(late, Entry.DECLARED, maker.stamp(NOW - HOUR), text="全厂停", fields=words)
    store.perform(edit, now=NOW)
    (seen,) = store.board(NOW, DAY, MONTH).majors
    assert seen.commander == "赵主任"
    assert seen.update_due == epoch(NOW - HOUR / 2)
