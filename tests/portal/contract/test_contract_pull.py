"""The contract of every portal, reading: everything once, nothing missed, deletions seen."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from contract_client import Client, opened, stamp, told
from contract_desks import OTHER, STRANGER, Desk

from firstline.domain.edits.edits import set_field, set_priority
from firstline.domain.edits.exchange import CopyState
from firstline.domain.edits.moves import move
from firstline.domain.ticket.ticket import Priority, Status
from firstline.portal.base import Delta, SignIn, Unreachable

Make = Callable[..., Client]


def test_hello_proves_the_same_portal_every_time(desk: Desk, client: Make) -> None:
    one, two = client(fresh=True), client(OTHER, fresh=True)
    hello, again, other = (each.portal.hello(each.device) for each in (one, one, two))
    assert hello.server_id
    assert hello.server_id == again.server_id == other.server_id
    assert (hello.epoch, hello.device_head) == (again.epoch, 0)
    assert not hello.too_old


def test_a_wrong_token_asks_for_a_sign_in(desk: Desk) -> None:
    portal = desk.open(STRANGER, "")
    with pytest.raises(SignIn) as caught:
        portal.hello("stranger-1")
    assert caught.value.sentence.zh
    with pytest.raises(SignIn):
        portal.pull(None, limit=10)


def test_the_first_pull_gives_everything_once(client: Make) -> None:
    other = client(OTHER)
    made = {other.make(f"第一次 {one}").id for one in range(7)}
    newcomer = client(fresh=True)
    seen: Counter[str] = Counter()
    done = 0
    while True:
        page = newcomer.portal.pull(newcomer.cursor, limit=3)
        newcomer.cursor = page.cursor
        seen.update(newcomer.take(one).id for one in page.copies)
        if page.first and page.done is not None:
            assert page.done >= done
            assert page.total is None or page.done <= page.total
            done = page.done
        if not page.more:
            break
    assert page.cursor
    for own in made:
        assert newcomer.titled(other.ticket(own).title)
    # a portal without a feed may tell a ticket first, and its history on a later page
    assert max(seen.values()) <= (1 if newcomer.portal.can.delta is Delta.FEED else 2)


def test_a_first_pull_goes_on_where_it_stopped(client: Make) -> None:
    client(OTHER).make("接着取")
    broken = client(fresh=True)
    broken.pull(limit=2, pages=2)
    whole = client(fresh=True)
    whole.pull(limit=50)
    resumed = Client(client(fresh=True).portal, "contract-resumed", broken.cursor, broken.docs)
    resumed.remotes = broken.remotes
    resumed.pull(limit=50)
    assert sorted(doc.get("title", "") for doc in resumed.docs.values()) == sorted(
        doc.get("title", "") for doc in whole.docs.values()
    )


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_delta_misses_nothing_at_equal_times_and_page_edges(client: Make, limit: int) -> None:
    me, other = client(), client(OTHER)
    titles = [f"同一秒 {limit}-{one}" for one in range(5)]
    other.send(*(opened(one) for one in titles))
    me.pull(limit)
    late = other.titled(titles[2])[0]
    other.send(set_field(late, "title", f"{titles[2]} 后", stamp()))
    me.pull(limit)
    for title in (*titles[:2], f"{titles[2]} 后", *titles[3:]):
        assert len(me.titled(title)) == 1, title
    before = dict(me.docs)
    again = me.pull(limit)
    assert me.docs == before
    if me.portal.can.delta is Delta.FEED:
        assert again == []


def test_what_another_person_changed_arrives(desk: Desk, client: Make) -> None:
    me, other = client(), client(OTHER)
    ticket = me.make("别人来改")
    other.pull()
    hers = other.titled("别人来改")[0]
    other.send(set_priority(hers, Priority.P1, stamp()))
    other.send(set_field(other.ticket(hers.id), "assignee", desk.people[0], stamp()))
    other.send(move(other.ticket(hers.id), Status.IN_PROGRESS, stamp()))
    other.send(other.say(other.ticket(hers.id), "正在看"))
    me.pull()
    mine = me.ticket(ticket.id)
    assert (mine.priority, mine.assignee) == (Priority.P1, desk.people[0])
    assert mine.status is Status.IN_PROGRESS
    assert len(told(mine, "正在看")) == 1


def test_a_deletion_arrives(desk: Desk, client: Make) -> None:
    me = client()
    ticket = me.make("要删掉")
    if desk.delete is None:
        pytest.skip("nothing is ever deleted there")
    remote = me.remotes.get(ticket.id, ("", ""))[0]
    if not list(me.portal.sweep()):
        desk.delete(ticket.id, remote)
        assert CopyState.GONE in [one.state for one in me.pull() if one.id == ticket.id]
        return
    assert remote in set(me.portal.sweep())
    desk.delete(ticket.id, remote)
    me.pull()
    assert ticket.id in me.gone or remote not in set(me.portal.sweep())


def test_what_is_hidden_from_us_leaves(desk: Desk, client: Make) -> None:
    if desk.hide is None:
        pytest.skip("nothing is hidden there")
    me = client()
    ticket = me.make("看不到了")
    desk.hide(ticket.id, me.remotes.get(ticket.id, ("", ""))[0])
    states = [one.state for one in me.pull() if one.id == ticket.id]
    remote = me.remotes.get(ticket.id, ("", ""))[0]
    assert CopyState.HIDDEN in states or remote not in set(me.portal.sweep())


def test_a_long_wait_ends_when_something_happens_and_when_it_is_stopped(client: Make) -> None:
    me, other = client(), client(OTHER)
    if not me.portal.can.waits:
        pytest.skip("this portal does not wait")
    threading.Timer(0.2, lambda: other.send(opened("等到了"))).start()
    while not me.titled("等到了"):
        page = me.portal.pull(me.cursor, limit=10, wait_s=20)
        me.cursor = page.cursor
        for one in page.copies:
            me.take(one)
    threading.Timer(0.2, me.portal.stop).start()
    with pytest.raises(Unreachable):
        me.portal.pull(me.cursor, limit=10, wait_s=60)
    assert me.pull() == []
