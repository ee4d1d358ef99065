"""The derived copy of the training book: it says what the records say, or that it does not know."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_makers import NOW, open_store
from test_training_book import CALLED, COURSES, TODAY, fill, passed, quick, same, stamp

from firstline.domain.edits.edits import open_ticket
from firstline.domain.edits.entity import opening
from firstline.domain.ids import new_id
from firstline.domain.training import acts
from firstline.domain.training.curriculum import Course
from firstline.domain.words import Text
from firstline.store.shown.masks import ERASURE
from firstline.store.store import Store
from firstline.store.training import copy as training_copy
from firstline.store.training.copy import FILE, FOLDER, Tally, read_copy
from firstline.store.training.shelf import keep, open_copy, read_whole, still_holds

TALLY = Tally(TODAY, [("id", "A-1")], 7, {"id": ["missing"]}, {"id": 2})
MADE = [(CALLED[at], code, 40 * at, sort, bool(at % 2)) for at, (code, sort) in enumerate(
    (("A-1", ""), ("A-2", "own"), ("A-3", "scope"), ("A-4", "scored")))]  # fmt: skip


@pytest.fixture
def kept(store: Store) -> Store:
    """Give a profile whose book was kept."""
    fill(store, MADE)
    assert keep(store, read_whole(store, COURSES, TODAY), COURSES, TALLY)
    return store


def path_of(store: Store) -> Path:
    return store.folder / FOLDER / FILE


def exact(store: Store) -> bool:
    found = open_copy(store, COURSES, TODAY)
    assert found is not None
    return found[1]


def test_the_copy_is_the_book_with_all_that_stands_in_it(kept: Store) -> None:
    who = quick(kept).people[0]
    kept.perform(acts.book(who, COURSES["A-1"], TODAY + timedelta(9), stamp("booked"),
                           quick(kept), place="一号室"), now=NOW)  # fmt: skip
    whole = read_whole(kept, COURSES, TODAY)
    assert keep(kept, whole, COURSES, TALLY)
    found = open_copy(kept, COURSES, TODAY)
    assert found is not None
    copy, is_exact = found
    assert is_exact
    assert still_holds(kept, copy)
    same(copy.book, quick(kept))
    assert copy.book.bookings
    assert (copy.tally.first, copy.tally.total, copy.tally.states, copy.tally.gaps) == (
        TALLY.first, TALLY.total, TALLY.states, TALLY.gaps,
    )  # fmt: skip
    assert list(copy.records().others) == list(whole.records.others)


def a_completion(store: Store) -> None:
    store.perform(*passed(90, CALLED[0], "A-3", 3, ""), now=NOW)


def by_another_program(store: Store) -> None:
    with store.sibling(NOW) as other:
        a_completion(other)


def an_import(store: Store) -> None:
    with store.bulk():
        a_completion(store)


def taken_back(store: Store) -> None:
    store.withdraw(stamp("made0").id, NOW)


def a_list_of_portals(store: Store) -> None:
    store.put("portals", [{"name": "desk", "kind": "native", "url": "http://localhost"}])


def a_ticket(store: Store) -> None:
    store.perform(open_ticket(stamp("ticket"), new_id(NOW), {"title": "打印机"}), now=NOW)


def many_tickets(store: Store) -> None:
    with store.bulk():
        a_ticket(store)


@pytest.mark.parametrize("act", [a_completion, by_another_program, an_import, taken_back])
def test_a_copy_is_old_once_anything_of_training_was_written(
    kept: Store, act: Callable[[Store], None]
) -> None:
    assert exact(kept)
    act(kept)
    assert not exact(kept)


@pytest.mark.parametrize("act", [a_ticket, many_tickets, a_list_of_portals])
def test_what_is_no_training_leaves_the_copy_good(
    kept: Store, act: Callable[[Store], None]
) -> None:
    act(kept)
    assert exact(kept)


def test_a_log_that_tells_no_more_makes_the_copy_old(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstline.store.watch._KEEP", 3)
    for at in range(5):
        kept.put(f"word{at}", at)
    assert not exact(kept)


def test_a_copy_from_after_a_backup_is_old_once_that_is_restored(
    kept: Store, tmp_path: Path
) -> None:
    """The log may have come as far as it was again, with other lines in it."""
    early = tmp_path / "early"
    kept.close()
    shutil.copytree(kept.folder, early)
    with open_store(kept.folder) as store:
        a_completion(store)
        keep(store, read_whole(store, COURSES, TODAY), COURSES, TALLY)
        assert exact(store)
        shutil.copytree(kept.folder / FOLDER, early / FOLDER, dirs_exist_ok=True)
    with open_store(early) as store:
        assert not exact(store)
        store.put("word", "another history of the same length")
        assert not exact(store)
        same(quick(store), read_whole(store, COURSES, TODAY).book)


def test_rows_that_came_without_a_word_are_counted(kept: Store) -> None:
    found = open_copy(kept, COURSES, TODAY)
    assert found is not None
    with kept.connection.write():
        kept.connection.raw.execute("DELETE FROM edit WHERE id=?", (stamp("made0").id,))
    assert exact(kept)
    assert not still_holds(kept, found[0])


def test_other_courses_ask_for_something_else(kept: Store) -> None:
    more = {**COURSES, "A-9": Course("A-9", Text("新", "new"), "warehouse", 1)}
    found = open_copy(kept, more, TODAY)
    assert found is not None
    assert not found[1]
    stricter = {**COURSES, "A-2": replace(COURSES["A-2"], level=1)}
    found = open_copy(kept, stricter, TODAY)
    assert found is not None
    assert not found[1]


@pytest.mark.parametrize("harm", ["cut", "zeros", "bit", "nothing", "older"])
def test_a_torn_copy_or_one_of_another_form_is_none(kept: Store, harm: str) -> None:
    path = path_of(kept)
    whole = path.read_bytes()
    torn = {
        "cut": whole[:-20], "zeros": whole[:-400] + bytes(400), "nothing": b"",
        "bit": whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:],
        "older": b"\x95\x01" + whole[2:],
    }  # fmt: skip
    path.write_bytes(torn[harm])
    assert read_copy(kept.folder, COURSES, TODAY) is None
    assert open_copy(kept, COURSES, TODAY) is None


def test_a_copy_of_another_version_of_the_program_is_none(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_copy, "__version__", "0.0.1")
    assert open_copy(kept, COURSES, TODAY) is None


def test_where_names_are_hidden_no_copy_is_kept(kept: Store) -> None:
    one = stamp("hidden")
    kept.perform(
        opening(ERASURE, "e-1", {"names": "周敏", "alias": "甲"}, one.id, one.at, one.actor),
        now=NOW,
    )
    assert open_copy(kept, COURSES, TODAY) is None
    assert not path_of(kept).exists()
    assert not keep(kept, read_whole(kept, COURSES, TODAY), COURSES, TALLY)
    book = read_whole(kept, COURSES, TODAY).book
    assert "甲" in {who.name for who in book.people}
    assert not any("周敏" in repr(each) for several in book.passed.values() for each in several)


def test_a_copy_that_cannot_be_written_harms_nobody(store: Store) -> None:
    fill(store, MADE)
    (store.folder / FOLDER).write_text("no folder", "utf-8")
    assert not keep(store, read_whole(store, COURSES, TODAY), COURSES, TALLY)


def test_a_completion_of_tomorrow_counts_tomorrow(store: Store) -> None:
    fill(store, [(CALLED[0], "A-1", 5, "future", False)])
    keep(store, read_whole(store, COURSES, TODAY), COURSES, TALLY)
    later = TODAY + timedelta(days=60)
    found = open_copy(store, COURSES, later)
    assert found is not None
    same(found[0].book, quick(store, later), later)
    assert any(found[0].book.passed.values()) or any(found[0].book.pending.values())
