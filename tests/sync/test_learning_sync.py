"""People, bookings and imports on two PCs without a network: they meet, nothing is lost."""

from collections.abc import Iterable
from dataclasses import replace

from sync_makers import Person

from firstline.domain.training import acts, profile, session, taking_back
from firstline.domain.training.book import Book, book_of
from firstline.domain.training.curriculum import Course
from firstline.domain.training.person import record_id
from firstline.domain.training.standing import State
from firstline.domain.training.taking_in import Intake, Line
from firstline.domain.training.training import KIND
from firstline.domain.words import Text

W1 = Course("WHS-101", Text("出入库", "Receipts"), "warehouse", 1)
S1 = Course("SUP-101", Text("识别", "Spot"), "superuser", 1)
COURSES = {one.code: one for one in (W1, S1)}
ROW = {"number": "W01", "name": "周敏", "team": "仓库", "role": "warehouse", "since": "2026-01-05"}


def take(desk: Person, rows: Iterable[dict[str, str]], file: str) -> str:
    batch = taking_back.batch_id(file)
    records = desk.store.records(KIND)
    intake = Intake(COURSES, records, desk.stamp, with_people=True, batch=batch)
    several = [Line(at, row) for at, row in enumerate(rows, 2)]
    for line in several:
        intake.person(line)
    intake.settle()
    for line in several:
        if "course" in line.values:
            intake.completion(line, counted=True)
    assert not intake.taken.refused
    if intake.taken.edits:
        held = next((one for one in records if one.id == batch), None)
        desk.do(*intake.taken.edits, taking_back.keep(held, file, intake.taken, desk.stamp()))
    return batch


def undo(desk: Person, batch: str) -> int:
    records = desk.store.records(KIND)
    held = next(one for one in records if one.id == batch)
    edits, kept = taking_back.undo(held, records, desk.stamp)
    desk.do(*edits)
    return kept


def book(desk: Person) -> Book:
    return book_of(COURSES, desk.store.records(KIND), desk.now.date())


def states(desk: Person) -> dict[str, State]:
    known = book(desk)
    return {
        course: cell.state
        for course, cell in known.row(known.people[0], desk.now.date()).cells.items()
    }


def meet(*people: Person) -> None:
    for _ in range(2):
        for one in people:
            one.sync()


def conflicts(desk: Person) -> list[str]:
    return [one.field for record in desk.store.records(KIND) for one in record.conflicts]


def test_the_same_list_on_two_pcs_is_one_list(ann: Person, bob: Person) -> None:
    rows = [{**ROW, "course": "WHS-101", "on": "2026-03-01"}]
    assert take(ann, rows, "x") == take(bob, rows, "x")
    meet(ann, bob)
    for desk in (ann, bob):
        assert len(book(desk).people) == 1
        assert conflicts(desk) == []
        assert states(desk) == {"WHS-101": State.DONE}
        take(desk, rows, "x")
    assert len(taking_back.imports(ann.store.records(KIND))) == 1


def test_roles_from_two_lists_both_stand_and_two_teams_are_a_clash(
    ann: Person, bob: Person
) -> None:
    take(ann, [ROW], "a")
    meet(ann, bob)
    take(ann, [{**ROW, "role": "superuser", "team": "发货"}], "b")
    take(bob, [{**ROW, "team": "收货", "site": "一厂"}], "c")
    meet(ann, bob)
    for desk in (ann, bob):
        (who,) = book(desk).people
        assert set(who.roles) == {"warehouse", "superuser"}
        assert who.site == "一厂"
        assert who.team == "发货"
        record = desk.store.record(KIND, record_id("W01"))
        assert record is not None
        assert [(one.field, one.mine) for one in record.conflicts] == [("team", "收货")]


def test_a_booking_here_and_a_waiver_there_both_survive(ann: Person, bob: Person) -> None:
    take(ann, [{**ROW, "role": "warehouse;superuser"}], "a")
    meet(ann, bob)
    known = book(ann)
    on = replace(ann.stamp(), at=ann.now).at.date().replace(day=30)
    for desk in (ann, bob):  # the same place, on both
        desk.do(acts.book(known.people[0], W1, on, desk.stamp(), book(desk)))
    bob.do(acts.waive(known.people[0], S1, bob.stamp(), "老手"))
    meet(ann, bob)
    for desk in (ann, bob):
        assert states(desk) == {"WHS-101": State.BOOKED, "SUP-101": State.WAIVED}
        assert conflicts(desk) == []


def test_undone_on_one_pc_while_the_other_builds_on_it(ann: Person, bob: Person) -> None:
    first = take(ann, [ROW, {**ROW, "number": "W02", "name": "孙静"}], "a")
    meet(ann, bob)
    second = take(bob, [{**ROW, "team": "发货"}], "b")
    meet(ann, bob)
    assert undo(ann, first) == 1  # the second list has changed W01
    meet(ann, bob)
    for desk in (ann, bob):
        assert [(one.number, one.team) for one in book(desk).people] == [("W01", "发货")]
    assert undo(bob, second) == 0
    take(ann, [ROW, {**ROW, "number": "W02", "name": "孙静"}], "a")
    meet(ann, bob)
    for desk in (ann, bob):
        assert len(book(desk).people) == 2


def test_two_backups_of_one_super_user_clash_in_the_open_and_nothing_is_lost(
    ann: Person, bob: Person
) -> None:
    from firstline.domain.training.superuser import SuperUser, name_backup, record_id

    one, other = (SuperUser(record_id(number, ""), name, number)
                  for number, name in (("W01", "周敏"), ("W02", "孙静")))  # fmt: skip
    ann.do(name_backup(one, None, "陈霞", ann.stamp()))
    bob.do(name_backup(one, None, "王磊", bob.stamp()))
    bob.do(name_backup(other, None, "周敏", bob.stamp()))
    meet(ann, bob)
    for desk in (ann, bob):
        held = {record.id: record for record in desk.store.records(KIND)}
        assert held[other.key].fields["backup"] == "周敏"
        assert {held[one.key].fields["backup"], held[one.key].conflicts[0].mine} == {
            "陈霞", "王磊",
        }  # fmt: skip
        assert conflicts(desk) == ["backup"]


def profile_edit(desk: Person, values: dict[str, str], roles: list[str] | None = None) -> None:
    (who,) = book(desk).people
    held = desk.store.record(KIND, who.id)
    assert held is not None
    edit = profile.revise(held, values, roles, desk.stamp(), book(desk).people)
    assert edit is not None
    desk.do(edit)


def test_a_new_number_here_and_a_completion_under_the_old_one_there(
    ann: Person, bob: Person
) -> None:
    take(ann, [ROW], "a")
    meet(ann, bob)
    profile_edit(ann, {"number": "W99"})
    profile_edit(bob, {"team": "收货"}, ["warehouse", "superuser"])
    take(bob, [{**ROW, "team": "收货", "course": "WHS-101", "on": "2026-03-01"}], "b")
    meet(ann, bob)
    for desk in (ann, bob):
        (who,) = book(desk).people
        assert (who.number, who.team, set(who.roles)) == (
            "W99", "收货", {"warehouse", "superuser"},
        )  # fmt: skip
        assert states(desk)["WHS-101"] is State.DONE
        assert conflicts(desk) == []


def test_attendance_from_two_pcs_is_one_list_and_a_contradiction_is_shown(
    ann: Person, bob: Person
) -> None:
    take(ann, [ROW, {**ROW, "number": "W02", "name": "孙静"}], "a")
    meet(ann, bob)
    on = ann.now.date()
    spot = session.Session(session.record_id("WHS-101", on), "WHS-101", on)
    for desk, came in ((ann, True), (bob, False)):
        first, second = book(desk).people
        desk.do(session.mark(spot, None, first, came, desk.stamp()))
        if came:
            held = desk.store.record(KIND, spot.id)
            desk.do(session.mark(spot, held, second, came, desk.stamp()))
    meet(ann, bob)
    for desk in (ann, bob):
        (kept,) = session.sessions(desk.store.records(KIND), book(desk))
        found = [one.presence for one in session.attendants(kept, book(desk))]
        assert sorted(found) == [session.Presence.BOTH, session.Presence.CAME]
        assert conflicts(desk) == []
