"""Pseudonyms between desks: they travel, hide what comes later, and make no clash."""

from datetime import date
from pathlib import Path

from sync_makers import NOW, NoClocks, Person, open_profile, swap

from firstline.domain.edits import edits
from firstline.domain.privacy import erasing
from firstline.domain.ticket.ticket import Ticket
from firstline.domain.training.curriculum import Course
from firstline.domain.training.training import KIND as TRAINING
from firstline.domain.training.training import Standing, certificate_from, certificates
from firstline.domain.training.training_acts import Passed, record
from firstline.domain.values import replace
from firstline.domain.words import Text
from firstline.store.care import doctor

NAME = "钱小丽"


def erase(person: Person) -> str:
    names = (NAME,)
    tickets, records = person.store.naming(names, ())
    edit, mask = erasing.erasure(names, (person.name, "李总"), "请求 7", person.stamp())
    person.do(*erasing.field_edits(mask, tickets, records, person.stamp), edit)
    return erasing.alias_of(names)


def said(ticket: Ticket) -> str:
    return repr(ticket)


def test_a_pseudonym_reaches_the_other_desk_and_hides_what_it_wrote_offline(
    ann: Person, bob: Person
) -> None:
    ann.open("打印机", requester=NAME, body=f"{NAME} 的工位")
    swap(ann, bob)
    assert NAME in said(bob.ticket("打印机"))
    alias = erase(ann)
    assert NAME not in said(ann.ticket("打印机"))
    bob.do(edits.reply(bob.ticket("打印机"), f"{NAME},请重启", bob.stamp()))
    bob.do(edits.set_field(bob.ticket("打印机"), "assignee", "王芳", bob.stamp()))
    swap(ann, bob)
    for person in (ann, bob):
        shown = person.ticket("打印机")
        assert NAME not in said(shown)
        assert (shown.requester, shown.assignee) == (alias, "王芳")
        assert any(f"{alias},请重启" in one.text for one in shown.events)
        assert not shown.conflicts
        assert "held" not in person.states()


def test_a_name_in_a_field_goes_at_the_portal_too_and_the_requester_can_be_changed(
    ann: Person, bob: Person
) -> None:
    ann.open("打印机", requester=NAME)
    swap(ann, bob)
    alias = erase(ann)
    swap(ann, bob)
    bob.do(edits.set_field(bob.ticket("打印机"), "requester", "王芳", bob.stamp()))
    swap(bob, ann)
    for person in (ann, bob):
        shown = person.ticket("打印机")
        assert (shown.requester, shown.conflicts) == ("王芳", ())
    assert alias not in ann.ticket("打印机").requester


def test_two_desks_that_pseudonymise_one_person_offline_meet(ann: Person, bob: Person) -> None:
    ann.open("打印机", requester=NAME)
    swap(ann, bob)
    assert erase(ann) == erase(bob)
    swap(ann, bob)
    for person in (ann, bob):
        assert len(person.store.records("erasure")) == 1
        assert not person.ticket("打印机").conflicts
        assert "held" not in person.states()


def test_a_first_pull_into_a_new_profile_shows_no_name(ann: Person, bob: Person) -> None:
    ann.open("打印机", requester=NAME, body=f"{NAME} 的工位")
    erase(ann)
    ann.open("后来", requester="王芳", body=f"{NAME} 又来了")
    assert ann.sync().problem is None
    assert bob.sync().problem is None
    for name in ("打印机", "后来"):
        assert NAME not in said(bob.ticket(name))


def test_the_doctor_finds_nothing_wrong_and_keeps_the_alias(tmp_path: Path, ann: Person) -> None:
    with open_profile(tmp_path / "alone") as store:
        alone = Person(store, ann.desk, "我")
        alone.open("打印机", requester=NAME, body=f"{NAME} 的工位")
        erase(alone)
        before = alone.ticket("打印机")
        assert NAME not in said(before)
    assert not doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert again.ticket(before.id).requester == before.requester
        assert NAME not in said(again.ticket(before.id))


def test_a_desk_that_hides_a_name_before_its_first_pull_never_shows_it(
    ann: Person, bob: Person
) -> None:
    ann.open("打印机", requester=NAME, body=f"{NAME} 的工位")
    ann.open("月结", requester="王芳")
    assert ann.sync().problem is None
    erase(bob)
    assert bob.sync().problem is None
    assert NAME not in said(bob.ticket("打印机"))
    assert bob.ticket("月结").requester == "王芳"


def test_a_certificate_stays_granted_under_a_pseudonym_on_both_desks(
    ann: Person, bob: Person
) -> None:
    course = Course("SUP-102", Text("安全级别", "Safety"), "superuser", 1, opens="L1")
    on = date(2026, 11, 1)
    bob.do(record(Passed(NAME, course, on), bob.stamp(), bob.now.date()))
    swap(ann, bob)
    names = (NAME,)
    tickets, records = ann.store.naming(names, (TRAINING,))
    edit, mask = erasing.erasure(names, (ann.name, "李总"), "请求 7", ann.stamp())
    ann.do(*erasing.field_edits(mask, tickets, records, ann.stamp), edit)
    swap(ann, bob)
    for person in (ann, bob):
        (one,) = certificates(person.store.records(TRAINING))
        assert one.person == erasing.alias_of(names)
        assert one.standing(on) is Standing.VALID
        assert person.store.shown_as(NAME) == one.person
        (held,) = person.store.records(TRAINING)
        assert NAME not in repr(held)
        longer = replace(held, fields={**held.fields, "until": "2031-01-01"})
        again = certificate_from(mask.vouched(longer))
        assert again is not None
        assert again.standing(on) is Standing.ALTERED
