"""Meetings and their agenda: computed, moved, held; overdue actions first, each with its why."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType

import pytest

from firstline.domain.authorisations.authorisation import Authorisation
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group import meeting as meetings
from firstline.domain.group import meeting_acts as acts
from firstline.domain.group import working_group as groups
from firstline.domain.group.action import Action
from firstline.domain.group.action import State as Done
from firstline.domain.group.agenda import SECTIONS, Item, OpenData, agenda, item_from, sections
from firstline.domain.group.decision import Decision
from firstline.domain.group.meeting import Meeting, State, meeting_from
from firstline.domain.group.working_group import Charter, charter_from
from firstline.domain.knowledge.recurrence import Recurrence, Stage
from firstline.domain.outcome.standing import Judged, Proof, Proved
from firstline.domain.sla.timer import Metric, Timer
from firstline.domain.sla.timer import State as Clock
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Status, Ticket
from firstline.domain.words import Text

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)  # a Tuesday
NONE = MappingProxyType({})  # type: ignore[var-annotated] # no calendar


def stamp(n: int, who: str = "李娜") -> Stamp:
    return Stamp(f"{who}{n}", AT, who)


def charter() -> Charter:
    edit = groups.found(stamp(0), "g", {"name": "联合工作组"}, since=AT.date())
    shown = rebase_entity(None, [edit])
    assert shown is not None
    return charter_from(shown)


def listed(*records: Entity) -> list[Meeting]:
    return meetings.meetings(charter(), records, AT, lambda day: day.isoweekday() <= 5)


def record(*edits: Edit) -> Entity:
    shown = rebase_entity(None, edits)
    assert shown is not None
    return shown


def test_the_next_meetings_are_there_before_anybody_touched_them() -> None:
    found = listed()
    assert found[0].at.isoformat() == "2026-11-26T14:00:00+08:00"
    assert not found[0].recorded
    assert found == sorted(found, key=lambda one: (one.at, one.id))
    assert meetings.upcoming(found, AT) == found[0]
    assert len({one.id for one in found}) == len(found)


def test_what_was_held_and_not_recorded_can_be_minuted_the_next_day() -> None:
    first = listed()[0]
    later = first.at + timedelta(days=1)
    found = meetings.meetings(charter(), (), later, lambda day: day.isoweekday() <= 5)
    assert found[0].id == first.id
    assert meetings.upcoming(found, later) == found[1]
    gone = first.at + timedelta(days=15)
    found = meetings.meetings(charter(), (), gone, lambda day: day.isoweekday() <= 5)
    assert first.id not in [one.id for one in found]


def test_one_is_moved_another_cancelled_and_both_say_why() -> None:
    first, second = listed()[:2]
    moved = record(acts.move(None, first, first.at + timedelta(days=1), "盘点", stamp(1)))
    gone = record(acts.cancel(None, second, "春节", stamp(2)))
    found = {one.id: one for one in listed(moved, gone)}
    assert found[first.id].at.day == 27
    assert found[first.id].reason == "盘点"
    assert found[second.id].state is State.CANCELLED
    with pytest.raises(Refused):
        acts.move(gone, found[second.id], AT, "再改", stamp(3))
    with pytest.raises(BadInput):
        acts.cancel(None, first, " ", stamp(4))


def test_two_desks_begin_one_meeting_and_it_is_one() -> None:
    first = listed()[0]
    here = acts.add_topic(None, first, "培训计划", stamp(1))
    there = acts.attend(None, first, {"王芳": "online"}, stamp(2, "赵工"))
    shown = record(here, there, acts.cancel(None, first, "停电", stamp(3)))
    assert not shown.conflicts
    (found,) = [one for one in listed(shown) if one.id == first.id]
    assert [one.words for one in found.topics] == ["培训计划"]
    assert found.attendance == {"王芳": "online"}
    assert found.state is State.CANCELLED


def test_minutes_of_two_people_merge_by_line() -> None:
    first = listed()[0]
    base = record(acts.minute(None, first, "一\n二\n三", stamp(1)))
    held = meeting_from(base)
    assert held is not None
    here = acts.minute(base, held, "一 甲\n二\n三", stamp(2))
    there = acts.minute(base, held, "一\n二\n三\n四", stamp(3))
    shown = rebase_entity(base, [here, there])
    assert shown is not None
    after = meeting_from(shown)
    assert after is not None
    assert after.notes == "一 甲\n二\n三\n四"


def test_a_held_meeting_keeps_the_agenda_of_its_day() -> None:
    first = listed()[0]
    line = Item("overdue", "action", "a", "A-1", "换电池", meetings.STATES[State.HELD], late=True)
    shown = record(acts.hold(None, first, meetings.frozen([line.to_json()]), stamp(1)))
    held = meeting_from(shown)
    assert held is not None
    assert [item_from(one) for one in meetings.thawed((*held.agenda, "broken"))] == [line]
    with pytest.raises(Refused):
        acts.hold(shown, held, (), stamp(2))


def action(key: str, due: date, **more: object) -> Action:
    return Action(key, f"做 {key}", "王磊", due, **more)  # type: ignore[arg-type] # a few fields


def ticket(key: str, priority: Priority, **more: object) -> Ticket:
    made = Ticket(key, f"L-{key}", f"题 {key}", AT, AT, priority=priority)
    return replace(made, **more)  # type: ignore[arg-type] # a few fields


def test_the_agenda_has_its_order_and_each_line_its_reason() -> None:
    today, late = AT.date(), int(AT.timestamp()) - 60
    breached = Timer("sla", Leg.VENDOR, Metric.RESOLUTION, 1, Clock.RUNNING, late - 9, late, late,
                     None, 9)  # fmt: skip
    data = OpenData(
        (
            action("soon", today + timedelta(days=1)),
            action("later", today + timedelta(days=20)),
            action("worst", today - timedelta(days=9)),
            action("late", today - timedelta(days=1)),
            action("other", today - timedelta(days=5), group="another"),
            action("done", today - timedelta(days=5), state=Done.DONE),
            action("seen", today, state=Done.DONE, measure="次数", measure_on=today),
        ),
        (
            (ticket("p2", Priority.P2, vendor_priority=Priority.P3), ()),
            (ticket("p1", Priority.P1), ()),
            (ticket("p3", Priority.P3, case_no="YY-1"), (breached,)),
            (ticket("p4", Priority.P4), ()),
            (ticket("p5", Priority.P4, status=Status.WAITING_CUSTOMER_INFO), ()),
        ),
        (Recurrence("p", "死锁", tickets=("a", "b")), Recurrence("q", "已知", stage=Stage.KNOWN)),
        (
            Decision("d", "g", "", "升级", "理由", "双方", today, today),
            Decision("e", "g", "", "以后", "理由", "双方", today, today + timedelta(days=90)),
        ),
        tuple(
            Authorisation(key, key, "远程", "日志", "赵工", "厂商", AT - timedelta(days=1),
                          AT + timedelta(days=days), "李总")
            for key, days in (("AU-1", 10), ("AU-2", 60))
        ),
    )  # fmt: skip
    first = replace(listed()[0], topics=(meetings.Topic("t", "搬迁", "李娜"),))
    found = agenda(first, data, AT, NONE)
    assert [(one.section, one.ref) for one in found] == [
        ("overdue", "worst"), ("overdue", "late"), ("actions", "soon"), ("actions", "later"),
        ("urgent", "p1"), ("urgent", "p2"), ("vendor", "p2"), ("vendor", "p3"),
        ("vendor", "p5"),
        ("problems", "p"), ("decisions", "d"), ("authorisations", "AU-1"), ("effects", "seen"),
        ("topics", "t"),
    ]  # fmt: skip
    why = {(one.section, one.ref): one.why for one in found}
    assert "逾期 9 天" in why["overdue", "worst"].zh
    assert why["overdue", "late"].en.endswith("1 day overdue")
    assert "开会前到期" in why["actions", "soon"].zh
    assert why["vendor", "p2"].en == "disputed: we say P2, the vendor P3"
    assert why["vendor", "p3"].zh == "解决违约 · YY-1"
    assert [name for name, _, _ in sections(found)] == [
        one for one in SECTIONS if one != "reviews"
    ]  # fmt: skip


def test_what_was_closed_lately_and_not_proven_is_talked_about_with_its_reason() -> None:
    stated = (Judged(Entity("outcome", "o"), Proof.MISSED, Text("差", "short")),)
    closed = Event("e", EventKind.ENTRY, AT - timedelta(days=9), data={"what": "done"})
    old = replace(closed, at=AT - timedelta(days=99))
    found = []
    for key, proof, event in (
        ("missed", Proof.MISSED, closed), ("unproven", Proof.UNPROVEN, closed),
        ("proven", Proof.PROVEN, closed), ("old", Proof.MISSED, old),
    ):  # fmt: skip
        proved = Proved(proof, Text(f"因为 {key}", f"since {key}"), stated)
        found.append(action(key, AT.date(), state=Done.DONE, history=(event,), proved=proved))
    found.append(action("bare", AT.date(), state=Done.DONE, history=(closed,)))
    items = agenda(listed()[0], OpenData(tuple(found)), AT, NONE)
    assert [(one.section, one.ref, one.why.zh) for one in items] == [
        ("effects", "missed", "王磊:因为 missed"), ("effects", "unproven", "王磊:因为 unproven"),
    ]  # fmt: skip


def test_an_overdue_action_is_on_every_agenda_until_it_ends() -> None:
    data = OpenData((action("a", AT.date() - timedelta(days=1)),))
    for later in range(4):
        meeting = listed()[later]
        (line,) = agenda(meeting, data, meeting.at, NONE)
        assert (line.section, line.late) == ("overdue", True)
