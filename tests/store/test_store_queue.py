"""The queue: every order, every figure, from an index and the same as computed by hand."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from store_makers import NOW, Maker, RoundTheClock, open_store

from firstline.domain.edits.edits import move
from firstline.domain.instants import epoch
from firstline.domain.query.query import parse_query
from firstline.domain.sla.timer import nearest
from firstline.domain.ticket.ticket import Priority, Status, Ticket
from firstline.store.queue import queue
from firstline.store.queue.rows import CLOCKLESS_SORT, CLOSED_SORT, PAUSED_SORT, Row, number_sort
from firstline.store.store import Store

SITES = ("", "一号厂", "二号厂", "Suzhou")
PEOPLE = ("", "我", "王工")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield a store of 200 tickets of all kinds."""
    chance, maker = random.Random(7), Maker(salt="queue")  # noqa: S311 - a test's dice
    with open_store(tmp_path_factory.mktemp("queue")) as store:
        for n in range(200):
            at = NOW - timedelta(minutes=chance.randrange(6 * 24 * 60))
            store.perform(
                maker.open(
                    str(n), at, site=chance.choice(SITES), assignee=chance.choice(PEOPLE),
                    priority=chance.choice(tuple(Priority)), title=f"标题 {chance.randrange(50)}",
                ),
                now=NOW,
            )  # fmt: skip
            ticket = store.ticket(f"L-{n + 1}")
            to = chance.choice((None, None, Status.IN_PROGRESS, Status.WITH_VENDOR, *_ENDS))
            if to:
                stamp = maker.stamp(at + timedelta(hours=chance.randrange(40)))
                store.perform(move(ticket, to, stamp), now=NOW)
        yield store


_ENDS = (Status.RESOLVED, Status.CANCELLED)


def tickets(store: Store) -> dict[int, Ticket]:
    """Return every ticket by its row key, read from its own document."""
    keys = [key for (key,) in store.connection.raw.execute("SELECT key FROM ticket")]
    return {row.key: store.ticket(row.id) for row in store.rows(keys)}


def by_deadline(ticket: Ticket) -> int:
    timer = nearest(RoundTheClock().timers(ticket))
    if not ticket.is_open:
        return CLOSED_SORT
    if timer is None or not timer.is_open:
        return CLOCKLESS_SORT
    if timer.due is None:
        return PAUSED_SORT + (timer.target_s or 0) - timer.counted_s
    return timer.due


Rank = Callable[[Ticket], tuple[object, ...]]
BY_HAND: dict[str, Rank] = {
    "sla": lambda one: (by_deadline(one),),
    "newest": lambda one: (-epoch(one.created_at),),
    "updated": lambda one: (-epoch(one.updated_at),),
    "priority": lambda one: (one.priority, by_deadline(one)),
    "number": lambda one: (number_sort(one.number),),
    "title": lambda one: (one.title.lower(),),
    "site": lambda one: (one.site, by_deadline(one)),
    "assignee": lambda one: (one.assignee, by_deadline(one)),
    "status": lambda one: (tuple(Status).index(one.status), by_deadline(one)),
}


@pytest.mark.parametrize("line", ["", "status:open", "is:closed", "site:二号厂", "p:1,2 is:mine"])
@pytest.mark.parametrize("sort", queue.SORTS)
def test_every_order_is_the_one_computed_by_hand(filled: Store, sort: str, line: str) -> None:
    query = parse_query(line)
    held = tickets(filled)
    keys = filled.queue(query, sort=sort, now=NOW)
    wanted = [key for key in held if key in set(keys)]
    newest_first = queue.SORTS[sort][1]
    wanted.sort(key=lambda key: (BY_HAND[sort](held[key]), -key if newest_first else key))
    assert keys == wanted
    assert filled.queue(query, sort=sort, descending=True, now=NOW) == keys[::-1]
    assert filled.queue(query, sort=sort, now=NOW, limit=7) == keys[:7]
    assert filled.count(query, now=NOW) == len(keys)


@pytest.mark.parametrize("walk", [8, 30, 200])
@pytest.mark.parametrize("sort", queue.SORTS)
def test_the_first_rows_are_the_same_from_the_start_of_an_order(
    filled: Store, sort: str, walk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("site:二号厂", "status:open p:1,2", "is:mine", "status:with_vendor", "工单", "标题")
    wanted = [filled.queue(parse_query(line), sort=sort, now=NOW)[:7] for line in lines]
    monkeypatch.setattr(queue, "_WALK", walk)
    monkeypatch.setattr(queue, "_WALK_SHARE", 1)
    found = [filled.queue(parse_query(line), sort=sort, now=NOW, limit=7) for line in lines]
    assert found == wanted


@pytest.mark.parametrize("hours", [-200, 0, 5, 30, 2000])
def test_the_totals_are_those_computed_by_hand(filled: Store, hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    at = epoch(now)
    clocks = [
        (one.risk or 0, one.until or 0)
        for ticket in tickets(filled).values()
        if ticket.is_open
        for one in RoundTheClock().timers(ticket)
        if one.due is not None
    ]
    totals = filled.totals(now)
    assert totals.open == sum(one.is_open for one in tickets(filled).values())
    assert totals.overdue == sum(at > until for _, until in clocks)
    assert totals.at_risk == sum(risk <= at <= until for risk, until in clocks)
    for line, figure in (("sla:overdue", totals.overdue), ("sla:risk", totals.at_risk)):
        assert filled.count(parse_query(line), now=now) == figure
    coming = [moment for risk, until in clocks for moment in (risk, until + 1) if moment > at]
    assert filled.next_change(now) == min(coming, default=None)


@pytest.mark.parametrize("line", ["", "status:open", "is:closed"])
@pytest.mark.parametrize("sort", queue.SORTS)
def test_a_whole_list_walks_an_index_and_sorts_nothing(filled: Store, sort: str, line: str) -> None:
    assert "B-TREE" not in plan(filled, line, sort)
    assert f"ticket_by_{sort}" in plan(filled, line, sort)


@pytest.mark.parametrize(
    "line",
    [
        "site:二号厂",
        "p:1 module:库存",
        "is:unread",
        "sla:risk",
        "status:new",
        "created:7d",
        "is:mine",
    ],
)
@pytest.mark.parametrize("sort", [one for one in queue.SORTS if one != "title"])
def test_a_filtered_list_reads_one_index_alone(filled: Store, sort: str, line: str) -> None:
    assert "COVERING INDEX ticket_list" in plan(filled, line, sort)


@pytest.mark.parametrize("sort", queue.SORTS)
def test_what_changed_lately_is_read_by_its_date(
    filled: Store, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("is:closed updated:2d", "updated:>2026-11-22 site:二号厂 -p:1")
    monkeypatch.setattr(queue, "_LATELY_SHARE", 1)
    near = [filled.queue(parse_query(line), sort=sort, now=NOW) for line in lines]
    assert all("ticket_by_updated (updated>" in plan(filled, line, sort) for line in lines)
    assert "ticket_by_updated (" not in plan(filled, "p:1 -updated:2d", "sla")
    monkeypatch.setattr(queue, "_LATELY_SHARE", 100)
    assert all("ticket_list" in plan(filled, line, "sla") for line in lines)
    assert near == [filled.queue(parse_query(line), sort=sort, now=NOW) for line in lines]


def plan(store: Store, line: str, sort: str) -> str:
    raw = store.connection.raw
    asked = queue.ask(raw, parse_query(line), NOW, "我")
    sql = (
        f"EXPLAIN QUERY PLAN SELECT key FROM {queue.source(asked, sort)} WHERE {asked.where}"
        f" ORDER BY {queue.order_by(sort, descending=False)}"
    )
    return " / ".join(line[3] for line in raw.execute(sql, asked.values))


def test_rows_come_in_the_order_asked_and_lost_keys_are_left_out(filled: Store) -> None:
    keys = filled.queue(now=NOW)[:5]
    asked = [keys[3], 99_999, keys[0], keys[3]]
    assert [row.key for row in filled.rows(asked)] == [keys[3], keys[0], keys[3]]
    assert filled.rows([]) == []
    assert filled.row("nobody") is None


def test_every_row_is_its_ticket(filled: Store) -> None:
    for key, ticket in tickets(filled).items():
        (row,) = filled.rows([key])
        assert row == Row(
            key, ticket.id, ticket.number, ticket.title, ticket.type, ticket.status,
            ticket.priority, ticket.site, ticket.product, ticket.module, ticket.requester,
            ticket.assignee, epoch(ticket.created_at), epoch(ticket.updated_at), ticket.tags,
            nearest(RoundTheClock().timers(ticket)), unread=False, draft=False, waiting=False,
            conflict=False,
        )  # fmt: skip


def test_the_choices_are_what_the_tickets_hold(filled: Store) -> None:
    assert filled.choices("site") == sorted(filter(None, SITES))
    assert filled.choices("assignee") == sorted(filter(None, PEOPLE))
    assert filled.choices("tags") == []


def test_an_empty_profile_answers_everything(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert store.queue(now=NOW) == []
        assert store.totals(NOW) == queue.Totals(0, 0, 0)
        assert store.next_change(NOW) is None
        assert store.choices("module") == []


def test_numbers_sort_as_numbers() -> None:
    numbers = ["L-10", "l-9", "INC0000002", "INC10", "L-9-2"]
    assert sorted(numbers, key=number_sort) == ["INC0000002", "INC10", "l-9", "L-9-2", "L-10"]
