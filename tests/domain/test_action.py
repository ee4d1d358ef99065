"""Actions and decisions: late, postponed, closed, measured, found by number, kept in history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import move
from firstline.domain.edits.entity import Entity, rebase_entity
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Refused
from firstline.domain.group import action_acts as actions
from firstline.domain.group import decision as decisions
from firstline.domain.group.action import Action, Standing, action_from
from firstline.domain.group.action import State as Done
from firstline.domain.group.decision import Decision, decision_from
from firstline.domain.major.acts import write
from firstline.domain.major.major import Entry
from firstline.domain.ticket.ticket import Event, EventKind, Priority, Status, Ticket

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
TODAY = AT.date()
GIVEN = {"title": "换电池", "owner": "王磊", "due": "2026-12-10"}


def stamp(n: int = 0, who: str = "李娜") -> Stamp:
    return Stamp(f"{who}{n}", AT, who)


def record(*edits: Edit) -> Entity:
    shown = rebase_entity(None, [actions.assign(stamp(), "a1b2c3", GIVEN), *edits])
    assert shown is not None
    return shown


def action(*edits: Edit) -> Action:
    return action_from(record(*edits))


@pytest.mark.parametrize(
    ("due", "standing"),
    [("2026-11-23", Standing.OVERDUE), ("2026-11-24", Standing.SOON),
     ("2026-12-01", Standing.SOON), ("2026-12-02", Standing.OPEN)],
)  # fmt: skip
def test_an_action_is_overdue_from_the_day_after(due: str, standing: Standing) -> None:
    edit = actions.assign(stamp(), "a", {**GIVEN, "due": due})
    shown = rebase_entity(None, [edit])
    assert shown is not None
    assert action_from(shown).standing(TODAY) is standing


def test_each_postponement_stays_with_its_reason() -> None:
    first = actions.postpone(record(), "2026-12-20", "缺备件", stamp(1))
    second = actions.postpone(record(first), "2027-01-05", "供应商延期", stamp(2))
    held = action(first, second)
    assert held.due == date(2027, 1, 5)
    assert [(one.data["from"], one.data["to"], one.text) for one in held.postponed] == [
        ("2026-12-10", "2026-12-20", "缺备件"), ("2026-12-20", "2027-01-05", "供应商延期"),
    ]  # fmt: skip
    for due, why in (("2026-12-10", "同一天"), ("2026-12-11", " "), ("bald", "坏日期")):
        with pytest.raises(BadInput):
            actions.postpone(record(), due, why, stamp(3))


def test_two_desks_postpone_one_action_and_both_reasons_stay() -> None:
    here = actions.postpone(record(), "2026-12-20", "缺备件", stamp(1))
    there = actions.postpone(record(), "2026-12-30", "人手不够", stamp(1, "赵工"))
    shown = record(here, there)
    assert action_from(shown).due == date(2026, 12, 20)
    assert [one.mine for one in shown.conflicts] == ["2026-12-30"]
    assert {one.text for one in action_from(shown).postponed} == {"缺备件", "人手不够"}


def test_a_closed_action_has_a_result_and_may_wait_for_its_effect() -> None:
    with pytest.raises(BadInput):
        actions.finish(record(), "  ", "", stamp(1))
    measured = {**GIVEN, "measure": "UPS 告警数", "measure_on": "2026-11-20", "origin": "pir"}
    first = actions.assign(stamp(), "a", measured)
    base = rebase_entity(None, [first])
    assert base is not None
    done = actions.finish(base, "已更换 4 组", "照片 12", stamp(1))
    after = rebase_entity(None, [first, done])
    assert after is not None
    held = action_from(after)
    assert (held.result, held.evidence) == ("已更换 4 组", "照片 12")
    assert held.standing(TODAY) is Standing.UNMEASURED
    seen = rebase_entity(None, [first, done, actions.saw_effect(after, "告警 9 → 0", stamp(2))])
    assert seen is not None
    assert action_from(seen).standing(TODAY) is Standing.UNPROVEN
    with pytest.raises(Refused):
        actions.postpone(after, "2027-01-01", "晚了", stamp(3))
    again = actions.reopen(after, "又告警", stamp(4))
    back = rebase_entity(None, [first, done, again])
    assert back is not None
    assert action_from(back).state is Done.OPEN
    assert [one.data["what"] for one in action_from(back).history] == ["done", "reopened"]


def test_what_an_action_needs() -> None:
    for name in GIVEN:
        with pytest.raises(BadInput):
            actions.assign(stamp(), "a", {**GIVEN, name: ""})
    with pytest.raises(BadInput):
        actions.assign(stamp(), "a", {**GIVEN, "origin": "rumour"})
    held = action(actions.hand_on(record(), "赵工", stamp(1)))
    assert held.owner == "赵工"
    with pytest.raises(Refused):
        actions.reopen(record(), "为什么", stamp(1))


def test_the_improvements_of_a_review_are_actions_once_on_every_desk() -> None:
    first = Event("r.0", EventKind.REPORTED, AT)
    ticket = Ticket("t", "L-1", "全厂停机", AT, AT, priority=Priority.P1, events=(first,))
    review = {
        "timeline": "10:00", "found": "来电", "restored": "切换", "whys": "一\n二\n三",
        "improvements": "换电池 | 王磊 | 2026-12-10\n每季测试 | 李娜 | 2026-12-20",
    }  # fmt: skip
    steps: tuple[Callable[[Ticket], Edit], ...] = (
        lambda one: write(one, Entry.DECLARED, stamp(1)),
        lambda one: move(one, Status.RESOLVED, stamp(2)),
        lambda one: write(one, Entry.REVIEW, stamp(3), fields=review),
    )
    assert actions.follow_ups(ticket, stamp(9), ()) == []
    for step in steps:
        ticket = rebase(ticket, (step(ticket),)) or ticket
    made = actions.follow_ups(ticket, stamp(4), ())
    assert [(one.kind, one.act) for one in made] == [("action", "open")] * 2
    other = actions.follow_ups(ticket, stamp(5, "赵工"), ())
    assert [one.entity for one in made] == [one.entity for one in other]
    assert not {one.id for one in made} & {one.id for one in other}
    shown = rebase_entity(None, [made[0], other[0]])
    assert shown is not None
    held = action_from(shown)
    assert (held.title, held.owner, held.origin, held.ref) == ("换电池", "王磊", "pir", "t")
    assert not shown.conflicts
    assert len(actions.follow_ups(ticket, stamp(6), [made[0].entity])) == 1


# --- decisions ---

DECIDED = {"title": "升级到 U8+ 16.5", "why": "16.1 停止支持", "by": "双方负责人",
           "review_on": "2026-11-20"}  # fmt: skip


def decided(*edits: Edit, key: str = "d1b2c3") -> Entity:
    first = decisions.decide(stamp(), key, "g", DECIDED)
    shown = rebase_entity(None, [first, *edits])
    assert shown is not None
    return shown


def test_a_decision_is_due_for_review_until_somebody_looked() -> None:
    one = decision_from(decided())
    assert one.number == "D-D1B2C3"
    assert one.on == TODAY
    assert one.review_due(TODAY)
    later = decisions.review(decided(), "仍然成立", "2027-05-20", stamp(1))
    after = decision_from(decided(later))
    assert not after.review_due(TODAY)
    assert after.review_on == date(2027, 5, 20)
    assert [event.text for event in after.history] == ["仍然成立"]


def test_a_decision_ends_with_a_reason_and_stays_on_record() -> None:
    gone = decided(decisions.withdraw(decided(), "预算取消", stamp(1)))
    assert decision_from(gone).state is decisions.State.WITHDRAWN
    assert not decision_from(gone).review_due(TODAY)
    with pytest.raises(Refused):
        decisions.review(gone, "看过", "", stamp(2))
    replaced = decided(decisions.replace_by(decided(), "other", "新方案", stamp(1)))
    assert decision_from(replaced).replaced_by == "other"
    with pytest.raises(BadInput):
        decisions.replace_by(decided(), "d1b2c3", "自己", stamp(3))
    for lacking in ("title", "why", "by"):
        with pytest.raises(BadInput):
            decisions.decide(stamp(), "d", "g", {**DECIDED, lacking: ""})
    with pytest.raises(BadInput):
        decisions.decide(stamp(), "d", "g", {**DECIDED, "on": "gestern"})


def test_a_number_that_two_bear_is_never_guessed() -> None:
    one = Decision("aaaa-ffffff", "g", "", "甲", "理由", "王", TODAY)
    two = replace(one, id="bbbb-ffffff")
    assert decisions.find([one], "d-ffffff") is one
    with pytest.raises(Refused) as caught:
        decisions.find([one, two], "D-FFFFFF")
    assert "aaaa-ffffff" in caught.value.sentence.en
    assert decisions.find([one, two], "bbbb-ffffff") is two
    with pytest.raises(Refused):
        decisions.find([], "D-000000")
