"""Redmine's JSON and our values: fields, words, marks, histories, and cursors."""

from dataclasses import replace

import pytest
from redmine_issues import PRIORITIES, STATUSES, TRACKERS, place, recorded, words

from firstline.domain.edits.fold import fold
from firstline.domain.ticket.statuses import CHART, open_pauses
from firstline.domain.ticket.ticket import EventKind, Leg, Priority, Status, TicketType
from firstline.portal.base import CursorLost
from firstline.portal.redmine.cursor import Cursor, Phase, earlier, read_cursor
from firstline.portal.redmine.wire import Mark, body_of, copy_of, mark_of, marked, ticket_of
from firstline.portal.redmine.wire_log import events_of, last_journal, moved
from firstline.portal.redmine.wire_words import words_of

_OURS = "0190aaaa-0000-7000-8000-00000000000a"
K = EventKind


def test_fields_become_ours_and_lines_end_alike() -> None:
    ticket = ticket_of(recorded(), place(), "t")
    assert (ticket.number, ticket.title) == ("201", "三号线打印机卡纸(已换辊)")
    assert ticket.body == "第一行\n第二行\n第三行"
    assert (ticket.status, ticket.priority) == (Status.IN_PROGRESS, Priority.P1)
    assert (ticket.type, ticket.requester, ticket.assignee) == (
        TicketType.INCIDENT, "王小明", "张敏",
    )  # fmt: skip
    assert [(one.sha256, one.name, one.size) for one in ticket.attachments] == [
        ("attachment:1", "故障 截图.png", 5)
    ]


def test_journals_become_events_that_move_our_clocks() -> None:
    issue = recorded()
    told = [(one.kind, one.leg, one.actor) for one in events_of(issue, place())]
    assert told == [
        (K.RESPONDED, Leg.INTERNAL, "张敏"), (K.STARTED, None, "张敏"), (K.CHANGED, None, "张敏"),
        (K.NOTE, None, "李工"),
        (K.MESSAGE, None, "王小明"),
        (K.PAUSED, Leg.INTERNAL, "张敏"), (K.PRIORITY, None, "张敏"),
        (K.RESPONDED, Leg.INTERNAL, "张敏"), (K.CHANGED, None, "张敏"),
        (K.RESOLVED, None, "张敏"),
        (K.CHANGED, None, "李工"), (K.CLOSED, None, "李工"),
        (K.REOPENED, None, "李工"), (K.CHANGED, None, "李工"),
        (K.RESPONDED, Leg.INTERNAL, "李工"),
    ]  # fmt: skip
    assert last_journal(issue) == 74
    changes = [one.data for one in events_of(issue, place()) if one.kind is K.CHANGED]
    assert [(one["field"], one["old"], one["new"]) for one in changes] == [
        ("assignee", "", "张敏"),
        ("title", "三号线打印机卡纸", "三号线打印机卡纸(已换辊)"),
        ("body", "第一行\n第二行", "第一行\n第二行\n第三行"),
        ("Location", "", "三号线"),
    ]


def test_reading_twice_adds_nothing_and_an_act_of_ours_stands_for_its_journal() -> None:
    issue, where = recorded(), place()
    copy = copy_of(issue, where, "t", events_of(issue, where), 74)
    assert copy.doc is not None
    assert copy.version == "2026-11-28T06:40:26Z/74"
    once = fold(None, copy.doc, copy.carried or (), copy.same)
    assert fold(once, copy.doc, copy.carried or (), copy.same) == once
    own = {
        "id": "edit.0", "kind": "responded", "at": "2026-11-28T06:40:26+00:00",
        "leg": "internal", "text": "截图", "data": {"remote": "journal:74"},
    }  # fmt: skip
    kept = [one for one in once["events"] if one["data"]["remote"] != "journal:74"]
    again = fold({**once, "events": [*kept, own]}, copy.doc, copy.carried or (), copy.same)
    texts = [one["id"] for one in again["events"] if one.get("text") == "截图"]
    assert texts == ["edit.0"]


def test_an_issue_that_was_not_new_when_it_was_made_has_what_that_means() -> None:
    issue = {**recorded(), "journals": [], "status": STATUSES[4]}
    kinds = [one.kind for one in events_of(issue, place())]
    assert kinds == [K.RESOLVED, K.CLOSED]


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_any_move_of_theirs_leaves_the_pauses_that_the_new_status_has(
    old: Status, new: Status
) -> None:
    events = (*moved(Status.NEW, old), *moved(old, new))
    ticket = replace(ticket_of(recorded(), place(), "t"), status=new, events=events)
    assert open_pauses(ticket) == CHART[new].pauses


# --- words ---


def test_the_lists_of_a_stock_redmine_are_understood() -> None:
    known = words()
    assert [known.statuses.word(one["id"]) for one in STATUSES] == [
        "new", "in_progress", "resolved", "waiting_requester", "closed", "cancelled",
    ]  # fmt: skip
    assert [known.priorities.word(one["id"]) for one in PRIORITIES] == [
        "P4", "P3", "P2", "P1", "P1",
    ]  # fmt: skip
    assert [known.trackers.word(one["id"]) for one in TRACKERS] == [
        "incident", "improvement", "request",
    ]  # fmt: skip


def test_what_redmine_has_no_word_for_becomes_the_nearest_and_comes_back_as_it_was() -> None:
    scale = words().statuses
    assert scale.remote("with_vendor") == 2
    assert set(scale.same("in_progress")) == {"in_progress", "with_vendor", "waiting_customer_info"}
    assert set(scale.same("new")) == {"new", "triaged"}
    assert scale.says("duplicate") == "cancelled"
    assert words().priorities.remote("P1") == 4


def test_chinese_lists_own_names_and_unknown_names() -> None:
    listed = [
        {"id": 1, "name": "待处理", "is_closed": False},
        {"id": 2, "name": "处理中", "is_closed": False},
        {"id": 3, "name": "外包中", "is_closed": False},
        {"id": 4, "name": "Geschlossen", "is_closed": True},
    ]
    levels = [{"id": one, "name": f"L{one}", "active": one != 4} for one in range(1, 5)]
    known = words_of(6, listed, levels, TRACKERS, {}, {"status": {"外包中": "with_vendor"}})
    assert [known.statuses.word(one) for one in range(1, 5)] == [
        "new", "in_progress", "with_vendor", "closed",
    ]  # fmt: skip
    assert known.statuses.same("with_vendor") == ("with_vendor", "waiting_customer_info")
    assert [known.priorities.word(one) for one in range(1, 5)] == ["P4", "P3", "P2", "P1"]
    assert known.statuses.word(99) == "in_progress"


def test_a_person_is_found_however_the_name_is_turned() -> None:
    known = replace(words(), people={5: "工 李", 6: "John Smith"})
    assert known.person("李工") == known.person("工 李") == known.person("李 工") == 5
    assert known.person("smith john") == 6
    assert known.person("王工") is None


# --- marks ---


def test_a_mark_is_the_last_line_and_is_not_shown() -> None:
    mark = Mark(_OURS, 300)
    text = marked("第一行\n第二行", mark)
    assert text.splitlines()[-1] == str(mark)
    issue = {**recorded(), "description": text.replace("\n", "\r\n")}
    assert mark_of(issue) == mark
    assert body_of(issue) == "第一行\n第二行"
    assert body_of({**recorded(), "description": marked("", mark)}) == ""
    assert ticket_of(issue, place(), _OURS).requester == ""  # the author only recorded it


def test_a_mark_may_stand_in_a_field_of_its_own() -> None:
    fields = [{"id": 3, "name": "Firstline", "value": str(Mark(_OURS, 7))}]
    assert mark_of({**recorded(), "custom_fields": fields}) == Mark(_OURS, 7)


def test_a_recorders_note_on_a_ticket_of_ours_is_an_answer() -> None:
    issue = {**recorded(), "description": str(Mark(_OURS, 200))}
    kinds = {one.kind for one in events_of(issue, place())}
    assert K.MESSAGE not in kinds


# --- cursors ---


def test_a_cursor_survives_as_text() -> None:
    cursor = Cursor(Phase.LOG, 7, "2026-11-28T06:40:26Z", todo=(1, 2), total=4).noted(
        9, "2026-11-28T06:40:27Z", sure=False
    )
    assert read_cursor(cursor.text()) == cursor
    assert cursor.newest == "2026-11-28T06:40:27Z"
    begun = cursor.begun(cursor.newest, frozenset({"9"}))
    assert (dict(begun.seen), begun.unsure, begun.at) == ({}, (), "2026-11-28T06:40:27Z")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"v":2}', '{"v":1,"phase":"moon"}', "x" * 9])
def test_a_cursor_of_something_else_is_lost(text: str) -> None:
    with pytest.raises(CursorLost):
        read_cursor(text)


def test_stamps_are_moved_over_midnight() -> None:
    assert earlier("2026-12-01T00:00:01Z", 2) == "2026-11-30T23:59:59Z"
    assert earlier("2026-11-30T23:59:59Z", -2) == "2026-12-01T00:00:01Z"
