"""What leaves for a portal: in order, whole, due, and to the right one."""

from datetime import timedelta

import pytest
from far_end import LATER, PORTAL, FarEnd, pull, push, states
from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.arbiter import Outcome
from firstline.domain.edits.codec import edit_to_json
from firstline.domain.edits.edits import reply, set_field
from firstline.domain.edits.entity import opening
from firstline.domain.edits.exchange import Answer, Pushed
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")


def sent(store: Store, portal: str = PORTAL) -> list[str]:
    return [one.edit.id for one in store.outgoing(portal, now=LATER)]


def test_they_leave_in_their_order_and_in_batches(store: Store, maker: Maker) -> None:
    edits = [maker.open(str(n), body="长" * 1000) for n in range(6)]
    store.perform(*edits, now=NOW)
    assert sent(store) == [one.id for one in edits]
    assert len(store.outgoing(PORTAL, now=LATER, most=4)) == 4
    assert len(store.outgoing(PORTAL, now=LATER, most_bytes=8000)) == 2
    assert len(store.outgoing(PORTAL, now=LATER, most_bytes=10)) == 1  # one at least


def test_an_edit_that_may_be_undone_holds_back_its_own_ticket_alone(
    store: Store, maker: Maker
) -> None:
    store.perform(maker.open("a"), maker.open("b"), now=NOW)
    first = reply(store.ticket("L-1"), "一", maker.stamp())
    store.perform(first, now=NOW)
    second = reply(store.ticket("L-1"), "二", maker.stamp())
    third = reply(store.ticket("L-2"), "三", maker.stamp())
    store.perform(second, third, now=NOW)
    store.withdraw(first.id, NOW)
    store.reinstate(first.id, LATER)  # due after those that came later
    assert sent(store)[2:] == [third.id]
    after = LATER + timedelta(seconds=11)
    ids = [one.edit.id for one in store.outgoing(PORTAL, now=after)]
    assert ids[2:] == [first.id, second.id, third.id]


def test_a_damaged_edit_is_refused_and_never_sent(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), maker.open("b"), now=NOW)
    bad, good = (reply(store.ticket(one), "说", maker.stamp()) for one in ("L-1", "L-2"))
    later = reply(store.ticket("L-1"), "再说", maker.stamp())
    store.perform(bad, good, later, now=NOW)
    raw = store.connection.raw
    raw.execute("UPDATE edit SET doc=replace(doc, '说', '讲') WHERE id=?", (bad.id,))
    assert sent(store)[2:] == [good.id]
    assert sent(store)[2:] == [good.id, later.id]  # refused now, it holds back nobody
    stored = store.edit(bad.id)
    assert stored
    assert (stored.state, stored.code) == ("refused", "damaged")
    assert stored.reason.zh


def test_a_damaged_opening_edit_holds_back_its_ticket(store: Store, maker: Maker) -> None:
    first, other = maker.open("a"), maker.open("b")
    store.perform(first, other, now=NOW)
    store.perform(reply(store.ticket("L-1"), "说", maker.stamp()), now=NOW)
    store.connection.raw.execute("UPDATE edit SET sha256=x'00' WHERE id=?", (first.id,))
    for _ in range(3):
        assert sent(store) == [other.id]


def test_a_refused_opening_edit_holds_back_its_own_ticket_alone(store: Store, maker: Maker) -> None:
    first, other = maker.open("a"), maker.open("b")
    store.perform(first, other, now=NOW)
    store.perform(
        *(reply(store.ticket(one), "说", maker.stamp()) for one in ("L-1", "L-2")), now=NOW
    )
    no = Answer(first.id, Outcome.REJECTED, "forbidden")
    store.settle(PORTAL, Pushed((no,), ()), LATER)
    assert len(sent(store)) == 2
    assert store.ticket("L-1").events[-1].text == "说"  # still there to be read
    assert store.sync_state(ticket_id("a")) == "refused"
    with pytest.raises(Exception, match="builds on"):
        store.withdraw(first.id, LATER)


def test_each_edit_goes_to_the_portal_of_its_record(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    end.edit(Maker("王工", "o").open("theirs"))
    pull(store, end)
    two = [{"name": "first", "kind": "rt"}, {"name": PORTAL, "kind": "native"}]
    store.put("portals", two)
    fresh = maker.open("a")
    theirs = set_field(store.ticket("T-1"), "site", "x", maker.stamp())
    contact = opening("contact", "c1", {"name": "李"}, "c1-open", NOW, "我")
    store.perform(fresh, theirs, contact, now=NOW)
    assert sent(store, "first") == [fresh.id]
    assert sent(store) == [theirs.id, "c1-open"]  # other kinds go to a portal of our own
    assert sent(store, "nobody") == []
    store.sending(store.outgoing("first", now=LATER), LATER)
    store.put("portals", two[1:])
    assert sent(store) == [theirs.id, "c1-open"]  # it may be at the other one already


def test_an_edit_from_before_any_portal_finds_its_way(store: Store, maker: Maker) -> None:
    store.put("portals", [])
    edit = maker.open("a")
    store.perform(edit, now=NOW)
    assert sent(store) == []
    row = store.row(ticket_id("a"))
    assert row
    assert not row.waiting
    store.put("portals", [{"name": PORTAL, "kind": "native"}])
    assert sent(store) == [edit.id]
    row = store.row(ticket_id("a"))
    assert row
    assert row.waiting


def test_an_op_knows_the_copy_it_was_laid_over(store: Store, end: FarEnd, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    (op,) = store.outgoing(PORTAL, now=LATER)
    assert (op.known, op.remote, op.version) == (None, "", "")
    push(store, end)
    edit = set_field(store.ticket("L-1"), "site", "x", maker.stamp())
    store.perform(edit, now=NOW)
    (op,) = store.outgoing(PORTAL, now=LATER)
    assert op.known == end.copies["ticket", ticket_id("a")].doc
    assert edit_to_json(op.edit) == edit_to_json(edit)


def test_what_would_be_lost_is_one_number(store: Store, end: FarEnd, maker: Maker) -> None:
    assert store.outstanding().oldest is None
    store.perform(maker.open("a"), maker.open("b"), now=NOW)
    found = store.outstanding()
    assert (found.waiting, found.held, found.refused, found.files) == (2, 0, 0, 0)
    assert found.oldest == int(NOW.timestamp())
    push(store, end)
    found = store.outstanding()
    assert (found.waiting, found.oldest) == (0, None)
    assert states(store) == ["settled", "settled"]
