"""The derived copy of a large training book: it says what the book said, or nothing at all."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from firstline.domain.curriculum import Course
from firstline.domain.learning.book import Book
from firstline.domain.learning.need import pack_needs
from firstline.domain.learning.person import Person
from firstline.domain.learning.standing import Booking, Waiver
from firstline.domain.training import Certificate
from firstline.domain.words import Text
from firstline.store import training_copy
from firstline.store.training_copy import FILE, FOLDER, read_copy, write_copy

TODAY = date(2026, 11, 24)
COURSES = {
    code: Course(code, Text(code, code), "warehouse", 1 + at % 3)
    for at, code in enumerate(("A-1", "A-2", "A-3", "A-4"))
}


def a_book() -> Book:
    people = tuple(
        Person(f"id{at}", f"W{at}", f"员工{at}", "仓储", "一厂", since=TODAY - timedelta(days=at),
               roles={"warehouse": None}, label=f"员工{at}") for at in range(5)
    )  # fmt: skip
    needs = tuple(pack_needs(COURSES).values())
    ago = timedelta(days=30)
    cert = Certificate("c", "员工0", "A-1", 1, TODAY - ago, TODAY + ago, granted_by="李总")
    old = Certificate("o", "员工1", "A-1", 1, TODAY - 20 * ago, TODAY - ago, granted_by="李总")
    return Book(
        people, {"warehouse": needs}, {("w0", "A-1"): [cert], ("w1", "A-1"): [old, cert]},
        {("w2", "A-2"): [Certificate("p", "员工2", "A-2", 1, TODAY - ago)]},
        {("w0", "A-3"): [Booking("b", "W0", "A-3", TODAY + ago, "一号室")]},
        {("w3", "A-4"): [Waiver("w", "W3", "A-4", "赵启明", "不需要", TODAY + ago)]},
    )  # fmt: skip


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_copy, "MANY", 3)


@pytest.mark.usefixtures("large")
def test_every_cell_stands_as_it_stood(tmp_path: Path) -> None:
    book = a_book()
    assert write_copy(tmp_path, book, [("id1", "A-1")])
    found = read_copy(tmp_path)
    assert found is not None
    copy, first = found
    assert first == [("id1", "A-1")]
    assert copy.people == book.people
    for one in book.people:
        told = [
            {code: (cell.state, cell.due, cell.holds) for code, cell in row.cells.items()}
            for row in (book.row(one, TODAY), copy.row(one, TODAY))
        ]
        assert told[0] == told[1]
        assert len(told[0]) == 4
    for name in ("passed", "pending", "bookings", "waivers"):
        assert list(getattr(copy, name)) == list(getattr(book, name))
    assert copy.has_passed(book.people[0], "A-1", TODAY)
    assert not copy.has_passed(book.people[2], "A-2", TODAY)


def test_a_small_book_needs_no_copy(tmp_path: Path) -> None:
    assert not write_copy(tmp_path, a_book(), [])
    assert read_copy(tmp_path) is None
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("content", [b"", b"\x00", b"half"])
def test_a_copy_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    write_copy(tmp_path, a_book(), [])
    path = tmp_path / FOLDER / FILE
    path.write_bytes(content if content != b"half" else path.read_bytes()[:-20])
    assert read_copy(tmp_path) is None


@pytest.mark.usefixtures("large")
def test_a_copy_that_cannot_be_written_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("no folder", "utf-8")
    assert not write_copy(tmp_path, a_book(), [])
