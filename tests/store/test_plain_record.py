"""Records read by the thousand are those that are read one by one, whatever they look like."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_makers import NOW, ZONE

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, entity_to_json, opening, rebase_entity, setting
from firstline.domain.ids import derived_id
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority
from firstline.store.shown.plain_record import of_copy, of_edit
from firstline.store.shown.record import record, records
from firstline.store.store import Store

KIND = "training"


def stamp(word: str) -> Stamp:
    return Stamp(derived_id("stamp", word), NOW, "李娜")


def made(word: str, **fields: Any) -> Edit:
    one = stamp(word)
    edit = opening(KIND, derived_id("record", word), fields, one.id, one.at, one.actor)
    data = {"what": "recorded", "facts": word}
    line = Event(f"{one.id}.0", EventKind.ENTRY, one.at, actor=one.actor, data=data)
    return replace(edit, events=(line,), add_tags=("role:a", "batch:1"))


def put(store: Store, doc: Mapping[str, Any], state: str = "put") -> None:
    """Lay a portal's copy as it came."""
    with store.connection.write():
        store.connection.raw.execute(
            "INSERT INTO base(kind, id, state, doc) VALUES(?,?,?,?)",
            (doc["kind"], doc["id"], state, json.dumps(doc, ensure_ascii=False)),
        )


def one_by_one(store: Store) -> list[Entity]:
    with store.connection.read() as raw:
        sql = "SELECT id FROM base UNION SELECT entity FROM edit WHERE kind=? ORDER BY 1"
        ids = [row[0] for row in raw.execute(sql, (KIND,))]
        found = [record(raw, KIND, one) for one in ids]
    return [one for one in found if one is not None]


def at_once(store: Store) -> list[Entity]:
    with store.connection.read() as raw:
        return records(raw, KIND)


def entity(word: str) -> Entity:
    shown = rebase_entity(None, [made(word, what="person", number=word)])
    assert shown is not None
    return shown


def test_all_that_can_be_shown_is_read_as_one_by_one(store: Store) -> None:
    plain = made("plain", what="completion", level=2, products=("U8", "T+"), none=None)
    store.perform(plain, made("twice", what="person"), made("both", what="person"), now=NOW)
    held = store.record(KIND, derived_id("record", "twice"))
    assert held is not None
    store.perform(setting(held, {"team": "仓储"}, stamp("second")), now=NOW)
    put(store, entity_to_json(entity("copy")))
    put(store, {**entity_to_json(entity("later")), "colour": "blue"})
    put(store, entity_to_json(entity("gone")), "gone")
    put(store, entity_to_json(entity("both")))
    put(store, entity_to_json(entity("ours")))
    ours = store.record(KIND, derived_id("record", "ours"))
    assert ours is not None
    store.perform(setting(ours, {"team": "装配"}, stamp("third")), now=NOW)
    found = at_once(store)
    assert found == one_by_one(store)
    names = {one.id: one.fields for one in found}
    assert len(found) == 6
    assert names[plain.entity]["products"] == ("U8", "T+")
    assert names[derived_id("record", "twice")]["team"] == "仓储"
    assert names[derived_id("record", "ours")]["team"] == "装配"
    assert derived_id("record", "gone") not in names


def test_a_damaged_edit_makes_no_record(store: Store) -> None:
    one = made("plain", what="person")
    store.perform(one, made("other", what="person"), now=NOW)
    sql = "UPDATE edit SET doc=replace(doc, 'person', 'parson') WHERE id=?"
    with store.connection.write():
        store.connection.raw.execute(sql, (one.id,))
    assert [two.id for two in at_once(store)] == [derived_id("record", "other")]


def test_what_a_later_version_wrote_is_left_to_the_codec() -> None:
    doc = entity_to_json(entity("copy"))
    assert of_copy(json.dumps(doc)) == entity("copy")
    events = [{**doc["events"][0], "colour": "blue"}]
    for odd in ({**doc, "colour": "blue"}, {**doc, "events": events}, {**doc, "fields": None}):
        assert of_copy(json.dumps(odd)) is None
    assert of_copy("{") is None


@pytest.mark.parametrize("word", ["id", "entity", "act"])
def test_an_edit_that_is_not_the_one_it_is_kept_as_is_looked_at(word: str) -> None:
    from firstline.domain.edits.codec import edit_to_json

    edit = made("plain", what="person")
    doc = edit_to_json(edit)
    assert of_edit(json.dumps(doc), edit.id, edit.entity) is not None
    assert of_edit(json.dumps({**doc, word: "other"}), edit.id, edit.entity) is None
    twice = {**doc, "changes": [["what", "a", None], ["what", "b", None]]}
    assert of_edit(json.dumps(twice), edit.id, edit.entity) is None
    seen = {**doc, "changes": [["what", "a", "b"]]}
    assert of_edit(json.dumps(seen), edit.id, edit.entity) is None


VALUES = st.one_of(st.none(), st.text(), st.integers(-9, 9), st.tuples(st.text(), st.text()))
LINES = st.builds(
    Event, id=st.sampled_from(["e.0", "e.1"]), kind=st.sampled_from(EventKind),
    at=st.datetimes(timezones=st.just(ZONE)), actor=st.text(), text=st.text(),
    leg=st.sampled_from([None, *Leg]), priority=st.sampled_from([None, *Priority]),
    data=st.dictionaries(st.text(), st.text(), max_size=2),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text(), VALUES, max_size=4), st.lists(LINES, max_size=2),
    st.lists(st.text(), max_size=3),
)  # fmt: skip
def test_one_edit_makes_what_the_law_makes(
    fields: dict[str, Any], lines: list[Event], tags: list[str]
) -> None:
    from firstline.domain.edits.codec import edit_from_json, edit_to_json

    changes = tuple(Change(name, value) for name, value in fields.items())
    edit = Edit("e", "r", "open", NOW, "李娜", KIND, changes, tuple(lines), tuple(tags))
    doc = edit_to_json(edit)
    quick = of_edit(json.dumps(doc, ensure_ascii=False), "e", "r")
    assert quick is None or quick == rebase_entity(None, [edit_from_json(doc)])
    copy = rebase_entity(None, [edit_from_json(doc)])
    assert copy is not None
    read = of_copy(json.dumps(entity_to_json(copy), ensure_ascii=False))
    assert read is None or read == copy
