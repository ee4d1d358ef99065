"""Pages that arrive: twice, late, too much at once; what is gone goes, our own work stays."""

from pathlib import Path

import pytest
from far_end import LATER, PORTAL, FarEnd, fill, pages, pull, push, states
from store_makers import NOW, Maker, open_store, ticket_id

from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.edits.edits import reply, set_field
from firstline.domain.edits.exchange import Page
from firstline.store.exchange import arrival, brake
from firstline.store.exchange.brake import MassChange
from firstline.store.search import index as search_index
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")


def test_a_page_and_its_cursor_are_one_transaction(
    store: Store, end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(end, 5)
    page = end.pull(None, 3)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(arrival, "_note", fail)
        with pytest.raises(KeyboardInterrupt):
            store.arrive(PORTAL, page, LATER)
    assert store.position(PORTAL).cursor is None
    assert store.count(now=NOW) == 0
    arrived = store.arrive(PORTAL, page, LATER)
    assert (arrived.created, arrived.updated, arrived.gone) == (3, 0, 0)
    assert store.position(PORTAL).cursor == page.cursor
    assert not store.position(PORTAL).first_done


def test_the_same_page_again_changes_nothing(store: Store, end: FarEnd) -> None:
    fill(end, 3)
    page = end.pull(None)
    store.arrive(PORTAL, page, LATER)
    keys = store.queue(now=NOW)
    again = store.arrive(PORTAL, page, LATER)
    assert (again.created, again.updated, again.gone) == (0, 0, 0)
    assert store.queue(now=NOW) == keys


def test_an_older_copy_does_not_undo_a_newer_one(store: Store, end: FarEnd) -> None:
    (one,) = fill(end, 1)
    pull(store, end)
    old = end.copies["ticket", one]
    end.edit(set_field(store.ticket(one), "site", "新", Maker("王工", "x").stamp()))
    pull(store, end)
    cursor = store.position(PORTAL).cursor or ""
    store.arrive(PORTAL, Page((old,), cursor, more=False), LATER)
    assert store.ticket(one).site == "新"
    end.remove(one)
    pull(store, end)
    store.arrive(PORTAL, Page((old,), cursor, more=False), LATER)
    assert store.find(one) is None  # nor does it bring back what was deleted


def test_others_work_is_news_and_a_first_pull_is_not(store: Store, end: FarEnd) -> None:
    first, *_ = fill(end, 3)
    pull(store, end)
    assert not any(row.unread for row in store.rows(store.queue(now=NOW)))
    end.edit(reply(store.ticket(first), "请看", Maker("王工", "x").stamp()))
    pull(store, end)
    assert [row.id for row in store.rows(store.queue(now=NOW)) if row.unread] == [first]
    (late,) = fill(end, 1, "late")
    pull(store, end)
    row = store.row(late)
    assert row
    assert row.unread


@pytest.mark.parametrize("ahead", [False, True])
def test_a_large_page_of_a_first_pull_is_told_as_everything_and_found_at_once(
    store: Store, end: FarEnd, ahead: bool
) -> None:
    fill(end, 229)
    end.edit(Maker("王工", "x").open("x", title="发票打不出"))
    for page in pages(end, None, 230):
        arrived = store.arrive(PORTAL, store.digest(page) if ahead else page, LATER)
    assert arrived.changed.everything
    assert store.count(now=NOW) == 230
    raw = store.connection.raw
    assert not search_index.has_pending(raw)
    assert len(store.search("库存", 300, now=NOW)) == 229
    assert len(store.search("发票", 300, now=NOW)) == 1
    assert search_index.faults(raw) == ()


def test_a_page_made_ready_before_an_act_shows_the_act_all_the_same(
    store: Store, end: FarEnd
) -> None:
    one, *_ = fill(end, 230)
    pull(store, end, limit=230)
    other = Maker("王工", "x")
    end.edit(set_field(store.ticket(one), "product", "新", other.stamp()))
    store.pull_anew(PORTAL, "test", LATER)
    first = store.digest(end.pull(None, 230))
    store.perform(set_field(store.ticket(one), "site", "三厂", Maker().stamp()), now=NOW)
    store.arrive(PORTAL, first, LATER)
    assert (store.ticket(one).site, store.ticket(one).product) == ("三厂", "新")
    assert len(store.search("三厂", 300, now=NOW)) == 1
    assert search_index.faults(store.connection.raw) == ()


def test_a_large_page_of_changes_is_indexed_afterwards(store: Store, end: FarEnd) -> None:
    ids = fill(end, 230)
    pull(store, end, limit=230)
    for one in ids:
        end.put("ticket", one, {**(end.copies["ticket", one].doc or {}), "title": "发票打不出"})
    pull(store, end, limit=230)
    assert search_index.has_pending(store.connection.raw)
    while store.catch_up():
        pass
    assert len(store.search("发票", 300, now=NOW)) == 230
    assert not store.search("库存", 300, now=NOW)


def test_clocks_of_closed_tickets_come_after_a_large_page(store: Store, end: FarEnd) -> None:
    ids = fill(end, 230)
    for one in ids[:100]:
        doc = {**end.copies["ticket", one].doc, "status": "closed"}  # type: ignore[dict-item]  # put
        end.put("ticket", one, doc)
    pull(store, end, limit=230)
    raw = store.connection.raw
    assert raw.execute("SELECT count(*) FROM due_pending").fetchone() == (100,)
    assert store.timers(ids[0])
    assert store.timers(ids[200])
    assert store.totals(NOW).open == 130
    put_off = [row.timer for row in store.rows([1])]
    while store.catch_up():
        pass
    assert raw.execute("SELECT count(*) FROM due_pending").fetchone() == (0,)
    rows = store.rows(store.queue(now=NOW))
    assert all(row.timer for row in rows)
    assert put_off in ([None], [rows[0].timer])


def test_clocks_that_are_put_off_twice_are_made_once(store: Store, end: FarEnd) -> None:
    ids = fill(end, 230)
    for title in ("一", "二"):
        for one in ids:
            doc = {**(end.copies["ticket", one].doc or {}), "status": "closed", "title": title}
            end.put("ticket", one, doc)
        pull(store, end, limit=230)
    end.put("ticket", ids[0], {**(end.copies["ticket", ids[0]].doc or {}), "title": "三"})
    pull(store, end)  # a small page: its clocks are made with it
    sql = "SELECT count(*) FROM due_pending"
    assert store.connection.raw.execute(sql).fetchone() == (229,)
    assert store.ticket(ids[0]).title == "三"


# --- gone and hidden ---


def test_what_we_refused_is_settled_when_the_portal_has_it_all_the_same(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    (one,) = fill(end, 1)
    pull(store, end)
    doc = end.copies["ticket", one].doc
    ours = reply(store.ticket(one), "副本替我发了", maker.stamp())
    store.perform(ours, now=NOW)
    end.remove(one)
    pull(store, end)
    assert states(store) == ["refused"]
    end.put("ticket", one, doc)  # it is brought back, and a copy of this profile sends the edit
    end.edit(ours)
    pull(store, end)
    assert states(store) == ["settled"]
    assert store.ticket(one).events[-1].text == "副本替我发了"


def test_a_deleted_ticket_goes_and_one_with_our_work_stays_and_says_so(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    plain, ours = fill(end, 2)
    pull(store, end)
    mine = reply(store.ticket(ours), "还没送出", maker.stamp())
    store.perform(mine, now=NOW)
    shown = store.ticket(ours)
    end.remove(plain)
    end.remove(ours)
    pull(store, end)
    assert store.find(plain) is None
    assert store.ticket(ours) == shown
    assert store.sync_state(ours) == "refused"
    refused = store.edit(mine.id)
    assert refused
    assert (refused.state, refused.code) == ("refused", "gone")
    assert "deleted" in refused.reason.en
    assert refused.edit == mine
    store.withdraw(mine.id, LATER)
    assert store.find(ours) is None
    end.put("ticket", ours, ticket_to_json(shown))  # and somebody brings it back
    pull(store, end)
    assert store.ticket(ours) == shown


def test_a_hidden_ticket_leaves_no_copy_and_keeps_our_edits(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    (one,) = fill(end, 1)
    pull(store, end)
    mine = reply(store.ticket(one), "秘密", maker.stamp())
    store.perform(mine, now=NOW)
    end.remove(one, hide=True)
    pull(store, end)
    assert store.find(one) is None
    assert store.search("库存", now=NOW) == []
    raw = store.connection.raw
    assert raw.execute("SELECT doc FROM base WHERE id=?", (one,)).fetchone() == ("",)
    stored = store.edit(mine.id)
    assert stored
    assert (stored.state, stored.edit) == ("waiting", mine)
    assert [two.edit.id for two in store.outgoing(PORTAL, now=LATER)] == [mine.id]
    push(store, end)
    assert states(store) == ["refused"]  # the portal has the word


def test_a_pull_that_would_empty_the_store_stops_and_asks(store: Store, end: FarEnd) -> None:
    ids = fill(end, 120)
    pull(store, end)
    for one in ids[:60]:
        end.remove(one)
    before = store.position(PORTAL)
    with pytest.raises(MassChange) as caught:
        pull(store, end, limit=25)  # however it is cut into pages
    stop = caught.value
    assert (stop.total, stop.count) == (120, 60)
    assert stop.snapshot
    assert "--mass-ok" in stop.next_step.en
    with open_store(kept_copy(stop.snapshot, store.folder)) as kept:
        assert kept.count(now=NOW) >= 70
    assert store.count(now=NOW) >= 70
    assert store.position(PORTAL).server_id == before.server_id
    with pytest.raises(MassChange) as again:
        pull(store, end)
    assert again.value.snapshot == stop.snapshot  # one copy a day is enough
    for page in pages(end, store.position(PORTAL).cursor, 25):
        store.arrive(PORTAL, page, LATER, mass_ok=True)
    assert store.count(now=NOW) == 60
    assert store.quick_check() == ()


def kept_copy(snapshot: Path, folder: Path) -> Path:
    room = folder.parent / "kept"
    room.mkdir()
    (room / "firstline.db").write_bytes(snapshot.read_bytes())
    return room


def test_the_brake_knows_few_from_many() -> None:
    assert not brake.too_many(50, 51)
    assert brake.too_many(51, 100)
    assert not brake.too_many(51, 255)
    assert brake.too_many(52, 255)


# --- a new first pull ---


def test_a_new_first_pull_takes_away_what_is_not_there_and_keeps_our_work(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    ids = fill(end, 4)
    pull(store, end)
    for one in ids[:2]:
        end.copies.pop(("ticket", one))  # forgotten, without a word
    store.perform(reply(store.ticket(ids[1]), "还没送出", maker.stamp()), now=NOW)
    store.pull_anew(PORTAL, "cursor-expired", LATER)
    assert store.count(now=NOW) == 4  # usable meanwhile
    pull(store, end)
    assert store.find(ids[0]) is None
    assert store.ticket(ids[1]).events[-1].text == "还没送出"
    assert {store.ticket(one).id for one in ids[2:]} == set(ids[2:])
    assert states(store) == ["waiting"]


def test_a_new_first_pull_that_leaves_out_too_much_stops_and_asks(
    store: Store, end: FarEnd
) -> None:
    ids = fill(end, 120)
    pull(store, end)
    for one in ids[:60]:
        end.copies.pop(("ticket", one))  # forgotten, without a word
    store.pull_anew(PORTAL, "cursor-expired", LATER)
    with pytest.raises(MassChange) as caught:
        pull(store, end)
    assert (caught.value.total, caught.value.count) == (120, 60)
    assert store.count(now=NOW) == 120


def test_what_changes_during_a_new_first_pull_never_blinks_out(store: Store, end: FarEnd) -> None:
    ids = fill(end, 4)
    pull(store, end)
    store.pull_anew(PORTAL, "cursor-expired", LATER)
    page = end.pull(None, 2)
    store.arrive(PORTAL, page, LATER)
    end.edit(set_field(store.ticket(ids[0]), "site", "新", Maker("王工", "x").stamp()))
    while page.first:
        page = end.pull(page.cursor, 2)
        store.arrive(PORTAL, page, LATER)
        assert store.find(ids[0])
    assert store.ticket(ids[0]).site == "新"
    assert store.count(now=NOW) == 4


def test_a_ticket_settled_and_deleted_before_the_first_pull_goes(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    end.remove(ticket_id("a"))
    assert store.find(ticket_id("a"))
    pull(store, end)
    assert store.find(ticket_id("a")) is None
