"""A profile changed by hand, one record laid into a book, sessions, and what comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.training import acts, material, next_step, person, profile, session
from firstline.domain.training.book import Book, book_of
from firstline.domain.training.curriculum import Course
from firstline.domain.training.patch import patched
from firstline.domain.training.session import Presence
from firstline.domain.training.training_acts import Passed, grant, record, revoke
from firstline.domain.words import Text

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
COURSES = {
    one.code: one
    for one in (
        Course("A-101", Text("一", "one"), "admin", 1),
        Course("A-102", Text("二", "two"), "admin", 1, prerequisite="A-101"),
        Course("A-201", Text("三", "three"), "admin", 2, prerequisite="A-102"),
        Course("A-301", Text("四", "four"), "admin", 3, prerequisite="A-201"),
    )
}


class Desk:
    """Records in memory, edited by the same acts."""

    def __init__(self) -> None:
        self.held: dict[str, Entity] = {}
        self.many = 0

    def stamp(self, by: str = "李总") -> Stamp:
        self.many += 1
        return Stamp(f"e{self.many}", NOW, by)

    def do(self, edit: Edit | None) -> Entity:
        assert edit is not None
        shown = rebase_entity(self.held.get(edit.entity), (edit,))
        assert shown is not None
        self.held[edit.entity] = shown
        return shown

    def book(self) -> Book:
        return book_of(COURSES, self.held.values(), TODAY)

    def passed(self, code: str, ago: int, name: str = "沈嘉怡", by: str = "李总") -> Entity:
        passed = Passed(name, COURSES[code], TODAY - timedelta(days=ago), number="W1")
        return self.do(record(passed, self.stamp(by), TODAY))


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    for number, name in (("W1", "沈嘉怡"), ("W2", "赵启明")):
        values = {"number": number, "name": name, "team": "信息部", "since": "2026-01-05"}
        made.do(person.change(None, values, ("admin",), made.stamp()))
    return made


def one(desk: Desk, number: str = "W1") -> person.Person:
    return next(each for each in desk.book().people if each.number == number)


def revised(desk: Desk, values: dict[str, str], roles: list[str] | None = None) -> Edit | None:
    held = desk.held[person.record_id("W1")]
    return profile.revise(held, values, roles, desk.stamp(), desk.book().people)


def test_only_what_is_named_changes_and_an_empty_value_empties(desk: Desk) -> None:
    assert revised(desk, {"team": "信息部"}, ["admin"]) is None
    desk.do(revised(desk, {"team": "", "left": "2026-12-31"}))
    who = one(desk)
    assert (who.team, who.left, who.name) == ("", date(2026, 12, 31), "沈嘉怡")
    desk.do(revised(desk, {"left": ""}))
    assert one(desk).left is None
    with pytest.raises(BadInput):
        revised(desk, {"left": "bald"})
    with pytest.raises(BadInput):
        revised(desk, {"number": ""})


def test_a_role_that_stays_keeps_its_day_and_one_that_goes_is_gone(desk: Desk) -> None:
    desk.do(revised(desk, {}, ["admin", "superuser"]))
    assert one(desk).roles == {"admin": None, "superuser": TODAY}
    desk.do(revised(desk, {}, ["superuser"]))
    assert one(desk).roles == {"superuser": TODAY}


def test_no_number_is_taken_twice_nor_one_that_somebody_had(desk: Desk) -> None:
    desk.passed("A-101", 30)
    desk.do(revised(desk, {"number": "W9"}))
    who = one(desk, "W9")
    assert who.former == ("w1",)
    assert desk.book().has_passed(who, "A-101", TODAY)
    for number in ("w1", "W 9", "W2"):
        with pytest.raises(Refused):
            profile.enter({"number": number}, (), desk.stamp(), None, desk.book().people)
    with pytest.raises(Refused):
        revised(desk, {"number": "W2"})
    desk.do(revised(desk, {"number": "W1"}))  # back again
    assert desk.book().has_passed(one(desk), "A-101", TODAY)


def same(desk: Desk, before: Book, entity: Entity | None, key: str = "") -> Book:
    """Lay one record in and expect what reading everything anew gives."""
    found = patched(before, entity.id if entity else key, entity, TODAY)
    assert found is not None
    book, numbers = found
    assert numbers == {"w1"}
    who, fresh = one(desk), desk.book()
    assert book.row(who, TODAY) == fresh.row(who, TODAY)
    for name in ("passed", "pending", "bookings", "waivers"):
        kept = {key: several for key, several in getattr(book, name).items() if several}
        assert kept == getattr(fresh, name)
    return book


def test_one_record_laid_in_is_as_good_as_reading_everything(desk: Desk) -> None:
    before = desk.book()
    mine = desk.passed("A-101", 30, by="沈嘉怡")
    book = same(desk, before, mine)
    pending = book.row(one(desk), TODAY).cells["A-101"].facts.pending
    assert pending is not None
    book = same(desk, book, desk.do(grant(pending, desk.stamp())))
    booked = desk.do(
        acts.book(one(desk), COURSES["A-102"], TODAY, desk.stamp(), book, place="机房")
    )
    book = same(desk, book, booked)
    book = same(desk, book, desk.do(acts.waive(one(desk), COURSES["A-201"], desk.stamp(), "老手")))
    cert = book.passed["w1", "A-101"][0]
    book = same(desk, book, desk.do(revoke(cert, desk.stamp(), "代考")))
    del desk.held[booked.id]
    same(desk, book, None, booked.id)


def test_people_and_strangers_are_not_laid_in(desk: Desk) -> None:
    book = desk.book()
    assert patched(book, person.record_id("W1"), desk.held[person.record_id("W1")], TODAY) is None
    assert patched(book, "nothing", None, TODAY) is None
    other = desk.do(record(Passed("外人", COURSES["A-101"], TODAY), desk.stamp(), TODAY))
    assert patched(book, other.id, other, TODAY) is None


def steps(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    (path,) = next_step.paths(desk.book(), COURSES, one(desk), TODAY)
    return [(each.course.code, each.lacking) for each in path.steps]


def test_the_next_step_is_what_can_be_taken_and_then_what_lacks(desk: Desk) -> None:
    assert steps(desk) == [("A-101", ()), ("A-102", ("A-101",))]
    desk.passed("A-101", 30)
    desk.passed("A-102", 20)
    (path,) = next_step.paths(desk.book(), COURSES, one(desk), TODAY)
    assert (path.level, path.said.en) == (1, "the basic level is held; next: intermediate")
    assert steps(desk) == [("A-201", ())]
    desk.do(acts.book(one(desk), COURSES["A-201"], TODAY, desk.stamp(), desk.book()))
    assert steps(desk) == []
    desk.do(acts.waive(one(desk), COURSES["A-201"], desk.stamp(), "老手"))
    assert steps(desk) == [("A-301", ())]


def test_to_have_come_is_not_to_be_able_and_to_have_passed_is(desk: Desk) -> None:
    spot = session.Session(session.record_id("A-101", TODAY), "A-101", TODAY)
    desk.do(session.mark(spot, None, one(desk), True, desk.stamp()))
    (kept,) = session.sessions(desk.held.values(), desk.book())
    (seen,) = session.attendants(kept, desk.book())
    assert seen.presence is Presence.CAME
    assert not desk.book().has_passed(one(desk), "A-101", TODAY)
    own = desk.passed("A-101", 0, by="沈嘉怡")  # nobody else has looked at it
    assert session.attendants(kept, desk.book())[0].presence is Presence.CAME
    pending = desk.book().pending["w1", "A-101"][0]
    assert pending.id == own.id
    desk.do(grant(pending, desk.stamp()))
    assert session.attendants(kept, desk.book())[0].presence is Presence.PASSED
    later = session.Session("s", "A-101", TODAY + timedelta(days=1))
    with pytest.raises(BadInput):
        session.mark(later, None, one(desk), True, desk.stamp())


def test_bookings_of_one_day_are_a_session_of_their_own(desk: Desk) -> None:
    on = TODAY + timedelta(days=3)
    for number in ("W1", "W2"):
        who = one(desk, number)
        desk.do(acts.book(who, COURSES["A-101"], on, desk.stamp(), desk.book(), place="机房"))
    (found,) = session.sessions(desk.held.values(), desk.book())
    assert (found.on, found.place) == (on, "机房")
    assert [each.presence for each in session.attendants(found, desk.book())] == [
        Presence.BOOKED, Presence.BOOKED,
    ]  # fmt: skip


def test_material_needs_a_place_and_a_copy_needs_the_licence(desk: Desk) -> None:
    course = COURSES["A-101"]
    for bad in ({"title": "书"}, {"title": "书", "link": "javascript:x"}, {"link": "https://a"}):
        with pytest.raises(BadInput):
            material.lay(None, course, bad, desk.stamp())
    values = {"title": "书", "document": "DOC-1", "licence": "no"}
    with pytest.raises(Refused):
        material.lay(None, course, values, desk.stamp())
    held = desk.do(material.lay(None, course, {**values, "licence": "yes"}, desk.stamp()))
    found = material.material_from(held)
    assert found is not None
    assert found.offline.en == "offline: DOC-1 in the library"
    gone = desk.do(material.drop(held, desk.stamp()))
    assert material.material_from(gone) is None
