"""Documents between two desks: one record each, the bytes follow, and nothing is lost (S21)."""

from datetime import timedelta
from pathlib import Path

from sync_makers import NOW, NoClocks, Person, open_profile, swap

from document_makers import FIRST, SECOND, Files, folder, pdf
from firstline.domain.documents.acts import take_in
from firstline.domain.documents.document import KIND
from firstline.domain.edits.entity import opening
from firstline.intake.documents.pack_files import read_pack
from firstline.portal.memory_desk import MemoryDesk
from firstline.store.care import doctor
from firstline.store.knowledge.document_acts import state_of, take


def bring(person: Person, place: Path, files: Files) -> int:
    """Take a pack in and return how many edits that needed."""
    read = read_pack(folder(place, files))
    taken = take_in(read.pack, person.store.records(KIND), (), person.stamp)
    take(person.store, taken.edits, taken.files, read.content, person.now)
    person.now += timedelta(seconds=11)
    return len(taken.edits)


def test_two_desks_take_the_same_pack_offline_and_have_one_record_each(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    bring(ann, tmp_path / "a", SECOND)
    bob.now += timedelta(days=3)  # another day: the day of arrival is no clash
    bring(bob, tmp_path / "b", SECOND)
    swap(ann, bob)
    for person in (ann, bob):
        records = person.store.records(KIND)
        assert [one.id for one in records] == sorted(
            ("LIMITS:2026.11", "MAN-FIN:13.0", "MAN-HR:13.0", "PATCH-7:1.1", "RN-13:1")
        )
        assert not any(one.conflicts for one in records)
        assert set(person.states()) == {"settled"}
        assert {state_of(person.store, one) for one in person.store.library()} == {"ok"}
    assert list(ann.store.library()) == list(bob.store.library())


def test_packs_in_another_order_come_to_the_same(ann: Person, bob: Person, tmp_path: Path) -> None:
    bring(ann, tmp_path / "a1", FIRST)
    bring(ann, tmp_path / "a2", SECOND)
    bring(bob, tmp_path / "b2", SECOND)
    assert bring(bob, tmp_path / "b1", FIRST) == 2  # the older ones, as history
    swap(ann, bob)
    for person in (ann, bob):
        library = person.store.library()
        assert len(library) == 7
        assert [one.record for one in library.current()] == [
            "LIMITS:2026.11", "MAN-FIN:13.0", "MAN-HR:13.0", "PATCH-7:1.1", "RN-13:1",
        ]  # fmt: skip
    assert bring(bob, tmp_path / "b3", SECOND) == 0


def test_the_bytes_follow_to_a_desk_that_never_saw_the_pack(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    bring(ann, tmp_path / "a", FIRST)
    assert ann.sync().files_sent == 2
    report = bob.sync()
    assert (report.files_fetched, report.files_failed) == (2, 0)
    library = bob.store.library()
    assert {state_of(bob.store, one) for one in library} == {"ok"}
    assert [one.code for one in library] == ["MAN-FIN", "RN-12"]
    assert [one.id for one in bob.store.search_documents("断号")] == ["RN-12:1"]
    assert bob.store.evict(1) == []  # a library is read where there is no network


def test_a_file_that_the_portal_has_not_got_yet_is_no_fault(ann: Person, bob: Person) -> None:
    ann.desk.files.clear()
    place = ann.store.folder / "pack"
    bring(ann, place, FIRST)
    ann.sync()
    ann.desk.files.clear()
    report = bob.sync()
    assert (report.files_fetched, report.files_failed, report.problem) == (0, 0, None)
    assert len(bob.store.library()) == 2


def test_one_version_with_two_files_keeps_both_and_says_so(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    said = {"code": "MAN", "version": "1"}
    bring(ann, tmp_path / "a", {"a.pdf": (pdf("ann's"), said)})
    bring(bob, tmp_path / "b", {"b.pdf": (pdf("bob's"), said)})
    swap(ann, bob)
    (his,) = bob.store.records(KIND)
    assert {one.field for one in his.conflicts} >= {"sha256"}
    assert his.fields["sha256"] == ann.store.records(KIND)[0].fields["sha256"]
    assert len(ann.desk.files) == 2


def test_documents_survive_the_doctor(tmp_path: Path) -> None:
    with open_profile(tmp_path / "alone") as store:
        read = read_pack(folder(tmp_path / "pack", FIRST))
        me = Person(store, MemoryDesk(), "我")
        taken = take_in(read.pack, (), (), me.stamp)
        take(store, taken.edits, taken.files, read.content, NOW)
        before = list(store.library())
    (tmp_path / "alone" / "firstline.db").write_bytes(b"ruined")
    assert doctor.repair(tmp_path / "alone", NoClocks(), NOW, me="我").repaired
    with open_profile(tmp_path / "alone") as again:
        assert list(again.library()) == before
        assert {state_of(again, one) for one in again.library()} == {"ok"}


def test_a_name_that_is_hidden_later_is_hidden_in_the_library_too(
    ann: Person, tmp_path: Path
) -> None:
    said = {"code": "MAN", "version": "1", "source": "陈工"}
    bring(ann, tmp_path / "a", {"a.pdf": (pdf("a"), said)})
    assert [one.source for one in ann.store.library()] == ["陈工"]
    stamp = ann.stamp()
    hidden = {"names": "陈工", "alias": "某人"}
    ann.do(opening("erasure", "e1", hidden, stamp.id, stamp.at, stamp.actor))
    assert [one.source for one in ann.store.library()] == ["某人"]
    assert ann.store.search_documents("陈工") == []
