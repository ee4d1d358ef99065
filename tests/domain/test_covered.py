"""Training coverage on the last day of a quarter: valid, lapsed and missing, nobody named (S69)."""

from datetime import date

from firstline.domain.training.book import Book
from firstline.domain.training.covered import CourseCover, Cover, cover_from, cover_json, cover_of
from firstline.domain.training.need import Need
from firstline.domain.training.person import Person
from firstline.domain.training.training import Certificate
from firstline.domain.words import Text

END = date(2026, 9, 30)


def _held(number: str, until: date | None) -> Certificate:
    return Certificate(f"c{number}", number, "SUP", 1, date(2025, 9, 1), until, opens="L1")


def _book() -> Book:
    since = date(2020, 1, 1)
    staff = tuple(Person(f"p{n}", str(n), f"人{n}", roles={"clerk": since}) for n in range(1, 6))
    gone = Person("p9", "9", "离开", roles={"clerk": since}, left=END)
    passed = {
        ("1", "SUP"): [_held("1", END)],  # its last day is that of the quarter
        ("2", "SUP"): [_held("2", date(2026, 9, 29))],  # lapsed the day before
        ("3", "SUP"): [_held("3", date(2026, 1, 1))],  # lapsed long ago
        ("4", "SUP"): [_held("4", None)],
    }
    needs = {"clerk": (Need("clerk", "SUP"),)}
    return Book((*staff, gone), needs, passed, {}, {}, {})


def test_valid_lapsed_and_missing_on_the_last_day() -> None:
    found = cover_of(_book(), {}, END)
    assert (found.people, found.whole, found.openers) == (5, 2, 2)
    (course,) = found.courses
    assert (course.asked, course.holds, course.lapsed, course.gaps) == (5, 2, 2, 1)


def test_what_is_frozen_comes_back_as_it_was_and_names_nobody() -> None:
    one = Cover(END, 3, 1, 2, (CourseCover("C1", Text("甲", "A"), 3, 1, 1, 1),))
    assert cover_from(cover_json(one)) == one
    assert one.cells == (3, 1, 1, 1)
    assert "人1" not in str(cover_json(cover_of(_book(), {}, END)))
