"""The exchange with a portal of our own: what was done arrives once, what others did appears."""

from dataclasses import replace
from datetime import timedelta

import pytest
from far_end import LATER, PORTAL, FarEnd, pull, push, states
from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.edits import move, reply, set_field
from firstline.domain.edits.exchange import Answer, Pushed
from firstline.domain.errors import Refused
from firstline.domain.query.query import parse_query
from firstline.domain.ticket.ticket import Status
from firstline.domain.words import Text
from firstline.store.exchange.position import Greeting
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")


def test_what_was_done_offline_arrives_once_and_settles(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), now=NOW)
    store.perform(reply(store.ticket("L-1"), "好的", maker.stamp()), now=NOW)
    assert store.outgoing(PORTAL, now=NOW) == []  # the time of undo
    ops = store.outgoing(PORTAL, now=LATER)
    assert [(one.n, one.tries) for one in ops] == [(1, 0), (2, 0)]
    shown = store.ticket("L-1")
    push(store, end)
    assert states(store) == ["settled", "settled"]
    assert store.outgoing(PORTAL, now=LATER) == []
    assert store.ticket(ticket_id("a")) == replace(shown, number="T-1")
    assert store.ticket("l-1").number == "T-1"
    assert store.sync_state(ticket_id("a")) == "synced"


def test_what_waits_is_found_as_long_as_it_waits(store: Store, end: FarEnd, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    waits, found = parse_query("is:waiting"), []
    for text in ("一", "二"):
        push(store, end)
        found.append(store.count(waits, now=NOW))
        store.perform(reply(store.ticket(ticket_id("a")), text, maker.stamp()), now=NOW)
        found.append(store.count(waits, now=NOW))
    assert found == [0, 1, 0, 1]


def test_what_others_did_appears(store: Store, end: FarEnd, maker: Maker) -> None:
    other = Maker("王工", "other")
    end.edit(other.open("b", site="二厂"))
    pull(store, end)
    ticket = store.ticket("T-1")
    assert ticket.site == "二厂"
    assert store.position(PORTAL).first_done
    end.edit(set_field(ticket, "site", "三厂", other.stamp()))
    pull(store, end)
    assert store.ticket("T-1").site == "三厂"


def test_a_clash_is_held_with_both_values_until_it_is_resolved(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a", site="一厂"), now=NOW)
    push(store, end)
    ticket = store.ticket("T-1")
    end.edit(set_field(ticket, "site", "二厂", Maker("王工", "o").stamp()))
    mine = set_field(ticket, "site", "三厂", maker.stamp())
    store.perform(mine, now=NOW)
    push(store, end)
    held = store.edit(mine.id)
    assert held
    assert (held.state, held.tries, held.code) == ("held", 1, "conflict")
    (line,) = store.conflicts()
    assert (line.number, line.conflict.mine, line.conflict.theirs) == ("T-1", "三厂", "二厂")
    assert store.ticket("T-1").site == "二厂"
    from firstline.domain.edits.conflicts import resolve

    store.perform(resolve(store.ticket("T-1"), line.conflict, "mine", maker.stamp()), now=NOW)
    assert store.conflicts() == []
    push(store, end)
    assert store.ticket("T-1").site == "三厂"
    assert states(store) == ["settled"] * 3


def test_a_rejected_edit_keeps_its_text_and_its_reason(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), maker.open("b"), now=NOW)
    first, second = maker.stamp(), maker.stamp()
    store.perform(reply(store.ticket("L-1"), "写给 a", first), now=NOW)
    store.perform(reply(store.ticket("L-2"), "写给 b", second), now=NOW)
    ops = store.outgoing(PORTAL, now=LATER)
    store.sending(ops, LATER)
    no = Answer(ops[0].edit.id, Outcome.REJECTED, "forbidden", Text("不允许。", "Not allowed."))
    rest = end.push(ops[1:2])
    store.settle(PORTAL, Pushed((no, *rest.answers), rest.copies), LATER)
    refused = store.edit(ops[0].edit.id)
    assert refused
    assert (refused.state, refused.code) == ("refused", "forbidden")
    assert refused.reason.en == "Not allowed."
    assert store.ticket("L-1").events[-1].text == "写给 a"  # still shown
    assert [one.edit.id for one in store.outgoing(PORTAL, now=LATER)] == [second.id]
    found = store.outstanding()
    assert (found.waiting, found.refused) == (2, 1)


def test_what_was_taken_back_since_it_was_read_is_not_sent(store: Store, maker: Maker) -> None:
    one, other = maker.open("a"), maker.open("b")
    store.perform(one, other, now=NOW)
    for words in ("第一句", "第二句"):
        store.perform(reply(store.ticket("L-1"), words, maker.stamp()), now=NOW)
    ops = store.outgoing(PORTAL, now=LATER)
    store.withdraw(ops[2].edit.id, NOW)  # between reading what is due and marking it as sent
    marked = store.sending(ops, LATER)
    assert [each.edit.id for each in marked] == [one.id, other.id]
    left = store.outgoing(PORTAL, now=LATER)
    assert [(each.edit.id, each.tries) for each in left] == [
        (one.id, 1), (other.id, 1), (ops[3].edit.id, 0),
    ]  # fmt: skip


def test_a_sent_edit_cannot_be_withdrawn(store: Store, end: FarEnd, maker: Maker) -> None:
    edit = maker.open("a")
    store.perform(edit, now=NOW)
    store.sending(store.outgoing(PORTAL, now=LATER), LATER)
    with pytest.raises(Refused, match="no longer waiting"):
        store.withdraw(edit.id, LATER)
    assert [one.tries for one in store.outgoing(PORTAL, now=LATER)] == [1]


def test_a_restored_portal_gets_the_work_again(store: Store, end: FarEnd, maker: Maker) -> None:
    store.greet(PORTAL, end.hello(store.position(PORTAL).device), NOW)
    before = end.copy()
    store.perform(maker.open("a"), now=NOW)
    store.perform(move(store.ticket("L-1"), Status.IN_PROGRESS, maker.stamp()), now=NOW)
    push(store, end)
    pull(store, end)
    shown = store.ticket("T-1")
    end.restore(before)
    greeting = store.greet(PORTAL, end.hello(store.position(PORTAL).device), LATER)
    assert greeting.epoch_changed
    pull(store, end)
    assert store.ticket(shown.id) == shown
    push(store, end)
    assert store.ticket(shown.id) == shown
    assert ("ticket", shown.id) in end.copies


def test_a_refused_edit_is_tried_again_as_another(store: Store, end: FarEnd, maker: Maker) -> None:
    store.perform(maker.open("a", site="一厂"), now=NOW)
    store.perform(reply(store.ticket("L-1"), "好的", maker.stamp()), now=NOW)
    first, second = store.outgoing(PORTAL, now=LATER)
    no = Answer(first.edit.id, Outcome.REJECTED, "forbidden", Text("不允许。", "Not allowed."))
    store.settle(PORTAL, Pushed((no,), ()), LATER)
    shown = store.ticket("L-1")
    assert store.outgoing(PORTAL, now=LATER) == []
    store.retry(first.edit.id, LATER)
    assert store.ticket("L-1").events[-1].text == shown.events[-1].text
    after = LATER + timedelta(seconds=11)
    (again,) = store.outgoing(PORTAL, now=after)  # the ticket first; what builds on it follows
    assert again.edit.id != first.edit.id
    assert again.edit.changes == first.edit.changes
    push(store, end, after)
    push(store, end, after)
    assert sorted(states(store)) == ["settled", "settled", "withdrawn"]
    assert [one.text for one in store.ticket("T-1").events][-1] == "好的"
    with pytest.raises(Refused, match="refused or held"):
        store.retry(second.edit.id, LATER)


def test_a_hello_that_says_nothing_new_writes_nothing(store: Store, end: FarEnd) -> None:
    hello = end.hello(store.position(PORTAL).device)
    store.greet(PORTAL, hello, NOW)
    told = store.subscribe(lambda _: pytest.fail("nothing has changed"))
    before = store.connection.wal.stat().st_size
    assert store.greet(PORTAL, hello, LATER) == Greeting()
    assert store.connection.wal.stat().st_size == before
    told()
    assert store.greet(PORTAL, replace(hello, device_head=3), LATER).cloned
    assert store.greet(PORTAL, replace(hello, epoch="another"), LATER).epoch_changed
