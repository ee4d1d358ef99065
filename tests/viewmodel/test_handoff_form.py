"""The vendor lane: legal acts only, and receipt starts the vendor's clock at its own instant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firstline.domain.contact.log import Channel, contacts_of
from firstline.domain.edits.edit import Edit, Stamp
from firstline.domain.edits.edits import open_ticket
from firstline.domain.edits.rebase import rebase
from firstline.domain.errors import BadInput, Refused
from firstline.domain.ids import new_id
from firstline.domain.routing.vendor_expert import vendor_expert
from firstline.domain.ticket.first_replies import first_replies
from firstline.domain.ticket.statuses import open_pauses
from firstline.domain.ticket.ticket import EventKind, Leg, Status, Ticket
from firstline.viewmodel import times
from firstline.viewmodel.handoff.handoff import (
    MOST,
    LaneAct,
    VendorForm,
    makers,
    offered,
    remembered,
    usual_channel,
    usual_person,
)

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOW = START + timedelta(hours=3)


def stamp(now: datetime = NOW) -> Stamp:
    return Stamp(new_id(now), now, "王磊")


def after(ticket: Ticket | None, edit: Edit) -> Ticket:
    shown = rebase(ticket, [edit])
    assert shown is not None
    return shown


def fresh() -> Ticket:
    return after(None, open_ticket(stamp(START), "t1", {"title": "x"}))


def done(ticket: Ticket, form: VendorForm) -> Ticket:
    return after(ticket, makers(form, ticket, NOW, ZONE)(ticket, stamp()))


def test_only_legal_acts_are_offered_along_the_way() -> None:
    ticket = fresh()
    assert offered(ticket) == (LaneAct.HAND_OFF,)
    ticket = done(ticket, VendorForm(LaneAct.HAND_OFF))
    assert ticket.status is Status.WITH_VENDOR
    assert offered(ticket) == (LaneAct.RECEIPT,)
    ticket = done(ticket, VendorForm(LaneAct.RECEIPT, case_no="C-1", proof="回执"))
    assert ticket.case_no == "C-1"
    assert offered(ticket) == (LaneAct.REPLIED, LaneAct.ASKS_INFO, LaneAct.EXPERT)
    ticket = done(ticket, VendorForm(LaneAct.ASKS_INFO, text="要日志"))
    assert ticket.status is Status.WAITING_CUSTOMER_INFO
    assert open_pauses(ticket)[Leg.VENDOR] == "waiting_customer_info"
    assert offered(ticket) == (LaneAct.REPLIED, LaneAct.INFO_SENT, LaneAct.EXPERT)
    ticket = done(ticket, VendorForm(LaneAct.INFO_SENT))
    assert ticket.status is Status.WITH_VENDOR
    assert Leg.VENDOR not in open_pauses(ticket)


def test_the_expert_whom_the_vendor_assigned_is_noted_and_moves_no_clock() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF, when="12:00", proof="电话记录"))
    status, events = ticket.status, len(ticket.events)
    ticket = done(ticket, VendorForm(LaneAct.EXPERT, text="陈工"))
    ticket = done(ticket, VendorForm(LaneAct.EXPERT, text="刘工"))
    assert vendor_expert(ticket) == "刘工"
    assert (ticket.status, len(ticket.events)) == (status, events + 2)
    assert ticket.events[-1].data["old"] == "陈工"
    with pytest.raises(BadInput):
        done(ticket, VendorForm(LaneAct.EXPERT))


def handed() -> Ticket:
    return done(fresh(), VendorForm(LaneAct.HAND_OFF, when="12:00", proof="回执"))


def test_a_reply_of_the_lane_is_a_contact_and_its_channel_counts() -> None:
    form = VendorForm(LaneAct.REPLIED, "12:30", text="已定位", channel="wecom", person="陈工")
    ticket = done(handed(), form)
    (contact,) = contacts_of(ticket)
    assert (contact.channel, contact.person, contact.summary) == ("wecom", "陈工", "已定位")
    assert contact.clock  # the reply of the vendor's clock, no other contact
    (line,) = [one for one in first_replies([ticket]).lines if one.leg is Leg.VENDOR]
    assert (line.channel, line.n, line.median, line.unproven) == (
        "wecom", 1, timedelta(minutes=30), 0,
    )  # fmt: skip
    anonymous = done(handed(), VendorForm(LaneAct.REPLIED, "12:30", channel="portal"))
    (line,) = [one for one in first_replies([anonymous]).lines if one.leg is Leg.VENDOR]
    assert (line.channel, line.unproven) == ("portal", 1)


def test_a_reply_needs_its_channel_and_comes_after_the_receipt() -> None:
    for channel in ("", "smoke"):
        with pytest.raises(BadInput):
            done(handed(), VendorForm(LaneAct.REPLIED, "12:30", channel=channel))
    with pytest.raises(Refused):
        done(handed(), VendorForm(LaneAct.REPLIED, "11:30", channel="phone"))


def test_the_minute_of_the_receipt_is_not_before_it() -> None:
    at = datetime(2026, 11, 23, 12, 0, 40, tzinfo=ZONE)
    ticket = handed()
    events = tuple(
        replace(one, at=at, received_at=at) if one.kind is EventKind.HANDED_OFF else one
        for one in ticket.events
    )
    ticket = replace(ticket, events=events)
    after = done(ticket, VendorForm(LaneAct.REPLIED, "12:00", channel="phone"))
    assert contacts_of(after)[0].at == at


def test_the_channel_last_used_with_that_person_is_chosen() -> None:
    ticket = handed()
    assert usual_channel(ticket, "", {}) is Channel.PHONE
    assert usual_channel(ticket, "", {"": "mail"}) is Channel.MAIL
    for who, channel in (("陈工", "wecom"), ("刘工", "portal")):
        form = VendorForm(LaneAct.REPLIED, "12:30", channel=channel, person=who)
        ticket = done(ticket, form)
    assert usual_person(ticket) == "刘工"
    assert usual_channel(ticket, " 陈工 ", {}) is Channel.WECOM
    assert usual_channel(ticket, "别人", {"别人": "remote"}) is Channel.REMOTE
    assert usual_channel(ticket, "新人", {"": "mail"}) is Channel.PORTAL  # last with the vendor
    assert usual_channel(ticket, "新人", {"新人": "a later version's"}) is Channel.PHONE
    expert = done(handed(), VendorForm(LaneAct.EXPERT, text="周工"))
    assert usual_person(expert) == "周工"


def test_only_so_many_people_are_remembered_the_latest_stay() -> None:
    known: dict[str, str] = {}
    for n in range(MOST + 5):
        form = VendorForm(LaneAct.REPLIED, channel="mail", person=f"P{n}")
        known = remembered(form, known)
    assert len(known) <= MOST + 2
    assert f"p{MOST + 4}" in known
    assert known[""] == "mail"


def test_a_receipt_keeps_both_instants() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF))
    ticket = done(ticket, VendorForm(LaneAct.RECEIPT, when="12:30", proof="回执"))
    receipt = [one for one in ticket.events if one.kind is EventKind.HANDED_OFF][-1]
    assert receipt.received_at == datetime(2026, 11, 23, 12, 30, tzinfo=ZONE)
    assert receipt.at <= receipt.received_at


def test_a_hand_off_received_before_now_is_one_act() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF, when="12:00", proof="电话记录"))
    sent = next(one for one in ticket.events if one.kind is EventKind.HANDED_OFF)
    assert sent.received_at == datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
    assert sent.at == sent.received_at


@pytest.mark.parametrize("when", ["13:01", "25:00", "昨天", "2026-13-01 10:00", "09:59"])
def test_times_that_cannot_be_are_refused_with_a_sentence(when: str) -> None:
    ticket = fresh()
    with pytest.raises(BadInput):
        makers(VendorForm(LaneAct.HAND_OFF, when=when), ticket, NOW - timedelta(minutes=2), ZONE)


def test_the_minute_of_the_report_is_not_before_it() -> None:
    ticket = replace(fresh(), created_at=NOW.replace(minute=0, second=40) - timedelta(hours=1))
    typed = f"{ticket.created_at.astimezone(ZONE):%H:%M}"
    sent = makers(VendorForm(LaneAct.HAND_OFF, when=typed), ticket, NOW, ZONE)(ticket, stamp())
    kept = [one.received_at for one in after(ticket, sent).events if one.received_at]
    assert kept == [ticket.created_at]


def test_an_empty_receipt_is_refused() -> None:
    ticket = done(fresh(), VendorForm(LaneAct.HAND_OFF))
    with pytest.raises(BadInput):
        makers(VendorForm(LaneAct.RECEIPT), ticket, NOW, ZONE)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("", "2026-11-23T13:00:00+08:00"),
        ("9:05", "2026-11-23T09:05:00+08:00"),
        ("9：05", "2026-11-23T09:05:00+08:00"),
        ("11-22 23:10", "2026-11-22T23:10:00+08:00"),
        ("12/31 08:00", "2025-12-31T08:00:00+08:00"),
        ("2026-11-01 10:00:30", "2026-11-01T10:00:30+08:00"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, iso: str) -> None:
    assert times.read(text, NOW, ZONE).astimezone(ZONE).isoformat() == iso
