"""A contact stands in the one timeline; it moves a clock only where somebody said that it does."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from firstline.domain.contact.acts import NewContact, fresh, log_contacts
from firstline.domain.contact.log import (
    Channel,
    Direction,
    contacts_of,
    is_contact,
    said_of_contact,
)
from firstline.domain.edits.codec import ticket_from_json, ticket_to_json
from firstline.domain.edits.edits import Stamp, hand_off, reply
from firstline.domain.edits.inverse import invert
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ticket.first_replies import first_replies
from firstline.domain.ticket.ticket import (
    Attachment,
    Event,
    EventKind,
    Leg,
    Priority,
    Status,
    Ticket,
)

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
REPORTED = Event("r.0", EventKind.REPORTED, AT)
TICKET = Ticket("t", "L-1", "月结报错", AT, AT, priority=Priority.P2, events=(REPORTED,))
CALL = NewContact(
    Channel.HOTLINE, Direction.OUT, Leg.VENDOR, AT + timedelta(minutes=20), "说已派单", "王工",
    "8891", "等 11:00 回电",
)  # fmt: skip


def after(minutes: int, who: str = "李娜") -> Stamp:
    return Stamp(f"s-{who}-{minutes}", AT + timedelta(minutes=minutes), who)


def logged(ticket: Ticket, *news: NewContact, at: int = 60) -> Ticket:
    shown = rebase(ticket, (log_contacts(ticket, news, after(at)),))
    assert shown is not None
    return shown


def handed(ticket: Ticket = TICKET) -> Ticket:
    edit = hand_off(ticket, after(10), received_at=AT + timedelta(minutes=12), proof="回执")
    shown = rebase(ticket, (edit,))
    assert shown is not None
    return shown


def test_a_contact_tells_all_of_it_and_moves_no_clock() -> None:
    ticket = logged(handed(), CALL)
    (one,) = contacts_of(ticket)
    assert (one.channel, one.direction, one.party) == ("hotline", "out", Leg.VENDOR)
    assert (one.person, one.ref, one.next_step) == ("王工", "8891", "等 11:00 回电")
    assert one.summary == "说已派单"
    assert one.clock == ""
    assert not [one for one in ticket.events if one.kind is EventKind.RESPONDED]
    said = said_of_contact(ticket.events[-1])
    assert said is not None
    assert said.zh == "热线 · 我方 → 厂商 · 王工 · 号 8891 · 下一步:等 11:00 回电"
    assert ticket_from_json(ticket_to_json(ticket)) == ticket


def test_said_to_be_the_reply_it_is_the_clock_event_with_its_proof() -> None:
    ticket = logged(handed(), replace(CALL, is_reply=True))
    (reply_event,) = [one for one in ticket.events if one.kind is EventKind.RESPONDED]
    assert (reply_event.leg, reply_event.at, reply_event.received_at) == (
        Leg.VENDOR,
        CALL.at,
        CALL.at,
    )
    assert reply_event.proof == "hotline · 8891 · 王工"
    (one,) = contacts_of(ticket)
    assert one.clock == reply_event.id


@pytest.mark.parametrize(
    ("ticket", "contact", "words"),
    [
        (TICKET, replace(CALL, is_reply=True), "has not received it"),
        (handed(), replace(CALL, is_reply=True, person=" "), "a person's"),
        (handed(), replace(CALL, is_reply=True, guessed="年份"), "partly guessed"),
        (handed(), replace(CALL, is_reply=True, at=AT + timedelta(minutes=11)), "before the clock"),
        (handed(), replace(CALL, is_reply=True, channel=Channel.MAIL), "not their reply"),
        (handed(), replace(CALL, summary="  "), "what it was about"),
        (handed(), replace(CALL, at=AT + timedelta(hours=5)), "not come yet"),
        (handed(), replace(CALL, corrects="x.0"), "not in this ticket"),
    ],
)
def test_what_does_not_hold_is_refused(ticket: Ticket, contact: NewContact, words: str) -> None:
    with pytest.raises((BadInput, Refused), match=words):
        log_contacts(ticket, [contact], after(60))


def test_a_mail_of_theirs_counts_where_it_is_said_so() -> None:
    mail = replace(CALL, channel=Channel.MAIL, direction=Direction.IN, is_reply=True)
    assert contacts_of(logged(handed(), mail))[0].clock


def test_a_correction_leaves_the_first_words_where_they_are() -> None:
    ticket = logged(handed(), CALL)
    first = contacts_of(ticket)[0]
    ticket = logged(
        ticket, replace(CALL, summary="其实是 8892", ref="8892", corrects=first.id), at=61
    )
    old, new = contacts_of(ticket)
    assert (old.summary, old.corrected_by) == ("说已派单", new.id)
    assert new.corrects == old.id


def test_files_are_attached_once_and_named_by_the_contact() -> None:
    file = Attachment("a" * 64, "通话.m4a", 10, "audio/mp4")
    ticket = logged(handed(), replace(CALL, files=(file,)), replace(CALL, ref="2", files=(file,)))
    assert [one.name for one in ticket.attachments] == ["通话.m4a"]
    assert all(one.files == ("a" * 64,) for one in contacts_of(ticket))
    assert len([one for one in ticket.events if one.kind is EventKind.ATTACHED]) == 1


def test_two_desks_log_offline_and_both_stand() -> None:
    ticket = handed()
    mine = log_contacts(ticket, [CALL], after(60, "李娜"))
    theirs = log_contacts(ticket, [replace(CALL, ref="2", is_reply=True)], after(61, "王磊"))
    for order in ((mine, theirs), (theirs, mine)):
        shown = rebase(ticket, order)
        assert shown is not None
        assert not shown.conflicts
        assert {(one.ref, one.by) for one in contacts_of(shown)} == {
            ("8891", "李娜"),
            ("2", "王磊"),
        }


def test_what_was_laid_in_before_is_not_fresh() -> None:
    ticket = logged(handed(), CALL)
    again = [CALL, replace(CALL, ref="9"), replace(CALL, ref="9"), replace(CALL, ref="")]
    assert [one.ref for one in fresh(ticket, again)] == ["9", ""]


def test_a_contact_that_was_sent_is_not_taken_back() -> None:
    ticket = handed()
    edit = log_contacts(ticket, [CALL], after(60))
    with pytest.raises(Refused):
        invert(logged(ticket, CALL), edit, after(70))


def test_waits_by_channel_and_leg() -> None:
    phoned = [
        logged(handed(replace(TICKET, id=f"t{n}")),
               replace(CALL, at=AT + timedelta(minutes=12 + n), is_reply=True))
        for n in (1, 2, 3, 40)
    ]  # fmt: skip
    mailed = logged(
        handed(), replace(CALL, channel=Channel.MAIL, direction=Direction.IN, is_reply=True)
    )
    answered = rebase(TICKET, (reply(TICKET, "在看", after(7)),))
    waiting = replace(handed(), id="w")
    gone = replace(phoned[0], status=Status.CANCELLED)
    assert answered is not None
    told = first_replies([*phoned, mailed, answered, waiting, gone])
    lines = {(one.leg, one.channel): one for one in told.lines}
    hotline = lines[Leg.VENDOR, "hotline"]
    assert (hotline.n, hotline.median, hotline.p95) == (
        4, timedelta(seconds=150), timedelta(minutes=40),
    )  # fmt: skip
    assert lines[Leg.VENDOR, "mail"].median == timedelta(minutes=8)
    quiet = lines[Leg.INTERNAL, ""]
    assert (quiet.n, quiet.median, quiet.called.en) == (
        1,
        timedelta(minutes=7),
        "Channel not logged",
    )
    assert told.waiting == 7, "six internal legs and one of the vendor's still wait"
    assert told.unanswered == 0


def test_a_later_versions_channel_stands_as_it_is_written() -> None:
    event = Event("e.0", EventKind.ENTRY, AT, data={"list": "contact", "channel": "fax"})
    said = said_of_contact(event)
    assert said is not None
    assert said.en.startswith("fax")
    assert not is_contact(replace(event, data={"list": "major"}))
