"""What an edit asks of a Redmine issue, and how its effect is known again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from redmine_issues import place, recorded

from firstline.domain.edits.codec import ticket_from_json
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import reply, set_field, set_priority
from firstline.domain.edits.exchange import Op
from firstline.domain.edits.moves import hand_off, move
from firstline.domain.edits.rebase import rebase
from firstline.domain.ticket.ticket import EventKind, Leg, Priority, Status, Ticket
from firstline.portal.redmine.wire import copy_of, instant
from firstline.portal.redmine.wire_effect import earlier_effect, notes_as_kept, own_effect
from firstline.portal.redmine.wire_found import Found, as_taken, with_remotes
from firstline.portal.redmine.wire_log import events_of
from firstline.portal.redmine.wire_wish import Wish, raw_of, says, their, wish_of

AT = instant("2026-11-28T06:40:26Z")


def shown(issue: dict[str, Any]) -> Ticket:
    doc = copy_of(issue, place(), "t", events_of(issue, place()), 74).doc
    assert doc is not None
    return ticket_from_json(doc)


def stamp(name: str = "edit") -> Stamp:
    return Stamp(name, AT, "李工")


def wish(edit: Edit, issue: dict[str, Any]) -> Wish:
    before = shown(issue)
    return wish_of(edit, before, rebase(before, [edit]) or before, issue, place())


def journal(
    number: int,
    notes: str = "",
    by: int = 6,
    *,
    private: bool = False,
    at: str = "2026-11-28T06:41:00Z",
    **changed: tuple[str, str],
) -> dict[str, Any]:
    details = [
        {"property": "attr", "name": name, "old_value": old, "new_value": new}
        for name, (old, new) in changed.items()
    ]
    return {"id": number, "user": {"id": by, "name": "?"}, "notes": notes, "created_on": at,
            "private_notes": private, "details": details}  # fmt: skip


def with_journals(*more: dict[str, Any]) -> dict[str, Any]:
    issue = recorded()
    return {**issue, "journals": [*issue["journals"], *more]}


# --- what is asked ---


def test_only_what_the_issue_does_not_say_already_is_written() -> None:
    issue = recorded()
    ticket = shown(issue)
    assert wish(set_priority(ticket, Priority.P2, stamp()), issue).values == {"priority": "P2"}
    assert wish(move(ticket, Status.WITH_VENDOR, stamp()), issue).values == {}
    assert wish(move(ticket, Status.RESOLVED, stamp()), issue).values == {"status": "resolved"}
    assert wish(set_field(ticket, "site", "一厂", stamp()), issue).is_empty


def test_what_is_agreed_with_the_vendor_stays_with_us() -> None:
    issue = recorded()
    ticket = shown(issue)
    edit = hand_off(ticket, stamp(), case_no="V-7", proof="电话")
    asked = wish(edit, issue)
    assert (asked.values, asked.notes) == ({}, ())
    heard = reply(ticket, "厂商说下周", stamp())
    heard = replace(heard, events=(replace(heard.events[0], leg=Leg.VENDOR),))
    assert wish(heard, issue).is_empty


def test_a_note_is_private_and_an_answer_is_not() -> None:
    issue = recorded()
    ticket = shown(issue)
    for internal in (True, False):
        asked = wish(reply(ticket, "看日志", stamp(), internal=internal), issue)
        assert [(one.text, one.private) for one in asked.notes] == [("看日志", internal)]


def test_values_as_redmine_writes_them() -> None:
    issue, words = recorded(), place().words
    assert their("status", "with_vendor", issue, words) == 2
    assert their("priority", "P1", issue, words) == 4
    assert their("assignee", "李工", issue, words) == 6
    assert their("assignee", "", issue, words) == ""
    assert their("assignee", "无此人", issue, words) is None
    barred = {**issue, "allowed_statuses": [{"id": 2, "name": "In Progress"}]}
    assert their("status", "resolved", barred, words) is None
    assert raw_of("body", issue) == "第一行\n第二行\n第三行"
    assert (raw_of("assignee", issue), raw_of("status", issue)) == ("5", "2")
    assert says("assignee", "张敏", issue, place())
    assert not says("assignee", "", issue, place())


# --- what became of it ---


def test_two_equal_texts_need_two_journals() -> None:
    issue = recorded()
    edit = reply(shown(issue), "请重启", stamp())
    twice = replace(edit, events=(*edit.events, replace(edit.events[0], id="edit.1")))
    asked = wish(twice, issue)
    one = own_effect(asked, [journal(80, "请重启")], {}, place().words)
    assert one.notes == {"edit.0": 80}
    two = own_effect(asked, [journal(80, "请重启"), journal(81, "请重启\r\n")], {}, place().words)
    assert two.notes == {"edit.0": 80, "edit.1": 81}


@pytest.mark.parametrize(
    "told", [journal(80, "请重启", by=5), journal(80, "请重启", private=True), journal(80, "重启")]
)
def test_another_persons_or_another_text_is_not_ours(told: dict[str, Any]) -> None:
    issue = recorded()
    asked = wish(reply(shown(issue), "请重启", stamp()), issue)
    assert own_effect(asked, [told], {}, place().words).notes == {}


def test_a_text_that_redmine_keeps_otherwise_is_known_all_the_same() -> None:
    issue = recorded()
    asked = wish(reply(shown(issue), "好 👍", stamp()), issue)
    fresh = [journal(80, "别人的", by=5), journal(81, "好 ?")]
    assert notes_as_kept(asked, fresh, Found(), 6) == {"edit.0": 81}


def test_an_earlier_try_is_looked_for_after_the_copy_and_after_the_edit() -> None:
    late, early = "2026-11-28T06:41:00Z", "2026-11-28T06:30:00Z"
    edit = reply(shown(recorded()), "好的", stamp())
    for number, at, version, wanted in (
        (80, late, "", {"edit.0": 80}),
        (80, early, "", {}),  # typed in the browser, long before
        (80, early, "x/74", {"edit.0": 80}),  # this device's clock is ahead
        (80, early, "x/80", {}),
        (80, late, "x/80", {"edit.0": 80}),  # a pull came between
    ):
        issue = with_journals(journal(number, "好的", at=at))
        op = Op(edit, 1, "201", version, tries=1)
        found = earlier_effect(op, wish(edit, issue), issue, shown(issue), frozenset(), place())
        assert found.notes == wanted, (number, at, version)


def test_what_an_act_of_ours_or_of_this_push_stands_for_is_not_found_again() -> None:
    issue = with_journals(journal(80, "好的"))
    edit = reply(shown(recorded()), "好的", stamp())
    op = Op(edit, 1, "201", "x/74", tries=1)
    claimed = frozenset({80})
    known = shown(issue)
    assert not earlier_effect(op, wish(edit, issue), issue, known, claimed, place()).notes
    other = replace(known.events[-1], id="other.0", data={"remote": "journal:80"})
    known = replace(known, events=(*known.events, other))
    assert not earlier_effect(op, wish(edit, issue), issue, known, frozenset(), place()).notes


def test_a_lost_write_that_overwrote_somebody_is_a_clash() -> None:
    before = shown({**recorded(), "assigned_to": None})
    edit = set_field(before, "assignee", "李工", stamp())
    for old, clashed in (("", set()), ("5", {"assignee"})):
        issue = with_journals(journal(80, assigned_to_id=(old, "6")))
        issue["assigned_to"] = {"id": 6, "name": "李工"}
        op = Op(edit, 1, "201", "x/74", tries=1)
        found = earlier_effect(op, wish(edit, issue), issue, shown(issue), frozenset(), place())
        assert (set(found.taken), found.clashed) == ({"assignee"}, clashed)
        assert bool(as_taken(edit, found).changes) == bool(clashed)


def test_acts_bear_the_portals_ids_of_their_effect() -> None:
    ticket = shown(recorded())
    edit = set_priority(ticket, Priority.P2, stamp(), impact=2, urgency=2)
    found = Found(changed={80: {"priority": "4"}})
    told = with_remotes(edit.events, edit, found)
    assert [one.data.get("remote") for one in told] == ["journal:80"]
    said = reply(ticket, "好", stamp("said"))
    both = with_remotes(said.events, said, Found({"said.0": 81}, changed={81: {"status": "1"}}))
    assert [(one.kind, one.data["remote"]) for one in both] == [
        (EventKind.RESPONDED, "journal:81")
    ]  # fmt: skip


def test_the_edit_is_older_than_its_effect_by_more_than_clocks_differ() -> None:
    issue = with_journals(journal(80, "好的"))
    edit = replace(reply(shown(recorded()), "好的", stamp()), made_at=AT + timedelta(hours=1))
    op = Op(edit, 1, "201", "", tries=1)
    assert not earlier_effect(
        op, wish(edit, issue), issue, shown(issue), frozenset(), place()
    ).notes
