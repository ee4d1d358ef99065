"""What a portal's copy says as it stands is kept once: the ticket has no second text of it."""

import pytest
from far_end import LATER, PORTAL, FarEnd, pull, push
from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.edits import set_field
from firstline.domain.edits.exchange import CopyState
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")
MANY = 5


@pytest.fixture
def pulled(store: Store, end: FarEnd, maker: Maker) -> Store:
    """Return a store that has pulled tickets which somebody else made."""
    end.edit(*[maker.open(f"t{n}") for n in range(MANY)])
    pull(store, end)
    return store


def own_texts(store: Store) -> list[str]:
    """Return the texts that tickets have beside the portals' copies."""
    return [doc for (doc,) in store.connection.raw.execute("SELECT doc FROM ticket_doc")]


def test_a_pulled_ticket_is_read_from_the_copy(pulled: Store, end: FarEnd) -> None:
    assert own_texts(pulled) == [""] * MANY
    one = ticket_id("t1")
    assert pulled.ticket(one).id == one
    doc = {**(end.copies["ticket", one].doc or {}), "site": "三厂"}
    end.put("ticket", one, doc)
    pull(pulled, end)
    assert pulled.ticket(one).site == "三厂"
    assert own_texts(pulled) == [""] * MANY


def test_what_was_done_here_has_a_text_of_its_own_until_the_copy_holds_it(
    pulled: Store, end: FarEnd, maker: Maker
) -> None:
    one = ticket_id("t2")
    edit = set_field(pulled.ticket(one), "site", "四厂", maker.stamp())
    pulled.perform(edit, now=NOW)
    assert len([doc for doc in own_texts(pulled) if doc]) == 1
    assert pulled.ticket(one).site == "四厂"
    pulled.withdraw(edit.id, NOW)
    assert pulled.ticket(one).site != "四厂"
    pulled.perform(set_field(pulled.ticket(one), "site", "五厂", maker.stamp()), now=NOW)
    push(pulled, end)
    pull(pulled, end)
    assert pulled.ticket(one).site == "五厂"
    assert pulled.outgoing(PORTAL, now=LATER) == []


def test_a_ticket_that_goes_at_the_portal_leaves_no_row_without_a_text(
    pulled: Store, end: FarEnd, maker: Maker
) -> None:
    gone, kept = ticket_id("t3"), ticket_id("t4")
    pulled.perform(set_field(pulled.ticket(kept), "site", "六厂", maker.stamp()), now=NOW)
    for one in (gone, kept):
        end.put("ticket", one, None, CopyState.GONE)
    pull(pulled, end)
    texts = pulled.connection.raw.execute("SELECT doc FROM ticket_text").fetchall()
    assert all(doc for (doc,) in texts)
    assert pulled.ticket(kept).site == "六厂"  # what was done here is still to be decided


def test_a_major_incident_keeps_its_text_where_alarms_look_for_it(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    opened = maker.open("t1")
    end.edit(opened)
    doc = dict(end.copies["ticket", ticket_id("t1")].doc or {})
    events = [*doc["events"]]
    events[0] = {**events[0], "data": {"list": "major", "what": "declared"}}
    end.put("ticket", ticket_id("t1"), {**doc, "events": events})
    pull(store, end)
    assert '"list":"major"' in own_texts(store)[0]


def test_no_list_is_read_by_making_all_texts_first(pulled: Store) -> None:
    raw = pulled.connection.raw
    said: list[str] = []
    raw.set_trace_callback(said.append)
    pulled.ticket(ticket_id("t1"))
    pulled.search("t1", limit=5)
    while pulled.catch_up():
        pass
    raw.set_trace_callback(None)
    asked = {one for one in said if "ticket_text" in one and one.startswith("SELECT")}
    assert asked
    for one in asked:
        plan = " ".join(str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {one}"))
        assert "MATERIALIZE" not in plan
        assert "CO-ROUTINE" not in plan
