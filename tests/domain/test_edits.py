"""Edits: every act says what it wants, what it saw, and what it adds to the log."""

from dataclasses import replace
from datetime import timedelta

import pytest
from domain_tickets import FILE, START, at, opened, show, stamp

from firstline.domain.edits import edits
from firstline.domain.edits.edits import Change
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.statuses import open_pauses
from firstline.domain.ticket.ticket import Event, EventKind, Leg, Priority, Status, TicketType

K, S = EventKind, Status


def event(kind: EventKind, **parts: object) -> Event:
    plain = Event("", kind, START + timedelta(minutes=30))
    return replace(plain, **parts)  # type: ignore[arg-type] # the parts of an event


def kinds(edit: edits.Edit) -> list[EventKind]:
    return [one.kind for one in edit.events]


def test_an_edit_bears_its_stamp_and_numbers_its_events() -> None:
    edit = edits.move(opened(), S.WITH_VENDOR, stamp(3))
    assert (edit.id, edit.entity, edit.made_at, edit.actor) == ("e3", "t1", stamp(3).at, "王敏")
    assert [one.id for one in edit.events] == ["e3.0", "e3.1"]
    assert {one.actor for one in edit.events} == {"王敏"}


def test_opening_a_ticket() -> None:
    reported = START - timedelta(hours=2)
    edit = edits.open_ticket(
        stamp(0), "t1",
        {"title": " 库存账不平 ", "priority": "p2", "type": "question", "impact": "2",
         "tags": "月结,U8", "number": "T-1"},
        reported_at=reported, explanation="矩阵 → P2",
    )  # fmt: skip
    ticket = show(None, edit)
    assert (ticket.id, ticket.number, ticket.title) == ("t1", "T-1", "库存账不平")
    assert (ticket.priority, ticket.type, ticket.impact) == (Priority.P2, TicketType.QUESTION, 2)
    assert ticket.tags == ("月结", "U8")
    assert ticket.status is S.NEW
    assert (ticket.created_at, ticket.updated_at) == (reported, stamp(0).at)
    first = ticket.events[0]
    assert (first.kind, first.priority, first.text, first.at) == (
        K.REPORTED, Priority.P2, "矩阵 → P2", reported,
    )  # fmt: skip


@pytest.mark.parametrize("title", ["", "   ", None, "\u200b\ufeff"])
def test_a_ticket_needs_a_title(title: str | None) -> None:
    with pytest.raises(BadInput, match="title must not be empty"):
        edits.open_ticket(stamp(0), "t1", {"title": title})
    with pytest.raises(BadInput, match="title must not be empty"):
        edits.set_field(opened(), "title", title, stamp(1))


def test_a_ticket_without_any_field_needs_a_title_too() -> None:
    with pytest.raises(BadInput, match="title must not be empty"):
        edits.open_ticket(stamp(0), "t1", {"body": "x"})


def test_setting_a_field_tells_old_and_new() -> None:
    ticket = opened(site="一厂")
    edit = edits.set_field(ticket, "site", "二厂", stamp(1))
    assert edit.changes == (Change("site", "二厂", "一厂"),)
    assert edit.events[0].data == {"field": "site", "old": "一厂", "new": "二厂"}
    assert show(ticket, edit).site == "二厂"


@pytest.mark.parametrize("name", ["status", "priority", "number", "events", "id", "nonsense"])
def test_fields_with_an_act_of_their_own_are_not_plainly_set(name: str) -> None:
    with pytest.raises(BadInput, match="no field named"):
        edits.set_field(opened(), name, "x", stamp(1))


def test_a_plain_priority_change() -> None:
    ticket = opened()
    changed = show(ticket, edits.set_priority(ticket, Priority.P1, stamp(1), reason="停线"))
    assert (changed.priority, changed.status) == (Priority.P1, S.NEW)
    assert (changed.events[-1].priority, changed.events[-1].reason) == (Priority.P1, "停线")


def test_a_triage_moves_a_new_ticket_and_records_its_priority_even_if_it_stays() -> None:
    ticket = opened()
    edit = edits.set_priority(
        ticket, ticket.priority, stamp(1), impact=2, urgency=1, modifiers=("month_end",)
    )
    triaged = show(ticket, edit)
    assert kinds(edit) == [K.TRIAGED, K.PRIORITY]
    assert (triaged.status, triaged.impact, triaged.urgency) == (S.TRIAGED, 2, 1)
    assert triaged.modifiers == ("month_end",)
    again = edits.set_priority(triaged, triaged.priority, stamp(2), impact=3, urgency=1)
    assert kinds(again) == []  # nothing that moves a clock
    assert show(triaged, again).impact == 3


def test_the_vendors_view_is_its_own() -> None:
    ticket = opened()
    edit = edits.set_priority(ticket, Priority.P4, stamp(1), leg=Leg.VENDOR)
    told = show(ticket, edit)
    assert (told.priority, told.vendor_priority) == (Priority.P3, Priority.P4)
    assert told.events[-1].leg is Leg.VENDOR


def test_a_move_keeps_its_words_its_time_and_its_reason() -> None:
    ticket = at(S.IN_PROGRESS)
    when = START + timedelta(hours=1)
    edit = edits.move(ticket, S.RESOLVED, stamp(5), at=when, text="重启服务后恢复", reason="fixed")
    done = edit.events[0]
    assert (done.at, done.text, done.reason) == (when, "重启服务后恢复", "fixed")


def test_a_hand_off_with_its_receipt() -> None:
    ticket = at(S.IN_PROGRESS)
    received = START + timedelta(hours=1)
    edit = edits.hand_off(
        ticket, stamp(5), received_at=received, case_no="YY-88", proof="call note"
    )
    handed = show(ticket, edit)
    given = handed.events[-2]
    assert (given.kind, given.received_at, given.proof) == (K.HANDED_OFF, received, "call note")
    assert (handed.status, handed.case_no, given.data) == (
        S.WITH_VENDOR, "YY-88", {"case_no": "YY-88"},
    )  # fmt: skip


def test_a_receipt_that_comes_later_is_added_and_pauses_nothing() -> None:
    ticket = at(S.WITH_VENDOR)
    received = START + timedelta(hours=3)
    edit = edits.hand_off(ticket, stamp(5), received_at=received)
    assert kinds(edit) == [K.HANDED_OFF]
    assert edit.changes == ()
    again = at(S.WITH_VENDOR)
    again = show(again, edits.move(again, S.IN_PROGRESS, stamp(6)))
    second = edits.hand_off(again, stamp(7), received_at=received)
    assert kinds(second) == [K.PAUSED, K.HANDED_OFF]
    assert second.events[-1].received_at == received


def test_a_reply_answers_and_a_note_does_not() -> None:
    ticket = opened()
    reply = edits.reply(ticket, "请重启客户端", stamp(1))
    note = edits.reply(ticket, "问问老李", stamp(1), internal=True)
    assert (reply.events[0].kind, reply.events[0].leg) == (K.RESPONDED, Leg.INTERNAL)
    assert (note.events[0].kind, note.events[0].leg) == (K.NOTE, None)
    with pytest.raises(BadInput, match="must not be empty"):
        edits.reply(ticket, " \n ", stamp(1))


def test_attaching_and_taking_off() -> None:
    ticket = opened()
    held = show(ticket, edits.attach(ticket.id, [FILE], stamp(1)))
    assert held.attachments == (FILE,)
    off = show(held, edits.detach(held, FILE.sha256, stamp(2)))
    assert off.attachments == ()
    assert off.events[-1].data["name"] == FILE.name


def test_tags_are_added_cleaned_and_removed() -> None:
    ticket = opened(tags=("a",))
    edit = edits.tag(ticket, stamp(1), add=(" b\u200b ", "c"), remove=("a",))
    assert show(ticket, edit).tags == ("b", "c")


# ── log: any event of sla.md, the status following ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "logged", "becomes"),
    [
        (
            S.IN_PROGRESS,
            event(K.PAUSED, leg=Leg.INTERNAL, reason="waiting_requester"),
            S.WAITING_REQUESTER,
        ),
        (S.WAITING_REQUESTER, event(K.RESUMED, leg=Leg.INTERNAL), S.IN_PROGRESS),
        (
            S.WITH_VENDOR,
            event(K.PAUSED, leg=Leg.VENDOR, reason="waiting_customer_info"),
            S.WAITING_CUSTOMER_INFO,
        ),
        (S.WAITING_CUSTOMER_INFO, event(K.RESUMED, leg=Leg.VENDOR), S.WITH_VENDOR),
        (S.WITH_VENDOR, event(K.RESUMED, leg=Leg.INTERNAL), S.IN_PROGRESS),
        (S.WAITING_CUSTOMER_INFO, event(K.RESUMED), S.IN_PROGRESS),
        (S.NEW, event(K.TRIAGED), S.TRIAGED),
        (S.TRIAGED, event(K.STARTED), S.IN_PROGRESS),
        (S.IN_PROGRESS, event(K.RESOLVED), S.RESOLVED),
        (S.RESOLVED, event(K.CLOSED), S.CLOSED),
        (S.CLOSED, event(K.REOPENED), S.IN_PROGRESS),
        (S.NEW, event(K.CANCELLED), S.CANCELLED),
        (S.NEW, event(K.DUPLICATE, data={"of": "T-9"}), S.DUPLICATE),
        (S.NEW, event(K.MERGED, data={"into": "T-9"}), S.DUPLICATE),
        (S.NEW, event(K.HANDED_OFF, proof="mail"), S.WITH_VENDOR),
        # these say nothing about where the ticket stands
        (S.WITH_VENDOR, event(K.RESOLVED, leg=Leg.VENDOR), S.WITH_VENDOR),
        (S.WITH_VENDOR, event(K.PAUSED, leg=Leg.VENDOR, reason="customer_hold"), S.WITH_VENDOR),
        (S.WITH_VENDOR, event(K.RESPONDED, leg=Leg.VENDOR), S.WITH_VENDOR),
        (S.NEW, event(K.ACKNOWLEDGED), S.NEW),
        (S.NEW, event(K.MESSAGE, text="急!"), S.NEW),
        (S.IN_PROGRESS, event(K.STARTED), S.IN_PROGRESS),
    ],
)
def test_the_status_follows_the_log(status: Status, logged: Event, becomes: Status) -> None:
    ticket = at(status)
    after = show(ticket, edits.log(ticket, logged, stamp(9)))
    assert after.status is becomes
    assert not after.conflicts
    made = [one for one in after.events[len(ticket.events) :] if one.kind is logged.kind]
    assert [(one.at, one.text, one.proof) for one in made] == [
        (logged.at, logged.text, logged.proof)
    ]
    assert len({one.id for one in after.events}) == len(after.events)


def test_resuming_both_legs_ends_both_pauses() -> None:
    ticket = at(S.WAITING_CUSTOMER_INFO)
    assert open_pauses(show(ticket, edits.log(ticket, event(K.RESUMED), stamp(9)))) == {}


def test_a_logged_priority_is_the_tickets_priority() -> None:
    ticket = opened()
    ours = show(ticket, edits.log(ticket, event(K.PRIORITY, priority=Priority.P1), stamp(1)))
    theirs = event(K.PRIORITY, priority=Priority.P4, leg=Leg.VENDOR)
    both = show(ours, edits.log(ours, theirs, stamp(2)))
    assert (both.priority, both.vendor_priority) == (Priority.P1, Priority.P4)


@pytest.mark.parametrize(
    ("status", "logged", "kind", "said"),
    [
        (S.IN_PROGRESS, event(K.RESUMED, leg=Leg.INTERNAL), BadInput, "nothing to resume"),
        (S.WITH_VENDOR, event(K.RESUMED, leg=Leg.VENDOR), BadInput, "nothing to resume"),
        (S.IN_PROGRESS, event(K.RESUMED), BadInput, "nothing to resume"),
        (S.IN_PROGRESS, event(K.PAUSED), BadInput, "needs a reason"),
        (S.IN_PROGRESS, event(K.PRIORITY), BadInput, "which priority"),
        (S.IN_PROGRESS, event(K.REOPENED), Refused, "nothing to reopen"),
        (S.IN_PROGRESS, event(K.REPORTED), Refused, "reported already"),
        (S.RESOLVED, event(K.STARTED), Refused, "reopen it first"),
        (S.RESOLVED, event(K.RESOLVED), Refused, "cannot become resolved"),
        (S.CANCELLED, event(K.MERGED), Refused, "cannot become duplicate"),
        (S.NEW, event(K.CLOSED), Refused, "cannot become closed"),
        (S.NEW, event(K.DUPLICATE), BadInput, "must name the ticket"),
        (
            S.NEW,
            event(K.PAUSED, leg=Leg.VENDOR, reason="waiting_customer_info"),
            Refused,
            "cannot become waiting_customer_info",
        ),
    ],
)
def test_what_cannot_be_logged_is_refused(
    status: Status, logged: Event, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        edits.log(at(status), logged, stamp(9))
