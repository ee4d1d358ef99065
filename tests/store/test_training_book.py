"""The training book read past the records is the book of the records, whatever stands in them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_makers import NOW, open_store

from firstline.domain.edits.edit import Change, Edit, Stamp
from firstline.domain.edits.entity import Entity, entity_to_json, rebase_entity, setting
from firstline.domain.ids import derived_id
from firstline.domain.training import acts, person
from firstline.domain.training.book import Book, book_of
from firstline.domain.training.curriculum import Course
from firstline.domain.training.patch import patched
from firstline.domain.training.training import KIND, certificate_from
from firstline.domain.training.training_acts import Passed, grant, record, revoke
from firstline.domain.words import Text
from firstline.store.store import Store
from firstline.store.training import book as training_book
from firstline.store.training.book import book_from, read_records
from firstline.store.training.shelf import read_staff

TODAY = date(2026, 11, 24)
COURSES = {
    code: Course(code, Text(code, code), "warehouse", 1 + at % 3, opens="L1" if at == 2 else "")
    for at, code in enumerate(("A-1", "A-2", "A-3", "A-4"))
}
STAFF = (("W1", "周敏"), ("W2", "王芳"), ("w 3", "王芳"), ("W4", "李总"), ("W5", "Ann Lee"))
CALLED = (("W1", "周敏"), ("", "王芳 (W2)"), ("W3", "谁"), ("w1", "周 敏"), ("", " ann  lee"),
          ("W4", "李总"), ("W9", "外人"), ("", "王芳"), ("OLD", "周敏"))  # fmt: skip
ODD = ("own", "forged", "again", "altered", "revoked", "scope", "scored", "later", "number",
       "withdrawn", "broken", "future", "endless", "moved")  # fmt: skip


def stamp(word: str, actor: str = "李总") -> Stamp:
    return Stamp(derived_id("stamp", word), NOW, actor)


def passed(at: int, who: tuple[str, str], code: str, days: int, sort: str) -> list[Edit]:
    """Return the edits of one completion, an odd one of its sort."""
    one = Passed(who[1], COURSES[code], TODAY - timedelta(days=days), number=who[0])
    if sort == "scored":
        one = replace(one, score="92", proof="签到表")
    if sort == "scope":
        one = replace(one, products=("U8",), sites=("一厂", "二厂"))
    made = record(one, stamp(f"made{at}", one.person if sort == "own" else "李总"), TODAY)
    if sort == "forged":  # nobody vouches for himself, whoever wrote the line
        line = replace(made.events[0], actor=one.person)
        return [replace(made, events=(line,))]
    odd = {"broken": Change("on", "soon"), "endless": Change("until", None),
           "number": Change("level", 2), "future": Change("on", "2027-01-01"),
           "withdrawn": Change("withdrawn", "1")}  # fmt: skip
    if sort in odd:
        kept = [each for each in made.changes if each.field != odd[sort].field]
        return [replace(made, changes=(*kept, odd[sort]))]
    shown = rebase_entity(None, (made,))
    cert = certificate_from(shown) if shown else None
    if shown is None or cert is None:
        return [made]
    then = stamp(f"then{at}", "赵启明")
    more = {
        "again": lambda: grant(cert, then), "revoked": lambda: revoke(cert, then, "错"),
        "altered": lambda: setting(shown, {"until": "2030-01-01"}, then),
        "moved": lambda: setting(shown, {"course": "A-4"}, then),
    }  # fmt: skip
    return [made, more[sort]()] if sort in more else [made]


completions = st.lists(
    st.tuples(st.sampled_from(CALLED), st.sampled_from(sorted(COURSES)), st.integers(0, 1200),
              st.sampled_from(("", "", "", *ODD)), st.booleans()),
    max_size=25, unique_by=lambda one: (one[0], one[1], one[2]),
)  # fmt: skip


def put(store: Store, one: Entity, state: str = "put") -> None:
    doc: Mapping[str, Any] = entity_to_json(one)
    with store.connection.write():
        store.connection.raw.execute(
            "INSERT OR IGNORE INTO base(kind, id, state, doc) VALUES(?,?,?,?)",
            (doc["kind"], doc["id"], state, json.dumps(doc, ensure_ascii=False)),
        )


def people_of(store: Store) -> None:
    hired = [
        person.change(None, {"number": number, "name": name, "since": f"2026-0{at + 1}-05"},
                      ("warehouse",), stamp(f"hired{at}"))
        for at, (number, name) in enumerate(STAFF)
    ]  # fmt: skip
    key = person.record_id("W1")
    was = Edit(stamp("was").id, key, "set", NOW, "李总", KIND, add_tags=("was:old",))
    store.perform(*(one for one in hired if one), was, now=NOW)


def fill(store: Store, made: list[Any]) -> None:
    people_of(store)
    waiting: list[Edit] = []
    for at, (who, code, days, sort, copied) in enumerate(made):
        edits = passed(at, who, code, days, sort)
        shown = rebase_entity(None, edits[:1])
        assert shown is not None
        if copied:  # as a portal has it, and what came later waits
            put(store, shown, "gone" if days % 7 == 0 else "put")
        waiting += edits[1:] if copied else edits
    store.perform(*waiting, now=NOW)
    ann = next(one for one in book_of(COURSES, store.records(KIND), TODAY).people
               if one.name == "Ann Lee")  # fmt: skip
    store.perform(
        acts.waive(ann, COURSES["A-3"], stamp("waived"), "不需要"),
        acts.waive(ann, COURSES["A-2"], stamp("own waiver", "Ann Lee x"), "自己"), now=NOW,
    )  # fmt: skip


def quick(store: Store, today: date = TODAY) -> Book:
    with store.connection.read() as raw:
        return book_from(COURSES, read_records(raw), today)


def same(one: Book, other: Book, today: date = TODAY) -> None:
    assert (one.people, one.needs) == (other.people, other.needs)
    for name in ("passed", "pending", "bookings", "waivers"):
        held, found = dict(getattr(one, name)), dict(getattr(other, name))
        assert {key: several for key, several in held.items() if several} == {
            key: several for key, several in found.items() if several
        }
    assert dict(one.strangers) == dict(other.strangers)
    for who in one.people:
        assert one.row(who, today) == other.row(who, today)


@settings(max_examples=25, deadline=None)
@given(completions)
def test_every_book_is_read_as_the_records_say(made: list[Any]) -> None:
    with TemporaryDirectory() as place, open_store(Path(place)) as store:
        fill(store, made)
        for today in (TODAY, date(2027, 2, 1), TODAY - timedelta(days=400)):
            same(quick(store, today), book_of(COURSES, store.records(KIND), today), today)


def test_what_is_as_nearly_all_are_is_not_made_a_record(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quick way that nothing takes would be right and slow."""
    people_of(store)
    for at, (who, code) in enumerate((who, code) for who in CALLED[:2] for code in COURSES):
        store.perform(*passed(at, who, code, at, "scored" if at % 2 else ""), now=NOW)
    looked: list[Entity] = []
    monkeypatch.setattr(training_book, "certificate_from", looked.append)
    assert sum(map(len, quick(store).passed.values())) == 8
    assert looked == []


def test_one_record_laid_into_a_book_is_as_good_as_reading_it_anew(store: Store) -> None:
    people_of(store)
    sorts = [("W1", "周敏"), ("W2", "王芳 (W2)")]
    for at, code in enumerate(COURSES):
        store.perform(*passed(at, sorts[at % 2], code, at * 40, ""), now=NOW)
    before = quick(store)
    fresh = passed(9, sorts[0], "A-2", 3, "own")[0]
    store.perform(fresh, now=NOW)
    after = patched(before, fresh.entity, store.record(KIND, fresh.entity), TODAY)
    assert after is not None
    assert after[1] == {"w1"}
    same(after[0], quick(store))
    cert = after[0].pending["w1", "A-2"][0]
    store.perform(grant(cert, stamp("granted", "赵启明")), now=NOW)
    granted = patched(after[0], cert.id, store.record(KIND, cert.id), TODAY)
    assert granted is not None
    same(granted[0], quick(store))
    store.withdraw(stamp("granted").id, NOW)
    store.withdraw(fresh.id, NOW)
    gone = patched(granted[0], fresh.entity, None, TODAY)
    assert gone is not None
    same(gone[0], before)
    kept = passed(0, sorts[0], "A-1", 0, "")[0]
    taken = patched(before, kept.entity, None, TODAY)  # one that lies among the bytes
    assert taken is not None
    assert not taken[0].row(taken[0].people[0], TODAY).cells["A-1"].holds


def test_the_people_are_there_before_what_they_passed(store: Store) -> None:
    fill(store, [(CALLED[0], "A-1", 5, "", True), (CALLED[1], "A-2", 5, "", False)])
    book = read_staff(store, COURSES, TODAY)
    whole = quick(store)
    assert (book.people, book.needs) == (whole.people, whole.needs)
    assert not any(book.passed.values())
    asked = book.asked(book.people[0])
    assert {code: need for code, (need, _) in asked.items()} == {
        code: cell.need for code, cell in whole.row(whole.people[0], TODAY).cells.items()
    }


def test_an_edit_that_was_damaged_is_shown_as_by_the_records(store: Store) -> None:
    people_of(store)
    store.perform(*passed(1, CALLED[0], "A-1", 5, ""), now=NOW)
    raw: sqlite3.Connection = store.connection.raw
    with store.connection.write():
        raw.execute("UPDATE edit SET doc=replace(doc, 'A-1', 'A-2') WHERE id=?",
                    (stamp("made1").id,))  # fmt: skip
    same(quick(store), book_of(COURSES, store.records(KIND), TODAY))
