"""What cannot be applied is set aside and the rest goes on; what is not understood is kept."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from far_end import LATER, PORTAL, FarEnd, fill, pull
from store_makers import NOW, Maker, open_store

from firstline.domain.edits.codec import ticket_to_json
from firstline.domain.edits.edits import set_field
from firstline.domain.edits.exchange import Document, Page
from firstline.domain.ticket.ticket import EventKind
from firstline.store.store import Store

pytestmark = pytest.mark.usefixtures("tied")


BROKEN: list[dict[str, Any]] = [
    {"status": "parked"}, {"title": 5}, {"title": None}, {"created_at": "2026-11-24T10:00:00"},
    {"created_at": "3026-11-24T10:00:00+08:00"}, {"created_at": "soon"}, {"events": [{"id": "x"}]},
    {"events": 7}, {"tags": [1]}, {"body": "\ud800"}, {"attachments": [{"sha256": "x"}]},
    {"attachments": [{"sha256": "x", "name": "n", "size": "big", "media": ""}]},
    {"conflicts": [{"edit": 1}]}, {"id": "another"}, {"priority": ["P1"]},
    {"events": [{"id": "e", "kind": "note", "at": "2026-11-24T10:00:00+08:00", "text": 3}]},
    {"events": [{"id": "e", "kind": "note", "at": "2026-11-24T10:00:00+08:00", "data": [1]}]},
]  # fmt: skip


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("change", BROKEN)
def test_a_copy_that_cannot_be_applied_is_set_aside_and_the_rest_goes_on(
    store: Store, end: FarEnd, change: dict[str, Any], as_text: bool
) -> None:
    ids = fill(end, 3)
    pull(store, end)
    bad = {**end.copies["ticket", ids[1]].doc, **change}  # type: ignore[dict-item]  # a put
    end.put("ticket", ids[1], bad)
    end.edit(set_field(store.ticket(ids[2]), "site", "新", Maker("王工", "x").stamp()))
    before = store.ticket(ids[1])
    page = end.pull(store.position(PORTAL).cursor)
    page = _as_texts(page) if as_text else page
    arrived = store.arrive(PORTAL, page, LATER)
    assert [one.id for one in arrived.quarantined] == [ids[1]]
    assert arrived.quarantined[0].reason
    assert store.ticket(ids[1]) == before  # the copy of before stays
    assert store.ticket(ids[2]).site == "新"
    assert store.position(PORTAL).cursor == page.cursor
    assert [one.id for one in store.quarantine()] == [ids[1]]
    end.put("ticket", ids[1], {**ticket_to_json(before), "site": "好"})
    pull(store, end)
    assert store.quarantine(PORTAL) == []
    assert store.ticket(ids[1]).site == "好"
    while store.catch_up():
        pass


def _as_texts(page: Page) -> Page:
    """Return the page as it comes over the wire: each document a text."""
    copies = [replace(one, doc=Document(json.dumps({**(one.doc or {})}))) for one in page.copies]
    return replace(page, copies=tuple(copies))


@pytest.mark.parametrize("text", ['{"id":', "[1]", '{"id":1}x', ""])
def test_a_text_that_is_no_document_is_set_aside_as_it_came(
    store: Store, end: FarEnd, text: str
) -> None:
    fill(end, 2)
    page = end.pull(None)
    one = page.copies[0].id
    bad = replace(page, copies=(replace(page.copies[0], doc=Document(text)), page.copies[1]))
    arrived = store.arrive(PORTAL, bad, LATER)
    assert [found.id for found in arrived.quarantined] == [one]
    kept = store.connection.raw.execute("SELECT copy FROM quarantine").fetchone()[0]
    assert json.loads(kept)["doc"] == text
    assert store.count(now=NOW) == 1


def test_what_was_set_aside_is_tried_again_by_a_newer_program(
    folder: Path, store: Store, end: FarEnd
) -> None:
    (one,) = fill(end, 1)
    whole = end.copies["ticket", one].doc
    end.put("ticket", one, {**whole, "status": "parked"})  # type: ignore[dict-item]  # a put
    pull(store, end)
    assert store.find(one) is None
    with open_store(folder) as again:
        assert again.find(one) is None  # the same program: not tried twice
    raw = store.connection.raw
    kept = json.loads(raw.execute("SELECT copy FROM quarantine").fetchone()[0])
    kept["doc"]["status"] = "new"  # as if this version knew the word
    raw.execute("UPDATE quarantine SET program='0.0', copy=?", (json.dumps(kept),))
    with open_store(folder) as newer:
        assert newer.ticket(one).title == "库存 0"
        assert newer.quarantine() == []


def test_events_fields_and_kinds_of_a_later_version_are_kept(store: Store, end: FarEnd) -> None:
    (one,) = fill(end, 1)
    doc = dict(end.copies["ticket", one].doc or {})
    doc["weather"] = {"rain": 1}
    strange = {"id": "e.9", "kind": "telepathy", "at": NOW.isoformat(), "mood": "calm"}
    doc["events"] = [*doc["events"], strange]
    end.put("ticket", one, doc)
    end.put("spell", "s1", {"kind": "spell", "id": "s1", "fields": {"power": 9}, "aura": [1]})
    pull(store, end)
    ticket = store.ticket(one)
    assert ticket.extra == {"weather": '{"rain":1}'}
    assert ticket.events[-1].kind is EventKind.UNKNOWN
    assert ticket.events[-1].data == {"kind": "telepathy", "mood": "calm"}
    raw = store.connection.raw
    kept = raw.execute("SELECT doc FROM base WHERE id=?", (one,)).fetchone()[0]
    assert json.loads(kept) == doc  # word for word, for a version that can read it
    spell = store.record("spell", "s1")
    assert spell
    assert (spell.fields, spell.extra) == ({"power": 9}, {"aura": [1]})
    assert [two.id for two in store.records("spell")] == ["s1"]
