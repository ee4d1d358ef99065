"""A ledger booked by two people without a network: both entries survive (requirements S22)."""

from pathlib import Path

from far_end import PORTAL, FarEnd, pull, push
from store_makers import NOW, Maker, open_store

from firstline.domain.edits.edit import Edit
from firstline.domain.edits.entity import opening
from firstline.domain.ticket.ticket import Event, EventKind
from firstline.store.store import Store


def booking(maker: Maker, kind: str, amount: int) -> Edit:
    """Return the edit that books an entry in the ledger of remote sessions."""
    stamp = maker.stamp()
    data = {"entry": kind, "amount": str(amount)}
    event = Event(f"{stamp.id}.0", EventKind.ENTRY, stamp.at, actor=stamp.actor, data=data)
    return Edit(stamp.id, "remote", "entry", stamp.at, stamp.actor, "ledger", (), (event,))


def left(store: Store) -> int:
    """Return what is granted less what is consumed."""
    ledger = store.record("ledger", "remote")
    assert ledger
    sign = {"grant": 1, "consume": -1}
    entries = [one for one in ledger.events if one.kind is EventKind.ENTRY]
    return sum(sign[one.data["entry"]] * int(one.data["amount"]) for one in entries)


def test_two_people_consume_the_last_one_and_the_sum_shows_it(tmp_path: Path) -> None:
    end = FarEnd()
    one, two = Maker("甲", "one"), Maker("乙", "two")
    with open_store(tmp_path / "one") as first, open_store(tmp_path / "two") as second:
        for store in (first, second):
            store.put("portals", [{"name": PORTAL, "kind": "native"}])
        made = opening("ledger", "remote", {"name": "免费远程", "unit": "次"}, "made", NOW, "甲")
        first.perform(made, booking(one, "grant", 1), now=NOW)
        push(first, end)
        pull(second, end)
        assert left(second) == 1
        first.perform(booking(one, "consume", 1), now=NOW)
        second.perform(booking(two, "consume", 1), now=NOW)
        assert (left(first), left(second)) == (0, 0)
        for store in (first, second, first):
            push(store, end)
            pull(store, end)
        assert (left(first), left(second)) == (-1, -1)
        ledger = first.record("ledger", "remote")
        assert ledger == second.record("ledger", "remote")
        assert ledger
        assert len(ledger.events) == 3
        assert ledger.conflicts == ()
        assert {store.outstanding().waiting for store in (first, second)} == {0}
