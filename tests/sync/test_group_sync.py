"""Two PCs work on one group without a network: nothing is lost, and no number stands twice."""

import pytest
from sync_makers import NOW, Person

from firstline.domain.contact.contact import working_days
from firstline.domain.edits.entity_clash import find, settle
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group import decision, working_group
from firstline.domain.group import meeting_acts as meetings
from firstline.domain.group.action import actions
from firstline.domain.group.action_acts import assign, finish, postpone
from firstline.domain.group.meeting import Meeting
from firstline.domain.group.meeting import meetings as listed
from firstline.domain.group.working_group import Member, charter_from

GROUP = "group-1"


def begin(ann: Person, bob: Person) -> None:
    ann.do(working_group.found(ann.stamp(), GROUP, {"name": "联合工作组"}))
    for one in (ann, bob):
        one.sync()


def rounds(*people: Person) -> None:
    for one in (*people, *people):
        report = one.sync()
        assert (report.refused, report.problem) == (0, None)


def numbers(who: Person) -> list[str]:
    return sorted(one.number for one in decision.decisions(who.store.records("decision")))


def meeting(who: Person) -> Meeting:
    entity = who.store.record("group", GROUP)
    assert entity is not None
    charter = charter_from(entity)
    return listed(charter, who.store.records("meeting"), NOW, working_days(None))[0]


def test_what_both_add_offline_is_all_there(ann: Person, bob: Person) -> None:
    begin(ann, bob)
    for who in (ann, bob):
        for n in range(8):
            stamp = who.stamp()
            values = {"title": f"{who.name} {n}", "why": "理由", "by": who.name}
            who.do(decision.decide(stamp, stamp.id, GROUP, values))
            stamp = who.stamp()
            task = {"title": f"{who.name} 做 {n}", "owner": who.name, "due": "2026-12-10"}
            who.do(assign(stamp, stamp.id, {**task, "group": GROUP}))
        entity = who.store.record("group", GROUP)
        assert entity is not None
        who.do(working_group.put_member(entity, Member(who.name, "us"), who.stamp()))
        who.do(meetings.add_topic(None, meeting(who), f"议题 {who.name}", who.stamp()))
        who.do(meetings.attend(who.store.record("meeting", meeting(who).id), meeting(who),
                               {who.name: "present"}, who.stamp()))  # fmt: skip
    rounds(ann, bob)
    assert numbers(ann) == numbers(bob)
    assert len(set(numbers(ann))) == 16
    for who in (ann, bob):
        assert len(who.store.records("action")) == 16
        entity = who.store.record("group", GROUP)
        assert entity is not None
        assert {one.name for one in charter_from(entity).members} == {ann.name, bob.name}
        held = meeting(who)
        assert {one.words for one in held.topics} == {f"议题 {ann.name}", f"议题 {bob.name}"}
        assert held.attendance == {ann.name: "present", bob.name: "present"}
        assert not entity.conflicts


def test_one_closes_what_the_other_postpones_and_both_stay(ann: Person, bob: Person) -> None:
    begin(ann, bob)
    stamp = ann.stamp()
    ann.do(assign(stamp, stamp.id, {"title": "换电池", "owner": "王磊", "due": "2026-12-10"}))
    rounds(ann, bob)
    for who in (ann, bob):
        entity = who.store.record("action", stamp.id)
        assert entity is not None
        if who is ann:
            who.do(finish(entity, "已更换", "照片", who.stamp()))
        else:
            who.do(postpone(entity, "2026-12-20", "缺备件", who.stamp()))
    rounds(ann, bob)
    for who in (ann, bob):
        (one,) = actions(who.store.records("action"), NOW.date())
        assert (one.state, one.result, str(one.due)) == ("done", "已更换", "2026-12-20")
        assert {event.data["what"] for event in one.history} == {"done", "postponed"}


def test_two_days_for_one_action_clash_in_the_open_and_one_is_chosen(
    ann: Person, bob: Person
) -> None:
    begin(ann, bob)
    stamp = ann.stamp()
    ann.do(assign(stamp, stamp.id, {"title": "换电池", "owner": "王磊", "due": "2026-12-10"}))
    rounds(ann, bob)
    for who, day in ((ann, "2026-12-20"), (bob, "2026-12-30")):
        entity = who.store.record("action", stamp.id)
        assert entity is not None
        who.do(postpone(entity, day, f"{who.name} 有原因", who.stamp()))
    rounds(ann, bob)
    (line,) = bob.store.conflicts()
    assert (line.kind, line.title, line.conflict.mine, line.conflict.theirs) == (
        "action", "换电池", "2026-12-30", "2026-12-20",
    )  # fmt: skip
    entity = bob.store.record("action", stamp.id)
    assert entity is not None
    with pytest.raises(BadInput):
        settle(entity, line.conflict, "both", bob.stamp())
    bob.do(settle(entity, find(entity, line.id), "mine", bob.stamp()))
    rounds(bob, ann)
    for who in (ann, bob):
        (one,) = actions(who.store.records("action"), NOW.date())
        assert str(one.due) == "2026-12-30"
        assert {event.text for event in one.postponed} == {"ann 有原因", "bob 有原因"}
        assert who.store.conflicts() == []
        assert who.store.edits(states=("held",)) == []


def test_minutes_that_clash_are_both_kept(ann: Person, bob: Person) -> None:
    begin(ann, bob)
    for who in (ann, bob):
        who.do(meetings.minute(None, meeting(who), f"{who.name} 记的", who.stamp()))
    rounds(ann, bob)
    (line,) = bob.store.conflicts()
    entity = bob.store.record("meeting", line.ticket_id)
    assert entity is not None
    bob.do(settle(entity, line.conflict, "both", bob.stamp()))
    rounds(bob, ann)
    assert meeting(ann).notes == meeting(bob).notes == "ann 记的\nbob 记的"


def test_a_value_of_several_parts_is_taken_whole_or_not_at_all(ann: Person, bob: Person) -> None:
    begin(ann, bob)
    for who, contact in ((ann, "8101"), (bob, "8102, 8103")):
        entity = who.store.record("group", GROUP)
        assert entity is not None
        who.do(working_group.put_member(entity, Member("王芳", "us", "it", contact), who.stamp()))
    rounds(ann, bob)
    (line,) = ann.store.conflicts()
    entity = ann.store.record("group", GROUP)
    assert entity is not None
    with pytest.raises(Refused):
        settle(entity, line.conflict, "mine", ann.stamp())
    ann.do(settle(entity, line.conflict, "theirs", ann.stamp()))
    rounds(ann, bob)
    assert ann.store.conflicts() == bob.store.conflicts() == []
