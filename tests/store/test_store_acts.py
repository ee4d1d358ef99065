"""Acts: performed once, shown at once, undone while they wait, kept for ever."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from store_makers import NOW, Maker, RoundTheClock, open_store, ticket_id

from firstline.domain.edits.codec import canonical, edit_to_json
from firstline.domain.edits.edits import Edit, move, reply, set_field, set_priority, tag
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Priority, Status
from firstline.store.acts.perform import link
from firstline.store.store import Store
from firstline.store.watch import Changed


def test_a_new_ticket_is_shown_and_numbered(store: Store, maker: Maker) -> None:
    changed = store.perform(maker.open("a", site="二号厂"), now=NOW)
    assert changed == Changed(frozenset({ticket_id("a")}), frozenset({"ticket"}))
    ticket = store.ticket("L-1")
    assert (ticket.id, ticket.site, ticket.status) == (ticket_id("a"), "二号厂", Status.NEW)
    assert [row.number for row in store.rows(store.queue(now=NOW))] == ["L-1"]


def test_the_same_edit_twice_is_one_edit(store: Store, maker: Maker) -> None:
    edit = maker.open("a")
    store.perform(edit, now=NOW)
    assert not store.perform(edit, edit, now=NOW)
    assert len(store.edits()) == 1
    assert len(store.ticket("L-1").events) == 1


def test_a_known_id_with_another_content_is_refused(store: Store, maker: Maker) -> None:
    edit = maker.open("a")
    store.perform(edit, now=NOW)
    forged = Edit(edit.id, edit.entity, "open", edit.made_at, "别人", "ticket", edit.changes)
    with pytest.raises(Refused, match="another content"):
        store.perform(forged, now=NOW)
    assert [one.edit for one in store.edits()] == [edit]


def test_one_refused_edit_undoes_the_whole_call(store: Store, maker: Maker) -> None:
    with pytest.raises(Refused, match="no ticket"):
        store.perform(maker.open("a"), tag_of_nobody(maker), now=NOW)
    assert store.count(now=NOW) == 0
    assert store.edits() == []


def tag_of_nobody(maker: Maker) -> Edit:
    edit = maker.open("nobody")
    return Edit(edit.id, edit.entity, "tag", edit.made_at, add_tags=("x",))


@pytest.mark.parametrize("key", ["L-1", "l-1", " L-1 ", "Ｌ－１", ticket_id("a")])
def test_a_ticket_is_found_by_number_or_id(store: Store, maker: Maker, key: str) -> None:
    store.perform(maker.open("a"), now=NOW)
    assert store.ticket(key).id == ticket_id("a")


def test_an_unknown_ticket_is_refused_and_a_doubled_number_too(store: Store, maker: Maker) -> None:
    with pytest.raises(Refused, match="no ticket"):
        store.ticket("L-9")
    assert store.find("L-9") is None
    store.perform(maker.open("a", number="INC1"), maker.open("b", number="inc1"), now=NOW)
    with pytest.raises(Refused, match="Several"):
        store.ticket("INC1")


def test_local_numbers_step_over_taken_ones_and_are_never_given_twice(
    store: Store, maker: Maker
) -> None:
    first = maker.open("a")
    store.perform(maker.open("x", number="L-2"), first, maker.open("b"), now=NOW)
    assert [store.ticket(ticket_id(name)).number for name in "ab"] == ["L-1", "L-3"]
    store.withdraw(first.id, NOW)
    store.perform(maker.open("c"), now=NOW)
    store.reinstate(first.id, NOW)
    assert [store.ticket(ticket_id(name)).number for name in "ac"] == ["L-1", "L-4"]


def test_a_withdrawn_edit_leaves_and_comes_back(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    before = store.ticket("L-1")
    edit = set_priority(before, Priority.P1, maker.stamp())
    store.perform(edit, now=NOW)
    after = store.ticket("L-1")
    store.withdraw(edit.id, NOW)
    assert store.ticket("L-1") == before
    with pytest.raises(Refused, match="no longer waiting"):
        store.withdraw(edit.id, NOW)
    store.reinstate(edit.id, NOW)
    assert store.ticket("L-1") == after
    with pytest.raises(Refused, match="not taken back"):
        store.reinstate(edit.id, NOW)


def test_a_step_that_a_later_one_builds_on_cannot_be_taken_back(store: Store, maker: Maker) -> None:
    opened = maker.open("a")
    store.perform(opened, now=NOW)
    first = set_priority(store.ticket("L-1"), Priority.P1, maker.stamp())
    store.perform(first, now=NOW)
    store.perform(set_priority(store.ticket("L-1"), Priority.P2, maker.stamp()), now=NOW)
    shown = store.ticket("L-1")
    for edit in (first, opened):
        with pytest.raises(Refused, match="builds on"):
            store.withdraw(edit.id, NOW)
    assert store.ticket("L-1") == shown
    assert {one.state for one in store.edits()} == {"waiting"}


def test_another_field_does_not_stand_in_the_way_of_undo(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    first = set_field(store.ticket("L-1"), "site", "一号厂", maker.stamp())
    store.perform(first, now=NOW)
    store.perform(reply(store.ticket("L-1"), "好的", maker.stamp()), now=NOW)
    store.withdraw(first.id, NOW)
    ticket = store.ticket("L-1")
    assert ticket.site == ""
    assert ticket.events[-1].text == "好的"


def test_redo_is_refused_once_the_field_was_set_otherwise(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    first = set_field(store.ticket("L-1"), "site", "一号厂", maker.stamp())
    store.perform(first, now=NOW)
    store.withdraw(first.id, NOW)
    store.perform(set_field(store.ticket("L-1"), "site", "二号厂", maker.stamp()), now=NOW)
    with pytest.raises(Refused, match="changed since"):
        store.reinstate(first.id, NOW)
    assert store.ticket("L-1").site == "二号厂"


def test_two_hands_on_one_field_keep_both_values(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    seen = store.ticket("L-1")
    store.perform(set_field(seen, "site", "一号厂", maker.stamp()), now=NOW)
    late = set_field(seen, "site", "二号厂", maker.stamp())
    store.perform(late, now=NOW)
    ticket = store.ticket("L-1")
    assert ticket.site == "一号厂"
    assert [(one.mine, one.theirs) for one in ticket.conflicts] == [("二号厂", "一号厂")]
    assert [one.edit.id for one in store.edits(states=("held",))] == [late.id]
    assert store.sync_state(ticket.id) == "held"
    row = store.row(ticket.id)
    assert row
    assert row.conflict
    store.withdraw(late.id, NOW)
    assert store.ticket("L-1").conflicts == ()
    assert store.sync_state(ticket.id) == "local"


def test_a_ticket_waits_only_where_there_is_a_portal(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    row = store.row(ticket_id("a"))
    assert row
    assert not row.waiting
    assert store.sync_state(ticket_id("a")) == "local"
    store.put("portals", [{"name": "main", "kind": "native"}])
    store.perform(set_field(store.ticket("L-1"), "site", "x", maker.stamp()), now=NOW)
    row = store.row(ticket_id("a"))
    assert row
    assert row.waiting
    assert store.sync_state(ticket_id("a")) == "waiting"


def test_edits_wait_ten_seconds_before_they_may_be_sent(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    assert [one.not_before for one in store.edits()] == [int(NOW.timestamp()) + 10]


def test_what_others_add_is_unread_until_it_is_looked_at(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    assert not unread(store)
    other = Maker("王工", "other")
    store.perform(reply(store.ticket("L-1"), "请看", other.stamp()), now=NOW)
    assert unread(store)
    store.seen(ticket_id("a"), NOW)
    assert not unread(store)
    store.perform(reply(store.ticket("L-1"), "看了", maker.stamp()), now=NOW)
    assert not unread(store)
    store.perform(reply(store.ticket("L-1"), "还有", other.stamp()), now=NOW)
    assert unread(store)
    store.perform(move(store.ticket("L-1"), Status.RESOLVED, other.stamp()), now=NOW)
    assert not unread(store)


def unread(store: Store) -> bool:
    row = store.row(ticket_id("a"))
    assert row
    return row.unread


def test_drafts_are_kept_as_they_are_typed(store: Store, maker: Maker, folder: Path) -> None:
    store.perform(maker.open("a"), now=NOW)
    key = f"reply:{ticket_id('a')}"
    told: list[Changed] = []
    store.subscribe(told.append)
    for text in ("您", "您好", "您好,"):
        store.save_draft(key, text, NOW)
    assert len(told) == 1
    with open_store(folder) as again:
        assert again.draft(key) == "您好,"
        assert again.drafts() == {key: "您好,"}
        row = again.row(ticket_id("a"))
        assert row
        assert row.draft
    store.save_draft(key, "", NOW)
    assert (store.drafts(), store.draft("new")) == ({}, "")
    store.save_draft("new", "{}", NOW)
    store.drop_draft("new")
    assert store.drafts() == {}
    assert len(told) == 2


def test_a_listener_hears_of_commits_and_leaves(store: Store, maker: Maker) -> None:
    told: list[Changed] = []
    leave = store.subscribe(told.append)
    store.perform(maker.open("a"), now=NOW)
    leave()
    leave()
    store.perform(maker.open("b"), now=NOW)
    assert [one.tickets for one in told] == [frozenset({ticket_id("a")})]


def test_every_edit_is_chained_to_those_before_it(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), maker.open("b"), now=NOW)
    store.perform(maker.open("c"), now=NOW)
    chain = b""
    sql = "SELECT sha256, chain, doc FROM edit ORDER BY n"
    for digest, linked, doc in store.connection.raw.execute(sql):
        assert digest == hashlib.sha256(doc.encode()).digest()
        chain = link(chain, digest)
        assert linked == chain
    assert [canonical(edit_to_json(one.edit)) for one in store.edits()] == [
        doc for (doc,) in store.connection.raw.execute("SELECT doc FROM edit ORDER BY n")
    ]


def test_a_row_shows_what_the_ticket_and_the_desk_say(store: Store, maker: Maker) -> None:
    fields: dict[str, Value] = {
        "site": "二号厂",
        "priority": "P2",
        "assignee": "王工",
        "module": "库存",
    }
    store.perform(maker.open("a", None, **fields), now=NOW)
    store.perform(tag(store.ticket("L-1"), maker.stamp(), add=("月结", "急")), now=NOW)
    ticket = store.ticket("L-1")
    row = store.row(ticket.id)
    assert row
    shown = {name: getattr(row, name) for name in ("site", "priority", "assignee", "module")}
    assert shown == fields
    assert row.tags == ticket.tags
    assert set(row.tags) == {"月结", "急"}
    assert (row.timer,) == store.timers(ticket.id) == RoundTheClock().timers(ticket)
    assert store.timers("nobody") == ()


@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.queue(sort="colour", now=NOW),
        lambda store: store.choices("colour"),
    ],
)
def test_an_unknown_sort_or_field_is_bad_input(
    store: Store, act: Callable[[Store], object]
) -> None:
    with pytest.raises(BadInput, match="colour"):
        act(store)


def test_settings_are_json_values(store: Store, folder: Path) -> None:
    store.put("views", [{"名称": "急单", "query": "p:1"}])
    with open_store(folder) as again:
        assert again.get("views") == [{"名称": "急单", "query": "p:1"}]
        assert again.get("none", 7) == 7


def test_a_later_field_is_kept_and_not_dropped(store: Store, maker: Maker) -> None:
    store.perform(maker.open("a"), now=NOW)
    edit = set_field(store.ticket("L-1"), "site", "x", maker.stamp(NOW + timedelta(days=1)))
    store.perform(edit, now=NOW)
    assert store.ticket("L-1").updated_at == NOW + timedelta(days=1)
