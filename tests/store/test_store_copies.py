"""Copies of portals that carry a part, of two portals, and the numbers that they give."""

from dataclasses import replace
from typing import Any

import pytest
from far_end import LATER, PORTAL, FarEnd, fill, pull, push, states
from store_makers import NOW, Maker, ticket_id

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edits import reply, set_field
from firstline.domain.edits.exchange import Copy, CopyState, Page
from firstline.domain.query.query import parse_query
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")


CARRIED = ("title", "status", "priority", "assignee", "number")


def foreign(one: str, remote: str, **fields: Any) -> Copy:
    doc = {
        "id": one, "number": f"#{remote}", "title": "标题", "body": "", "impact": 3, "urgency": 2,
        "site": "", "product": "", "module": "", "channel": "", "requester": "", "assignee": "",
        "case_no": "", "created_at": NOW.isoformat(), "updated_at": NOW.isoformat(),
        "type": "incident", "status": "new", "priority": "P3", "events": [], **fields,
    }  # fmt: skip
    return Copy("ticket", one, doc=doc, carried=CARRIED, remote=remote, version="v1")


def test_a_foreign_copy_is_folded_into_what_we_know(store: Store, maker: Maker) -> None:
    store.put("portals", [{"name": PORTAL, "kind": "rt"}])
    page = Page((foreign("x", "17", site="ignored at first"),), "c1", more=False, first=True)
    store.arrive(PORTAL, page, LATER)
    ticket = store.ticket("#17")
    store.perform(set_field(ticket, "site", "一厂", maker.stamp()), now=NOW)
    store.arrive(PORTAL, Page((foreign("y", "17", title="改了"),), "c2", more=False), LATER)
    shown = store.ticket("#17")  # the portal's own id tells that it is the same
    assert (shown.id, shown.title, shown.site) == ("x", "改了", "一厂")
    assert store.remotes(PORTAL) == {"17": ("ticket", "x")}
    gone = Copy("ticket", "x", CopyState.GONE, remote="17")
    store.withdraw(store.edits()[0].edit.id, NOW)
    store.arrive(PORTAL, Page((gone,), "c2", more=False), LATER)
    assert store.find("x") is None


def test_a_record_belongs_to_one_portal(store: Store, end: FarEnd) -> None:
    (one,) = fill(end, 1)
    pull(store, end)
    doc = {**end.copies["ticket", one].doc, "site": "别处"}  # type: ignore[dict-item]  # a put
    other = Copy("ticket", one, rev=9, seq=9, doc=doc)
    store.put("portals", [{"name": PORTAL, "kind": "native"}, {"name": "b", "kind": "native"}])
    store.arrive("b", Page((other,), "c", more=False), LATER)
    assert store.ticket(one).site == ""
    store.put("portals", [{"name": "b", "kind": "native"}])  # the first one was removed
    store.arrive("b", Page((other,), "c", more=False), LATER)
    assert store.ticket(one).site == "别处"


def test_a_number_that_the_portal_does_not_give_stays_ours(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    pull(store, end)
    doc = {**end.copies["ticket", ticket_id("a")].doc, "number": ""}  # type: ignore[dict-item]  # put
    end.put("ticket", ticket_id("a"), doc)
    pull(store, end)
    assert store.ticket(ticket_id("a")).number == "L-1"


def test_the_number_of_before_still_finds_it(store: Store, end: FarEnd, maker: Maker) -> None:
    store.perform(maker.open("a", title="打印机"), now=NOW)
    push(store, end)
    assert store.ticket("L-1").number == "T-1"
    for line in ("L-1", "l-1", "T-1"):
        assert [hit.number for hit in store.search(line, now=NOW)] == ["T-1"], line
        assert len(store.queue(parse_query(f"number:{line}"), now=NOW)) == 1
    assert store.find("L-2") is None
    assert store.find("L-01") is not None


def test_a_broken_laid_edit_stops_no_page(store: Store, end: FarEnd, maker: Maker) -> None:
    (one,) = fill(end, 1)
    pull(store, end)
    edit = reply(store.ticket(one), "好", maker.stamp())
    store.perform(edit, now=NOW)
    store.connection.raw.execute("UPDATE edit SET doc='{'")
    end.edit(set_field(ticket_from_json(end.copies["ticket", one].doc or {}), "site", "新",
                       Maker("王工", "x").stamp()))  # fmt: skip
    pull(store, end)
    assert store.ticket(one).site == "新"
    assert states(store) == ["refused"]


def test_an_answer_is_no_page_and_leaves_the_cursor(
    store: Store, end: FarEnd, maker: Maker
) -> None:
    fill(end, 1)
    pull(store, end)
    before = store.position(PORTAL)
    store.perform(maker.open("a"), now=NOW)
    push(store, end)
    assert replace(store.position(PORTAL), head=before.head) == before
