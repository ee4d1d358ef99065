"""Destroyed content between desks: it comes back by no road, and rule and hold merge."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sync_makers import NOW, PORTAL, NoClocks, Person, everybody_syncs, swap

from firstline.domain.edits import edits
from firstline.domain.edits.edit import Stamp
from firstline.domain.edits.edits import attach
from firstline.domain.edits.moves import move
from firstline.domain.errors import Refused
from firstline.domain.health import sheet as sheets
from firstline.domain.ids import derived_id
from firstline.domain.retention import hold, rule
from firstline.domain.retention.category import Category
from firstline.domain.retention.item import Listing, State
from firstline.domain.retention.rule import parse_rules
from firstline.domain.ticket.fields import Value
from firstline.domain.ticket.ticket import Attachment, Conflict, Status
from firstline.portal.memory import MemoryPortal
from firstline.store.care.backup import backup
from firstline.store.care.restore import restore
from firstline.store.retention.look import Asked
from firstline.store.retention.run import Order, Ran
from firstline.store.store import Store
from firstline.sync.report import Wanted
from firstline.sync.round import run_round
from firstline.system.resources import read_text

UTC = NOW.tzinfo
LATER = timedelta(days=1200)
SHIPPED = parse_rules(read_text("packs", "retention", "retention.toml"), "retention.toml")
_STAMPS: Iterator[int] = count()


def asked(person: Person) -> Asked:
    assert UTC is not None
    return Asked(SHIPPED, person.now + LATER, UTC)


def stamp(person: Person) -> Stamp:
    return Stamp(derived_id("retention", str(next(_STAMPS))), person.now, person.name)


def due(person: Person) -> Listing:
    return person.store.past_due(asked(person))


def destroy(person: Person) -> Ran:
    found = due(person)
    return person.store.destroy(asked(person), Order(found.digest, lambda: stamp(person)))


def closed(person: Person, name: str, data: bytes) -> Attachment:
    ticket = person.open(name)
    file = person.store.keep_file(data, f"{name}.png")
    person.do(attach(ticket.id, [file], person.stamp()))
    for status in (Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED):
        person.do(move(person.ticket(name), status, person.stamp()))
    return file


def fetch(person: Person, wanted: Wanted) -> Path | None:
    run_round(
        person.store, MemoryPortal(person.desk, person.name), PORTAL,
        clock=lambda: person.now, wanted=deque([wanted]),
    )  # fmt: skip
    return person.store.file_path(wanted.sha256)


def test_what_the_portal_has_not_got_or_the_outbox_holds_is_never_touched(ann: Person) -> None:
    file = closed(ann, "a", b"only here")
    (kept,) = due(ann).of(State.KEPT)
    assert {one.by for one in kept.stops} == {"portal", "outbox"}
    with pytest.raises(Refused):
        destroy(ann)
    ann.sync()
    assert [one.sha256 for one in due(ann).due] == [file.sha256]
    ann.do(edits.reply(ann.ticket("a"), "还有一句", ann.stamp()))
    assert [one.by for one in due(ann).of(State.KEPT)[0].stops] == ["outbox"]
    assert ann.store.file_path(file.sha256) is not None


def test_destroyed_content_comes_back_by_no_road(ann: Person, bob: Person) -> None:
    file = closed(ann, "a", b"gone for good")
    everybody_syncs(ann, bob)
    wanted = Wanted(ann.ticket("a").id, file.sha256)
    assert fetch(bob, wanted) is not None
    assert len(destroy(ann).done) == 1
    assert ann.store.file_path(file.sha256) is None
    assert fetch(ann, wanted) is None  # asked for by a person
    ann.store.pin(wanted.ticket_id)
    assert ann.store.files_missing(wanted.ticket_id) == []
    ann.sync()
    assert ann.store.file_path(file.sha256) is None  # nor for a pin
    part = ann.store.folder / "files" / "arrived.part"
    part.write_bytes(b"gone for good")
    with pytest.raises(Refused):  # as a pack by stick brings it
        ann.store.take_download(PORTAL, file.sha256, part, ann.now)
    assert not part.exists()
    everybody_syncs(ann, bob)
    told = bob.store.gone(file.sha256, wanted.ticket_id)
    assert told is not None
    assert (told.by, told.rule) == ("ann", "attachments/1095")
    assert [one.gone_before for one in due(bob).due] == [True]  # bob's own copy is still listed
    assert len(destroy(bob).done) == 1
    assert fetch(bob, wanted) is None
    everybody_syncs(ann, bob)
    (record,) = ann.store.records("destruction")
    assert len([one for one in record.events if one.data["what"] == "destroyed"]) == 2
    assert not record.conflicts


def test_the_same_content_attached_anew_is_wanted_again(ann: Person, bob: Person) -> None:
    file = closed(ann, "a", b"twice")
    everybody_syncs(ann, bob)
    destroy(ann)
    ticket = bob.open("b")
    bob.do(attach(ticket.id, [bob.store.keep_file(b"twice", "b.png")], bob.stamp()))
    swap(bob, ann)
    swap(bob, ann)
    assert fetch(ann, Wanted(ann.ticket("a").id, file.sha256)) is None
    assert fetch(ann, Wanted(ticket.id, file.sha256)) is not None


def test_bytes_that_a_backup_brings_back_are_listed_again(ann: Person, tmp_path: Path) -> None:
    file = closed(ann, "a", b"in a backup")
    ann.sync()
    made = backup(ann.store.folder, tmp_path / "whole.zip", NOW)
    destroy(ann)
    ann.sync()
    folder = tmp_path / "new"
    restore(made.path, folder, NOW)
    with Store.open(folder, NoClocks(), now=NOW, me="ann") as store:
        back = Person(store, ann.desk, "ann2", now=ann.now)
        store.put("portals", [{"name": PORTAL, "kind": "native", "url": ""}])
        assert store.file_path(file.sha256) is not None
        back.sync()
        assert [(one.sha256, one.gone_before) for one in due(back).due] == [(file.sha256, True)]
    missing = backup(ann.store.folder, tmp_path / "after.zip", NOW).missing
    assert missing == ()  # destroyed is not missing


def placed(person: Person, **values: str) -> str:
    assert UTC is not None
    given = {"reason": "仲裁", "scope": "everything", **values}
    edit = sheets.new_record(hold.SHEET, given, stamp(person), UTC)
    person.do(edit)
    return edit.entity


def the_hold(person: Person, key: str) -> hold.Hold:
    found = person.store.record("legal_hold", key)
    assert found is not None
    return hold.hold_of(found)


def test_a_lift_does_not_lift_what_somebody_changed_meanwhile(ann: Person, bob: Person) -> None:
    assert UTC is not None
    key = placed(ann)
    everybody_syncs(ann, bob)
    bob.do(hold.lift(the_hold(bob, key).entity, stamp(bob), "结案"))
    changed = sheets.change(
        hold.SHEET, the_hold(ann, key).entity, {"reason": "仲裁;又一案"}, stamp(ann), UTC
    )
    assert changed is not None
    ann.do(changed)
    everybody_syncs(ann, bob)
    for person in (ann, bob):  # nothing is lost of either, and it holds
        found = the_hold(person, key)
        assert found.holds
        assert found.reason == "仲裁;又一案"
        assert any(one.data.get("what") == hold.LIFTED for one in found.entity.events)
    bob.do(hold.lift(the_hold(bob, key).entity, stamp(bob), "两案都结"))
    everybody_syncs(ann, bob)
    assert not the_hold(ann, key).holds


def test_a_hold_about_which_two_disagree_holds_though_it_was_lifted(ann: Person) -> None:
    key = placed(ann)
    ann.do(hold.lift(the_hold(ann, key).entity, stamp(ann), "结案", "王磊"))
    lifted = the_hold(ann, key).entity
    assert not hold.hold_of(lifted).holds
    clash = Conflict("e1", "reason", "仲裁", "诉讼", lifted.events[-1].at)
    assert hold.hold_of(replace(lifted, conflicts=(clash,))).holds


def test_two_who_lift_one_hold_apart_make_no_clash(ann: Person, bob: Person) -> None:
    key = placed(ann)
    everybody_syncs(ann, bob)
    ann.do(hold.lift(the_hold(ann, key).entity, stamp(ann), "结案", "王磊"))
    bob.do(hold.lift(the_hold(bob, key).entity, stamp(bob), "结案"))
    everybody_syncs(ann, bob)
    for person in (ann, bob):
        assert not the_hold(person, key).holds
        assert not the_hold(person, key).entity.conflicts


def test_a_hold_that_arrives_stops_a_list_made_before_it(ann: Person, bob: Person) -> None:
    file = closed(ann, "a", b"held in time")
    everybody_syncs(ann, bob)
    found = due(ann)
    assert found.due
    placed(bob, scope="ticket", what="a number of another desk")
    everybody_syncs(bob, ann)
    with pytest.raises(Refused):
        ann.store.destroy(asked(ann), Order(found.digest, lambda: stamp(ann)))
    assert [one.name for one in due(ann).of(State.HELD)] == ["a.png"]
    assert ann.store.file_path(file.sha256) is not None


def set_days(person: Person, days: int) -> None:
    assert UTC is not None
    held = person.store.record("retention_rule", rule.record_of(Category.ATTACHMENTS))
    if held is None:
        values: dict[str, Value] = {"category": "attachments", "days": days, "source": "合同"}
        person.do(sheets.new_record(rule.SHEET, values, stamp(person), UTC))
        return
    edit = sheets.change(rule.SHEET, held, {"days": days}, stamp(person), UTC)
    assert edit is not None
    person.do(edit)


def test_a_rule_about_which_two_desks_disagree_destroys_nothing(ann: Person, bob: Person) -> None:
    assert UTC is not None
    closed(ann, "a", b"whose rule")
    set_days(ann, 900)
    everybody_syncs(ann, bob)
    set_days(ann, 10)
    set_days(bob, 3000)
    swap(ann, bob)
    swap(ann, bob)
    key = rule.record_of(Category.ATTACHMENTS)
    for person in (ann, bob):
        record = person.store.record("retention_rule", key)
        assert record is not None
        (clash,) = record.conflicts  # both values stand there
        assert {clash.mine, clash.theirs} == {"10", "3000"}
        assert not [one for one in due(person).items if one.category is Category.ATTACHMENTS]
    record = ann.store.record("retention_rule", key)
    assert record is not None
    ann.do(sheets.resolve(rule.SHEET, record, "days", "theirs", stamp(ann), UTC))
    swap(ann, bob)
    settled = bob.store.record("retention_rule", key)
    assert settled is not None
    assert not settled.conflicts
